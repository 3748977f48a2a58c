"""The registry's XML: fixtures, all real records, the same studies as the API has them, what is refused."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from harvester.errors import RecordError
from harvester.parsers.legacy_xml import read as legacy_xml
from harvester.parsers.legacy_xml.objects import OBJECTS
from harvester.parsers.legacy_xml.read import parse_legacy_xml
from harvester.parsers.legacy_xml.tags import STUDY
from harvester.parsers.legacy_xml.values import read_value
from harvester.study import walk_leaves
from tests.parsers.legacy_xml_difference import FOLDER, difference
from tests.shared import needs_shared, records

FIXTURES = sorted(path.name.removesuffix(".xml") for path in FOLDER.glob("*.xml"))
XML_RECORDS = records("xml")

KNOWN_ODDITIES = {"study_design_info/time_perspective: Longitudinal, Prospective"}
"""What no rule knows in the 364 real records: a value that the registry gave up and API v2 has no enum for."""


@pytest.mark.parametrize("name", FIXTURES)
def test_fixture_is_read_as_expected(name: str) -> None:
    lines = difference(name)
    command = f"python -m tests.parsers.legacy_xml_difference {name}"
    assert not lines, f"{len(lines)} lines differ; to see them: {command}"


def test_every_fixture_has_its_expectation() -> None:
    assert {path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json")} == set(
        FIXTURES
    )


# --- the tables -------------------------------------------------------------------------------------------------------


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for table, rows in {"study": STUDY, **OBJECTS}.items():
        for tag, (kind, path) in rows.items():
            yield table, tag, kind.removeprefix("each "), path


def test_every_row_names_a_reader_or_a_table() -> None:
    for table, tag, kind, path in _rows():
        of, _, name = kind.partition(":")
        if of == "object":
            assert name in OBJECTS, (table, tag)
        elif of == "constant":
            assert name.isupper(), (table, tag)
        elif kind == "known":
            assert " " in path, f"{table} {tag}: say why it has no field"
        else:
            read_value(kind, "x")


def test_every_table_is_used() -> None:
    named = {kind.removeprefix("object:") for _, _, kind, _ in _rows() if kind.startswith("object:")}
    assert named == set(OBJECTS)


# --- all real records -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real_studies() -> dict[str, tuple[dict[str, Any], tuple[str, ...]]]:
    return {path.stem: parse_legacy_xml(path.read_bytes()) for path in XML_RECORDS}


@needs_shared
def test_all_real_records_load(real_studies: dict[str, tuple[dict[str, Any], tuple[str, ...]]]) -> None:
    assert len(real_studies) == 364
    for nct_id, (study, _) in real_studies.items():
        assert study["protocolSection"]["identificationModule"]["nctId"] == nct_id


@needs_shared
def test_only_true_oddities_of_real_records_are_unknown(
    real_studies: dict[str, tuple[dict[str, Any], tuple[str, ...]]],
) -> None:
    assert {problem for _, unknown in real_studies.values() for problem in unknown} == KNOWN_ODDITIES


@needs_shared
def test_real_records_have_the_paths_types_and_enums_of_the_registry(
    shared: Path, real_studies: dict[str, tuple[dict[str, Any], tuple[str, ...]]]
) -> None:
    types = _leaf_types(json.loads((shared / "registry/spec/studies_metadata.json").read_bytes()))
    enums = json.loads((shared / "registry/spec/enums_from_oas_2.0.5.json").read_bytes())
    wrong = Counter(
        (path, type_, value if type_ in enums else type(value).__name__)
        for study, _ in real_studies.values()
        for path, value in walk_leaves(study)
        for type_ in [types.get(re.sub(r"\.\d+(?=\.|$)", "", path), "no such path")]
        if not _is_of_type(value, type_, enums)
    )
    time_perspective = "protocolSection.designModule.designInfo.timePerspective"
    assert wrong == {(time_perspective, "DesignTimePerspective", "Longitudinal, Prospective"): 1}


def _leaf_types(nodes: list[dict[str, Any]], above: str = "") -> dict[str, str]:
    types: dict[str, str] = {}
    for node in nodes:
        path = f"{above}.{node['name']}".lstrip(".")
        if node.get("children"):
            types |= _leaf_types(node["children"], path)
        else:
            types[path] = node["type"].removesuffix("[]")
    return types


def _is_of_type(value: Any, type_: str, enums: dict[str, list[str]]) -> bool:
    if type_ in enums:
        return value in enums[type_]
    if type_ in ("PartialDate", "NormalizedDate"):
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value) is not None
    python_type = {"integer": int, "number": int, "boolean": bool, "no such path": type(None)}.get(type_, str)
    return type(value) is python_type and value != ""


@needs_shared
def test_both_tag_generations_give_the_same_fields(
    real_studies: dict[str, tuple[dict[str, Any], tuple[str, ...]]],
) -> None:
    old = [path.stem for path in XML_RECORDS if b"<firstreceived_date>" in path.read_bytes()]
    assert len(old) == 13
    for nct_id, (study, _) in real_studies.items():
        status = study["protocolSection"]["statusModule"]
        assert {"studyFirstSubmitDate", "lastUpdateSubmitDate", "overallStatus"} <= status.keys(), nct_id
        assert ("studyFirstPostDateStruct" in status) == (nct_id not in old), nct_id


# --- the same studies in the API's form -------------------------------------------------------------------------------

PAIRS = yaml.safe_load((Path(__file__).with_name("legacy_xml_vs_api.yaml")).read_text(encoding="utf-8"))
EVERYWHERE = PAIRS.pop("everywhere")


def _differences(api: dict[str, Any], xml: dict[str, Any]) -> Iterator[tuple[str, str, Any, Any]]:
    """(path, how it differs, API's value, XML's value) of every leaf that is not the same in both."""
    ours, theirs = dict(walk_leaves(xml)), dict(walk_leaves(api))
    for path in theirs.keys() | ours.keys():
        if path not in ours:
            yield path, "only_api", theirs[path], None
        elif path not in theirs:
            yield path, "only_xml", None, ours[path]
        elif theirs[path] != ours[path]:
            same = _words(theirs[path]) == _words(ours[path])
            yield path, "same_words" if same else "other", theirs[path], ours[path]


def _words(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    without_marks = re.sub(r"(?m)^ *(?:\*|-|\d+\.) +|\\(?=[^\w\s])", "", value)
    return without_marks.split()


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(path).replace(r"\.\*\*", r"(\..+)?").replace(r"\*", r"[^.]*"))


def _fits(rule: dict[str, str], path: str, how: str) -> bool:
    return rule["how"] == how and _pattern(rule["path"]).fullmatch(path) is not None


@cache
def _pair_differences(shared: Path, pair: str) -> list[tuple[str, str, Any, Any]]:
    nct_id, folder = pair.split()
    api = json.loads((shared / "records" / folder / f"{nct_id}.json").read_bytes())
    xml, _ = parse_legacy_xml((shared / "records/xml" / f"{nct_id}.xml").read_bytes())
    return list(_differences(api, xml))


@needs_shared
@pytest.mark.parametrize("pair", PAIRS)
def test_study_agrees_with_the_api_but_for_listed_differences(pair: str, shared: Path) -> None:
    rules = [*EVERYWHERE, *(PAIRS[pair])]
    differences = _pair_differences(shared, pair)
    unlisted = [d for d in differences if not any(_fits(rule, d[0], d[1]) for rule in rules)]
    assert not unlisted, f"{len(unlisted)} differences are not in legacy_xml_vs_api.yaml: {unlisted[:5]}"
    idle = [rule for rule in PAIRS[pair] if not any(_fits(rule, d[0], d[1]) for d in differences)]
    assert not idle, f"rules of {pair} that nothing needs: {idle}"


@needs_shared
def test_no_rule_for_all_pairs_is_idle(shared: Path) -> None:
    found = [d for pair in PAIRS for d in _pair_differences(shared, pair)]
    assert not [rule for rule in EVERYWHERE if not any(_fits(rule, d[0], d[1]) for d in found)]


@needs_shared
def test_all_studies_at_hand_in_both_forms_are_compared(shared: Path) -> None:
    both = {
        f"{path.stem} {folder}"
        for folder in ("api_v2", "msc_2022")
        for path in records(folder)
        if (shared / "records/xml" / f"{path.stem}.xml").exists()
    }
    assert both == PAIRS.keys()
    assert len(both) == 7


# --- what is refused --------------------------------------------------------------------------------------------------

RECORD = b"""<clinical_study>
<id_info><nct_id>NCT00000001</nct_id></id_info>
<brief_title>%s</brief_title>
</clinical_study>"""


def test_white_space_and_a_byte_order_mark_before_the_record_do_no_harm() -> None:
    declared = b'<?xml version="1.0" encoding="UTF-8"?>' + RECORD % b"T"
    assert parse_legacy_xml(b"\r\n " + declared) == parse_legacy_xml(b"\xef\xbb\xbf" + declared)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8"])
def test_the_declared_encoding_is_used(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + (RECORD % b"@").decode().replace("@", "Naïve")
    study, _ = parse_legacy_xml(text.encode(encoding))
    assert study["protocolSection"]["identificationModule"]["briefTitle"] == "Naïve"


def test_a_nct_id_is_spelled_as_the_registry_spells_it() -> None:
    study, _ = parse_legacy_xml(RECORD.replace(b"NCT00000001", b" nct1 ") % b"T")
    assert study["protocolSection"]["identificationModule"]["nctId"] == "NCT00000001"


ENTITY = b'<!DOCTYPE clinical_study [<!ENTITY a "%s">]>'
EXTERNAL = b'<!DOCTYPE clinical_study [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
PARAMETER = b'<!DOCTYPE clinical_study [<!ENTITY %% a SYSTEM "file:///etc/hostname"> %%a;]>' % ()


@pytest.mark.parametrize("doctype", [ENTITY % b"A", EXTERNAL, PARAMETER])
@pytest.mark.parametrize("title", [b"&a;", b"none used"])
def test_a_record_that_declares_entities_is_refused(doctype: bytes, title: bytes) -> None:
    with pytest.raises(RecordError, match=r"entit|well-formed"):
        parse_legacy_xml(doctype + RECORD % title)


def test_entities_in_an_attribute_are_refused_before_they_grow() -> None:
    nested = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    bomb = b'<!DOCTYPE clinical_study [<!ENTITY e0 "0123456789">%s]>' % nested
    with pytest.raises(RecordError):
        parse_legacy_xml(
            bomb + (RECORD % b"T").replace(b"<clinical_study>", b'<clinical_study rank="&e11;">')
        )


def test_a_document_type_without_entities_is_no_harm() -> None:
    doctype = b'<!DOCTYPE clinical_study SYSTEM "https://clinicaltrials.gov/ct2/html/images/info/public.dtd">'
    assert parse_legacy_xml(doctype + RECORD % b"T") == parse_legacy_xml(RECORD % b"T")


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (b"", "well-formed"),
        (b"   ", "well-formed"),
        (b"{}", "well-formed"),
        (b"<clinical_study><id_info>", "cut off"),
        (b"<search_results/>", "expected <clinical_study>, found <search_results>"),
        (b'<clinical_study xmlns="urn:x"/>', "expected <clinical_study>"),
        (b"<clinical_study/>", "fetch it again"),
        (b"<clinical_study><id_info><nct_id>12</nct_id></id_info></clinical_study>", "found '12'"),
        (b"<a>" * 400 + b"</a>" * 400, "well-formed"),
        (RECORD % b"&nbsp;", "well-formed"),
        (RECORD % b"\xff", "well-formed"),
    ],
)
def test_what_is_no_record_is_told_so(payload: bytes, says: str) -> None:
    with pytest.raises(RecordError, match=re.escape(says)):
        parse_legacy_xml(payload)


def test_the_place_of_a_missing_nct_id_is_named() -> None:
    with pytest.raises(RecordError) as caught:
        parse_legacy_xml(b"<clinical_study/>")
    assert caught.value.path == "protocolSection.identificationModule.nctId"


def test_a_payload_over_the_bound_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy_xml, "MAX_BYTES", 100)
    with pytest.raises(RecordError, match="too many for one record"):
        parse_legacy_xml(RECORD % (b"T" * 100))
