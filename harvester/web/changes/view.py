"""Changes between versions as people read them: what, where, before and after, the words that differ marked."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import orjson

from harvester.changes import is_significant, significance_classes
from harvester.compare.face import visible
from harvester.compare.wording import Mark, mark_words
from harvester.derive.markup import unescape
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Column, Node, Object, Objects, Value, Values
from harvester.study import split_path
from harvester.web.metadata import title_of
from harvester.web.values import label_of

_CONTEXT = 140
"""Characters of an unchanged stretch that stay beside what changed."""
_BRIEF = 60
_LONGEST = 4000
"""Characters of one side of a change that a page shows."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a change: pieces of text, each the same on both sides or here only."""

    pieces: tuple[tuple[Mark, str], ...]

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(text for _, text in self.pieces)

    @property
    def shown(self) -> list[tuple[Mark, str]]:
        """The pieces, the middle of a long stretch that did not change left out."""
        last = len(self.pieces) - 1
        if not last:
            return list(self.pieces)
        return [
            (mark, _around(text, first=number == 0, last=number == last) if mark == "same" else text)
            for number, (mark, text) in enumerate(self.pieces)
        ]


def _around(text: str, first: bool, last: bool) -> str:
    before, after = (0 if first else _CONTEXT), (0 if last else _CONTEXT)
    if len(text) <= before + after + 20:
        return text
    return f"{text[:before]}{' … ' if before else '… '}{text[len(text) - after :] if after else ''}"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change; `where` says the place in words, `old` and `new` are None where there is no such side."""

    where: str
    path: str
    kind: str
    significance: str
    title: str
    significant: bool
    old: Side | None
    new: Side | None
    raw_old: Any = None
    raw_new: Any = None

    @property
    def brief(self) -> bool:
        """Whether before and after fit on one line."""
        return all(
            len(side.text) <= _BRIEF and "\n" not in side.text for side in (self.old, self.new) if side
        )


@dataclass(slots=True)
class ChangedVersion:
    """A version with what it changed; `more` counts changes that are not listed."""

    nct_id: str
    study_title: str
    version: int
    source: str
    retrieved_at: str
    last_update_post_date: str | None
    changes: list[ChangeView] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Which changes a reader wants."""

    nct_id: str | None = None
    since: str | None = None
    significance: str | None = None
    significant: bool = False

    def where(self) -> tuple[str, list[Any]]:
        """Conditions on versions `v` (and on their changes `c`), and their values."""
        parts, values = ["1"], []
        if self.nct_id:
            parts.append("v.nct_id = ?")
            values.append(self.nct_id)
        if self.since:
            parts.append("v.retrieved_at >= ?")
            values.append(self.since)
        changes, more = self.of_changes()
        parts.append(
            f"EXISTS (SELECT 1 FROM changes c WHERE c.nct_id = v.nct_id AND c.version = v.version AND {changes})"
        )
        return " AND ".join(parts), [*values, *more]

    def of_changes(self) -> tuple[str, list[Any]]:
        """Conditions on changes `c` alone, and their values."""
        names = (
            [self.significance] if self.significance else significant_classes() if self.significant else []
        )
        return (f"c.significance IN ({','.join('?' * len(names))})", list(names)) if names else ("1", [])


@dataclass(frozen=True, slots=True)
class _Classed:
    significance: str


@cache
def significant_classes() -> list[str]:
    """Names of the classes that a reader of a study must know."""
    return [name for name in significance_classes() if is_significant(_Classed(name))]


def changed_versions(
    conn: sqlite3.Connection,
    asked: Asked | None = None,
    *,
    nct_id: str | None = None,
    limit: int = 25,
    offset: int = 0,
    shown: int = 15,
) -> list[ChangedVersion]:
    """Versions that changed something, those retrieved last first, each with at most `shown` of its changes."""
    asked = asked or Asked(nct_id=nct_id)
    where, values = asked.where()
    versions = conn.execute(
        "SELECT v.nct_id, coalesce(s.brief_title, s.official_title, v.nct_id), v.version, v.source, v.retrieved_at, "
        "v.last_update_post_date FROM study_versions v JOIN studies s ON s.nct_id = v.nct_id "
        f"WHERE {where} ORDER BY v.retrieved_at DESC, v.nct_id, v.version DESC LIMIT ? OFFSET ?",
        [*values, limit, offset],
    ).fetchall()
    found = [ChangedVersion(nct_id, visible(title), *rest) for nct_id, title, *rest in versions]
    for version in found:
        _read_changes(conn, version, asked, shown)
    return found


def _read_changes(conn: sqlite3.Connection, version: ChangedVersion, asked: Asked, shown: int) -> None:
    where, values = asked.of_changes()
    rows = conn.execute(
        "SELECT path, kind, old, new, significance FROM changes c "
        f"WHERE nct_id = ? AND version = ? AND {where} ORDER BY position",
        [version.nct_id, version.version, *values],
    ).fetchall()
    weight = {name: number for number, name in enumerate(significance_classes())}
    rows.sort(key=lambda row: weight.get(row[4], len(weight)))
    version.changes = [view_of(*row) for row in rows[:shown]]
    version.more = max(0, len(rows) - shown)


def view_of(path: str, kind: str, old: str | None, new: str | None, significance: str) -> ChangeView:
    """A row of `changes` for people. A cell that is no JSON (edited by hand) is shown as it stands."""
    where, column = place_of(path)
    before, after = (None if cell is None else in_words(_value(cell), column) for cell in (old, new))
    old_side, new_side = _sides(before, after)
    classes = significance_classes()
    known = significance in classes
    return ChangeView(
        visible(where),
        path,
        kind,
        significance,
        classes.get(significance, significance),
        known and is_significant(_Classed(significance)),
        old_side,
        new_side,
        None if old is None else _value(old),
        None if new is None else _value(new),
    )


def _value(cell: str) -> Any:
    try:
        return orjson.loads(cell)
    except (orjson.JSONDecodeError, TypeError):
        return cell


def _sides(before: str | None, after: str | None) -> tuple[Side | None, Side | None]:
    if before is None or after is None:
        return (
            None if before is None else Side((("same", before),)),
            None if after is None else Side((("same", after),)),
        )
    return Side(_marked(before, after)), Side(_marked(after, before))


def _marked(text: str, other: str) -> tuple[tuple[Mark, str], ...]:
    return tuple(piece for piece in mark_words(text, other) if piece[0] != "there")


def place_of(path: str) -> tuple[str, Column | None]:
    """A dotted path in words ('Primary outcomes 2, time frame'), and the column of its value where it has one."""
    node: Node | None = load_spec().root
    words: list[str] = []
    for piece in split_path(path):
        if piece.isdigit() and words and _is_list(node):
            words[-1] = f"{words[-1]} {int(piece) + 1}"
            continue
        node = node.children.get(piece) if isinstance(node, Object | Objects) else None
        match node:
            case Value():
                words.append(node.column.label or node.column.name)
            case Values() | Objects():
                words.append(_list_name(node))
            case None:
                words.append(piece)
    column = node.column if isinstance(node, Value | Values) else None
    if not words:  # an object of the registry's, which has no name in the schema
        words = [_spoken(piece) for piece in split_path(path)[-1:]]
    return ", ".join(words) or path, column


def _is_list(node: Node | None) -> bool:
    """Whether positions come next in a path: a list with rows of its own, or one kept in a single column."""
    return isinstance(node, Objects | Values) or (isinstance(node, Value) and node.column.many)


def _list_name(node: Values | Objects) -> str:
    said = " ".join(constant.replace("_", " ").capitalize() for constant in node.constants)
    title = title_of(node.table.name)
    return f"{said} {title.removeprefix('Planned ').lower()}" if said else title


def in_words(value: Any, column: Column | None = None) -> str:
    """A JSON value as text: enums in words, objects as their values one to a line."""
    return _cut(visible("\n".join(_lines(value, column))))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _lines(value: Any, column: Column | None) -> Iterator[str]:
    match value:
        case bool():
            yield "Yes" if value else "No"
        case None:
            yield "nothing"
        case dict():
            yield from (line for key, child in value.items() for line in _named(key, child))
        case list():
            yield from (line for child in value for line in _lines(child, column))
        case str() if column is not None and column.enum:
            yield label_of(column.enum, value)
        case str():
            yield unescape(value)
        case _:
            yield f"{value:,}" if isinstance(value, int) else str(value)


def _named(key: str, value: Any) -> Iterator[str]:
    enum = _enums_by_key().get(key)
    for line in _lines(value, None):
        text = label_of(enum, line) if enum else line
        yield text if key in _SELF_EVIDENT else f"{_spoken(key)}: {text}"


_SELF_EVIDENT = frozenset({"measure", "name", "label", "title", "facility", "term", "citation", "date"})


def _spoken(key: str) -> str:
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in key)
    return spaced.strip().capitalize()


@cache
def _enums_by_key() -> Mapping[str, str]:
    """{key of an object in a list: its enum}, of keys that mean one enum wherever they stand."""
    seen: dict[str, set[str]] = {}

    def walk(children: Mapping[str, Node]) -> None:
        for key, node in children.items():
            if isinstance(node, Object | Objects):
                walk(node.children)
            elif isinstance(node, Value | Values):
                seen.setdefault(key, set()).add(node.column.enum)

    walk(load_spec().root.children)
    return {key: enums.pop() for key, enums in seen.items() if len(enums) == 1 and "" not in enums}
