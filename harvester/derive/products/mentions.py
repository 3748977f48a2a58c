"""Tissue, donor and route as one passage says them, each with how sure the sentence makes it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from harvester.derive.passages import DESCRIPTION, OWN, SUMMARY, TITLE, Evidence, Passage, Record
from harvester.derive.vocabulary.terms import Mention, Term, Vocabulary, after_aside

ATTACHED, HARVESTED, FREE = 3, 2, 1
"""How a word stands to the product: part of its name or origin; where the material is taken; merely there."""

_CONFIDENCE = {OWN: 0.95, TITLE: 0.9, SUMMARY: 0.8, DESCRIPTION: 0.7}
_CELLS = re.compile(
    r"(?<![a-z])(?:mesen\w*|mesan\w*|stroma[l]?\w*|stem|stem/\w*|[a-z]*m?mscs?|[a-z]{0,4}scs|mscs?|mpcs?"
    r"|adherent|multipotent|progenitor\w*|exosom\w*|"
    r"extra ?cellular|secretome|conditioned|vesicle\w*|precursor\w*|cells?|exo|evs?|prochymal|trophic)(?![a-z])"
)
_GAP = re.compile(
    r"(?<![a-z])(?:aspirat\w*|biops\w*|patients?|subjects?|was|were|will|is|are|has|have|to|for|into|with"
    r"|injec\w*|infus\w*|inject\w*|harvest\w*|collect\w*|transplantation|"
    r"transplanted|transplants?|procedure|after|before|during|under|needle|hematopoietic|haematopoietic"
    r"|mononuclear|recipients?|donors? who|received?|hsct|concentrate|failure|"
    r"nucleated|engraft\w*|suppress\w*|inflammation|regeneration|defects?|injury|repair)(?![a-z])"
)
_ORIGIN = re.compile(
    r"(?<![a-z])(?:from|derived|isolated|origin\w*|obtained|harvested|extracted|sourced?|separated|taken"
    r"|prepared|generated|of|collected|produced|cultured)(?![a-z])"
)
_NOT_ORIGIN = re.compile(
    r"(?<![a-z])(?:injected|infused|administ\w*|transplanted|implanted|treat\w*|for|into|onto|patients with"
    r"|differentiat\w*|formation|participat\w*|engraft\w*|effects?|role|improv\w*|regenerat\w*|repair\w*|restor\w*|"
    r"reach|migrat\w*|hom(?:e|ing)|can|via|through|scaffold|combined|plus|graft)(?![a-z])"
)
_HARVEST = re.compile(
    r"(?<![a-z])(?:aspirat\w*|harvest\w*|collect\w*|biops\w*|extract\w*|liposuction|lipectomy|obtain\w*"
    r"|isolat\w*|taken|take|puncture|procure\w*|provid\w*|excis\w*|donat\w*|expan\w*|cultur\w*)(?![a-z])"
)
_BLOOD = re.compile(r"(?<![a-z])(?:ha?emato\W?po\w*|blood|pbsc\w*)(?: (?:stem|progenitor))? $")
_OTHERS = re.compile(
    r"(?<![a-z])(?:previous\w*|prior studies|studies (?:have|has|show\w*)|study has shown|have been (?:shown"
    r"|used|reported|demonstrated|isolated|found|studied|identified|widely)|has been (?:shown|used|reported"
    r"|demonstrated|widely|studied|proven|proved)|"
    r"pre ?clinical\w*|animals?|mice|mouse|rats?|rabbits?|murine|in vitro(?! (?:expan|cultur|propagat))|literature|et al|reported|reports?"
    r"|recently|recent|well known|known|widely|several|many|conventional\w*|"
    r"evidence|however|although|compared to|in contrast|other (?:studies|sources|tissues|groups)"
    r"|trials? (?:have|has)|shown|showed|demonstrated|suggest\w*|possess\w*|ability|potential|capab\w*"
    r"|capacit\w*|defined|discovered|"
    r"candidate\w*|promising|are (?:a|an|the|multipotent|cells|non)|is (?:a|an) (?:source|type)|standard"
    r"|currently|traditionally|usually|commonly)(?![a-z])"
)
_EARLIER = re.compile(
    r"(?<![a-z])(?:(?:has|have) (?:already |previously |also |successfully )*(?:carried out|completed|conducted"
    r"|found|reported|demonstrated)|(?:previous|prior|earlier) (?:stud\w+|trials?|work|experience|reports?)"
    r"|took the lead|preliminary (?:clinical )?(?:experience|results?|data)|clinical experience|(?:on ?going|other) (?:clinical )?trials|in (?:19|20)\d\d ?,)(?![a-z])"
)
"""Work that was done before, even where 'our team' did it."""
_OURS = re.compile(
    r"(?<![a-z])(?:this (?:is|study|trial|clinical|project|protocol|research|pilot|phase|work|investigation"
    r"|multi|open|randomi\w*|single|prospective|proposal|double)|the (?:study|trial|investigators?|researchers"
    r"|purpose|aim\w*|objective|present|primary|current|proposed|goal|patients|subjects|participants|product"
    r"|investigational|cells)|"
    r"we |our |dose |dosage |route of |arms?: |group |investigators?|patients? (?:will|who|were|are|in|with"
    r"|receiv)|subjects? (?:will|were|are|in)|participants? (?:will|were|are|in)|will|were|was|aims?"
    r"|objectives?|purpose|evaluat\w*|assess\w*|determin\w*|hypothes\w*|to test|enroll\w*|eligible|propos\w*"
    r"|receiv\w*|phase)(?![a-z])"
)
_AIM = re.compile(
    r"(?<![a-z])(?:(?:this|present|current|proposed) (?:clinical )?(?:study|trial|project|protocol|research)"
    r"|aims?|aimed|purpose|objectives?|goal|will (?:be|receive|undergo)|to (?:evaluate|assess|determine|test))(?![a-z])"
)
_GIVEN = re.compile(
    r"(?<![a-z])(?:inject\w*|infus\w*|administ\w*|deliver\w*|given|transplant\w*|implant\w*|receiv\w*|treat\w*"
    r"|instill\w*|appl\w*|transfus\w*|inoculat\w*|route|dos\w*|therap\w*|graft\w*|cells?|mscs?)(?![a-z])"
)
_PRODUCT = re.compile(
    r"(?<![a-z])(?:product|study (?:drug|agent|treatment|medication)|imp|placebo|investigational|treatment"
    r"|[a-z]+stem|cohort|groups?|arms?|subjects|patients|participants)(?![a-z])"
)
_LIST = re.compile(
    r"(?<![a-z])(?:can|could|may|might) be (?:\w+ )?(?:derived|isolated|obtained|harvested|found|extracted"
    r"|collected|sourced)|(?<![a-z])(?:are|is|be) (?:also )?(?:found|present) in|such as|various|variety of"
    r"|several sources|different sources|among other"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value read from one passage; `grade` is ATTACHED, HARVESTED or FREE."""

    term: Term
    evidence: Evidence
    passage: Passage
    start: int
    end: int
    grade: int

    @property
    def value(self) -> str:
        """The column's value."""
        return self.term.value


def is_background(passage: Passage, place: int, vocabulary: Vocabulary) -> bool:
    """Whether the sentence tells of such cells in general, of other studies or of animals, not of this product."""
    if passage.rank < SUMMARY:
        return passage.says(_LIST, place)
    if passage.says(_EARLIER, place):
        return True
    if passage.says(vocabulary.background, place) and passage.says(_LIST, place):
        return True
    return passage.says(_OTHERS, place) and not passage.says(_OURS, place)


def is_ours(passage: Passage, place: int) -> bool:
    """Whether the sentence speaks of what this study does."""
    return passage.says(_OURS, place)


def is_aim(passage: Passage, place: int) -> bool:
    """Whether the sentence says outright what this study is for or gives."""
    return passage.says(_AIM, place)


def _product_after(view: str, end: int, reach: int = 60) -> bool:
    found = _CELLS.search(view, end, min(len(view), end + reach))
    if not found:
        return False
    between = view[end : found.start()]
    if _BLOOD.search(between):
        return False
    return not re.search(r"[.;:]", between) and not _GAP.search(between)


def _product_before(view: str, start: int, sentence_start: int) -> bool:
    left = max(sentence_start, start - 100)
    last = None
    for found in _CELLS.finditer(view, left, start):
        last = found
    if not last or _BLOOD.search(view[max(0, last.start() - 25) : last.start()]):
        return False
    between = view[last.end() : start]
    return (
        bool(_ORIGIN.search(between)) and not _NOT_ORIGIN.search(between) and not re.search(r"[.;]", between)
    )


def _grade(passage: Passage, mention: Mention) -> int:
    view = passage.view
    if mention.kind in ("product", "prefix", "abbreviation"):
        return ATTACHED
    sentence_start, _ = passage.sentence(mention.start)
    if _product_after(view, mention.end) or _product_before(view, mention.start, sentence_start):
        return ATTACHED
    if passage.says(_HARVEST, mention.start):
        return HARVESTED
    return FREE


def _reading(
    passage: Passage, mention: Mention, grade: int, attribute: str, rule: str, factor: float = 1.0
) -> Reading:
    confidence = (
        _CONFIDENCE[passage.rank]
        * (1.0 if grade == ATTACHED else 0.85 if grade == HARVESTED else 0.7)
        * factor
    )
    evidence = passage.evidence(attribute, mention.start, mention.end, rule, confidence)
    return Reading(mention.term, evidence, passage, mention.start, mention.end, grade)


def read_tissues(passage: Passage, vocabulary: Vocabulary, record: Record) -> Iterator[Reading]:
    """Tissue sources the passage names; words that need the product beside them only where it is."""
    for mention in vocabulary.find("tissue_source", passage, record):
        grade = _grade(passage, mention)
        if mention.term.needs == "attached" and grade != ATTACHED:
            continue
        if is_background(passage, mention.start, vocabulary):
            continue
        yield _reading(passage, mention, grade, "tissue_source", f"{mention.kind}, {_SAID[grade]}")


_SAID = {ATTACHED: "of the product", HARVESTED: "where material is taken", FREE: "in the text"}


def read_donors(passage: Passage, vocabulary: Vocabulary, record: Record) -> Iterator[Reading]:
    """Autologous or allogeneic where the word belongs to the product."""
    column = vocabulary.columns["donor"]
    for mention in vocabulary.find("donor", passage, record):
        if column.not_after and column.not_after.match(passage.view, after_aside(passage.view, mention.end)):
            continue
        if is_background(passage, mention.start, vocabulary):
            continue
        grade = _grade(passage, mention)
        yield _reading(passage, mention, grade, "donor", f"{mention.kind}, {_SAID[grade]}")


def read_donor_details(passage: Passage, vocabulary: Vocabulary, record: Record) -> Iterator[Reading]:
    """Pooled, third-party, haploidentical, related."""
    for mention in vocabulary.find("donor_detail", passage, record):
        grade = _grade(passage, mention)
        if mention.term.needs == "attached" and grade != ATTACHED:
            continue
        if not is_background(passage, mention.start, vocabulary):
            yield _reading(passage, mention, grade, "donor_detail", f"{mention.kind}, {_SAID[grade]}")


_DRUG_BEFORE = re.compile(
    r"(?<![a-z])(?:\w{2,20}(?:mab|amide|abine|sporine?|olone|asone|caine|platin|parin|globulin|sulfan|phalan"
    r"|limus|mycin|cillin|mofetil|stim|amycin|statin|paratide)|thiotepa|antibiotics?|contrast|atg|"
    r"methotrexate|chemotherapy|peptides?|insulin|glucose|steroids?)(?![a-z])[^.;:]{0,40}$"
)
_DRUG_AFTER = re.compile(
    r"[^.;:]{0,30}?(?:\d ?(?:mg|iu|units?|g)(?![a-z])|(?<![a-z])\w{3,20}(?:mab|sporine?|olone|asone|caine"
    r"|paratide|sulfan|phalan|limus|phosphamide)(?![a-z])"
    r"|(?<![a-z])(?:pain|paralytic|analges\w*|sedat\w*|antibiotics?|contrast|vaccin\w*|vitamin)(?![a-z]))"
)


_INJECTED = re.compile(r"(?<![a-z])inject(?:ed|ions?)?(?![a-z])")


def _of_another_drug(passage: Passage, start: int, end: int) -> bool:
    """'cyclophosphamide IV', 'intravenous infusion of 20 mg …': the route of something else."""
    before = _DRUG_BEFORE.search(passage.view, max(0, start - 70), start)
    if before and not _CELLS.search(before[0]):
        return True
    after = _DRUG_AFTER.match(passage.view, end)
    return bool(after) and not _CELLS.search(after[0]) if after else False


def read_routes(passage: Passage, vocabulary: Vocabulary, record: Record) -> Iterator[Reading]:
    """Routes in sentences that give something; weak words only where nothing else is read from the passage."""
    weak: list[Reading] = []
    strong = 0
    for mention in vocabulary.find("route", passage, record):
        place = mention.start
        if passage.rank >= SUMMARY and not (
            passage.says(_GIVEN, place) and (passage.says(_CELLS, place) or passage.says(_PRODUCT, place))
        ):
            continue
        if is_background(passage, mention.start, vocabulary):
            continue
        if _of_another_drug(passage, mention.start, mention.end):
            continue
        reading = _reading(
            passage, mention, ATTACHED, "route", mention.kind, 0.75 if mention.term.needs == "weak" else 1.0
        )
        if mention.term.needs == "weak":
            if not passage.says(_INJECTED, place):
                weak.append(reading)
        else:
            strong += 1
            yield reading
    if not strong:
        yield from weak
