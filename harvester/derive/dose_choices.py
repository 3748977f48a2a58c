"""From everything a study says about doses: which are those of one product in one arm."""

import re
from collections.abc import Iterable, Sequence

from harvester.derive.choices import Context
from harvester.derive.doses import DOSE, TOTAL, DoseReading, find_doses
from harvester.derive.mentions import is_background, is_ours
from harvester.derive.passages import DESCRIPTION, OWN, SUMMARY, TITLE, Passage

Dose = tuple[DoseReading, Passage]


def _read(context: Context, passages: Iterable[Passage], vesicles: bool) -> list[Dose]:
    """Dose readings in these passages; in titles and prose only sentences of this study count."""
    found: list[Dose] = []
    for passage in passages:
        key = (passage.path, vesicles)
        if key not in context.doses:
            strict = passage.rank != OWN
            context.doses[key] = [
                dose for dose in find_doses(passage.plain, vesicles=vesicles, strict=strict)
                if not strict or not is_background(passage, dose.start, context.reader.words)
            ]  # fmt: skip
        found += [(dose, passage) for dose in context.doses[key]]
    return found


_LEVEL = re.compile(r"\b(low(?:er|est)?|mid(?:dle)?|medium|moderate|intermediate|high(?:er|est)?)\b")
_SAME_LEVEL = {"low": "low", "mid": "mid", "med": "mid", "mod": "mid", "int": "mid", "hig": "high"}


def choose_doses(
    context: Context, intervention: Sequence[Passage], arm: Sequence[Passage], vesicles: bool
) -> list[Dose]:
    """The arm's own dose, else its intervention's, else the titles', the summary's, the description's."""
    arm_doses = _read(context, arm, vesicles)
    given = _read(context, intervention, vesicles)
    if any(dose.role == DOSE for dose, _ in arm_doses):
        extra = [(d, p) for d, p in given if d.role == TOTAL]
        return _better_based(_distinct(arm_doses), given) + extra
    if any(dose.role == DOSE for dose, _ in given):
        return _by_label(_distinct(given), arm)
    for rank in (TITLE, SUMMARY, DESCRIPTION):
        found = _read(context, context.ranked(rank), vesicles)
        if found and rank != TITLE:
            found = _prose_doses(found)
        if found:
            return _by_label(_distinct(found), arm)
    return []


def _prose_doses(doses: list[Dose]) -> list[Dose]:
    """Of the doses in prose those in sentences about this study; else one that stands alone."""
    ours = [(d, p) for d, p in doses if is_ours(p, d.start)]
    if ours:
        return ours
    return doses if len({d.key for d, _ in doses}) == 1 else []


def _distinct(doses: list[Dose]) -> list[Dose]:
    """Each dose once; concentrations only where nothing else is read."""
    firm = [(d, p) for d, p in doses if d.basis != "per_ml"] or doses
    seen: dict[tuple[object, ...], Dose] = {}
    for dose, passage in firm:
        seen.setdefault((*dose.key, dose.role), (dose, passage))
    return list(seen.values())


def _better_based(asked: list[Dose], given: list[Dose]) -> list[Dose]:
    """An arm's label may drop '/kg' that its intervention states for the same number."""
    by_number = {(d.value, d.low, d.high): (d, p) for d, p in given if d.basis == "per_kg"}
    return [
        by_number.get((d.value, d.low, d.high), (d, p)) if d.basis == "fixed" and d.unit == "cells" else (d, p)
        for d, p in asked
    ]  # fmt: skip


def _by_label(doses: list[Dose], arm: Sequence[Passage]) -> list[Dose]:
    """Of several levels the one that the arm's label names: 'low dose group'."""
    label = _LEVEL.search(arm[0].folded) if arm else None
    if not label or len(doses) < 2:
        return doses
    wanted = _SAME_LEVEL[label[1][:3]]
    chosen = [
        (dose, passage) for dose, passage in doses
        if (before := list(_LEVEL.finditer(passage.folded, max(0, dose.start - 70), dose.start)))
        and _SAME_LEVEL[before[-1][1][:3]] == wanted
    ]  # fmt: skip
    return chosen or doses
