"""What a piece of a page's tree says: lines, blocks, entries, table rows.

Everything here is about markup in general; what the registry's labels mean is in `page.fields`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from lxml.html import HtmlElement

from harvester.parsers.page.values import Block, Entry, one_line

_LISTS = frozenset(("ul", "ol"))
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "caption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "section",
    ]
)
_SET_AS_BLOCK = re.compile(r"display\s*:\s*block")
_DEEPEST = 100
"""Registry pages nest some 20 elements; what nests deeper is read as flat text."""


def has_class(element: HtmlElement, name: str) -> bool:
    """Whether the element has the class, with or without the prefix (`ct-`, `tr-`) of later years."""
    classes = (element.get("class") or "").split()
    return name in classes or f"ct-{name}" in classes or f"tr-{name}" in classes


def is_block(element: HtmlElement) -> bool:
    """Whether the element begins a new line: a block, what is set as one, or what holds one."""
    return any(
        part.tag in _BLOCKS or _SET_AS_BLOCK.search(part.get("style") or "") for part in element.iter()
    )


def line_of(element: HtmlElement) -> str:
    """All the element's text in one line; line breaks and the ends of blocks count as spaces."""
    return one_line(" ".join(block.text for block in blocks_of(element)))


def own_line(element: HtmlElement) -> str:
    """The text of the element before its first block: the label of `<div>Label: <ul>…`."""
    return one_line(_lead(element))


def _lead(element: HtmlElement) -> str:
    pieces = [element.text or ""]
    for child in element:
        if is_block(child):
            break
        pieces.append(" " if child.tag == "br" else child.text_content())
        pieces.append(child.tail or "")
    return "".join(pieces)


def blocks_of(element: HtmlElement, depth: int = 0, level: int = 0) -> tuple[Block, ...]:
    """Paragraphs and list items in order; `depth` counts the lists around the element, `level` the elements."""
    if level > _DEEPEST:
        return _paragraphs(element.text_content(), depth)
    if element.tag in _LISTS:
        return tuple(_items(element, depth, level))
    blocks: list[Block] = []
    inline = _flat(element.text or "")
    for child in element:
        if child.tag == "br":
            inline += "\n"
        elif is_block(child):
            blocks += _paragraphs(inline, depth)
            inline = ""
            blocks += blocks_of(child, depth, level + 1)
        else:
            inline += _inline(child)
        inline += _flat(child.tail or "")
    blocks += _paragraphs(inline, depth)
    return tuple(blocks)


def _items(element: HtmlElement, depth: int, level: int) -> Iterator[Block]:
    start = element.get("start") or ""
    number = int(start) - 1 if re.fullmatch(r"[0-9]{1,4}", start) else 0
    for child in element:
        inner = blocks_of(child, depth + 1, level + 1)
        if child.tag == "li" and inner:
            number += 1
            marker = f"{number}." if element.tag == "ol" else "*"
            if inner[0].marker:  # an item that holds nothing but a list
                yield from (replace(block, depth=block.depth - 1) for block in inner)
            else:
                yield Block(inner[0].text, marker, depth)
                yield from inner[1:]
        else:
            yield from inner
        yield from _paragraphs(_flat(child.tail or ""), depth)


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _inline(element: HtmlElement) -> str:
    return "".join("\n" if part is None else _flat(part) for part in _inline_parts(element))


def _inline_parts(element: HtmlElement) -> Iterator[str | None]:
    yield element.text or ""
    for child in element.iterdescendants():
        yield None if child.tag == "br" else child.text or ""
        yield child.tail or ""


def _paragraphs(text: str, depth: int) -> tuple[Block, ...]:
    pieces = re.split(r"\n\s*\n", "\n".join(one_line(line) for line in text.split("\n")))
    return tuple(Block(piece.strip("\n"), "", depth) for piece in pieces if piece.strip())


@dataclass(frozen=True)
class HtmlValue:
    """A value read from an element of a page."""

    element: HtmlElement

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Paragraphs and list items in order."""
        return blocks_of(self.element)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The pieces that the page broke apart, empty ones left out."""
        return tuple(line for block in self.blocks for line in block.text.split("\n") if line)

    @property
    def text(self) -> str:
        """Everything, in one line."""
        return one_line(" ".join(self.lines))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Names with their notes: each list item, or each line of a cell with the block set in below it."""
        return tuple(_entries(self.element))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Cells of the rows of the (innermost) tables; without a table each line is a row."""
        found = [row for row in self.element.iter("tr") if not any(True for _ in row.iterdescendants("tr"))]
        cells = (tuple(line_of(cell) for cell in row if cell.tag in ("td", "th")) for row in found)
        return tuple(cells) if found else tuple((line,) for line in self.lines)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(words, address) of its links."""
        return tuple((line_of(link), link.get("href") or "") for link in self.element.iter("a"))


def _entries(element: HtmlElement) -> Iterator[Entry]:
    if element.tag in _LISTS:
        for item in element.iterchildren("li"):
            head = own_line(item)
            yield Entry(head, _after_lead(item))
        return
    head, notes = "", list[Block]()
    for part in _parts(element):
        if isinstance(part, str):
            if head:
                yield Entry(head, tuple(notes))
            head, notes = part, []
        elif head and part.tag != "table":
            notes += blocks_of(part)
        else:
            yield from _entries(part)
    if head:
        yield Entry(head, tuple(notes))


def _parts(element: HtmlElement) -> Iterator[str | HtmlElement]:
    """The element's own lines, and between them the blocks it holds; a span set as a block is a line."""
    inline = element.text or ""
    for child in element:
        block = is_block(child)
        if block or child.tag == "br":
            if inline.strip():
                yield one_line(inline)
            inline = ""
            if block and child.tag == "span":
                yield line_of(child)
            elif block:
                yield child
        else:
            inline += child.text_content()
        inline += child.tail or ""
    if inline.strip():
        yield one_line(inline)


def _after_lead(element: HtmlElement) -> tuple[Block, ...]:
    """The blocks below an item's own line, with the text that follows them."""
    notes: list[Block] = []
    inline, started = "", False
    for child in element:
        if is_block(child):
            notes += (*_paragraphs(inline, 0), *blocks_of(child))
            inline, started = child.tail or "", True
        elif started:
            inline += ("\n" if child.tag == "br" else child.text_content()) + (child.tail or "")
    return (*notes, *_paragraphs(inline, 0))
