"""Everything a study's page shows, read from the file in one go."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from harvester.compare.face import visible
from harvester.mapping.ddl import quoted
from harvester.mapping.normalise import Rows
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Object, Spec
from harvester.web.changes.view import ChangedVersion, changed_versions
from harvester.web.metadata import modules, title_of
from harvester.web.reading import briefly
from harvester.web.similar import Similar, similar_studies
from harvester.web.study.view import Grid, Section, Sections
from harvester.web.values import Cell, cell_of, is_address

# fmt: off
ORDER = (
    "description", "conditions", "arms_interventions", "design", "outcomes", "eligibility", "status",
    "contacts_locations", "sponsors", "participant_flow", "baseline", "outcome_measures",
    "adverse_events", "more_info", "references", "documents", "ipd_sharing", "oversight",
    "identification", "annotation", "derived", "study",
)
# fmt: on
"""Modules in the order people read; one that is not named here comes behind them."""

HEAD = (
    ("studies", "overall_status"),
    ("studies", "study_type"),
    ("studies", "phase"),
    ("studies", "enrollment_count"),
    ("studies", "start_date"),
    ("studies", "primary_completion_date"),
    ("studies", "lead_sponsor_name"),
    ("studies", "has_results"),
)
"""What stands in the head of the page."""

IN_TITLE = frozenset({"nct_id", "brief_title", "acronym", "has_results"})
MOST_ROWS = 20_000
"""Rows read of one table; the largest study has about as many adverse event counts."""
SIMILAR_MS = 100
MENTIONS = 20
_HOUSE = ("study_versions", "changes", "mentions", "nct_id_aliases", "studies_fts")


@dataclass(slots=True)
class Page:
    """What the template shows."""

    nct_id: str
    title: str
    acronym: str
    head: list[tuple[str, Cell]]
    sections: list[Section]
    derived: list[Grid]
    unknown: list[Grid]
    versions: list[dict[str, Any]] = field(default_factory=list)
    changes: list[ChangedVersion] = field(default_factory=list)
    mentions: list[dict[str, Any]] = field(default_factory=list)
    similar: list[Similar] = field(default_factory=list)
    missing_since: str | None = None
    now_is: str | None = None
    """The study that has taken this one over, where the file holds both."""

    @property
    def abridged(self) -> bool:
        """Whether the newest version is one of the demo's shortened records."""
        return bool(self.versions) and self.versions[0]["source"] == "demo"

    @property
    def retrieved_at(self) -> str | None:
        """When the newest version was read."""
        return str(self.versions[0]["retrieved_at"]) if self.versions else None


def tables_of_a_study() -> list[str]:
    """Every table that the page may read."""
    return [*(name for name, table in load_spec().tables.items() if table.room != "house"), *_HOUSE]


def _read_rows(conn: sqlite3.Connection, spec: Spec, nct_id: str, tables: Collection[str]) -> Rows:
    rows: Rows = {}
    for name, table in spec.tables.items():
        if name not in tables or table.room == "house":
            continue
        columns = ", ".join(map(quoted, table.names))
        order = ", ".join(quoted(column.name) for column in table.key)
        query = f"SELECT {columns} FROM {quoted(name)} WHERE nct_id = ? ORDER BY {order} LIMIT {MOST_ROWS}"
        if found := conn.execute(query, (nct_id,)).fetchall():
            rows[name] = found
    return rows


def resolve(conn: sqlite3.Connection, nct_id: str, tables: Collection[str]) -> str | None:
    """The study that an NCT ID leads to, itself or as an alias; None where the file holds neither."""
    row = conn.execute("SELECT nct_id FROM studies WHERE nct_id = ?", (nct_id,)).fetchone()
    return row[0] if row else _taken_over_by(conn, nct_id, tables)


def _taken_over_by(conn: sqlite3.Connection, nct_id: str, tables: Collection[str]) -> str | None:
    if "nct_id_aliases" not in tables:
        return None
    row = conn.execute("SELECT nct_id FROM nct_id_aliases WHERE nct_id_alias = ?", (nct_id,)).fetchone()
    return row[0] if row else None


def read(
    conn: sqlite3.Connection, nct_id: str, tables: Collection[str], study_path: str
) -> Page | str | None:
    """The page; another NCT ID where this one is an alias of it; None where the file holds neither."""
    spec = load_spec()
    found = resolve(conn, nct_id, tables)
    if found != nct_id:
        return found
    rows = _read_rows(conn, spec, nct_id, tables)
    sections = Sections(spec, rows, study_path)
    studies = dict(zip(spec.tables["studies"].names, rows["studies"][0], strict=True))
    made = Page(
        nct_id=nct_id,
        title=visible(studies["brief_title"] or studies["official_title"] or nct_id),
        acronym=visible(studies["acronym"] or ""),
        head=_head(spec, rows),
        sections=_sections(spec, sections),
        derived=[_plain_grid(spec, rows, name) for name in _in_room(spec, "derived") if name in rows],
        unknown=[
            _plain_grid(spec, rows, name) for name in ("unmapped_fields", "unexpected_values") if name in rows
        ],
        missing_since=studies["missing_since"],
        now_is=_taken_over_by(conn, nct_id, tables),
    )
    _read_house(conn, made, tables, rows)
    return made


def _in_room(spec: Spec, room: str) -> list[str]:
    return [table.name for table in spec.in_room(room)]


def _read_house(conn: sqlite3.Connection, made: Page, tables: Collection[str], rows: Rows) -> None:
    nct_id = made.nct_id
    if "study_versions" in tables:
        made.versions = _dicts(
            conn,
            "SELECT version, source, origin, retrieved_at, last_update_post_date FROM study_versions "
            "WHERE nct_id = ? ORDER BY version DESC LIMIT 200",
            nct_id,
        )
        if "changes" in tables:
            made.changes = changed_versions(conn, nct_id=nct_id, limit=8, shown=12)
    if "mentions" in tables:
        ids = "?1 UNION SELECT nct_id_alias FROM nct_id_aliases WHERE nct_id = ?1"
        made.mentions = _mentions(
            conn,
            f"SELECT document, title, sentence FROM mentions WHERE nct_id IN (SELECT {ids if 'nct_id_aliases' in tables else '?1'}) "
            f"ORDER BY found_at DESC, document, position LIMIT {MENTIONS}",
            nct_id,
        )
    if "studies_fts" in tables:
        with briefly(conn, SIMILAR_MS) as spent:
            made.similar = similar_studies(conn, nct_id, rows)
        if spent.late:
            made.similar = []


def _dicts(conn: sqlite3.Connection, query: str, *values: Any) -> list[dict[str, Any]]:
    cursor = conn.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _mentions(conn: sqlite3.Connection, query: str, nct_id: str) -> list[dict[str, Any]]:
    """What other documents say, one entry a document; `href` where it has an address."""
    documents: dict[str, dict[str, Any]] = {}
    for row in _dicts(conn, query, nct_id):
        name = row["document"] or ""
        told = documents.setdefault(
            name,
            {
                "title": visible(row["title"] or name),
                "href": name if is_address(name) else "",
                "sentences": {},
            },
        )
        told["sentences"][visible(row["sentence"] or "")] = None
    return list(documents.values())


def _head(spec: Spec, rows: Rows) -> list[tuple[str, Cell]]:
    found = []
    for table_name, column_name in HEAD:
        table = spec.tables[table_name]
        row = dict(zip(table.names, rows[table_name][0], strict=True)) if table_name in rows else {}
        column = table.column(column_name)
        cell = _phase(spec, row) if column_name == "phase" else cell_of(column, row.get(column_name))
        kind = row.get(f"{column_name}_type") or (
            row.get("enrollment_type") if column_name == "enrollment_count" else None
        )
        if cell and kind == "ESTIMATED":
            cell = Cell(f"{cell.text} (estimated)")
        if cell:
            found.append((column.label or column_name, cell))
    return found


def _phase(spec: Spec, row: dict[str, Any]) -> Cell:
    return cell_of(spec.tables["studies"].column("phases"), row.get("phases"))


def _sections(spec: Spec, sections: Sections) -> list[Section]:
    order = {name: number for number, name in enumerate(ORDER)}
    ordered = sorted(modules(), key=lambda module: order.get(module.name, len(order)))
    found = []
    for module in ordered:
        node = _node(spec, module.path)
        section = sections.section(module.name, module.title, node, IN_TITLE)
        if section:
            found.append(section)
    return found


def _node(spec: Spec, path: str) -> Object:
    """The node at a module's path; for the root, the root without the modules below it."""
    node = spec.root
    for piece in path.split(".") if path else ():
        child = node.children[piece]
        assert isinstance(child, Object), f"module {path} is no object"
        node = child
    inner = {module.path.split(".")[0] for module in modules() if module.path}
    if not path:
        return Object(node.table, {key: child for key, child in node.children.items() if key not in inner})
    return node


def _plain_grid(spec: Spec, rows: Rows, name: str) -> Grid:
    """A table of ours as it is, without the study's own id."""
    table = spec.tables[name]
    at = [
        number
        for number, column in enumerate(table.all_columns)
        if column.name not in ("nct_id", "start", "end")
    ]
    columns = [table.all_columns[number] for number in at]
    shown = rows[name][:50]
    cells = [tuple(cell_of(table.all_columns[number], row[number]) for number in at) for row in shown]
    used = [number for number, _ in enumerate(columns) if any(row[number] for row in cells)]
    return Grid(
        title_of(name),
        name,
        tuple((columns[number].label or columns[number].name, columns[number].about) for number in used),
        tuple(tuple(row[number] for number in used) for row in cells),
        max(0, len(rows[name]) - len(shown)),
    )
