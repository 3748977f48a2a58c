"""Any payload → a study document, or None: the format is told by what is in it, never by a name.

Pages and texts that claim to be a study and are none of what is known, or not whole, raise RecordError; nothing of them is
taken. A full-text page is whole when it has its end and the sections every page has; a tabular page when it has its last row;
a page text when it has the record's dates at its end (what an extractor lost before them is reported).
"""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from harvester.errors import RecordError
from harvester.parsers.classic.layout import read_page
from harvester.parsers.classic.page import read_classic_page
from harvester.parsers.classic.tabular import is_tabular, read_tabular_page
from harvester.parsers.legacy_xml.read import parse_legacy_xml
from harvester.parsers.page.tree import decode
from harvester.parsers.page_text.read import is_page_text, parse_page_text
from harvester.parsers.results.page import is_results, read_results_page
from harvester.study import Study

MAX_PAGE_BYTES = 32 * 1024 * 1024
"""The largest results tabs are a few MB; what is larger is no page of one study."""

_HEAD = 65_536
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"SQLite format 3")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_JSON = re.compile(rb"\s*(?:\{|\[\s*[\[{\"\d\]])")
_PROLOG = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE\s+clinical_study[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL
)
_HTML = re.compile(r"\s*<|.*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TABS = re.compile(r"- (?:Full Text View|Tabular View|Study Results) - ClinicalTrials\.gov\s*$")
_CLASSIC = re.compile(
    r"""\bid\s*=\s*["']?(?:trial-info-[12]|tab-links|studyInfoColTitle|elgType)\b|class\s*=\s*["'][^"']*solo_record\b""",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"Invalid URL Path|An Error Has Occurred|requested page cannot be displayed", re.IGNORECASE
)
_NEW_SITE = re.compile(r"\bNCT\d{8}\b.*\|\s*ClinicalTrials\.gov", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A study read from a payload; `source` is legacy_xml, classic_page, tabular_page, results_page or page_text.

    A study from a results_page is the part of the record which that tab shows, never the whole.
    """

    study: Study
    source: str
    unknown_labels: tuple[str, ...] = ()
    """Labels nobody knows, values nobody could read, and what only a rule could tell."""


def parse_payload(payload: bytes) -> Parsed | None:
    """The study in a payload; None for what is no study record at all (prose, styles, other pages, PDF, JSON).

    Raises RecordError for what claims to be a study and cannot be read whole, and for the registry's error page.
    """
    if is_legacy_xml(payload):
        study, unknown = parse_legacy_xml(payload)
        return Parsed(study, "legacy_xml", unknown)
    start = payload[:_HEAD].lstrip()
    if start.startswith(_BINARY) or _JSON.match(start) or (b"\0" in start and not start.startswith(_UTF16)):
        return None
    head = decode(payload[:_HEAD])
    if len(payload) > MAX_PAGE_BYTES:
        _refuse_too_large(len(payload), head)
        return None
    text = decode(payload)
    if _HTML.match(head):
        return _parse_html(text, head)
    if not is_page_text(text):
        return None
    study, unknown = parse_page_text(text)
    return Parsed(study, "page_text", unknown)


def is_legacy_xml(payload: bytes) -> bool:
    """Whether the first element is `clinical_study`, whatever stands before it."""
    rest = payload[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    found = _PROLOG.match(rest)
    while found:
        rest = rest[found.end() :]
        found = _PROLOG.match(rest)
    return re.match(rb"\s*<clinical_study[\s>]", rest) is not None


def _refuse_too_large(size: int, head: str) -> None:
    """Refuse a study's page that is too large; anything else that large is none."""
    if _CLASSIC.search(head) or is_page_text(head):
        raise RecordError(
            f"{size:,} bytes are too many for one page (at most {MAX_PAGE_BYTES:,}): save the study's page by itself"
        )


def _parse_html(html: str, head: str) -> Parsed | None:
    if not _CLASSIC.search(html):
        _refuse_other_pages(html, head)
        return None
    return read_page(html, "page", _read_tab)


def _read_tab(tree: HtmlElement) -> Parsed:
    """The tab that the page shows."""
    source, read = "classic_page", read_classic_page
    if is_tabular(tree):
        source, read = "tabular_page", read_tabular_page
    elif is_results(tree):
        source, read = "results_page", read_results_page
    study, unknown = read(tree)
    return Parsed(study, source, unknown)


def _refuse_other_pages(html: str, head: str) -> None:
    """Raise RecordError for pages of the registry that stand where a study was asked for and have none."""
    found = _TITLE.search(head)
    title = " ".join(found[1].split()) if found else ""
    if _TABS.search(title):
        raise RecordError("the page is cut off before the record begins: save or fetch the whole page again")
    if _ERROR.search(html) and "ClinicalTrials.gov" in html:
        raise RecordError(
            "this is the registry's error page, not a study: the address it was saved from has no study;"
            " check the NCT ID and fetch the study again"
        )
    if _NEW_SITE.search(title):
        raise RecordError(
            "this page is of the registry's present site, whose saved pages do not hold the record:"
            " fetch the study by its NCT ID, or load its JSON"
        )
