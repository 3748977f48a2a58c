"""The parts of a page's plain text → labels with values, as the other layouts give them."""

from collections.abc import Callable, Iterator, Sequence

from harvester.parsers.page.groups import INTERVENTION
from harvester.parsers.page.pairs import provider_of
from harvester.parsers.page.study import Pair
from harvester.parsers.page.values import Block, Entry, TextValue, one_line, plain
from harvester.parsers.page_text.lines import (
    columns_of,
    intervention_entries,
    outcome_entries,
    outcome_lists,
    parts_of_summary,
    table_rows,
    value_of,
)
from harvester.parsers.page_text.parts import Part, unlabelled
from harvester.parsers.page_text.terms import is_mesh, split_mesh, split_terms
from harvester.parsers.values import enum_of

Report = Callable[[str, str], None]

_OUTCOMES = ("Primary Outcome Measures", "Secondary Outcome Measures", "Other Outcome Measures")
COLUMNS = ("Keywords provided by", "Additional relevant MeSH terms")
_LONG_NAME = 8
"""Words of a role and a name; what is longer has an affiliation in it."""
_PROSE = {"summary": "Brief Summary", "description": "Detailed Description", "criteria": "Criteria"}
_ORGANIZATIONS = ("Sponsor", "Sponsors and Collaborators", "Information provided by")


def text_pairs(parts: Sequence[Part], report: Report) -> list[Pair]:
    """The pairs of all parts; what was told by rule only is reported."""
    keywords, mesh = _terms(parts, report)
    known = [*keywords, *mesh]
    names = _intervention_names(parts)
    pairs = [pair for part in parts for pair in _part_pairs(part, parts, known, names, report)]
    for label, terms in (("Keywords", keywords), ("Additional relevant MeSH terms", mesh)):
        if terms:
            pairs.append(Pair(label, plain(*terms)))
    return pairs


def _part_pairs(
    part: Part, parts: Sequence[Part], known: Sequence[str], names: Sequence[str], report: Report
) -> Iterator[Pair]:
    if part.label == "title":
        yield from _title(part)
    elif part.label == "conditions table":
        yield from _condition_pairs(part, known, report)
    elif part.label == "arms table":
        yield from _arm_pairs(part, names, report)
    elif part.label == "outcomes":
        yield from _lost_outcomes(part, report)
    elif part.label == "locations":
        yield from _sites(part)
    elif part.label in _PROSE:
        if part.label == "criteria" and any(other.label == "Sampling Method" for other in parts):
            report("Criteria", "no heading, so the study population may be part of it")
        yield Pair(_PROSE[part.label], value_of(part.lines))
    elif part.label.casefold().rstrip(" s").endswith("outcome measure"):
        yield Pair(part.label, _named(outcome_entries(part.lines)))
    elif part.label == "Investigators":
        yield Pair(part.label, _people(part, parts, report))
    elif part.label == "provider":
        yield from _provider(part.lines[0].text)
    elif part.label.startswith(COLUMNS):
        yield from _provider(part.label)
    elif part.label and part.label != "terms":
        yield Pair(part.label, value_of(part.lines))


def _provider(text: str) -> Iterator[Pair]:
    name = provider_of(text)
    if name:
        yield Pair("Information Provided By", plain(name))


def _title(part: Part) -> Iterator[Pair]:
    """The last line above the record's header: what stands before it is the site's."""
    lines = [line.text for line in part.lines if line.text.strip() and not line.is_item]
    if lines:
        yield Pair("Brief Title", plain(lines[-1]))


def _cells(part: Part) -> tuple[list[str], list[list[list[str]]]]:
    """(heads, rows) of a table whose cells end with bars; else what its cells say, one below the other, as one cell."""
    head, *body = part.lines
    if head.closed:
        return [cell for cell in head.cells if cell], table_rows(head, body)
    return [" ".join(head.text.split())], [[[cell for line in body for cell in line.cells if cell]]]


def _intervention_names(parts: Sequence[Part]) -> list[str]:
    """'Drug: X' of the page's first table, which has names only."""
    for part in parts:
        if part.label == "conditions table":
            lines = [line for row in _cells(part)[1] for cell in row for line in cell]
            return [entry.head for entry in intervention_entries(parts_of_summary(lines)[1])]
    return []


def _condition_pairs(part: Part, known: Sequence[str], report: Report) -> Iterator[Pair]:
    """Conditions, interventions and phases; conditions that share one line are parted by what other lists say."""
    heads, rows = _cells(part)
    cells = dict(zip(heads, rows[0] if rows else (), strict=False))
    if part.lines[0].closed:
        conditions = next((lines for head, lines in cells.items() if head.startswith("Condition")), [])
        given = next((lines for head, lines in cells.items() if head.startswith("Intervention")), [])
        phase = cells.get("Phase", [])
    else:
        conditions, given, phase = parts_of_summary(rows[0][0] if rows else [])
    joined = any(len(intervention_entries([line])) > 1 for line in given) or conditions[:1] not in _lines(
        rows
    )
    lone = len(conditions) == 1 and (part.lines[0].closed or joined)
    terms = split_terms(conditions[0], known) if lone else conditions
    if terms != conditions:
        report("Condition", "run together on one line, parted by rule")
    elif len(conditions) == 1 and " " in conditions[0] and (lone or "disease" in heads[0]):
        report("Condition", "on one line, perhaps several")
    yield Pair("Condition", plain(*terms))
    yield Pair("Intervention", _named(intervention_entries(given)))
    yield Pair("Phase", plain(*phase))


def _lines(rows: Sequence[Sequence[Sequence[str]]]) -> list[list[str]]:
    return [[line] for row in rows for cell in row for line in cell]


def _named(entries: tuple[Entry, ...]) -> TextValue:
    return TextValue(tuple(entry.head for entry in entries), entries=entries)


def _arm_pairs(part: Part, names: Sequence[str], report: Report) -> Iterator[Pair]:
    """Arms with what they get, as two lists; without bars an arm begins with its type and ends with its interventions.

    Groups of an observational study have no type, so without bars nothing tells a group from its description.
    """
    heads, rows = _cells(part)
    if not part.lines[0].closed:
        rows = _arm_rows(rows[0][0], names)
        if not rows:
            said = (line.text.strip() for line in part.lines[1:] if line.text.strip())
            report(heads[0], " / ".join(said))
            return
    elif all(len(row[0]) == 1 for row in rows if row and row[0]):
        report(heads[0], "label and description may be on one line")
    arms, given = [], list[Entry]()
    for left, *right in (row for row in rows if row and row[0]):
        assigned = intervention_entries([line for cell in right for line in cell], names)
        gets = (Block("Interventions:"), *(Block(item.head, "*") for item in assigned)) if assigned else ()
        arms.append(Entry(left[0], (*(Block(line) for line in left[1:]), *gets)))
        given += assigned
    yield Pair(heads[0].split(" ")[0], _named(tuple(arms)))
    yield Pair("Interventions", _named(tuple(given)))


def _arm_rows(lines: Sequence[str], names: Sequence[str]) -> list[list[list[str]]]:
    rows: list[list[list[str]]] = []
    for line in lines:
        kinds = (line.partition(": ")[0], line.rpartition(": ")[2]) if ": " in line else ()
        known = any(line.startswith(name) for name in names)
        if any(enum_of("arm_group_type", kind) for kind in kinds) and not known:
            rows.append([[line], []])
        elif not rows:
            return []
        elif INTERVENTION.fullmatch(line) or rows[-1][1]:
            rows[-1][1].append(line)
        else:
            rows[-1][0].append(line)
    return rows


def _lost_outcomes(part: Part, report: Report) -> Iterator[Pair]:
    """Outcomes without headings: numbered lists begin anew for each kind; else the first is primary, the others secondary."""
    if not any("[ Time Frame:" in line.text or line.is_item for line in part.lines):
        return
    lists = outcome_lists(part.lines)
    entries = [outcome_entries(lines) for lines in lists]
    if len(entries) == 1 and len(entries[0]) > 1:
        entries = [entries[0][:1], entries[0][1:]]
    if len(entries) > 1:
        report(
            "Outcome Measures",
            "no headings, so the first is taken as primary",
        )
    for label, found in zip(_OUTCOMES, entries, strict=False):
        yield Pair(label, _named(found))


def _sites(part: Part) -> Iterator[Pair]:
    if any(line.text.strip() for line in part.lines):
        yield Pair("Locations", value_of(part.lines))


def _people(part: Part, parts: Sequence[Part], report: Report) -> TextValue:
    """Rows of officials; where nothing parts name and affiliation, an organization that the page names does."""
    known = [one_line(line.text) for label in _ORGANIZATIONS for line in unlabelled(parts, label)]
    rows = []
    for row in _joined(value_of(part.lines).rows):
        whole = row[0]
        ends = [name for name in known if len(row) == 1 and name and whole.endswith(f" {name}")]
        name = max(ends, key=len, default="")
        if len(row) == 1 and not name and len(whole.split()) > _LONG_NAME:
            report("Investigators", f"name and affiliation on one line: {whole}")
        rows.append((whole.removesuffix(name).strip(), name) if name else row)
    lines = tuple(" ".join(row) for row in rows)
    return TextValue(lines, rows=tuple(rows))


def _joined(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The rows, the lines below a role that stands alone taken as its cells."""
    joined: list[tuple[str, ...]] = []
    for row in rows:
        if joined and joined[-1][0].endswith(":") and ":" not in row[0] and len(joined[-1]) < 3:
            joined[-1] = (*joined[-1], *row)
        else:
            joined.append(row)
    return joined


def _terms(parts: Sequence[Part], report: Report) -> tuple[list[str], list[str]]:
    """(keywords, MeSH terms): under their headings, or among the lines at the page's end whose headings were lost."""
    lost = [cell for line in unlabelled(parts, "terms") for cell in columns_of(line) if cell]
    border = next((number for number, line in enumerate(lost) if is_mesh(line)), len(lost))
    runs = {COLUMNS[0]: lost[:border], COLUMNS[1]: lost[border:]}
    whole: dict[str, list[str]] = {label: [] for label in COLUMNS}
    for part in parts:
        for label in COLUMNS:
            if part.label.startswith(label) and any(line.closed for line in part.lines):
                runs[label] += [cell for line in part.lines for cell in line.cells if cell]
            elif part.label.startswith(label):
                whole[label] += _by_column(part)
    mesh = [*whole[COLUMNS[1]], *(term for line in runs[COLUMNS[1]] for term in split_mesh(line))]
    keywords = [
        *whole[COLUMNS[0]],
        *(term for line in runs[COLUMNS[0]] for term in split_terms(line, mesh)),
    ]
    if any(runs.values()):
        report("Keywords and MeSH terms", "run together, parted by rule")
    return keywords, mesh


def _by_column(part: Part) -> list[str]:
    """The part's terms; what the page sets in columns, column by column."""
    rows = [columns_of(line) for line in part.lines if line.text.strip()]
    width = max((len(row) for row in rows), default=0)
    return [row[column] for column in range(width) for row in rows if column < len(row)]
