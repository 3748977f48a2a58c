"""The comparison as data: sections × fields × studies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harvester.compare.wording import fold

Row = Mapping[str, Any]
StudyRows = Mapping[str, list[dict[str, Any]]]
"""{table: rows as {column: value}} of one study."""


def _say_the_same(one: Any, other: Any) -> bool:
    if one is None or one.__class__ is not other.__class__:
        return False
    if one.__class__ is str and not _begin_alike(one, other):
        return False  # as nearly always, and much sooner than by all they say
    if one.__class__ is list and (len(one) != len(other) or set(map(_name, one)) != set(map(_name, other))):
        return False
    return bool(sayings(one) == sayings(other))


def _begin_alike(one: str, other: str) -> bool:
    mine, theirs = _beginning(one), _beginning(other)
    few = min(len(mine), len(theirs))
    return mine[:few] == theirs[:few]


def _beginning(text: str) -> list[str]:
    """The first words of a text, folded; of a longer one without the last, which may have been cut."""
    words = text[:_BEGINNING].casefold().split()
    return words if len(text) <= _BEGINNING else words[:-1]


def _name(item: Any) -> Any:
    """What an item of a list is known by: itself, or the first text in it."""
    key = ""
    if item.__class__ is dict:
        texts = (pair for pair in item.items() if pair[1].__class__ is str and pair[0] not in _ASIDE)
        key, item = next(texts, ("", None))
    return _said(key, item) if item.__class__ is str else repr(item)


def sayings(value: Any) -> Any:
    """What a cell says, to be compared: letter case, white space and the order of a list make no difference.

    Nor does punctuation in the texts by which criteria and outcomes are matched; what `fold` keeps of it tells.
    """
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, Mapping):
        return {
            key: _said(key, item) if isinstance(item, str) else sayings(item)
            for key, item in value.items()
            if key not in _ASIDE
        }
    if isinstance(value, (list, tuple)):
        return sorted((sayings(item) for item in value), key=repr)
    return value


def _said(key: str, text: str) -> str:
    return (key in _WORDED and fold(text)) or _plain(text)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


_BEGINNING = 40
"""Characters by which most texts can be told apart."""
_NOTHING: tuple[Any, ...] = (None, [], "")
_ASIDE = {"match", "similarity", "evidence", "of", "stated_by"}
"""What is said about a value rather than by it."""
_WORDED = {"text", "within", "measure"}
"""Texts whose wording tells, however it is punctuated."""


@dataclass(slots=True)
class Field:
    """One row of the comparison: `values` has one entry a study, None where the record says nothing, [] where it lists
    such things but none for this row. Not to be changed.

    `kind` is what a value is made of: value, long, list, tally, arms, interventions, outcome, outcomes, criterion,
    criteria, products, sites, officials or events.
    """

    name: str
    label: str
    values: tuple[Any, ...]
    kind: str = "value"
    type: str = ""
    enum: str = ""
    about: str = ""
    beside: str = ""
    """The field in whose cell a page shows this one."""
    place: str = ""
    """chart or head where a page shows it there rather than in a row of its own."""
    untold: frozenset[int] = frozenset()
    """Places of studies whose text says it, though nothing could tell what of the text does."""
    same: tuple[bool, ...] = field(init=False)
    """Of each study, whether it says what the reference (the first) says."""
    reported: bool = field(init=False)
    """Whether any study says anything."""

    def __post_init__(self) -> None:
        values, count = self.values, len(self.values)
        first = values[0] if values else None
        if values.count(first) == count:
            self.reported = first not in _NOTHING
            self.same = (True,) * count
            return
        self.reported = any(value not in _NOTHING for value in values)
        self.same = tuple(
            not self.reported or value is first or value == first or _say_the_same(value, first)
            for value in values
        )

    @property
    def differs(self) -> bool:
        """Whether any study departs from the reference; not reported differs from any value."""
        return not all(self.same)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields; `note` tells how its rows came about."""

    name: str
    title: str
    fields: tuple[Field, ...]
    note: str = ""
    rows: tuple[Field, ...] = field(init=False)
    """Fields that get a row of their own in a table, those that no study reports left out."""
    _beside: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows = tuple(item for item in self.fields if item.reported and not item.beside and not item.place)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "_beside", {item.beside: item for item in self.fields if item.beside})

    def field(self, name: str) -> Field:
        """The field of that name; KeyError where there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)

    def beside(self, name: str) -> Field | None:
        """The field shown in the cells of the field `name`."""
        return self._beside.get(name)

    @property
    def differing(self) -> int:
        """How many of `rows` differ."""
        return sum(self.row_differs(item) for item in self.rows)

    def row_same(self, item: Field) -> tuple[bool, ...]:
        """`item.same`, the field beside it taken in."""
        beside = self.beside(item.name)
        return item.same if beside is None else tuple(map(all, zip(item.same, beside.same, strict=True)))

    def row_differs(self, item: Field) -> bool:
        """Whether a row differs, the field beside it taken in."""
        return not all(self.row_same(item))

    def only_differences(self) -> "Section":
        """The same section without the rows in which every study says what the reference says."""
        kept = {row.name for row in self.rows if self.row_differs(row)}
        besides = {item.name for item in self.fields if item.beside in kept}
        fields = tuple(item for item in self.fields if item.place or item.name in kept | besides)
        return replace(self, fields=fields)

    @property
    def silent(self) -> list[Field]:
        """The registry's own fields that no study reports."""
        return [
            item
            for item in self.fields
            if item.kind in ("value", "long", "list") and not (item.reported or item.beside or item.place)
        ]


_ASKED_FOR = ("api", "history", "archive")
"""Sources that answered on the day of `retrieved_at`; a file may have been old when it was loaded."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the top of a study's column; `source` and `retrieved_at` are those of its newest version."""

    nct_id: str
    brief_title: str | None = None
    acronym: str | None = None
    overall_status: str | None = None
    study_type: str | None = None
    lead_sponsor_name: str | None = None
    last_update_post_date: str | None = None
    source: str | None = None
    retrieved_at: str | None = None

    @property
    def abridged(self) -> bool:
        """Whether the record is one of the demo's, which state less than the registry does."""
        return self.source == "demo"

    @property
    def dated(self) -> str:
        """'updated 2022-07-08, retrieved 2026-11-30': how old the record is, and since when the file has it."""
        came = "retrieved" if self.source in _ASKED_FOR else "loaded"
        dates = {"updated": self.last_update_post_date, came: (self.retrieved_at or "")[:10]}
        return ", ".join(f"{what} {date}" for what, date in dates.items() if date)

    @property
    def url(self) -> str:
        """The record at the registry."""
        return f"https://clinicaltrials.gov/study/{self.nct_id}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Studies side by side; the first is the reference. `missing` are ids that the file does not hold."""

    studies: tuple[Head, ...]
    sections: tuple[Section, ...]
    missing: tuple[str, ...] = ()
    enums: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    """{former NCT ID: the one it is now} of those asked for; among `studies` where its own last version is shown."""

    @property
    def nct_ids(self) -> list[str]:
        """The ids of the studies, the reference first."""
        return [study.nct_id for study in self.studies]

    def section(self, name: str) -> Section:
        """The section of that name; KeyError where there is none."""
        for item in self.sections:
            if item.name == name:
                return item
        raise KeyError(name)

    def as_json(self) -> dict[str, Any]:
        """`{"studies": [...], "sections": [{"name", "title", "fields": [{"name", "label", "values", "differs"}]}]}`;
        `missing` only where an id is not in the file, `former` ({former id: the one it is now}) only where one is."""
        document: dict[str, Any] = {
            "studies": [
                {
                    "nct_id": study.nct_id,
                    "brief_title": study.brief_title,
                    "acronym": study.acronym,
                    "overall_status": study.overall_status,
                    "study_type": study.study_type,
                    "lead_sponsor_name": study.lead_sponsor_name,
                    "last_update_post_date": study.last_update_post_date,
                    "source": study.source,
                    "retrieved_at": study.retrieved_at,
                    "abridged": study.abridged,
                    "url": study.url,
                }
                for study in self.studies
            ],
            "sections": [
                {
                    "name": section.name,
                    "title": section.title,
                    "fields": [
                        {
                            "name": item.name,
                            "label": item.label,
                            "values": list(item.values),
                            "differs": item.differs,
                        }
                        for item in section.fields
                    ],
                }
                for section in self.sections
            ],
        }
        aside = {"missing": list(self.missing), "former": dict(self.former)}
        return document | {name: value for name, value in aside.items() if value}

    def with_fields(self, keep: Iterable[str]) -> "Comparison":
        """Only the sections of these names."""
        wanted = set(keep)
        sections = tuple(section for section in self.sections if section.name in wanted)
        return replace(self, sections=sections)

    def only_differences(self) -> "Comparison":
        """The same comparison without the rows that do not differ; of one study all of it, for there is no other."""
        if len(self.studies) < 2:
            return self
        return replace(self, sections=tuple(section.only_differences() for section in self.sections))
