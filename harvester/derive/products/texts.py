"""What an intervention and an arm give by their own text: the name counts before the description."""

import re
from collections.abc import Sequence

from harvester.derive.passages import Passage, interventions
from harvester.derive.products.kinds import (
    MSC_ITSELF,
    MSC_TYPES,
    NOT_CELLS,
    Kind,
    Reader,
    kinds_in,
    of_mentions,
)
from harvester.derive.products.mentions import is_background
from harvester.derive.vocabulary.terms import Mention

NEVER = frozenset({"DEVICE", "DIAGNOSTIC_TEST", "BEHAVIORAL", "RADIATION"})
_ADDED = re.compile(r"(?<![a-z])(?:plus|and|combined with|followed by)(?: \w+){0,3} $")
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
        if named and not any(m.term.value in NOT_CELLS for m in mentions):
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
