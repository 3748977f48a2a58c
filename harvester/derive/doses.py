"""Cell and vesicle doses in prose: value or range, unit, basis, and where they stand.

Not every large number is a dose: seeding densities, platelet counts, epinephrine 1:1,000,000, other drugs' mg/kg and
what a storage bag holds are told apart by the words around them.
"""

import re
from dataclasses import dataclass, replace

from harvester.derive.numbers import NUMBER, Number, find_numbers, parse_number
from harvester.derive.passages import fold

DOSE, TOTAL, CONTENT = "dose", "total", "content"


@dataclass(frozen=True, slots=True)
class DoseReading:
    """A dose at text[start:end]; `value`, or `low` and `high` for a range; µg for masses, else in `unit` as is.

    `unit` is cells, particles, ug or pmol phospholipid; `basis` fixed, per_kg, per_cm2 or per_ml. `role` is dose,
    total (of a whole course) or content (of a bag or vial).
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    basis: str
    start: int
    end: int
    rule: str
    confidence: float
    role: str = DOSE

    @property
    def key(self) -> tuple[float | None, float | None, float | None, str, str]:
        """What makes two readings the same dose."""
        return self.value, self.low, self.high, self.unit, self.basis


_CELL = (
    r"(?:cells?|cels|celulas|[a-z-]*mscs?|[a-z-]*(?:as|bms|ads|dps|wjs|ums|hp|mens)cs?|mpcs?|stem|mesenchym\w*|stromal"
    r"|viable|hmsc|pl[xc]-pad|tmscs?|mscx?|csm|cell number|ml-pc|cell)"
)
_PARTICLE = re.compile(r"[^.;:\d]{0,40}?\b(?:nano ?)?(?:particles?|vesicles?|exosomes?|evs?|exos?)\b")
_CELLS_AFTER = re.compile(rf"[^.;:\d]{{0,60}}?(?<![a-z]){_CELL}(?![a-z])")
_CELLS_BEFORE = re.compile(rf"(?<![a-z]){_CELL}[\s):,(=-]*(?:\w+[\s:,(-]+){{0,5}}$")
_PER_KG = re.compile(
    r"[^.;:\d]{0,70}?(?:/|\bper\b|\bp\.|(?<![a-z])x(?![a-z])|\*|\bfor each\b|\bevery\b|\beach\b|\bby\b|\ba\b"
    r"|\bof\b|\()\s*\(?(?:1 ?)?"
    r"(?:(?:each|patient'?s?|recipient'?s?|subject'?s?|participant'?s?|body|actual|ideal|the|of|weight|dose"
    r"|dry|infusion|every|host'?s?|donor|one|single|receiver'?s?)\s*/?\s*\(?)*"
    r"(?:kgs?\b|kg(?=bw|bb|of|body)|kilograms?|kilogramme|kilos?\b|bw\b|body ?weight|weight)"
)  # fmt: skip
_PER_CM2 = re.compile(
    r"[^.;\d]{0,40}?(?:/|\bper\b|\beach\b)\s*(?:1 ?)?(?:square[ -]?(?:cm|centim\w+)|sq\.? ?cm"
    r"|centimet\w+ squared?|cm ?(?:\^ ?)?[2²]|cm sq)"
)
_PER_ML = re.compile(
    r"[^.;,()\d]{0,45}?(?:/|\bper\b|\bin each\b|\beach\b)\s*(?:1(?:\.0)? ?)?(?:ml|cc|cm3|milliliters?"
    r"|millilitres?|ul|µl|microliters?)\b"
)
_VOLUME_AFTER = re.compile(r"[^.;\d]{0,25}?(?:/|\bin\b|\bper\b)\s*(?:\d+(?:[.,]\d+)?) ?(?:ml|cc)\b")
_NO_DOSE_AFTER = re.compile(
    r"[ ,(-]*(?:/ ?l\b|per l\b|per lit|/ ?dl|platelets?|plt|leu[ck]oc|neutroph|granuloc|cd34|cd3\b|cd3\+|cd133"
    r"|cd4|cd8|total nucleated|nucleated|tnc|t[ -]cells?|nk cells?|lymphoc|"
    r"red blood|erythro|iu\b|units?\b(?! ?/ ?kg)|u/|u\b|people|patients|persons?\b|americans|cases|individuals"
    r"|new |dollars|usd|copies|cfu|spores|years?|deaths|births|live|children|"
    r"bp\b|ppm|women|men\b|adults|hospital|times|/ ?mm|/ ?µl|/ul|/ ?mcl|per mm|cells/ ?(?:ul|mm|µl|l\b)"
    r"|cells per (?:ul|mm|µl|micro)|cells? ?/ ?l\b|wbc|international|euro|visits|mhz|hz\b|daltons?|g\b|rpm"
    r"|vg\b|pfu|viral|vp\b|inhabitants|population|worldwide|of the|total mononuclear|"
    r"mononuclear|mnc|bm-?mnc|bone marrow mononuclear|autologous (?:bone marrow )?mononuclear|autologous t"
    r"|donor t|treg|regulatory|hematopoietic|hsc|cd45|fibroblasts|chondrocytes|keratinocytes|knee|surger"
    r"|procedures)"
)  # fmt: skip
_NO_DOSE_BEFORE = re.compile(
    r"(?:\b1 ?:|\b1/|epinephrine|adrenalin\w*|platelets?(?: count)?|plt|count[s]?|seed\w*|densit\w+|plated"
    r"|inoculat\w+|viab\w+|affect\w*|estimated|neutrophils?|leukocytes?|wbc|anc|hemoglobin|lymphocytes?"
    r"|penicillin|heparin|tnc|cd34\+?|cd3\+?|"
    r"sperm|mononuclear cells?|mncs?|t[ -]cells?|rbc|≥|>|nct|no\.|number:|protocol|tel|phone|version"
    r"|erythrocytes?|granulocyt\w+|\$|subculture\w*|trypsin\w*|passag\w+ at|re-?plat\w+|bm-?mncs?|every year"
    r"|worldwide)"
    r"(?:\s*(?:at|of|is|was|with|<|>|≥|≤|=|:|a|to|the|about|approximately|rate|number|level|than|above|below"
    r"|\(|in|were|are|concentration|an?|cells?))*[\s(:]*$"
)  # fmt: skip
_SEEDING = re.compile(r"\b(?:seed(?:ed|ing)|plated|plating|inoculated|subcultur\w+|confluen\w+|flasks?)\b")
_SCAFFOLD = re.compile(r"scaffold|matrix|sponge|membrane|implant|collagen")
_STORAGE = re.compile(
    r"\b(?:frozen|cryobags?|stored|aliquot\w*|cryovials?|cryostor\w*|freez\w+|thawed|bank)\b"
)
_TOTAL_BEFORE = re.compile(
    r"\b(?:cumulative|overall|accumulat\w+|maximum total|total cumulative|in total|target dose up to"
    r"|altogether|total dosage|minimum number of cells pre protocol|max total)\b[^.;\d]{0,30}$"
)
_TOTAL_AFTER = re.compile(r"[^.;(\d]{0,25}?\b(?:in total|cumulative|altogether|total dose|in all)\b")
_TIMES_BEFORE = re.compile(r"\b(\d|two|three|four|five|six) ?x ?$")
_CONTAINERS = re.compile(
    r"[^.;]{0,30}?(?:/|\bper\b|\bin (?:one|each|a)|\beach\b)[^.;]{0,20}?(?:bag|vial|syringe|ampoule"
    r"|vials)\b[^.;]{0,25}?\b(\d|one|two|three|four|five|six) (?:bags?|vials?|syringes?|ampoules?)"
)
_VOLUME = re.compile(
    r"(?<![\d.,/x])(?<!per )(\d+(?:[.,]\d+)?) ?-?(?:ml|cc|milliliters?|mls)\b(?! ?/ ?(?:kg|h|min)| per (?:kg"
    r"|min|hour))"
)
_VOLUMES = re.compile(r"(?<![\d.,/x])(\d+(?:[.,]\d+)?) ?(?:-|to) ?(\d+(?:[.,]\d+)?) ?(?:ml|cc)\b")
_MASS = re.compile(
    rf"(?<![\d.,])({NUMBER})(?: ?(?:-|to|~|or|and|,) ?({NUMBER}))? ?(?:(µg|ug|mcg|micrograms?|mg|milligrams?)"
    rf"|(pmol(?:es)?))(?![a-z])"
)
_DOSE_WORD = re.compile(
    r"\b(?:dos(?:e|es|age|ing)|infus\w+|inject\w+|receiv\w+|administ\w+|transplant\w+|implant\w+|given"
    r"|deliver\w+|transfus\w+|treat\w+|level|cohort|high|low|medium|group|contain\w+|limb|eye|joint|knee"
    r"|each)\b"
)
_CODE_DIGITS = re.compile(r"(?<=[a-z])(?<!cd)\d+|(?<=stro-)\d|(?<=cd)(?:362|271|105|146|73|90)")
_AS_DOSE = re.compile(r"\bdos(?:e|age)s?(?: of| is| was)?[ :=]*$")
_MEMBER = re.compile(r" ?(?:,|;|or|and|/|,? ?(?:and|or)|and/or|versus|vs\.?) ?")
"""What joins members of a list that share the unit at its end."""
_KG_FIRST = re.compile(r"\s*kg ?/? ?(?:bb|bw|body)(?![a-z])")
_SMALL = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def _basis(after: str, chunk: str) -> tuple[str, int]:
    """Basis and the length of the words that say so."""
    if found := _KG_FIRST.match(after):
        return "per_kg", found.end()
    for name, pattern in (("per_cm2", _PER_CM2), ("per_kg", _PER_KG), ("per_ml", _PER_ML)):
        found = pattern.match(after)
        if found:
            return name, found.end()
    return "fixed", 0


def _unit(before: str, after: str, vesicles: bool) -> tuple[str, int, bool]:
    """Unit, length of the words after the number that say so, and whether any did."""
    cells = _CELLS_AFTER.match(after)
    particles = _PARTICLE.match(after)
    if particles and (vesicles or not cells or particles.end() < cells.end()):
        return "particles", particles.end(), True
    if cells:
        end = cells.end()
        return ("particles" if vesicles and "cell" not in cells[0] else "cells"), end, True
    if _CELLS_BEFORE.search(before[-70:]):
        return ("particles" if vesicles else "cells"), 0, True
    return ("particles" if vesicles else "cells"), 0, False


def _after(folded: str, end: int, next_start: int, sentence_end: int) -> str:
    """The words after a number that may belong to it: to the end of the sentence or the next number."""
    stop = min(len(folded), end + 110, sentence_end, next_start if next_start > end + 2 else end + 110)
    return _CODE_DIGITS.sub(lambda found: "x" * len(found[0]), folded[end:stop])


def _ends(folded: str, place: int) -> int:
    found = re.compile(r"(?:[.;]\s+(?=[a-z(])|\n\s*\n|\.$)").search(folded, place)
    while found and re.search(
        r"\b(?:approx|i\.v|e\.g|i\.e|vs|no|ca|inc|b\.w|i\.c|s\.c|iv)$",
        folded[max(0, found.start() - 7) : found.start()],
    ):
        found = re.compile(r"(?:[.;]\s+(?=[a-z(])|\n\s*\n|\.$)").search(folded, found.end())
    return found.start() if found else len(folded)


def _read(
    numbers: list[Number], position: int, folded: str, strict: bool, vesicles: bool
) -> DoseReading | None:
    number = numbers[position]
    last = position
    while last + 1 < len(numbers) and _MEMBER.fullmatch(folded[numbers[last].end : numbers[last + 1].start]):
        last += 1
    following = numbers[last + 1].start if last + 1 < len(numbers) else len(folded)
    list_end = numbers[last].end
    before = folded[max(0, number.start - 90) : number.start]
    after = _after(folded, list_end, following, _ends(folded, list_end))
    if _NO_DOSE_AFTER.match(after) or _NO_DOSE_BEFORE.search(before):
        return None
    unit, unit_length, unit_said = _unit(before, after, vesicles)
    basis, basis_length = _basis(after, folded)
    words = before[-60:] + after[:60]
    if basis in ("per_cm2", "per_ml") and _SEEDING.search(words) and not _SCAFFOLD.search(words):
        return None
    named = bool(_AS_DOSE.search(before))
    if (
        not unit_said
        and basis == "fixed"
        and not named
        and (strict or not _DOSE_WORD.search(before[-70:] + after[:40]))
    ):
        return None
    if not unit_said and basis == "fixed" and number.rule == "plain number":
        return None
    if number.value < 100 or number.value > (1e14 if unit == "particles" else 2e11):
        return None
    if basis == "per_kg" and not 1e3 <= number.value <= 2e11:
        return None
    role = DOSE
    if _TOTAL_BEFORE.search(before) or _TOTAL_AFTER.match(after):
        role = TOTAL
    elif basis == "per_ml" and _STORAGE.search(words):
        role = CONTENT
    reading = DoseReading(
        None if number.high else number.value,
        number.value if number.high else None,
        number.high,
        unit,
        basis,
        number.start,
        number.end + (max(unit_length if unit_said else 0, basis_length) if last == position else 0),
        number.rule,
        number.sure * (0.95 if unit_said else 0.8),
        role,
    )
    return _in_containers(reading, folded, number.end) if basis != "per_kg" else reading


def _scaled(reading: DoseReading, by: float, rule: str) -> DoseReading:
    def times(value: float | None) -> float | None:
        return None if value is None else value * by

    return replace(
        reading, value=times(reading.value), low=times(reading.low), high=times(reading.high), basis="fixed",
        rule=f"{reading.rule}, {rule}", confidence=reading.confidence * 0.9,
    )  # fmt: skip


def _in_containers(reading: DoseReading, folded: str, number_end: int) -> DoseReading:
    found = _CONTAINERS.match(folded, number_end, min(len(folded), number_end + 90))
    if not found:
        return reading
    count = _SMALL.get(found[1]) or int(found[1])
    return _scaled(replace(reading, end=max(reading.end, found.end())), count, "times containers")


def _with_volume(reading: DoseReading, folded: str, others: list[DoseReading]) -> DoseReading:
    """A concentration becomes a dose where its sentence gives one volume and no other reading is a dose."""
    if reading.basis != "per_ml":
        return reading
    start = max(folded.rfind(". ", 0, reading.start), folded.rfind("\n", 0, reading.start), 0)
    window = folded[start : _ends(folded, reading.end)]
    ranges = _VOLUMES.search(window)
    if ranges and reading.value is not None:
        low, high = (parse_number(ranges[side], True) * reading.value for side in (1, 2))
        return _scaled(replace(reading, value=None, low=low, high=high), 1.0, "times volumes")
    volumes = {found[1] for found in _VOLUME.finditer(window)}
    if ranges or len(volumes) != 1:
        return reading
    return _scaled(reading, parse_number(volumes.pop(), True), "times volume")


def _masses(folded: str) -> list[DoseReading]:
    readings = []
    for found in _MASS.finditer(folded):
        after = folded[found.end() : found.end() + 60]
        unit = "pmol phospholipid" if found[4] else "ug"
        if unit == "ug" and re.match(r" ?/ ?(?:ml|dl|l)\b", after):
            continue
        scale = (
            1000.0 if found[3] and found[3].startswith("m") and not found[3].startswith(("mc", "mi")) else 1.0
        )
        scale = 1000.0 if found[3] and found[3].startswith("milli") else scale
        basis, length = _basis(after, folded)
        numbers = [parse_number(found[1], True) * scale] + (
            [parse_number(found[2], True) * scale] if found[2] else []
        )
        is_range = len(numbers) == 2 and re.search(r"-|to|~", folded[found.end(1) : found.start(2)])
        end = found.end() + (length if basis != "fixed" else 0)
        if is_range:
            readings.append(
                DoseReading(None, numbers[0], numbers[1], unit, basis, found.start(), end, "mass", 0.8)
            )
        else:
            readings += [
                DoseReading(v, None, None, unit, basis, found.start(), end, "mass", 0.8) for v in numbers
            ]
    return readings


def find_doses(text: str, *, vesicles: bool = False, strict: bool = False) -> list[DoseReading]:
    """Doses of cells in a text without Markdown escapes, left to right; with `vesicles` also particles, µg and pmol.

    `strict` wants a word for cells or /kg beside the number, for prose about more than the product.
    """
    folded = fold(text)
    numbers = find_numbers(folded, text)
    readings: list[DoseReading] = []
    for position in range(len(numbers)):
        reading = _read(numbers, position, folded, strict, vesicles)
        if reading:
            readings.append(reading)
    readings = _share_basis(readings, folded)
    if vesicles:
        readings = sorted(readings + _masses(folded), key=lambda reading: reading.start)
    readings = [_with_volume(reading, folded, readings) for reading in readings]
    return _settled(readings)


def _share_basis(readings: list[DoseReading], folded: str) -> list[DoseReading]:
    """In '1, 3 or 10 million/kg' the basis and the unit at the end belong to every member."""
    shared: list[DoseReading] = []
    for reading in reversed(readings):
        right = shared[-1] if shared else None
        if right and reading.basis == "fixed" and right.basis != "fixed":
            between = folded[reading.end : right.start] if right.start >= reading.end else ""
            joined = re.fullmatch(
                r"[\s(]*(?:,|;|or|and|/|-|to|~|versus|vs\.?|,? ?(?:and|or)|and/or)?[\s(]*", between
            )
            if joined and right.start - reading.start < 40:
                reading = replace(reading, basis=right.basis, unit=right.unit)
        shared.append(reading)
    return shared[::-1]


def _settled(readings: list[DoseReading]) -> list[DoseReading]:
    """Concentrations and contents give way to doses of the same text; one reading for each different dose."""
    doses = [reading for reading in readings if reading.role == DOSE and reading.basis != "per_ml"]
    kept = doses + [reading for reading in readings if reading.role == TOTAL]
    if not doses:
        kept += [reading for reading in readings if reading.role == DOSE]
    if not any(reading.role == DOSE for reading in kept):
        kept = [replace(reading, role=DOSE) if reading.role == TOTAL else reading for reading in kept]
    seen: dict[tuple[object, ...], DoseReading] = {}
    for reading in sorted(kept, key=lambda reading: reading.start):
        seen.setdefault((*reading.key, reading.role), reading)
    return list(seen.values())
