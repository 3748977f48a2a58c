"""The words that time frames are written with: units, number words, joints, labels, and what is no time point.

Spellings are those of real records, typing errors and other languages included; a slip that is not listed is still
read when it is one letter away from a unit's name (`near_unit`).
"""

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
    "day": "day days dy dys daya dya pod dia dias día días jour jours tag tage tagen giorno giorni dag dage dagen gün",
    "week": "week weeks wk wks wek weeek semaine semaines semana semanas woche wochen settimana settimane uke uker",
    "fortnight": "fortnight fortnights",
    "month": "month months mo mos mon mons mth mths mnth mnths mont monts moth moths mounth mounths mouth mouths"
    " motnh mothes kk mois mes meses mese mesi monat monate monaten maanden maand",
    "year": "year years yr yrs yer yers ans année années año años ano anos anno anni jahr jahre jahren jaar år",
}
UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_NAMES = [name for unit in ("minute", "hour", "week", "month", "year") for name in (unit, unit + "s")] + [
    "days"
]

LETTERS_BEFORE = {"d": "day", "j": "day", "w": "week", "m": "month", "y": "year", "h": "hour"}
LETTERS_AFTER = {"s": "second", "h": "hour", "d": "day", "w": "week", "m": "month", "y": "year"}


def words_of(text: str) -> frozenset[str]:
    """The words of a text that only blanks part."""
    return frozenset(text.split())


def _counted(text: str, start: int) -> dict[str, float]:
    return {word: float(value) for value, word in enumerate(text.split(), start)}


NUMBER_WORDS = (
    _counted(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty",
        start=0,
    )
    | {
        "thirty": 30.0,
        "forty": 40.0,
        "fifty": 50.0,
        "sixty": 60.0,
        "seventy": 70.0,
        "eighty": 80.0,
        "ninety": 90.0,
    }
    | {
        "half": 0.5,
        "hundred": 100.0,
    }
)
# A text of these has no tolerances, intervals, events or ages in it.
BARE_WORDS = (
    words_of("up to at within from and or on in of through baseline , . - ;") | set(UNITS) | set(NUMBER_WORDS)
)
TENS = words_of("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINAL_WORDS = _counted(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", start=1
)

JOINTS = words_of(", ; & / . - ~ and or und et vs versus to till until untill through thru bis up")
# A number after one of these is its name, no time: "Visit 3", "T1", "cohort 2".
LABELS = words_of(
    "visit visits cohort cohorts phase part point group cycle cycles course courses t v c p s r"
)
# The same, unless a unit follows the number: "dose 2", but "infusion 3 and 6 months".
WEAK_LABELS = words_of(
    "dose doses arm grade stage step session sessions period test level protocol study question trial injection"
    " infusion treatment randomisation randomization time timepoint followup"
)
# Between a number and its unit: "16 postnatal months".
QUALIFIERS = words_of(
    "calendar consecutive working business treatment postnatal postoperative operative full study lunar additional"
    " more successive post corrected gestational"
)
# Written against a number without a space, these leave it a number: "after30 days", but not "SF-36", "CD4".
CONNECTING = words_of(
    "after and at to post until till by than from since within about approximately approx upto up of for in or the"
    " every before between then plus through over during following baseline op postop administration"
)


@lru_cache(maxsize=4096)
def near_unit(word: str) -> str | None:
    """The unit that a mistyped word of four letters or more means: same first letter, one slip away."""
    if len(word) < 4:
        return None
    near = [n for n in _NAMES if n[0] == word[0] and OSA.distance(word, n, score_cutoff=1) <= 1]
    return near[0].removesuffix("s") if near else None
