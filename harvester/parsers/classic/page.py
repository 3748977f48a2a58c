"""The full text of a study as the registry's old site (`/ct2/show/NCT…`) showed it, 2010–2024 → study document.

Pure and bounded. A page that ends before its end, or lacks one of the sections that every page has, is refused with a
RecordError: half a study is never given. Labels that nobody knows are returned beside the study.
"""

from lxml.html import HtmlElement

from harvester.errors import RecordError
from harvester.parsers.classic import page_2010, page_2017, page_2018
from harvester.parsers.classic.layout import Layout, add_acronym, content_of, has_results, read_page
from harvester.parsers.page.finish import finish, require
from harvester.parsers.page.markup import line_of
from harvester.parsers.page.pairs import pairs_of
from harvester.parsers.page.study import fold
from harvester.study import Study

LAYOUTS = (page_2010.LAYOUT, page_2018.LAYOUT, page_2017.LAYOUT)

_PAGE = "full-text page"
_NEEDED = (
    "protocolSection.identificationModule.nctId",
    "protocolSection.identificationModule.briefTitle",
    "protocolSection.statusModule.overallStatus",
    "protocolSection.designModule.studyType",
    "protocolSection.eligibilityModule.eligibilityCriteria",
)
"""What every study states; a withheld record only the first three."""


def parse_classic_page(html: str) -> tuple[Study, tuple[str, ...]]:
    """The study document, and the labels that nobody knows.

    Raises RecordError for a page that is cut off, lacks a section, or has none of the known layouts.
    """
    return read_page(html, _PAGE, read_classic_page)


def read_classic_page(tree: HtmlElement) -> tuple[Study, tuple[str, ...]]:
    """The same from the page's tree."""
    layout = layout_of(tree)
    header = tuple(layout.header(tree))
    withheld = (
        fold(header).study["protocolSection"].get("statusModule", {}).get("overallStatus") == "WITHHELD"
    )
    if not withheld:
        _require_sections(tree, layout)
    draft = fold((*header, *pairs_of(content_of(tree))))
    draft.asides["header"] = [layout.years]
    add_acronym(draft, tree)
    study, unknown = finish(draft)
    require(study, *(_NEEDED[:3] if withheld else _NEEDED), page=_PAGE)
    return study | {"hasResults": bool(has_results(tree))}, unknown


def layout_of(tree: HtmlElement) -> Layout:
    """The layout of a page; raises RecordError where it is none of the known ones."""
    for layout in LAYOUTS:
        if layout.is_used(tree):
            return layout
    raise RecordError(
        f"the {_PAGE} has none of the layouts of {', '.join(layout.years for layout in LAYOUTS)}: save it from the"
        " registry's classic site or a web archive, or fetch the study by its NCT ID"
    )


def _require_sections(tree: HtmlElement, layout: Layout) -> None:
    headings = {line_of(part) for part in tree.xpath("//h3 | //h2 | //*[contains(@class, 'header2')]")}
    for section in layout.sections:
        if not any(heading.startswith(section) for heading in headings):
            raise RecordError(
                f"the {_PAGE} has no section '{section}', so it is not whole: nothing of it was taken;"
                " save or fetch it again"
            )
