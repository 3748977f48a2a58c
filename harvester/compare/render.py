"""A comparison as text for a terminal, as CSV and as Markdown."""

import csv
import io
import re
import textwrap
import unicodedata
from collections.abc import Iterable

from harvester.compare.face import ABRIDGED, NOTICE, Face, absent, visible
from harvester.compare.model import Comparison, Field, Head, Section

_LABEL_WIDTH = 20
_NARROWEST = 22
_LINES_OF_PROSE = 4
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~!&])")


def as_csv(comparison: Comparison) -> str:
    """section, field, label, differs and a column for each study, empty where nothing is reported.

    It is a table and nothing else: former ids and those not in the file are told by the other formats, not here.
    A cell has a line for each thing said; one that a spreadsheet would take for a formula begins with an apostrophe.
    """
    face = Face(comparison)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["section", "field", "label", "differs", *comparison.nct_ids])
    for section in comparison.sections:
        for field in section.fields:
            cells = ["\n".join(face.lines(field, value)) for value in field.values]
            differs = "yes" if field.differs else "no"
            writer.writerow(map(_guarded, [section.name, field.name, field.label, differs, *cells]))
    return out.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" \n").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def as_markdown(comparison: Comparison) -> str:
    """A table for each section, to be pasted into a document; every character of the records is shown, none acts."""
    face = Face(comparison)
    pieces = [f"# {', '.join(comparison.nct_ids)}", ""]
    pieces += [f"- [{study.nct_id}]({study.url}): {_escaped(_about(study))}" for study in comparison.studies]
    pieces += [f"- {_escaped(line)}" for line in [*former_lines(comparison), *_missing_lines(comparison)]]
    for section in comparison.sections:
        rows = section.rows
        if not rows:
            continue
        pieces += ["", f"## {section.title}", ""]
        if section.note:
            pieces += [section.note, ""]
        pieces += [
            f"{section.differing} of {len(rows)} differ.",
            "",
            f"| | {' | '.join(comparison.nct_ids)} |",
            f"|---|{'---|' * len(comparison.studies)}",
        ]
        for field in rows:
            cells = [
                "<br>".join(map(_escaped, lines)) or f"*{absent(field, place)}*"
                for place, lines in enumerate(_cells(face, section, field))
            ]
            mark = " ≠" if section.row_differs(field) else ""
            pieces.append(f"| **{_escaped(field.label)}**{mark} | {' | '.join(cells)} |")
    return "\n".join([*pieces, "", NOTICE, ""])


def former_lines(comparison: Comparison) -> list[str]:
    """'NCT… is now NCT…' for each former id asked for, with what is shown where the file has its last version."""
    held = set(comparison.nct_ids)
    return [
        f"{former} is now {now}" + (f"; shown is the last version of {former}" if former in held else "")
        for former, now in comparison.former.items()
    ]


def _missing_lines(comparison: Comparison) -> list[str]:
    return [f"Not in this file: {', '.join(comparison.missing)}"] if comparison.missing else []


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", visible(text)).replace("\n", "<br>")


def _about(study: Head) -> str:
    aside = ", ".join(piece for piece in (visible(study.dated), ABRIDGED if study.abridged else "") if piece)
    return f"{study.brief_title or 'untitled'}{f' ({aside})' if aside else ''}"


def _cells(face: Face, section: Section, field: Field) -> list[list[str]]:
    """Lines of each study's cell, the field beside it taken in: `32`, `(Actual)`."""
    cells = [face.lines(field, value) for value in field.values]
    if beside := section.beside(field.name):
        for cell, value in zip(cells, beside.values, strict=True):
            if cell and value is not None:
                cell[-1] += f" ({face.lines(beside, value)[0].lower()})"
    return cells


def as_text(comparison: Comparison, width: int = 100) -> str:
    """Tables of at most `width` columns for a terminal, one field after the other where the studies do not fit."""
    face = Face(comparison)
    count = max(1, len(comparison.studies))
    column = (width - _LABEL_WIDTH - 2 - 2 * count) // count
    table = column >= _NARROWEST
    out: list[str] = []
    for study in comparison.studies:
        out += textwrap.wrap(f"{study.nct_id}  {visible(_about(study))}", width, subsequent_indent=" " * 13)
    for section in comparison.sections:
        rows = section.rows
        if not rows:
            continue
        out += ["", f"{section.title.upper()} · {section.differing} of {len(rows)} differ", ""]
        if table:
            out += _line("", [[nct_id] for nct_id in comparison.nct_ids], column)
        for field in rows:
            mark = "≠" if section.row_differs(field) else " "
            cells = [
                lines or [absent(field, place)] for place, lines in enumerate(_cells(face, section, field))
            ]
            if table:
                out += _line(f"{mark} {field.label}", [_wrapped(lines, column) for lines in cells], column)
            else:
                out.append(f"{mark} {field.label}")
                for nct_id, lines in zip(comparison.nct_ids, cells, strict=True):
                    first, *rest = _wrapped(lines, width - 17)
                    out += [f"    {nct_id}  {first}", *(f"{'':17}{line}" for line in rest)]
    for line in [*former_lines(comparison), *_missing_lines(comparison)]:
        out += ["", *textwrap.wrap(visible(line), width)]
    return "\n".join([*(line.rstrip() for line in out), "", *textwrap.wrap(NOTICE, width), ""])


def _wrapped(lines: Iterable[str], width: int) -> list[str]:
    """Lines broken to a width, prose cut after a few of them."""
    found: list[str] = []
    for line in lines:
        broken = [piece for part in line.splitlines() or [""] for piece in _broken(part, width)]
        if len(broken) > _LINES_OF_PROSE:
            broken = [*broken[: _LINES_OF_PROSE - 1], _fitted(broken[_LINES_OF_PROSE - 1], width - 1) + "…"]
        found += broken
    return found or [""]


def _broken(text: str, width: int) -> list[str]:
    """As textwrap, by the columns that characters take: East Asian ones take two and may be parted anywhere."""
    if _columns(text) == len(text):
        return textwrap.wrap(text, width)
    lines = [""]
    for word in text.split():
        space = " " if lines[-1] else ""
        if _columns(lines[-1] + space + word) <= width:
            lines[-1] += space + word
            continue
        lines.append("")
        for character in word:
            if _columns(lines[-1] + character) > width:
                lines.append("")
            lines[-1] += character
    return [line for line in lines if line]


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _fitted(text: str, width: int) -> str:
    while _columns(text) > width:
        text = text[:-1]
    return text


def _line(label: str, cells: list[list[str]], width: int) -> list[str]:
    """One row of the table as lines of text."""
    labels = textwrap.wrap(label, _LABEL_WIDTH, subsequent_indent="  ", drop_whitespace=True) or [""]
    if label.startswith("  "):
        labels[0] = f"  {labels[0].strip()}"
    height = max(len(labels), *(len(cell) for cell in cells))
    lines = []
    for index in range(height):
        line = f"{labels[index] if index < len(labels) else '':{_LABEL_WIDTH}}"
        for cell in cells:
            text = cell[index] if index < len(cell) else ""
            line += "  " + text + " " * max(0, width - _columns(text))
        lines.append(line)
    return lines
