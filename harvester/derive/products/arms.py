"""Which arm gets which product: by the registry's links, and by its words where these are missing or are all to all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harvester.derive.passages import arm_groups, interventions
from harvester.derive.products.candidates import Candidate
from harvester.derive.products.kinds import MSC_TYPES, Kind, Reader, kinds_in
from harvester.derive.products.texts import arm_kinds, label_kinds


def _linked(reader: Reader) -> set[tuple[int, int]]:
    """(arm, intervention) pairs of the registry, from either side."""
    pairs: set[tuple[int, int]] = set()
    items, arms = interventions(reader.study), arm_groups(reader.study)
    positions: dict[Any, list[int]] = {}
    for number, arm in enumerate(arms):
        if isinstance(arm.get("label"), str):
            positions.setdefault(arm["label"], []).append(number)
    for number, item in enumerate(items):
        labels = item.get("armGroupLabels")
        for label in labels if isinstance(labels, list) else ():
            pairs.update(
                (arm_number, number) for arm_number in positions.get(label, ()) if isinstance(label, str)
            )
    for arm_number, arm in enumerate(arms):
        names = arm.get("interventionNames")
        for name in names if isinstance(names, list) else ():
            tail = name.split(": ", 1)[-1] if isinstance(name, str) else None
            pairs.update(
                (arm_number, n) for n, item in enumerate(items) if tail and item.get("name") in (tail, name)
            )
    return pairs


_CONTROL = frozenset({"PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION"})


def _is_control_arm(reader: Reader, number: int) -> bool:
    """A placebo arm, or one whose label says control and whose text names no product."""
    passages = reader.arms[number]
    says = [mention for passage in passages for mention in kinds_in(reader, passage)]
    label = passages[0] if passages else None
    control = label and reader.words.words["control"].search(label.view)
    if arm_groups(reader.study)[number].get("type") in _CONTROL:
        return not (label and not control and any(m.term.value in MSC_TYPES for m in kinds_in(reader, label)))
    if not control or not label:
        return False
    return not any(m.term.value in MSC_TYPES for m in says)


def given(reader: Reader, found: Sequence[Candidate]) -> Iterator[tuple[int | None, Candidate, Kind]]:
    """Which arm gets which product; interventions alone where no arm can be told."""
    pairs = _linked(reader)
    uses: Mapping[int | None, int] = Counter(n for _, n in pairs)
    yielded = False
    arms = [number for number in range(len(reader.arms)) if not _is_control_arm(reader, number)]
    by_position = {candidate.intervention: candidate for candidate in found}
    for number in arms:
        mine = [
            by_position[n]
            for n in range(len(reader.interventions))
            if (number, n) in pairs and n in by_position
        ]
        if not mine and len(found) == 1 and _names_msc(reader, number):
            mine = [found[0]]
        if not mine and found and not pairs:
            mine = [found[number]] if len(found) == len(reader.arms) else _unlinked(reader, number, found)
        mine = _those_named(reader, number, mine)
        for candidate in mine:
            for kind in _arm_decides(reader, number, candidate, uses):
                yielded = True
                yield number, candidate, kind
    if not yielded:
        for candidate in found:
            for kind in candidate.kinds:
                yield None, candidate, kind


def _arm_decides(
    reader: Reader, number: int, candidate: Candidate, uses: Mapping[int | None, int]
) -> tuple[Kind, ...]:
    """An intervention shared by several arms is what the arm's label calls it."""
    if uses.get(candidate.intervention, 0) < 2 or not reader.arms[number]:
        return candidate.kinds
    label = label_kinds(reader, number)
    if ".armGroups." in candidate.kinds[0].evidence.path:
        return tuple(arm_kinds(reader, number)) or candidate.kinds
    if [kind.value for kind in label] == ["MSC cells"]:
        own = [kind for kind in candidate.kinds if kind.value == "MSC cells"]
        return tuple(own) if own else candidate.kinds
    return tuple(label) if label and all(kind.value in MSC_TYPES for kind in label) else candidate.kinds


def _unlinked(reader: Reader, number: int, found: Sequence[Candidate]) -> list[Candidate]:
    """Where the record links nothing: the one product there is, or the arm's own if it names one."""
    names = {reader.interventions[c.intervention][0].view for c in found if c.intervention is not None}
    return [found[0]] if len(names) == 1 or len(found) == 1 or _names_msc(reader, number) else []


def _names_msc(reader: Reader, number: int) -> bool:
    return any(
        m.term.value in MSC_TYPES for passage in reader.arms[number] for m in kinds_in(reader, passage)
    )


def _those_named(reader: Reader, number: int, mine: list[Candidate]) -> list[Candidate]:
    """The registry often links every intervention to every arm: the arm's own words then choose."""
    if len(mine) < 2 or not reader.arms[number]:
        return mine
    text = " ".join(passage.view for passage in reader.arms[number])
    exact = [
        c
        for c in mine
        if c.intervention is not None and reader.interventions[c.intervention][0].view.strip() in text
    ]
    linked_everywhere = all(
        len(interventions(reader.study)[c.intervention].get("armGroupLabels") or ()) > 1
        for c in mine if c.intervention is not None
    )  # fmt: skip
    return exact if exact and linked_everywhere else mine
