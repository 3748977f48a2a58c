"""Bytes of a web page → its text → the tree of what a reader sees."""

import codecs
import re

import lxml.html
from lxml import etree
from lxml.html import HtmlElement, soupparser

from harvester.errors import RecordError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A slash in a start tag means nothing to browsers; parsers close the element there and its text falls out of the cell.
_SLASHED = re.compile(r"<((?:td|th|tr|div|span|li|ul|ol|p|table|a|b|i)\b[^<>]*?)/>", re.IGNORECASE)
_UNSEEN = ("script", "style", "noscript", "template", "option", "button", "input", "img", "sup")


def encoding_of(payload: bytes, charset: str = "") -> str:
    """How bytes are to be read: by their byte order mark, else as UTF-8 if they are that, else as they were declared,
    by whoever sent them (`charset`) or in the page, else as cp1252."""
    for mark, encoding in _BOMS:
        if payload.startswith(mark):
            return encoding
    cut = False
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"  # in the middle of a character
    else:
        return "utf-8"
    declared = _CHARSET.search(payload[:4096])
    for name in (charset, declared[1].decode("ascii") if declared and not cut else ""):
        try:
            payload.decode(name)
        except (LookupError, ValueError):
            continue  # no charset, one that nobody has, or the wrong one: read as browsers read what is not declared
        return codecs.lookup(name).name
    return "utf-8" if cut else "cp1252"


def decode(payload: bytes, charset: str = "") -> str:
    """The text of bytes, read by `encoding_of`."""
    encoding = encoding_of(payload, charset)
    return payload.decode(encoding, "ignore" if encoding == "utf-8" else "replace")


def tree_of(html: str) -> HtmlElement:
    """The page as lxml reads it; raises RecordError where there is no markup to read."""
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = lxml.html.document_fromstring(_readable(html).encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise _unreadable(error) from error
    return _seen(tree)


def soup_tree_of(html: str) -> HtmlElement:
    """The same through BeautifulSoup, slower, which reads on where lxml stops (an early `</html>`, say)."""
    try:
        tree = soupparser.fromstring(_readable(html), features="html.parser")
    except (RecursionError, ValueError, AssertionError, etree.LxmlError) as error:
        raise _unreadable(error) from error
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return _seen(tree)


def _readable(html: str) -> str:
    return _SLASHED.sub(r"<\1>", _NO_TEXT.sub("", html))


def _unreadable(error: Exception) -> RecordError:
    return RecordError(
        f"the page's markup cannot be read ({type(error).__name__}): save or fetch the page again"
    )


def _seen(tree: HtmlElement) -> HtmlElement:
    """What a reader sees: no scripts, no superscript marks, no glossary that a browser saved along.

    A table's caption becomes its `summary`, which is where earlier layouts have it.
    """
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    for caption in tree.xpath("//table/caption"):
        caption.getparent().set("summary", caption.text_content())
        caption.drop_tree()
    for glossary in tree.xpath("//*[@id='glossary' or contains(concat(' ', @class, ' '), ' glossary ')]"):
        glossary.drop_tree()
    return tree
