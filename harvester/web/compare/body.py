"""The body of the comparison as HTML.

What a template would print, written in Python: a page has thousands of these pieces, and a template takes three times
as long for them. Every text goes through `escape`; white space is kept by the style sheet.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from markupsafe import Markup

from harvester.web.compare.svg import chart_html
from harvester.web.compare.view import Arm, Cell, Criterion, Outcome, Reading, Row, ShownSection, Text
from harvester.web.escaping import escape

_POWER = re.compile(r"× 10\^(-?\d+)")
_WHOM = 4
"""Arms named before the rest is folded."""
_LABEL = 40
"""Characters of a label that fit in its few lines."""
_HOVERED = 3
"""Quotes shown while the pointer rests on a value; all of them stand in its fold."""


def _long(text: Text) -> str:
    start, rest = text
    if not rest:
        return f'<div class="c-text">{escape(start)}</div>'
    return (
        f'<details class="c-long"><summary>{escape(start)}… <span class="c-more">All of it</span></summary>'
        f'<div class="c-text">{escape(rest)}</div></details>'
    )


def _aside(text: str) -> str:
    return f' <span class="c-note">{escape(text)}</span>' if text else ""


def _tag(text: str) -> str:
    return f' <span class="c-tag">{escape(text)}</span>' if text else ""


_MARKS = {
    "same": "{}",
    "here": '<mark class="c-here">{}</mark>',
    "there": '<del class="c-there">{}</del>',
}


def _marked(pieces: Sequence[tuple[str, str]]) -> str:
    if len(pieces) == 1 and pieces[0][0] == "same":
        return escape(pieces[0][1])
    return "".join(_MARKS[mark].format(escape(piece)) for mark, piece in pieces)


def _arm(arm: Arm) -> str:
    gets = "".join(f"<li>{escape(name)}{_aside(note)}</li>" for name, note in arm.gets)
    return (
        f'<p class="c-name">{escape(arm.label)}{_tag(arm.type)}</p>'
        + (f'<ul class="c-gets">{gets}</ul>' if gets else "")
        + (f'<p class="c-note">Also: {escape(arm.others)}</p>' if arm.others else "")
        + (_long(arm.text) if arm.text else "")
    )


def _outcome(outcome: Outcome) -> str:
    pieces, type_, note, when, days, prose, _ = outcome
    found = f'<p class="c-name">{_marked(pieces)}{_tag(type_)}</p>'
    if note:
        found += f'<p class="c-note c-similar">{escape(note)}</p>'
    if when:
        found += f'<p class="c-when">{escape(when)}{_aside(days)}</p>'
    if prose:
        found += (
            '<details class="c-fold c-prose"><summary>Description</summary>'
            f'<div class="c-text">{escape(prose)}</div></details>'
        )
    return found


def _criterion(criterion: Criterion) -> str:
    within, pieces, population, note, _ = criterion
    return (
        (f'<p class="c-note">{escape(within)} ›</p>' if within else "")
        + f'<p class="c-text">{_marked(pieces)}{_tag(population)}</p>'
        + (f'<p class="c-note c-similar">{escape(note)}</p>' if note else "")
    )


def reading(read: Reading) -> str:
    """A value read from prose, with its words on hover and in a fold."""
    label, whom, evidence = read
    hover = "; ".join(f"“{_short(text)}” {place}".rstrip() for text, place in evidence[:_HOVERED])
    title = f' title="{escape(hover)}"' if hover else ""
    found = f'<p class="c-name"{title}>{_powers(escape(label))}</p>' + _for_whom(whom)
    if not evidence:
        return found
    first = evidence[0][0]
    others = f' <span class="c-note">and {len(evidence) - 1} more</span>' if len(evidence) > 1 else ""
    quotes = "".join(
        f'<blockquote class="c-evidence">{escape(text.rest or text.start) if text else ""}'
        f"{_aside(place)}</blockquote>"
        for text, place in evidence
    )
    return f'{found}<details class="c-why"><summary>“{escape(_short(first))}”{others}</summary>{quotes}</details>'


def _for_whom(names: Sequence[str]) -> str:
    notes = [f'<p class="c-note">{escape(name)}</p>' for name in names]
    if len(notes) <= _WHOM + 1:
        return "".join(notes)
    rest = f'<details class="c-fold"><summary>{len(notes) - _WHOM} more</summary>{"".join(notes[_WHOM:])}</details>'
    return "".join(notes[:_WHOM]) + rest


def _powers(text: str) -> str:
    """'5 × 10^6' with its exponent raised."""
    return _POWER.sub(r"× 10<sup>\1</sup>", text)


def _short(text: Text | None, most: int = 60) -> str:
    start = text.start if text else ""
    return start if len(start) <= most else f"{start[:most].rpartition(' ')[0] or start[:most]}…"


_ITEMS: dict[str, Callable[[Any], str]] = {
    "arms": _arm,
    "interventions": _arm,
    "outcome": _outcome,
    "outcomes": _outcome,
    "criterion": _criterion,
    "criteria": _criterion,
    "read": reading,
}


def _items(kind: str, items: Sequence[Any]) -> str:
    if kind == "lines":
        return f'<ul class="c-list"><li>{"</li><li>".join(map(escape, items))}</li></ul>'
    draw = _ITEMS[kind]
    twin = kind[0] in "oc"  # outcomes and criteria
    found = "".join(
        f'<li class="c-twin">{draw(item)}</li>' if twin and item.twin else f"<li>{draw(item)}</li>"
        for item in items
    )
    return f'<ul class="c-items">{found}</ul>'


_STYLES = {
    "c-ref": 'class="c-ref">',
    "c-same": 'class="c-same">',
    "c-diff": 'class="c-diff"><span class="c-sign" role="img" aria-label="Differs">≠</span>',
}


def _cell(cell: Cell) -> str:
    nct_id, style, kind, line, aside, text, held, more = cell
    if kind == "none":
        content = f'<span class="c-none">{escape(line)}</span>'
    elif kind == "line":
        content = f'<span class="c-text">{escape(line)}</span>{_aside(aside)}'
    elif kind == "long":
        content = _long(text) if text else ""
    else:
        content = _items(kind, held)
        if more:
            content += (
                f'<details class="c-fold"><summary>{len(more)} more</summary>{_items(kind, more)}</details>'
            )
    return f'<td role="cell" data-study="{nct_id}" {_STYLES[style]}{content}</td>'


def _row(row: Row) -> str:
    about = f' title="{escape(row.about)}"' if row.about else ""
    label = escape(row.label)
    if row.repeats and len(label) > _LABEL:
        label = f'<div class="c-clamp" title="{label}">{label}</div>'
    return (
        f'<tr role="row" class="{"c-row-diff" if row.differs else "c-row-same"}" data-field="{escape(row.name)}">\n'
        f'  <th role="rowheader" class="c-field" scope="row"{about}>{label}</th>\n  '
        + "\n  ".join(map(_cell, row.cells))
        + "\n</tr>\n"
    )


def _section(section: ShownSection, studies: int) -> str:
    tally = f"{section.differing} of {len(section.rows)} differ"
    note = f'<p class="c-note">{escape(section.note)}</p>' if section.note else ""
    found = (
        f'<tbody role="rowgroup" class="c-section{"" if section.differing else " c-section-same"}" '
        f'id="{escape(section.name)}">\n'
        f'<tr role="row" class="c-section-head"><th role="rowheader" scope="rowgroup" colspan="{studies + 1}">'
        f'<div class="c-stay"><h2>{escape(section.title)}</h2>'
        + (f' <span class="c-tally">{tally}</span>' if studies > 1 else "")
        + f"{note}</div></th></tr>\n"
    )
    if section.chart:
        found += (
            f'<tr role="row" class="c-chart-row"><td role="cell" colspan="{studies + 1}"><div class="c-stay">'
            f"{chart_html(section.chart)}</div></td></tr>\n"
        )
    found += "".join(map(_row, section.rows))
    if section.silent:
        found += (
            '<tr role="row" class="c-silent"><th role="rowheader" class="c-field" scope="row">Not reported by any</th>'
            f'<td role="cell" colspan="{studies}"><div class="c-stay">{escape(" · ".join(section.silent))}</div></td></tr>\n'
        )
    return f"{found}</tbody>\n"


def body_html(sections: Iterable[ShownSection], studies: int) -> Markup:
    """The bodies of the table, one a section."""
    return Markup("".join(_section(section, studies) for section in sections))
