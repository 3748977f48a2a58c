"""What stands beside a label, whatever it was read from: lines, prose, entries with notes, rows of cells."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from harvester.parsers.prose import escape

_LEADING_NUMBER = re.compile(r"^(\d+)\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or with a marker ('*', '2.') a list item; `depth` counts the lists around it."""

    text: str
    marker: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One of several things under a label: its name, and the prose set in below it."""

    head: str
    notes: tuple[Block, ...] = ()


class Value(Protocol):
    """What all sources of a value can say about it."""

    @property
    def text(self) -> str:
        """Everything, in one line."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The pieces that the page broke apart, empty ones left out."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Paragraphs and list items in order."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Names with their notes, where the value is a list of things."""

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Cells of the rows, where the value is a table; a lone line is a row of one cell."""

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(words, address) of its links."""


@dataclass(frozen=True, slots=True)
class TextValue:
    """A value read from plain text; what is not given follows from the lines."""

    lines: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    entries: tuple[Entry, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    links: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Everything, in one line."""
        return " ".join(self.lines)


def plain(*lines: str) -> TextValue:
    """A value of simple lines: each is a block, an entry and a row of its own."""
    kept = tuple(line for line in (one_line(line) for line in lines) if line)
    return TextValue(
        kept,
        tuple(Block(line) for line in kept),
        tuple(Entry(line) for line in kept),
        tuple((line,) for line in kept),
    )


def one_line(text: str) -> str:
    """The text with every run of white space, no-break spaces included, as one space."""
    return " ".join(text.split())


def markdown(blocks: Iterable[Block]) -> str:
    r"""The blocks as the registry's Markdown: paragraphs apart, `* item`, lists set in, escaped (`\>`)."""
    lines: list[str] = []
    indents: list[int] = []
    before: Block | None = None
    for block in blocks:
        del indents[block.depth :]
        indents += [2] * (block.depth - len(indents))
        margin = " " * sum(indents)
        if before and not (before.marker and block.marker and block.depth <= before.depth):
            lines.append("")
        first = f"{block.marker} " if block.marker else ""
        hanging = margin + " " * len(first)
        text = _LEADING_NUMBER.sub(r"\1\\.", escape(block.text))
        for number, line in enumerate(text.split("\n")):
            lines.append((hanging if number else margin + first) + line)
        if block.marker:
            indents.append(len(first))
        before = block
    return "\n".join(lines).strip()
