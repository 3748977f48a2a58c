"""Charts of the home page, laid out for SVG: places in percent, so that text keeps its size on any screen."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from harvester.compare.face import visible
from harvester.mapping.ddl import views
from harvester.web.home.heat import Spot, heat_map
from harvester.web.reading import briefly

CHART_MS = 1500
_FIRST_YEAR = 1999
"""Earlier starts are put together: the registry opened in 2000."""
_COUNTRIES = 12
_LABEL = 60
_HEIGHT = 180
"""Pixels of the tallest bar."""
_SERIES = {
    "Early and phase 1": ("EARLY_PHASE1", "PHASE1"),
    "Phase 1/2 and 2": ("PHASE1/PHASE2", "PHASE2"),
    "Phase 2/3, 3 and 4": ("PHASE2/PHASE3", "PHASE3", "PHASE4"),
}
_OTHER = "No phase"
_ENROLLMENT = (
    (0, 0),
    (1, 10),
    (11, 20),
    (21, 50),
    (51, 100),
    (101, 200),
    (201, 500),
    (501, 1000),
    (1001, None),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: `y` and `height` in pixels from the top, `series` from 1."""

    series: int
    y: float
    height: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """An upright bar: `x` and `width` in percent."""

    label: str
    x: float
    width: float
    segments: tuple[Segment, ...]
    total: int
    shown: bool
    """Whether its label is written under it; all would not fit."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Upright bars, each of several series one above the other."""

    name: str
    title: str
    about: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]
    head: str
    height: int = _HEIGHT
    kind: str = "columns"


@dataclass(frozen=True, slots=True)
class Line:
    """A lying bar: `share` in percent of the longest; `query` selects the studies it counts."""

    label: str
    count: int
    share: float
    href: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lying bars in a table, which is their data too."""

    name: str
    title: str
    about: str
    head: str
    lines: tuple[Line, ...]
    kind: str = "lines"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts of pairs, in a table that is their data too; `more` are links to the tables behind it."""

    name: str
    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Spot, ...]], ...]
    head: str
    drawing: Markup
    more: tuple[tuple[str, str], ...] = ()
    kind: str = "matrix"


Chart = Columns | Lines | Matrix


def read_charts(conn: sqlite3.Connection, tables: set[str], path: str) -> list[Chart]:
    """Every chart that the file has numbers for and the asker may see; one that takes too long is left out."""
    makers: list[tuple[set[str], Callable[[sqlite3.Connection, str], Chart | None]]] = [
        ({"studies"}, _years),
        ({"studies"}, _enrollment),
        ({"locations"}, _countries),
        ({"studies", "msc_products", "msc_studies"}, _landscape),
    ]
    found = []
    for needed, make in makers:
        if needed <= tables:
            chart = None
            with briefly(conn, CHART_MS):
                chart = make(conn, path)
            if chart is not None:
                found.append(chart)
    return found


def _years(conn: sqlite3.Connection, path: str) -> Chart | None:
    counted = conn.execute(
        "SELECT start_year, phase, count(*) FROM studies WHERE start_year IS NOT NULL GROUP BY start_year, phase"
    ).fetchall()
    return year_chart(counted) if counted else None


def year_chart(counted: Sequence[tuple[int, str | None, int]]) -> Columns:
    """(year, phase, studies) → the chart; years before the registry's first are one bar, empty years stay."""
    series = (*_SERIES, _OTHER)
    of_phase = {phase: name for name, phases in _SERIES.items() for phase in phases}
    years: dict[int, dict[str, int]] = {}
    for year, phase, count in counted:
        place = years.setdefault(max(year, _FIRST_YEAR), dict.fromkeys(series, 0))
        place[of_phase.get(phase or "", _OTHER)] += count
    first, last = min(years), max(years)
    span = range(first, last + 1)
    most = max(sum(counts.values()) for counts in years.values())
    top = _rounded(most)
    every = max(1, -(-len(span) // 8))
    bars = []
    for number, year in enumerate(span):
        counts = years.get(year, dict.fromkeys(series, 0))
        label = f"to {year}" if year == _FIRST_YEAR else str(year)
        shown = (last - year) % every == 0
        bars.append(_bar(label, number, len(span), [counts[name] for name in series], top, shown))
    about = "Studies by the year they started or plan to start, by phase."
    ticks = tuple((_HEIGHT * (1 - value / top), value) for value in (0, top // 2, top))
    return Columns(
        "years", "Studies by start year and phase", about, series, tuple(bars), ticks, "Start year"
    )


def _bar(label: str, number: int, of: int, counts: Sequence[int], top: int, shown: bool) -> Bar:
    segments = []
    floor = float(_HEIGHT)
    for series, count in enumerate(counts, 1):
        height = _HEIGHT * count / top
        floor -= height
        if count:
            segments.append(Segment(series, round(floor, 1), round(height, 1), count))
    step = 100 / of
    width = min(step * 0.78, 8)
    return Bar(
        label,
        round(number * step + (step - width) / 2, 2),
        round(width, 2),
        tuple(segments),
        sum(counts),
        shown,
    )


def _rounded(most: int) -> int:
    """The next even number that reads well on an axis."""
    scale = 1
    while most > scale * 10:
        scale *= 10
    tops = (step * scale // 10 for step in (10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100))
    return next((top for top in tops if top >= most and top % 2 == 0), 10 * scale)


def _enrollment(conn: sqlite3.Connection, path: str) -> Chart | None:
    cases = " ".join(
        f"WHEN enrollment_count <= {high} THEN {number}"
        for number, (_, high) in enumerate(_ENROLLMENT)
        if high is not None
    )
    counted = dict(
        conn.execute(
            f"SELECT CASE {cases} ELSE {len(_ENROLLMENT) - 1} END AS bucket, count(*) FROM studies "
            "WHERE enrollment_count IS NOT NULL GROUP BY bucket"
        ).fetchall()
    )
    if not counted:
        return None
    lines = []
    for number, (low, high) in enumerate(_ENROLLMENT):
        label = "0 (withdrawn)" if high == 0 else f"{low:,} to {high:,}" if high else f"over {low - 1:,}"
        query = {"enrollment_count__gte": low} | ({"enrollment_count__lte": high} if high is not None else {})
        lines.append((label, counted.get(number, 0), f"{path}/studies?{urlencode(query)}"))
    about = "Participants enrolled, or planned where the study is not over."
    return Lines("enrollment", "Enrollment", about, "Participants", _lines(lines))


def _countries(conn: sqlite3.Connection, path: str) -> Chart | None:
    counted = conn.execute(
        "SELECT country, count(DISTINCT nct_id) AS studies FROM locations WHERE country IS NOT NULL GROUP BY country "
        f"ORDER BY studies DESC, country LIMIT {_COUNTRIES}"
    ).fetchall()
    if not counted:
        return None
    lines = [
        (_named(country), count, f"{path}/sites_by_country?{urlencode({'country': country})}")
        for country, count in counted
    ]
    about = f"Studies with at least one site there; the {len(lines)} countries with the most."
    return Lines("countries", "Countries", about, "Country", _lines(lines))


def _lines(lines: Sequence[tuple[str, int, str]]) -> tuple[Line, ...]:
    most = max(count for _, count, _ in lines) or 1
    return tuple(Line(label, count, round(100 * count / most, 1), href) for label, count, href in lines)


def _named(text: object) -> str:
    """A registry's name as a label: nothing unseen in it, and no longer than a label can be."""
    label = visible(str(text))
    return label if len(label) <= _LABEL else label[:_LABEL] + "…"


def _landscape(conn: sqlite3.Connection, path: str) -> Chart | None:
    counted = conn.execute(
        f"SELECT tissue_source, route, studies FROM ({views()['msc_landscape']}\n)"
    ).fetchall()
    return landscape_chart(counted, path) if counted else None


def landscape_chart(counted: Sequence[tuple[str | None, str | None, int]], path: str = "") -> Matrix:
    """(tissue, route, studies) → the chart: the twelve tissues and eight routes with the most, 'not stated' last."""
    tissues = _most([(tissue, count) for tissue, _, count in counted], 12)
    routes = _most([(route, count) for _, route, count in counted], 8)
    cells = {(tissue, route): count for tissue, route, count in counted}
    most = max(cells.values())
    table = f"{path}/msc_products_at_a_glance"
    rows = tuple(
        (
            _stated(tissue),
            tuple(
                Spot(
                    count := cells.get((tissue, route), 0),
                    _depth(count, most),
                    f"{table}?{urlencode(_selects('tissue_source', tissue) | _selects('route', route))}",
                )
                for route in routes
            ),
        )
        for tissue in tissues
    )
    about = (
        "MSC studies by where the cells come from and how they are given, as read from the record's prose. "
        "A study with two routes counts for each."
    )
    more = (
        ("All tissues and routes", f"{path}/msc_landscape"),
        ("Doses by route", f"{path}/msc_doses_by_route"),
        ("The products, one by one", table),
    )
    title = "MSC products: tissue source and route"
    columns = tuple(map(_stated, routes))
    return Matrix(
        "landscape", title, about, columns, rows, "Tissue source", heat_map(title, columns, rows), more
    )


def _selects(column: str, value: str | None) -> dict[str, str]:
    """Datasette's filter for a value, or for none."""
    return {f"{column}__exact": value} if value is not None else {f"{column}__isnull": "1"}


def _stated(name: str | None) -> str:
    return "not stated" if name is None else _named(name)


def _most(counted: Sequence[tuple[str | None, int]], limit: int) -> list[str | None]:
    """The names with the most, None (not stated) last if it is there."""
    totals: dict[str | None, int] = {}
    for name, count in counted:
        totals[name] = totals.get(name, 0) + count
    stated = sorted((name for name in totals if name is not None), key=lambda name: (-totals[name], name))
    unstated: list[str | None] = [None] if None in totals else []
    return [*stated[:limit], *unstated]


def _depth(count: int, most: int) -> int:
    """0 for none, else 1 to 5 on a scale that grows by factors: a few studies are not the same as none."""
    if not count:
        return 0
    return next(depth for depth, above in enumerate((0.03, 0.1, 0.3, 0.6, 1.0), 1) if count / most <= above)


__all__ = [
    "Chart",
    "Columns",
    "Line",
    "Lines",
    "Matrix",
    "landscape_chart",
    "read_charts",
    "year_chart",
]
