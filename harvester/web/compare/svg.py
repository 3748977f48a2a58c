"""Charts of the comparison as SVG with the table of their data, in Python for the reason that `body` gives."""

from collections.abc import Mapping
from typing import Any

from harvester.web.escaping import escape

_ROW = 30
"""Height of a study's row: its name above, its marks below."""
_FOOT = 26
"""Height of what stands under the axis."""


def _tick(tick: Mapping[str, Any], height: int) -> str:
    at = tick["at"]
    return (
        f'<line class="c-grid" x1="{at}%" x2="{at}%" y1="0" y2="{height - 20}"></line>'
        f'<text class="c-tick c-{tick["anchor"]}" x="{at}%" y="{height - 5}">{escape(tick["label"])}</text>\n'
    )


def _mark(mark: Mapping[str, Any], top: int) -> str:
    shape, style, at = mark["shape"], mark["style"], mark["at"]
    title = f"<title>{escape(mark['words'])}</title>"
    if shape == "dot":
        return f'<circle class="c-dot c-{escape(style)}" cx="{at}%" cy="{top + 20}" r="4">{title}</circle>'
    kind = f"c-{shape} c-{style}" if style else f"c-{shape}"
    if shape == "bar":
        place = f'x="{at}%" width="{mark["width"]}%" y="{top + 16}" height="8" rx="2"'
        return f'<rect class="{kind}" {place}>{title}</rect>'
    return f'<line class="{kind}" x1="{at}%" x2="{at}%" y1="{top + 14}" y2="{top + 26}">{title}</line>'


def _study(row: Mapping[str, Any], top: int) -> str:
    words = f" · {escape(row['words'])}" if row["words"] else ""
    name = f'<text class="c-row-name" x="0" y="{top + 11}">{row["nct_id"]}{words}</text>'
    return name + "".join(_mark(mark, top) for mark in row["marks"])


def _data(chart: Mapping[str, Any]) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in chart["columns"])
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in chart["data"]
    )
    return (
        '<details class="c-data"><summary>Data of this chart</summary><table class="h-table">'
        f'<caption class="h-visually-hidden">{escape(chart["title"])}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></details>"
    )


def chart_html(chart: Mapping[str, Any]) -> str:
    """A chart of `charts` as a figure."""
    name, title = chart["name"], escape(chart["title"])
    height = len(chart["rows"]) * _ROW + _FOOT
    ticks = "".join(_tick(tick, height) for tick in chart["ticks"])
    studies = "".join(_study(row, place * _ROW) for place, row in enumerate(chart["rows"]))
    return (
        f'<figure class="c-chart c-chart-{name}">'
        f'<figcaption><strong>{title}</strong> <span class="c-note">{escape(chart["summary"])}</span></figcaption>'
        f'<div class="c-plot"><svg class="c-svg" width="100%" height="{height}" role="img" '
        f'aria-labelledby="c-{name}-title"><title id="c-{name}-title">{title}. The data are in the table below.'
        f"</title>\n{ticks}{studies}</svg></div>\n{_data(chart)}</figure>"
    )
