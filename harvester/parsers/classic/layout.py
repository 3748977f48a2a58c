"""What the classic page's tabs share in all years: the record's header, the tab links, the marks of a whole page."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote

from lxml.html import HtmlElement

from harvester.errors import RecordError
from harvester.parsers.page.fields import field_of
from harvester.parsers.page.markup import HtmlValue, has_class, line_of
from harvester.parsers.page.study import Draft, Pair, put
from harvester.parsers.page.tree import soup_tree_of, tree_of
from harvester.parsers.page.values import one_line, plain

T = TypeVar("T")

_END = re.compile(
    r"""</html\s*>|\bid\s*=\s*["']?(?:to-top|for-footer|footer-menu|fine-print)\b""", re.IGNORECASE
)
_SITE = re.compile(r"( - [^-]* View| - Study Results)? - ClinicalTrials\.gov$")
_SUBJECT = re.compile(r"[?&]subject=(?P<nct_id>NCT\d{8}), (?P<rest>[^&]+)")
_ACRONYM = re.compile(r" \((?P<acronym>[^()]+(?:\([^()]*\)[^()]*)*)\)")


@dataclass(frozen=True, slots=True)
class Layout:
    """One of the layouts that a page can have: `is_used` tells it, `header` reads what stands above the tabs.

    `sections` are the headings that every whole full-text page of the layout has.
    """

    years: str
    is_used: Callable[[HtmlElement], bool]
    header: Callable[[HtmlElement], Iterator[Pair]]
    sections: tuple[str, ...]


def content_of(tree: HtmlElement) -> HtmlElement:
    """The part of the page that is the record; the whole page where broken markup has parted its halves."""
    found = tree.xpath("//*[@id='main-content']")
    outside = tree.xpath("//*[@id='tab-body'][not(ancestor::*[@id='main-content'])]")
    return found[0] if found and not outside else tree


def read_page(html: str, page: str, read: Callable[[HtmlElement], T]) -> T:
    """What `read` makes of a page that is whole, its markup read by lxml or, where that loses the record, BeautifulSoup.

    Raises RecordError where the page ends before its own end: nothing tells how much of the study is missing.
    """
    if not _END.search(html):
        raise RecordError(
            f"the {page} is cut off before its end, so nothing of it was taken: save or fetch the whole page again"
        )
    try:
        return read(tree_of(html))
    except RecordError as error:
        try:
            return read(soup_tree_of(html))
        except RecordError:
            raise error from None


def title_pairs(tree: HtmlElement) -> Iterator[Pair]:
    """The brief title, from the record's heading or else from the page's title."""
    for heading in tree.iter("h1"):
        if has_class(heading, "solo_record") and line_of(heading):
            yield Pair("Brief Title", HtmlValue(heading))
            return
    for title in tree.xpath("//head/title"):
        words = re.sub(
            r"( - [^-]* View| - Study Results)? - ClinicalTrials\.gov$",
            "",
            " ".join(title.text_content().split()),
        )
        yield Pair("Brief Title", plain(words))


def sponsor_pairs(tree: HtmlElement) -> Iterator[Pair]:
    """Sponsor and collaborators of the header, told by their ids: `sponsor`, `sponsor1`, `sponsor2` …"""
    for label, form in (("Sponsor", "sponsor"), ("Collaborators", r"sponsor\d+")):
        boxes = (
            box for box in tree.xpath("//*[starts-with(@id, 'sponsor')]") if re.fullmatch(form, box.get("id"))
        )
        names = [line_of(box) for box in boxes]
        if any(names):
            yield Pair(label, plain(*names))


def party_pairs(tree: HtmlElement) -> Iterator[Pair]:
    """Who provided the information: 'Information provided by (Responsible Party)', of older records without the latter."""
    for title in tree.iter("div"):
        label = line_of(title).rstrip(": ") if has_class(title, "info-title") else ""
        if label.startswith("Information provided by"):
            for box in title.itersiblings():
                if has_class(box, "info-text"):
                    yield Pair(label, HtmlValue(box))
                break


def status_lines(lines: tuple[str, ...]) -> Iterator[Pair]:
    """'Recruitment Status : Terminated', 'First Posted : May 1, 2017'; other lines belong to the label above."""
    label, texts = "", list[str]()
    for line in lines:
        head, colon, rest = line.partition(":")
        if colon and field_of(head):
            if label:
                yield Pair(label, plain(" ".join(texts)))
            label, texts = head, [rest.strip()]
        elif label:
            texts.append(line)
    if label:
        yield Pair(label, plain(" ".join(texts)))


def has_results(tree: HtmlElement) -> bool | None:
    """What the tab 'Study Results' says: 'No Results Posted' and 'Results Submitted' are none; None without a tab."""
    for tab in tree.xpath("//li[@id='results']"):
        words = line_of(tab).casefold()
        return not (words.startswith("no ") or "submitted" in words)
    return None


def add_acronym(draft: Draft, tree: HtmlElement) -> None:
    """Part the acronym from the heading, 'Title (ACRONYM)', where a mail link of the page gives the title without it."""
    module = draft.study["protocolSection"].get("identificationModule", {})
    title = module.get("briefTitle", "")
    for link in tree.xpath("//a[starts-with(@href, 'mailto:')]/@href"):
        subject = _SUBJECT.search(unquote(link))
        rest = subject["rest"] if subject else ""
        for comma in re.finditer(", ", rest):
            alone = one_line(rest[comma.end() :])
            acronym = _ACRONYM.fullmatch(title.removeprefix(alone)) if alone else None
            if acronym and title.startswith(alone):
                module["briefTitle"] = alone
                put(draft, "protocolSection.identificationModule.acronym", acronym["acronym"])
                return
