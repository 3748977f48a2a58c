"""The parts of a page's plain text → labels with values, as the other layouts give them."""

from collections.abc import Callable, Iterator, Sequence

from harvester.parsers.page_groups import INTERVENTION
from harvester.parsers.page_study import Pair
from harvester.parsers.page_text_lines import (
    intervention_entries,
    outcome_entries,
    outcome_lists,
    table_cells,
    value_of,
)
from harvester.parsers.page_text_parts import Part, unlabelled
from harvester.parsers.page_text_terms import is_mesh, split_mesh, split_terms
from harvester.parsers.page_values import Block, Entry, TextValue, one_line, plain
from harvester.parsers.values import enum_of, phases

Report = Callable[[str, str], None]

_OUTCOMES = ("Primary Outcome Measures", "Secondary Outcome Measures", "Other Outcome Measures")
_PROSE = {"summary": "Brief Summary", "description": "Detailed Description", "criteria": "Criteria"}
_ORGANIZATIONS = ("Sponsor", "Sponsors and Collaborators", "Information provided by")


def text_pairs(parts: Sequence[Part], report: Report) -> list[Pair]:
    """The pairs of all parts; what was told by rule only is reported."""
    pairs: list[Pair] = []
    keywords, mesh = _terms(parts, report)
    names = _intervention_names(parts)
    for part in parts:
        if part.label == "title":
            pairs += _title(part)
        elif part.label == "conditions table":
            pairs += _condition_pairs(part, [*keywords, *mesh], report)
        elif part.label == "arms table":
            pairs += _arm_pairs(part, names, report)
        elif part.label == "outcomes":
            pairs += _lost_outcomes(part, report)
        elif part.label == "locations":
            pairs += _sites(part)
        elif part.label in _PROSE:
            pairs.append(Pair(_PROSE[part.label], value_of(part.lines)))
        elif part.label.casefold().rstrip(" s").endswith("outcome measure"):
            pairs.append(
                Pair(part.label, TextValue(value_of(part.lines).lines, entries=outcome_entries(part.lines)))
            )
        elif part.label == "Investigators":
            pairs.append(Pair(part.label, _people(part, parts)))
        elif part.label and part.label != "terms":
            pairs.append(Pair(part.label, value_of(part.lines)))
    for label, terms in (("Keywords", keywords), ("Additional relevant MeSH terms", mesh)):
        if terms:
            pairs.append(Pair(label, plain(*terms)))
    return pairs


def _title(part: Part) -> Iterator[Pair]:
    """The last line above the record's header: what stands before it is the site's."""
    lines = [line.text for line in part.lines if line.text.strip() and not line.is_item]
    if lines:
        yield Pair("Brief Title", plain(lines[-1]))


def _cells(part: Part) -> tuple[list[str], list[list[list[str]]]]:
    """(heads, rows) of a table of bars; without bars the body is one row of one cell."""
    head, *body = part.lines
    heads = [cell for cell in head.cells if cell]
    if len(head.cells) < 2:
        return [head.text.strip()], [[[line.text.strip() for line in body if line.text.strip()]]]
    return heads, table_cells(body, len(heads))


def _intervention_names(parts: Sequence[Part]) -> list[str]:
    """'Drug: X' of the page's first table, which has names only."""
    for part in parts:
        if part.label == "conditions table":
            lines = [line for row in _cells(part)[1] for cell in row for line in cell]
            return [entry.head for entry in intervention_entries(lines)]
    return []


def _condition_pairs(part: Part, known: Sequence[str], report: Report) -> Iterator[Pair]:
    heads, rows = _cells(part)
    if len(heads) == 1 and heads[0].startswith("Condition "):
        yield from _condition_lines(rows[0][0] if rows else [])
        return
    for head, lines in zip(heads, rows[0] if rows else (), strict=False):
        if head.startswith("Condition"):
            terms = split_terms(lines[0], known) if len(lines) == 1 else lines
            if terms != lines:
                report(head, "on one line, parted by rule")
            yield Pair(head, plain(*terms))
        elif head.startswith("Intervention"):
            yield Pair(head, _named(intervention_entries(lines)))
        else:
            yield Pair(head, plain(*lines))


def _condition_lines(lines: Sequence[str]) -> Iterator[Pair]:
    """Without columns, lines tell themselves what they are: 'Drug: X', 'Phase 2', and else a condition."""
    given = [line for line in lines if INTERVENTION.fullmatch(line)]
    phase = [line for line in lines if phases(line)]
    yield Pair("Condition", plain(*(line for line in lines if line not in given and line not in phase)))
    yield Pair("Intervention", _named(tuple(Entry(line) for line in given)))
    yield Pair("Phase", plain(*phase))


def _named(entries: tuple[Entry, ...]) -> TextValue:
    return TextValue(tuple(entry.head for entry in entries), entries=entries)


def _arm_pairs(part: Part, names: Sequence[str], report: Report) -> Iterator[Pair]:
    """Arms with what they get, as two lists; without bars an arm begins with its type and ends with its interventions.

    Groups of an observational study have no type, so without bars nothing tells a group from its description.
    """
    heads, rows = _cells(part)
    if len(part.lines[0].cells) < 2:
        rows = _arm_rows(rows[0][0], names)
        if not rows:
            report(heads[0], " / ".join(line.text.strip() for line in part.lines[1:]))
            return
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
        kind, colon, _ = line.partition(": ")
        if colon and enum_of("arm_group_type", kind) and not any(line.startswith(name) for name in names):
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


def _people(part: Part, parts: Sequence[Part]) -> TextValue:
    """Rows of officials; where nothing parts name and affiliation, an organization that the page names does."""
    known = [one_line(line.text) for label in _ORGANIZATIONS for line in unlabelled(parts, label)]
    rows = []
    for row in value_of(part.lines).rows:
        whole = row[0]
        ends = [name for name in known if len(row) == 1 and name and whole.endswith(f" {name}")]
        name = max(ends, key=len, default="")
        rows.append((whole.removesuffix(name).strip(), name) if name else row)
    lines = tuple(" ".join(row) for row in rows)
    return TextValue(lines, rows=tuple(rows))


def _terms(parts: Sequence[Part], report: Report) -> tuple[list[str], list[str]]:
    """(keywords, MeSH terms) among the lines at the page's end whose headings were lost."""
    lines = [cell for line in unlabelled(parts, "terms") for cell in line.cells if cell]
    border = next((number for number, line in enumerate(lines) if is_mesh(line)), len(lines))
    mesh = [term for line in lines[border:] for term in split_mesh(line)]
    keywords = [term for line in lines[:border] for term in split_terms(line, mesh)]
    if lines:
        report("Keywords and MeSH terms", "no headings, parted by rule")
    return keywords, mesh
