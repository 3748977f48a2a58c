"""Classic pages by NCT ID from a web archive, as versions of the study."""

import gzip
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from harvester.check import check
from harvester.cli import main
from harvester.errors import RegistryError, UsageError
from harvester.progress import silent
from harvester.record import Provenance, Record
from harvester.sources.answers import Page
from harvester.sources.captures import ADDRESSES, Capture, in_order, parse_captures
from harvester.sources.transport import ATTEMPTS, Transient
from harvester.sources.web_archive import INDEX_RATE, PATIENCE, TRIES, ArchiveClient
from harvester.store import Saver, open_store
from harvester.study import last_update_post_date, nct_id_of
from tests.archive_server import Archive
from tests.shared import needs_shared

PAGES = Path(__file__).resolve().parents[1] / "parsers" / "pages"
LEMMAB = "NCT04382547"
TABULAR = "NCT09990006"
SHOW = f"https://clinicaltrials.gov/ct2/show/{LEMMAB}"
OLDER = f"http://www.clinicaltrials.gov/ct2/show/{LEMMAB}"
LATER = f"https://classic.clinicaltrials.gov/ct2/show/{LEMMAB}"
REDIRECT = (
    "<html><head><title>Loading</title></head><body>Please wait while you are redirected.</body></html>"
)


def page(day: str = "August 23, 2021", enrollment: int = 32) -> str:
    """A page written after NCT04382547's, as it would have been on another day."""
    html = (PAGES / "classic_2018_NCT04382547.html").read_text(encoding="utf-8")
    return html.replace("August 23, 2021", day).replace("32 participants", f"{enrollment} participants")


def enrollment(record: Record) -> int:
    count: int = record.study["protocolSection"]["designModule"]["enrollmentInfo"]["count"]
    return count


@pytest.fixture
def archive() -> Iterator[Archive]:
    with Archive() as running:
        yield running


def fetch(archive: Archive, *nct_ids: str, at: date | None = None, every: bool = False) -> list[Page[Record]]:
    with ArchiveClient(archive.url, sleep=lambda seconds: None) as client:
        return list(client.fetch_captures(nct_ids or [LEMMAB], at, every=every))


def keep_three(archive: Archive) -> None:
    archive.keep("20200601120000", OLDER, page("May 11, 2020", 24))
    archive.keep("20220301120000", SHOW, page("August 23, 2021", 32))
    archive.keep("20230901120000", LATER, page("July 1, 2023", 40))


def test_the_newest_capture_is_taken_from_whichever_address_has_it(archive: Archive) -> None:
    keep_three(archive)
    (found,) = fetch(archive)
    (record,) = found.items
    assert nct_id_of(record.study) == LEMMAB
    assert enrollment(record) == 40
    assert record.provenance.source == "archive"
    assert record.provenance.origin == f"{archive.url}/web/20230901120000id_/{LATER}"
    assert record.provenance.retrieved_at[:2] == "20"
    assert found.found == {LEMMAB: LEMMAB}
    assert archive.replays == [f"20230901120000 {LATER}"]


def test_an_archive_is_asked_once_for_each_address_and_once_for_the_page(archive: Archive) -> None:
    keep_three(archive)
    with ArchiveClient(archive.url) as client:
        list(client.fetch_captures([LEMMAB]))
        assert client.requests == len(ADDRESSES) + 1 == len(archive.requests)
        assert client.bytes_received > 1000


@pytest.mark.parametrize(
    ("at", "count"),
    [
        (date(2022, 3, 1), 32),  # the day itself
        (date(2023, 8, 31), 32),  # the last before it
        (date(2021, 1, 1), 24),
        (date(2010, 1, 1), 24),  # none before it: the first after
        (date(2030, 1, 1), 40),
    ],
)
def test_at_takes_the_nearest_capture_on_or_before_the_day_else_the_next(
    archive: Archive, at: date, count: int
) -> None:
    keep_three(archive)
    (found,) = fetch(archive, at=at)
    assert [enrollment(record) for record in found.items] == [count]
    assert len(archive.replays) == 1


def test_with_a_query_left_by_a_search_the_page_is_the_same_page(archive: Archive) -> None:
    archive.keep("20220301120000", f"{SHOW}?term=mesenchymal&draw=2&rank=1", page())
    (found,) = fetch(archive)
    assert [nct_id_of(record.study) for record in found.items] == [LEMMAB]


def test_a_study_of_which_only_the_tabular_view_was_kept_is_read_from_it(archive: Archive) -> None:
    html = (PAGES / "tabular_2021.html").read_bytes()
    archive.keep("20230701000000", f"https://clinicaltrials.gov/ct2/show/record/{TABULAR}", html)
    (found,) = fetch(archive, TABULAR)
    assert [nct_id_of(record.study) for record in found.items] == [TABULAR]


def test_of_one_day_the_full_text_goes_before_the_tabular_view(archive: Archive) -> None:
    archive.keep("20220301235959", f"https://clinicaltrials.gov/ct2/show/record/{LEMMAB}", page(enrollment=1))
    archive.keep("20220301000000", SHOW, page(enrollment=32))
    (found,) = fetch(archive)
    assert [enrollment(record) for record in found.items] == [32]


@pytest.mark.parametrize(
    "bad",
    [
        REDIRECT,
        page()[:4000],
        (PAGES / "classic_2018_recruiting.html").read_text(encoding="utf-8"),
        "",
        "\x00\x01\x02",
    ],
    ids=["redirect page", "cut page", "another study's page", "nothing", "bytes"],
)
def test_a_capture_that_is_no_whole_study_gives_way_to_the_one_before(archive: Archive, bad: str) -> None:
    archive.keep("20220301120000", SHOW, page())
    archive.keep("20230301120000", SHOW, bad)
    (found,) = fetch(archive)
    assert [last_update_post_date(record.study) for record in found.items] == ["2021-08-23"]
    assert (found.unreadable, found.unknown, found.unanswered) == ([], [], [])


def test_after_a_bounded_number_of_bad_captures_the_study_is_a_problem_with_its_payload(
    archive: Archive,
) -> None:
    archive.keep("20100101000000", SHOW, page())
    for day in range(1, TRIES + 1):
        archive.keep(f"202301{day:02}000000", SHOW, REDIRECT + f"<!-- {day} -->")
    (found,) = fetch(archive)
    assert found.items == []
    (problem,) = found.unreadable
    assert problem.nct_id == LEMMAB
    assert problem.payload.startswith(b"<html>")
    assert problem.provenance.origin.endswith(f"/web/20230108000000id_/{SHOW}")
    assert "no page of a study" in problem.reason
    assert len(archive.replays) == TRIES


def test_the_same_bytes_are_tried_once(archive: Archive) -> None:
    for address in (OLDER, LATER, f"{SHOW}?rank=1"):
        archive.keep("20230301120000", address, REDIRECT)
    archive.keep("20200301120000", SHOW, page())
    (found,) = fetch(archive)
    assert len(found.items) == 1
    assert len(archive.replays) == 2


def test_answers_other_than_200_are_no_captures(archive: Archive) -> None:
    archive.keep("20230301120000", SHOW, page(enrollment=99), listed=301)
    archive.keep("20220301120000", SHOW, page())
    (found,) = fetch(archive)
    assert [enrollment(record) for record in found.items] == [32]


def test_an_id_without_any_capture_is_unknown_as_it_was_typed(archive: Archive) -> None:
    keep_three(archive)
    absent, present = fetch(archive, "nct00000123", LEMMAB)
    assert absent.unknown == ["nct00000123"]
    assert absent.items == []
    assert len(present.items) == 1


def test_a_malformed_id_stops_the_call_before_anything_is_asked(archive: Archive) -> None:
    with ArchiveClient(archive.url) as client, pytest.raises(UsageError, match="NCT0"):
        client.fetch_captures([LEMMAB, "NCT0"])
    assert archive.requests == []


def test_every_capture_comes_oldest_first_and_other_pages_are_passed_over(archive: Archive) -> None:
    keep_three(archive)
    archive.keep("20210101000000", SHOW, REDIRECT)
    (found,) = fetch(archive, every=True)
    assert [enrollment(record) for record in found.items] == [24, 32, 40]
    assert found.unreadable == []


def test_of_every_capture_one_that_is_cut_is_a_problem(archive: Archive) -> None:
    keep_three(archive)
    archive.keep("20210101000000", SHOW, page()[:4000])
    (found,) = fetch(archive, every=True)
    assert len(found.items) == 3
    (problem,) = found.unreadable
    assert "/web/20210101000000id_/" in problem.provenance.origin


@pytest.mark.parametrize("kind", ["reset", "cut_body", "html", "cut_json", "status"])
@pytest.mark.parametrize("match", ["/cdx/", "/web/"])
def test_a_fault_that_passes_costs_another_attempt_and_nothing_else(
    archive: Archive, kind: str, match: str
) -> None:
    keep_three(archive)
    archive.misbehave(kind, match=match, times=2)  # type: ignore[arg-type]
    (found,) = fetch(archive)
    assert len(found.items) == 1
    if not (match == "/web/" and kind in ("html", "cut_json")):  # there an older capture answers
        assert enrollment(found.items[0]) == 40


def test_captures_that_the_archive_does_not_hand_over_leave_the_id_unanswered(archive: Archive) -> None:
    archive.keep("20220301120000", SHOW, page())
    archive.misbehave("status", match="/web/", times=1000)
    (found,) = fetch(archive)
    assert (found.unanswered, found.unreadable, found.unknown) == ([LEMMAB], [], [])


def test_an_archive_that_hands_nothing_over_is_given_up(archive: Archive) -> None:
    ids = [f"NCT0000000{number}" for number in range(1, PATIENCE + 3)]
    for nct_id in ids:
        archive.keep("20220301120000", f"https://clinicaltrials.gov/ct2/show/{nct_id}", "x")
    archive.misbehave("status", match="/web/", times=1000)
    with pytest.raises(RegistryError, match="--archive-url") as told:
        fetch(archive, *ids)
    assert "--api-url" not in str(told.value)
    assert len(set(archive.replays)) == PATIENCE


def test_an_index_that_does_not_answer_for_one_id_leaves_it_unanswered_and_the_rest_goes_on(
    archive: Archive,
) -> None:
    keep_three(archive)
    archive.misbehave("status", match="NCT00000002", times=1000)
    first, second, third = fetch(archive, LEMMAB, "nct00000002", "NCT00000003")
    assert len(first.items) == 1
    assert (second.unanswered, second.unknown) == (["nct00000002"], [])
    assert third.unknown == ["NCT00000003"]


def test_an_archive_that_never_answered_is_given_up_at_the_first_id(archive: Archive) -> None:
    archive.misbehave("status", times=1000)
    with pytest.raises(RegistryError, match="--archive-url"):
        fetch(archive, LEMMAB, "NCT00000002", "NCT00000003")
    assert len(archive.requests) == ATTEMPTS


def test_the_index_is_asked_no_faster_than_the_internet_archive_lets_anyone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_three(archive)
    monkeypatch.setattr("harvester.sources.transport.is_loopback", lambda host: False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    waits: list[float] = []
    with ArchiveClient(archive.url, rate=1000, sleep=waits.append) as client:
        list(client.fetch_captures([LEMMAB]))
    between_lists = [wait for wait in waits if wait > 1]
    assert len(between_lists) == len(ADDRESSES) - 1
    assert max(between_lists) <= (len(ADDRESSES) - 1) / INDEX_RATE


def test_a_page_that_was_kept_packed_without_saying_so_is_read(archive: Archive) -> None:
    archive.keep("20220301120000", SHOW, gzip.compress(page().encode()))
    (found,) = fetch(archive)
    assert [enrollment(record) for record in found.items] == [32]


def test_a_page_that_only_looks_packed_gives_way_to_the_one_before(archive: Archive) -> None:
    archive.keep("20210301120000", SHOW, page())
    archive.keep("20220301120000", SHOW, b"\x1f\x8b" + page().encode())
    (found,) = fetch(archive)
    assert [enrollment(record) for record in found.items] == [32]


def test_a_capture_that_is_gone_from_the_archive_gives_way_to_the_one_before(archive: Archive) -> None:
    keep_three(archive)
    archive.misbehave("status", status=404, match="/web/2023")
    (found,) = fetch(archive)
    assert [enrollment(record) for record in found.items] == [32]


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'[["timestamp"],["1"]]', b"<html>", b"[[1,2]]"])
def test_an_index_of_an_unknown_shape_is_asked_again(body: bytes) -> None:
    with pytest.raises(Transient):
        parse_captures(LEMMAB, 0, body)


def test_rows_that_are_not_the_studys_page_at_the_registry_are_left_out() -> None:
    rows = [
        ["timestamp", "original", "digest"],
        ["20220301120000", SHOW, "A"],
        ["2022", SHOW, "A"],
        ["20220301120000", "https://evil.example/ct2/show/NCT04382547", "A"],
        ["20220301120000", "https://clinicaltrials.gov/ct2/show/NCT043825470", "A"],
        ["20220301120000", "https://[clinicaltrials.gov/ct2/show/NCT04382547", "A"],
        ["20220301120000"],
        [1, None, {}],
    ]
    assert parse_captures(LEMMAB, 2, orjson.dumps(rows)) == [Capture("20220301120000", SHOW, "A", 2)]
    assert parse_captures(LEMMAB, 0, b"[]") == parse_captures(LEMMAB, 0, b"\n") == []


def test_captures_are_tried_back_in_time_from_the_day_and_then_onwards() -> None:
    captures = [Capture(f"{year}0101000000", SHOW, str(year)) for year in (2022, 2020, 2018, 2016)]
    order = [capture.timestamp[:4] for capture in in_order(captures, date(2019, 5, 5))]
    assert order == ["2018", "2016", "2020", "2022"]
    assert in_order(captures, None) == captures


@pytest.mark.parametrize("url", ["ftp://x", "archive.org", "http://[x", "https://x/?a=1", ""])
def test_what_is_no_address_of_an_archive_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="web archive"):
        ArchiveClient(url)


@needs_shared
def test_a_real_page_of_2014_is_fetched_as_it_was(archive: Archive, shared: Path) -> None:
    address = "http://clinicaltrials.gov/ct2/show/{}NCT00936455"
    html = shared / "records" / "html"
    archive.keep(
        "20140610000000", address.format("results/"), (html / "NCT00936455_results.html").read_bytes()
    )
    archive.keep("20140609000000", address.format("record/"), (html / "NCT00936455_record.html").read_bytes())
    archive.keep("20140608000000", address.format(""), (html / "NCT00936455.html").read_bytes())
    archive.keep("20150101000000", address.format(""), (html / "_invalid-nct-id.html").read_bytes())
    (found,) = fetch(archive, "NCT00936455", every=True)
    assert [nct_id_of(record.study) for record in found.items] == ["NCT00936455"] * 2
    assert ["error page" in problem.reason for problem in found.unreadable] == [True]
    (newest,) = fetch(archive, "NCT00936455")
    assert newest.items[0].provenance.origin.endswith("/ct2/show/record/NCT00936455")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["fetch", *arguments], catch_exceptions=False)


def test_the_command_keeps_captures_as_versions_in_order_of_the_records_own_dates(
    archive: Archive, tmp_path: Path
) -> None:
    keep_three(archive)
    db = tmp_path / "trials.db"
    common = ["--source", "archive", "--archive-url", archive.url, "--db", str(db)]
    newest = run(LEMMAB, *common, "--json")
    assert newest.exit_code == 0
    assert (orjson.loads(newest.stdout)["added"], orjson.loads(newest.stdout)["requests"]) == (1, 5)
    assert orjson.loads(run(LEMMAB, *common, "--at", "2020-12-31", "--json").stdout)["older"] == 1
    whole = orjson.loads(run(LEMMAB, *common, "--all-captures", "--json").stdout)
    assert (whole["older"], whole["unchanged"]) == (1, 2)
    store = open_store(db)
    versions = store.conn.execute(
        "SELECT version, source, last_update_post_date FROM study_versions ORDER BY version"
    ).fetchall()
    assert versions == [
        (1, "archive", "2020-05-11"),
        (2, "archive", "2021-08-23"),
        (3, "archive", "2023-07-01"),
    ]
    assert store.conn.execute("SELECT enrollment_count FROM studies").fetchall() == [(40,)]
    assert check(store, silent) == []
    store.close()


def test_a_capture_never_takes_the_place_of_a_newer_record_of_the_api(
    archive: Archive, tmp_path: Path
) -> None:
    keep_three(archive)
    (found,) = fetch(archive, at=date(2022, 12, 31))
    live = deepcopy(found.items[0].study)
    live["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"] = "2021-12-01"
    live["protocolSection"]["designModule"]["enrollmentInfo"]["count"] = 33
    db = tmp_path / "trials.db"
    store = open_store(db)
    with Saver(store) as saver:
        saver.add(Record(live, Provenance("api", "https://clinicaltrials.gov/api/v2")))
    store.close()
    common = ["--source", "archive", "--archive-url", archive.url, "--db", str(db), "--at", "2022-12-31"]
    assert run(LEMMAB, *common).exit_code == 0
    store = open_store(db)
    versions = store.conn.execute("SELECT version, source FROM study_versions ORDER BY version").fetchall()
    assert versions == [(1, "archive"), (2, "api")]
    assert store.conn.execute("SELECT enrollment_count FROM studies").fetchall() == [(33,)]
    assert check(store, silent) == []
    store.close()


def test_the_command_says_of_which_ids_the_archive_has_nothing(archive: Archive, tmp_path: Path) -> None:
    keep_three(archive)
    db = str(tmp_path / "trials.db")
    result = CliRunner(env={"HARVESTER_ARCHIVE_URL": archive.url}).invoke(
        main, ["fetch", "NCT1", LEMMAB, "--source", "archive", "--db", db]
    )
    assert result.exit_code == 1
    assert "1 new" in result.stdout
    assert "Not known to the archive: NCT1" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["NCT0", "--source", "archive"],
        ["--query", "cells", "--source", "archive"],
        [LEMMAB, "--at", "2020-01-01"],
        [LEMMAB, "--all-captures"],
        [LEMMAB, "--source", "archive", "--at", "2020-01-01", "--all-captures"],
        [LEMMAB, "--source", "archive", "--at", "yesterday"],
        [LEMMAB, "--source", "archive", "--archive-url", "ftp://nowhere"],
    ],
)
def test_wrong_usage_is_told_before_anything_is_asked(
    archive: Archive, tmp_path: Path, arguments: list[str]
) -> None:
    env = {"HARVESTER_ARCHIVE_URL": archive.url, "HARVESTER_API_URL": archive.url}
    result = CliRunner(env=env).invoke(main, ["fetch", *arguments, "--db", str(tmp_path / "x.db")])
    assert result.exit_code == 2
    assert archive.requests == []


def test_an_archive_that_cannot_be_reached_is_exit_3(archive: Archive, tmp_path: Path) -> None:
    archive.misbehave("status", status=403, times=1000)
    result = run(LEMMAB, "--source", "archive", "--archive-url", archive.url, "--db", str(tmp_path / "x.db"))
    assert result.exit_code == 3
    assert "--archive-url" in result.stderr
    assert "--api-url" not in result.stderr
