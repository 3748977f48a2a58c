"""Charts of the comparison as numbers: places on an axis in percent of its length, and the data they show. Pure.

A chart is `{"name", "title", "summary", "ticks": [{"at", "label", "anchor"}], "rows": [{"nct_id", "marks"}], "columns",
"data"}`; a mark is `{"shape": bar or dot, "at", "width", "style", "words"}`. `svg` draws it.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from harvester.compare import Comparison, Section
from harvester.compare.face import NOT_REPORTED, number, visible

Chart = dict[str, Any]

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_OLDEST = 130.0
_AGE = 40
"""Characters of an age; the registry's own have at most eleven."""
_NOT_IN_DAYS = "none in days"
_TIME_TICKS = (
    (0, "0"),
    (7, "1 week"),
    (30, "1 month"),
    (91, "3 months"),
    (183, "6 months"),
    (365, "1 year"),
    (730, "2 years"),
    (1826, "5 years"),
    (3652, "10 years"),
    (7305, "20 years"),
)


def _ticks(found: Iterable[tuple[float, str]]) -> list[dict[str, Any]]:
    ticks = [{"at": round(at, 2), "label": label, "anchor": "middle"} for at, label in found]
    if ticks:
        ticks[0]["anchor"], ticks[-1]["anchor"] = "start", "end"
    return ticks


def _mark(shape: str, at: float, width: float, style: str, words: str) -> dict[str, Any]:
    return {"shape": shape, "at": round(at, 2), "width": round(width, 2), "style": style, "words": words}


def ages_chart(comparison: Comparison, section: Section) -> Chart | None:
    """Who may take part, drawn from the minimum to the maximum age in years and said in the record's own words; None
    where no study states an age that can be drawn."""
    lowest, highest = _ages(section, "minimum_age"), _ages(section, "maximum_age")
    known = [age for age, _ in (*lowest, *highest) if age is not None]
    if not known:
        return None
    open_ended = any(
        low is not None and high is None for (low, _), (high, _) in zip(lowest, highest, strict=True)
    )
    end = max(100.0, math.ceil(max(known) / 20) * 20.0) if open_ended or max(known) > 20 else 20.0
    step = end / 5
    rows, data = [], []
    for study, (low, youngest), (high, oldest) in zip(comparison.studies, lowest, highest, strict=True):
        words = _span_of_ages(youngest, oldest)
        marks = []
        if low is not None or high is not None:
            start, stop = low or 0.0, end if high is None else high
            style = "" if low is not None and high is not None else "open"
            marks.append(_mark("bar", start / end * 100, max(0.6, (stop - start) / end * 100), style, words))
        rows.append({"nct_id": study.nct_id, "marks": marks, "words": words})
        data.append([study.nct_id, youngest or NOT_REPORTED, oldest or NOT_REPORTED])
    return {
        "name": "ages",
        "title": "Ages admitted, in years",
        "summary": "From the minimum to the maximum; paler where one side is not reported.",
        "ticks": _ticks((place / end * 100, f"{number(place)}") for place in _steps(0, end, step)),
        "rows": rows,
        "columns": ["Study", "Minimum age", "Maximum age"],
        "data": data,
    }


def _span_of_ages(youngest: str, oldest: str) -> str:
    """As the registry says it: '18 Years and older' where a record states no maximum."""
    if youngest and oldest:
        return f"{youngest} to {oldest}"
    return f"{youngest} and older" if youngest else f"up to {oldest}" if oldest else NOT_REPORTED


def _ages(section: Section, name: str) -> list[tuple[float | None, str]]:
    """Of each study (the age in years as far as it can be drawn, its words), '' where it states none."""
    figures = section.field(f"{name}_years").values
    texts = next((item.values for item in section.fields if item.name == name), (None,) * len(figures))
    return [(_years(figure), _age(text, figure)) for text, figure in zip(texts, figures, strict=True)]


def _age(text: Any, figure: Any) -> str:
    """The record's own words ('63 Months'); without them the figure."""
    if isinstance(text, str) and (words := " ".join(visible(text).split())):
        return words if len(words) <= _AGE else f"{words[:_AGE]}…"
    years = _years(figure)
    return "" if years is None else f"{number(years)} year{'' if years == 1 else 's'}"


def _years(age: Any) -> float | None:
    """An age that can be drawn; more than anybody reaches ('999 Years') is no limit."""
    return float(age) if isinstance(age, (int, float)) and 0 <= age <= _OLDEST else None


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + step * number for number in range(round((end - start) / step) + 1)]


def _ordinal(text: Any, last: bool = False) -> float | None:
    """A registry date as days since year 0; a month stands for its middle, which the drawing cannot tell apart."""
    found = _DATE.fullmatch(text) if isinstance(text, str) else None
    if not found:
        return None
    try:
        return float(date(int(found[1]), int(found[2]), int(found[3] or 15)).toordinal())
    except ValueError:
        return None


def timeline_chart(comparison: Comparison, section: Section) -> Chart | None:
    """From the start over primary completion to completion, estimated stretches dashed; None without a date."""
    names = ("start_date", "primary_completion_date", "completion_date")
    dates = [section.field(name) for name in names]
    types = [section.field(f"{name}_type") for name in names]
    places = [[_ordinal(value) for value in field.values] for field in dates]
    known = [place for column in places for place in column if place is not None]
    if not known:
        return None
    first = date.fromordinal(int(min(known))).year
    last = max(date.fromordinal(int(max(known))).year + 1, first + 2)
    left = float(date(first, 1, 1).toordinal())
    right = float((date(last, 1, 1) if last <= date.max.year else date.max).toordinal())

    def at(place: float) -> float:
        return (place - left) / (right - left) * 100

    rows, data = [], []
    for number_, study in enumerate(comparison.studies):
        stops = [column[number_] for column in places]
        kinds = [str(field.values[number_] or "").lower() for field in types]
        words = [_dated(field.values[number_], kind) for field, kind in zip(dates, kinds, strict=True)]
        rows.append(
            {
                "nct_id": study.nct_id,
                "marks": _stretches(stops, kinds, words, at),
                "words": _span(words),
            }
        )
        data.append([study.nct_id, *words])
    step = max(1, math.ceil((last - first) / 8))
    years = list(range(first, last + 1, step))
    return {
        "name": "timeline",
        "title": "Start, primary completion, completion",
        "summary": (
            "A bar for each study from its start to its completion, a line across it at primary completion. Solid: it "
            "has come true; dashed: estimated or not stated which."
        ),
        "ticks": _ticks((at(float(date(year, 1, 1).toordinal())), str(year)) for year in years),
        "rows": rows,
        "columns": ["Study", "Start", "Primary completion", "Completion"],
        "data": data,
    }


def _dated(value: Any, kind: str) -> str:
    return visible(f"{value}{f' ({kind})' if kind else ''}") if value else NOT_REPORTED


def _span(words: Sequence[str]) -> str:
    """From the start to the completion, primary completion where that is all there is."""
    start, primary, completion = words
    if start != NOT_REPORTED or completion != NOT_REPORTED:
        return f"{start} to {completion}"
    return "no dates" if primary == NOT_REPORTED else f"primary completion {primary}"


def _stretches(
    stops: Sequence[float | None], kinds: Sequence[str], words: Sequence[str], at: Callable[[float], float]
) -> list[dict[str, Any]]:
    labels = ("start", "primary completion", "completion")
    known = [(place, index) for index, place in enumerate(stops) if place is not None]
    marks = []
    for (begin, _), (end, index) in pairwise(known):
        style = "" if kinds[index] == "actual" else "dashed"
        if end > begin:
            marks.append(
                _mark("bar", at(begin), at(end) - at(begin), style, f"{labels[index]} {words[index]}")
            )
    for place, index in known:
        style = "line" if index == 1 else "end"
        marks.append(
            _mark(
                style,
                at(place),
                0,
                "" if kinds[index] == "actual" else "dashed",
                f"{labels[index]} {words[index]}",
            )
        )
    return marks


def outcome_times_chart(comparison: Comparison, section: Section) -> Chart | None:
    """When outcomes are measured, in days, on an axis that gives early days more room; None without time points."""
    studies: list[dict[tuple[float, str], list[str]]] = [{} for _ in comparison.studies]
    listed: list[set[str]] = [set() for _ in comparison.studies]
    for field in section.fields:
        if field.kind not in ("outcome", "outcomes"):
            continue
        for found, types, outcomes in zip(studies, listed, field.values, strict=True):
            for outcome in outcomes or []:
                types.add(outcome["type"])
                for point in outcome["times"]:
                    if point["kind"] == "follow-up" and _is_day(point["day"]):
                        found.setdefault((point["day"], outcome["type"]), []).append(
                            outcome["measure"] or "unnamed"
                        )
    end = max((day for found in studies for day, _ in found), default=0)
    if not end:
        return None
    right = _place(end)
    rows, data = [], []
    for study, found, types in zip(comparison.studies, studies, listed, strict=True):
        marks = [
            _mark(
                "dot",
                _place(day) / right * 100,
                0,
                type_.lower(),
                f"day {number(day)}: {len(measures)} {type_.lower()}",
            )
            for (day, type_), measures in sorted(
                found.items(), key=lambda item: (item[0][1] == "PRIMARY", item[0][0])
            )
        ]
        said = {
            type_: [day for day, kind in sorted(found) if kind == type_]
            for type_ in ("PRIMARY", "SECONDARY", "OTHER")
        }
        cells = [
            ", ".join(map(number, days)) or (_NOT_IN_DAYS if type_ in types else NOT_REPORTED)
            for type_, days in said.items()
        ]
        rows.append({"nct_id": study.nct_id, "marks": marks, "words": ""})
        data.append([study.nct_id, *cells])
    ticks = [(_place(day) / right * 100, label) for day, label in _TIME_TICKS if day <= end]
    spaced = [tick for index, tick in enumerate(ticks) if index == 0 or tick[0] - ticks[index - 1][0] > 7]
    return {
        "name": "outcome-times",
        "title": "When outcomes are measured",
        "summary": "Filled dots: of a primary outcome; hollow: of another. Early days have more room. Ages and events "
        "have no place here.",
        "ticks": [*_ticks(spaced)],
        "rows": rows,
        "columns": ["Study", "Primary (days)", "Secondary (days)", "Other (days)"],
        "data": data,
    }


def _is_day(day: Any) -> bool:
    return isinstance(day, (int, float)) and 0 <= day < math.inf


def _place(day: float) -> float:
    return math.sqrt(day)
