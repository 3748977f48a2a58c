"""Hard-wrapped prose → paragraphs and lists in the registry's Markdown."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.derive.markup import unescape
from harvester.parsers.prose import escape, markup, unwrap

UNHURRIED = settings(deadline=None)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", ""),
        (" \n ", ""),
        ("one line", "one line"),
        ("  spaced   out ", "spaced out"),
        ("first\r\nsecond\n\n\nthird", "first\n\nsecond\n\nthird"),
        ("\n    Slow accrual\r\n  ", "Slow accrual"),
        ("\n  a\n  b\n\n  c\n", "a b\n\nc"),
        (
            "\n  Items:\n\n    -  one\n\n    -  two\n       more\n\n  End\n",
            "Items:\n\n* one\n* two more\n\nEnd",
        ),
        ("\n  1. one\n\n    2. two\n\n   10. ten\n", "1. one\n2. two\n10. ten"),
        ("\n  -  one\n\n       -  in it\n\n    -  two\n", "* one\n\n  * in it\n* two"),
        ("\n  2. a paragraph\n\n  1. another\n", "2. a paragraph\n\n1. another"),
        ("\n  Head\n\n    1. one\n\n    -  other\n", "Head\n\n1. one\n\n* other"),
        (
            "\n  -Not an item\n\n  1) Neither\n\n  3. A paragraph\n",
            "-Not an item\n\n1) Neither\n\n3. A paragraph",
        ),
        ("\n\t-  tab\n", "* tab"),
    ],
)
def test_unwrap(text: str, read: str) -> None:
    assert unwrap(text) == read


def test_a_list_after_a_later_paragraph_of_its_item_stands_close() -> None:
    text = "\n  Head\n\n    1. First:\n\n       To be in:\n\n         1. this\n\n         2. that\n\n    2. Second\n"
    assert unwrap(text) == "Head\n\n1. First:\n\n   To be in:\n   1. this\n   2. that\n2. Second"


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("x10^6 & >= 5 * [n] <1 ~2 a\\b |c| `d`", r"x10\^6 \& \>= 5 \* \[n\] \<1 \~2 a\\b \|c\| \`d\`"),
        ("a_b - c + d # e (f) 1. 2)", "a_b - c + d # e (f) 1. 2)"),
        ("2. begins with a number", r"2\. begins with a number"),
        ("2.5 does not", "2.5 does not"),
        ("\n  Head\n\n    -  2. item\n", "Head\n\n* 2\\. item"),
    ],
)
def test_markup_is_escaped_as_the_registry_escapes_it(text: str, spelled: str) -> None:
    assert markup(text) == spelled


@UNHURRIED
@given(st.text(max_size=60))
def test_an_escaped_text_reads_back(text: str) -> None:
    assert unescape(escape(text)) == text


WORD = st.text("abcxyz0123456789.,%()<>=*-", min_size=1, max_size=9).filter(
    lambda word: word.strip("-*.0123456789") != ""
)
SENTENCE = st.lists(WORD, min_size=1, max_size=40).map(" ".join)
ITEMS = st.recursive(
    st.tuples(st.booleans(), st.lists(st.tuples(SENTENCE, st.none()), min_size=1, max_size=3)),
    lambda inner: st.tuples(
        st.booleans(), st.lists(st.tuples(SENTENCE, st.none() | inner), min_size=1, max_size=3)
    ),
    max_leaves=6,
)
PARAGRAPHS = st.lists(st.tuples(SENTENCE, st.none() | ITEMS), max_size=4)
DOCUMENT = st.builds(
    lambda first, rest: [("", first), *rest] if first else rest, st.none() | ITEMS, PARAGRAPHS
)


def _wrapped(text: str, first: str, rest: str) -> str:
    return textwrap.fill(
        text,
        100,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _as_the_registry_wraps(document: list, indent: str = " " * 6) -> str:
    """Blocks with a blank line between; the first line has lost its own indent."""
    blocks: list[str] = []
    for paragraph, items in document:
        blocks += [_wrapped(paragraph, indent, indent)] if paragraph else []
        blocks += _wrapped_items(items, indent)
    text = "\n\n".join(blocks).lstrip()
    return f"\n{indent}{text}\n"


def _wrapped_items(items: tuple | None, indent: str) -> list[str]:
    if items is None:
        return []
    numbered, entries = items
    blocks: list[str] = []
    for number, (text, inner) in enumerate(entries, 1):
        marker = f"{number}. " if numbered else "-  "
        blocks.append(_wrapped(text, indent + f"  {marker}", indent + " " * 5))
        blocks += _wrapped_items(inner, indent + " " * 5)
    return blocks


def _as_markdown(document: list) -> str:
    blocks: list[str] = []
    for paragraph, items in document:
        blocks += [paragraph] if paragraph else []
        if items is not None:
            blocks.append(_markdown_items(items))
    return "\n\n".join(blocks)


def _markdown_items(items: tuple) -> str:
    numbered, entries = items
    lines: list[str] = []
    for number, (text, inner) in enumerate(entries, 1):
        marker = f"{number}. " if numbered else "* "
        lines.append(marker + text)
        if inner is not None:
            lines += ["", *textwrap.indent(_markdown_items(inner), " " * len(marker)).split("\n")]
    return "\n".join(lines)


@UNHURRIED
@given(DOCUMENT, st.sampled_from(["\n", "\r\n"]))
def test_what_the_registry_wraps_is_unwrapped(document: list, line_break: str) -> None:
    wrapped = _as_the_registry_wraps(document).replace("\n", line_break)
    assert unwrap(wrapped) == _as_markdown(document)


@UNHURRIED
@given(st.text("ab-1. \t\n*>", max_size=200))
def test_no_word_of_any_text_is_lost(text: str) -> None:
    marks = str.maketrans("-*", "  ")
    assert unwrap(text).translate(marks).split() == text.translate(marks).split()
    assert unescape(markup(text)) == unwrap(text)


def test_very_deep_lists_are_read_to_a_bound() -> None:
    text = "\n".join(["", *(" " * (3 * depth) + "-  x\n" for depth in range(2000))])
    assert unwrap(text).count("* x") == 2000
