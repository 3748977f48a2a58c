"""How many people take part, as documents say it. Texts are folded (see `derive.passages.fold`)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from harvester.claims.model import LABELLED, STATED, Bound, Count

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen"
)
_UNITS = {word: value for value, word in enumerate(_WORDS.split(), 1)}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORD = "|".join([*_TENS, *sorted(_UNITS, key=len, reverse=True)])
SPELLED = rf"(?:(?:{_WORD}|a)[ -]hundred(?:(?: and)? (?:{_WORD})(?:[- ](?:{_WORD}))?)?|(?:{_WORD})(?:[- ](?:{_WORD}))?)"
_NUMBER = rf"(?P<number>\d{{1,3}}(?:[, ]\d{{3}})+|\d{{1,6}}|\b{SPELLED}\b)(?: \([^()]{{1,30}}\))?(?![\d.,:/%]\d|%|-\d)"
_BOUNDS: dict[Bound, tuple[str, ...]] = {
    "about": (
        "approximately",
        r"approx\.?",
        "about",
        "around",
        "roughly",
        "some",
        "nearly",
        "almost",
        "an estimated",
        "an anticipated",
        "~",
        "≈",
    ),
    "up to": (
        "up to",
        "(?:a )?maximum of",
        "maximum",
        r"max\.?",
        "as many as",
        "no more than",
        "at most",
        "not more than",
        "<=",
        "≤",
    ),
    "at least": ("at least", "(?:a )?minimum of", "minimum", "more than", "over", ">=", "≥"),
}
_BOUND = (
    rf"(?:(?P<bound>{'|'.join(word for words in _BOUNDS.values() for word in words)}) ?)?(?:a |the )?"
    r"(?:planned |target )?(?P<total>(?:total|sample) (?:number )?of )?"
)
_NOUN = (
    r"(?:patients?|participants?|subjects?|volunteers?|individuals?|people|persons?|adults?|children|adolescents?|infants?"
    r"|newborns?|neonates?|women|men|males|females|recipients|cases|veterans|students|couples|boys|girls|babies)\b"
)
_MODIFIERS = (
    r"(?:(?!(?:of|to|in|per|out|from|with|weeks?|months?|years?|days?|hours?|minutes?|mg|ml|kg|eyes|knees|or|percent|were"
    r"|will|was|are|million|mm|cm|different|main)\b)[a-z][a-z0-9/'-]*,? ){0,5}?"
)
_PEOPLE = rf"{_NUMBER} (?:\([^()]{{1,30}}\) )?{_MODIFIERS}{_NOUN}"
_ENROL = (
    r"(?:enrol+(?:ed|ing|s)?|recruit(?:ed|ing|s)?|randomi[sz](?:ed?|ing|es)|include[sd]?|including|accru(?:ed?|ing)"
    r"|involv(?:ed?|es|ing)|randomly (?:assign(?:ed)?|allocat(?:ed?)|divid(?:ed?)))"
)
_STUDY = r"(?:study|trial|registry|cohort|programme|program)"
_SIZE = r"(?:enrol+ment|sample size|study size|(?:total )?number of (?:patients|participants|subjects)|participants|patients)"

_LABELLED = (
    # Beside a label, as in "Enrollment: 76 patients" or "Sample size (planned) | 40".
    re.compile(
        rf"(?:^|(?<=[\n.;|(]))\s*(?:[-*•] )?(?:target |planned |estimated |actual |anticipated |expected |total )*{_SIZE}"
        rf"(?: \([a-z ]+\))?(?:\s*[:|=])+\s*{_BOUND}{_NUMBER}(?: {_MODIFIERS}{_NOUN})?"
    ),
    # "a planned enrollment of 40"
    re.compile(
        rf"\b(?:target |planned |actual |total )?(?:enrol+ment|sample size) (?:of|is|was|will be) {_BOUND}{_NUMBER}"
    ),
)
_STATED = (
    # "the trial enrolled 40 patients"
    re.compile(rf"\b{_ENROL} {_BOUND}{_PEOPLE}"),
    # "40 patients with knee pain will be recruited"
    re.compile(
        rf"{_BOUND}{_PEOPLE}[^.;:\n]{{0,80}}?\b(?:will|were|was|are|is|have|has|to be|being|would|shall|should|must|can)"
        rf"(?: be| been| have been)?(?: [a-z]+ly)? (?:{_ENROL}|selected|accepted|recruited)\b"
    ),
    # "40 people took part"
    re.compile(rf"{_BOUND}{_PEOPLE} (?:took part|take part|will take part|participated|are participating)\b"),
    # "the registry follows 40 people"
    re.compile(rf"\b{_STUDY}\b[^.;:]{{0,40}}? (?:follow|observ|monitor|track)\w* {_BOUND}{_PEOPLE}"),
    # "we plan to follow 40 people"
    re.compile(rf"\b(?:will|to|shall) (?:follow|observe|monitor|track|study|examine) {_BOUND}{_PEOPLE}"),
    # "a total of 40 patients", "in total, 40 patients"
    re.compile(
        rf"\b(?:a total (?:number )?of|in total,?|altogether,?) (?P<bound>about |approximately |up to |at least )?{_PEOPLE}"
    ),
    # "a 40-patient study"
    re.compile(rf"\b{_NUMBER}-(?:patient|participant|subject|person)\b(?=[^.;\n]{{0,60}}\b{_STUDY}\b)"),
    # "a trial of cells in 40 patients"
    re.compile(rf"\b{_STUDY} of [^.;:,()]{{1,60}}? (?:in|with|among) {_BOUND}{_PEOPLE}"),
    # "a study of 40 patients"
    re.compile(
        rf"(?<!first )(?<!second )(?<!third )(?<!next )(?<!last )(?<!each )\b{_STUDY} (?:of|in|with|on|among|involving|enrolling|including) {_BOUND}{_PEOPLE}"
    ),
)

# A part of the people is counted, not all of them: by what stands before ("20 of 40 patients", "the first 10 patients") …
_PART_BEFORE = re.compile(
    r"\b(?:(?<!total )(?<!number )(?<!maximum )(?<!minimum )(?<!sample )(?<!size )(?<!enrollment )(?<!enrolment )"
    r"(?<!study )(?<!trial )(?<!registry )(?<!cohort )of|each|per|every|other|another|additional|next|remaining|first|last"
    r"|following|these|those|both|the|and|or|versus|vs\.?|group|arm|cohort|stage|part|phase|type|grade|class|day|week|only|then|to"
    r"|groups?:|arms?:)\s*(?:a )?$"
)
# … by how the sentence begins ("Group A: …") …
_PART_SENTENCE = re.compile(
    r"\W*(?:(?:in|for|during) )?(?:the |each |every |either |one |both )?(?:first |second |third |fourth |control |treatment |experimental |test |study )?"
    r"(?:group|arm|cohort|stage|part|phase|step|dose level|level|aim|block)s?\b"
)
# … or by what follows ("40 patients in each arm").
_PARTS = r"(?:group|arm|cohort|stage|part|phase|step)"
_PART_AFTER = re.compile(
    rf"[^.;\n]{{0,90}}?(?:\b(?:in|per|for|to|into|on|at|by) (?:each|every|one (?:arm|group)|(?:the )?(?:[a-z-]+ )?{_PARTS} [a-z0-9]{{1,3}}\b"
    rf"|the (?:control|placebo|first|second|treatment|experimental|intervention|[a-z-]+ dose) {_PARTS})"
    r"|\bper (?:group|arm|cohort|site|cent(?:er|re)|dose)|/(?:group|arm)|\b(?:each|a) (?:group|arm|cohort)\b|\bmore\b(?! than)"
    r"|\bat (?:this|each|the present) (?:site|cent)|\bat the [a-z -]{0,20}\b(?:stage|phase|part|dose)\b"
    # … or are counted on ("10 patients with migraine and 5 with cluster headache").
    rf"|(?<!\d)\band (?:\d+|{SPELLED}) (?:(?!of\b)[a-z-]+ ){{0,4}}?(?:{_NOUN}|with\b|healthy|controls?))"
)


class FoundCount(NamedTuple):
    """A number of people at text[start:end]."""

    value: Count
    start: int
    end: int
    sure: int


def find_counts(sentence: str) -> Iterator[FoundCount]:
    """Numbers of people that the sentence says take part in the study as a whole."""
    if _PART_SENTENCE.match(sentence):
        return
    for sure, patterns in ((LABELLED, _LABELLED), (STATED, _STATED)):
        for pattern in patterns:
            for found in pattern.finditer(sentence):
                start, (first, last) = found.start("number"), _trim(found)
                leads = first == start or first in found.span("bound")
                if leads and _PART_BEFORE.search(f"{sentence[:first].rstrip()} "):
                    continue
                if not _PART_AFTER.match(sentence, start):
                    yield FoundCount(
                        Count(number_of(found["number"]), _bound(found["bound"])), first, last, sure
                    )


def _trim(found: re.Match[str]) -> tuple[int, int]:
    words = found[0]
    return found.end() - len(words.lstrip(" \n-*•")), found.start() + len(words.rstrip())


def _bound(words: str | None) -> Bound:
    said = (words or "").strip()
    return next(
        (bound for bound, known in _BOUNDS.items() if any(re.fullmatch(word, said) for word in known)), ""
    )


def number_of(words: str) -> int:
    """'1,200' → 1200, 'twenty-four' → 24, 'one hundred and five' → 105."""
    if words[0].isdigit():
        return int(re.sub(r"\D", "", words))
    total = 0
    for word in re.findall(r"[a-z]+", words):
        if word == "hundred":
            total = max(total, 1) * 100
        else:
            total += _UNITS.get(word) or _TENS.get(word, 0)
    return total
