"""What a number read beside cells is: a dose, a course's total, what a bag holds, or said in passing; only doses stand.

A total of a course is divided where its own sentence says in how many gifts; what one site gets gives way to the whole.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from harvester.derive.doses import words
from harvester.derive.doses.numbers import parse_number

DOSE, TOTAL, CONTENT, ASIDE = "dose", "total", "content", "aside"


@dataclass(frozen=True, slots=True)
class DoseReading:
    """A dose at text[start:end]; `value`, or `low` and `high` for a range; µg for masses, else in `unit` as is.

    `unit` is cells, particles, ug or pmol phospholipid; `basis` fixed, per_kg, per_cm2, per_ml, or None for another.
    `role` is dose, total (of a whole course), content (of a bag or vial) or aside (a cap, a site's share).
    `summed`: the words say 'total'. `total` is the course's total in the same words, `times` how often they say it is given.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    basis: str | None
    start: int
    end: int
    rule: str
    confidence: float
    role: str = DOSE
    summed: bool = False
    total: float | None = None
    times: int | None = None

    @property
    def key(self) -> tuple[float | None, float | None, float | None, str, str | None]:
        """What makes two readings the same dose."""
        return self.value, self.low, self.high, self.unit, self.basis

    @property
    def size(self) -> float:
        """The value, or a range's upper end."""
        return self.value if self.value is not None else self.high or 0.0


def settle(readings: Sequence[DoseReading], folded: str) -> list[DoseReading]:
    """Which readings of one text stand, left to right, each different dose once."""
    settled = [_in_containers(reading, folded) for reading in readings]
    settled = _with_volumes(settled, folded)
    settled = _capped(settled, folded)
    settled = _summed(settled, folded)
    settled = _within_tolerance(settled, folded)
    return _standing(settled)


def _scaled(reading: DoseReading, by: float, rule: str) -> DoseReading:
    def times(value: float | None) -> float | None:
        return None if value is None else value * by

    return replace(
        reading, value=times(reading.value), low=times(reading.low), high=times(reading.high), basis="fixed",
        rule=f"{reading.rule}, {rule}", confidence=reading.confidence * 0.9,
    )  # fmt: skip


def _in_containers(reading: DoseReading, folded: str) -> DoseReading:
    """'3 x 10^7 cells per bag, 3 bags', 'two syringes, each contains 2 x 10^8 cells'."""
    if reading.basis in ("per_kg", None):
        return reading
    number_end = reading.end if reading.end - reading.start < 30 else reading.start + 8
    found = words.CONTAINERS.match(folded, number_end, min(len(folded), number_end + 90))
    if found:
        count = words.SMALL.get(found[1]) or int(found[1])
        return _scaled(replace(reading, end=max(reading.end, found.end())), count, "times containers")
    before = words.CONTAINERS_BEFORE.search(folded, max(0, reading.start - 80), reading.start)
    each = before and (
        "each" in before[0]
        or re.match(r"[^.;\d]{0,20}/ ?vial|[^.;\d]{0,20}per vial", folded[reading.end :][:40])
    )
    if before and each:
        count = words.SMALL.get(before["n"]) or int(before["n"])
        return (
            _scaled(replace(reading, start=before.start()), count, "times containers")
            if count > 1
            else reading
        )
    return reading


def _with_volumes(readings: Sequence[DoseReading], folded: str) -> list[DoseReading]:
    """A concentration becomes a dose where its sentence, or the next, gives one volume and the sentence no dose."""
    firm = [reading for reading in readings if reading.basis != "per_ml"]
    if len(firm) == len(readings) or not words.VOLUME.search(folded):
        return list(readings)
    found: list[DoseReading] = []
    place = 0
    for reading in readings:
        if reading.basis == "per_ml" and not words.OF_TISSUE.search(folded, reading.start, reading.end):
            start, end = _sentence(folded, reading)
            while place < len(firm) and firm[place].start < start:
                place += 1
            if not (place < len(firm) and firm[place].start < end):
                reading = _times_volume(reading, folded, start, end)
        found.append(reading)
    return found


def _sentence(folded: str, reading: DoseReading) -> tuple[int, int]:
    """Where the sentence around a reading begins and ends, at most 300 characters away."""
    left = max(0, reading.start - 300)
    start = max(folded.rfind(". ", left, reading.start), folded.rfind("\n", left, reading.start), left)
    end = min(len(folded), reading.end + 300)
    stop = re.compile(r"\.\s|\n").search(folded, reading.end, end)
    return start, stop.start() if stop else end


def _times_volume(reading: DoseReading, folded: str, start: int, end: int) -> DoseReading:
    spans = [(start, end)]
    following = re.compile(r"\.\s|\n").search(folded, end + 1, min(len(folded), end + 250))
    spans.append((end, following.start() if following else min(len(folded), end + 250)))
    for number, (left, right) in enumerate(spans):
        if number and not words.GIVEN.search(folded, left, right):
            break
        ranges = words.VOLUMES.search(folded, left, right)
        if ranges and reading.value is not None:
            low, high = (parse_number(ranges[side], True) * reading.value for side in (1, 2))
            return _scaled(replace(reading, value=None, low=low, high=high), 1.0, "times volumes")
        volumes = {found[1] for found in words.VOLUME.finditer(folded, left, right)}
        if ranges or len(volumes) > 1:
            break
        if volumes:
            return _scaled(reading, parse_number(volumes.pop(), True), "times volume")
    return reading


def _capped(readings: list[DoseReading], folded: str) -> list[DoseReading]:
    """'1 million/kg, up to 150 million cells': the second is a bound."""
    found: list[DoseReading] = []
    for reading in readings:
        last = found[-1] if found else None
        if (
            last
            and reading.role == DOSE
            and last.basis == "per_kg"
            and reading.basis == "fixed"
            and reading.start - last.end < 60
            and words.UP_TO.search(folded, max(0, reading.start - 40), reading.start)
        ):
            reading = replace(reading, role=ASIDE)
        found.append(reading)
    return found


def _summed(readings: list[DoseReading], folded: str) -> list[DoseReading]:
    """Totals against what they add up: a course's total, a session's dose given at many sites, or a dose alone."""
    found = list(readings)
    doses = [position for position, reading in enumerate(found) if reading.role in (DOSE, ASIDE)]
    plain = [position for position in doses if not found[position].summed]
    for position, reading in enumerate(found):
        if not (reading.summed or reading.role == TOTAL) or reading.role in (ASIDE, CONTENT):
            continue
        part = _part_of(
            reading, [found[other] for other in plain if other != position and abs(other - position) < 8]
        )
        if part is not None:
            other = found.index(part)
            if reading.role != TOTAL and _is_of_sites(part, reading, folded):
                found[other] = replace(part, role=ASIDE)
                found[position] = replace(reading, role=DOSE)
            else:
                found[other] = replace(part, role=DOSE)
                found[position] = replace(reading, role=TOTAL)
        elif reading.role == DOSE:
            found[position] = _divided(reading, folded)
    return found


def _part_of(total: DoseReading, others: Sequence[DoseReading]) -> DoseReading | None:
    """The reading of which the total is a whole multiple."""
    for other in others:
        same = other.unit == total.unit and (other.basis == total.basis or total.basis == "fixed")
        ratio = total.size / other.size if other.size else 0
        whole = 2 <= round(ratio) <= 60 and abs(ratio - round(ratio)) < 0.02 * ratio
        if same and whole and abs(other.start - total.start) < 300 and other.role != TOTAL:
            return other
    return None


def _is_of_sites(part: DoseReading, total: DoseReading, folded: str) -> bool:
    """Whether the parts go to many sites in one session, not to many days."""
    start, end = min(part.start, total.start), max(part.end, total.end)
    start, end = max(0, start - 40), min(len(folded), end + 60)
    if words.LATER.search(folded, start, end):
        return False
    at_sites = words.SITES.search(folded, start, end) or part.basis == "per_ml"
    return bool(at_sites) or not words.COURSE.search(folded, start, end)


def _divided(reading: DoseReading, folded: str) -> DoseReading:
    """'a total of 3 x 10^8 in three infusions': one is a third of it; else the total stands as the dose."""
    if reading.value is None or reading.basis not in ("fixed", "per_kg"):
        return reading
    left, right = _sentence(folded, reading)
    count, start, end = _count_beside(reading, folded, left, right)
    if not count or not 2 <= count <= 12:
        return replace(reading, total=reading.value)
    return replace(
        reading, value=reading.value / count, total=reading.value, times=count, start=min(start, reading.start),
        end=max(end, reading.end), rule=f"{reading.rule}, total ÷ administrations", confidence=reading.confidence * 0.8,
    )  # fmt: skip


def _count_beside(reading: DoseReading, folded: str, left: int, right: int) -> tuple[int, int, int]:
    """In how many gifts the words around a total say it is given, and where."""
    found = words.COUNT_AFTER.match(folded, reading.end, right)
    if found and (found["g"] != "injections" or words.LATER.search(folded, left, right)):
        return words.SMALL.get(found["n"]) or int(found["n"]), reading.start, found.end()
    if found := words.DAYS_AFTER.match(folded, reading.end, right):
        return len(set(re.findall(r"\d+", found["d"]))), reading.start, found.end()
    if found := words.COUNT_BEFORE.search(folded, max(left, reading.start - 110), reading.start):
        return words.SMALL.get(found["n"]) or int(found["n"]), found.start(), reading.end
    return 0, reading.start, reading.end


def _within_tolerance(readings: list[DoseReading], folded: str) -> list[DoseReading]:
    """'2 x 10^6/kg in a range of 1.5 to 2.5 x 10^6/kg': the range is how far one dose may stray."""
    values = {(reading.value, reading.unit) for reading in readings if reading.value is not None}
    found = []
    for reading in readings:
        low, high = reading.low, reading.high
        if low is not None and high is not None:
            said = words.TOLERANCE.search(folded, max(0, reading.start - 20), reading.start)
            if said and any(unit == reading.unit and low <= value <= high for value, unit in values if value):
                continue
        found.append(reading)
    return found


def _standing(readings: Sequence[DoseReading]) -> list[DoseReading]:
    """Concentrations, contents and asides give way to doses of the same text; one reading for each different dose."""
    doses = [reading for reading in readings if reading.role == DOSE and reading.basis != "per_ml"]
    totals = [reading for reading in readings if reading.role == TOTAL]
    kept = doses + totals
    if not doses:
        kept += [reading for reading in readings if reading.role == DOSE]
    if not doses and totals:
        kept = [replace(reading, role=DOSE) for reading in totals]
    if not any(reading.role == DOSE for reading in kept):
        asides = [reading for reading in readings if reading.role == ASIDE]
        kept = [replace(reading, role=DOSE) for reading in asides]
    if not kept:
        kept = [reading for reading in readings if reading.role == CONTENT]
    seen: dict[tuple[object, ...], DoseReading] = {}
    for reading in sorted(kept, key=lambda reading: reading.start):
        seen.setdefault((*reading.key, reading.role), reading)
    return list(seen.values())
