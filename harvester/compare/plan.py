"""schema/compare.yaml read and checked: which fields the comparison has and what must be read for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Column, SchemaError, Spec
from harvester.yaml_text import load_yaml

_TOP = {
    "sections",
    "arm_roles",
    "outcome_titles",
    "outcomes_alike",
    "criteria_alike",
    "criteria_topics",
    "outcome_topics",
    "words",
}
_SECTION = {"name", "title", "note", "fields"}
_KINDS = ("column", "list", "count", "tally", "part")
_ENTRY = {*_KINDS, "name", "label", "where", "long", "beside", "place", "reads"}
_PLACES = {"", "chart", "head"}
_ROLE = {"name", "label", "types"}
_TOPIC = {"name", "label", "sides", "words", "anywhere", "except"}
_WORDS = {"weak", "same", "opposite"}

SIDES = ("INCLUSION", "EXCLUSION")

HEAD = {
    "studies": [
        "brief_title",
        "acronym",
        "overall_status",
        "study_type",
        "lead_sponsor_name",
        "last_update_post_date",
    ],
    "study_versions": ["version", "source", "retrieved_at"],
}
"""What the heads of the columns need, whatever the sections hold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a section's `fields`: how it is made (`kind`), from which table and column."""

    kind: str
    name: str
    label: str
    table: str = ""
    column: str = ""
    type: str = ""
    enum: str = ""
    about: str = ""
    where: tuple[tuple[str, Any], ...] = ()
    long: bool = False
    beside: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SectionPlan:
    """One section: its title, its note, its entries in order."""

    name: str
    title: str
    note: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """The arm types that stand in one row."""

    name: str
    label: str
    types: frozenset[str]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a criterion or an outcome may be about: `sides` of criteria it counts on, its words at the beginning and
    `anywhere`, and phrases that begin like them but are about something else."""

    name: str
    label: str
    sides: frozenset[str]
    words: tuple[str, ...]
    anywhere: tuple[str, ...]
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """How wordings are weighed: words that carry no meaning here, phrases that mean one thing, words that exclude
    each other."""

    weak: frozenset[str] = frozenset()
    same: tuple[tuple[str, ...], ...] = ()
    opposite: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The whole of schema/compare.yaml; `reads` is {table: columns}, no columns meaning all of them."""

    sections: tuple[SectionPlan, ...]
    roles: tuple[Role, ...]
    outcomes_alike: float
    criteria_alike: float
    criteria_topics: tuple[Topic, ...]
    outcome_topics: tuple[Topic, ...]
    words: Words
    reads: Mapping[str, tuple[str, ...]]
    enums: Mapping[str, Mapping[str, str]]
    outcome_titles: Mapping[str, str]


def _only(found: Mapping[str, Any], known: set[str], where: str) -> None:
    if strange := sorted(set(found) - known):
        raise SchemaError(
            f"schema/compare.yaml: {where} knows no {strange[0]!r}; use {', '.join(sorted(known))}"
        )


def _topics(data: Mapping[str, Any], key: str) -> tuple[Topic, ...]:
    return tuple(_topic(entry, key) for entry in data.get(key, []))


def _topic(entry: Mapping[str, Any], where: str) -> Topic:
    _only(entry, _TOPIC, f"{where}, {entry.get('name')!r}")
    words, anywhere, exceptions = (
        tuple(word for line in entry.get(key, []) for word in line) for key in ("words", "anywhere", "except")
    )
    sides = frozenset(entry.get("sides", SIDES))
    return Topic(entry["name"], entry["label"], sides, words, anywhere, exceptions)


class _Reader:
    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.reads: dict[str, dict[str, None]] = {}
        for table, columns in HEAD.items():
            self.needs(table, columns)

    def needs(self, table: str, columns: list[str]) -> None:
        self.reads.setdefault(table, {}).update(dict.fromkeys(columns))

    def column(self, table: str, column: str, where: str) -> Column:
        try:
            return self.spec.tables[table].column(column)
        except (KeyError, StopIteration) as error:
            raise SchemaError(f"schema/compare.yaml: {where}: the schema has no {table}.{column}") from error

    def entry(self, found: Mapping[str, Any], section: str) -> Entry:
        where = f"section {section!r}, entry {dict(found)}"
        _only(found, _ENTRY, where)
        kinds = [kind for kind in _KINDS if kind in found]
        if len(kinds) != 1 or found.get("place", "") not in _PLACES:
            raise SchemaError(
                f"schema/compare.yaml: {where}: needs one of {', '.join(_KINDS)}, and place chart or head"
            )
        kind, target = kinds[0], found[kinds[0]]
        if kind == "part":
            for table, columns in found["reads"].items():
                for column in columns:
                    self.column(table, column, where)
                self.needs(table, columns)
            return Entry("part", target, "")
        where_columns = found.get("where", {})
        table, _, name = target.partition(".")
        self.needs(table, [*([name] if name else ["position"]), *where_columns])
        column = self.column(table, name or "position", where)
        return Entry(
            kind=kind,
            name=found.get("name", column.name),
            label=found.get("label", "") or column.label or column.name.replace("_", " ").capitalize(),
            table=table,
            column=name,
            type="integer" if kind == "count" else column.type,
            enum=column.enum,
            about=column.about if kind == "column" else "",
            where=tuple(where_columns.items()),
            long=bool(found.get("long")),
            beside=found.get("beside", ""),
            place=found.get("place", ""),
        )


def build_plan(data: Mapping[str, Any], spec: Spec) -> Plan:
    """Plan from the parsed YAML; raises SchemaError on a key it does not know and a column the schema does not have."""
    _only(data, _TOP, "the file")
    reader = _Reader(spec)
    sections = []
    for section in data["sections"]:
        _only(section, _SECTION, f"section {section.get('name')!r}")
        entries = tuple(reader.entry(entry, section["name"]) for entry in section["fields"])
        sections.append(SectionPlan(section["name"], section["title"], section.get("note", ""), entries))
    for role in data["arm_roles"]:
        _only(role, _ROLE, "arm_roles")
    words = data.get("words", {})
    _only(words, _WORDS, "words")
    return Plan(
        sections=tuple(sections),
        roles=tuple(
            Role(role["name"], role["label"], frozenset(role["types"])) for role in data["arm_roles"]
        ),
        outcomes_alike=float(data["outcomes_alike"]),
        criteria_alike=float(data["criteria_alike"]),
        criteria_topics=_topics(data, "criteria_topics"),
        outcome_topics=_topics(data, "outcome_topics"),
        words=Words(
            weak=frozenset(word for line in words.get("weak", []) for word in line),
            same=tuple(tuple(map(str, group)) for group in words.get("same", [])),
            opposite=tuple(frozenset(map(str, group)) for group in words.get("opposite", [])),
        ),
        reads={table: tuple(columns) for table, columns in reader.reads.items()},
        enums=spec.enums,
        outcome_titles=data["outcome_titles"],
    )


@cache
def load_plan() -> Plan:
    """The plan that ships with the package."""
    text = files("harvester.schema").joinpath("compare.yaml").read_bytes()
    return build_plan(load_yaml(text), load_spec())
