"""Adverse events of the results tab, where the page shows them (tables of 2010–2016; no real page had them open)."""

import re
from typing import Any

from lxml.html import HtmlElement

from harvester.parsers.page.markup import line_of
from harvester.parsers.results.sections import (
    Report,
    Section,
    cells_by_group,
    grid_of,
    groups_of,
    merged,
    prose,
)

_KINDS = (
    ("Serious Adverse Events", "seriousEvents", "serious"),
    ("Other Adverse Events", "otherEvents", "other"),
)
_AT_RISK = re.compile(r"(?P<affected>\d[\d,]*)\s*/\s*(?P<risk>\d[\d,]*)(?:\s*\([\d.]+%\))?")
_MARKS = re.compile(r"\s*[†‡*]\s*\d*\s*$|\s*\[\d+\]\s*$")


def adverse_events(sections: list[Section], report: Report) -> dict[str, Any]:
    """`adverseEventsModule` of the two sections of events; {} where the page keeps them folded."""
    module: dict[str, Any] = {}
    groups: list[dict[str, Any]] = []
    for title, name, kind in _KINDS:
        for label, table in (
            pair for section in sections if section.title == title for pair in section.tables
        ):
            if label == "Time Frame":
                module["timeFrame"] = prose(table)
            elif label == "Additional Description":
                module["description"] = prose(table)
            elif label == "Reporting Groups":
                groups = groups or list(groups_of(table, "EG"))
            elif label == "Frequency Threshold":
                threshold = re.search(r"(\d+(?:\.\d+)?)\s*%?\s*$", line_of(table))
                module |= {"frequencyThreshold": threshold[1]} if threshold else {}
            elif label == title and groups:
                module[name] = _events(table, groups, kind)
            else:
                report(f"{title}: {label}", line_of(table))
    return merged({"eventGroups": groups}, module)


def _events(table: HtmlElement, groups: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The events; the totals go to the groups.

    A row without numbers names what the rows below it count; two of them in turn are an organ system and a term.
    """
    events: list[dict[str, Any]] = []
    names: list[str] = []
    system, stats = "", list[dict[str, Any]]()
    for row in grid_of(table)[1:]:
        cells = cells_by_group(row, groups)
        label = line_of(row[0])
        if not cells:
            names.append(label)
            continue
        if names:
            system = names[-2] if len(names) > 1 else system
            total = names[-1].startswith("Total")
            stats = groups if total else [{"groupId": group["id"]} for group in groups]
            if not total:
                events.append({"term": _MARKS.sub("", names[-1]), "organSystem": system, "stats": stats})
            names = []
        keys = (f"{kind}NumAffected", f"{kind}NumAtRisk") if stats is groups else ("numAffected", "numAtRisk")
        for stat, (_, text) in zip(stats, cells, strict=False):
            stat |= _counted(label, text, keys, in_total=stats is groups)
    return [merged(event) for event in events]


def _counted(label: str, text: str, keys: tuple[str, str], in_total: bool) -> dict[str, int]:
    """'1/10 (10.00%)' of participants affected and at risk; '2' of '# events', which totals do not keep."""
    found = _AT_RISK.fullmatch(text)
    if found:
        return {keys[0]: _number(found["affected"]), keys[1]: _number(found["risk"])}
    if "events" in label and re.fullmatch(r"\d[\d,]*", text) and not in_total:
        return {"numEvents": _number(text)}
    return {}


def _number(text: str) -> int:
    return int(text.replace(",", ""))
