"""The schema in words: the data dictionary, printed from the same YAML as the tables."""

import sys
from pathlib import Path

from harvester.mapping.aact import AactTable, aact_tables
from harvester.mapping.ddl import schema_sql, view_columns, views
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Column, Spec, Table
from harvester.mapping.sql_files import description_of

DEFINITIONS = "https://clinicaltrials.gov/data-api/about-api/study-data-structure"
AACT = (
    "The tables of [AACT](https://aact.ctti-clinicaltrials.org) as views named `aact_…`; `harvester export FILE --format aact` "
    "writes them under AACT's own names into a file that attaches as `ctgov`. Types are AACT's; booleans are 0 and 1; "
    "dates are text (`2021-06-30`). Numbers of rows (`id`) begin at the NCT number times 10,000,000 and count in registry order, "
    "so a study has the same ones in every file, and columns such as `outcome_id` lead to them. What the registry left "
    "out is NULL. Where AACT makes a value up, such as the last day of a month, it is said at the column. A value that "
    "AACT's type cannot hold ('NA' for a number) is NULL here and stands in the column of ours that is named."
)
_ROOMS = {
    "study": "Tables of the registry's record",
    "leftover": "What a record holds beyond the schema",
    "derived": "Derived from the record's prose",
    "house": "Versions, changes and runs",
}


def definition_url(column: Column) -> str:
    """The registry's own definition of a stated column, '' where there is none."""
    return f"{DEFINITIONS}#{column.piece}" if column.piece else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _row(column: Column) -> str:
    kind = f"{column.enum}{' list' if column.many else ''}" if column.enum else column.type
    path = f"`{column.path}`" if column.path else ""
    if column.role == "read":
        path = f"read from {path}"
    if url := definition_url(column):
        path += f" [↗]({url})"
    unit = f" ({column.unit})" if column.unit else ""
    return f"| `{column.name}` | {kind}{unit} | {_cell(column.about)} | {path} |"


def _table(table: Table) -> str:
    key = ", ".join(f"`{column.name}`" for column in table.key)
    lines = [f"### {table.name}", "", f"{table.about} Key: {key}.", ""]
    lines += ["| column | type | meaning | path in the study document |", "| --- | --- | --- | --- |"]
    lines += [_row(column) for column in table.all_columns]
    return "\n".join(lines)


def _view(name: str, sql: str) -> str:
    lines = [f"### {name}", "", description_of(sql), "", "| column | meaning |", "| --- | --- |"]
    lines += [f"| `{column}` | {_cell(about)} |" for column, about in view_columns()[name].items()]
    return "\n".join(lines)


def _aact_table(table: AactTable) -> str:
    lines = [f"### {table.view}", "", table.about, ""]
    lines += ["| column | type | meaning | ours |", "| --- | --- | --- | --- |"]
    for column in table.columns:
        source = f"`{column.source}`" if column.source else ""
        lines.append(f"| `{column.name}` | {column.type} | {_cell(column.about)} | {source} |")
    return "\n".join(lines)


def data_dictionary(spec: Spec) -> str:
    """DATA_DICTIONARY.md: every table, column, view and enum."""
    parts = [
        "# Data dictionary",
        "Printed from `schema/` by `make generate`; never edited. What the registry left out is NULL. Dates stand "
        "as the registry gives them, `2021-06` or `2021-06-30`. Positions count from 0 in registry order. `json` columns hold "
        "JSON. Arrows lead to the registry's own definitions.",
    ]
    for room, title in _ROOMS.items():
        parts += [f"## {title}", *(_table(table) for table in spec.in_room(room))]
    parts += ["## Views", *(_view(name, sql) for name, sql in views().items())]
    parts += ["## AACT", AACT, *map(_aact_table, aact_tables())]
    parts.append("## Values")
    for enum, labels in spec.enums.items():
        parts.append(
            f"**{enum}**: " + ", ".join(f"`{value}` {label}" for value, label in labels.items()) + "."
        )
    return "\n\n".join(parts) + "\n"


def generated(spec: Spec) -> dict[str, str]:
    """{file name in schema/generated: its text}."""
    return {"schema.sql": schema_sql(spec), "DATA_DICTIONARY.md": data_dictionary(spec)}


def main(arguments: list[str]) -> int:
    """`python -m harvester.mapping.describe FOLDER [--check]`: write the generated files, or say which are stale."""
    folder = Path(arguments[0])
    stale = []
    for name, text in generated(load_spec()).items():
        path = folder / name
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
    for path in stale:
        print(f"{path} is not current: run `make generate`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
