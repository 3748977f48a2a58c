"""Studies by words: the best match first while that can be told in time, how they spread over status and phase."""

import re
import sqlite3
from dataclasses import dataclass

from harvester.compare.face import visible
from harvester.web.similar import FACTS_OF, facts

PAGE = 20
"""Studies on one page."""
RANKED = 10_000
"""Up to so many hits are ranked, which takes some 12 µs each; more stand with the newest first."""
MOST_PAGES = 100

_WORD = re.compile(r"[^\W_]+")
_WORDS = 12
_NAMES = 4
"""Conditions, interventions that are named."""
# Titles, conditions, interventions, outcomes, criteria: what a word counts for.
_RANK = "bm25(studies_fts, 10.0, 8.0, 6.0, 2.0, 1.0)"
FILTERS = {"status": "overall_status", "phase": "phase"}
"""{name in the address: column of studies}"""


@dataclass(frozen=True, slots=True)
class Found:
    """A study as a search shows it."""

    nct_id: str
    title: str
    facts: tuple[str, ...]
    named: tuple[tuple[str, str], ...]
    """(what, names): its conditions, its interventions, its product."""


@dataclass(frozen=True, slots=True)
class Result:
    """One page of a search. `how`: all (each has all words), begun (as beginnings of words), some, or '' without words;
    `spread`: {filter: [(value, studies)]}, told where the hits were ranked."""

    studies: list[Found]
    count: int
    more: bool
    """Whether there are more hits than `count`."""
    ranked: bool
    how: str
    spread: dict[str, list[tuple[str, int]]]


def expressions(words: str) -> list[tuple[str, str]]:
    """[(how, full-text query)] to try in turn: all words, all as beginnings, any."""
    found = list(dict.fromkeys(word.lower() for word in _WORD.findall(words)))[:_WORDS]
    if not found:
        return []
    quoted = [f'"{word}"' for word in found]
    begun = [f'"{word}"*' if len(word) > 2 else f'"{word}"' for word in found]
    tries = [("all", " AND ".join(quoted)), ("begun", " AND ".join(begun))]
    return [*tries, ("some", " OR ".join(quoted))] if len(found) > 1 else tries


def search(conn: sqlite3.Connection, words: str, filters: dict[str, str], page: int) -> Result:
    """The page (from 1) of studies with these words; of the last updated ones where there are no words."""
    where = "".join(f" AND s.{FILTERS[name]} = ?" for name in filters)
    values = list(filters.values())
    offset = (page - 1) * PAGE
    tries = expressions(words)
    for how, match in tries:
        matching = (
            f"FROM studies_fts f JOIN studies s ON s.nct_number = f.rowid WHERE studies_fts MATCH ?{where}"
        )
        asked = [match, *values]
        count = conn.execute(
            f"SELECT count(*) FROM (SELECT 1 {matching} LIMIT {RANKED + 1})", asked
        ).fetchone()[0]
        if count == 0 and how != tries[-1][0]:
            continue
        ranked = count <= RANKED
        order = _RANK if ranked else "f.rowid DESC"
        rows = conn.execute(
            f"SELECT s.nct_id {matching} ORDER BY {order} LIMIT {PAGE} OFFSET ?", [*asked, offset]
        )
        ids = [row[0] for row in rows]
        spread = _spread(conn, match, filters) if ranked else {}
        return Result(_shown(conn, ids), min(count, RANKED), not ranked, ranked, how, spread)
    rows = conn.execute(
        f"SELECT s.nct_id FROM studies s WHERE 1{where} ORDER BY s.last_update_post_date DESC LIMIT {PAGE} OFFSET ?",
        [*values, offset],
    )
    ids = [row[0] for row in rows]
    count = conn.execute(f"SELECT count(*) FROM studies s WHERE 1{where}", values).fetchone()[0]
    return Result(_shown(conn, ids), count, False, False, "", {})


def _spread(
    conn: sqlite3.Connection, match: str, filters: dict[str, str]
) -> dict[str, list[tuple[str, int]]]:
    """How the hits spread over each filter, the other filters applied."""
    spread = {}
    for name, column in FILTERS.items():
        others = {other: value for other, value in filters.items() if other != name}
        where = "".join(f" AND {FILTERS[other]} = ?" for other in others)
        rows = conn.execute(
            f"SELECT {column}, count(*) FROM studies WHERE nct_number IN "
            f"(SELECT rowid FROM studies_fts WHERE studies_fts MATCH ?) AND {column} IS NOT NULL{where} "
            f"GROUP BY {column} ORDER BY count(*) DESC, {column} LIMIT 12",
            [match, *others.values()],
        )
        spread[name] = [(str(value), number) for value, number in rows]
    return spread


def _shown(conn: sqlite3.Connection, ids: list[str]) -> list[Found]:
    marks = ",".join("?" * len(ids))
    told = {row[0]: row for row in conn.execute(FACTS_OF.format(marks=marks), ids)}
    named: dict[str, dict[str, list[str]]] = {nct_id: {} for nct_id in ids}
    for what, query in _NAMED.items():
        for nct_id, name in conn.execute(query.format(marks=marks), ids):
            names = named[nct_id].setdefault(what, [])
            if isinstance(name, str) and name not in names:
                names.append(name)
    return [
        Found(
            nct_id=nct_id,
            title=visible(told[nct_id][1] or "Untitled")[:400],
            facts=facts(*told[nct_id][2:]),
            named=tuple((what, _listed(names)) for what, names in named[nct_id].items() if names),
        )
        for nct_id in ids
    ]


_NAMED = {
    "Conditions": "SELECT nct_id, condition FROM conditions WHERE nct_id IN ({marks}) ORDER BY nct_id, position",
    "Interventions": "SELECT nct_id, name FROM interventions WHERE nct_id IN ({marks}) ORDER BY nct_id, position",
    "Cells": (
        "SELECT nct_id, coalesce(tissue_source || ', ' || route, tissue_source, route) FROM msc_products "
        "WHERE nct_id IN ({marks}) ORDER BY nct_id, position"
    ),
}


def _listed(names: list[str]) -> str:
    shown = " · ".join(visible(name).replace("_", " ")[:120] for name in names[:_NAMES])
    return shown if len(names) <= _NAMES else f"{shown} and {len(names) - _NAMES} more"
