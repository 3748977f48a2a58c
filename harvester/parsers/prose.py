"""The registry's hard-wrapped prose, read into its paragraphs and lists and written as API v2's Markdown."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_ITEM = re.compile(r"(?P<marker>-(?=  )|\d{1,4}\.(?= )|-$|\d{1,4}\.$) *")
_DEEPEST = 12
"""The registry nests its lists five deep; what a text indents further stays at this depth."""

_SPECIAL = re.compile(r"([\\*~^&<>\[\]|`])")
_LEADING_NUMBER = re.compile(r"^(\d+)\.(?=\s|$)")


@dataclass(slots=True)
class _Block:
    """A paragraph (`marker` '') or a list item; `column` is where its text starts in the wrapped lines."""

    column: int
    marker: str = ""
    lines: list[str] = field(default_factory=list)
    blocks: "list[_Block]" = field(default_factory=list)


def unwrap(text: str) -> str:
    """Prose as plain text with Markdown's list marks: `* item`, `1. item`, nested ones indented, nothing escaped.

    Text that begins with a line break is a hard-wrapped block (a `textblock`): wrapped lines are joined, blank
    lines part paragraphs, `-  ` and `1. ` in their own column begin items. In any other text each line is a
    paragraph: there the registry printed a list without its marks.
    """
    return _written(text, str)


def markup(text: str) -> str:
    r"""The same as API v2 spells it, Markdown's special characters escaped: `x10^6` → `x10\^6`, `>=` → `\>=`."""
    return _written(text, _escaped_block)


def escape(text: str) -> str:
    r"""One line of plain text with the registry's backslashes before `\ * ~ ^ & < > [ ] |` and backticks."""
    return _SPECIAL.sub(r"\\\1", text)


def _escaped_block(text: str) -> str:
    return _LEADING_NUMBER.sub(r"\1\\.", escape(text))


def _written(text: str, spell: Callable[[str], str]) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    first, _, _ = text.partition("\n")
    if first.strip() or "\n" not in text:
        paragraphs = (" ".join(line.split()) for line in text.split("\n"))
        return "\n\n".join(spell(paragraph) for paragraph in paragraphs if paragraph)
    return "\n".join(_lines(_blocks(text.split("\n")), spell)).strip("\n")


def _blocks(lines: list[str]) -> list[_Block]:
    base = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    root = _Block(column=0)
    open_blocks = [root]
    current: _Block | None = None
    for line in lines:
        words = line.strip()
        if not words:
            current = None
            continue
        column = len(line) - len(line.lstrip(" ")) - base
        if current is not None:
            current.lines.append(words)
            continue
        while len(open_blocks) > 1 and open_blocks[-1].column > column:
            open_blocks.pop()
        current = _new_block(words, column, is_first=not root.blocks)
        open_blocks[-1].blocks.append(current)
        if current.marker and len(open_blocks) <= _DEEPEST:
            open_blocks.append(current)
    return root.blocks


def _new_block(words: str, column: int, is_first: bool) -> _Block:
    """The registry cut the indent of a block's first line: there, and nowhere else, a list may begin at the margin."""
    item = _ITEM.match(words)
    numbered_paragraph = (
        item is not None and column == 0 and item["marker"] not in (("-", "1.") if is_first else ("-",))
    )
    if item is None or numbered_paragraph:
        return _Block(column, "", [words])
    marker = "*" if item["marker"] == "-" else item["marker"]
    return _Block(column + item.end(), marker, [words[item.end() :]])


def _lines(blocks: list[_Block], spell: Callable[[str], str], in_item: bool = False) -> Iterator[str]:
    """Items of one list stand close, and a list to a later paragraph of its item; a blank line parts all else."""
    before: _Block | None = None
    for block in blocks:
        if (before is not None or in_item) and not _close(before, block, in_item):
            yield ""
        text = spell(" ".join(" ".join(block.lines).split()))
        yield f"{block.marker} {text}".rstrip() if block.marker else text
        indent = " " * (len(block.marker) + 1)
        yield from (indent + line if line else "" for line in _lines(block.blocks, spell, in_item=True))
        before = block


def _close(before: _Block | None, block: _Block, in_item: bool) -> bool:
    if before is None or not block.marker:
        return False
    if before.marker:
        return (before.marker == "*") == (block.marker == "*")
    return in_item
