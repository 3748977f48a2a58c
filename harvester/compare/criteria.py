"""Single eligibility criteria in rows: alike in wording, or at least about one topic."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from rapidfuzz import fuzz

from harvester.compare.align import AlignedRow, Placed, Rules, align
from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import SIDES, Plan, Topic
from harvester.compare.wording import REMEMBERED, Gist, Reader

_BEGINNING = 16
"""Words within which a criterion says what it is about."""
_STEM = 3
"""Letters by which the beginnings of words are looked up."""


class _Phrases:
    """Phrases found by the word they begin with; a star stands for the rest of a word."""

    def __init__(self, named: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._whole: dict[str, list[tuple[list[str], str]]] = {}
        self._begun: dict[str, list[tuple[list[str], str]]] = {}
        for name, phrases in named:
            for phrase in phrases:
                words = phrase.split()
                begun = words[0].endswith("*")
                known, key = (self._begun, words[0][:_STEM]) if begun else (self._whole, words[0])
                known.setdefault(key, []).append((words, name))
        for found in (*self._whole.values(), *self._begun.values()):
            found.sort(key=lambda phrase: -len(phrase[0]))

    def first(self, words: list[str]) -> str | None:
        """The name that belongs to the first phrase in a text, the longest where several begin there."""
        if self._whole.keys().isdisjoint(words) and self._begun.keys().isdisjoint(
            word[:_STEM] for word in words
        ):
            return None
        for place, word in enumerate(words):
            candidates = self._whole.get(word, [])
            if begun := self._begun.get(word[:_STEM]):
                candidates = [*candidates, *begun]
            for phrase, name in candidates:
                if len(phrase) <= len(words) - place and all(map(_is, phrase, words[place:])):
                    return name
        return None


def _is(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted


class Topics:
    """Tells what criteria are about by their first words; remembers, as the same records come again and again."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        sides = {side: [topic for topic in topics if side in topic.sides] for side in SIDES}
        self._first = {side: _Phrases((topic.name, topic.words) for topic in sides[side]) for side in SIDES}
        self._anywhere = {
            side: _Phrases((topic.name, topic.anywhere) for topic in sides[side]) for side in SIDES
        }
        self._known: dict[tuple[str, str], str | None] = {}

    def of(self, folded: str, side: str) -> str | None:
        """The name of the topic of a criterion, folded as `fold` does; None where its words are about none."""
        key = (side, folded)
        if key not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            words = folded.split()
            self._known[key] = self._anywhere[side].first(words) or self._first[side].first(
                words[:_BEGINNING]
            )
        return self._known[key]


@cache
def _tools(plan: Plan) -> tuple[Reader, Topics]:
    return Reader(plan.words, timeless=False), Topics(plan.topics)


def _criteria(rows: StudyRows, side: str, reader: Reader, topics: Topics) -> list[dict[str, Any]]:
    """A study's single criteria of one side; `within` is the text of the one it is nested in."""
    texts = {row["position"]: row["text"] for row in rows.get("criteria", [])}
    return [
        {
            "text": row["text"],
            "within": texts.get(row["parent"]) if row["parent"] is not None else None,
            "population": row["population"],
            "topic": topics.of(reader.gist(row["text"] or "").folded, side),
        }
        for row in rows.get("criteria", [])
        if row["type"] == side
    ]


def _said_about(one: Gist, other: Gist) -> int:
    return min(99, round(fuzz.ratio(one.sorted, other.sorted)))


def _gather_topics(rows: list[AlignedRow]) -> tuple[list[AlignedRow], list[AlignedRow]]:
    """(rows of several studies, rows of one): those of one that share a topic with another study are put together."""
    shared = [row for row in rows if row.shared > 1]
    opened: dict[tuple[Any, str], AlignedRow] = {}
    alone: list[AlignedRow] = []
    for row in rows:
        if row.shared > 1:
            continue
        study, cell = next((number, cell) for number, cell in enumerate(row.cells) if cell)
        population = cell[0].item["population"]
        if row.topic is None:
            alone.append(row)
            continue
        free = (
            other
            for other in shared
            if other.topic == row.topic and population in other.kinds and not other.cells[study]
        )
        target = max(free, key=lambda other: other.shared, default=None)
        if target is None:
            target = opened.setdefault((population, row.topic), row)
        if target is not row:
            for placed in cell:
                alike = _said_about(placed.gist, target.gist)
                target.put(study, Placed(placed.item, placed.gist, "topic", alike))
    for row in opened.values():
        (shared if row.shared > 1 else alone).append(row)
    return shared, alone


def criteria_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """By side (inclusion, exclusion): a field for each criterion that several studies have, then those of one alone.

    Values are lists of `{"text", "within", "population", "topic", "match", "similarity"}`; all None where no study's
    criteria were split. `match` is first, same, similar, or topic: alike in what they are about, not in wording.
    """
    fields = []
    reader, topics = _tools(plan)
    rules = Rules("text", "population", plan.criteria_alike, kinds_mix=False, figures_tell=False)
    labels = {topic.name: topic.label for topic in plan.topics}
    order = {topic.name: place for place, topic in enumerate(plan.topics)}
    for side in SIDES:
        rows = align([_criteria(study, side, reader, topics) for study in studies], reader, rules)
        shared, alone = _gather_topics(rows)
        shared.sort(key=lambda row: (-row.shared, order.get(row.topic or "", len(order))))
        for number, row in enumerate(shared, 1):
            extent = "all" if row.shared == len(studies) else f"{row.shared} of {len(studies)}"
            about = f": {labels[row.topic]}" if row.topic else ""
            label = f"{side.capitalize()}, in {extent}{about}"
            fields.append(Field(f"{side.lower()}_{number}", label, _values(row.cells), kind="criterion"))
        cells = [[placed for row in alone for placed in row.cells[study]] for study in range(len(studies))]
        label = f"{side.capitalize()}, only here" if len(studies) > 1 else f"{side.capitalize()} criteria"
        fields.append(Field(f"{side.lower()}_criteria", label, _values(cells), kind="criteria"))
    return fields


def _values(cells: Sequence[Sequence[Placed]]) -> tuple[list[dict[str, Any]] | None, ...]:
    return tuple([{**placed.item, **placed.matched} for placed in cell] or None for cell in cells)
