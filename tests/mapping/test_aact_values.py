"""Values as AACT reads them and works them out, and what a file of a view must say."""

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from harvester.mapping.aact import read_table
from harvester.mapping.ddl import create_views
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import SchemaError
from tests.mapping.aact_views import NCT_ID, TABLES, held, rows


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
