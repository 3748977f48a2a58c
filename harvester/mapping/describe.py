"""The schema in words: the data dictionary, printed from the same YAML as the tables."""

import sys
from pathlib import Path

from harvester.mapping.ddl import description_of, schema_sql, views
from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import Column, Spec, Table

DEFINITIONS = "https://clinicaltrials.gov/data-api/about-api/study-data-structure"
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
    lines += [_row(column) for column in table.all_columns if column.about]
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
    parts += ["## Views", "\n".join(f"- `{name}`: {description_of(sql)}" for name, sql in views().items())]
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
