"""What kind of cell product a text names as given, and what an intervention and an arm give by their own text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from harvester.derive.mentions import is_background
from harvester.derive.passages import (
    OWN,
    TITLE,
    Evidence,
    Passage,
    Record,
    arm_passages,
    intervention_passages,
    interventions,
    record_of,
    study_passages,
)
from harvester.derive.vocabulary import Mention, Vocabulary
from harvester.derive.vocabulary_files import vocabulary
from harvester.study import Study

MSC_TYPES = (
    "MSC cells",
    "MSC extracellular vesicles",
    "MSC conditioned medium",
    "MSC-derived differentiated cells",
)
_NOT_CELLS = ("MSC extracellular vesicles", "MSC conditioned medium")
NEVER = frozenset({"DEVICE", "DIAGNOSTIC_TEST", "BEHAVIORAL", "RADIATION"})
_WITHOUT = re.compile(
    r"(?<![a-z])(?:without|no|not|non(?! (?:cultur|expan|manipul|ha?emato|invasive|random|surg)\w*)|except|instead of|lacking|free of|minus|placebo (?:for|of)|vs|versus"
    r"|or placebo of|endogenous)(?: \w+){0,4} \(?$"
)
_TOGETHER = re.compile(r"(?<![a-z])(?:and|plus|with|combined|followed|enriched)(?![a-z])|[+&,]")
_ADDED = re.compile(r"(?<![a-z])(?:plus|and|combined with|followed by)(?: \w+){0,3} $")
_MADE_FROM = re.compile(r"(?<![a-z])(?:derived|from|of|secret\w*)(?![a-z])")
GIVEN = re.compile(
    r"(?<![a-z])(?:inject\w*|infus\w*|administ\w*|deliver\w*|given|transplant\w*|implant\w*|receiv\w*|treat\w*"
    r"|instill\w*|appl\w*|therap\w*|use)(?![a-z])"
)
_BESIDE = re.compile(
    r"(?<![a-z])(?:co ?(?:infus|transplant|administ|inject)\w*|plus|combin\w* with|combination with|together with"
    r"|along with)(?:[ -]+\w+){0,4} $"
)
_TAKEN = re.compile(
    r"(?<![a-z])(?:sampl|collect|isolat|characteri|stor|bank|harvest|procure)\w*(?: of)?(?: \w+){0,2} $"
)
_BENCH = re.compile(r"(?<![a-z])(?:assays?|explants?|primary cultured)(?![a-z])")
_IN_VITRO = re.compile(r"(?<![a-z])(?:in vitro|culture of)(?![a-z])")
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
    order = [*_NOT_CELLS, "MSC-derived differentiated cells", "MSC cells", "not MSC"]
    present = [value for value in order if value in by_value]
    if not present:
        return []
    chosen = present[:1]
    first = by_value[chosen[0]]
    if "not MSC" in present and "MSC cells" in present and len(present) == 2:
        others = [mention for mention in mentions if mention.term.value == "not MSC"]
        chosen = [_msc_or_not(passage, by_value["MSC cells"], others)]
    elif chosen[0] in _NOT_CELLS and "MSC cells" in by_value:
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


def is_control(reader: Reader, passages: Sequence[Passage]) -> bool:
    """Whether an intervention's name says control and names no product before."""
    name = passages[0] if passages else None
    if not name:
        return False
    control = reader.words.words["control"].search(name.view)
    if not control:
        return False
    return not any(
        mention.start < control.start() or mention.term.value != "not MSC"
        for mention in kinds_in(reader, name)
    )


def own_kinds(reader: Reader, position: int) -> list[Kind]:
    """What an intervention gives by its name, else by its description; empty where its own text does not say."""
    passages = reader.interventions[position]
    item = interventions(reader.study)[position]
    names = [passage for passage in passages if not passage.path.endswith(".description")]
    for passage in names:
        mentions = kinds_in(reader, passage)
        if mentions:
            if _only_studied(passage, mentions) or item.get("type") == "DIAGNOSTIC_TEST":
                return []
            kinds = of_mentions(passage, mentions, True)
            return kinds + (_given_beside(reader, passages) if kinds[0].value == "not MSC" else [])
    named = _named_kind(reader, names)
    if named:
        return named
    if item.get("type") in NEVER or gives_nothing(reader, names):
        return []
    described = [passage for passage in passages if passage.path.endswith(".description")]
    for passage in described:
        named = _named_kind(reader, [passage])
        mentions = [m for m in kinds_in(reader, passage) if not is_background(passage, m.start, reader.words)]
        if named and not any(m.term.value in _NOT_CELLS for m in mentions):
            return named
        if mentions and _description_counts(reader, names, passage, mentions):
            return _described_kind(passage, mentions)
    return []


def _given_beside(reader: Reader, passages: Sequence[Passage]) -> list[Kind]:
    """'Cord blood transplantation', described as 'with co-infusion of MSC': both are given."""
    for passage in passages:
        for mention in kinds_in(reader, passage) if passage.path.endswith(".description") else ():
            before = passage.view[max(0, mention.start - 60) : mention.start]
            if mention.term.value in MSC_TYPES and _BESIDE.search(before):
                return of_mentions(passage, [mention], True, 0.9)
    return []


def _only_studied(name: Passage, mentions: Sequence[Mention]) -> bool:
    """'Sampling mesenchymal stem cells', 'exosomes in a whole blood assay': nothing is given."""
    if _BENCH.search(name.view):
        return True
    taken = _TAKEN.search(name.view[: mentions[0].start]) or _IN_VITRO.search(name.view)
    return bool(taken) and not GIVEN.search(name.view)


def _named_kind(reader: Reader, passages: Sequence[Passage]) -> list[Kind]:
    for passage in passages:
        for mention in reader.words.find("named_product", passage, reader.record):
            kind = mention.term.known.get("product_type")
            if kind:
                return [
                    Kind(
                        kind,
                        passage.evidence("product_type", mention.start, mention.end, "named product", 0.8),
                        True,
                    )
                ]
    return []


def _described_kind(passage: Passage, mentions: list[Mention]) -> list[Kind]:
    """In a description the earliest product counts, a later one only where it is made of the first."""
    first = mentions[0]
    near = [
        m for m in mentions if m.start - first.end < 60 or _ADDED.search(passage.view, m.start - 30, m.start)
    ]
    if first.term.value == "not MSC":
        later = [
            m
            for m in mentions
            if m.term.value == "MSC cells" and MSC_ITSELF.search(passage.view[m.start : m.end])
        ]
        gets = re.search(r"(?:cultur|expan|passage)\w*", passage.view)
        if later and gets:
            return of_mentions(passage, later[:1], True, 0.85)
    return of_mentions(passage, near, True, 0.9)


def gives_nothing(reader: Reader, names: Sequence[Passage]) -> bool:
    """Whether the name is of a step that gives nothing: a sample, a harvest, an examination."""
    return bool(names) and bool(reader.words.words["not_given"].search(names[0].view))


def _description_counts(
    reader: Reader, names: Sequence[Passage], passage: Passage, mentions: list[Mention]
) -> bool:
    """A description makes its intervention a product unless the name is plainly another drug mentioned beside one."""
    if not names:
        return True
    if reader.words.words["generic"].search(names[0].view):
        return True
    return mentions[0].start < 220


def arm_kinds(reader: Reader, position: int) -> list[Kind]:
    """What an arm's own text calls its product."""
    for passage in reader.arms[position]:
        mentions = [m for m in kinds_in(reader, passage) if not is_background(passage, m.start, reader.words)]
        if mentions:
            return of_mentions(passage, mentions, True, 0.9)
    return []


def label_kinds(reader: Reader, position: int) -> list[Kind]:
    """What an arm's label calls its product."""
    label = reader.arms[position][0]
    return of_mentions(label, kinds_in(reader, label), True, 0.9)
