"""One study in all forms: XML, full text, Tabular View, results tab; and a page's text against the registry's own record."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from harvester.parsers.detect import Parsed, parse_payload
from harvester.study import Study, walk_leaves
from tests.shared import needs_shared

HERE = Path(__file__).parent
FORMS = yaml.safe_load((HERE / "nct00936455_forms.yaml").read_text(encoding="utf-8"))
SEED_RULES = yaml.safe_load((HERE / "seed_vs_api.yaml").read_text(encoding="utf-8"))["rules"]
PAGES = tuple(name for name in FORMS if name.endswith(".html"))
SEED = "seeds/001_f947e213bb47aa0b.txt"

pytestmark = needs_shared


def parsed(path: Path) -> Parsed:
    found = parse_payload(path.read_bytes())
    assert found is not None
    return found


def rule_for(path: str, how: str, rules: Iterable[dict[str, str]]) -> int | None:
    for number, rule in enumerate(rules):
        form = re.escape(rule["path"]).replace(r"\*\*", ".+").replace(r"\*", r"[^.]+")
        if rule["how"] == how and re.fullmatch(form, path):
            return number
    return None


def differences(first: Study, second: Study, only_first: str, only_second: str) -> list[tuple[str, str]]:
    """(path, how) of every leaf that only one states, or that they state differently."""
    one, two = dict(walk_leaves(first)), dict(walk_leaves(second))
    found = [(path, only_first) for path in one if path not in two]
    found += [(path, only_second) for path in two if path not in one]
    return found + [(path, "other") for path in one if path in two and one[path] != two[path]]


def without_results(study: Study) -> Study:
    return {name: section for name, section in study.items() if name != "resultsSection"}


@pytest.fixture(scope="module")
def xml(shared: Path) -> Study:
    return parsed(shared / "records/xml/NCT00936455.xml").study


@pytest.mark.parametrize("page", PAGES)
def test_nct00936455_as_a_page_differs_from_its_xml_only_where_the_page_forces_it(
    page: str, xml: Study, shared: Path
) -> None:
    study = parsed(shared / "records/html" / page).study
    whole = without_results(xml) if page in FORMS["without results"] else xml
    rules = [*FORMS["every page"], *FORMS[page]]
    found = differences(whole, study, "only_xml", "only_page")
    assert [pair for pair in found if rule_for(*pair, rules) is None] == []


def test_every_rule_on_the_forms_is_needed(xml: Study, shared: Path) -> None:
    idle = []
    for page in PAGES:
        study = parsed(shared / "records/html" / page).study
        whole = without_results(xml) if page in FORMS["without results"] else xml
        used = {rule_for(*pair, FORMS[page]) for pair in differences(whole, study, "only_xml", "only_page")}
        idle += [(page, rule["path"]) for number, rule in enumerate(FORMS[page]) if number not in used]
    assert idle == []


@pytest.mark.parametrize("page", ["NCT00936455.html", "NCT00936455_record.html"])
@pytest.mark.parametrize(
    "path",
    [
        "statusModule.overallStatus",
        "designModule.studyType",
        "designModule.enrollmentInfo.count",
        "statusModule.startDateStruct.date",
        "statusModule.primaryCompletionDateStruct.date",
        "statusModule.completionDateStruct.date",
        "statusModule.studyFirstSubmitDate",
        "statusModule.lastUpdateSubmitDate",
        "statusModule.statusVerifiedDate",
        "sponsorCollaboratorsModule.leadSponsor.name",
        "designModule.designInfo",
        "eligibilityModule",
        "outcomesModule",
        "armsInterventionsModule",
        "conditionsModule.conditions",
    ],
)
def test_both_pages_state_what_the_xml_states(page: str, path: str, xml: Study, shared: Path) -> None:
    def at(study: Study) -> Any:
        node: Any = study["protocolSection"]
        for piece in path.split("."):
            node = node[piece]
        return node

    assert at(parsed(shared / "records/html" / page).study) == at(xml)


@pytest.mark.parametrize("page", PAGES)
def test_the_three_pages_have_no_label_that_nobody_knows(page: str, shared: Path) -> None:
    assert parsed(shared / "records/html" / page).unknown_labels == ()


# --- the page text ----------------------------------------------------------------------------------------------------


def test_the_page_text_differs_from_the_registrys_record_only_where_the_text_forces_it(shared: Path) -> None:
    record = json.loads((shared / "records/msc_2022/NCT04382547.json").read_bytes())
    found = differences(record, parsed(shared / SEED).study, "only_api", "only_text")
    assert [pair for pair in found if rule_for(*pair, SEED_RULES) is None] == []
    used = {rule_for(*pair, SEED_RULES) for pair in found}
    assert [rule["path"] for number, rule in enumerate(SEED_RULES) if number not in used] == []


def test_the_page_text_states_what_the_page_written_after_it_states(shared: Path) -> None:
    page = parsed(HERE / "pages/classic_2018_NCT04382547.html").study["protocolSection"]
    text = parsed(shared / SEED).study["protocolSection"]
    for module in ("conditionsModule", "designModule", "oversightModule", "ipdSharingStatementModule"):
        assert text[module] == page[module]
    assert text["contactsLocationsModule"] == page["contactsLocationsModule"]
    assert text["statusModule"] == page["statusModule"]


def test_what_only_a_rule_could_tell_of_the_page_text_is_reported(shared: Path) -> None:
    assert parsed(shared / SEED).unknown_labels == (
        "Keywords and MeSH terms: run together, parted by rule",
        "Condition: run together on one line, parted by rule",
        "Outcome Measures: no headings, so the first is taken as primary",
        "Brief Summary: not in this text",
    )


# --- results tabs without results -------------------------------------------------------------------------------------


def test_results_tabs_of_2017_to_2019_state_when_results_were_submitted_canceled_and_returned(
    shared: Path,
) -> None:
    study = parsed(shared / "records/html/NCT01234532_results.html").study
    assert study["hasResults"] is False
    assert study["annotationSection"]["annotationModule"]["unpostedAnnotation"]["unpostedEvents"] == [
        {"type": "RELEASE", "date": "2019-11-05"},
        {"type": "UNRELEASE", "date": "2019-11-05"},
        {"type": "RELEASE", "date": "2019-11-05"},
        {"type": "RESET", "date": "2019-11-22"},
    ]
    assert study["protocolSection"]["statusModule"]["whyStopped"] == "low accrual"


def test_every_results_tab_of_2017_to_2019_loads_without_unknown_labels(shared: Path) -> None:
    for path in sorted((shared / "records/html").glob("*_results*.html")):
        found = parsed(path)
        nct_id = found.study["protocolSection"]["identificationModule"]["nctId"]
        assert (found.source, nct_id, found.unknown_labels) == ("results_page", path.name[:11], ())
