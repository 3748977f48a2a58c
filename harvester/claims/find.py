"""What a document claims of each study that it is about."""

from collections.abc import Iterator

from harvester.claims.ages import find_ages
from harvester.claims.conditions import find_conditions
from harvester.claims.design import find_design, of_another, of_others
from harvester.claims.lines import Line, read_lines
from harvester.claims.model import Claim, Count, Value
from harvester.claims.outcomes import find_primary_outcomes
from harvester.claims.people import find_counts
from harvester.documents.text import Document

ATTRIBUTES = (
    "enrollment",
    "age range",
    "study type",
    "conditions",
    "primary outcome",
    "time frame",
    "healthy volunteers",
    "phase",
    "allocation",
    "intervention model",
    "masking",
    "time perspective",
)
"""What is looked for, in the order in which it is told."""
_MANY = frozenset(("conditions", "primary outcome", "time frame"))


def find_claims(document: Document) -> dict[str, list[Claim]]:
    """{NCT ID: what the document claims of the study}, by attribute and place.

    Only what is certainly said of that one study; where a document says several things of what can be but one, it
    is what it says beside a label, or nothing.
    """
    found: dict[str, list[Claim]] = {}
    for nct_id, claim in _all_claims(document):
        found.setdefault(nct_id, []).append(claim)
    settled = {nct_id: _settled(claims) for nct_id, claims in found.items()}
    return {nct_id: claims for nct_id, claims in settled.items() if claims}


def _all_claims(document: Document) -> Iterator[tuple[str, Claim]]:
    text = document.text
    lines = read_lines(document)

    def claim(attribute: str, value: Value, start: int, end: int, sure: int) -> Claim:
        return Claim(attribute, value, text[start:end], start, end, sure)

    for line in lines:
        for nct_id, attribute, value, start, end, sure in _in_sentences(line):
            yield nct_id, claim(attribute, value, start, end, sure)
    for nct_id, item in find_conditions(lines):
        yield nct_id, claim("conditions", text[item.start : item.end], *item)
    for nct_id, outcome in find_primary_outcomes(lines):
        words = text[outcome.start : outcome.end]
        if outcome.named:
            yield nct_id, claim("primary outcome", words, outcome.start, outcome.end, outcome.sure)
        if outcome.times:
            yield nct_id, claim("time frame", outcome.times, *outcome.times_at, outcome.sure)


def _in_sentences(line: Line) -> Iterator[tuple[str, str, Value, int, int, int]]:
    for span in line.sentences:
        place, _, nct_id = span
        sentence = line.sentence(span)
        if nct_id is None or of_others(sentence):
            continue
        for found in find_counts(sentence):
            if not of_another(sentence, found.start, found.end):
                yield (
                    nct_id,
                    "enrollment",
                    found.value,
                    place + found.start,
                    place + found.end,
                    found.sure,
                )
        for ages in find_ages(sentence):
            if not of_another(sentence, ages.start, ages.end):
                yield nct_id, "age range", ages.value, place + ages.start, place + ages.end, ages.sure
        for said in find_design(sentence):
            if not of_another(sentence, said.start, said.end):
                yield nct_id, said.attribute, said.value, place + said.start, place + said.end, said.sure


def _settled(claims: list[Claim]) -> list[Claim]:
    """Each thing said once, by attribute and place; of several values where there can be one, the surest or none."""
    kept: list[Claim] = []
    for attribute in ATTRIBUTES:
        said: dict[object, Claim] = {}
        for claim in sorted(claims, key=lambda claim: (-claim.sure, claim.start)):
            if claim.attribute == attribute:
                said.setdefault(_same(claim.value), claim)
        chosen = list(said.values())
        if attribute not in _MANY and len(chosen) > 1:
            surest = [claim for claim in chosen if claim.sure == chosen[0].sure]
            chosen = surest if len(surest) == 1 else []
        kept += sorted(chosen, key=lambda claim: claim.start)
    return kept


def _same(value: Value) -> object:
    """What two claims share that say the same."""
    if isinstance(value, Count):
        return value.number
    return " ".join(value.lower().split()) if isinstance(value, str) else value
