"""The demo records: facts of the registry, sentences of our own, and nothing the sources do not state."""

import importlib.resources
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from harvester.study import Study, nct_id_of, value_at, walk_leaves
from tests.shared import SHARED, needs_shared

DEMO = {
    path.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(importlib.resources.files("harvester.data.demo").iterdir(), key=lambda path: path.name)
    if path.name.endswith(".json")
}
every_study = pytest.mark.parametrize("study", DEMO.values(), ids=DEMO.keys())

PROSE = {
    "briefSummary",
    "citation",
    "description",
    "detailedDescription",
    "eligibilityCriteria",
    "interventionModelDescription",
    "maskingDescription",
    "studyPopulation",
    "whyStopped",
}
MODERN_SPELLING = {"OTHER_IDENTIFIER": "OTHER"}


def protocol(name: str) -> dict[str, Any]:
    return DEMO[f"{name}.json"]["protocolSection"]


def without_positions(path: str) -> str:
    return ".".join(piece for piece in path.split(".") if not piece.isdigit())


def is_prose(path: str) -> bool:
    return path.rsplit(".", 1)[-1] in PROSE - {"citation"}


def model_types() -> dict[str, str]:
    """Dotted path → type, for every field of the registry's data model."""
    assert SHARED is not None
    types: dict[str, str] = {}

    def read(fields: list[dict[str, Any]], parent: str) -> None:
        for field in fields:
            path = f"{parent}.{field['name']}" if parent else field["name"]
            types[path] = field["type"]
            if field["type"] == "GeoPoint":
                types.update({f"{path}.lat": "number", f"{path}.lon": "number"})
            read(field.get("children", []), path)

    read(json.loads((SHARED / "registry/spec/studies_metadata.json").read_text()), "")
    return types | {"hasResults": "boolean"}


def source_record(study: Study) -> Study:
    assert SHARED is not None
    for folder in ("api_v2", "msc_2022"):
        path = SHARED / "records" / folder / f"{nct_id_of(study)}.json"
        if path.exists():
            return json.loads(path.read_text(encoding="utf-8"))
    pytest.fail(f"no source record for {nct_id_of(study)}")


@cache
def source_prose() -> dict[str, list[str]]:
    """NCT ID → words of every text that our sentences could have been copied from."""
    assert SHARED is not None
    texts: dict[str, list[str]] = {name.removesuffix(".json"): [] for name in DEMO}
    for nct_id, found in texts.items():
        for folder in ("api_v2", "msc_2022"):
            path = SHARED / "records" / folder / f"{nct_id}.json"
            if path.exists():
                leaves = walk_leaves(json.loads(path.read_text(encoding="utf-8")))
                found += [value for key, value in leaves if is_prose(key)]
    for path in (SHARED / "seeds").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        texts["NCT07145502" if "NCT07145502" in text else "NCT04382547"].append(text)
    return {nct_id: [" ".join(words(text)) for text in found] for nct_id, found in texts.items()}


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:[-.'’^/]\w+)*", text.replace("\\", "").lower())


def runs_of_eight(text: str) -> Iterator[str]:
    line = words(text)
    for start in range(len(line) - 7):
        yield " ".join(line[start : start + 8])


def test_there_are_twelve_studies_each_in_the_file_of_its_nct_id():
    assert len(DEMO) == 12
    assert [f"{nct_id_of(study)}.json" for study in DEMO.values()] == list(DEMO)


@pytest.mark.parametrize("name", DEMO)
def test_files_are_printed_with_two_spaces(name):
    text = importlib.resources.files("harvester.data.demo").joinpath(name).read_text(encoding="utf-8")
    assert text == json.dumps(DEMO[name], indent=2, ensure_ascii=False) + "\n"


@needs_shared
@every_study
def test_every_key_is_in_the_registry_s_model(study):
    types = model_types()
    assert [path for path, _ in walk_leaves(study) if without_positions(path) not in types] == []


@needs_shared
@every_study
def test_every_enum_value_is_one_the_registry_knows(study):
    assert SHARED is not None
    types = model_types()
    enums = json.loads((SHARED / "registry/spec/enums_from_oas_2.0.5.json").read_text())
    kinds = [
        (path, value, types[without_positions(path)].removesuffix("[]")) for path, value in walk_leaves(study)
    ]
    checked = [(path, value, kind) for path, value, kind in kinds if kind in enums]
    assert checked
    assert [(path, value) for path, value, kind in checked if value not in enums[kind]] == []


@every_study
def test_dates_are_iso_with_month_or_day_precision(study):
    dates = [value for path, value in walk_leaves(study) if path.rsplit(".", 1)[-1].lower().endswith("date")]
    assert [date for date in dates if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])(-[0-3]\d)?", date)] == []
    assert dates or nct_id_of(study) == "NCT07145502"


@every_study
def test_no_text_is_empty_and_no_contact_of_a_person_is_carried(study):
    leaves = list(walk_leaves(study))
    assert [path for path, value in leaves if value in ("", None, [], {})] == []
    assert [path for path, value in leaves if isinstance(value, str) and "@" in value] == []
    assert [path for path, _ in leaves if "contacts." in path.lower() or "phone" in path.lower()] == []


@every_study
def test_criteria_are_a_markdown_list_under_the_registry_s_headings(study):
    criteria = study["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
    item = r"\* \S[^\n]*"
    block = rf"{item}(?:\n{item})*"
    assert re.fullmatch(rf"Inclusion Criteria:\n\n{block}(?:\n\nExclusion Criteria:\n\n{block})?", criteria)


@every_study
def test_interventions_and_arm_groups_name_each_other(study):
    module = study["protocolSection"]["armsInterventionsModule"]
    labels = {arm["label"] for arm in module.get("armGroups", [])}
    names = {intervention["name"] for intervention in module["interventions"]}
    assert {label for given in module["interventions"] for label in given.get("armGroupLabels", [])} <= labels
    for arm in module.get("armGroups", []):
        assert {name.split(": ", 1)[1] for name in arm.get("interventionNames", [])} <= names


@needs_shared
@every_study
def test_no_eight_words_in_a_row_are_the_source_s(study):
    theirs = source_prose()[nct_id_of(study)]
    assert theirs
    prose = [(path, value) for path, value in walk_leaves(study) if is_prose(path)]
    ours = [
        (path, run) for path, value in prose for line in value.splitlines() for run in runs_of_eight(line)
    ]
    assert [(path, run) for path, run in ours if any(run in text for text in theirs)] == []


@needs_shared
@pytest.mark.parametrize("study", [study for name, study in DEMO.items() if name != "NCT07145502.json"])
def test_facts_are_those_of_the_source_record(study):
    source = source_record(study)
    facts = [
        (path, value)
        for path, value in walk_leaves(study)
        if not is_prose(path)
        and ".outcomesModule." not in path
        and not (path.startswith("derivedSection") and "derivedSection" not in source)
    ]
    assert len(facts) > 20
    for path, value in facts:
        theirs = value_at(source, path)
        assert value == MODERN_SPELLING.get(theirs, theirs) if isinstance(theirs, str) else value == theirs, (
            path
        )


@needs_shared
@pytest.mark.parametrize("study", [study for name, study in DEMO.items() if name != "NCT07145502.json"])
def test_outcomes_are_those_of_the_source_record_in_its_order(study):
    theirs = source_record(study)["protocolSection"]["outcomesModule"]
    for kind, outcomes in study["protocolSection"]["outcomesModule"].items():
        remaining = iter(theirs[kind])
        for outcome in outcomes:
            assert any(
                other["measure"].startswith(outcome["measure"])
                and other.get("timeFrame") == outcome.get("timeFrame")
                for other in remaining
            ), outcome["measure"]


def test_the_reference_study_states_what_its_page_states():
    module = protocol("NCT04382547")
    assert module["designModule"]["enrollmentInfo"] == {"count": 32, "type": "ACTUAL"}
    assert module["designModule"]["phases"] == ["PHASE1", "PHASE2"]
    assert module["identificationModule"]["orgStudyIdInfo"] == {"id": "IBCE_MSC2(Covid)"}
    assert module["statusModule"]["studyFirstPostDateStruct"] == {"date": "2020-05-11", "type": "ACTUAL"}
    assert module["statusModule"]["lastUpdatePostDateStruct"] == {"date": "2021-08-23", "type": "ACTUAL"}
    assert (module["eligibilityModule"]["minimumAge"], module["eligibilityModule"]["maximumAge"]) == (
        "18 Years",
        "70 Years",
    )
    assert [arm["label"] for arm in module["armsInterventionsModule"]["armGroups"]] == [
        "mesenchymal stem cells",
        "control",
    ]
    outcomes = module["outcomesModule"]
    assert [(outcome["measure"], outcome["timeFrame"]) for outcome in outcomes["primaryOutcomes"]] == [
        ("Number of cured patients", "3 weeks")
    ]
    assert [outcome["measure"] for outcome in outcomes["secondaryOutcomes"]] == [
        "Number of patients with treatment-related adverse events"
    ]
    assert [place["city"] for place in module["contactsLocationsModule"]["locations"]] == ["Minsk"]
    assert len(module["contactsLocationsModule"]["overallOfficials"]) == 3


@needs_shared
def test_the_mesh_terms_of_the_reference_study_are_those_of_its_page():
    assert SHARED is not None
    page = next(
        text
        for text in (path.read_text(encoding="utf-8") for path in (SHARED / "seeds").glob("*.txt"))
        if "NCT04382547" in text
    )
    browse = DEMO["NCT04382547.json"]["derivedSection"]["conditionBrowseModule"]
    terms = " ".join(term["term"] for term in browse["meshes"] + browse["ancestors"])
    assert " ".join(page.replace("|", " ").split()).endswith(terms)


def test_what_the_article_does_not_state_stays_absent():
    study = DEMO["NCT07145502.json"]
    module = study["protocolSection"]
    assert module["designModule"] == {
        "studyType": "OBSERVATIONAL",
        "designInfo": {"timePerspective": "PROSPECTIVE"},
        "enrollmentInfo": {"count": 76},
    }
    assert module["eligibilityModule"]["healthyVolunteers"] is False
    assert (module["eligibilityModule"]["minimumAge"], module["eligibilityModule"]["maximumAge"]) == (
        "6 Years",
        "70 Years",
    )
    assert module["sponsorCollaboratorsModule"] == {"leadSponsor": {"name": "BioCells Medical"}}
    assert "8 weeks" in module["outcomesModule"]["primaryOutcomes"][0]["timeFrame"]
    assert module["contactsLocationsModule"]["locations"] == [
        {"facility": "BioCells Medical", "city": "Warsaw", "country": "Poland"}
    ]
    assert "armGroups" not in module["armsInterventionsModule"]
    assert "statusModule" not in module
    assert "sex" not in module["eligibilityModule"]
    assert "hasResults" not in study


def test_the_set_holds_a_withdrawn_an_observational_and_a_study_in_months():
    modules = [study["protocolSection"] for study in DEMO.values()]
    statuses = [module.get("statusModule", {}).get("overallStatus") for module in modules]
    withdrawn = [module for module, status in zip(modules, statuses, strict=True) if status == "WITHDRAWN"]
    assert [module["designModule"]["enrollmentInfo"]["count"] for module in withdrawn] == [0]
    observational = [module for module in modules if module["designModule"]["studyType"] == "OBSERVATIONAL"]
    assert [module["identificationModule"]["nctId"] for module in observational] == [
        "NCT02023788",
        "NCT07145502",
    ]
    assert observational[0]["eligibilityModule"]["minimumAge"] == "45 Months"
    assert {"COMPLETED", "RECRUITING", "TERMINATED", "ACTIVE_NOT_RECRUITING"} <= set(statuses)


def test_the_readme_names_every_exception_and_how_to_refresh():
    readme = (
        importlib.resources.files("harvester.data.demo").joinpath("README.md").read_text(encoding="utf-8")
    )
    assert "harvester fetch NCT" in readme
    assert "not to be cited" in readme
    assert re.findall(r"^\| (NCT\d{8})", readme, re.MULTILINE) == [
        "NCT04382547",
        "NCT07145502",
        "NCT02107118",
    ]
