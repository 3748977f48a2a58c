"""Studies by id, words of a title or condition: what the form of the comparison offers to add."""

import re
import sqlite3
from dataclasses import dataclass

OFFERED = 12

_ID = re.compile(r"NCT0*(\d{1,8})", re.ASCII | re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A study that a search found."""

    nct_id: str
    brief_title: str | None
    conditions: str | None


_COLUMNS = (
    "s.nct_id, s.brief_title, "
    "(SELECT group_concat(condition, ', ') FROM conditions WHERE conditions.nct_id = s.nct_id)"
)


def match_expression(words: str) -> str | None:
    """Words as a full-text query over titles and conditions, each quoted; None without any.

    A word of three letters and more may be the beginning of one: shorter ones begin half of all words.
    """
    found = _WORD.findall(words)[:12]
    quoted = (f'"{word}"*' if len(word) > 2 else f'"{word}"' for word in found)
    return "{titles conditions} : " + " AND ".join(quoted) if found else None


def find_studies(conn: sqlite3.Connection, words: str, leave_out: tuple[str, ...] = ()) -> list[Hit]:
    """At most OFFERED studies: the one with this NCT ID (a former one too), else those with all the words."""
    words = words.strip()[:200]
    if found := _ID.fullmatch(words):
        nct_id = f"NCT{int(found[1]):08d}"
        rows = conn.execute(
            f"SELECT {_COLUMNS} FROM studies s WHERE s.nct_id = ? OR s.nct_id IN "
            "(SELECT nct_id FROM nct_id_aliases WHERE nct_id_alias = ?)",
            (nct_id, nct_id),
        )
        return [Hit(*row) for row in rows]
    expression = match_expression(words)
    if expression is None:
        return []
    rows = conn.execute(
        f"SELECT {_COLUMNS} FROM studies_fts f JOIN studies s ON s.nct_number = f.rowid "
        "WHERE studies_fts MATCH ? ORDER BY f.rank LIMIT ?",
        (expression, OFFERED + len(leave_out)),
    )
    return [hit for hit in (Hit(*row) for row in rows) if hit.nct_id not in leave_out][:OFFERED]
