"""Studies most like one: alike in the words of their conditions and interventions."""

import math
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harvester.compare.face import visible
from harvester.mapping.normalise import Rows
from harvester.mapping.read_schema import load_spec
from harvester.web.values import label_of

SHOWN = 6
_ASKED = 12
"""Words of each kind that are looked up."""
_LONGEST = 500
"""Characters of one name that are read."""
_WORD = re.compile(r"[^\W_]{3,}")

# Words that say nothing about which studies are alike.
_COMMON = set(
    re.findall(
        r"\w+",
        """
        and the for with without from than per day days week weeks mg kg dose doses low high single group
        groups arm patients patient subjects participants study trial treatment therapy therapeutic standard
        care usual best supportive control placebo sham comparator disease diseases disorder disorders
        syndrome acute chronic type injection infusion injections intravenous oral tablet tablets capsule
        solution normal saline cell cells based plus other drug not device procedure human adult adults
        severe moderate mild refractory related induced associated
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Similar:
    """A study that is like another."""

    nct_id: str
    title: str
    facts: tuple[str, ...]
    """Status, phase, enrollment and start, as far as they are stated."""


_CANDIDATES = 150
"""Studies that each query may bring; the newest, where it finds more."""

# Ranking inside the index takes 40 µs a hit, since it reads all of every text. Words are matched there, and the
# likeness of what comes back is reckoned here.
_FOUND = "SELECT rowid FROM studies_fts WHERE studies_fts MATCH ? AND rowid <> ? ORDER BY rowid DESC LIMIT ?"
_WORDS_OF = (
    "SELECT nct_id, 'conditions', condition FROM conditions WHERE nct_id IN ({marks}) UNION ALL "
    "SELECT nct_id, 'interventions', name FROM interventions WHERE nct_id IN ({marks})"
)
FACTS_OF = (
    "SELECT nct_id, brief_title, overall_status, phase, enrollment_count, start_date FROM studies "
    "WHERE nct_id IN ({marks})"
)
_Words = dict[str, set[str]]


def similar_studies(conn: sqlite3.Connection, nct_id: str, rows: Rows) -> list[Similar]:
    """The studies most like this one, at most six; none where it states neither conditions nor interventions."""
    own: _Words = {
        "conditions": _words(_texts(rows, "conditions", "condition")),
        "interventions": _words(_texts(rows, "interventions", "name")),
    }
    found: dict[str, None] = {}
    for match in _matches(own):
        for (number,) in conn.execute(_FOUND, (match, int(nct_id[3:]), _CANDIDATES)):
            found[f"NCT{number:08d}"] = None
    if not found:
        return []
    marks = ",".join("?" * len(found))
    others: dict[str, _Words] = {other: {"conditions": set(), "interventions": set()} for other in found}
    for other, kind, text in conn.execute(_WORDS_OF.format(marks=marks), [*found, *found]):
        others[other][kind] |= _words([text])
    alike = _ranked(own, others)[:SHOWN]
    marks = ",".join("?" * len(alike))
    shown = {
        found: Similar(found, visible(title or found), facts(*told))
        for found, title, *told in conn.execute(FACTS_OF.format(marks=marks), alike)
    }
    return [shown[other] for other in alike if other in shown]


def _matches(own: _Words) -> Iterator[str]:
    """Full-text queries, the strictest first."""
    conditions, interventions = (sorted(own[kind])[:_ASKED] for kind in ("conditions", "interventions"))
    if conditions and interventions:
        yield f"{_match('conditions', conditions)} AND {_match('interventions', interventions)}"
    if conditions:
        yield _match("conditions", conditions)


def _match(column: str, words: list[str]) -> str:
    quoted = (f'"{word}"' for word in words)
    return f"{column} : ({' OR '.join(quoted)})"


def _ranked(own: _Words, others: dict[str, _Words]) -> list[str]:
    """The ids of those that share words, most alike first; a word that few of them have counts for more."""
    scores = dict.fromkeys(others, 0.0)
    for kind, words in own.items():
        having = Counter(word for other in others.values() for word in other[kind])
        weight = {word: math.log(1 + len(others) / (1 + having[word])) for word in words | set(having)}
        whole = sum(weight[word] for word in words)
        for nct_id, other in others.items():
            if shared := sum(weight[word] for word in words & other[kind]):
                scores[nct_id] += shared / math.sqrt(whole * sum(weight[word] for word in other[kind]))
    return sorted(
        (nct_id for nct_id, score in scores.items() if score), key=lambda nct_id: (-scores[nct_id], nct_id)
    )


def facts(status: str | None, phase: str | None, enrollment: object, start: str | None) -> tuple[str, ...]:
    """Status, phase, enrollment and start in words, as far as they are stated."""
    phases = [label_of("Phase", part) for part in (phase or "").split("/") if part]
    said = [
        label_of("Status", status) if status else "",
        ", ".join(phases),
        f"{enrollment} participants" if enrollment is not None else "",
        f"start {start}" if start else "",
    ]
    return tuple(text for text in said if text)


def _texts(rows: Rows, table: str, column: str) -> Iterable[str]:
    at = load_spec().tables[table].names.index(column)
    return (row[at] for row in rows.get(table, []) if isinstance(row[at], str))


def _words(texts: Iterable[object]) -> set[str]:
    return {
        word
        for text in texts
        if isinstance(text, str)
        for word in _WORD.findall(text[:_LONGEST].lower())
        if word not in _COMMON
    }
