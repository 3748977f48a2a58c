"""Paragraphs and lists of a page in the registry's Markdown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.parsers.page.markup import blocks_of
from harvester.parsers.page.tree import tree_of
from harvester.parsers.page.values import Block, markdown
from tests.parsers.page_cells import UNHURRIED, WORDS


def prose(html: str) -> str:
    return markdown(blocks_of(tree_of(f"<html><body><div>{html}</div></body></html>").xpath("//div")[0]))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One\n two</p><p>three</p>", "One two\n\nthree"),
        ("One<br>two<br><br>three", "One\ntwo\n\nthree"),
        ("Those:<ul><li>a</li><li>b</li></ul>and more", "Those:\n\n* a\n* b\n\nand more"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<ol start="4"><li>a</li></ol>', "4. a"),
        (
            "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>",
            "* a\n\n  * b\n\n    * c\n* d",
        ),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "* a\n\n  b"),
        ("x &lt; 3 &amp; y &gt; 4", "x \\< 3 \\& y \\> 4"),
        ("1. Not a list", "1\\. Not a list"),
        ("5*3", "5\\*3"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
        ("&nbsp; <p> </p>", ""),
    ],
)
def test_paragraphs_and_lists_become_the_registrys_markdown(html: str, expected: str) -> None:
    assert prose(html) == expected


@UNHURRIED
@given(st.lists(st.builds(Block, WORDS, st.sampled_from(["", "*", "1."]), st.integers(0, 4)), max_size=8))
def test_any_blocks_become_text_that_holds_their_words(blocks: list[Block]) -> None:
    said = "".join(char for block in blocks for char in block.text if char.isalnum())
    numbers = sum(block.marker == "1." for block in blocks)
    found = "".join(char for char in markdown(blocks) if char.isalnum())
    assert len(found) >= len(said)
    assert len(found) <= len(said) + numbers
