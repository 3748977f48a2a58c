"""Which interventions of a study are cell products, and of what kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from harvester.derive.mentions import is_background, is_ours
from harvester.derive.passages import (
    OWN,
    TITLE,
    Evidence,
    Passage,
    Record,
    arm_groups,
    arm_passages,
    intervention_passages,
    interventions,
    keyword_passages,
    record_of,
    study_passages,
)
from harvester.derive.vocabulary import Mention, Vocabulary, vocabulary
from harvester.study import Study

MSC_TYPES = (
    "MSC cells",
    "MSC extracellular vesicles",
    "MSC conditioned medium",
    "MSC-derived differentiated cells",
)
_NOT_CELLS = ("MSC extracellular vesicles", "MSC conditioned medium")
_CONTROL_ARMS = frozenset({"PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION"})
_NEVER = frozenset({"DEVICE", "DIAGNOSTIC_TEST", "BEHAVIORAL", "RADIATION"})
_BIOLOGICAL = frozenset({"BIOLOGICAL", "GENETIC", "COMBINATION_PRODUCT"})
_ANY = frozenset({"PROCEDURE", "OTHER", "DRUG"})
_GIVES_CELLS = re.compile(
    r"(?<![a-z])(?:transplant\w*|implant\w*|infus\w*|inject\w*|[a-z]*cells?|[a-z]+cel|[a-z]+stem|graft\w*|engineered|constructs?)(?![a-z])"
)
_WITHOUT = re.compile(
    r"(?<![a-z])(?:without|no|not|non|except|instead of|lacking|free of|minus|placebo (?:for|of)|vs|versus"
    r"|or placebo of)(?: \w+){0,4} $"
)
_TOGETHER = re.compile(r"(?<![a-z])(?:and|plus|with|combined|followed|enriched)(?![a-z])|[+&,]")
_ADDED = re.compile(r"(?<![a-z])(?:plus|and|combined with|followed by)(?: \w+){0,3} $")
_MADE_FROM = re.compile(r"(?<![a-z])(?:derived|from|of|secret\w*)(?![a-z])")
_OBSERVED = re.compile(
    r"(?<![a-z])(?:isolat\w*|characteri[sz]\w*|in vitro|pre ?clinical models?|ex vivo (?:study|analysis)|biobank\w*"
    r"|measur\w* (?:the )?(?:number|frequency)|collection of|collect\w*"
    r"|effects? of \w+ on (?:the )?(?:\w+ ){0,3}(?:stem|msc|mesench)|mobili[sz]\w*|circulating|"
    r"sampl\w*|harvest\w*|procure\w*|function of|differentiation (?:potential|capacity)|proliferation"
    r"|comparison of (?:the )?isolat|quantif\w*|expression)(?![a-z])"
)
_GIVEN = re.compile(
    r"(?<![a-z])(?:inject\w*|infus\w*|administ\w*|deliver\w*|given|transplant\w*|implant\w*|receiv\w*|treat\w*"
    r"|instill\w*|appl\w*|therap\w*|use)(?![a-z])"
)
_BESIDE = re.compile(
    r"(?<![a-z])(?:co ?(?:infus|transplant|administ|inject)\w*|plus|combin\w* with|combination with|together with"
    r"|along with)(?:[ -]+\w+){0,4} $"
)
_HARVEST = re.compile(r"(?<![a-z])(?:aspirat\w*|harvest\w*|extract\w*|liposuction)(?![a-z])")
_TAKEN = re.compile(
    r"(?<![a-z])(?:sampl|collect|isolat|characteri|stor|bank|harvest|procure)\w*(?: of)?(?: \w+){0,2} $"
)
_BENCH = re.compile(r"(?<![a-z])(?:assays?|explants?|primary cultured)(?![a-z])")
_IN_VITRO = re.compile(r"(?<![a-z])(?:in vitro|culture of)(?![a-z])")
_GIVEN_NOUN = (
    r"(?:inject|infus|administ|deliver|transplant|implant|receiv|treat|therap|instill|appl[iy]|transfus)\w*"
)
_GIVEN_BEFORE = re.compile(rf"(?<![a-z]){_GIVEN_NOUN}(?: \w+){{0,8}} $")
_GIVEN_AFTER = re.compile(rf"[^a-z]*(?:\w+[^a-z]+)?{_GIVEN_NOUN}")
_MSC_ITSELF = re.compile(r"(?<![a-z])(?:mesen\w*|mesan\w*|[a-z]*mscs?|stromal|mpcs?|adscs?|bmscs?)(?![a-z])")


@dataclass(frozen=True, slots=True)
class Kind:
    """A product type with the words that say so."""

    value: str
    evidence: Evidence
    own: bool
    """Whether the intervention's own text names it (else a title or summary does)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intervention that gives a cell product; None stands for a study without interventions."""

    intervention: int | None
    kinds: tuple[Kind, ...]


@dataclass
class Reader:
    """One study's passages, read once and shared by everything that is derived from it."""

    study: Study
    words: Vocabulary
    record: Record
    arms: list[list[Passage]] = field(default_factory=list)
    interventions: list[list[Passage]] = field(default_factory=list)
    prose: list[Passage] = field(default_factory=list)


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
    found = reader.words.find("product_type", passage, reader.record)
    return [
        mention for mention in found
        if not _WITHOUT.search(passage.view[max(0, mention.start - 40) : mention.start])
    ]  # fmt: skip


def _of_mentions(passage: Passage, mentions: Sequence[Mention], own: bool, factor: float = 1.0) -> list[Kind]:
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
        chosen = [_msc_or_not(passage, by_value["MSC cells"], by_value["not MSC"])]
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


def _msc_or_not(passage: Passage, msc: Mention, other: Mention) -> str:
    """Both are named: the stated MSC counts, unless it is what the other product contains."""
    words = passage.view[msc.start : msc.end]
    if other.start < msc.start:
        between = passage.view[other.end : msc.start]
        if other.end <= msc.start and re.search(r"expan|cultur", passage.view[other.end : msc.end]):
            return "MSC cells"
        if re.search(r"contain\w*|rich|source of|enriched|\(|with ", between) and len(between) < 60:
            return "not MSC"
    if other.start <= msc.start and other.end >= msc.end:
        return "not MSC"
    return "MSC cells" if _MSC_ITSELF.search(words) or msc.start < other.start else "not MSC"


def _is_control(reader: Reader, passages: Sequence[Passage]) -> bool:
    name = passages[0] if passages else None
    if not name:
        return False
    control = reader.words.words["control"].search(name.view)
    return bool(control) and not any(
        mention.start < control.start() or mention.term.value != "not MSC" for mention in kinds_in(reader, name)
    ) if control else False  # fmt: skip


def _own_kinds(reader: Reader, position: int) -> list[Kind]:
    passages = reader.interventions[position]
    item = interventions(reader.study)[position]
    names = [passage for passage in passages if not passage.path.endswith(".description")]
    for passage in names:
        mentions = kinds_in(reader, passage)
        if mentions:
            if _only_studied(passage, mentions) or item.get("type") == "DIAGNOSTIC_TEST":
                return []
            kinds = _of_mentions(passage, mentions, True)
            return kinds + (_given_beside(reader, passages) if kinds[0].value == "not MSC" else [])
    named = _named_kind(reader, names)
    if named:
        return named
    if item.get("type") in _NEVER or _gives_nothing(reader, names):
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
                return _of_mentions(passage, [mention], True, 0.9)
    return []


def _only_studied(name: Passage, mentions: Sequence[Mention]) -> bool:
    """'Sampling mesenchymal stem cells', 'exosomes in a whole blood assay': nothing is given."""
    if _BENCH.search(name.view):
        return True
    taken = _TAKEN.search(name.view[: mentions[0].start]) or _IN_VITRO.search(name.view)
    return bool(taken) and not _GIVEN.search(name.view)


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
            if m.term.value == "MSC cells" and _MSC_ITSELF.search(passage.view[m.start : m.end])
        ]
        gets = re.search(r"(?:cultur|expan|passage)\w*", passage.view)
        if later and gets:
            return _of_mentions(passage, later[:1], True, 0.85)
    return _of_mentions(passage, near, True, 0.9)


def _gives_nothing(reader: Reader, names: Sequence[Passage]) -> bool:
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


def _generic(reader: Reader, position: int) -> bool:
    """A name such as 'stem cells', or a code that only the study's prose explains."""
    passages = reader.interventions[position]
    item = interventions(reader.study)[position]
    if item.get("type") in _NEVER or not passages or _gives_nothing(reader, passages):
        return False
    name = passages[0]
    if reader.words.words["generic"].search(name.view):
        return True
    code = re.search(r"[A-Za-z]*\d[\w-]*|[A-Z][\w-]*[A-Z][\w-]*|®|™", name.plain)
    if name.plain.isupper() and " " in name.plain:
        return False
    return bool(code) and _explained(reader, code[0].lower() if code else "")


def _explained(reader: Reader, code: str) -> bool:
    """Whether title or summary set the code beside an MSC word."""
    if len(code) < 3:
        return False
    for passage in reader.prose:
        for found in re.finditer(re.escape(code), passage.folded):
            if passage.says(_MSC_ITSELF, found.start()):
                return True
    return False


def _kinds_of_study(reader: Reader) -> list[Kind]:
    """What titles, else the study's own sentences in the summary, call the product."""
    others = any(
        m.term.value == "not MSC" for p in reader.prose if p.rank == TITLE for m in kinds_in(reader, p)
    )
    titled: list[Kind] = []
    for passage in reader.prose:
        mentions = kinds_in(reader, passage)
        if passage.rank == TITLE:
            if mentions and not _OBSERVED.search(passage.view):
                kinds = _of_mentions(passage, mentions, False)
                if kinds[0].value in MSC_TYPES:
                    return kinds
                titled = titled or kinds
            continue
        if titled:
            return titled
        ours = [
            m
            for m in mentions
            if is_ours(passage, m.start) and not is_background(passage, m.start, reader.words)
        ]
        ours = [m for m in ours if m.term.value != "not MSC"]
        ours = [m for m in ours if passage.says(_GIVEN, m.start)]
        if ours and not others:
            return _of_mentions(passage, ours[:1], False, 0.9)
    return titled


def arm_kinds(reader: Reader, position: int) -> list[Kind]:
    """What an arm's own text calls its product."""
    for passage in reader.arms[position]:
        mentions = [m for m in kinds_in(reader, passage) if not is_background(passage, m.start, reader.words)]
        if mentions:
            return _of_mentions(passage, mentions, True, 0.9)
    return []


def label_kinds(reader: Reader, position: int) -> list[Kind]:
    """What an arm's label calls its product."""
    label = reader.arms[position][0]
    return _of_mentions(label, kinds_in(reader, label), True, 0.9)


def candidates(reader: Reader) -> list[Candidate]:
    """Interventions that give a cell product, in the registry's order."""
    found: list[Candidate] = []
    doubtful: list[int] = []
    for position in range(len(reader.interventions)):
        if _is_control(reader, reader.interventions[position]):
            continue
        kinds = _own_kinds(reader, position)
        if kinds:
            found.append(Candidate(position, tuple(kinds)))
        elif _generic(reader, position):
            doubtful.append(position)
    if any(kind.value in MSC_TYPES for candidate in found for kind in candidate.kinds):
        return found
    others = [number for number in range(len(reader.interventions)) if _could_be(reader, number)]
    extra = (
        _through_arms(reader, doubtful)
        or _through_arms(reader, others)[:1]
        or _through_own_arms(reader)[:1]
        or _through_study(reader, doubtful)
        or _through_description(reader)
        or _through_keywords(reader, doubtful, found)
    )
    steps = {
        candidate.intervention for candidate in extra
        if candidate.intervention is not None and _gives_nothing(reader, reader.interventions[candidate.intervention])
    }  # fmt: skip
    kept = [candidate for candidate in found if candidate.intervention not in steps]
    return sorted(kept + extra, key=lambda candidate: candidate.intervention or 0)


def _through_arms(reader: Reader, positions: list[int]) -> list[Candidate]:
    found = []
    for position in positions:
        named: list[list[Kind]] = []
        labels = interventions(reader.study)[position].get("armGroupLabels")
        for number, arm in enumerate(arm_groups(reader.study)):
            if isinstance(labels, list) and arm.get("label") in labels:
                named += [kinds for kinds in [arm_kinds(reader, number)] if kinds]
        if named:
            msc = (kinds for kinds in named if kinds[0].value in MSC_TYPES)
            found.append(Candidate(position, tuple(next(msc, named[0]))))
    return found


def _through_own_arms(reader: Reader) -> list[Candidate]:
    """An intervention named for its procedure, or for the harvest alone, that only arms with the product get."""
    naming = {
        arm.get("label") for number, arm in enumerate(arm_groups(reader.study)) if arm_kinds(reader, number)
    }
    own = []
    for position, item in enumerate(interventions(reader.study)):
        labels = item.get("armGroupLabels")
        names = reader.interventions[position]
        if not isinstance(labels, list) or not labels or not all(label in naming for label in labels):
            continue
        if item.get("type") in _NEVER or _is_control(reader, names):
            continue
        if _gives_nothing(reader, names) and not (
            len(reader.interventions) == 1 and _HARVEST.search(names[0].view)
        ):
            continue
        own.append(position)
    return _through_arms(reader, own) if len(own) == 1 else []


def _through_study(reader: Reader, positions: list[int]) -> list[Candidate]:
    kinds = _kinds_of_study(reader)
    if not kinds:
        return []
    if positions:
        return [Candidate(position, tuple(kinds)) for position in positions]
    others = [n for n in range(len(reader.interventions)) if _could_be(reader, n)]
    titled = kinds[0].evidence.path.endswith("Title")
    if len(others) == 1 and titled:
        return [Candidate(others[0], tuple(kinds))]
    if not reader.interventions and titled and (_title_gives(reader) or _one_group_gets(reader)):
        return [Candidate(None, tuple(kinds))]
    return []


def _one_group_gets(reader: Reader) -> bool:
    """Whether one group is said to get the product and another is not."""
    named = [
        any(kind.value in MSC_TYPES for kind in arm_kinds(reader, n))
        for n in range(len(reader.arms))
        if reader.arms[n]
    ]
    return any(named) and not all(named)


def _title_gives(reader: Reader) -> bool:
    """Whether a title says of the product itself that it is given: 'infusion of MSC', 'MSC transplantation'."""
    return any(
        _GIVEN_BEFORE.search(title.view[max(0, mention.start - 80) : mention.start])
        or _GIVEN_AFTER.match(title.view, mention.end)
        for title in reader.prose if title.rank == TITLE for mention in kinds_in(reader, title)
    )  # fmt: skip


def _through_description(reader: Reader) -> list[Candidate]:
    """An intervention named for a step ('bone marrow aspiration') whose description gives the cells."""
    for position, passages in enumerate(reader.interventions):
        if _is_control(reader, passages):
            continue
        for passage in passages:
            for mention in kinds_in(reader, passage) if passage.path.endswith(".description") else ():
                start = max(passage.sentence(mention.start)[0], mention.start - 300)
                if mention.term.value in MSC_TYPES and _GIVEN.search(passage.view, start, mention.start):
                    return [Candidate(position, tuple(_of_mentions(passage, [mention], True, 0.8)))]
    return []


def _through_keywords(reader: Reader, positions: list[int], found: Sequence[Candidate]) -> list[Candidate]:
    """'Stem cells' that only the record's keywords call mesenchymal."""
    if found:
        return []
    for passage in keyword_passages(reader.study):
        mentions = [m for m in kinds_in(reader, passage) if m.term.value == "MSC cells"]
        if mentions and _MSC_ITSELF.search(passage.view):
            kinds = tuple(_of_mentions(passage, mentions, False, 0.5))
            return [Candidate(position, kinds) for position in positions]
    return []


def _could_be(reader: Reader, position: int) -> bool:
    """Whether an intervention that names no cells may still be the cells that a title or arm names."""
    kind = interventions(reader.study)[position].get("type")
    passages = reader.interventions[position]
    if not passages or _is_control(reader, passages) or _gives_nothing(reader, passages):
        return False
    return kind in _BIOLOGICAL or (kind in _ANY and bool(_GIVES_CELLS.search(passages[0].view)))
