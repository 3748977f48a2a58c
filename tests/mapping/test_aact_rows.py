"""How AACT's views hang together on real records: numbers of rows, and where they lead."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.mapping.aact import AactTable
from harvester.mapping.ddl import schema_sql
from harvester.mapping.read_schema import load_spec
from harvester.record import Provenance, Record
from harvester.store import Saver, open_store
from tests.mapping.aact_views import NCT_ID, TABLES, held
from tests.shared import needs_shared, records


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("aact") / "trials.db"
    store = open_store(path)
    with Saver(store) as saver:
        for file in records("api_v2"):
            saver.add(Record(json.loads(file.read_bytes()), Provenance("json", file.name)))
    store.finish()
    store.close()
    conn = sqlite3.connect(path)
    yield conn
    conn.close()


@pytest.fixture(scope="module")
def empty() -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(":memory:")
    conn.executescript(schema_sql(load_spec()))
    yield conn
    conn.close()


def count(conn: sqlite3.Connection, what: str) -> int:
    return int(conn.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


OF_OURS = {
    "studies": "studies",
    "calculated_values": "studies",
    "eligibilities": "eligibility",
    "brief_summaries": "study_texts WHERE brief_summary IS NOT NULL",
    "detailed_descriptions": "study_texts WHERE detailed_description IS NOT NULL",
    "facilities": "locations",
    "countries": "(SELECT nct_id, country FROM locations WHERE country IS NOT NULL UNION "
    "SELECT nct_id, 'removed ' || removed_country FROM removed_countries)",
    "conditions": "conditions",
    "keywords": "keywords",
    "design_groups": "arm_groups",
    "interventions": "interventions",
    "intervention_other_names": "intervention_other_names",
    "design_group_interventions": "intervention_arm_group_labels",
    "design_outcomes": "outcomes",
    "central_contacts": "central_contacts",
    "overall_officials": "overall_officials",
    "responsible_parties": "responsible_parties",
    "study_references": "study_references",
    "retractions": "retractions",
    "links": "see_also_links",
    "documents": "avail_ipds",
    "provided_documents": "large_documents",
    "pending_results": "unposted_events",
    "milestones": "flow_achievements",
    "drop_withdrawals": "flow_reasons",
    "baseline_counts": "baseline_denom_counts",
    "outcomes": "outcome_measures",
    "outcome_counts": "outcome_measure_denom_counts",
    "outcome_analyses": "outcome_analyses",
    "outcome_analysis_groups": "outcome_analysis_group_ids",
    "reported_events": "adverse_event_stats",
}


SUMS = {
    "facility_contacts, facility_investigators": ["location_contacts"],
    "browse_conditions": ["condition_meshes", "condition_mesh_ancestors"],
    "browse_interventions": ["intervention_meshes", "intervention_mesh_ancestors"],
    "sponsors": ["studies WHERE lead_sponsor_name IS NOT NULL", "collaborators"],
    "id_information": ["nct_id_aliases", "studies WHERE org_study_id IS NOT NULL", "secondary_ids"],
    "result_groups": ["flow_groups", "baseline_groups", "event_groups", "outcome_measure_groups"],
    "reported_event_totals": ["event_groups"] * 3,
}


@needs_shared
@pytest.mark.parametrize(("view", "ours"), OF_OURS.items())
def test_a_view_has_as_many_rows_as_our_table(real: sqlite3.Connection, view: str, ours: str) -> None:
    assert count(real, f"aact_{view}") == count(real, ours)


@needs_shared
@pytest.mark.parametrize(("views", "ours"), SUMS.items())
def test_views_have_as_many_rows_as_our_tables_together(
    real: sqlite3.Connection, views: str, ours: list[str]
) -> None:
    assert sum(count(real, f"aact_{view}") for view in views.split(", ")) == sum(
        count(real, table) for table in ours
    )


def leaves(item: dict[str, Any], *lists: str) -> int:
    """How many figures an item holds, a list that is not there counted as one that says so."""
    if not lists:
        return 1
    inner = item.get(lists[0]) or []
    return sum(leaves(one, *lists[1:]) for one in inner) or 1


@needs_shared
def test_posted_figures_are_all_there_and_what_has_none_is_told(real: sqlite3.Connection) -> None:
    baseline = outcome = 0
    for file in records("api_v2"):
        results = json.loads(file.read_bytes()).get("resultsSection", {})
        for measure in results.get("baselineCharacteristicsModule", {}).get("measures", []):
            baseline += leaves(measure, "classes", "categories", "measurements")
        for measure in results.get("outcomeMeasuresModule", {}).get("outcomeMeasures", []):
            outcome += sum(leaves(one, "categories", "measurements") for one in measure.get("classes", []))
    assert min(baseline, outcome) > 1000
    assert count(real, "aact_baseline_measurements") == baseline
    assert count(real, "aact_outcome_measurements") == outcome


@needs_shared
@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_view_runs_over_every_record_and_its_values_have_the_types_of_aact(
    real: sqlite3.Connection, table: AactTable
) -> None:
    allowed = {
        "integer": {"integer"},
        "bigint": {"integer"},
        "boolean": {"integer"},
        "numeric": {"real"},
        "double precision": {"real"},
    }
    for column in table.columns:
        kinds = {
            kind for (kind,) in real.execute(f'SELECT DISTINCT typeof("{column.name}") FROM {table.view}')
        }
        assert kinds <= allowed.get(column.type, {"text"}) | {"null"}, column.name
        if column.type == "boolean":
            assert count(real, f'{table.view} WHERE "{column.name}" NOT IN (0, 1)') == 0
        if column.type == "date":
            assert count(real, f'{table.view} WHERE "{column.name}" <> date("{column.name}")') == 0


@needs_shared
@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if "id" in table.names])
def test_numbers_of_rows_are_unique_and_exact_in_every_program(real: sqlite3.Connection, name: str) -> None:
    total, distinct, biggest, missing = real.execute(
        f"SELECT count(*), count(DISTINCT id), max(id), sum(id IS NULL) FROM aact_{name}"
    ).fetchone()
    assert (distinct, missing or 0) == (total, 0)
    assert (biggest or 0) < 10**15  # what a spreadsheet, R's numbers and JavaScript hold exactly


LEADS = {
    "design_group_interventions.design_group_id": "design_groups",
    "design_group_interventions.intervention_id": "interventions",
    "intervention_other_names.intervention_id": "interventions",
    "facility_contacts.facility_id": "facilities",
    "facility_investigators.facility_id": "facilities",
    "outcome_counts.outcome_id": "outcomes",
    "outcome_measurements.outcome_id": "outcomes",
    "outcome_analyses.outcome_id": "outcomes",
    "outcome_analysis_groups.outcome_analysis_id": "outcome_analyses",
    "retractions.reference_id": "study_references",
    **{
        f"{name}.result_group_id": "result_groups"
        for name, table in TABLES.items()
        if "result_group_id" in table.names
    },
}


def test_every_column_that_leads_to_a_row_is_known_here() -> None:
    leading = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.name.endswith("_id") and column.type == "integer" and "Always empty" not in column.about
    }
    assert leading == set(LEADS)


@needs_shared
@pytest.mark.parametrize(("column", "table"), LEADS.items())
def test_numbers_lead_to_rows_of_the_same_study_and_group(
    real: sqlite3.Connection, column: str, table: str
) -> None:
    name, _, key = column.partition(".")
    astray = count(
        real,
        f"aact_{name} AS a LEFT JOIN (SELECT id AS to_id, nct_id AS to_nct_id FROM aact_{table}) ON to_id = {key} "
        f"WHERE to_nct_id IS NOT a.nct_id AND {key} IS NOT NULL",
    )
    assert astray == 0
    if key == "result_group_id":
        groups = f"SELECT id AS to_id, ctgov_group_code AS code FROM aact_{table}"
        assert (
            count(
                real,
                f"aact_{name} JOIN ({groups}) ON to_id = result_group_id WHERE code <> ctgov_group_code",
            )
            == 0
        )
        assert count(real, f"aact_{name} WHERE result_group_id IS NULL AND ctgov_group_code IS NOT NULL") == 0


@pytest.mark.parametrize(
    "table", [table for table in TABLES.values() if "nct_id" in table.names], ids=lambda table: table.name
)
def test_view_of_one_study_looks_up_its_rows(empty: sqlite3.Connection, table: AactTable) -> None:
    plan = [
        row[3]
        for row in empty.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {table.view} WHERE nct_id = '{NCT_ID}'")
    ]
    scanned = {step.split()[1] for step in plan if step.startswith("SCAN")}
    assert scanned <= {table.view, "CONSTANT", "j"} | {
        step for step in scanned if step.startswith("(subquery")
    }
    if "WHERE 0" not in table.select:
        assert any(step.startswith("SEARCH") and "nct_id=?" in step for step in plan)


def test_numbers_of_rows_stay_when_a_study_is_loaded_again_or_elsewhere(tmp_path: Path) -> None:
    def study(nct_id: str, title: str) -> dict[str, Any]:
        return {
            "protocolSection": {
                "identificationModule": {"nctId": nct_id, "briefTitle": title},
                "armsInterventionsModule": {
                    "armGroups": [{"label": "A"}, {"label": "B"}],
                    "interventions": [{"type": "DRUG", "name": "X", "armGroupLabels": ["B", "A"]}],
                },
            }
        }

    names = ["design_groups", "design_group_interventions", "interventions"]
    found = []
    for folder, studies in (
        ("a", [study(NCT_ID, "One")]),
        ("b", [study("NCT00000007", "Other"), study(NCT_ID, "One"), study(NCT_ID, "Two")]),
    ):
        (tmp_path / folder).mkdir()
        conn = held(tmp_path / folder, *studies)
        found.append(
            [
                conn.execute(f"SELECT * FROM aact_{name} WHERE nct_id = ?", (NCT_ID,)).fetchall()
                for name in names
            ]
        )
        conn.close()
    assert found[0] == found[1]
    assert found[0][1] == [
        (10_000_000, NCT_ID, 10_000_001, 10_000_000),
        (10_000_001, NCT_ID, 10_000_000, 10_000_000),
    ]
