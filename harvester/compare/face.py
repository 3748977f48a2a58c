"""Values of a comparison in words, as every face shows them: labels for codes, one line for each thing said."""

import re
from collections.abc import Callable, Mapping
from math import isfinite, isinf
from typing import Any

from harvester.compare.model import Comparison, Field
from harvester.derive.markup import unescape
from harvester.derive.products.curation import CURATION_PATH

NOT_REPORTED = "not reported"
NOT_TOLD_APART = "not told apart"
_NONE_HERE = {
    "outcome": "none matched",
    "outcomes": "none",
    "criterion": "none matched",
    "criteria": "none",
    "arms": "none",
}
ABRIDGED = "abridged demo record"
NOTICE = (
    "Source: ClinicalTrials.gov. Not medical advice; the registry has not evaluated the studies it lists, nor this "
    "comparison."
)

UNNAMED_BASIS = "(per what: see its words)"
QUOTED = 3
"""Quotes shown of a value in a line of text."""

STATED_BY = {"arm": "so says the arm only", "intervention": "so says the intervention only"}

# Control and formatting characters that could move the cursor, hide text or turn its direction.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


def absent(field: Field, place: int) -> str:
    """What stands in the cell of the study at that place, where it says nothing."""
    if field.values[place] == [] and field.kind in _NONE_HERE:
        return _NONE_HERE[field.kind]
    return NOT_TOLD_APART if place in field.untold else NOT_REPORTED


def visible(text: str) -> str:
    """The text without control characters, zero-width ones and those that turn its direction; lines stay lines."""
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def number(value: float) -> str:
    """'0.5', '18', '1,500'."""
    if isinf(value):
        return str(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"


def label_of(enums: Mapping[str, Mapping[str, str]], enum: str, value: Any) -> str:
    """The words for a code; a code that nobody knows as it is."""
    known = enums.get(enum, {}).get(value) if isinstance(value, str) else None
    return known or visible(str(value))


def plain(value: Any, field: Field, enums: Mapping[str, Mapping[str, str]]) -> str:
    """A single value in words."""
    if isinstance(value, str) and not field.enum:
        return visible(unescape(value) if field.type == "markup" else value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (int, float)):
        return number(value)
    return label_of(enums, field.enum, value)


def dose(value: Mapping[str, Any]) -> str:
    """'1 × 10^6–2 × 10^6 cells per kg'; where no value stands for the basis (per m²), its words are left to say it."""
    figures = [value["value"]] if value["value"] is not None else [value["low"], value["high"]]
    amount = "–".join(_figure(figure) for figure in figures if figure is not None)
    return visible(" ".join(piece for piece in (amount, value["unit"], _basis(value)) if piece))


def _basis(value: Mapping[str, Any]) -> str:
    if value["basis"] is None:
        return UNNAMED_BASIS if value["unit"] else ""
    return "" if value["basis"] == "fixed" else str(value["basis"]).replace("_", " ")


def _figure(value: Any) -> str:
    """'50,000', from 100,000 on '1.415 × 10^8': every digit that is stated."""
    if not isinstance(value, (int, float)) or not isfinite(value):
        return visible(str(value))
    if abs(value) < 1e5:
        return number(value)
    digits, _, exponent = f"{value:.9e}".partition("e")
    return f"{digits.rstrip('0').rstrip('.')} × 10^{int(exponent)}"


def read_value(value: Any) -> str:
    """A value read from prose, in words."""
    if isinstance(value, Mapping):
        return dose(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return number(value) if isinstance(value, (int, float)) else visible(str(value)).replace("_", " ")


def days(times: list[Mapping[str, Any]]) -> str:
    """'day 28', 'days 28, 365'; '' where no time point is known in days."""
    found = dict.fromkeys(
        point["day"]
        for point in times
        if isinstance(point["day"], (int, float)) and point["kind"] == "follow-up"
    )
    return f"day{'s' if len(found) > 1 else ''} {', '.join(map(number, found))}" if found else ""


def match_words(item: Mapping[str, Any]) -> str:
    """'similar, wording 87 % alike' for what was matched on likeness, 'same topic' for that, '' for the rest."""
    match item.get("match"):
        case "similar":
            return f"similar, wording {item['similarity']} % alike"
        case "topic":
            return f"same topic, wording {item['similarity']} % alike"
    return ""


def _join(*pieces: str | None, by: str = ", ") -> str:
    return by.join(piece for piece in pieces if piece)


def _prose(text: str | None) -> str:
    return visible(unescape(text or "")).strip()


def _quote(shown: Mapping[str, Any]) -> str:
    decided = " (decided by a curator)" if shown["path"] == CURATION_PATH else ""
    return f"“{visible(shown['words'] or '')}”{decided}"


class Face:
    """Cells of one comparison in words."""

    def __init__(self, comparison: Comparison) -> None:
        self.enums = comparison.enums

    def lines(self, field: Field, value: Any) -> list[str]:
        """One cell, a line for each thing it says; none where nothing is reported."""
        if value is None or value == []:
            return []
        made = _LINES.get(field.kind)
        if made is None or (field.kind != "events" and not isinstance(value, list)):
            return [plain(value, field, self.enums)]
        return made(self, field, value)

    def label(self, enum: str, value: Any) -> str:
        """The words for a code of an enum."""
        return label_of(self.enums, enum, value)

    def _arm(self, arm: Mapping[str, Any]) -> str:
        gets = "; ".join(map(self._gets, arm["interventions"]))
        type_ = f" ({self.label('ArmGroupType', arm['type'])})" if arm["type"] else ""
        named = _join(f"{visible(arm['label'] or 'unnamed')}{type_}", gets, by=": ")
        return _join(named, _prose(arm["description"]), by=" – ")

    def _gets(self, item: Mapping[str, Any]) -> str:
        note = STATED_BY.get(item["stated_by"])
        return visible(item["name"] or "unnamed") + (f" [{note}]" if note else "")

    def _intervention(self, item: Mapping[str, Any]) -> str:
        type_ = self.label("InterventionType", item["type"]) if item["type"] else None
        named = _join(type_, visible(item["name"] or "unnamed"), by=": ")
        others = f" (also {visible(', '.join(item['other_names']))})" if item["other_names"] else ""
        return _join(named + others, _prose(item["description"]), by=" – ")

    def _outcome(self, item: Mapping[str, Any], shared: bool) -> str:
        when = visible(item["time_frame"] or "")
        aside = _join(item["type"].lower(), match_words(item)) if shared else None
        named = _join(
            visible(item["measure"] or "unnamed"),
            f"[{when}]" if when else None,
            f"({aside})" if aside else None,
            by=" ",
        )
        return _join(named, _prose(item["description"]), by=" – ")

    def _criterion(self, item: Mapping[str, Any], shared: bool) -> str:
        within = visible(item["within"] or "")
        text = _join(f"{within} ›" if within else None, visible(item["text"] or ""), by=" ")
        aside = _join(item["population"], match_words(item) if shared else None)
        return f"{text} ({aside})" if aside else text

    def _site(self, item: Mapping[str, Any]) -> str:
        status = f"({self.label('RecruitmentStatus', item['status'])})" if item["status"] else None
        where = visible(_join(item["facility"], item["city"], item["state"], item["country"]))
        return _join(where, status, by=" ")

    def _official(self, item: Mapping[str, Any]) -> str:
        role = self.label("OfficialRole", item["role"]) if item["role"] else None
        return visible(_join(item["name"], item["affiliation"], role))

    def _read(self, item: Mapping[str, Any]) -> str:
        whom = visible("; ".join(item["of"]))
        quotes = list(dict.fromkeys(map(_quote, item["evidence"])))
        quoted = "; ".join(quotes[:QUOTED])
        if len(quotes) > QUOTED:
            quoted += f" and {len(quotes) - QUOTED} more"
        return _join(f"{read_value(item['value'])}{f' ({whom})' if whom else ''}", quoted, by=" – ")


# Beside the class, not in it: an object that holds its own methods is freed by the collector alone, and with it all of
# the comparison.
_LINES: Mapping[str, Callable[[Face, Field, Any], list[str]]] = {
    "list": lambda face, field, value: [plain(item, field, face.enums) for item in value],
    "tally": lambda face, field, value: [
        f"{visible(str(item['value']))} ({item['count']})" for item in value
    ],
    "arms": lambda face, field, value: list(map(face._arm, value)),
    "interventions": lambda face, field, value: list(map(face._intervention, value)),
    "outcome": lambda face, field, value: [face._outcome(item, shared=True) for item in value],
    "outcomes": lambda face, field, value: [face._outcome(item, shared=False) for item in value],
    "criterion": lambda face, field, value: [face._criterion(item, shared=True) for item in value],
    "criteria": lambda face, field, value: [face._criterion(item, shared=False) for item in value],
    "sites": lambda face, field, value: list(map(face._site, value)),
    "officials": lambda face, field, value: list(map(face._official, value)),
    "events": lambda face, field, value: [f"{number(value['affected'])} of {number(value['at_risk'])}"],
    "read": lambda face, field, value: list(map(face._read, value)),
}
