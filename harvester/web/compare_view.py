"""A comparison as the template draws it: rows of cells, each a list of plain pieces. Pure; nothing here is HTML."""

from collections.abc import Mapping
from typing import Any

from harvester.compare import Comparison, Field, Section
from harvester.compare.face import STATED_BY, Face, days, match_words, read_value, visible
from harvester.compare.wording import mark_words
from harvester.derive.markup import unescape
from harvester.web.compare_charts import ages_chart, outcome_times_chart, timeline_chart

PREVIEW = 180
"""Characters of a long text that stand before the fold."""
SHOWN = 5
"""Lines of a list that stand before the fold."""
ITEMS_SHOWN = {"outcome": 2, "criterion": 2}
"""Items of a cell that stand before the fold, six where the kind is not named."""

CHARTS = {"eligibility": ages_chart, "outcomes": outcome_times_chart, "timeline": timeline_chart}

_PLAIN_ARMS = (None, "EXPERIMENTAL", "OTHER")
"""Types that the row of their role says already."""
_TYPE_LABELS = {"PRIMARY": "Primary", "SECONDARY": "Secondary", "OTHER": "Other"}


def folded(text: str | None) -> dict[str, str] | None:
    """A long text as its beginning and, where that is not all, the whole: `{"start", "rest"}`."""
    if not text:
        return None
    text = visible(unescape(text)).strip()
    if len(text) <= PREVIEW + 40:
        return {"start": text, "rest": ""}
    start = text[:PREVIEW]
    return {"start": " ".join((start.rpartition(" ")[0] or start).split()), "rest": text}


class View:
    """Rows and cells of one comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.face = Face(comparison)
        self._items = {
            "arms": self._arm,
            "interventions": self._intervention,
            "outcome": self._outcome,
            "outcomes": self._outcome,
            "criterion": self._criterion,
            "criteria": self._criterion,
            "read": self._read,
        }

    def sections(self) -> list[dict[str, Any]]:
        """Sections that have a row, each `{"name", "title", "note", "rows", "differing", "silent", "chart"}`."""
        shown = []
        for section in self.comparison.sections:
            rows = [self._row(section, field) for field in section.rows]
            if not rows:
                continue
            chart = CHARTS.get(section.name)
            shown.append(
                {
                    "name": section.name,
                    "title": section.title,
                    "note": section.note,
                    "rows": rows,
                    "differing": sum(row["differs"] for row in rows),
                    "silent": [field.label for field in section.silent],
                    "chart": chart(self.comparison, section) if chart else None,
                }
            )
        return shown

    def _row(self, section: Section, field: Field) -> dict[str, Any]:
        same = section.row_same(field)
        beside = section.beside(field.name)
        cells = []
        for number, value in enumerate(field.values):
            cell = self._cell(field, value, same[number])
            if beside is not None and beside.values[number] is not None and cell["lines"]:
                cell["aside"] = self.face.lines(beside, beside.values[number])[0].lower()
            cells.append(cell)
        return {
            "name": field.name,
            "label": visible(field.label),
            "about": field.about,
            "differs": not all(same),
            "cells": cells,
        }

    def _cell(self, field: Field, value: Any, same: bool) -> dict[str, Any]:
        cell: dict[str, Any] = {"same": same, "kind": "lines", "lines": [], "more": [], "aside": ""}
        if value is None or value == []:
            return cell | {"kind": "none"}
        if field.kind == "long":
            return cell | {"kind": "long", "text": folded(str(value))}
        if (made := self._items.get(field.kind)) and isinstance(value, list):
            first = next(
                (item for one in field.values if one for item in one if item.get("match") == "first"), None
            )
            items = [made(item, first) for item in value]
            if any(item is first for item in value):
                items = [item | {"note": ""} for item in items]  # alike to their own neighbour: no news
            few = ITEMS_SHOWN.get(field.kind, 6)
            cut = len(items) if len(items) <= few + 1 else few
            return cell | {"kind": field.kind, "held": items[:cut], "more_items": items[cut:]}
        lines = self.face.lines(field, value)
        if len(lines) > SHOWN + 1:
            return cell | {"lines": lines[:SHOWN], "more": lines[SHOWN:]}
        if len(lines) == 1 and len(lines[0]) > 2 * PREVIEW:
            return cell | {"kind": "long", "text": folded(lines[0])}
        return cell | {"lines": lines}

    def _arm(self, arm: Mapping[str, Any], first: Any) -> dict[str, Any]:
        return {
            "label": visible(arm["label"] or "unnamed arm"),
            "type": self.face.label("ArmGroupType", arm["type"]) if arm["type"] not in _PLAIN_ARMS else "",
            "text": folded(arm["description"]),
            "gets": [
                {"name": visible(item["name"] or "unnamed"), "note": STATED_BY.get(item["stated_by"], "")}
                for item in arm["interventions"]
            ],
        }

    def _intervention(self, item: Mapping[str, Any], first: Any) -> dict[str, Any]:
        return {
            "type": self.face.label("InterventionType", item["type"]) if item["type"] else "",
            "label": visible(item["name"] or "unnamed"),
            "others": visible(", ".join(item["other_names"])),
            "text": folded(item["description"]),
        }

    def _outcome(self, item: Mapping[str, Any], first: Mapping[str, Any] | None) -> dict[str, Any]:
        return {
            "type": _TYPE_LABELS.get(item["type"], item["type"]) if "match" in item else "",
            "pieces": _pieces(item, first, "measure"),
            "note": match_words(item),
            "when": visible(item["time_frame"] or ""),
            "days": days(item["times"]),
            "text": visible(unescape(item["description"] or "")).strip(),
        }

    def _criterion(self, item: Mapping[str, Any], first: Mapping[str, Any] | None) -> dict[str, Any]:
        return {
            "within": visible(item["within"] or ""),
            "population": visible(item["population"] or ""),
            "pieces": _pieces(item, first, "text"),
            "note": match_words(item),
        }

    def _read(self, item: Mapping[str, Any], first: Any) -> dict[str, Any]:
        return {
            "label": read_value(item["value"]),
            "evidence": [folded(str(words)) for words in item["evidence"]],
        }


def _pieces(item: Mapping[str, Any], first: Mapping[str, Any] | None, key: str) -> list[tuple[str, str]]:
    """The item's text, marked where it departs from the one it was matched with: [(same or here, text)]."""
    text = visible(item[key] or "unnamed")
    if first is None or item.get("match") != "similar":
        return [("same", text)]
    return [(mark, piece) for mark, piece in mark_words(text, visible(first[key] or "")) if mark != "there"]
