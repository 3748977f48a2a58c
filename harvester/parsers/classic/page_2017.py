"""The layout of 2017: the header is a table beside the warning, its status box has 'Label : value' on lines of their own."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from harvester.parsers.classic.layout import Layout, sponsor_pairs, status_lines, title_pairs
from harvester.parsers.page.markup import HtmlValue, has_class, line_of
from harvester.parsers.page.study import Pair
from harvester.parsers.page.values import plain

STATUS_BOXES = ("recruiting-status", "not-recruiting-status", "status", "completed-status")


def is_used(tree: HtmlElement) -> bool:
    """The tab's body has an id, and no class has the prefixes of 2018."""
    return bool(tree.xpath("//*[@id='tab-body']")) and not has_prefixes(tree)


def has_prefixes(tree: HtmlElement) -> bool:
    """Whether the page's classes have the prefixes (`tr-`) that came in August 2018."""
    return bool(tree.xpath("//*[starts-with(@class, 'tr-') or contains(@class, ' tr-')]"))


def header(tree: HtmlElement) -> Iterator[Pair]:
    """Title, NCT ID, and the lines of the status box: status, first posted, results first posted, last update posted."""
    yield from title_pairs(tree)
    yield from sponsor_pairs(tree)
    for cell in tree.iter("td", "div", "p"):
        label, colon, rest = line_of(cell).partition(":") if not len(cell) else ("", "", "")
        if colon and label.strip() == "ClinicalTrials.gov Identifier":
            yield Pair(label, plain(rest))
    for box in tree.iter("div"):
        if any(has_class(box, name) for name in STATUS_BOXES):
            yield from status_lines(HtmlValue(box).lines)


LAYOUT = Layout("2017", is_used, header, ("Eligibility", "More Information"))
