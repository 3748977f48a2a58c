"""Single eligibility criteria in rows: alike in wording, or at least about one topic."""

from collections.abc import Mapping, Sequence
from functools import cache
from textwrap import shorten
from typing import Any

from harvester.compare.align import Placed, Rules, align, cells_of, gather_topics, split_topics
from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import SIDES, Plan
from harvester.compare.topics import Topics
from harvester.compare.wording import Reader
from harvester.derive.markup import unescape

_QUOTED = 60
"""Characters of a criterion in the label of its row."""


@cache
def _tools(plan: Plan) -> tuple[Reader, dict[str, Topics]]:
    topics = {
        side: Topics([topic for topic in plan.criteria_topics if side in topic.sides]) for side in SIDES
    }
    return Reader(plan.words, timeless=False), topics


def _criteria(
    rows: StudyRows, reader: Reader, topics: Mapping[str, Topics]
) -> dict[Any, list[dict[str, Any]]]:
    """A study's single criteria by type, UNSPLIT text as an empty list; `within` is the text around a nested one."""
    listed = rows.get("criteria", [])
    texts = {row["position"]: row["text"] for row in listed}
    found: dict[Any, list[dict[str, Any]]] = {}
    for row in listed:
        of_type = found.setdefault(row["type"], [])
        if about := topics.get(row["type"]):
            of_type.append(
                {
                    "text": row["text"],
                    "within": texts.get(row["parent"]) if row["parent"] is not None else None,
                    "population": row["population"],
                    "topic": about.of(reader.gist(row["text"] or "").folded),
                }
            )
    return found


def criteria_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """By side (inclusion, exclusion): a field for each criterion that several studies have, then those of one alone.

    Values are lists of `{"text", "within", "population", "topic", "match", "similarity"}`; [] where none of a study's
    criteria stand here, None where its text does not tell which of them are of this side, or where it has no text.
    `match` is first, same, similar, or topic: alike in what they are about, not in wording.
    """
    fields = []
    reader, topics = _tools(plan)
    rules = Rules("text", "population", plan.criteria_alike, kinds_mix=False, figures_tell=False)
    labels = {topic.name: topic.label for topic in plan.criteria_topics}
    order = {topic.name: place for place, topic in enumerate(plan.criteria_topics)}
    criteria = [_criteria(study, reader, topics) for study in studies]
    for side in SIDES:
        told = [_is_told(found, side) for found in criteria]
        untold = frozenset(
            place for place, study in enumerate(studies) if not told[place] and _has_a_text(study)
        )
        rows = align([found.get(side, []) for found in criteria], reader, rules)
        shared, alone = gather_topics(rows, rules)
        shared.sort(key=lambda row: (-row.shared, order.get(row.topic or "", len(order))))
        split = split_topics(shared)
        for number, row in enumerate(shared, 1):
            extent = "all" if row.shared == len(studies) else f"{row.shared} of {len(studies)}"
            about = f": {labels[row.topic]}" if row.topic else ""
            if row.topic in split:
                about += f", “{shorten(unescape(row.first.item['text']), _QUOTED, placeholder=' …')}”"
            label = f"{side.capitalize()}, in {extent}{about}"
            values = _values(cells_of([row], len(studies)), told)
            fields.append(Field(f"{side.lower()}_{number}", label, values, kind="criterion", untold=untold))
        label = (
            f"{side.capitalize()}, only here by wording"
            if len(studies) > 1
            else f"{side.capitalize()} criteria"
        )
        values = _values(cells_of(alone, len(studies)), told)
        fields.append(Field(f"{side.lower()}_criteria", label, values, kind="criteria", untold=untold))
    return fields


def _values(
    cells: Sequence[Sequence[Placed]], told: Sequence[bool]
) -> tuple[list[dict[str, Any]] | None, ...]:
    return tuple(
        [{**placed.item, "match": placed.match, "similarity": placed.similarity} for placed in cell]
        or ([] if known else None)
        for cell, known in zip(cells, told, strict=True)
    )


def _is_told(criteria: Mapping[Any, Any], side: str) -> bool:
    """Whether it is known which of a study's criteria are of this side, if any."""
    return side in criteria or (bool(criteria) and "UNSPLIT" not in criteria)


def _has_a_text(rows: StudyRows) -> bool:
    return bool(rows.get("criteria")) or any(
        row["eligibility_criteria"] for row in rows.get("eligibility", [])
    )
