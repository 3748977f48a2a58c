"""docs/PERFORMANCE.md, printed from what was measured: `python -m tests.benchmarks.report`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.benchmarks.results import DATA, Results, read_results

PAGE = DATA.with_name("PERFORMANCE.md")
Descriptions = dict[str, dict[str, Any]]


def descriptions() -> Descriptions:
    """What each benchmark measures, what its floor is, which figures it tells, what they are to reach."""
    return yaml.safe_load(Path(__file__).with_name("report.yaml").read_text("utf-8"))


def markdown(results: Results, about: Descriptions) -> str:
    """The page."""
    machines = _machines(results)
    parts = [
        about["page"]["text"],
        "## Machines",
        _machine_table(machines),
        "## Goals",
        about["page"]["goals"],
    ]
    parts.append(_goal_table(results, about))
    for name, told in about["benchmarks"].items():
        if name in results:
            parts += [f"## {told['title']}", told["text"], table(told, results[name], machines)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def table(told: dict[str, Any], sizes: dict[str, Any], machines: Sequence[dict[str, Any]] = ()) -> str:
    """A benchmark's figures, a line a case and size, with growth of the cost from one size to the next."""
    rows = _by_case(sizes)
    figures = [figure for figure in told["figures"] if any(figure in row for _, row in rows)]
    cost = told.get("cost", "ms a study")
    head = ["", "studies"]
    for figure in figures:
        head += [figure, "growth"] if figure == cost and len(sizes) > 1 else [figure]
    head += ["measured"] if machines else []
    lines = []
    before: dict[str, float] = {}
    for size, row in rows:
        line = [row["case"], f"{int(size):,}"]
        for figure in figures:
            value = row.get(figure)
            line.append(_number(value))
            if figure == cost and len(sizes) > 1:
                earlier = before.get(row["case"])
                line.append(f"×{value / earlier:.2f}" if earlier and value is not None else "")
                if value:
                    before[row["case"]] = value
        if machines:
            line.append(_stamp(sizes[size], machines))
        lines.append(line)
    return _table(head, lines)


def _by_case(sizes: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """(size, row), the sizes of a case together, cases in the order of the largest size that has them."""
    cases: dict[str, None] = {}
    for size in sorted(sizes, key=int, reverse=True):
        cases |= dict.fromkeys(row["case"] for row in sizes[size]["rows"])
    rows = [(size, row) for size in sorted(sizes, key=int) for row in sizes[size]["rows"]]
    places = {case: place for place, case in enumerate(cases)}
    return sorted(rows, key=lambda pair: places[pair[1]["case"]])


def _machines(results: Results) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for sizes in results.values():
        found += [one["machine"] for one in sizes.values() if one["machine"] not in found]
    return list({str(machine): machine for machine in found}.values())


def _letter(machines: Sequence[dict[str, Any]], machine: dict[str, Any]) -> str:
    return chr(ord("A") + machines.index(machine))


def _stamp(one: dict[str, Any], machines: Sequence[dict[str, Any]]) -> str:
    others = "not known" if one["others"] is None else one["others"]
    return f"{one['date']}, {one['commit']}, {_letter(machines, one['machine'])}, {others}"


def _machine_table(machines: Sequence[dict[str, Any]]) -> str:
    keys = list(dict.fromkeys(key for machine in machines for key in machine))
    return _table(
        ["", *keys],
        [[_letter(machines, machine), *(str(machine.get(key, "")) for key in keys)] for machine in machines],
    )


def _goal_table(results: Results, about: Descriptions) -> str:
    sizes = sorted({int(size) for measured in results.values() for size in measured})
    lines = []
    for name, told in about["benchmarks"].items():
        for goal in told.get("goals", ()):
            bound = f"{'under' if goal.get('under') else 'at most'} {goal['most']:,}"
            where = f" at {goal['at']:,}" if "at" in goal else ""
            cells = [_reached(goal, size, results.get(name, {}).get(str(size))) for size in sizes]
            lines.append([f"{goal['case']}: {goal['figure']}", bound + where, *cells])
    return _table(["", "goal", *(f"{size:,}" for size in sizes)], lines)


def _reached(goal: dict[str, Any], size: int, measured: dict[str, Any] | None) -> str:
    rows = measured["rows"] if measured else ()
    values = [row[goal["figure"]] for row in rows if row["case"] == goal["case"] and goal["figure"] in row]
    if not values:
        return "not measured" if goal.get("at") == size else ""
    (value,) = values
    counts = size >= goal.get("at", 0)
    missed = value >= goal["most"] if goal.get("under") else value > goal["most"]
    return f"**{_number(value)}**" if missed and counts else _number(value)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}"


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *lines))


if __name__ == "__main__":
    PAGE.write_text(markdown(read_results(), descriptions()), "utf-8")
