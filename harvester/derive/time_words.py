"""The words that time frames are written with: units, number words, joints, labels, and what is no time point.

Spellings are those of real records, typing errors and other languages included; a slip that is not listed is still
read when it is one letter away from a unit's name (`near_unit`).
"""

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

DAYS_PER_UNIT = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 365 / 12,
    "year": 365.0,
}

_SPELLINGS = {
    "second": "seconds sec secs",
    "minute": "minute minutes min mins minuten minutos minuti",
    "hour": "hour hours hr hrs hs heure heures hora horas stunde stunden ore uur",
    "day": "day days dy dys daya dya dia dias día días jour jours tag tage tagen giorno giorni dag dage dagen gün",
    "week": "week weeks wk wks wek weeek semaine semaines semana semanas woche wochen settimana settimane uke uker weken",
    "fortnight": "fortnight fortnights",
    "month": "month months mo mos mon mons mth mths mnth mnths mont monts moth moths mounth mounths mouth mouths motnh"
    " mois mes meses mese mesi monat monate monaten maanden maand",
    "year": "year years yr yrs yer yers ans année années año años ano anos anno anni jahr jahre jahren jaar år",
}
UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_NAMES = [name for unit in ("minute", "hour", "week", "month", "year") for name in (unit, unit + "s")] + ["days"]

LETTERS_BEFORE = {"d": "day", "j": "day", "w": "week", "m": "month", "y": "year", "h": "hour"}
LETTERS_AFTER = {"s": "second", "h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}

NUMBER_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "ninety": 90.0, "half": 0.5}
TENS = frozenset({"twenty", "thirty", "forty", "fifty", "sixty", "ninety"})
ORDINAL_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1
    )
}

JOINTS = frozenset(", ; & / + . - ~ and or und et vs versus to till until untill through thru bis up".split())
# A number after one of these is its name, no time: "Visit 3", "T1", "cohort 2".
LABELS = frozenset("visit visits cohort cohorts phase part group cycle cycles course courses t v c p s r".split())
# The same, unless a unit follows the number: "dose 2", but "infusion 3 and 6 months".
WEAK_LABELS = frozenset(
    "dose doses arm grade stage step session sessions period test level protocol study question trial injection"
    " infusion treatment randomisation randomization time point timepoint followup".split()
)
# Written against a number without a space, these leave it a number: "after30 days", but not "SF-36", "CD4".
CONNECTING = frozenset(
    "after and at to post until till by than from since within about approximately approx upto up of for in or the"
    " every before between then plus through over during following baseline op postop administration".split()
)


@lru_cache(maxsize=4096)
def near_unit(word: str) -> str | None:
    """The unit that a mistyped word of four letters or more means: same first letter, one slip away."""
    if len(word) < 4:
        return None
    near = [n for n in _NAMES if n[0] == word[0] and OSA.distance(word, n, score_cutoff=1) <= 1]
    return near[0].removesuffix("s") if near else None


_UNIT = (
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?|h|days?|d|w(?:ee)?ks?|w|mo?n?ths?|mon?s?|y(?:ea)?rs?|y)\b"
)
_COUNT = (
    r"(?:\d+(?:[.,]\d+)?(?:st|nd|rd|th)?"
    r"|other|one|two|three|four|five|six|seven|eight|ten|twelve|second|third|few)"
)
_COUNTS = rf"{_COUNT}(?:\s*(?:-|~|to|or|and|,)\s*{_COUNT})*"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d(?!\d)"

# Stretches that hold numbers and units but no time points; the group's name says why. Tolerances may be dropped
# from the middle of a list, the others end it.
NO_POINTS = re.compile(
    r"(?P<tolerance>"
    r"\(?\s*(?:±|\+\s*/?\s*-|-\s*/?\s*\+|\+\s*/\s*1\s|plus(?: or |/|-| )minus\b|\+ or -)\s*"
    rf"\d+(?:[.,]\d+)?(?:\s*[-~]\s*\d+)?(?:[\s-]*{_UNIT})?\s*\)?"
    rf"|\(\s*[+-]\s*\d+\s*/\s*[+-]\s*\d+(?:[\s-]*{_UNIT})?\s*\)"
    rf"|\(\s*\+\s*\d+(?:[\s-]*{_UNIT})?\s*\)"
    rf"|(?<=\d)\+\d+\b(?!\s*[-,]|\s*{_UNIT})"
    r")|(?P<interval>"
    rf"\b(?:every|each|per|q)\s*(?:{_COUNTS})?[\s-]*{_UNIT}(?!\s*-?\d)"
    rf"|\b(?:once|twice|thrice|times|x)\s+(?:a|an|in)\s+{_UNIT}"
    r"|\d+\s*(?:x|times)?\s*/\s*(?:day|d|week|wk|month|year)\b(?!\s*-?\d)"
    rf"|\b\d+[\s-]*{_UNIT}[\s-]+(?:intervals?|apart)\b|\bintervals? of \d+[\s-]*{_UNIT}"
    r")|(?P<cycle>"
    r"\bcycles?\s*(?:(?:is|are|=|lasts?|length|duration|of|:|was|will be|equals|\()\s*)+(?:a\s+)?"
    r"(?P<length>\d+)[\s-]*(?P<unit>days?|weeks?|months?)\b(?!\s+\d)(?:\s+in duration|\s+long)?"
    r"|\b(?P<length_before>\d+)[\s-]*(?P<unit_before>days?|weeks?|months?)[\s-]+(?:\w+\s+)?cycles?\b"
    r")|(?P<date>"
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?{_MONTH},?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s*)?{_YEAR}"
    rf"|\b{_YEAR}\s*[,.]?\s*{_MONTH}"
    rf"|\b{_YEAR}[-./]\d{{1,2}}(?:[-./]\d{{1,2}})?(?!\d)|\b\d{{1,2}}[-./](?:\d{{1,2}}[-./])?{_YEAR}"
    r"|\b\d{1,2}/\d{1,2}/\d\d\b"
    rf"|\b{_YEAR}(?!\s*-?\s*(?:{_UNIT}|participants|patients|subjects))"
    r")|(?P<clock>\b\d{1,2}(?::\d\d)?\s*[ap]\.?m\b\.?|\b\d{1,2}:\d\d\b)"
    r"|(?P<test>"
    r"\b(?:\d+|two|six|ten|twelve)[\s-]*min(?:ute)?s?[\s-]*walk|\b\d+[\s-]*m(?:et(?:er|re)s?)?[\s-]+walk"
    r"|\b30[\s-]*s(?:ec(?:ond)?)?s?[\s-]+(?:chair|sit)"
    r"|\b24[\s-]*h(?:ou)?rs?[\s-]+(?:urin\w*|holter|ecg|abpm|ambulatory|recall|diet\w*)|\b[23]-?d\b(?=\s+[a-z]{4})"
    r")"
)

_EVENT_NOUN = (
    r"(?:discharged?|surgery|surgical|operations?|operative(?:ly)?|procedures?|hospitali[sz]ation|hospital stay|stay"
    r"|admission|completion|study|trial|death|die[sd]?|progression|relapse|recurrence|delivery|birth|screening"
    r"|treatment|therapy|infusions?|injections?|(?:im|trans)plant\w*|biops\w+|visits?|anesthesia|anaesthesia"
    r"|extubation|withdrawal|discontinuation|randomi[sz]ation|enrol\w+|inclusion|follow[\s-]?up|remission|failure"
    r"|healing|closure|recovery|engraftment|transfer|termination|dos(?:e|ing)|pre[\s-]?dose|event|resolution"
    r"|intervention|cycles?|program|exam\w*|training|exercise|sleep|harvest|session|graft\w*|administration"
    r"|pre[\s-]?treatment|post[\s-]?treatment|(?:pre|post|intra|peri)[\s-]?op\w*|onset|diagnosis|end|entry|imaging|scans?)"
)
EVENT = re.compile(rf"\b{_EVENT_NOUN}\b")
# An event that is itself a point: "until discharge", "during surgery"; not "12 weeks after surgery".
EVENT_POINT = re.compile(
    r"\b(?:until|untill|till|to|through|throughout|upon|during|before|prior to|or|immediately|directly|right|the (?:end|time|day) of"
    r"|at|at the)\s+(?:(?!after|post|from|since|following|until|baseline|and|or|before|before)[a-z/'-]+\s+){0,4}?"
    rf"{_EVENT_NOUN}\b"
)
