"""AACT's tables as views: its own specification cases, its tables and columns, what the dictionary says of them."""

import csv
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from harvester.mapping.describe import data_dictionary
from harvester.mapping.read_schema import load_spec
from tests.mapping.aact_views import NCT_ID, TABLES, held, rows
from tests.shared import SHARED, needs_shared


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
