"""Events as time points: "until discharge", "during surgery"; not what a time is counted from."""

import re
from collections.abc import Iterator

_NOUN = (
    r"(?:discharged?|surgery|surgical|operations?|operative(?:ly)?|procedures?|hospitali[sz]ation|stay|admission"
    r"|completion|study|trial|death|die[sd]?|progression|relapse|recurrence|delivery|birth|screening|treatment"
    r"|therapy|infusions?|injections?|(?:im|trans)plant\w*|biops\w+|visits?|ana?esthesia|extubation|withdrawal"
    r"|discontinuation|randomi[sz]ation|enrol\w+|inclusion|follow[\s-]?up|remission|failure|healing|closure"
    r"|recovery|engraftment|transfer|termination|dos(?:e|ing)|pre[\s-]?dose|event|resolution|intervention|program"
    r"|training|exercise|session|graft\w*|administration|application|onset|diagnosis|end|entry|imaging|scans?"
    r"|period|(?:pre|post)[\s-]?treatment|(?:pre|post|intra|peri)[\s-]?op\w*)"
)
_ANY = re.compile(
    rf"\b(?:{_NOUN}|before|after|during|until|upon|at|on|from|immediate\w*|initial\w*|harvest|sleep|exam\w*)\b"
)
_STOP = r"(?!(?:after|post|from|since|following|until|till|baseline|and|or|before|at)\b)"
_POINT = re.compile(
    r"(?:(?P<bound>until|untill|till|to|through|throughout|upon|at|the (?:end|time|day) of)"
    rf"|before|prior to|during|immediately|directly|right)\s+(?:{_STOP}[a-z/'-]+\s+){{0,5}}{_NOUN}\b(?!\s*\d)"
    r"|or\s+(?:the\s+|date of\s+|day of\s+|hospital\s+|until\s+|premature\s+)*"
    r"(?:death|dies?|discharged?|withdrawal|progression|relapse|termination)\b"
)
_COUNTED_FROM = re.compile(
    r"\b(?:after|from|since|following|post|compared|prior|previous|related|relative|due)$"
)


def names_event(low: str) -> bool:
    """Whether a text that holds no time at all names an event or a moment: "end of treatment", "at admission"."""
    return _ANY.search(low) is not None


def find_events(low: str, times: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places of events that are points beside the `times` (places in the text, in order)."""
    ends = {end for _, end in times}
    for found in _POINT.finditer(low):
        start, end = found.span()
        before = low[:start].rstrip(" -")
        counted = _COUNTED_FROM.search(before) or (not found["bound"] and len(before) in ends)
        within_word = low[start - 1 : start].isalpha() and start > 0
        if not counted and not within_word and not any(start < e and s < end for s, e in times):
            yield start, end
