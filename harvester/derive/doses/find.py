"""Cell and vesicle doses in prose: value or range, unit, basis, and where they stand.

Not every large number is a dose: seeding densities, platelet counts, epinephrine 1:1,000,000, other drugs' mg/kg and
what a storage bag holds are told apart by the words around them.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from harvester.derive.doses import words
from harvester.derive.doses.numbers import Number, find_numbers, parse_number
from harvester.derive.doses.roles import ASIDE, CONTENT, DOSE, TOTAL, DoseReading, settle
from harvester.derive.passages import fold

__all__ = ["CONTENT", "DOSE", "TOTAL", "DoseReading", "find_doses"]

_REACH = 110
"""Characters after a number in which its unit and basis are sought."""
_SENTENCE_END = re.compile(r"[.;]\s+(?=[a-z(])|\n\s{0,20}\n|\.$")
_ABBREVIATED = re.compile(r"\b(?:approx|i\.v|e\.g|i\.e|vs|no|ca|inc|b\.w|i\.c|s\.c|iv)$")


def find_doses(text: str, *, vesicles: bool = False, strict: bool = False) -> list[DoseReading]:
    """Doses of cells in a text without Markdown escapes, left to right; with `vesicles` also particles, µg and pmol.

    `strict` wants a word for cells or /kg beside the number, for prose about more than the product.
    """
    folded = fold(text)
    numbers = find_numbers(folded, text)
    lasts = _lists(numbers, folded)
    readings = [
        reading
        for position in range(len(numbers))
        if (reading := _read(numbers, position, lasts[position], folded, strict, vesicles))
    ]
    readings = _share_basis(readings, folded)
    if vesicles:
        readings = sorted([*readings, *_masses(folded, strict)], key=lambda reading: reading.start)
    return settle(readings, folded)


def _lists(numbers: list[Number], folded: str) -> list[int]:
    """For each number the position of the last member of its list: '1, 3 or 10 million/kg' share the words after it."""
    lasts = list(range(len(numbers)))
    for position in range(len(numbers) - 2, -1, -1):
        start, end = numbers[position].end, numbers[position + 1].start
        if end - start <= 12 and words.MEMBER.fullmatch(folded, start, end):
            lasts[position] = lasts[position + 1]
    return lasts


def _after(folded: str, end: int, next_start: int) -> str:
    """The words after a number that may belong to it: to the end of the sentence or the next number."""
    stop = min(len(folded), end + _REACH, next_start if next_start > end + 2 else end + _REACH)
    stop = min(stop, _sentence_end(folded, end, stop))
    after = words.CODE_DIGITS.sub(lambda found: "x" * len(found[0]), folded[end:stop])
    tolerance = words.PERCENT.match(after)
    return "x" * tolerance.end() + after[tolerance.end() :] if tolerance else after


def _sentence_end(folded: str, place: int, stop: int) -> int:
    for found in _SENTENCE_END.finditer(folded, place, min(len(folded), stop + 2)):
        if not _ABBREVIATED.search(folded, max(0, found.start() - 7), found.start()):
            return found.start()
    return stop


def _basis(before: str, after: str) -> tuple[str | None, int]:
    """Basis and the length of the words that say so; None where it is per what no basis stands for (m²)."""
    if found := words.KG_FIRST.match(after):
        return "per_kg", found.end()
    for name, pattern in (("per_cm2", words.PER_CM2), ("per_kg", words.PER_KG), ("per_ml", words.PER_ML)):
        if found := pattern.match(after):
            said = name == "per_ml" and words.IN_ONE_ML.match(after) and words.AS_DOSE.search(before)
            return ("fixed", 0) if said else (name, found.end())
    if found := words.PER_M2.match(after):
        return None, found.end()
    if words.PER_KG_BEFORE.search(before[-40:]):
        return "per_kg", 0
    return ("per_cm2" if words.PER_CM2_BEFORE.search(before[-50:]) else "fixed"), 0


def _unit(before: str, after: str, vesicles: bool) -> tuple[str, int, bool]:
    """Unit, length of the words after the number that say so, and whether any did."""
    cells = words.CELLS_AFTER.match(after)
    particles = words.PARTICLE.match(after)
    if particles and (vesicles or not cells or particles.end() < cells.end()):
        return "particles", particles.end(), True
    if cells:
        return "cells", cells.end("near") if cells["near"] else 0, True
    named = words.CELLS_BEFORE.search(before[-70:])
    of_vesicles = vesicles and not (named and words.CELLS_JUST_BEFORE.search(before[-70:]))
    return ("particles" if of_vesicles else "cells"), 0, bool(named)


def _is_no_dose(before: str, after: str, unit: str, strict: bool) -> bool:
    """Whether the words beside the number say it counts something else."""
    if words.NO_DOSE_AFTER.match(after) or words.NO_DOSE_BEFORE.search(before) or words.A_RATE.match(after):
        return True
    if words.UNITS_AFTER.match(after) and not words.CELLS_JUST_BEFORE.search(before[-40:]):
        return True
    if words.OTHER_CELLS_AFTER.match(after):
        return True
    other = words.OTHER_CELLS_BEFORE.search(before)
    own = words.OWN_WORDS.match(after)
    if other and not (own and words.OUR_CELLS.search(own[0])):
        last = [found.end() for found in words.OUR_CELLS.finditer(before)]
        if not last or last[-1] <= other.start():
            return True
    return strict and unit == "cells" and bool(words.LABORATORY.search(before[-80:] + after[:60]))


def _read(
    numbers: list[Number], position: int, last: int, folded: str, strict: bool, vesicles: bool
) -> DoseReading | None:
    number = numbers[position]
    following = numbers[last + 1].start if last + 1 < len(numbers) else len(folded)
    before = folded[max(0, number.start - 90) : number.start]
    after = _after(folded, numbers[last].end, following)
    unit, unit_length, unit_said = _unit(before, after, vesicles)
    if _is_no_dose(before, after, unit, strict):
        return None
    basis, basis_length = _basis(before, after)
    around = before[-60:] + after[:60]
    seeded = basis in ("per_cm2", "per_ml") and words.SEEDING.search(around)
    if seeded and not words.SCAFFOLD.search(around):
        return None
    if not _is_said(number, before, after, unit_said or basis != "fixed", strict) or not _is_likely(
        number, unit, basis
    ):
        return None
    per_microlitre = basis == "per_ml" and (found := words.PER_ML.match(after)) and found["u"]
    by = 1000.0 if per_microlitre else 1.0
    own = position == last
    length = max(unit_length if unit_said else 0, basis_length) if own else 0
    if (
        own
        and folded.startswith(")", number.end + length)
        and _opens(folded[number.start : number.end + length])
    ):
        length += 1
    return DoseReading(
        None if number.high else number.value * by,
        number.value * by if number.high else None,
        number.high and number.high * by,
        unit,
        basis,
        number.start,
        number.end + length,
        number.rule,
        number.sure * (0.95 if unit_said else 0.8),
        _role(before, after, around, basis),
        summed=bool(words.SUM_BEFORE.search(before) or words.SUM_AFTER.match(after)),
        times=_times(before),
    )


def _opens(words_read: str) -> bool:
    """Whether a bracket is left open: '1 million * weight (kg'."""
    return words_read.count("(") > words_read.count(")")


def _is_said(number: Number, before: str, after: str, unit_said: bool, strict: bool) -> bool:
    """Whether a unit, a basis or a word for a dose stands beside the number."""
    if number.rule == "plain number" and unit_said:
        counted = words.CELLS_AFTER.match(after) or words.PARTICLE.match(after) or words.PER_KG.match(after)
        return bool(counted or words.CELLS_JUST_BEFORE.search(before[-40:]))
    if unit_said:
        return True
    if number.rule == "plain number":
        return False
    return bool(words.AS_DOSE.search(before)) or (
        not strict and bool(words.DOSE_WORD.search(before[-70:] + after[:40]))
    )


def _is_likely(number: Number, unit: str, basis: str | None) -> bool:
    low, high = (1e3, 2e11) if basis == "per_kg" else (100, 1e14 if unit == "particles" else 2e11)
    return low <= number.value <= high


def _role(before: str, after: str, around: str, basis: str | None) -> str:
    if words.TOTAL_BEFORE.search(before) or words.TOTAL_AFTER.match(after):
        return TOTAL
    if words.CAP_BEFORE.search(before) or words.CAP_AFTER.match(after) or words.SHARE.match(after):
        return ASIDE
    if basis == "fixed" and words.ONE_HOLDS.search(before):
        return ASIDE
    if basis != "per_kg" and (words.SITE_AFTER.match(after) or words.SITE_BEFORE.search(before)):
        return ASIDE
    stored = bool(words.STORAGE.search(around))
    if stored and (basis == "per_ml" or (basis == "fixed" and words.HELD.search(before))):
        return CONTENT
    return DOSE


def _times(before: str) -> int | None:
    """'a dose of 2 x 50 million': the dose is given twice."""
    found = words.MULTIPLE_BEFORE.search(before)
    if not found:
        return None
    count = found["n"] or found["m"]
    return words.SMALL.get(count) or int(count)


def _share_basis(readings: list[DoseReading], folded: str) -> list[DoseReading]:
    """In '1, 3 or 10 million/kg' the basis and the unit at the end belong to every member."""
    shared: list[DoseReading] = []
    for reading in reversed(readings):
        right = shared[-1] if shared else None
        if right and reading.basis == "fixed" and right.basis not in ("fixed", "per_ml"):
            near = reading.end <= right.start <= reading.start + 40
            if near and _SHARING.fullmatch(folded, reading.end, right.start):
                reading = replace(reading, basis=right.basis, unit=right.unit)
        shared.append(reading)
    return shared[::-1]


_SHARING = re.compile(
    r"[\s(]*(?:,|;|or|and|/|-|to|~|versus|vs\.?|,? ?(?:and|or)|and/or|(?:and )?then(?: to)?|increasing to|up to)?[\s(]*"
)


def _masses(folded: str, strict: bool) -> Iterator[DoseReading]:
    """Masses of vesicles or protein in µg, amounts of phospholipid in pmol."""
    for found in words.MASS.finditer(folded):
        before, after = (
            folded[max(0, found.start() - 80) : found.start()],
            folded[found.end() : found.end() + 60],
        )
        unit = "pmol phospholipid" if found["p"] else "ug"
        if unit == "ug" and (
            re.match(r" ?/ ?(?:ml|dl|l)\b", after)
            or words.OTHER_DRUG.match(after)
            or (strict and not words.VESICLE.search(before + after))
        ):
            continue
        scale = 1000.0 if found["u"] and found["u"].startswith(("mg", "milli")) else 1.0
        basis, length = _basis(before, after)
        end = found.end() + (length if basis != "fixed" else 0)
        values = [parse_number(found[side], True) * scale for side in ("a", "b") if found[side]]
        if len(values) == 2 and re.search("-|to|~", found["j"]):
            yield DoseReading(None, values[0], values[1], unit, basis, found.start(), end, "mass", 0.8)
        else:
            for value in values:
                yield DoseReading(value, None, None, unit, basis, found.start(), end, "mass", 0.8)
