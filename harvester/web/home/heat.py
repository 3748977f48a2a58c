"""A table of counts drawn as a heat map: SVG in pixels, so that its text keeps its size; a narrow screen scrolls it.

Written in Python and kept with the counts: a template would draw its hundred cells anew for every reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from harvester.web.escaping import escape

_ROW = 30
_GAP = 2
_HEAD = 26
_NAME_LETTER, _HEAD_LETTER = 7.4, 6.8
"""Pixels of a letter in the names of rows and over columns, a wide one's: they must fit in whichever font there is."""
_LEAST, _MOST = 64, 112
"""Pixels of a column."""
_NAME_MOST = 200
"""Pixels of the names of the rows."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One cell: `depth` of its tint from 0 to 5; `href` selects what it counts."""

    count: int
    depth: int
    href: str


Rows = Sequence[tuple[str, Sequence[Spot]]]


def heat_map(title: str, columns: Sequence[str], rows: Rows) -> Markup:
    """The SVG; every cell that counts something is a link that says what."""
    left = min(_NAME_MOST, _longest([name for name, _ in rows], _NAME_LETTER) + 12)
    step = min(_MOST, max(_LEAST, _longest(columns, _HEAD_LETTER) + 8))
    heads = "".join(
        _text(
            "m-col",
            left + place * step + (step - _GAP) / 2,
            _HEAD - 9,
            _fit(name, step - 8, _HEAD_LETTER),
            "middle",
        )
        for place, name in enumerate(columns)
    )
    lines = "".join(
        _text("m-row", 0, _HEAD + place * _ROW + 19, _fit(name, left - 12, _NAME_LETTER))
        + "".join(
            _cell(spot, f"{name}, {column}", left + number * step, _HEAD + place * _ROW, step - _GAP)
            for number, (column, spot) in enumerate(zip(columns, spots, strict=True))
        )
        for place, (name, spots) in enumerate(rows)
    )
    width, height = left + len(columns) * step, _HEAD + len(rows) * _ROW
    return Markup(  # every text in it went through escape
        f'<svg class="m-heat" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="group" '
        f'aria-label="{escape(title)}. The figures are in the table below.">{heads}{lines}</svg>'
    )


def _cell(spot: Spot, where: str, x: int, y: int, width: int) -> str:
    tile = (
        f'<rect class="m-d{spot.depth}" x="{x}" y="{y}" width="{width}" height="{_ROW - _GAP}" rx="2"></rect>'
    )
    if not spot.count:
        return tile
    words = escape(f"{where}: {spot.count:,} {'study' if spot.count == 1 else 'studies'}")
    count = _text(f"m-in m-in{spot.depth}", x + width / 2, y + 19, f"{spot.count:,}", "middle")
    return f'<a href="{escape(spot.href)}" aria-label="{words}"><title>{words}</title>{tile}{count}</a>'


def _text(kind: str, x: float, y: int, text: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _longest(names: Sequence[str], letter: float) -> int:
    return ceil(max(map(len, names), default=0) * letter)


def _fit(name: str, width: int, letter: float) -> str:
    letters = int(width / letter)
    return name if len(name) <= letters else name[: letters - 1] + "…"
