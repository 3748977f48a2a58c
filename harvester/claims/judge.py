"""Claims of a document held against the record: agrees, differs, not in the record; silent where that is not certain."""

import re
from collections.abc import Iterable, Sequence

from harvester.claims import record
from harvester.claims.likeness import every_word, opposed, share, telling_words
from harvester.claims.model import LABELLED, AgeRange, Claim, Count, Times, Verdict
from harvester.claims.record import RecordOutcome
from harvester.derive.ages import age_in_years
from harvester.study import Study

_ABOUT = 0.1
"""How far "about 50" may be from the record's number, as a share of it."""
_SAME_TIME = 0.035
"""52 weeks and 12 months are one time, 3 and 4 months are two."""
_SAME_AGE = 0.04
_ALIKE, _SURELY_ALIKE, _UNLIKE = 0.6, 0.75, 0.34
"""Share of telling words in common from which on two outcomes are one, and up to which they are not."""
_DESIGN = "protocolSection.designModule"
_CODES = {
    "study type": f"{_DESIGN}.studyType",
    "allocation": f"{_DESIGN}.designInfo.allocation",
    "intervention model": f"{_DESIGN}.designInfo.interventionModel",
    "masking": f"{_DESIGN}.designInfo.maskingInfo.masking",
    "time perspective": f"{_DESIGN}.designInfo.timePerspective",
}
# What people call double-blind the registry counts by who is blind: two, three or four parties.
_MASKED = {"DOUBLE": {"DOUBLE", "TRIPLE", "QUADRUPLE"}, "TRIPLE": {"TRIPLE", "QUADRUPLE"}}
# Pairs of a document's word and the record's code that may both be right.
_EITHER = {
    ("NON_RANDOMIZED", "NA"),
    ("SINGLE_GROUP", "SEQUENTIAL"),
    ("PARALLEL", "SEQUENTIAL"),
    ("NONE", "SINGLE"),
    ("SINGLE", "DOUBLE"),
    ("SINGLE", "TRIPLE"),
    ("SINGLE", "QUADRUPLE"),
    ("DOUBLE", "SINGLE"),
    ("TRIPLE", "DOUBLE"),
    ("QUADRUPLE", "DOUBLE"),
    ("QUADRUPLE", "TRIPLE"),
    ("PROSPECTIVE", "OTHER"),
    ("RETROSPECTIVE", "OTHER"),
}
# A time frame that is a stretch, within which a document may name a day.
_STRETCH = re.compile(
    r"\b(?:up to|through|throughout|until|within|during|over|to|between)\b|[-–]", re.IGNORECASE
)
_SAFETY = re.compile(r"\b(?:safety|tolerability|tolerance|toxicity|adverse)\b", re.IGNORECASE)
_HARM = re.compile(
    r"\b(?:safety|tolerab\w*|toxicit\w*|adverse|side effects?|complications?|dlts?|s?aes?|teaes?|reactions?|mortality|death)\b",
    re.IGNORECASE,
)


def judge_claims(claims: Sequence[Claim], study: Study) -> list[Verdict]:
    """The claims that can be held against the study, each with its verdict, in the order they came in."""
    verdicts: list[Verdict] = []
    named: list[RecordOutcome] = []
    for claim in claims:
        if claim.attribute == "primary outcome":
            verdict, outcome = _outcome(claim, study)
            named += [outcome] if outcome else []
        elif claim.attribute == "time frame":
            verdict = _time_frame(claim, study, named)
        else:
            verdict = _judge(claim, study)
        if verdict:
            verdicts.append(verdict)
    return verdicts


def _judge(claim: Claim, study: Study) -> Verdict | None:
    match claim.attribute, claim.value:
        case "enrollment", Count() as count:
            return _enrollment(claim, count, study)
        case "age range", AgeRange() as ages:
            return _ages(claim, ages, study)
        case "conditions", str(name):
            return _condition(claim, name, study)
        case "healthy volunteers", bool(said):
            found = record.stated_at(study, "protocolSection.eligibilityModule.healthyVolunteers")
            shown = {True: "yes", False: "no"}[found] if isinstance(found, bool) else None
            return _plain(claim, shown, found is said)
        case "phase", str(said):
            return _phase(claim, said, study)
        case attribute, str(said):
            return _code(claim, attribute, said, study)
    return None


def _plain(claim: Claim, shown: str | None, same: bool) -> Verdict:
    if shown is None:
        return Verdict(claim, "not in the record")
    return Verdict(claim, "agrees" if same else "differs", shown)


def _enrollment(claim: Claim, said: Count, study: Study) -> Verdict:
    count = record.stated_at(study, f"{_DESIGN}.enrollmentInfo.count")
    if not isinstance(count, int) or isinstance(count, bool):
        return Verdict(claim, "not in the record")
    same = {
        "": count == said.number,
        "about": abs(count - said.number) <= _ABOUT * count,
        "up to": count <= said.number,
        "at least": count >= said.number,
    }[said.bound]
    kind = record.stated_at(study, f"{_DESIGN}.enrollmentInfo.type")
    return _plain(claim, f"{count:,} (estimated)" if kind == "ESTIMATED" else f"{count:,}", same)


def _ages(claim: Claim, said: AgeRange, study: Study) -> Verdict | None:
    low, high = (
        record.text_at(study, f"protocolSection.eligibilityModule.{key}")
        for key in ("minimumAge", "maximumAge")
    )
    if low is None and high is None:
        return Verdict(claim, "not in the record")
    same = said.minimum is None or _same_age(said.minimum, age_in_years(low or ""))
    if said.unlimited and same and high is not None:
        if claim.sure != LABELLED:
            return None  # who says "adults of 18 and older" may leave a maximum unsaid
        same = False
    elif said.maximum is not None:
        limit = age_in_years(high or "")
        step = 1.0 if said.maximum >= 2 else 1 / 12
        last = said.below and limit is not None and said.maximum - step <= limit <= said.maximum
        same = same and (last or _same_age(said.maximum, limit))
    shown = f"{low} to {high}" if low and high else f"{low} and older" if low else f"up to {high}"
    return _plain(claim, shown, same)


def _same_age(said: float, stated: float | None) -> bool:
    """Below two years a month may be four weeks or 30 days."""
    if stated is None:
        return said == 0
    return abs(said - stated) <= (_SAME_AGE * stated if stated < 2 else 0.01)


def _code(claim: Claim, attribute: str, said: str, study: Study) -> Verdict | None:
    code = record.text_at(study, _CODES[attribute])
    if attribute == "time perspective" and record.text_at(study, _CODES["study type"]) != "OBSERVATIONAL":
        return None  # asked of observational studies alone
    if code is not None and (said, code) in _EITHER:
        return None
    return _plain(claim, code, code == said or code in _MASKED.get(said, ()))


def _phase(claim: Claim, said: str, study: Study) -> Verdict | None:
    phases = record.texts_at(study, f"{_DESIGN}.phases")
    if said not in ("/".join(phases), *phases) or said == "/".join(phases):
        return _plain(claim, "/".join(phases) or None, said == "/".join(phases))
    return None  # one of two phases: a document may speak of that part


def _condition(claim: Claim, name: str, study: Study) -> Verdict | None:
    words = telling_words(name)
    if not words:
        return None
    for stated in (*record.conditions(study), *record.other_names(study)):
        theirs = telling_words(stated)
        if not opposed(name, stated) and (
            share(words, theirs) == 1 or (theirs and share(theirs, words) == 1)
        ):
            return Verdict(claim, "agrees", stated)
    if claim.sure == LABELLED or share(words, every_word(record.all_texts(study))) == 0:
        return Verdict(claim, "not in the record")
    return None


def _outcome(claim: Claim, study: Study) -> tuple[Verdict | None, RecordOutcome | None]:
    """The verdict, and the primary outcome of the record that the claim is about."""
    outcomes = record.outcomes(study)
    primary = [outcome for outcome in outcomes if outcome.type == "primary"]
    if not primary:
        return Verdict(claim, "not in the record"), None
    if not telling_words(claim.words):
        harm = next((outcome for outcome in primary if _HARM.search(outcome.measure)), None)
        agrees = harm is not None and _SAFETY.search(claim.words) is not None
        return (Verdict(claim, "agrees", harm.measure), harm) if harm and agrees else (None, None)
    likest = max(primary, key=lambda outcome: _likeness(claim.words, outcome))
    alike = _likeness(claim.words, likest)
    if alike >= _ALIKE:
        return Verdict(claim, "agrees", likest.measure), likest
    others = [outcome for outcome in outcomes if outcome.type != "primary"]
    other = max(others, key=lambda outcome: _likeness(claim.words, outcome), default=None)
    if other and alike <= _UNLIKE and _likeness(claim.words, other) >= _SURELY_ALIKE:
        return Verdict(claim, "differs", f"{other.measure} ({other.type} outcome)"), None
    if share(telling_words(claim.words), every_word(record.purposes(study))) == 0:
        return Verdict(claim, "differs", "; ".join(outcome.measure for outcome in primary)), None
    return None, None


def _likeness(words: str, outcome: RecordOutcome) -> float:
    """How much a claim and an outcome have in common: the measure's words in the claim, or the claim's in the outcome."""
    if opposed(words, outcome.measure):
        return 0.0
    claimed, measured = telling_words(words), telling_words(outcome.measure)
    return max(
        share(measured, every_word([words])),
        share(claimed, every_word([outcome.measure, outcome.description])),
    )


def _time_frame(claim: Claim, study: Study, named: Sequence[RecordOutcome]) -> Verdict | None:
    said = claim.value
    primary = named or [outcome for outcome in record.outcomes(study) if outcome.type == "primary"]
    frames = [outcome.time_frame for outcome in primary if outcome.time_frame]
    if not isinstance(said, Times):
        return None
    if not frames:
        return Verdict(claim, "not in the record")
    days = [day for outcome in primary for day in outcome.days]
    met = [_near(day, days) for day in said.days]
    shown = "; ".join(dict.fromkeys(frames))
    if all(met):
        return Verdict(claim, "agrees", shown)
    certain = all(outcome.read for outcome in primary) and (named or len(primary) == 1)
    within = any(_STRETCH.search(frame) for frame in frames) and min(said.days) < max(days, default=0)
    if certain and not any(met) and not within:
        return Verdict(claim, "differs", shown)
    return None


def _near(day: float, days: Iterable[float]) -> bool:
    return any(abs(day - other) <= max(_SAME_TIME * max(abs(day), abs(other)), 0.5) for other in days)
