"""The Tabular View of a study (`/ct2/show/record/NCT…`) of all years → study document.

One table of labels and values; the labels drifted through the years and are all in the tables of `page.fields`. What the
view does not show (sites, MeSH terms) is not in the document. The last rows name the record's identity and verification, so a
page that lacks them is cut off and is refused.
"""

from collections.abc import Iterator

from lxml.html import HtmlElement

from harvester.parsers.classic.layout import add_acronym, has_results, party_pairs, read_page, title_pairs
from harvester.parsers.page.fields import page_key
from harvester.parsers.page.finish import finish, found, require
from harvester.parsers.page.markup import HtmlValue, line_of
from harvester.parsers.page.study import Draft, Pair, fold, put
from harvester.study import Study

SECTIONS = (
    "tracking information",
    "descriptive information",
    "recruitment information",
    "administrative information",
)

_PAGE = "tabular page"
_ID = "protocolSection.identificationModule"
_NEEDED = (
    f"{_ID}.nctId",
    f"{_ID}.briefTitle",
    "protocolSection.statusModule.overallStatus",
    "protocolSection.designModule.studyType",
    "protocolSection.statusModule.statusVerifiedDate",
)


def is_tabular(tree: HtmlElement) -> bool:
    """Whether the page has at least two of the view's section heads."""
    heads = {page_key(line_of(cell)) for cell in tree.iter("th")}
    return len(heads.intersection(SECTIONS)) >= 2


def parse_tabular_page(html: str) -> tuple[Study, tuple[str, ...]]:
    """The study document, and the labels that nobody knows; raises RecordError for a page that is not whole."""
    return read_page(html, _PAGE, read_tabular_page)


def read_tabular_page(tree: HtmlElement) -> tuple[Study, tuple[str, ...]]:
    """The same from the page's tree."""
    above = list(party_pairs(tree))
    draft = fold((*_pairs(tree), *(pair for pair in above if pair.label.endswith("(Responsible Party)"))))
    draft.asides |= {"header": [_PAGE]} if above else {}
    _set_acronym(draft, tree)
    add_acronym(draft, tree)
    study, unknown = finish(draft)
    require(study, *_NEEDED, page=_PAGE)
    return study | {"hasResults": bool(has_results(tree))}, unknown


def _pairs(tree: HtmlElement) -> Iterator[Pair]:
    for row in tree.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("th", "td")]
        if len(cells) == 2 and cells[0].tag == "th" and cells[1].tag == "td":
            yield Pair(line_of(cells[0]), HtmlValue(cells[1]))


def _set_acronym(draft: Draft, tree: HtmlElement) -> None:
    """The heading is the brief title with the acronym behind it, in parentheses: 'Title (ACRONYM)'."""
    title = found(draft.study, f"{_ID}.briefTitle") or ""
    for heading in title_pairs(tree):
        rest = heading.value.text.removeprefix(title)
        if title and rest.startswith(" (") and rest.endswith(")") and heading.value.text != rest:
            put(draft, f"{_ID}.acronym", rest[2:-1])
