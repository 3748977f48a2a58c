"""How a study is made, as documents say it: what a record states in a code. Texts are folded (see `derive.passages.fold`)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from harvester.claims.model import LABELLED, STATED

_STUDY = r"(?:study|trial|registry|research|protocol|investigation|program(?:me)?|design|cohort)"
_WORDS = r"(?:(?:and |or )?[a-z0-9/-]+,? ){0,6}?"


class Statement(NamedTuple):
    """What a pattern says; `value` is the record's own spelling of it."""

    attribute: str
    value: str | bool
    pattern: re.Pattern[str]


def _statements(attribute: str, *pairs: tuple[str | bool, str]) -> list[Statement]:
    return [Statement(attribute, value, re.compile(pattern)) for value, pattern in pairs]


_PEOPLE = r"(?:volunteers?|participants?|subjects?|individuals?|adults?|people|donors?)"
_RANDOM = r"randomi[sz](?:ed|ation)"

_STATEMENTS: tuple[Statement, ...] = (
    *_statements(
        "study type",
        ("OBSERVATIONAL", rf"(?<!non-)\bobservational,? {_WORDS}{_STUDY}\b"),
        ("OBSERVATIONAL", r"\b(?:(?:study|trial) (?:type|design)|type of (?:study|trial))(?: is| was)?(?:\s*[:|])*\s*(?:an? )?observational"),
        ("OBSERVATIONAL", rf"\b{_STUDY} (?:is|was|will be) (?:an? )?{_WORDS}observational\b"),
        ("OBSERVATIONAL", r"\bcase-control study\b"),
        ("INTERVENTIONAL", rf"(?<!non-)(?<!non )\binterventional,? {_WORDS}{_STUDY}\b"),
        ("INTERVENTIONAL", r"\b(?:study (?:type|design)|type of (?:study|trial))(?: is| was)?(?:\s*[:|])*\s*(?:an? )?interventional"),
        ("OBSERVATIONAL", r"\bnon-?interventional\b"),
        ("EXPANDED_ACCESS", r"\bexpanded access (?:program(?:me)?|protocol|study)\b"),
    ),
    *_statements(
        "allocation",
        ("RANDOMIZED", rf"(?<!non-)(?<!non )(?<!not )(?<!be )(?<!were )(?<!are )\brandomi[sz]ed,? {_WORDS}{_STUDY}\b"),
        ("RANDOMIZED", r"\b(?:were|was|are|is|will be|be) (?:equally |then )?(?:randomi[sz]ed|randomly (?:assigned|allocated|divided))\b"),
        ("RANDOMIZED", rf"\b(?:allocation|design)(?:\s*[:|])+\s*{_RANDOM}"),
        ("NON_RANDOMIZED", r"\bnon[- ]?randomi[sz]ed\b|\bnot randomi[sz]ed\b|\bunrandomi[sz]ed\b"),
        (
            "NON_RANDOMIZED",
            r"\b(?:no|without(?: any)?) randomi[sz]ation\b|\brandomi[sz]ation (?:is|was|will) not\b"
            r"|\b(?:is|are|was|were|will|be)(?: not|n't)(?: be)? (?:randomi[sz]ed|randomly assigned)\b",
        ),
    ),
    *_statements(
        "masking",
        ("DOUBLE", r"\bdouble[- ]?(?:blind(?:ed)?|mask(?:ed|ing)?)\b"),
        ("TRIPLE", r"\btriple[- ]?(?:blind(?:ed)?|mask(?:ed|ing)?)\b"),
        ("QUADRUPLE", r"\bquadruple[- ]?(?:blind(?:ed)?|mask(?:ed|ing)?)\b"),
        ("SINGLE", r"\b(?:single|observer|assessor|evaluator)[- ]?(?:blind(?:ed)?|mask(?:ed|ing)?)\b"),
        ("NONE", rf"\bopen[- ]?label(?:led|ed)?\b|\b(?:un|non-?)(?:blinded|masked),? {_WORDS}{_STUDY}\b"),
    ),
    *_statements(
        "intervention model",
        ("SINGLE_GROUP", r"\b(?:single|one)[- ]arm(?:ed)?\b|\bsingle[- ]group(?:ed)?,? (?:assignment|study|trial|design|open)"),
        ("PARALLEL", r"\bparallel[- ](?:group|arm|assignment|design)s?\b|\bparallel,? (?=randomi)"),
        ("CROSSOVER", rf"\bcross-?over,? {_WORDS}{_STUDY}\b|\bcross-?over (?:assignment|design)\b"),
        ("FACTORIAL", r"\bfactorial (?:assignment|design|trial|study)\b"),
    ),
    *_statements(
        "time perspective",
        ("PROSPECTIVE", rf"\bprospective,? {_WORDS}{_STUDY}\b|\bprospectively (?:follow|enrol|monitor)|\b(?:follow|enrol|monitor|observ)\w* (?:[a-z]+ ){{0,3}}prospectively\b"),
        ("RETROSPECTIVE", rf"\bretrospective,? {_WORDS}(?:{_STUDY}|review|analysis)\b"),
        ("CROSS_SECTIONAL", rf"\bcross-sectional,? {_WORDS}(?:{_STUDY}|survey)\b"),
    ),
    *_statements(
        "healthy volunteers",
        (
            False,
            rf"\bno healthy {_PEOPLE}\b|\bhealthy {_PEOPLE} (?:are|were|will|is|may|can)(?: not|n't)\b"
            rf"|\bnot (?:accept|include|enrol+|recruit|open to) (?:any )?healthy {_PEOPLE}"
            rf"|\b(?:accepts )?healthy volunteers(?:\s*[:|?])+\s*(?:accepted\s*[:|])?\s*no\b",
        ),
        (
            True,
            rf"(?<!no )\bhealthy (?:adult |male |female |human )*{_PEOPLE} (?:are|were|will be|is|may be) (?:also )?"
            r"(?:accepted|included|enrolled|recruited|eligible)\b"
            rf"|\b(?:study|trial) (?:in|of|with|among) (?:\d+ )?healthy (?:adult |male |female |human )*{_PEOPLE}"
            r"|\b(?:accepts )?healthy volunteers(?:\s*[:|?])+\s*(?:accepted\s*[:|])?\s*(?:yes|accepted)\b",
        ),
    ),
)  # fmt: skip

_PHASE = re.compile(
    r"\b(?P<early>early )?phase[ -]?(?P<one>[1-4]|iv|i{1,3})(?:[ab]|-?[ab])?(?:\s?(?:/|-|and|to)\s?(?:phase )?"
    r"(?P<two>[1-4]|iv|i{1,3})[ab]?)?\b(?! of the)(?! (?:[a-z-]+ ){0,2}(?:trials|studies)\b)(?=[^.;]{0,60}\b(?:study|trial|clinical|randomi|open|double|safety))"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_BETWEEN = r"(?:\)|,)?[ -](?:[a-z0-9/,-]+ ){0,6}?"
_ELSEWHERE = re.compile(
    r"\b(?:previous|previously|prior|earlier|recent|other|another|published|historical|future|subsequent|upcoming|large|larger|definitive|confirmatory|proposed|further|additional"
    rf"|preclinical|animal|next|similar|existing|parent|companion|sub){_BETWEEN}(?:stud(?:y|ies)|trials?|cohorts?|reports?|research|data|series)\b"
    r"|\b(?:recent|several|many|most|few|some|numerous|multiple|various|ongoing|large|small|pilot|more|different|two|three|four"
    rf"|five|of the){_BETWEEN}(?:studies|trials|reports|series)\b"
    r"|\b(?:rather than|instead of|unlike|in contrast to|lack of|need for|needs? (?:of|to))\b"
)
"""Before a statement in its sentence: it is about something else than the study the document reports."""

_OF_OTHERS = re.compile(
    r"\bet al\b|\bmeta-analys|\bsystematic review|\bliterature\b|\b(?:have|has) (?:been )?(?:shown|demonstrated|reported|suggested)"
    r"|\bpreviously\b|\b(?:studies|trials) (?:have|has|are|were|show|suggest|using|with|in|of|on)\b|\bexclu(?:ded|sion)\b"
    r"|\bwould be (?:needed|required|valuable)|\bare (?:needed|required|warranted)\b|\bprevalence\b|\bincidence of\b"
)
"""Anywhere in a sentence: it reports what others found, or says who may not take part."""


_NOUN_BEHIND = 40
"""Characters behind a statement in which the noun may stand that it is said of: "a previous open-label study"."""


class FoundDesign(NamedTuple):
    """A statement at text[start:end]; `value` is the record's own spelling of it."""

    attribute: str
    value: str | bool
    start: int
    end: int
    sure: int


def of_others(sentence: str) -> bool:
    """Whether the sentence reports what others found, or says who may not take part."""
    return _OF_OTHERS.search(sentence) is not None


def of_another(sentence: str, start: int, end: int) -> bool:
    """Whether sentence[start:end] is said of another study than the one the document reports."""
    found = _ELSEWHERE.search(sentence, 0, end + _NOUN_BEHIND)
    return found is not None and found.start() <= start


def find_design(sentence: str) -> Iterator[FoundDesign]:
    """What the sentence says of how the study is made."""
    for attribute, value, pattern in _STATEMENTS:
        for found in pattern.finditer(sentence):
            labelled = LABELLED if re.search("[:|]", found[0]) else STATED
            yield FoundDesign(attribute, value, *found.span(), labelled)
    for found in _PHASE.finditer(sentence):
        yield FoundDesign("phase", _phase(found), *found.span(), STATED)


def _phase(found: re.Match[str]) -> str:
    """'PHASE1', 'PHASE1/PHASE2', 'EARLY_PHASE1': as the record spells it."""
    numbers = [int(word) if word.isdigit() else _ROMAN[word] for word in (found["one"], found["two"]) if word]
    if found["early"]:
        return "EARLY_PHASE1"
    return "/".join(f"PHASE{number}" for number in dict.fromkeys(numbers))
