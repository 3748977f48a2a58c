"""The loopback registry is what the tests of the network stand on: is it as strict as the specification?"""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import orjson
import pytest
import requests

from tests.registry import Registry
from tests.registry_server.rules import CHECKED_IN, check_parameters, parameters_of_specification
from tests.registry_server.shelf import PIECES
from tests.shared import needs_shared
from tests.sources.documents import make_study


@pytest.fixture
def registry():
    studies = [make_study(number, updated=f"2024-01-{number:02d}") for number in range(1, 13)]
    with Registry(studies, expect_valid=False) as registry:
        yield registry


@pytest.fixture
def get(registry):
    with requests.Session() as session:
        session.trust_env = False
        yield lambda path, **params: session.get(
            registry.url + path, params=params, allow_redirects=False, timeout=5
        )


@needs_shared
def test_parameters_are_those_of_the_openapi_file(shared):
    specification = parameters_of_specification(shared / "registry/spec/ctg-oas-v2_2.0.5.yaml")
    assert CHECKED_IN["documented"] == specification


@needs_shared
def test_piece_names_are_those_of_the_data_model(shared):
    known = {}

    def walk(node, parent):
        path = f"{parent}.{node['name']}" if parent else node["name"]
        known[node["piece"]] = path
        for child in node.get("children", []):
            walk(child, path)

    for node in orjson.loads((shared / "registry/spec/studies_metadata.json").read_bytes()):
        walk(node, "")
    assert {piece: known[piece] for piece in PIECES} == PIECES


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"page.size": "5"}, "unknown parameter"),
        ({"filter.ids": "NCT00000001,NCT0"}, "does not match"),
        ({"filter.ids": "NCT123456789"}, "does not match"),
        ({"fields": ""}, "0 items"),
        ({"fields": "NCTId,9"}, "does not match"),
        ({"sort": "A,B,C"}, "3 items"),
        ({"countTotal": "yes"}, "no boolean"),
        ({"pageSize": "-1"}, "no such integer"),
        ({"format": "xml"}, "not one of"),
        ({"filter.overallStatus": "COMPLETED|DONE"}, "not one of"),
        ({"pageToken": "nonsense"}, "not a token"),
        ({"fields": "NCTId,Colour"}, "unknown field"),
        ({"sort": "BriefTitle"}, "cannot be sorted"),
    ],
)
def test_what_the_specification_does_not_have_is_a_bad_request(get, params, problem):
    answer = get("/studies", **params)
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (400, "text/plain")
    assert problem in answer.text


def test_leaving_a_registry_that_was_asked_wrongly_fails_the_test():
    with pytest.raises(AssertionError, match=r"page\.size"), Registry([]) as registry:
        requests.get(f"{registry.url}/studies", params={"page.size": "5"}, timeout=5)


def test_a_parameter_given_twice_is_a_problem():
    assert check_parameters("/studies", [("pageSize", "1"), ("pageSize", "2")]) == [
        "`pageSize` is given twice"
    ]


def test_pages_are_ten_studies_unless_asked_otherwise_and_a_thousand_at_most():
    with Registry(map(make_study, range(1, 1202))) as registry:
        sizes = {}
        for size in ({}, {"pageSize": 0}, {"pageSize": 7}, {"pageSize": 5000}):
            page = requests.get(f"{registry.url}/studies", params=size, timeout=5).json()
            sizes[str(size)] = len(page["studies"])
        assert list(sizes.values()) == [10, 10, 7, 1000]


def test_a_full_page_has_a_token_and_the_last_one_has_none(get):
    first = get("/studies", pageSize=6, countTotal="true").json()
    second = get("/studies", pageSize=6, countTotal="true", pageToken=first["nextPageToken"]).json()
    last = get("/studies", pageSize=6, pageToken=second["nextPageToken"]).json()
    assert (first["totalCount"], len(first["studies"]), len(second["studies"])) == (12, 6, 6)
    assert "totalCount" not in second
    assert last == {"studies": []}


def test_other_parameters_must_not_change_between_pages(get):
    token = get("/studies", pageSize=5).json()["nextPageToken"]
    answer = get("/studies", pageSize=5, pageToken=token, fields="NCTId")
    assert (answer.status_code, "other parameters" in answer.text) == (400, True)
    assert get("/studies", pageSize=3, countTotal="true", pageToken=token).ok


def test_fields_project_pieces_paths_and_branches(get):
    [study] = get(
        "/studies", **{"filter.ids": "nct1", "fields": "NCTId|LastUpdatePostDate,HasResults,derivedSection"}
    ).json()["studies"]
    assert study == {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT00000001"},
            "statusModule": {"lastUpdatePostDateStruct": {"date": "2024-01-01"}},
        },
        "hasResults": False,
    }


def test_ranges_words_and_sorting_work_together(get):
    expression = "AREA[LastUpdatePostDate]RANGE[2024-01-09,MAX]"
    for name in ("query.term", "filter.advanced"):
        page = get("/studies", **{name: expression, "fields": "NCTId", "sort": "LastUpdatePostDate"}).json()
        ids = [study["protocolSection"]["identificationModule"]["nctId"] for study in page["studies"]]
        assert ids == ["NCT00000012", "NCT00000011", "NCT00000010", "NCT00000009"]
    assert (
        len(
            get("/studies", **{"query.cond": "knee OSTEOARTHRITIS", "query.term": expression}).json()[
                "studies"
            ]
        )
        == 4
    )
    assert get("/studies", **{"query.cond": "gout"}).json() == {"studies": []}


@pytest.mark.parametrize(
    "params", [{"aggFilters": "sex:f"}, {"query.term": "AREA[Phase]PHASE1"}, {"format": "csv"}]
)
def test_what_the_double_does_not_serve_is_not_passed_over(get, params):
    assert get("/studies", **params).status_code == 501


def test_one_study_an_alias_and_nothing(registry, get):
    registry.alias("NCT00000002", "NCT00000001")
    assert get("/studies/NCT00000001").json() == registry.get("NCT00000001")
    moved = get("/studies/nct2")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/api/v2/studies/NCT00000001")
    missing = get("/studies/NCT00000099")
    assert (missing.status_code, missing.headers["Content-Type"].partition(";")[0]) == (404, "text/plain")
    assert get("/studies/NCT0").status_code == 400


def test_a_removed_study_is_gone_and_an_edited_one_keeps_its_place(registry, get):
    registry.remove("NCT00000001")
    registry.edit("NCT00000002", "protocolSection.identificationModule.briefTitle", "New")
    page = get("/studies", pageSize=1, countTotal="true").json()
    assert page["totalCount"] == 11
    assert page["studies"][0]["protocolSection"]["identificationModule"]["briefTitle"] == "New"


def test_the_data_timestamp_moves_on_demand(registry, get):
    before = get("/version").json()
    registry.publish()
    assert before == {"apiVersion": "2.0.5", "dataTimestamp": "2025-01-02T09:00:05"}
    assert get("/version").json()["dataTimestamp"] == "2025-01-03T09:00:05"


def test_the_bulk_download_can_be_resumed(registry):
    url = f"{registry.url}/studies/download"
    whole = requests.get(url, params={"format": "json.zip"}, timeout=5).content
    rest = requests.get(url, params={"format": "json.zip"}, headers={"Range": "bytes=100-"}, timeout=5)
    assert (rest.status_code, rest.headers["Content-Range"]) == (
        206,
        f"bytes 100-{len(whole) - 1}/{len(whole)}",
    )
    assert whole[100:] == rest.content
    assert len(zipfile.ZipFile(io.BytesIO(whole)).namelist()) == 12


def test_the_bulk_download_is_continued_only_while_it_is_the_same(registry):
    url = f"{registry.url}/studies/download?format=json.zip"
    for validator, header in (("etag", "ETag"), ("date", "Last-Modified")):
        registry.bulk.validator = validator
        known = requests.get(url, timeout=5).headers[header]
        part = {"Range": "bytes=100-", "If-Range": known}
        assert requests.get(url, headers=part, timeout=5).status_code == 206
        registry.edit("NCT00000001", "protocolSection.statusModule.overallStatus", f"NOW {header}")
        assert requests.get(url, headers=part, timeout=5).status_code == 200


def test_history_is_served_once_it_is_set_and_grows_with_edits(registry):
    url = registry.url.replace("/v2", "/int") + "/studies/NCT00000001"
    assert requests.get(url, params={"history": "true"}, timeout=5).status_code == 404
    registry.set_history("NCT00000001", [registry.get("NCT00000001")])
    registry.edit("NCT00000001", "protocolSection.statusModule.overallStatus", "TERMINATED")
    changes = requests.get(url, params={"history": "true"}, timeout=5).json()["history"]["changes"]
    assert [(change["version"], change["status"]) for change in changes] == [
        (0, "COMPLETED"),
        (1, "TERMINATED"),
    ]
    version = requests.get(f"{url}/history/1", timeout=5).json()
    assert version == {"studyVersion": 1, "study": registry.get("NCT00000001")}
    assert requests.get(f"{url}/history/2", timeout=5).status_code == 404


def test_it_serves_a_folder_by_hand(tmp_path):
    (tmp_path / "NCT00000001.json").write_bytes(orjson.dumps(make_study(1)))
    (tmp_path / "page.json").write_bytes(orjson.dumps({"studies": [make_study(2)]}))
    command = [sys.executable, "-m", "tests.registry", str(tmp_path), "--port", "0"]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline()
            assert said.startswith("2 studies at http://127.0.0.1:")
            assert requests.get(f"{said.split()[-1]}/version", timeout=5).json()["apiVersion"] == "2.0.5"
        finally:
            process.terminate()
