"""Reading a comparison out of a file: what is asked, in one state of the file, whatever the file's age."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.compare import read_comparison, read_rows, tables_read
from harvester.errors import StoreError
from tests.web.served import demo_studies, demo_study, edited, make_file

PAIR = ["NCT04382547", "NCT07145502"]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    former = edited(demo_study("NCT03371329"), identificationModule={"nctIdAliases": ["NCT00000007"]})
    return make_file(tmp_path_factory.mktemp("compare") / "trials.db", [*demo_studies(), former])


@pytest.fixture
def conn(file: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    yield opened
    opened.close()


def test_the_two_seed_studies_stand_side_by_side(conn: sqlite3.Connection) -> None:
    comparison = read_comparison(conn, PAIR)
    assert comparison.section("design").field("enrollment_count").values == (32, 76)
    assert comparison.section("eligibility").field("minimum_age").values == ("18 Years", "6 Years")
    assert comparison.section("eligibility").field("maximum_age").values == ("70 Years", "70 Years")
    assert comparison.section("arms").field("arm_group_count").values == (2, None)
    outcomes = comparison.section("outcomes").field("primary_outcomes").values
    assert [[item["measure"] for item in value] for value in outcomes] == [
        ["Number of cured patients"],
        ["Change in neurological symptom severity"],
    ]


def test_columns_stand_in_the_order_asked_for(conn: sqlite3.Connection) -> None:
    assert read_comparison(conn, PAIR[::-1]).nct_ids == PAIR[::-1]


def test_a_former_id_leads_to_the_study_that_took_it_over_once(conn: sqlite3.Connection) -> None:
    comparison = read_comparison(conn, ["NCT00000007", "NCT04382547", "NCT03371329", "NCT09999999"])
    assert comparison.nct_ids == ["NCT03371329", "NCT04382547"]
    assert comparison.missing == ("NCT09999999",)
    assert comparison.former == {"NCT00000007": "NCT03371329"}
    assert read_comparison(conn, PAIR).former == {}


def test_a_comparison_is_read_in_one_transaction_that_is_ended(conn: sqlite3.Connection) -> None:
    said: list[str] = []
    conn.set_trace_callback(said.append)
    read_comparison(conn, ["NCT00000007", "NCT04382547"])
    assert (said[0], said[-1]) == ("BEGIN", "ROLLBACK")
    assert not any(word.startswith(("BEGIN", "ROLLBACK")) for word in said[1:-1])
    assert not conn.in_transaction


def test_a_former_id_whose_last_version_is_held_is_shown_as_it_was_and_named(tmp_path: Path) -> None:
    now = edited(demo_study("NCT07145502"), identificationModule={"nctIdAliases": ["NCT04382547"]})
    aliases = {"nctIdAliases": ["NCT07145502", "NCT02107118"]}
    newest = edited(demo_study("NCT02107118"), identificationModule=aliases)
    path = make_file(tmp_path / "trials.db", [demo_study("NCT04382547"), now, newest])
    opened = sqlite3.connect(path)
    one = read_comparison(opened, ["NCT02107118", "NCT04382547"])
    opened.execute("DELETE FROM studies WHERE nct_id = 'NCT04382547'")
    led = read_comparison(opened, ["NCT04382547"])
    opened.close()
    assert one.nct_ids == ["NCT02107118", "NCT04382547"]
    assert one.former == {"NCT04382547": "NCT07145502"}, "an id is no former one of itself"
    assert led.nct_ids == ["NCT07145502"]
    assert led.former == {"NCT04382547": "NCT07145502", "NCT07145502": "NCT02107118"}


def test_all_is_read_in_one_transaction_with_one_query_a_table(conn: sqlite3.Connection) -> None:
    said: list[str] = []
    conn.set_trace_callback(said.append)
    read_rows(conn, PAIR)
    assert said[0] == "BEGIN"
    assert said[-1] == "ROLLBACK"
    assert len(said) == len(tables_read()) - 1 + 2  # all but the former ids, and the transaction
    assert not conn.in_transaction


def test_a_transaction_that_is_open_is_used_and_left_open(conn: sqlite3.Connection) -> None:
    conn.execute("BEGIN")
    read_rows(conn, PAIR)
    assert conn.in_transaction


def test_the_stored_documents_are_not_read(conn: sqlite3.Connection) -> None:
    versions = read_rows(conn, PAIR)["NCT04382547"]["study_versions"]
    assert all("document" not in row for row in versions)


def test_no_ids_give_an_empty_comparison(conn: sqlite3.Connection) -> None:
    assert read_comparison(conn, []).studies == ()


def test_a_file_from_before_a_table_was_thought_of_is_read_without_it(file: Path, tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    with sqlite3.connect(file) as source, sqlite3.connect(older) as target:
        source.backup(target)
    source.close()
    for table in (
        "msc_products",
        "msc_studies",
        "msc_evidence",
        "criteria",
        "outcome_times",
        "nct_id_aliases",
    ):
        target.execute(f"DROP TABLE {table}")
    comparison = read_comparison(target, PAIR)
    target.close()
    assert comparison.section("product").fields == ()
    assert comparison.section("eligibility").field("eligibility_criteria").reported


def test_a_file_of_another_program_is_refused_with_what_to_do() -> None:
    other = sqlite3.connect(":memory:")
    with pytest.raises(StoreError, match="harvester fetch"):
        read_comparison(other, PAIR)
    other.close()


def test_a_cell_that_is_no_utf_8_is_read_as_well_as_can_be(tmp_path: Path) -> None:
    path = make_file(tmp_path / "trials.db", demo_studies()[:2])
    opened = sqlite3.connect(path)
    opened.execute("UPDATE studies SET acronym = CAST(x'61ff62' AS TEXT)")
    nct_ids = [nct_id for (nct_id,) in opened.execute("SELECT nct_id FROM studies")]
    comparison = read_comparison(opened, nct_ids)
    assert opened.text_factory is str
    opened.close()
    assert comparison.section("identity").field("acronym").values == ("a\ufffdb", "a\ufffdb")
