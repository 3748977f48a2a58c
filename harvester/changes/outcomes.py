"""Outcome switching: the outcomes registered before a study started against those it states now."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from harvester.changes.matching import Item, Pair, match
from harvester.changes.rules import Pool, load_rules
from harvester.changes.significance import same_wording
from harvester.study import Study

Verdict = Literal["kept", "changed", "dropped", "added", "promoted", "demoted"]

_FIELDS = ("measure", "description", "timeFrame")
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_LIST_TYPES = {"primaryOutcomes": "PRIMARY", "secondaryOutcomes": "SECONDARY", "otherOutcomes": "OTHER"}


@dataclass(frozen=True, slots=True)
class OutcomeSwitch:
    """What became of one outcome; `_then` as registered, `_now` as stated today, None where there is none.

    Types are PRIMARY, SECONDARY, OTHER; positions count from 0 within the type. `differs` names the fields that
    differ in substance (measure, timeFrame, and description where both versions have one): an outcome is `kept`
    if there are none, and `promoted` or `demoted` whatever they are. `similarity` (percent) is how alike the
    measures are where nothing else says that the two are one; None where they have the same measure.
    """

    verdict: Verdict
    type_then: str | None
    position_then: int | None
    measure_then: str | None
    time_frame_then: str | None
    type_now: str | None
    position_now: int | None
    measure_now: str | None
    time_frame_now: str | None
    differs: tuple[str, ...] = ()
    similarity: float | None = None


def compare_outcomes(registered: Study, current: Study) -> list[OutcomeSwitch]:
    """What became of each registered outcome, in its order, then what was added; nothing is mutated.

    Outcomes are matched by measure and time frame, by measure, then by likeness. Unlike in `diff_studies` the
    place in the list says nothing: a new outcome in the place of an old one is one dropped and one added.
    """
    pool = load_rules().pools["primaryOutcomes"]
    then, now = list(_outcomes(registered)), list(_outcomes(current))
    pairs = match(then, now, replace(pool.rule, same_place=False), pool.across_at)
    by_then = {(pair.old.list_name, pair.old.position): pair for pair in pairs}
    paired_now = {(pair.new.list_name, pair.new.position) for pair in pairs}
    switches = []
    for item in then:
        pair = by_then.get((item.list_name, item.position))
        switches.append(_paired(pair, pool) if pair else _switch("dropped", item, None))
    added = [item for item in now if (item.list_name, item.position) not in paired_now]
    return switches + [_switch("added", None, item) for item in added]


def registered_before_start(versions: Sequence[tuple[date, Study]]) -> int | None:
    """Index of the last version registered on or before the study's start, by (day of registration, study).

    The start date is that of the latest version that states one; of `2021-06` the whole month counts as the
    start, of `2021` the whole year. None where no version has a start date, or the first was registered after it.
    """
    by_day = sorted(range(len(versions)), key=lambda index: (versions[index][0], index))
    start = next(
        (found for index in reversed(by_day) if (found := _last_day_of_start(versions[index][1]))), None
    )
    if start is None:
        return None
    return next((index for index in reversed(by_day) if versions[index][0] <= start), None)


def _outcomes(study: Study) -> Iterator[Item]:
    section = study.get("protocolSection")
    module = section.get("outcomesModule") if isinstance(section, dict) else None
    for name in _LIST_TYPES:
        outcomes = module.get(name) if isinstance(module, dict) else None
        for position, outcome in enumerate(outcomes if isinstance(outcomes, list) else []):
            if isinstance(outcome, dict):
                yield Item(name, position, outcome)


def _paired(pair: Pair, pool: Pool) -> OutcomeSwitch:
    then, now = pair.old.value, pair.new.value
    differs = tuple(field for field in _FIELDS if _differs(field, then.get(field), now.get(field)))
    weights = [pool.lists.index(item.list_name) for item in (pair.old, pair.new)]
    verdict: Verdict = "changed" if differs else "kept"
    if pair.moved:
        verdict = "promoted" if weights[1] < weights[0] else "demoted"
    return _switch(verdict, pair.old, pair.new, differs, pair.similarity)


def _switch(
    verdict: Verdict,
    then: Item | None,
    now: Item | None,
    differs: tuple[str, ...] = (),
    similarity: float | None = None,
) -> OutcomeSwitch:
    return OutcomeSwitch(verdict, *_stated(then), *_stated(now), differs, similarity)


def _stated(item: Item | None) -> tuple[str | None, int | None, str | None, str | None]:
    if item is None:
        return None, None, None, None
    texts = (item.value.get(field) for field in ("measure", "timeFrame"))
    measure, time_frame = (text if isinstance(text, str) else None for text in texts)
    return _LIST_TYPES[item.list_name], item.position, measure, time_frame


def _differs(field: str, then: object, now: object) -> bool:
    if field == "description" and not (then and now):
        return False
    return then != now and not same_wording(then or "", now or "")


def _last_day_of_start(study: Study) -> date | None:
    node: object = study
    for key in ("protocolSection", "statusModule", "startDateStruct", "date"):
        node = node.get(key) if isinstance(node, dict) else None
    found = _PARTIAL_DATE.fullmatch(node) if isinstance(node, str) else None
    if not found:
        return None
    year, month, day = (int(piece or 0) for piece in found.groups())
    try:
        return date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError:
        return None
