"""Cells nobody expects, as a file edited by hand or a registry gone astray may hold them.

SQLite turns numbers in text columns into text; text in number columns it keeps.
"""

import random
from typing import Any

import pytest

from harvester.compare import as_csv, as_markdown, as_text, compare_studies
from harvester.compare.plan import load_plan
from harvester.mapping.read_schema import load_spec
from harvester.web.compare.view import View
from tests.compare.rows import Rows, study

TEXTS = [None, "", "text", "[1", '["A",null,3]', "{}", "null", "2021-02-31", "x" * 2000]
NUMBERS = [None, 0, -1, 7, 2.5, float("inf"), 2**62, "text"]
KEPT = ("nct_id", "position")


def filled(nct_id: str, draw: random.Random) -> Rows:
    """Two rows in every table a comparison reads, each cell drawn from the odd ones."""
    tables: dict[str, Any] = {}
    for table in load_plan().reads:
        columns = [column for column in load_spec().tables[table].all_columns if column.name not in KEPT]
        keys = {column.name for column in load_spec().tables[table].key}
        tables[table] = [
            {
                column.name: draw.choice(
                    TEXTS if column.sql_type == "TEXT" else [0, 1, 2] if column.name in keys else NUMBERS
                )
                for column in columns
            }
            for _ in range(2)
        ]
    for row in tables["outcomes"] + tables["criteria"]:
        row["type"] = draw.choice(["PRIMARY", "SECONDARY", "INCLUSION", "EXCLUSION", "NEW"])
    return study(nct_id, **tables)


@pytest.mark.parametrize("seed", range(30))
def test_odd_cells_break_nothing(seed: int) -> None:
    draw = random.Random(seed)
    rows = {f"NCT0000000{number}": filled(f"NCT0000000{number}", draw) for number in range(1, 4)}
    comparison = compare_studies(rows, list(rows))
    comparison.as_json()
    for made in (as_text(comparison, 100), as_csv(comparison), as_markdown(comparison)):
        assert made
    assert View(comparison).sections()
