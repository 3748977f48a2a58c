"""Outcomes in rows by what they measure."""

from collections.abc import Container, Mapping, Sequence
from functools import cache
from typing import Any

from harvester.compare.align import AlignedRow, Placed, Rules, align, cells_of, gather_topics, split_topics
from harvester.compare.model import Field, StudyRows
from harvester.compare.plan import Plan
from harvester.compare.topics import Topics
from harvester.compare.wording import Reader

_RANKS = ("PRIMARY", "SECONDARY", "OTHER")


@cache
def _tools(plan: Plan) -> tuple[Reader, Topics]:
    return Reader(plan.words, timeless=True), Topics(plan.outcome_topics)


def _outcomes(rows: StudyRows, reader: Reader, topics: Topics) -> list[dict[str, Any]]:
    """A study's outcomes, primary ones first, each with its `topic` and `times`: `{"day", "kind", "words"}` as derived."""
    times: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows.get("outcome_times", []):
        point = {"day": row["day"], "kind": row["kind"], "words": row["words"]}
        times.setdefault((row["type"], row["position"]), []).append(point)
    ranked = sorted(rows.get("outcomes", []), key=lambda row: (_rank(row["type"]), row["position"]))
    return [
        {
            **row,
            "topic": topics.of(reader.gist(row["measure"] or "").folded),
            "times": times.get((row["type"], row["position"]), []),
        }
        for row in ranked
    ]


def _rank(type_: str) -> int:
    return _RANKS.index(type_) if type_ in _RANKS else len(_RANKS)


def _outcome(placed: Placed) -> dict[str, Any]:
    item = placed.item
    return {
        "type": item["type"],
        "measure": item["measure"],
        "description": item["description"],
        "time_frame": item["time_frame"],
        "topic": item["topic"],
        "times": item["times"],
        "match": placed.match,
        "similarity": placed.similarity,
    }


def outcome_fields(studies: Sequence[StudyRows], plan: Plan) -> list[Field]:
    """A field for each thing that several studies measure, then by type the outcomes that only one has.

    Values are lists of `{"type", "measure", "description", "time_frame", "topic", "times", "match", "similarity"}`;
    `match` is first, same or similar to the first, or topic: they measure with one instrument or one kind of thing,
    in other words. One study's outcomes that measure one thing at several times stand together. None where a record
    lists no outcomes at all, [] where none of its outcomes stand here.
    """
    reader, topics = _tools(plan)
    rules = Rules("measure", "type", plan.outcomes_alike, kinds_mix=True, figures_tell=True)
    rows = align([_outcomes(study, reader, topics) for study in studies], reader, rules)
    shared, alone = gather_topics(rows, rules)
    shared.sort(key=lambda row: (min(map(_rank, row.kinds)), -row.shared))
    labels = {topic.name: topic.label for topic in plan.outcome_topics}
    split = split_topics(shared)
    nothing: list[list[Any] | None] = [[] if study.get("outcomes") else None for study in studies]
    fields = [
        Field(
            f"outcome_{number}",
            _label(row, labels, split),
            tuple(
                [_outcome(placed) for placed in cell] or none
                for cell, none in zip(cells_of([row], len(studies)), nothing, strict=True)
            ),
            kind="outcome",
        )
        for number, row in enumerate(shared, 1)
    ]
    several = len(studies) > 1
    cells = cells_of(alone, len(studies))
    for type_ in _RANKS:
        values = tuple(
            [_outcome(placed) for placed in cell if placed.item["type"] == type_] or none
            for cell, none in zip(cells, nothing, strict=True)
        )
        label = plan.outcome_titles[type_]
        name = f"{type_.lower()}_outcomes"
        fields.append(
            Field(name, f"{label}, only here by wording" if several else label, values, kind="outcomes")
        )
    return fields


def _label(row: AlignedRow, topics: Mapping[str, str], split: Container[str]) -> str:
    measure: str = row.first.item["measure"]
    if row.topic is None or not row.by_topic:
        return measure
    return f"{topics[row.topic]}, “{measure}”" if row.topic in split else topics[row.topic]
