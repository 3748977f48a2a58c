"""What Datasette tells about the file: titles, descriptions, facets, what is hidden. All printed from the schema."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from harvester.mapping.aact import AactTable, aact_tables
from harvester.mapping.ddl import view_columns, views
from harvester.mapping.describe import DEFINITIONS
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Column, Table
from harvester.mapping.sql_files import description_of
from harvester.yaml_text import load_yaml

TITLE = "Clinical trials, by NCT ID"
ABOUT = (
    "Study records of ClinicalTrials.gov, normalised by Harvester: every field the registry publishes, "
    "every version seen. "
    "Not medical advice; not evaluated by the registry."
)
SOURCE = {
    "source": "ClinicalTrials.gov, U.S. National Library of Medicine",
    "source_url": "https://clinicaltrials.gov",
}

_PASSED_ON = ("facets", "sort", "sort_desc", "label_column")
_FULL_TEXT = {"studies": {"fts_table": "studies_fts", "fts_pk": "nct_number"}}
_VIEW_FACETS = {"msc_products_at_a_glance": {"facets": ["tissue_source", "route", "donor", "product_type"]}}
_INNER = ("search_texts", "studies_fts")


@cache
def table_metadata() -> dict[str, dict[str, Any]]:
    """{table or view: its entry}, in the shape of Datasette's `databases.<name>.tables`. Not to be changed."""
    tables = {name: _of_table(table) for name, table in load_spec().tables.items()}
    return (
        tables
        | {name: _of_view(name, sql) | _VIEW_FACETS.get(name, {}) for name, sql in views().items()}
        | {table.view: _of_aact(table) for table in aact_tables()}
        | {name: {"hidden": True} for name in _INNER}
    )


def database_metadata() -> dict[str, Any]:
    """One database's entry; the caller may change it."""
    tables = {
        name: {**entry, "columns": dict(entry.get("columns", {}))} for name, entry in table_metadata().items()
    }
    return {"title": TITLE, "description": ABOUT, **SOURCE, "tables": tables}


def asked_for(key: str | None) -> dict[str, Any]:
    """One database's entry as 0.65 asks for it; `key` is set where it wants only that (it copies all it gets)."""
    if key == "tables":
        return {"tables": dict(_facets())}
    return {} if key not in (None, "databases", "description", "title") else database_metadata()


@cache
def _facets() -> dict[str, Any]:
    wanted = ("facets", "facet_size")
    entries = {
        name: {key: entry[key] for key in wanted if key in entry} for name, entry in table_metadata().items()
    }
    return {name: entry for name, entry in entries.items() if entry}


def browsed() -> list[str]:
    """Names of the tables a researcher sees first, then of the views, in the schema's order."""
    return [name for name, table in load_spec().tables.items() if table.meta.get("browse")] + list(views())


@cache
def hidden() -> frozenset[str]:
    """Names of the tables and views that are a click away."""
    return frozenset(name for name, entry in table_metadata().items() if entry.get("hidden"))


def title_of(name: str) -> str:
    """What people call a table or view."""
    spoken = name.replace("_", " ").capitalize().replace("Msc", "MSC")
    return str(table_metadata().get(name, {}).get("title") or spoken)


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the registry: its file's name in schema/study, its title, its path in the document."""

    name: str
    title: str
    path: str


@cache
def modules() -> tuple[Module, ...]:
    """The registry's modules in the schema's order."""
    schema = files("harvester.schema")
    found = []
    for name in load_yaml(schema.joinpath("house.yaml").read_bytes())["modules"]:
        head = schema.joinpath("study", f"{name}.yaml").read_text(encoding="utf-8").partition("\nfields:")[0]
        entry = load_yaml(head)
        found.append(Module(name, entry["title"], entry["path"] or ""))
    return tuple(found)


def _of_table(table: Table) -> dict[str, Any]:
    entry: dict[str, Any] = {"title": table.meta.get("title", table.name), "description": table.about}
    entry["columns"] = {column.name: described(column) for column in table.all_columns}
    if table.room == "study":
        entry |= {"about": "the registry's definitions of these fields", "about_url": DEFINITIONS}
    if not table.meta.get("browse"):
        entry["hidden"] = True
    entry |= {key: table.meta[key] for key in _PASSED_ON if key in table.meta}
    if table.name == "studies":
        entry.setdefault("label_column", "brief_title")
    return entry | _FULL_TEXT.get(table.name, {})


def _of_view(name: str, sql: str) -> dict[str, Any]:
    return {"description": description_of(sql), "columns": view_columns()[name]}


def _of_aact(table: AactTable) -> dict[str, Any]:
    columns = {
        column.name: f"{column.about} ({column.source})" if column.source else column.about
        for column in table.columns
    }
    return {"title": f"AACT: {table.name}", "description": table.about, "columns": columns, "hidden": True}


def described(column: Column) -> str:
    """A column's meaning, with its unit, where its values come from and their place in the study document."""
    text = column.about
    if column.unit and column.unit not in text:
        text = f"{text.rstrip('.')} ({column.unit})."
    text += {
        "derived": " Read by Harvester from the record's prose.",
        "read": " Computed by Harvester.",
    }.get(column.role, "")
    return f"{text} ({column.path})" if column.path else text
