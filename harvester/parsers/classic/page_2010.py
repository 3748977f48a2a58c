"""The full-text layout of 2010–2016: `#trial-info-1` with the status in a sentence, `#trial-info-2` with the dates."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from harvester.parsers.classic.layout import Layout, sponsor_pairs, title_pairs
from harvester.parsers.page.markup import HtmlValue, has_class, line_of
from harvester.parsers.page.study import Pair
from harvester.parsers.page.values import plain

_DATE = re.compile(
    r"(?P<label>(?:Results )?First received|Last updated|Last verified)\s*(?::|on)\s*(?P<date>[A-Z][a-z]+ (?:\d{1,2}, )?\d{4})",
    re.IGNORECASE,
)


def is_used(tree: HtmlElement) -> bool:
    """The two boxes of the header have ids that no other layout has."""
    return bool(tree.xpath("//*[@id='trial-info-1' or @id='trial-info-2']"))


def header(tree: HtmlElement) -> Iterator[Pair]:
    """Title, status sentence, dates, and the brief summary, which has no label in this layout."""
    yield from title_pairs(tree)
    yield from sponsor_pairs(tree)
    for box in tree.xpath("//*[contains(@class, 'recruiting-status')]"):
        yield Pair("Recruitment Status", HtmlValue(box))
    for box in tree.xpath("//*[@id='trial-info-2']"):
        for found in _DATE.finditer(line_of(box)):
            yield Pair(found["label"], plain(found["date"]))
    yield from _summary(tree)


def _summary(tree: HtmlElement) -> Iterator[Pair]:
    """The first box of prose below 'Purpose'."""
    for heading in tree.xpath("//*[contains(@class, 'header2')]"):
        if line_of(heading) == "Purpose":
            for box in heading.xpath("following::div"):
                if has_class(box, "header2") or has_class(box, "header3"):
                    return
                if has_class(box, "body3"):
                    yield Pair("Brief Summary", HtmlValue(box))
                    return


LAYOUT = Layout("2010–2016", is_used, header, ("Purpose", "Eligibility", "More Information"))
