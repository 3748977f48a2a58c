"""Small rows for comparisons, and rows of real records."""

from pathlib import Path
from typing import Any

import orjson

from harvester.mapping.normalise import normalise
from harvester.mapping.read_schema import load_spec

Rows = dict[str, list[dict[str, Any]]]


def study(nct_id: str, **tables: list[dict[str, Any]] | dict[str, Any]) -> Rows:
    """Rows of one study: every column of the tables it names and of `studies`, None where nothing is given."""
    spec = load_spec()
    rows: Rows = {}
    for table, given in {"studies": {}, **tables}.items():
        listed = [given] if isinstance(given, dict) else given
        names = spec.tables[table].names if table in spec.tables else []
        rows[table] = [
            dict.fromkeys(names) | {"nct_id": nct_id, "position": place, **row}
            for place, row in enumerate(listed)
        ]
    return rows


def outcomes(*measures: str, type: str = "PRIMARY", time_frame: str | None = None) -> list[dict[str, Any]]:
    """Outcomes of one type in order."""
    return [
        {"type": type, "position": place, "measure": measure, "time_frame": time_frame}
        for place, measure in enumerate(measures)
    ]


def from_record(path: Path) -> tuple[str, Rows]:
    """(NCT ID, rows) of a study document in a file."""
    spec = load_spec()
    rows = normalise(orjson.loads(path.read_bytes()), spec)
    named = {
        table: [dict(zip(spec.tables[table].names, row, strict=True)) for row in found]
        for table, found in rows.items()
    }
    return named["studies"][0]["nct_id"], named
