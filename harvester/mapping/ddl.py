"""The schema as SQL: tables with keys, foreign keys and indexes, the full-text index, and the views people browse."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from harvester.mapping.aact import aact_tables
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Column, Spec, Table
from harvester.mapping.sql_files import column_comments, sql_files, without_column_comments

_TABLES = re.compile(r"\b(?:FROM|JOIN) (\w+) AS (\w+)")
_PLAIN = re.compile(r"^    (\w+)\.(\w+)(?: AS (\w+))?,?(?: -- .*)?$", re.MULTILINE)
SEARCH = ("studies_fts", "search_texts")
"""The full-text index and the view that it reads, which schema/search.sql makes."""


def quoted(name: str) -> str:
    """An SQL identifier."""
    return f'"{name}"' if name in {"references", "type", "end", "old", "new", "key", "condition"} else name


def _column(column: Column, table: Table) -> str:
    text = f"{quoted(column.name)} {column.sql_type}"
    if column in table.key:
        text += " NOT NULL"
    if column.name == "nct_id" and table.name != "studies" and table.meta.get("references", True):
        text += " REFERENCES studies(nct_id)"
    return text


def create_table(table: Table) -> str:
    """CREATE TABLE, each column with its meaning as a comment. Lists are WITHOUT ROWID: their key is stored once."""
    own_number = [column.name for column in table.key] == ["id"]
    lines = []
    for column in table.all_columns:
        definition = (
            "id INTEGER PRIMARY KEY" if own_number and column.name == "id" else _column(column, table)
        )
        lines.append((definition, column.about))
    if not own_number:
        lines.append((f"PRIMARY KEY ({', '.join(quoted(column.name) for column in table.key)})", ""))
    body = "\n".join(
        f"    {definition}{',' if number < len(lines) else ''}" + (f" -- {about}" if about else "")
        for number, (definition, about) in enumerate(lines, 1)
    )
    rowid = own_number or table.single or bool(table.meta.get("rowid"))
    return f"-- {table.about}\nCREATE TABLE {quoted(table.name)} (\n{body}\n)" + (
        ";" if rowid else " WITHOUT ROWID;"
    )


def create_indexes(table: Table) -> dict[str, str]:
    """{name: CREATE INDEX} for each entry of the table's `indexes`."""
    columns = {f"idx_{table.name}_{'_'.join(names)}": names for names in table.meta.get("indexes", [])}
    return {
        name: f"CREATE INDEX {name} ON {quoted(table.name)} ({', '.join(map(quoted, names))});"
        for name, names in columns.items()
    }


def views() -> dict[str, str]:
    """{name: SELECT text} of the views that people browse."""
    return sql_files("views")


def create_view(name: str, sql: str) -> str:
    """CREATE VIEW from a file that holds a comment and a SELECT."""
    return f"CREATE VIEW {name} AS\n{sql.rstrip(';')};"


@cache
def view_columns() -> dict[str, dict[str, str]]:
    """{view that people browse: {column: what it means}}: its comment, or the meaning of the column of ours that it is.

    `s.phase` is known by its table; a column computed or renamed has a comment, `-- words` or `-- = table.column`.
    """
    tables: dict[str, dict[str, str]] = {
        name: {column.name: column.about for column in table.all_columns}
        for name, table in load_spec().tables.items()
    }
    found = {}
    for name, sql in views().items():
        place = {alias: table for table, alias in _TABLES.findall(sql)}
        plain = {
            renamed or column: tables.get(place.get(alias, ""), {}).get(column, "")
            for alias, column, renamed in _PLAIN.findall(sql.partition("\nFROM ")[0])
        }
        found[name] = tables[name] = plain | {
            column: _meaning(comment, tables) for column, comment in column_comments(sql)
        }
    return found


def _meaning(comment: str, tables: Mapping[str, Mapping[str, str]]) -> str:
    table, _, column = comment.removeprefix("= ").partition(".")
    return tables[table][column] if comment.startswith("= ") else comment


def create_views() -> dict[str, str]:
    """{name: CREATE VIEW} of the views that people browse and of AACT's tables."""
    browsed = {name: create_view(name, without_column_comments(sql)) for name, sql in views().items()}
    return browsed | {table.view: create_view(table.view, table.select) for table in aact_tables()}


def create_tables(spec: Spec) -> list[str]:
    """CREATE TABLE for every table, parents before children."""
    return [create_table(table) for table in spec.tables.values()]


def create_rest(spec: Spec) -> list[str]:
    """Everything that stands on the tables: indexes, full-text index, views."""
    indexes = [line for table in spec.tables.values() for line in create_indexes(table).values()]
    search = files("harvester.schema").joinpath("search.sql").read_text(encoding="utf-8").strip()
    return [*indexes, search, *create_views().values()]


def schema_sql(spec: Spec) -> str:
    """The whole file's schema as one script; schema/generated/schema.sql is this text."""
    head = "-- Printed from schema/ by `make generate`; never edited.\n"
    return (
        head
        + f"PRAGMA user_version = {spec.version};\n\n"
        + "\n\n".join([*create_tables(spec), *create_rest(spec)])
        + "\n"
    )
