"""The views people browse: right rows, and quick for one study."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.mapping.ddl import create_view, views
from harvester.mapping.sql_files import description_of
from harvester.store import open_store
from tests.shared import needs_shared, records
from tests.web.served import demo_study, edited, make_file


@pytest.fixture
def conn(demo_file: Path) -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(demo_file)
    yield made
    made.close()


COUNTS = {"msc_landscape", "msc_doses_by_route"}
"""Views whose rows count studies; all others have rows of single studies."""


@pytest.mark.parametrize("name", list(views()))
def test_view_runs_is_described_and_names_the_study_first(conn: sqlite3.Connection, name: str) -> None:
    columns = [column[0] for column in conn.execute(f"SELECT * FROM {name} LIMIT 1").description]
    assert (columns[0] == "nct_id") is (name not in COUNTS)
    assert description_of(views()[name])


@pytest.mark.parametrize("name", sorted(views().keys() - COUNTS))
def test_view_of_one_study_looks_up_keys_and_scans_nothing(conn: sqlite3.Connection, name: str) -> None:
    plan = [
        row[3]
        for row in conn.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {name} WHERE nct_id = 'NCT04382547'")
    ]
    assert [step for step in plan if step.startswith("SCAN")] == []


@pytest.mark.parametrize("name", list(views()))
def test_view_holds_one_statement_behind_its_comment(name: str) -> None:
    assert sqlite3.complete_statement(create_view(name, views()[name]))
    assert views()[name].rstrip(";").count(";\n") == 0


def test_who_gets_what_says_each_pair_once(conn: sqlite3.Connection) -> None:
    rows = conn.execute(
        "SELECT arm_group_position, intervention_position, label, name FROM arm_group_interventions "
        "WHERE nct_id = 'NCT04382547' ORDER BY 1, 2"
    ).fetchall()
    assert [row[:2] for row in rows] == [(0, 0), (0, 1), (1, 1)]
    assert rows[2][2:] == ("control", "Standard treatment according to the Clinical protocols")


def _arms(
    tmp_path: Path, arms: list[dict[str, Any]], interventions: list[dict[str, Any]]
) -> list[tuple[Any, ...]]:
    study = edited(
        demo_study("NCT04382547"), armsInterventionsModule={"armGroups": arms, "interventions": interventions}
    )
    conn = sqlite3.connect(make_file(tmp_path / "a.db", [study]))
    rows = conn.execute(
        "SELECT arm_group_position, intervention_position FROM arm_group_interventions ORDER BY 1, 2"
    ).fetchall()
    conn.close()
    return rows


@pytest.mark.parametrize(
    ("arm", "intervention"),
    [
        ({"label": "A", "interventionNames": ["Drug: X"]}, {"type": "DRUG", "name": "X"}),
        (
            {"label": "A", "interventionNames": ["Dietary Supplement: X"]},
            {"type": "DIETARY_SUPPLEMENT", "name": "X"},
        ),
        ({"label": "A", "interventionNames": ["Drug: a: b"]}, {"type": "DRUG", "name": "a: b"}),
        ({"label": "A", "interventionNames": ["X"]}, {"name": "X"}),
        ({"label": "A"}, {"type": "DRUG", "name": "X", "armGroupLabels": ["A"]}),
        (
            {"label": "A", "interventionNames": ["Drug: X", "Drug: X"]},
            {"type": "DRUG", "name": "X", "armGroupLabels": ["A", "A"]},
        ),
    ],
)
def test_either_side_of_the_registry_is_enough(
    tmp_path: Path, arm: dict[str, Any], intervention: dict[str, Any]
) -> None:
    assert _arms(tmp_path, [arm], [intervention]) == [(0, 0)]


def test_same_name_of_another_type_is_another_intervention(tmp_path: Path) -> None:
    arms = [{"label": "A", "interventionNames": ["Drug: X"]}]
    interventions = [{"type": "DEVICE", "name": "X"}, {"type": "DRUG", "name": "X"}]
    assert _arms(tmp_path, arms, interventions) == [(0, 1)]


def test_glance_joins_lists_and_counts_each_study_once(conn: sqlite3.Connection) -> None:
    row = conn.execute(
        "SELECT conditions, enrollment_count, minimum_age_years, countries FROM studies_at_a_glance WHERE nct_id = 'NCT04382547'"
    ).fetchone()
    assert row[0].split("; ")[:2] == ["COVID", "Covid-19"]
    assert row[1:] == (32, 18.0, "Belarus")
    assert conn.execute("SELECT count(*) FROM studies_at_a_glance").fetchone() == (12,)


def test_sites_are_counted_by_country(tmp_path: Path) -> None:
    locations = [
        {"facility": "a", "country": "Spain", "status": "RECRUITING"},
        {"facility": "b", "country": "Italy"},
        {"facility": "c", "country": "Spain"},
        {"facility": "d"},
    ]
    study = edited(demo_study("NCT04382547"), contactsLocationsModule={"locations": locations})
    conn = sqlite3.connect(make_file(tmp_path / "s.db", [study]))
    rows = conn.execute(
        "SELECT country, sites, recruiting_sites FROM sites_by_country ORDER BY sites DESC, country"
    ).fetchall()
    conn.close()
    assert rows == [("Spain", 2, 1), (None, 1, 0), ("Italy", 1, 0)]


def test_primary_outcomes_leave_out_the_others(conn: sqlite3.Connection) -> None:
    rows = conn.execute(
        "SELECT measure, time_frame FROM primary_outcomes WHERE nct_id = 'NCT04382547'"
    ).fetchall()
    assert rows == [("Number of cured patients", "3 weeks")]


def test_results_posted_has_only_studies_with_results(conn: sqlite3.Connection) -> None:
    assert conn.execute("SELECT count(*) FROM results_posted").fetchone() == (0,)
    assert conn.execute("SELECT count(*) FROM completed_without_results").fetchone()[0] > 0


@needs_shared
def test_every_arm_and_intervention_of_real_records_that_names_the_other_is_matched(tmp_path: Path) -> None:
    import orjson

    paths = records("api_v2", "msc_2022")[::25]
    store = open_store(make_file(tmp_path / "r.db", [orjson.loads(path.read_bytes()) for path in paths]))
    unmatched = store.conn.execute(
        "SELECT nct_id, arm_group_intervention_name FROM arm_group_intervention_names AS n WHERE NOT EXISTS ("
        "SELECT 1 FROM arm_group_interventions AS g WHERE g.nct_id = n.nct_id "
        "AND g.arm_group_position = n.arm_group_position)"
    ).fetchall()
    total = store.conn.execute("SELECT count(*) FROM arm_group_interventions").fetchone()[0]
    store.close()
    assert unmatched == []
    assert total > 100


def _products(tmp_path: Path, products: list[tuple[Any, ...]]) -> sqlite3.Connection:
    """A file of three MSC studies and one that is none; products are (study, tissue, route, value, low, high, unit, basis)."""
    path = tmp_path / "p.db"
    open_store(path).close()
    made = sqlite3.connect(path)
    made.execute("PRAGMA foreign_keys = OFF")
    for study in (1, 2, 3, 4):
        made.execute("INSERT INTO studies (nct_id, brief_title) VALUES (?, '')", [f"NCT0000000{study}"])
        made.execute(
            "INSERT INTO msc_studies (nct_id, is_msc) VALUES (?, ?)", [f"NCT0000000{study}", study < 4]
        )
    for position, (study, tissue, route, value, low, high, unit, basis) in enumerate(products):
        made.execute(
            "INSERT INTO msc_products (nct_id, position, product_type, tissue_source, route, dose_value, dose_low, "
            "dose_high, dose_unit, dose_basis) VALUES (?, ?, 'MSC cells', ?, ?, ?, ?, ?, ?, ?)",
            [f"NCT0000000{study}", position, tissue, route, value, low, high, unit, basis],
        )
    return made


def test_landscape_counts_each_study_once_a_tissue_and_route(tmp_path: Path) -> None:
    none = (None, None, None, None, None)
    made = _products(
        tmp_path,
        [
            (1, "adipose", "topical", *none),
            (1, "adipose", "topical", *none),
            (1, "adipose", "intravenous", *none),
            (2, "adipose", "topical", *none),
            (3, None, "topical", *none),
            (4, "adipose", "topical", *none),
        ],
    )
    rows = made.execute("SELECT tissue_source, route, studies FROM msc_landscape").fetchall()
    assert rows == [("adipose", "topical", 2), (None, "topical", 1), ("adipose", "intravenous", 1)]
    made.close()


def test_doses_of_a_route_never_mix_units_or_bases(tmp_path: Path) -> None:
    made = _products(
        tmp_path,
        [
            (1, None, "topical", 4e6, None, None, "cells", "fixed"),
            (1, None, "topical", 4e6, None, None, "cells", "fixed"),
            (2, None, "topical", None, 1e6, 2e6, "cells", "fixed"),
            (3, None, "topical", 9e6, None, None, "cells", "fixed"),
            (3, None, "topical", 5e5, None, None, "cells", "per_kg"),
            (3, None, "topical", 2e9, None, None, "particles", "fixed"),
            (4, None, "topical", 1e12, None, None, "cells", "fixed"),
        ],
    )
    assert made.execute("SELECT * FROM msc_doses_by_route").fetchall() == [
        ("topical", "cells", "fixed", 3, 4, 1e6, 3e6, 9e6),
        ("topical", "cells", "per_kg", 1, 1, 5e5, 5e5, 5e5),
        ("topical", "particles", "fixed", 1, 1, 2e9, 2e9, 2e9),
    ]
    made.close()
