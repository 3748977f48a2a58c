"""Participant flow, baseline characteristics and outcome measures of the results tab (tables of 2010–2016)."""

import re
from collections.abc import Sequence
from typing import Any

from lxml.html import HtmlElement

from harvester.parsers.page.markup import HtmlValue, line_of
from harvester.parsers.page.values import Block, markdown
from harvester.parsers.results.sections import (
    Report,
    Section,
    cells_by_group,
    grid_of,
    groups_of,
    merged,
    prose,
)
from harvester.parsers.values import enum_of

Groups = list[dict[str, str]]

_PERIOD = re.compile(r"(?:Participant Flow|Period \d+)\s*:\s*(?P<title>.+)")
_UNITS = re.compile(r"\[\s*units:\s*(?P<units>.*?)\s*\]", re.IGNORECASE)
_VALUE = re.compile(
    r"(?P<value>\S+)(?:\s*±\s*(?P<spread>\S+)|\s*\(\s*(?P<lower>\S+)\s+to\s+(?P<upper>\S+)\s*\))?"
)
_OUTCOME = re.compile(r"\d+\.\s*(?P<type>[A-Za-z -]+?)\s*:\s*(?P<title>.*)", re.DOTALL)
_TIME_FRAME = re.compile(r"\s*\[\s*Time Frame:\s*(?P<frame>.*?)\s*\]\s*$", re.DOTALL)
_BY_CATEGORY = re.compile(r"(?:Gender|Sex|Age|Race|Ethnicity)\b(?!.*Customized)", re.IGNORECASE)
_PARTICIPANTS = re.compile(r"Number of Participants(?: Analyzed)?", re.IGNORECASE)


def participant_flow(section: Section, report: Report) -> dict[str, Any]:
    """`participantFlowModule`: recruitment, groups, and the milestones and drop-outs of each period."""
    groups: Groups = []
    details = {}
    periods = []
    for label, table in section.tables:
        period = _PERIOD.fullmatch(label)
        if label == "Recruitment Details":
            details["recruitmentDetails"] = prose(table)
        elif label == "Pre-Assignment Details":
            details["preAssignmentDetails"] = prose(table)
        elif label == "Reporting Groups":
            groups = groups_of(table, "FG")
        elif period and groups:
            periods.append({"title": period["title"]} | _period(table, groups))
        else:
            report(f"{section.title}: {label}", line_of(table))
    return merged(details, {"groups": groups, "periods": periods})


def _period(table: HtmlElement, groups: Groups) -> dict[str, Any]:
    """Milestones down to NOT COMPLETED; the rows below it are the reasons."""
    milestones: list[dict[str, Any]] = []
    reasons: list[dict[str, Any]] = []
    for row in grid_of(table)[1:]:
        counts = [{"groupId": group, "numSubjects": text} for group, text in cells_by_group(row, groups)]
        title = line_of(row[0])
        if counts and milestones and milestones[-1]["type"] == "NOT COMPLETED":
            reasons.append({"type": title, "reasons": counts})
        elif counts:
            milestones.append({"type": title, "achievements": counts})
    return merged({"milestones": milestones, "dropWithdraws": reasons})


def baseline(section: Section, report: Report) -> dict[str, Any]:
    """`baselineCharacteristicsModule`: population, groups, number of participants, measures."""
    module: dict[str, Any] = {}
    groups: Groups = []
    for label, table in section.tables:
        if label == "Population Description":
            module["populationDescription"] = prose(table)
        elif label == "Reporting Groups":
            groups = groups_of(table, "BG")
        elif label == "Baseline Measures" and groups:
            denoms, measures = _measures(table, groups)
            module |= {"denoms": denoms, "measures": [_baseline_title(measure) for measure in measures]}
        else:
            report(f"{section.title}: {label}", line_of(table))
    return merged(
        {"populationDescription": module.pop("populationDescription", "")}, {"groups": groups}, module
    )


def _baseline_title(measure: dict[str, Any]) -> dict[str, Any]:
    """The page says 'Age' for both of the registry's own age measures; API v2 tells them apart."""
    if measure.get("title") != "Age":
        return measure
    counted = measure.get("unitOfMeasure", "").casefold().startswith("participant")
    return measure | {"title": "Age, Categorical" if counted else "Age, Continuous"}


def outcome_measures(section: Section, report: Report) -> dict[str, Any]:
    """`outcomeMeasuresModule`: each measure's type, title and time frame, and what the page shows of its values.

    A measure whose tables the page does not show ('Show Outcome Measure 1') has no reporting status here.
    """
    measures: list[dict[str, Any]] = []
    groups: Groups = []
    for label, table in section.tables:
        outcome = _OUTCOME.fullmatch(line_of(table))
        kind = enum_of("outcome_measure_type", outcome["type"]) if outcome else None
        if outcome and kind:
            frame = _TIME_FRAME.search(outcome["title"])
            title = _TIME_FRAME.sub("", outcome["title"])
            measures.append(
                {"type": kind, "title": title.strip()} | ({"timeFrame": frame["frame"]} if frame else {})
            )
            groups = []
        elif not measures:
            report(f"{section.title}: {label}", line_of(table))
        elif label == "Population Description":
            measures[-1] |= merged({"populationDescription": prose(table)})
        elif label == "Reporting Groups":
            groups = groups_of(table, "OG")
            measures[-1]["groups"] = groups
        elif label == "Measured Values" and groups:
            denoms, values = _measures(table, groups)
            kept = {name: value for name, value in (values[0] if values else {}).items() if name != "title"}
            measures[-1] |= {"reportingStatus": "POSTED"} | merged({"denoms": denoms}, kept)
        elif not _describe(table, measures[-1]):
            report(f"{section.title}: {label}", line_of(table))
    return merged({"outcomeMeasures": measures})


def _describe(table: HtmlElement, measure: dict[str, Any]) -> bool:
    """The table of 'Measure Type', 'Measure Title', 'Measure Description', 'Time Frame', 'Safety Issue'."""
    rows = {line_of(row[0]): row[1] for row in grid_of(table) if len(row) == 2}
    if "Measure Title" not in rows:
        return False
    described = rows.get("Measure Description")
    if described is not None:
        measure |= merged({"description": markdown(HtmlValue(described).blocks)})
    return True


def _measures(table: HtmlElement, groups: Groups) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(denoms, measures) of a table of values: a row with values, or a row without and those below it, is a measure."""
    denoms: list[dict[str, Any]] = []
    measures: list[dict[str, Any]] = []
    rows: list[tuple[str, list[dict[str, Any]]]] = []
    for row in grid_of(table)[1:]:
        cells = cells_by_group(row, groups)
        blocks = HtmlValue(row[0]).blocks
        if row[0].tag == "td" and measures:
            rows.append((line_of(row[0]), [_measurement(*cell) for cell in cells]))
            measures[-1]["classes"] = _classes(measures[-1].get("title", ""), rows)
        elif blocks and _PARTICIPANTS.fullmatch(_title(blocks)):
            denoms = [
                {"units": "Participants", "counts": [{"groupId": g, "value": text} for g, text in cells]}
            ]
        elif blocks:
            rows = []
            measures.append(_measure(blocks) | {"classes": []})
            if cells:
                measures[-1]["classes"] = _classes("", [("", [_measurement(*cell) for cell in cells])])
    return denoms, [merged(measure) for measure in measures]


def _title(blocks: Sequence[Block]) -> str:
    return _UNITS.sub("", blocks[0].text.split("\n")[0]).strip()


def _measure(blocks: Sequence[Block]) -> dict[str, Any]:
    """'Age', '[units: years]', 'Mean ± Standard Deviation' → title, paramType, dispersionType, unitOfMeasure."""
    lines = [line for block in blocks for line in block.text.split("\n")]
    units = _UNITS.search(" ".join(lines))
    statistic = lines[-1] if len(lines) > 1 else ""
    parts = [part.strip(" ()") for part in re.split(r"±|\(", statistic)]
    param = enum_of("measure_param", parts[0])
    dispersion = enum_of("measure_dispersion", parts[1]) if param and len(parts) > 1 else None
    return merged(
        {"title": _title(blocks), "paramType": param, "dispersionType": dispersion},
        {"unitOfMeasure": units["units"] if units else ""},
    )


def _measurement(group: str, text: str) -> dict[str, str]:
    found = _VALUE.fullmatch(text)
    if not found:
        return {"groupId": group, "value": text}
    names = (("value", "value"), ("spread", "spread"), ("lower", "lowerLimit"), ("upper", "upperLimit"))
    return {"groupId": group} | {key: found[name] for name, key in names if found[name]}


def _classes(title: str, rows: list[tuple[str, list[dict[str, Any]]]]) -> list[dict[str, Any]]:
    """The registry keeps rows of sex, age, race as categories of one class, all others as classes of their own."""
    categories = [merged({"title": name, "measurements": measurements}) for name, measurements in rows]
    if not title or _BY_CATEGORY.match(title):
        return [{"categories": categories}]
    return [
        merged({"title": name}, {"categories": [{"measurements": measurements}]})
        for name, measurements in rows
    ]
