"""What a table cannot say about the registry's XML: how parts of a record are put together for API v2.

Each function takes the object that a table made, a fresh one, and returns the object as API v2 has it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from harvester.parsers.values import std_ages

Json = dict[str, Any]

_MOST_PAIRS = 1_000_000
"""Arms times interventions: no record comes near, and a hostile one shall not fill the memory."""

_TOTALS = {
    "total, all-cause mortality": ("deathsNumAffected", "deathsNumAtRisk"),
    "total, serious adverse events": ("seriousNumAffected", "seriousNumAtRisk"),
    "total, other adverse events": ("otherNumAffected", "otherNumAtRisk"),
}


def _person(person: Json) -> Json:
    """First, middle and last name in one, then the degrees: 'Ana B. Silva, MD'."""
    names = [person.pop(part) for part in ("_first", "_middle", "_last") if part in person]
    degrees = person.pop("_degrees", None)
    name = ", ".join(part for part in (" ".join(names), degrees) if part)
    return {"name": name, **person} if name else person


def _document(document: Json) -> Json:
    """`typeAbbrev` says again what is in the file, in the registry's order: Prot_SAP_ICF."""
    parts = (("hasProtocol", "Prot"), ("hasSap", "SAP"), ("hasIcf", "ICF"))
    abbreviation = "_".join(short for key, short in parts if document.get(key) is True)
    return {"typeAbbrev": abbreviation, **document} if abbreviation else document


def _measure(measure: Json) -> Json:
    """Until 2017 a measure had its rows without classes; the registry made each row a class."""
    rows = measure.pop("_categories", None)
    if rows is not None and "classes" not in measure:
        measure["classes"] = [_class_of_row(row) for row in rows]
    return measure


def _class_of_row(row: Json) -> Json:
    category = {key: value for key, value in row.items() if key != "title"}
    title = {"title": row["title"]} if "title" in row else {}
    return {**title, "categories": [category]}


def _baseline_measure(measure: Json) -> Json:
    """The XML says 'Age' for both of the registry's own age measures; API v2 tells them apart."""
    measure = _measure(measure)
    if measure.get("title") == "Age":
        counted = str(measure.get("unitOfMeasure", "")).casefold() in ("participants", "participant")
        measure["title"] = "Age, Categorical" if counted else "Age, Continuous"
    return measure


def _units_analyzed(module: Json) -> Json:
    """Whatever is counted beside participants is the type of units analyzed."""
    units = [
        denom["units"]
        for denom in module.get("denoms", ())
        if denom.get("units") != "Participants" and "units" in denom
    ]
    return {"typeUnitsAnalyzed": units[0], **module} if units else module


def _outcome_measure(outcome: Json) -> Json:
    """Until 2017 the participants analyzed were a measure of their own beside the measure."""
    for measure in outcome.pop("_measures", ()):
        if "denoms" not in outcome and measure.get("title") == "Number of Participants":
            outcome["denoms"] = [{"units": "Participants", "counts": _values(measure)}]
        else:
            outcome |= {key: value for key, value in measure.items() if key not in outcome}
    outcome["reportingStatus"] = "POSTED" if "groups" in outcome else "NOT_POSTED"
    return _units_analyzed(outcome)


def _old_baseline(baseline: Json) -> Json:
    first, *others = baseline.get("measures") or [{}]
    if "denoms" not in baseline and first.get("title") == "Number of Participants":
        baseline["denoms"] = [{"units": "Participants", "counts": _values(first)}]
        baseline["measures"] = others
    return _units_analyzed(baseline)


def _values(measure: Json) -> list[Json]:
    return [
        {key: measurement[key] for key in ("groupId", "value") if key in measurement}
        for row in measure.get("classes", ())
        for category in row.get("categories", ())
        for measurement in category.get("measurements", ())
    ]


def _reported_events(module: Json) -> Json:
    """Totals belong to the groups, all other rows are events of their organ system."""
    groups = {group["id"]: group for group in module.get("eventGroups", ()) if "id" in group}
    for source, target in (("_serious", "seriousEvents"), ("_other", "otherEvents")):
        table = module.pop(source, {})
        if "frequencyThreshold" in table:
            module["frequencyThreshold"] = table["frequencyThreshold"]
        events = [
            event for category in table.get("categories", ()) for event in _events_of(category, table, groups)
        ]
        if events:
            module[target] = events
    return module


def _events_of(category: Json, table: Json, groups: Mapping[str, Json]) -> list[Json]:
    events = []
    for event in category.get("events", ()):
        totals = (
            _TOTALS.get(str(event.get("term", "")).casefold()) if category.get("title") == "Total" else None
        )
        if totals and all(stat.get("groupId") in groups for stat in event.get("stats", ())):
            for stat in event.get("stats", ()):
                group = groups[stat["groupId"]]
                group |= {
                    key: stat[of]
                    for key, of in zip(totals, ("numAffected", "numAtRisk"), strict=True)
                    if of in stat
                }
        else:
            events.append(_event(event, category, table))
    return events


def _event(event: Json, category: Json, table: Json) -> Json:
    whole = {
        "term": event.get("term"),
        "organSystem": category.get("title"),
        "sourceVocabulary": event.get("sourceVocabulary", table.get("vocabulary")),
        "assessmentType": event.get("assessmentType", table.get("assessment")),
        "notes": event.get("notes"),
        "stats": event.get("stats"),
    }
    return {key: value for key, value in whole.items() if value is not None}


def _study(study: Json) -> Json:
    protocol = study.get("protocolSection", {})
    _complete_organization(protocol)
    _complete_arms(protocol.get("armsInterventionsModule", {}))
    _complete_eligibility(protocol.get("eligibilityModule", {}))
    design = protocol.get("designModule", {})
    if design.get("phases") == ["NA"] and design.get("studyType") != "INTERVENTIONAL":
        del design["phases"]
        if not design:
            del protocol["designModule"]
    results_date = protocol.get("statusModule", {}).get("resultsFirstSubmitDate")
    study["hasResults"] = "resultsSection" in study or results_date is not None
    return study


def _complete_organization(protocol: Json) -> None:
    """The XML classes the lead sponsor only; where that is the record's organization, its class is known."""
    organization = protocol.get("identificationModule", {}).get("organization", {})
    sponsor = protocol.get("sponsorCollaboratorsModule", {}).get("leadSponsor", {})
    same = organization.get("fullName") == sponsor.get("name") != "[Redacted]"
    if same and "class" in sponsor and "class" not in organization:
        organization["class"] = sponsor["class"]


def _complete_arms(module: Json) -> None:
    """The XML names an intervention's arms; API v2 names an arm's interventions too ('Drug: Sildenafil')."""
    arms, interventions = module.get("armGroups", ()), module.get("interventions", ())
    if len(arms) * len(interventions) > _MOST_PAIRS:
        return
    for arm in arms:
        names = [
            f"{intervention['type'].replace('_', ' ').title()}: {intervention['name']}"
            for intervention in interventions
            if {"type", "name"} <= intervention.keys()
            and arm.get("label") in intervention.get("armGroupLabels", ())
        ]
        if names:
            arm["interventionNames"] = names


def _complete_eligibility(module: Json) -> None:
    """The registry's age groups follow from the two ages alone; the XML leaves them out."""
    groups = std_ages(module.get("minimumAge"), module.get("maximumAge")) if module else None
    if groups:
        module["stdAges"] = groups


FINISH: Mapping[str, Callable[[Json], Json]] = {
    "study": _study,
    "official": _person,
    "contact": _person,
    "investigator": _person,
    "document": _document,
    "baseline": _old_baseline,
    "baseline_measure": _baseline_measure,
    "measure": _measure,
    "outcome_measure": _outcome_measure,
    "reported_events": _reported_events,
}
