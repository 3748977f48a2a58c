"""How old people must be, as documents say it. Texts are folded (see `derive.passages.fold`)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from harvester.claims.model import LABELLED, STATED, AgeRange
from harvester.claims.people import SPELLED, number_of
from harvester.derive.ages import age_in_years

_OLDEST = 120
_UNIT = r"(?:years?|yrs?\b\.?|y/?o\b|y\b|months?|mos?\b\.?|weeks?|wks?\b\.?|days?)"
_UNIT_OF = {"y": "years", "m": "months", "w": "weeks", "d": "days"}
_N = rf"(?:\d{{1,3}}(?:\.\d+)?|{SPELLED}\b)"
_LOW = rf"(?P<low>{_N})(?P<low_unit>[ -]?{_UNIT})?"
_HIGH = rf"(?P<high>{_N})(?!\d|%)(?P<high_unit>[ -]?{_UNIT})?"
_HIGH_WITH_UNIT = rf"(?P<high>{_N})(?P<high_unit>[ -]?{_UNIT})"
_LOW_WITH_UNIT = rf"(?P<low>{_N})(?P<low_unit>[ -]?{_UNIT})"
_AGE = r"(?:ages?|aged)"
_OLD = r"(?:[- ]?(?:of age|old|olds)\b)"
_TO = r"(?: ?(?:-|~|to|and|through|until|up to|or less than|<) ?(?:age )?)"
_LABEL = rf"(?:^|(?<=[\n.;|(]))\s*(?:[-*•] )?(?:eligible |inclusion )?{_AGE}(?: (?:range|group|limits?|requirement|eligibility|eligible for study)s?)*(?: \([a-z ]+\))?\s*[:|=]"

_OVER = r"(?:>=|>|≥|=>|at least|over|above|more than|older than|from|greater than or equal to|greater than|minimum of)"
_UNDER = r"(?:<=|≤|=<|at most|up to|no more than|not older than|no older than|less than or equal to)"
_AND = r"(?: of age| old)?(?: or (?:older|over))?,? ?(?:and|to|but|&|-|,)?,? ?"
_BELOW = r"(?P<below><|under|below|younger than|less than)"

_RANGES = (
    # Aged >= 25 and <= 75 years, age more than 18 and under 60, >18 to <55 years old.
    rf"\b{_AGE}(?: is| are| was)?\s*[:|=(]? ?{_OVER} ?{_LOW}{_AND}(?:{_UNDER}|{_BELOW}) ?{_HIGH}",
    rf"{_OVER} ?{_LOW}{_AND}(?:{_UNDER}|{_BELOW}) ?{_HIGH_WITH_UNIT}{_OLD}",
    # Age range: 6 to 70 years, aged 18-65, between the ages of 40 and 75.
    rf"\b{_AGE}(?: (?:range|group|limits?|requirement|eligibility|eligible for study|for inclusion|of participants|of patients)s?)*(?: is| are| was| of)?"
    rf"(?:\s*[:|=(])*\s*(?:from |between |of |in years )*{_LOW}(?: of age| old)?{_TO}{_HIGH}",
    # 80 participants (6 to 65 years).
    rf"\b(?:participants|patients|volunteers|people|adults|children|subjects|men|women) \((?:{_AGE} )?{_LOW}{_TO}{_HIGH_WITH_UNIT}(?: old| of age)?\)",
    # As in people of 6 to 70 years.
    rf"\b(?:participants|patients|volunteers|people|adults|children|subjects|men|women) of {_LOW}{_TO}{_HIGH_WITH_UNIT}(?! (?:of (?!age)|after|before|duration|follow))",
    # As in 18 to 65 years of age, 6-months to 17-years old.
    rf"(?<![\w.]){_LOW}(?: of age| old)?{_TO}{_HIGH_WITH_UNIT}{_OLD}",
)
_LOWEST = (
    # As in 18 years of age or older, 18 years or older, aged 18 and over.
    rf"(?:\b{_AGE}(?:\s*[:|])*\s*)?(?<![\w.]){_LOW}{_OLD}?(?: of age| old)?,? (?:or|and|&) (?P<open>older|elder)\b",
    rf"(?<![\w.]){_LOW_WITH_UNIT}{_OLD},? (?:or|and|&) (?P<open>above|over|up|more)\b",
    rf"\b{_AGE} {_LOW}(?: of age| old)?,? (?:or|and|&) (?P<open>above|over|up|more)\b",
    rf"\b{_AGE}(?: is| are| was)?\s*[:|]?\s*(?P<open>{_OVER}) ?{_LOW}(?!\d|%)",
    rf"(?P<open>>=|>|≥|at least|over the age of|over|above the age of|older than|greater than or equal to) ?{_LOW_WITH_UNIT}{_OLD}",
    rf"\b(?P<open>over the age of|above the age of|older than) {_LOW}",
)
_HIGHEST = (
    rf"(?<![\w.])(?P<high>{_N})(?P<high_unit>[ -]?{_UNIT}){_OLD}?,? (?:or|and) younger\b",
    rf"\b{_AGE} (?P<high>{_N})(?P<high_unit>[ -]?{_UNIT})?,? (?:or|and) (?:younger|below|under)\b",
    rf"\b{_AGE}\s*[:|]?\s*(?:{_UNDER}|{_BELOW}) ?{_HIGH}",
    rf"(?:<=|≤|up to|at most|no older than|(?P<below><|under the age of|below the age of|younger than|under)) ?{_HIGH_WITH_UNIT}{_OLD}",
    rf"\b(?P<below>under the age of|below the age of|younger than) {_HIGH}",
)
_AGES = [re.compile(pattern) for pattern in (*_RANGES, *_LOWEST, *_HIGHEST)]
_LABELLED = re.compile(_LABEL)
# Ages that were observed, or that something else than the people has.
_OBSERVED = re.compile(
    r"\b(?:mean|median|average|ranged|ranging|adjusted|matched|related|corrected|gestational|sd|standard deviation|prevalence"
    r"|incidence|onset|before age|(?:general|world|whole|american|elderly|aging|ageing) population|per cent|percent|stratif|strata|subgroup|common|affects?|occurs?|donors?|donat\w+)|±|%|gestation"
)
# Words without which a sentence does not say who may take part.
_TAKE_PART = re.compile(
    r"\b(?:enrol\w*|recruit\w*|inclu\w+|eligib\w*|particip\w+|criteria|randomi[sz]\w*|stud(?:y|ies)|trial|registry|subjects?|admit\w*"
    r"|accept\w*|must|volunteers?|open to|invit\w+|join\w*|take part|took part|taking part|open to|who can|age range|ages? limits?)\b|\bwho ?[:?|]"
    r"|^\W*(?:both sexes|either sex|males?|females?|adults?|ages?|aged|men|women|boys|girls|patients|children|people)\b[^.;]{0,60}$"
)
_BARRED_AFTER = re.compile(r"[^.;]{0,20}?,? or ?(?:>|≥|over|above|older|more|aged)")


class FoundAges(NamedTuple):
    """An age range at text[start:end]."""

    value: AgeRange
    start: int
    end: int
    sure: int


def find_ages(sentence: str) -> Iterator[FoundAges]:
    """Ages that the sentence says people must have; ages observed in a sample or in the world are none."""
    label = _LABELLED.match(sentence) is not None
    if not label and (_OBSERVED.search(sentence) or not _TAKE_PART.search(sentence)):
        return
    taken: list[tuple[int, int]] = []
    for pattern in _AGES:
        for found in pattern.finditer(sentence):
            start, end = found.span()
            if any(first < end and start < last for first, last in taken):
                continue
            value = _age_range(found.groupdict())
            if value and not (value.below and _BARRED_AFTER.match(sentence, end)):
                taken.append((start, end))
                yield FoundAges(value, start, end, LABELLED if label else STATED)


def _age_range(said: dict[str, str | None]) -> AgeRange | None:
    unit = said.get("high_unit") or said.get("low_unit")
    low = _years(said.get("low"), said.get("low_unit") or unit)
    high = _years(said.get("high"), unit)
    if (low is None and high is None) or max(low or 0, high or 0) > _OLDEST:
        return None
    if low is not None and high is not None and low >= high:
        return None
    return AgeRange(low, high, unlimited=bool(said.get("open")), below=bool(said.get("below")))


def _years(number: str | None, unit: str | None) -> float | None:
    """'6', 'months' → 0.5; years where no unit is said."""
    if number is None:
        return None
    count = number if number[0].isdigit() else number_of(number)
    return age_in_years(f"{count} {_UNIT_OF[(unit or 'y').strip(' -')[0]]}")
