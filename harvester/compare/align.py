"""Items of several studies (outcomes, criteria) put in rows: those that are about the same thing stand together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from rapidfuzz import fuzz, process

from harvester.compare.wording import Gist, Reader

Item = Mapping[str, Any]


class Placed(NamedTuple):
    """An item in a row; `match` is first (it opened the row), same (word for word) or similar to the one that did,
    or topic where they only speak of one thing. `similarity` is that of the words as they stand, in percent; what
    goes together is judged by the gist."""

    item: Item
    gist: Gist
    match: Literal["first", "same", "similar", "topic"]
    similarity: int


@dataclass(slots=True)
class AlignedRow:
    """One row: `cells` has a list of items for each study that has any."""

    gist: Gist
    topic: str | None
    kinds: set[Any]
    cells: dict[int, list[Placed]]
    by_topic: bool = False
    """Whether anything stands here for its topic rather than its wording."""

    @property
    def shared(self) -> int:
        """How many studies have any."""
        return len(self.cells)

    @property
    def only(self) -> int:
        """The study, or the first of those, that the row has items of."""
        return min(self.cells)

    @property
    def first(self) -> Placed:
        """What opened the row."""
        return next(placed for cell in self.cells.values() for placed in cell if placed.match == "first")

    def put(self, study: int, placed: Placed) -> None:
        """Add an item of a study."""
        self.cells.setdefault(study, []).append(placed)


@dataclass(frozen=True, slots=True)
class Rules:
    """How items are aligned.

    `text` and `kind` name the keys of an item's text and kind; from `alike` percent on texts are about one thing.
    `kinds_mix`: items of different kinds (primary, secondary) may share a row, though those of one kind are
    preferred. `figures_tell`: texts with different figures are about different things.
    """

    text: str
    kind: str
    alike: float
    kinds_mix: bool
    figures_tell: bool


class _Rows:
    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.rows: list[AlignedRow] = []
        self._by_gist: dict[str, list[AlignedRow]] = {}
        self._texts: list[str] = []
        """The gists of the rows that studies before the present one have opened."""

    def begin_study(self) -> None:
        """What is in rows by now belongs to studies before."""
        self._texts = [row.gist.sorted for row in self.rows]

    def take(self, study: int, item: Item, gist: Gist) -> None:
        """Put an item where it belongs."""
        row = self._twin(item, gist) or self._alike(study, item, gist)
        kind = item[self.rules.kind]
        if row is None:
            first = {study: [Placed(item, gist, "first", 100)]}
            row = AlignedRow(gist, item.get("topic"), {kind}, first)
            self.rows.append(row)
            self._by_gist.setdefault(gist.sorted, []).append(row)
            return
        if row.gist.folded == gist.folded:
            row.put(study, Placed(item, gist, "same", 100))
        else:
            row.put(study, Placed(item, gist, "similar", _likeness(gist, row.gist)))
        row.kinds.add(kind)

    def _twin(self, item: Item, gist: Gist) -> AlignedRow | None:
        """The row of the same gist, of this study or another: one thing at two times shares a cell."""
        found = [
            row for row in self._by_gist.get(gist.sorted, ()) if gist.ordered and self._fits(row, item, gist)
        ]
        kind = item[self.rules.kind]
        return max(found, key=lambda row: (row.gist.folded == gist.folded, kind in row.kinds), default=None)

    def _alike(self, study: int, item: Item, gist: Gist) -> AlignedRow | None:
        """The row of a study before that it is most like, where this study has nothing yet."""
        if not self._texts or not gist.ordered:
            return None
        kind = item[self.rules.kind]
        best: tuple[float, bool, int] | None = None
        for _, score, index in process.extract(
            gist.sorted,
            self._texts,
            scorer=fuzz.ratio,
            processor=None,
            score_cutoff=self.rules.alike,
            limit=None,
        ):
            row = self.rows[index]
            if study not in row.cells and self._fits(row, item, gist):
                rank = (score, kind in row.kinds, -index)
                best = max(best, rank) if best else rank
        return self.rows[-best[2]] if best else None

    def _fits(self, row: AlignedRow, item: Item, gist: Gist) -> bool:
        topic = item.get("topic")
        return (
            (self.rules.kinds_mix or item[self.rules.kind] in row.kinds)
            and (not self.rules.figures_tell or gist.figures == row.gist.figures)
            and (topic is None or row.topic is None or topic == row.topic)
            and not gist.excludes(row.gist)
        )


def align(studies: Sequence[Sequence[Item]], reader: Reader, rules: Rules) -> list[AlignedRow]:
    """Rows in the order of their first items; an item joins the row it is most like.

    Items that say opposite things, or name a different `topic`, never share one.
    """
    rows = _Rows(rules)
    for study, items in enumerate(studies):
        rows.begin_study()
        for item in items:
            rows.take(study, item, reader.gist(item[rules.text] or ""))
    return rows.rows


def cells_of(rows: Sequence[AlignedRow], studies: int) -> list[list[Placed]]:
    """The items of all the rows by study."""
    cells: list[list[Placed]] = [[] for _ in range(studies)]
    for row in rows:
        for study, placed in row.cells.items():
            cells[study] += placed
    return cells


def gather_topics(rows: Sequence[AlignedRow], rules: Rules) -> tuple[list[AlignedRow], list[AlignedRow]]:
    """(rows of several studies, rows of one): what shares a topic with another study is put together."""
    shared = _one_a_topic([row for row in rows if row.shared > 1], rules)
    waiting: dict[tuple[Any, str | None], list[AlignedRow]] = {}
    place = {id(row): number for number, row in enumerate(rows)}
    alone = []
    for row in rows:
        if row.shared > 1:
            continue
        if row.topic is None:
            alone.append(row)
            continue
        about = _about(row, rules)
        free = (other for other in shared if _about(other, rules) == about and row.only not in other.cells)
        target = max(free, key=lambda other: other.shared, default=None)
        if target is not None:
            _move(row, target)
        else:
            waiting.setdefault(about, []).append(row)
    for about, (first, *others) in waiting.items():
        on_it = [row for row in shared if _about(row, rules) == about]
        if len(on_it) == 1 and on_it[0].by_topic:  # the row of the topic, no longer that of a wording
            for row in (first, *others):
                _move(row, on_it[0])
            continue
        if all(row.only == first.only for row in others):
            alone += [first, *others]
            continue
        for row in others:
            _move(row, first)
        shared.append(first)
    return shared, sorted(alone, key=lambda row: place[id(row)])


def _about(row: AlignedRow, rules: Rules) -> tuple[Any, str | None]:
    """What rows have in common that may be put together: their topic, and their kind where kinds do not mix."""
    return None if rules.kinds_mix else next(iter(row.kinds)), row.topic


def _one_a_topic(rows: Sequence[AlignedRow], rules: Rules) -> list[AlignedRow]:
    """The rows, those of one topic put together where most studies of the smaller have nothing in the larger.

    Else wordings that stand side by side well would be torn apart: pain and function by WOMAC.
    """
    kept: dict[tuple[Any, str | None], list[AlignedRow]] = {}
    moved: set[int] = set()
    for row in sorted(rows, key=lambda row: -row.shared):
        if row.topic is None:
            continue
        larger = kept.setdefault(_about(row, rules), [])
        for target in larger:
            if 2 * len(row.cells.keys() & target.cells.keys()) < row.shared:
                _move(row, target)
                moved.add(id(row))
                break
        else:
            larger.append(row)
    return [row for row in rows if id(row) not in moved]


def split_topics(rows: Sequence[AlignedRow]) -> set[str]:
    """Topics of which there are several rows: each has but some of what is said on it."""
    counts = Counter(row.topic for row in rows)
    return {topic for topic, count in counts.items() if topic is not None and count > 1}


def _move(row: AlignedRow, target: AlignedRow) -> None:
    for study, cell in row.cells.items():
        for placed in cell:
            likeness = _likeness(placed.gist, target.gist)
            target.put(study, Placed(placed.item, placed.gist, "topic", likeness))
    target.kinds |= row.kinds
    target.by_topic = True


def _likeness(one: Gist, other: Gist) -> int:
    """How alike two wordings are that are not the same, whatever the order of their words."""
    return min(99, round(fuzz.token_sort_ratio(one.folded, other.folded)))
