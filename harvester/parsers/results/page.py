"""The 'Study Results' tab of a classic page (`/ct2/show/results/NCT…`) → the part of the study document that it states.

Such a page is never a whole study: it has the record's header, and either posted results (the tables of 2010–2016; of later
years none were at hand, their sections are reported as unread) or the dates of results that were submitted and not posted.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from harvester.errors import RecordError
from harvester.parsers.classic.layout import add_acronym, content_of, has_results, read_page
from harvester.parsers.classic.page import layout_of
from harvester.parsers.page.finish import finish, require
from harvester.parsers.page.markup import HtmlValue, has_class, line_of
from harvester.parsers.page.pairs import pairs_of
from harvester.parsers.page.study import Draft, fold, put
from harvester.parsers.results.events import adverse_events
from harvester.parsers.results.measures import baseline, outcome_measures, participant_flow
from harvester.parsers.results.sections import Section, prose, sections_of
from harvester.parsers.values import parse_date
from harvester.study import Study

SECTIONS = (
    "Participant Flow",
    "Baseline Characteristics",
    "Outcome Measures",
    "Serious Adverse Events",
    "Other Adverse Events",
    "Limitations and Caveats",
)

_PAGE = "results page"
_NEEDED = (
    "protocolSection.identificationModule.nctId",
    "protocolSection.identificationModule.briefTitle",
    "protocolSection.statusModule.overallStatus",
)
_CYCLES = ("submission cycle", "results submitted to clinicaltrials gov")
_CANCELED = re.compile(
    r"\(\s*Canceled\b\s*(?:on\s+(?P<date>[A-Z][a-z]+ \d{1,2}, \d{4}))?[^)]*\)", re.IGNORECASE
)
_CONTACT = {"Name/Title": "title", "Organization": "organization", "phone": "phone", "e-mail": "email"}


def is_results(tree: HtmlElement) -> bool:
    """Whether the page shows the results tab: its link is the current one, or no other is and it has posted results."""
    current = [tab.get("id") for tab in tree.xpath("//li[@id]") if has_class(tab, "current")]
    if current:
        return "results" in current
    return any(section.title in SECTIONS[:2] for section in sections_of(content_of(tree)))


def parse_results_page(html: str) -> tuple[Study, tuple[str, ...]]:
    """What the page states of the study, and the labels that nobody knows; RecordError for a page that is not whole."""
    return read_page(html, _PAGE, read_results_page)


def read_results_page(tree: HtmlElement) -> tuple[Study, tuple[str, ...]]:
    """The same from the page's tree."""
    content = content_of(tree)
    draft = fold((*layout_of(tree).header(tree), *pairs_of(content, skip=SECTIONS)))
    draft.asides["header"] = [_PAGE]
    add_acronym(draft, tree)
    sections = sections_of(content)
    posted = any(section.title in SECTIONS for section in sections)
    if posted and not any(section.title == "More Information" for section in sections):
        raise RecordError(
            f"the {_PAGE} has no section 'More Information', so it is not whole: nothing of it was taken; save it again"
        )
    for name, module in _modules(sections, draft):
        put(draft, f"resultsSection.{name}", module)
    events = list(_submissions(content))
    if events:
        put(draft, "annotationSection.annotationModule.unpostedAnnotation.unpostedEvents", events)
    study, unknown = finish(draft)
    require(study, *_NEEDED, page=_PAGE)
    return study | {"hasResults": bool(posted or has_results(tree))}, unknown


def _modules(sections: list[Section], draft: Draft) -> Iterator[tuple[str, dict[str, Any]]]:
    readers = (
        ("Participant Flow", "participantFlowModule", participant_flow),
        ("Baseline Characteristics", "baselineCharacteristicsModule", baseline),
        ("Outcome Measures", "outcomeMeasuresModule", outcome_measures),
    )
    for title, name, reader in readers:
        for section in sections:
            module = reader(section, draft.report) if section.title == title else None
            if module:
                yield name, module
    events = adverse_events(sections, draft.report)
    if events:
        yield "adverseEventsModule", events
    more = _more_information(sections)
    if more:
        yield "moreInfoModule", more


def _more_information(sections: list[Section]) -> dict[str, Any]:
    """Limitations, agreements and the point of contact."""
    module: dict[str, Any] = {}
    for section in sections:
        if section.title == "Limitations and Caveats":
            text = next((prose(table) for _, table in section.tables), "")
            module |= {"limitationsAndCaveats": {"description": text}} if text else {}
        if section.title == "More Information":
            agreements = [
                line_of(table) for label, table in section.tables if label.startswith("Certain Agreements")
            ]
            module |= {"certainAgreement": _agreement(agreements[0])} if agreements else {}
            person = _point_of_contact(section)
            module |= {"pointOfContact": person} if person else {}
    return module


def _agreement(text: str) -> dict[str, Any]:
    found_: dict[str, Any] = {"piSponsorEmployee": " NOT employed by" not in text}
    if "restricts the PI's rights" in text:
        found_["restrictiveAgreement"] = "There is NOT an agreement" not in text
    if found_.get("restrictiveAgreement"):
        limits = (("LTE60", "is less than or equal to 60 days"), ("GT60", "more than 60 days but less than"))
        found_["restrictionType"] = next((kind for kind, words in limits if words in text), "OTHER")
    return found_


def _point_of_contact(section: Section) -> dict[str, str]:
    lines = [line for label, line in section.lines if label.startswith("Results Point of Contact")]
    parts = (line.partition(":") for line in lines)
    return {
        _CONTACT[name.strip()]: rest.strip()
        for name, _, rest in parts
        if name.strip() in _CONTACT and rest.strip()
    }


def _submissions(content: HtmlElement) -> Iterator[dict[str, Any]]:
    """The events of each cycle: results released, the release canceled, returned after quality control."""
    for table in content.iter("table"):
        heads = [" ".join(re.findall(r"\w+", line_of(cell).casefold())) for cell in table.iter("th")]
        if not all(head in heads for head in _CYCLES):
            continue
        for row in table.iter("tr"):
            cells = [HtmlValue(cell).lines for cell in row.iterchildren("td")]
            yield from _released(cells[0] if cells else ())
            for date in map(parse_date, cells[1] if len(cells) > 1 else ()):
                if date:
                    yield {"type": "RESET", "date": date}


def _released(lines: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for line in lines:
        canceled = _CANCELED.fullmatch(line)
        date = parse_date(line)
        if canceled:
            on = parse_date(canceled["date"] or "")
            yield {"type": "UNRELEASE"} | ({"date": on} if on else {"dateUnknown": True})
        elif date:
            yield {"type": "RELEASE", "date": date}
