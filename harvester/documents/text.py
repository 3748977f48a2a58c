"""Any document → its title and text: HTML, Markdown, plain text. What a reader sees, the ids in its links beside it."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

import lxml.html
from lxml import etree
from markdown_it import MarkdownIt

from harvester.errors import RecordError
from harvester.parsers.page.tree import encoding_of

_BINARY = {
    b"%PDF": "a PDF: save its text first (pdftotext, or your reader's export)",
    b"PK\x03\x04": "a packed file (zip, Word, EPUB): unpack it, or save it as HTML or text",
    b"\xd0\xcf\x11\xe0": "an old Word document: save it as HTML or text",
    b"\x1f\x8b": "a packed file: unpack it first",
    b"{\\rtf": "rich text: save it as HTML or text",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    r"\s*<(?:\?xml|!--|!doctype|[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>)|.*?(?:<(?:html|body)\b|</(?:p|div|a|table|ul|li)>)",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 65_536
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_UNSEEN = ("script", "style", "noscript", "template", "svg", "math", "select", "object", "iframe")
_BLOCKS = frozenset({
    "title", "p", "div", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br", "blockquote", "pre", "section", "article", "header", "footer",
    "main", "aside", "nav", "figure", "figcaption", "form", "fieldset", "address", "details", "summary", "body",
    "article-title", "abstract", "sec",
})  # fmt: skip
_CELLS = frozenset(("td", "th"))
_SPACE = re.compile(r"[ \t\r\f\v\u00a0]+")
_TITLE_CHARACTERS = 300
_WRAPPED_AT = range(50, 131)
_ITEM = re.compile(r"\s*(?:[-*•·–—#>|]|\d{1,3}[.)]\s|\(\w{1,3}\)\s)")


@dataclass(frozen=True, slots=True)
class Link:
    """An address behind text[start:end]."""

    start: int
    end: int
    address: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says. In `text` each line is a block (paragraph, heading, table row, list item with a "- ")."""

    name: str
    title: str
    text: str
    links: tuple[Link, ...] = ()
    encoding: str = "utf-8"


def read_document(name: str, payload: bytes, charset: str = "") -> Document:
    """The document that lies at `name` (a path or address, which tells Markdown by its ending); `charset` is what
    the server says it is written in.

    Raises RecordError for what is no text: PDF, packed files, other bytes.
    """
    for mark, what in _BINARY.items():
        if payload.startswith(mark):
            raise RecordError(f"{name} is {what}")
    if b"\0" in payload[:_HEAD] and not payload.startswith(_UTF16):
        raise RecordError(f"{name} is no text document: save it as HTML or text")
    encoding = encoding_of(payload, charset)
    text = payload.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
    if PurePath(name.partition("?")[0]).suffix.lower() in _MARKDOWN:
        front, text = _front_matter(text)
        return _read_html(name, MarkdownIt("commonmark").enable("table").render(text), encoding, front)
    if _HTML.match(text[:_HEAD]):
        return _read_html(name, text, encoding)
    text = unwrap(text)
    return Document(name, _first_line(text), text, encoding=encoding)


def _front_matter(text: str) -> tuple[str, str]:
    """(title, rest) of a Markdown file that begins with settings between two rulers."""
    found = re.match(r"---\n(.*?)\n(?:---|\.\.\.)\n", text, re.DOTALL)
    if not found:
        return "", text
    title = re.search(r"^title:\s*[\"']?(.+?)[\"']?\s*$", found[1], re.MULTILINE)
    return (title[1] if title else ""), text[found.end() :]


def _read_html(name: str, html: str, encoding: str, title: str = "") -> Document:
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=True)
    readable = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", html)
    try:
        tree = lxml.html.document_fromstring(readable.encode(), parser=parser)
    except etree.ParserError:  # nothing but comments and spaces
        return Document(name, title, "", encoding=encoding)
    titles = [
        title,
        *(_plain("".join(map(str, part.itertext()))) for part in tree.iter("article-title", "title", "h1")),
    ]
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    text, links = _Writer().write(tree)
    shown = next((line for line in titles if line), "")
    return Document(name, shown[:_TITLE_CHARACTERS] or _first_line(text), text, links, encoding)


class _Writer:
    """Writes a tree as lines of text. Not by recursion: a page may nest as deep as it likes."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._last = "\n"
        self._anchors: list[tuple[int, str]] = []
        self._links: list[Link] = []
        self._kept_lines = 0

    def write(self, tree: lxml.html.HtmlElement) -> tuple[str, tuple[Link, ...]]:
        """The text and its links."""
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            tag = element.tag
            if event == "start":
                self._begin(tag, element.get("href"))
                self._add(element.text or "")
            else:
                self._finish(tag, element.get("href"))
                self._add(element.tail or "")
        return "".join(self._pieces), tuple(self._links)

    def _begin(self, tag: str, href: str | None) -> None:
        if tag in _BLOCKS:
            self._break()
        elif tag in _CELLS and self._last != "\n":
            self._put("| " if self._last == " " else " | ")
        if tag == "li":
            self._put("- ")
        if tag == "pre":
            self._kept_lines += 1
        if tag == "a" and href:
            self._anchors.append((self._size, href))

    def _finish(self, tag: str, href: str | None) -> None:
        if tag == "a" and href and self._anchors:
            start, address = self._anchors.pop()
            self._links.append(Link(start, self._size, address))
        if tag == "pre":
            self._kept_lines -= 1
        if tag in _BLOCKS:
            self._break()

    def _break(self) -> None:
        if self._last != "\n":
            self._put("\n")

    def _add(self, text: str) -> None:
        text = _SPACE.sub(" ", text if self._kept_lines else text.replace("\n", " "))
        if self._last in " \n":
            text = text.lstrip(" ")
        if text:
            self._put(text)

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._size += len(text)
        self._last = text[-1]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _first_line(text: str) -> str:
    line = next((line for line in text.splitlines() if any(map(str.isalpha, line))), "")
    return _plain(line.lstrip("#*-=> \t").rstrip("#* "))[:_TITLE_CHARACTERS]


def unwrap(text: str) -> str:
    """Hard-wrapped prose with its line ends inside paragraphs turned to spaces; every character keeps its place.

    A line end is a wrap where the next line's first word would not have fitted on the line; list items and headings
    begin lines of their own, and a paragraph of one width only by chance is left as it is.
    """
    pieces = re.split(r"(\n\s*\n)", text)
    return "".join(_unwrap_paragraph(piece) if at % 2 == 0 else piece for at, piece in enumerate(pieces))


def _unwrap_paragraph(paragraph: str) -> str:
    lines = paragraph.split("\n")
    width = max(map(len, lines))
    full = sum(len(line) >= 0.7 * width for line in lines[:-1])
    if width not in _WRAPPED_AT or len(lines) < 2 or full * 2 < len(lines) - 1:
        return paragraph
    joined = [lines[0]]
    for line, following in pairwise(lines):
        first = following.split(" ", 1)[0]
        wraps = len(line) + 1 + len(first) > width and not _ITEM.match(following)
        joined.append((" " if wraps and first else "\n") + following)
    return "".join(joined)
