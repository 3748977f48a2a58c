"""What kind of cell product a text names as given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from harvester.derive.passages import (
    OWN,
    TITLE,
    Evidence,
    Passage,
    Record,
    arm_passages,
    intervention_passages,
    record_of,
    study_passages,
)
from harvester.derive.vocabulary.files import vocabulary
from harvester.derive.vocabulary.terms import Mention, Vocabulary
from harvester.study import Study

MSC_TYPES = (
    "MSC cells",
    "MSC extracellular vesicles",
    "MSC conditioned medium",
    "MSC-derived differentiated cells",
)
NOT_CELLS = ("MSC extracellular vesicles", "MSC conditioned medium")
_WITHOUT = re.compile(
    r"(?<![a-z])(?:without|no|not|non(?! (?:cultur|expan|manipul|ha?emato|invasive|random|surg)\w*)|except|instead of|lacking|free of|minus|placebo (?:for|of)|vs|versus"
    r"|or placebo of|endogenous)(?: \w+){0,4} \(?$"
)
_TOGETHER = re.compile(r"(?<![a-z])(?:and|plus|with|combined|followed|enriched)(?![a-z])|[+&,]")
_MADE_FROM = re.compile(r"(?<![a-z])(?:derived|from|of|secret\w*)(?![a-z])")
_FRACTION = re.compile(r"vascular|svf", re.IGNORECASE)
MSC_ITSELF = re.compile(r"(?<![a-z])(?:mesen\w*|mesan\w*|[a-z]*mscs?|stromal|mpcs?|adscs?|bmscs?)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Kind:
    """A product type with the words that say so."""

    value: str
    evidence: Evidence
    own: bool
    """Whether the intervention's own text names it (else a title or summary does)."""


@dataclass
class Reader:
    """One study's passages, read once and shared by everything that is derived from it."""

    study: Study
    words: Vocabulary
    record: Record
    arms: list[list[Passage]] = field(default_factory=list)
    interventions: list[list[Passage]] = field(default_factory=list)
    prose: list[Passage] = field(default_factory=list)
    of_fraction: bool | None = None
    """Whether its titles are of the stromal vascular fraction; None: not asked yet."""


def reader_of(study: Study, words: Vocabulary | None = None) -> Reader | None:
    """The study's passages; None where no cell word occurs anywhere, so that nothing else needs to run."""
    words = words or vocabulary()
    record = record_of(study)
    if not record.has(words.cell_words):
        return None
    known: dict[str, dict[str, list[Mention]]] = {}
    return Reader(
        study,
        words,
        record,
        arm_passages(study, known),
        intervention_passages(study, known),
        study_passages(study),
    )


def kinds_in(reader: Reader, passage: Passage) -> list[Mention]:
    """Product types the passage names as given, not those it says are left out."""
    found = [
        mention for mention in reader.words.find("product_type", passage, reader.record)
        if not _WITHOUT.search(passage.view[max(0, mention.start - 40) : mention.start])
    ]  # fmt: skip
    if passage.rank == TITLE or all(_is_sure(passage, mention) for mention in found):
        return found
    if reader.of_fraction is None:
        reader.of_fraction = _titled_fraction(reader)
    return [mention for mention in found if _is_sure(passage, mention)] if reader.of_fraction else found


def _is_sure(passage: Passage, mention: Mention) -> bool:
    """Whether the words mean the type whatever the titles say: 'adipose-derived stem cells' may be a fraction of fat."""
    return mention.term.value != "MSC cells" or bool(
        MSC_ITSELF.search(passage.view, mention.start, mention.end)
    )


def _titled_fraction(reader: Reader) -> bool:
    """Whether titles call the product the stromal vascular fraction, and nothing else."""
    kinds = [
        kind
        for passage in reader.prose if passage.rank == TITLE
        for kind in of_mentions(passage, kinds_in(reader, passage), False)
    ]  # fmt: skip
    return all(kind.value == "not MSC" for kind in kinds) and any(
        _FRACTION.search(kind.evidence.words) for kind in kinds
    )


def of_mentions(passage: Passage, mentions: Sequence[Mention], own: bool, factor: float = 1.0) -> list[Kind]:
    """One kind, or two where the text joins them ('MSC and their secretome')."""
    by_value: dict[str, Mention] = {}
    for mention in sorted(mentions, key=lambda mention: mention.start):
        by_value.setdefault(mention.term.value, mention)
    order = [*NOT_CELLS, "MSC-derived differentiated cells", "MSC cells", "not MSC"]
    present = [value for value in order if value in by_value]
    if not present:
        return []
    chosen = present[:1]
    first = by_value[chosen[0]]
    if "not MSC" in present and "MSC cells" in present and len(present) == 2:
        others = [mention for mention in mentions if mention.term.value == "not MSC"]
        chosen = [_msc_or_not(passage, by_value["MSC cells"], others)]
    elif chosen[0] in NOT_CELLS and "MSC cells" in by_value:
        cells = by_value["MSC cells"]
        between = (
            passage.view[cells.end : first.start]
            if cells.start < first.start
            else passage.view[first.end : cells.start]
        )
        if _TOGETHER.search(between) and not _MADE_FROM.search(between) and len(between) < 40:
            chosen.append("MSC cells")
    base = {OWN: 0.95, TITLE: 0.9}.get(passage.rank, 0.7) * factor
    return [
        Kind(
            value,
            passage.evidence(
                "product_type", by_value[value].start, by_value[value].end, by_value[value].kind, base
            ),
            own,
        )
        for value in chosen
    ]


def _msc_or_not(passage: Passage, msc: Mention, others: Sequence[Mention]) -> str:
    """Both are named: the stated MSC counts, unless it is what the other product contains."""
    before = [mention for mention in others if mention.start < msc.start]
    other = max(before or others, key=lambda mention: mention.start if before else -mention.start)
    words = passage.view[msc.start : msc.end]
    if other.start < msc.start:
        between = passage.view[other.end : msc.start]
        if other.end <= msc.start and re.search(r"expan|cultur", passage.view[other.end : msc.end]):
            return "MSC cells"
        if re.search(r"contain\w*|rich|source of|enriched|\(|with ", between) and len(between) < 60:
            return "not MSC"
    if other.start <= msc.start and other.end >= msc.end:
        return "not MSC"
    if not MSC_ITSELF.search(words) and re.fullmatch(r"[^()]{0,12}\(", passage.view[msc.end : other.start]):
        return "not MSC"
    return "MSC cells" if MSC_ITSELF.search(words) or msc.start < other.start else "not MSC"
