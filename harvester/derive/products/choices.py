"""From everything a study says about one product's tissue and donor: which values stand."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from harvester.derive.doses.find import DoseReading
from harvester.derive.passages import DESCRIPTION, SUMMARY, TITLE, Passage, Record
from harvester.derive.products.kinds import Reader
from harvester.derive.products.mentions import (
    ATTACHED,
    FREE,
    HARVESTED,
    Reading,
    is_aim,
    is_ours,
    read_donor_details,
    read_donors,
    read_tissues,
)
from harvester.derive.schedules.administrations import Found
from harvester.derive.vocabulary.terms import Vocabulary

_Read = Callable[[Passage, Vocabulary, Record], Iterable[Reading]]
_PERINATAL = frozenset(
    {
        "umbilical cord",
        "Wharton's jelly",
        "cord blood",
        "placenta",
        "amnion",
        "amniotic fluid",
        "chorion",
        "decidua",
        "ESC-derived",
    }
)
_DETAIL_WORDS = (
    "pool",
    "third",
    "3rd",
    "haplo",
    "sibling",
    "family",
    "relative",
    "same donor",
    "donor-derived",
    "donor derived",
    "hsct donor",
    "living donor",
    "parent",
    "mother",
    "father",
)
"""Without one of these a passage says nothing of the donor's kin or pooling; saves looking closer."""


class Context:
    """Readings of one study, each passage read once per attribute."""

    def __init__(self, reader: Reader, gives_cells: bool = False) -> None:
        self.reader = reader
        self.gives_cells = gives_cells
        """Whether one of the study's products is cells."""
        self._cache: dict[tuple[str, str], list[Reading]] = {}
        self.doses: dict[tuple[str, bool], list[DoseReading]] = {}
        """(path, of vesicles) → doses read there."""
        self.firsts: dict[tuple[str, str], Found | None] = {}
        """(attribute, path) → the first reading of a schedule or handling."""

    def readings(self, kind: str, read: _Read, passages: Iterable[Passage]) -> list[Reading]:
        """All readings of one attribute in these passages, in order."""
        found: list[Reading] = []
        for passage in passages:
            key = (kind, passage.path)
            if key not in self._cache:
                self._cache[key] = list(read(passage, self.reader.words, self.reader.record))
            found += self._cache[key]
        return found

    def ranked(self, rank: int) -> list[Passage]:
        """The study's prose of one rank."""
        return [passage for passage in self.reader.prose if passage.rank == rank]


def first_of_each(readings: Iterable[Reading]) -> list[Reading]:
    """The surest reading of each value, in order of appearance."""
    best: dict[str, Reading] = {}
    for reading in readings:
        old = best.get(reading.value)
        if old is None or (reading.grade, reading.evidence.confidence) > (old.grade, old.evidence.confidence):
            best[reading.value] = reading
    return list(best.values())


def own_choice(intervention: list[Reading], arm: list[Reading]) -> list[Reading]:
    """The arm chooses among what its intervention names or adds to it; where they contradict, both stand.

    An arm's text tells of other drugs too, so that it adds no route.
    """
    given, asked = first_of_each(intervention), first_of_each(arm)
    if not given or not asked:
        return given or asked
    both = [reading for reading in given if reading.value in {other.value for other in asked}]
    more = len(both) == len(given) < len(asked) and all(reading.grade == ATTACHED for reading in asked)
    if more and asked[0].evidence.attribute != "route":
        return asked
    return both or given + asked


def _narrow_tissues(readings: list[Reading]) -> list[Reading]:
    parents = {reading.term.parent for reading in readings}
    return [reading for reading in readings if reading.value not in parents]


def choose_tissues(
    context: Context, intervention: Sequence[Passage], arm: Sequence[Passage]
) -> list[Reading]:
    """Where the cells come from: the surest grade first, then the rank of the text."""

    def read(passages: Iterable[Passage], grade: int) -> list[Reading]:
        return [r for r in context.readings("tissue", read_tissues, passages) if r.grade >= grade]

    for grade in (ATTACHED, FREE):
        own = _narrow_tissues(own_choice(read(intervention, grade), read(arm, grade)))
        if own and (grade == ATTACHED or len(own) == 1):
            return _with_narrower_title(context, own)
        titles = _narrow_tissues(first_of_each(read(context.ranked(TITLE), grade)))
        if titles and not own:
            return titles
        for rank in (SUMMARY, DESCRIPTION):
            prose = _narrow_tissues(
                _prose_choice(read(context.ranked(rank), HARVESTED if grade == FREE else ATTACHED))
            )
            if prose and not own:
                return prose
        if own:
            return own
    return []


def _with_narrower_title(context: Context, own: list[Reading]) -> list[Reading]:
    """A title may name the part (Wharton's jelly) of the organ an arm names."""
    titles = context.readings("tissue", read_tissues, context.ranked(TITLE))
    parts = [r for r in first_of_each(titles) if r.term.parent and r.grade == ATTACHED]
    return [next((part for part in parts if part.term.parent == reading.value), reading) for reading in own]


def _prose_choice(readings: list[Reading]) -> list[Reading]:
    """Prose names many things: one value counts, several only where sentences of this study name them."""
    values = first_of_each(readings)
    if len(values) <= 1:
        return values
    for tells in (is_aim, is_ours):
        ours = first_of_each(r for r in readings if tells(r.passage, r.start) and r.grade == ATTACHED)
        if len(_narrow_tissues(ours)) == 1:
            return _narrow_tissues(ours)
    counts = sorted(
        ((sum(r.value == v.value for r in readings), v) for v in values), key=lambda item: -item[0]
    )
    return [counts[0][1]] if counts[0][0] >= 2 * counts[1][0] else []


def choose_donors(
    context: Context,
    intervention: Sequence[Passage],
    arm: Sequence[Passage],
    tissues: Sequence[Reading | None],
) -> list[Reading]:
    """Autologous, allogeneic, or both where arms or text say so."""

    def read(passages: Iterable[Passage], grade: int) -> list[Reading]:
        return [r for r in context.readings("donor", read_donors, passages) if r.grade >= grade]

    for grade in (ATTACHED, FREE):
        own = own_choice(read(intervention, grade), read(arm, grade))
        if own:
            return own
        titles = first_of_each(
            r for r in read(context.ranked(TITLE), grade) if not _beside_another(context, r, tissues)
        )
        if titles:
            return titles
        for rank in (SUMMARY, DESCRIPTION):
            said = read(context.ranked(rank), ATTACHED if grade == ATTACHED else HARVESTED)
            prose = _prose_choice([
                r for r in said
                if not _of_other_cells(context, r, tissues) and not _beside_another(context, r, tissues)
            ])  # fmt: skip
            if prose:
                return prose[:1]
    return []


def _of_other_cells(context: Context, donor: Reading, tissues: Sequence[Reading | None]) -> bool:
    """'Autologous' in prose beside another tissue than the birth tissue that this product is made of."""
    if donor.value != "autologous" or not any(perinatal(t.value if t else None) for t in tissues):
        return False
    place = donor.passage.sentence(donor.start)
    named = context.readings("tissue", read_tissues, [donor.passage])
    return not any(perinatal(r.value) and place[0] <= r.start < place[1] for r in named)


def _beside_another(context: Context, donor: Reading, tissues: Sequence[Reading | None]) -> bool:
    """'Autologous bone marrow concentrate and … from umbilical cord': not the donor of the product from the cord."""
    if donor.value != "autologous" or not any(perinatal(t.value if t else None) for t in tissues):
        return False
    named = context.readings("tissue", read_tissues, [donor.passage])
    if not any(perinatal(r.value) for r in named):
        return False
    after = min((r for r in named if r.start >= donor.start), key=lambda r: r.start, default=None)
    return after is not None and not perinatal(after.value)


def choose_details(context: Context, passages: Sequence[Passage]) -> list[Reading]:
    """Pooled, third-party, related, haploidentical: from own text, titles, then prose."""
    for group in (passages, context.ranked(TITLE), context.ranked(SUMMARY), context.ranked(DESCRIPTION)):
        telling = [p for p in group if p.rank < SUMMARY or any(word in p.folded for word in _DETAIL_WORDS)]
        found = first_of_each(context.readings("detail", read_donor_details, telling))
        if found:
            return found[:1]
    return []


def perinatal(tissue: str | None) -> bool:
    """Tissues of birth: their cells go to someone else unless the record says autologous."""
    return tissue in _PERINATAL


def nearest(readings: Sequence[Reading], passage: Passage, place: int) -> Iterator[Reading]:
    """Readings of the same passage, the nearest first."""
    same = [reading for reading in readings if reading.passage.path == passage.path]
    yield from sorted(same, key=lambda reading: abs(reading.start - place))
