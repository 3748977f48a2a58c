"""AACT's tables as views: its own specification cases, its columns, and how the views hang together on real records."""

import csv
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harvester.mapping.aact import AactTable, aact_tables, read_table
from harvester.mapping.ddl import create_views, schema_sql
from harvester.mapping.describe import data_dictionary
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import SchemaError
from harvester.record import Provenance, Record
from harvester.store import Saver, open_store
from tests.shared import SHARED, needs_shared, records

TABLES = {table.name: table for table in aact_tables()}
NCT_ID = "NCT00000001"


@cache
def oracle() -> dict[str, Any]:
    """AACT's specification cases; none without the shared folder."""
    if SHARED is None:
        return {"cases": []}
    found: dict[str, Any] = json.loads((SHARED / "aact" / "oracle.json").read_bytes())
    return found


@cache
def published() -> dict[str, dict[str, str]]:
    """{table: {column: type}} of AACT's schema."""
    assert SHARED is not None
    found: dict[str, dict[str, str]] = defaultdict(dict)
    with (SHARED / "aact" / "columns.tsv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found[row["table"]][row["column"]] = row["type"]
    return found


def asserted(table: str) -> dict[str, list[Any]]:
    """{column: values} that AACT's cases assert of a table."""
    found: dict[str, list[Any]] = defaultdict(list)
    for case in oracle()["cases"]:
        for row in case["rows"] if case["table"] == table else ():
            for column, value in row.items():
                found[column].append(value)
    return found


def held(tmp_path: Path, *studies: dict[str, Any]) -> sqlite3.Connection:
    """A Harvester file of these studies, opened as any program opens it."""
    path = tmp_path / "trials.db"
    store = open_store(path)
    with Saver(store) as saver:
        for study in studies:
            saver.add(Record(study, Provenance("json", "test", "2026-01-02T03:04:05Z")))
    assert saver.outcome.failed == []
    store.close()
    return sqlite3.connect(path)


def rows(conn: sqlite3.Connection, query: str, *arguments: Any) -> list[dict[str, Any]]:
    cursor = conn.execute(query, arguments)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def plain(column: str, value: Any, group: dict[str, Any], code: str | None) -> Any:
    """A value of the oracle as SQLite holds it: its markers resolved, booleans 0 and 1, our longer NCT ID."""
    match value:
        case {"$date": text}:
            return date.fromisoformat(text).isoformat()
        case {"$decimal": text}:
            return float(Decimal(text))
        case {"$ruby": expression}:
            assert column == "result_group_id", expression
            return group[code]
        case bool():
            return int(value)
        case _:
            return NCT_ID if column == "nct_id" else value


@needs_shared
@pytest.mark.parametrize(
    "case",
    oracle()["cases"],
    ids=[f"{case['table']}-{case['fixture']}-{n}" for n, case in enumerate(oracle()["cases"])],
)
def test_specification_case_of_aact_passes(case: dict[str, Any], tmp_path: Path) -> None:
    assert SHARED is not None
    study = json.loads((SHARED / "aact" / "fixtures" / case["fixture"]).read_bytes())
    study.setdefault("protocolSection", {}).setdefault("identificationModule", {})["nctId"] = NCT_ID
    conn = held(tmp_path, study)
    order = (case["order"] or "").replace(": :", " ") if case["order"] != "any" else ""
    key = "id" if "id" in TABLES[case["table"]].names else "nct_id"
    found = rows(conn, f"SELECT * FROM aact_{case['table']} ORDER BY {order or key}")
    for row in found:
        for column in case["ignored_columns"]:
            row.pop(column, None)
    groups = dict(conn.execute("SELECT ctgov_group_code, id FROM aact_result_groups"))
    expected = [
        {
            column: plain(column, value, groups, row.get("ctgov_group_code"))
            for column, value in row.items()
            if column not in case["ignored_columns"]
        }
        for row in case["rows"]
    ]
    if case["order"] == "any":
        found, expected = sorted(found, key=repr_of), sorted(expected, key=repr_of)
    assert found == expected
    conn.close()


def repr_of(row: dict[str, Any]) -> str:
    return repr(sorted(row.items()))


@needs_shared
def test_there_are_thirty_cases() -> None:
    assert len(oracle()["cases"]) == 30


@needs_shared
def test_every_table_and_column_of_aact_is_there_in_its_order_and_nothing_else() -> None:
    ours = {name: list(table.names) for name, table in TABLES.items()}
    theirs = {
        name: [*columns, *(column for column in asserted(name) if column not in columns)]
        for name, columns in published().items()
    }
    assert ours == theirs


@needs_shared
def test_types_are_those_of_aact_but_boolean_where_a_case_asserts_booleans() -> None:
    odd = {}
    for name, columns in published().items():
        for column in TABLES[name].columns:
            values = [value for value in asserted(name)[column.name] if value is not None]
            boolean = bool(values) and all(isinstance(value, bool) for value in values)
            wanted = "boolean" if boolean else columns.get(column.name, column.type)
            if column.type != wanted:
                odd[f"{name}.{column.name}"] = (column.type, wanted)
    assert odd == {}


def test_the_dictionary_says_what_every_column_means_and_where_aact_makes_values_up() -> None:
    text = data_dictionary(load_spec())
    for table in TABLES.values():
        section = text.partition(f"### {table.view}\n")[2].partition("\n###")[0]
        assert table.about in section
        for column in table.columns:
            line = next(line for line in section.splitlines() if line.startswith(f"| `{column.name}` |"))
            assert column.type in line
            assert column.about.replace("|", "\\|") in line
    made_up = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if "made up" in column.about
    }
    assert made_up == {
        "studies.start_date",
        "studies.verification_date",
        "studies.completion_date",
        "studies.primary_completion_date",
        "outcomes.anticipated_posting_date",
    }


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


def functions() -> dict[str, str]:
    written: dict[str, str] = yaml.safe_load(
        (Path(__file__).parents[2] / "schema" / "aact.yaml").read_text(encoding="utf-8")
    )["functions"]
    return written


def called(name: str, value: Any) -> Any:
    conn = sqlite3.connect(":memory:")
    try:
        return conn.execute(
            f"SELECT {functions()[name].replace('{x}', 'x')} FROM (SELECT ? AS x)", (value,)
        ).fetchone()[0]
    finally:
        conn.close()


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_is_read_whether_its_thousands_have_commas_or_not(number: Decimal) -> None:
    assert called("decimal", f"{number:f}") == float(number)
    assert called("decimal", f" {number:,f} ") == float(number)


@given(st.integers(0, 10**12))
def test_a_whole_number_is_read_and_one_that_is_none_is_not(number: int) -> None:
    assert called("whole", f"{number}") == called("whole", f"{number:,}") == called("whole", number) == number
    assert called("whole", f"{number}.5") is None


@given(st.text(alphabet="0123456789.,-+eE<>=NA ", max_size=8))
def test_no_words_become_a_number_that_python_would_not_read(text: str) -> None:
    number = called("decimal", text)
    if number is not None:
        assert number == float(text.replace(",", ""))
    if called("whole", text) is not None:
        assert called("whole", text) == int(text.replace(",", ""))


@pytest.mark.parametrize(
    "text", ["NA", "", "<0.001", "5-10", "1,5", "0,123", "1.2.3", "ten", "--5", "[1e5]", None]
)
def test_words_are_no_number(text: str | None) -> None:
    assert called("decimal", text) is None
    assert called("whole", text) is None


@pytest.mark.parametrize(
    ("text", "end", "start"),
    [
        ("2021-06", "2021-06-30", "2021-06-01"),
        ("2020-02", "2020-02-29", "2020-02-01"),
        ("2021-06-15", "2021-06-15", "2021-06-15"),
        ("2021", None, None),
        ("2021-13", None, None),
        ("summer", None, None),
        (None, None, None),
    ],
)
def test_a_month_is_stretched_as_aact_does_and_nothing_else_is(
    text: str | None, end: str | None, start: str | None
) -> None:
    assert called("month_end", text) == end
    assert called("month_start", text) == start


def test_what_a_type_cannot_hold_is_null_and_stands_in_our_table(tmp_path: Path) -> None:
    conn = held(
        tmp_path,
        {
            "protocolSection": {
                "identificationModule": {"nctId": NCT_ID},
                "oversightModule": {"oversightHasDmc": "perhaps", "isUsExport": "YES"},
                "designModule": {"enrollmentInfo": {"count": "about thirty"}},
            }
        },
    )
    assert conn.execute("SELECT has_dmc, is_us_export, enrollment FROM aact_studies").fetchall() == [
        (None, 1, None)
    ]
    assert conn.execute("SELECT oversight_has_dmc, is_us_export FROM oversight").fetchall() == [
        ("perhaps", "YES")
    ]
    conn.close()


def test_what_aact_works_out_follows_its_rules(tmp_path: Path) -> None:
    """Months of 30 days between dates, ages, sites and events, as AACT's specification has them."""
    conn = held(
        tmp_path,
        {
            "protocolSection": {
                "identificationModule": {"nctId": NCT_ID},
                "statusModule": {
                    "startDateStruct": {"date": "2022-01-01", "type": "ACTUAL"},
                    "primaryCompletionDateStruct": {"date": "2022-10-01", "type": "ACTUAL"},
                    "resultsFirstSubmitDate": "2022-11-01",
                    "studyFirstSubmitDate": "2022-01-01",
                },
                "eligibilityModule": {"minimumAge": "11 Months", "maximumAge": "65 Years"},
                "outcomesModule": {
                    "primaryOutcomes": [{"measure": "a"}],
                    "secondaryOutcomes": [{"measure": "b"}],
                },
                "contactsLocationsModule": {"locations": [{"country": "Guam"}, {"country": "France"}]},
            },
            "resultsSection": {
                "adverseEventsModule": {
                    "seriousEvents": [
                        {"term": "x", "stats": [{"groupId": "EG000", "numAffected": 5}]},
                        {"term": "y", "stats": [{"groupId": "EG000", "numAffected": 5}]},
                    ]
                }
            },
            "hasResults": True,
        },
        {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT00000002"},
                "statusModule": {
                    "startDateStruct": {"date": "2022-01", "type": "ACTUAL"},
                    "primaryCompletionDateStruct": {"date": "2022-10", "type": "ESTIMATED"},
                },
            }
        },
    )
    one, two = rows(conn, "SELECT * FROM aact_calculated_values ORDER BY nct_id")
    wanted = {
        "months_to_report_results": (1, None),
        "actual_duration": (9, None),
        "registered_in_calendar_year": (2022, None),
        "minimum_age_num": (11, None),
        "minimum_age_unit": ("month", None),
        "maximum_age_num": (65, None),
        "maximum_age_unit": ("year", None),
        "number_of_facilities": (2, 0),
        "has_single_facility": (0, None),
        "has_us_facility": (1, None),
        "number_of_primary_outcomes_to_measure": (1, None),
        "number_of_other_outcomes_to_measure": (None, None),
        "number_of_sae_subjects": (10, None),
        "number_of_nsae_subjects": (None, None),
        "were_results_reported": (1, 0),
    }
    assert {column: (one[column], two[column]) for column in wanted} == wanted
    conn.close()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT\n    1 AS a -- text: A.", "no comment at the top"),
        ("-- Rows.\nSELECT\n    1 AS a -- A.", "needs a type and a meaning"),
        ("-- Rows.\nSELECT\n    1 AS a -- text = studies.nowhere", "studies.nowhere, which is not there"),
        ("-- Rows.\nSELECT\n    1 AS a -- text = nothing.a", "nothing.a, which is not there"),
        ("-- Rows.\nSELECT\n    whole(1 + x) AS a -- integer: A.", "takes one column"),
    ],
)
def test_a_file_that_says_too_little_is_refused(text: str, message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        read_table("t", text, functions(), load_spec())


def test_all_views_are_made_with_the_file(tmp_path: Path) -> None:
    conn = held(tmp_path)
    present = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}
    conn.close()
    assert {table.view for table in TABLES.values()} <= set(create_views()) <= present
