"""Items of several studies (outcomes, criteria) put in rows: those that are about the same thing stand together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rapidfuzz import fuzz, process

from harvester.compare.wording import Gist, Reader

TWINS_ALIKE = 97.0
"""How alike two items of one study must be to share a cell: the same thing at two times, not two things."""

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Placed:
    """An item in a row; `match` is first (it opened the row), same (word for word) or similar to the one that did."""

    item: Item
    gist: Gist
    match: Literal["first", "same", "similar"]
    similarity: int


@dataclass(slots=True)
class AlignedRow:
    """One row: `cells` has a list of items for each study."""

    gist: Gist
    cells: list[list[Placed]]
    kinds: set[Any] = field(default_factory=set)

    @property
    def shared(self) -> int:
        """How many studies have something in the row."""
        return sum(map(bool, self.cells))


def align(
    studies: Sequence[Sequence[Item]],
    text_key: str,
    kind_key: str,
    reader: Reader,
    alike: float,
    *,
    kinds_mix: bool,
    figures_tell: bool,
) -> list[AlignedRow]:
    """Rows in the order of their first items. An item joins the row it is most like, from `alike` percent on.

    `kinds_mix`: items of different kinds (primary, secondary) may share a row, though those of one kind are preferred.
    `figures_tell`: texts with different figures are about different things.
    """
    rows: list[AlignedRow] = []
    for number, items in enumerate(studies):
        for item in items:
            gist = reader.gist(item[text_key] or "")
            found = _best(rows, gist, number, item[kind_key], alike, kinds_mix, figures_tell)
            if found is None:
                row = AlignedRow(gist, [[] for _ in studies])
                rows.append(row)
                row.cells[number].append(Placed(item, gist, "first", 100))
            else:
                row, score = found
                same = row.gist.folded == gist.folded
                percent = 100 if same else min(99, round(score))
                row.cells[number].append(Placed(item, gist, "same" if same else "similar", percent))
            row.kinds.add(item[kind_key])
    return rows


def _best(
    rows: list[AlignedRow],
    gist: Gist,
    study: int,
    kind: Any,
    alike: float,
    kinds_mix: bool,
    figures_tell: bool,
) -> tuple[AlignedRow, float] | None:
    if not gist.ordered:
        return None
    scores: dict[int, float] = {}
    for query, texts in (
        (gist.sorted, [row.gist.sorted for row in rows]),
        (gist.ordered, [row.gist.ordered for row in rows]),
    ):
        for _, score, index in process.extract(
            query, texts, scorer=fuzz.ratio, processor=None, score_cutoff=alike, limit=None
        ):
            scores[index] = max(score, scores.get(index, 0.0))
    best: tuple[tuple[float, bool], int] | None = None
    for index in sorted(scores):
        row, score = rows[index], scores[index]
        here = kind in row.kinds
        if (
            (not here and not kinds_mix)
            or (score < TWINS_ALIKE and row.cells[study])
            or (figures_tell and gist.figures != row.gist.figures)
            or gist.excludes(row.gist)
        ):
            continue
        rank = (score + 1.0 * (gist.folded == row.gist.folded), here)
        if best is None or rank > best[0]:
            best = (rank, index)
    return None if best is None else (rows[best[1]], scores[best[1]])
