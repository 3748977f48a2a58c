"""From everything a study says about doses: which are those of one product in one arm."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from harvester.derive.doses import words
from harvester.derive.doses.find import CONTENT, DOSE, TOTAL, DoseReading, find_doses
from harvester.derive.passages import DESCRIPTION, OWN, SUMMARY, TITLE, Passage
from harvester.derive.products.choices import Context
from harvester.derive.products.mentions import is_background, is_ours

Dose = tuple[DoseReading, Passage]

_LEVEL = re.compile(r"\b(low(?:er|est)?|mid(?:dle)?|medium|moderate|intermediate|high(?:er|est)?)\b")
_SAME_LEVEL = {"low": "low", "mid": "mid", "med": "mid", "mod": "mid", "int": "mid", "hig": "high"}
_REACH = 250
"""Characters within which a further dose level may follow the sentence that names this study."""


def choose_doses(
    context: Context, intervention: Sequence[Passage], arm: Sequence[Passage], vesicles: bool
) -> list[Dose]:
    """The arm's own dose, else its intervention's, else the titles', the summary's, the description's."""
    arm_doses = _read(context, arm, vesicles)
    given = _read(context, intervention, vesicles)
    if any(dose.role == DOSE for dose, _ in arm_doses):
        extra = [(d, p) for d, p in given if d.role == TOTAL]
        return _distinct(_better_based(arm_doses, [*arm_doses, *given])) + extra
    if any(dose.role == DOSE for dose, _ in given):
        return _by_label(_distinct(_better_based(given, given)), arm)
    for rank in (TITLE, SUMMARY, DESCRIPTION):
        found = _read(context, context.ranked(rank), vesicles)
        if found and rank != TITLE:
            found = _prose_doses(found)
        if any(dose.role == DOSE for dose, _ in found):
            return _by_label(_distinct(found), arm)
    return _contents([*arm_doses, *given])


def _read(context: Context, passages: Iterable[Passage], vesicles: bool) -> list[Dose]:
    """Dose readings in these passages; in titles and prose only sentences of this study count."""
    found: list[Dose] = []
    for passage in passages:
        key = (passage.path, vesicles)
        if key not in context.doses:
            doses = find_doses(passage.plain, vesicles=vesicles, strict=passage.rank != OWN)
            context.doses[key] = list(_of_this_study(context, passage, doses))
        found += [(dose, passage) for dose in context.doses[key]]
    return [(d, p) for d, p in found if not vesicles or _is_of_vesicles(context, d, p)]


def _of_this_study(context: Context, passage: Passage, doses: Sequence[DoseReading]) -> Iterable[DoseReading]:
    """Readings that stand in no sentence about other studies, animals or such cells in general."""
    if passage.rank == OWN:
        return doses
    elsewhere: dict[int, bool] = {}
    for dose in doses:
        start, end = passage.sentence(dose.start)
        if start not in elsewhere:
            elsewhere[start] = is_background(passage, dose.start, context.reader.words) or (
                passage.rank != TITLE and _is_elsewhere(passage, start, end)
            )
    return [dose for dose in doses if not elsewhere[passage.sentence(dose.start)[0]]]


def _is_elsewhere(passage: Passage, start: int, end: int) -> bool:
    """A sentence of prose about another study or animals, or beside a citation, that plans nothing."""
    if words.FUTURE.search(passage.view, start, end):
        return False
    if words.ELSEWHERE.search(passage.view, start, end):
        return True
    near = max(0, start - 100), min(len(passage.plain), end + 200)
    return passage.rank == DESCRIPTION and bool(words.CITED.search(passage.plain, *near))


def _is_of_vesicles(context: Context, dose: DoseReading, passage: Passage) -> bool:
    """Where a study gives cells too, their number is no dose of the vesicles."""
    if dose.unit != "cells" or not context.gives_cells:
        return True
    return bool(words.VESICLE.search(passage.folded, dose.start, min(len(passage.folded), dose.end + 90)))


def _prose_doses(doses: list[Dose]) -> list[Dose]:
    """Of the doses in prose those a sentence plans, else those of this study, else one that stands alone."""
    for is_such in (_is_planned, lambda dose, passage: is_ours(passage, dose.start)):
        chosen: list[Dose] = []
        for dose, passage in doses:
            last = chosen[-1] if chosen else None
            if is_such(dose, passage) or (last and _follows(last, dose, passage)):
                chosen.append((dose, passage))
        if chosen:
            return chosen
    return doses if len({d.key for d, _ in doses}) == 1 else []


def _is_planned(dose: DoseReading, passage: Passage) -> bool:
    return bool(words.PLANNED.search(passage.view, *passage.sentence(dose.start)))


def _follows(last: Dose, dose: DoseReading, passage: Passage) -> bool:
    """'…at one of three dose levels: (Tier 1) 2 million; (Tier 2) 5 million': the list goes on in a new sentence."""
    near = last[1] is passage and dose.start - last[0].end < _REACH and dose.basis == last[0].basis
    return near and bool(words.LEVEL_BEFORE.search(passage.folded, max(0, dose.start - 40), dose.start))


def _distinct(doses: list[Dose]) -> list[Dose]:
    """Each dose once; concentrations only where nothing else is read."""
    firm = [(d, p) for d, p in doses if d.basis != "per_ml" and d.role != CONTENT] or doses
    seen: dict[tuple[object, ...], Dose] = {}
    for dose, passage in firm:
        seen.setdefault((*dose.key, dose.role), (dose, passage))
    return list(seen.values())


def _better_based(asked: list[Dose], given: list[Dose]) -> list[Dose]:
    """An arm's label may drop '/kg' that its description or its intervention states for the same number."""
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


def _contents(doses: list[Dose]) -> list[Dose]:
    """What one bag or vial holds, where a text that speaks of the dose states nothing else."""
    held = [
        (replace(dose, role=DOSE, rule=f"{dose.rule}, content of a container", confidence=dose.confidence * 0.6), p)
        for dose, p in doses
        if dose.role == CONTENT and dose.basis == "fixed" and "dose" in p.folded
    ]  # fmt: skip
    return held if len({dose.key for dose, _ in held}) == 1 else []
