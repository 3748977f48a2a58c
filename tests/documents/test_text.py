"""Any document → its title and text, block by block, whatever it is written in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.documents import Link, find_mentions, read_document
from harvester.documents.text import unwrap
from harvester.errors import RecordError

UNHURRIED = settings(deadline=None)

HTML = b"""<!DOCTYPE html><html><head><title>  Cells for
 knees </title><style>.NCT09999999 {}</style></head><body><nav>Home</nav>
<h1>A heading</h1><p>First <b>para</b>graph.</p><script>NCT09999998</script>
<ul><li>one<li>two</ul><table><tr><th>Trial<td>NCT00000001</tr></table>
<p>See <a href="https://clinicaltrials.gov/study/NCT00000002">the record</a>.</p></body></html>"""

MARKDOWN = b"""---
title: "Notes on knees"
---
# Heading

Text **NCT00000001** and [a link](https://example.org/NCT00000002).

- an item
- `another`

| a | b |
|---|---|
| c | d |
"""


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def test_html_is_read_as_a_reader_sees_it_one_block_a_line() -> None:
    document = read_document("page", HTML)
    assert document.title == "Cells for knees"
    assert lines(document.text) == [
        "Cells for knees",
        "Home",
        "A heading",
        "First paragraph.",
        "- one",
        "- two",
        "Trial | NCT00000001",
        "See the record.",
    ]


def test_the_address_behind_words_is_kept_beside_them() -> None:
    document = read_document("page", HTML)
    (link,) = document.links
    assert link == Link(link.start, link.end, "https://clinicaltrials.gov/study/NCT00000002")
    assert document.text[link.start : link.end] == "the record"


def test_markdown_is_told_by_its_ending_and_read_without_its_marks() -> None:
    for name in ("notes.md", "NOTES.MARKDOWN", "https://example.org/notes.md?raw=1"):
        document = read_document(name, MARKDOWN)
        assert document.title == "Notes on knees"
        assert lines(document.text) == [
            "Heading",
            "Text NCT00000001 and a link.",
            "- an item",
            "- another",
            "a | b",
            "c | d",
        ]
        assert [link.address for link in document.links] == ["https://example.org/NCT00000002"]


@pytest.mark.parametrize(
    ("name", "payload", "title"),
    [
        ("a.txt", b"\n\n---\n  A first line  \nmore", "A first line"),
        ("a.md", b"Words only\n\n# Then a heading", "Then a heading"),
        ("a.html", b"<html><body><h1>Seen</h1><p>x", "Seen"),
        ("a", b"<title>Without a head</title><p>x</p>", "Without a head"),
        ("a", b"Words first <h1>Heading</h1><p>x</p>", "Heading"),
        ("a", b"<5 patients and >3 controls", "<5 patients and >3 controls"),
        ("a.html", b"<html><head><title></title></head><body><p>Only words</p>", "Only words"),
        ("a.xml", b"<?xml version='1.0'?><article><article-title>Paper</article-title></article>", "Paper"),
        ("a.txt", b"", ""),
        ("a.txt", b"x" * 5000, "x" * 300),
    ],
)
def test_a_title_is_what_stands_first(name: str, payload: bytes, title: str) -> None:
    assert read_document(name, payload).title == title


@pytest.mark.parametrize(
    ("payload", "charset", "encoding"),
    [
        ("café".encode(), "", "utf-8"),
        ("café".encode(), "latin-1", "utf-8"),  # servers say it of everything; bytes that are UTF-8 are UTF-8
        ("café".encode("utf-8-sig"), "", "utf-8-sig"),
        ("café".encode("utf-16"), "", "utf-16"),
        ("caf\u00e9".encode("latin-1"), "iso-8859-1", "iso8859-1"),
        ("кафе".encode("koi8-r"), "koi8-r", "koi8-r"),
        ("<html><meta charset='windows-1251'>кафе".encode("cp1251"), "", "cp1251"),
        ("caf\u00e9 \u2019".encode("cp1252"), "", "cp1252"),
        ("caf\u00e9 ".encode("latin-1"), "no-such-charset", "cp1252"),
        ("café".encode()[:-1], "", "utf-8"),
    ],
)
def test_how_a_document_is_written_is_found_out_and_told(payload: bytes, charset: str, encoding: str) -> None:
    document = read_document("a.html", payload, charset)
    assert document.encoding == encoding
    assert any(word in document.text for word in ("café", "кафе", "caf"))


@pytest.mark.parametrize(
    ("payload", "what"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04rest", "packed"),
        (b"\x1f\x8brest", "packed"),
        (b"\xd0\xcf\x11\xe0rest", "Word"),
        (b"{\\rtf1", "rich text"),
        (b"MZ\x00\x00\x01", "no text"),
    ],
)
def test_what_is_no_text_is_told_so_with_what_to_do(payload: bytes, what: str) -> None:
    with pytest.raises(RecordError, match=what) as told:
        read_document("thing", payload)
    assert "thing" in str(told.value)


def test_hard_wrapped_prose_is_joined_and_lists_and_headings_are_not() -> None:
    text = (
        "A heading\n\n"
        "The study that is reported here under the number NCT00000001 went on\n"
        "for two years in three hospitals, and its authors say that more will\n"
        "follow.\n\n"
        "- an item that is long enough to make one believe it had been wrapped\n"
        "- another item of the same list\n"
    )
    joined = unwrap(text)
    assert len(joined) == len(text)
    assert lines(joined) == [
        "A heading",
        "",
        "The study that is reported here under the number NCT00000001 went on for two years in three hospitals, "
        "and its authors say that more will follow.",
        "",
        "- an item that is long enough to make one believe it had been wrapped",
        "- another item of the same list",
    ]


def test_a_page_nested_beyond_reason_is_read() -> None:
    document = read_document("deep.html", b"<html><body>" + b"<div>" * 1500 + b"NCT00000001")
    assert [mention.nct_id for mention in find_mentions(document)] == ["NCT00000001"]


@UNHURRIED
@given(payload=st.binary(max_size=400), name=st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_any_bytes_are_a_document_or_told_to_be_none(payload: bytes, name: str) -> None:
    try:
        document = read_document(name, payload)
    except RecordError:
        return
    find_mentions(document)
    document.text.encode()  # no half characters, which the file could not take


@UNHURRIED
@given(
    st.text(
        alphabet=st.sampled_from(list("<>/=\"' \nabp#*[]()|`-&;NCT0123456789")),
        max_size=200,
    )
)
def test_any_markup_is_read_to_the_end(text: str) -> None:
    for name in ("a.txt", "a.md", "a.html"):
        document = read_document(name, b"<html>" * (name == "a.html") + text.encode())
        for link in document.links:
            assert 0 <= link.start <= link.end <= len(document.text)
        for mention in find_mentions(document):
            assert 0 <= mention.start <= len(document.text)
