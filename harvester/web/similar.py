"""Studies most like one: alike in conditions and in interventions, by the full-text index."""

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from harvester.mapping.normalise import Rows
from harvester.mapping.read_schema import load_spec

SHOWN = 6
_WORDS = 10
"""Words asked for of each kind."""
_WORD = re.compile(r"[^\W_]{3,}")

# Words that say nothing about which studies are alike.
_COMMON = frozenset(
    "and the for with without from than per day days week weeks mg kg dose doses low high single group groups arm patients "
    "patient subjects participants study trial treatment therapy therapeutic standard care usual best supportive control "
    "placebo sham comparator disease diseases disorder disorders syndrome acute chronic type injection infusion injections "
    "intravenous oral tablet tablets capsule solution normal saline cell cells based plus other drug not device procedure "
    "human adult adults severe moderate mild refractory related induced associated".split()
)


@dataclass(frozen=True, slots=True)
class Similar:
    """A study that is like another."""

    nct_id: str
    title: str
    overall_status: str | None
    phase: str | None
    enrollment_count: int | None
    start_date: str | None


_QUERY = """
SELECT studies.nct_id, brief_title, overall_status, phase, enrollment_count, start_date
FROM (
    SELECT rowid AS number, bm25(studies_fts, 1, 6, 3, 0, 0) AS distance FROM studies_fts
    WHERE studies_fts MATCH :words AND rowid <> :own ORDER BY distance LIMIT :most
) JOIN studies ON studies.nct_id = printf('NCT%08d', number)
ORDER BY distance
"""


def similar_studies(conn: sqlite3.Connection, nct_id: str, rows: Rows) -> list[Similar]:
    """The studies most like this one, at most six; none where it states neither conditions nor interventions."""
    conditions = _words([*_texts(rows, "conditions", "condition"), *_texts(rows, "condition_meshes", "term")])
    interventions = _words(_texts(rows, "interventions", "name"))
    both = [part for part in (_any("conditions", conditions), _any("interventions", interventions)) if part]
    queries = [" AND ".join(both)] if len(both) == 2 else []
    if conditions:
        queries.append(_any("conditions", conditions[:3]))
    found: dict[str, Similar] = {}
    for words in queries:
        if len(found) >= SHOWN // 2:
            break
        for row in conn.execute(_QUERY, {"words": words, "own": int(nct_id[3:]), "most": SHOWN}):
            found.setdefault(row[0], Similar(*row))
    return list(found.values())[:SHOWN]


def _texts(rows: Rows, table: str, column: str) -> Iterable[str]:
    at = load_spec().tables[table].names.index(column)
    return (row[at] for row in rows.get(table, []) if isinstance(row[at], str))


def _words(texts: Iterable[str]) -> list[str]:
    words = dict.fromkeys(word for text in texts for word in _WORD.findall(text[:500].lower()) if word not in _COMMON)
    return list(words)[:_WORDS]


def _any(column: str, words: list[str]) -> str:
    quoted = (f'"{word}"' for word in words)
    return f"{column} : ({' OR '.join(quoted)})" if words else ""
