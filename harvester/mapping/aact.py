"""AACT's tables as views over ours: schema/aact/*.sql, whose comments give each column's type and meaning.

A column's comment is behind the line that names it: `-- integer: Meaning.` or, where it is a column of ours,
`-- text = table.column` and nothing more for that column's meaning, `; words` to add to it, `: words` instead of it.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from harvester.mapping.read_schema import load_spec
from harvester.mapping.spec import SchemaError, Spec
from harvester.mapping.sql_files import column_comments, description_of, sql_files, without_column_comments
from harvester.yaml_text import load_yaml

_MEANING = re.compile(
    r"(?P<type>[a-z][a-z0-9() ]*?)(?: = (?P<table>\w+)\.(?P<column>\w+))?(?:: (?P<about>.+)|; (?P<note>.+))?"
)
PREFIX = "aact_"


@dataclass(frozen=True, slots=True)
class AactColumn:
    """A column of AACT: its type there, what it means, and ours that it is (`table.column`, '' where it is made)."""

    name: str
    type: str
    about: str
    source: str


@dataclass(frozen=True, slots=True)
class AactTable:
    """A table of AACT; `select` is its rows as SQL over our tables, one study's as fast as one of ours."""

    name: str
    about: str
    columns: tuple[AactColumn, ...]
    select: str

    @property
    def view(self) -> str:
        """Its name in our file."""
        return PREFIX + self.name

    @property
    def names(self) -> list[str]:
        """Names of its columns in AACT's order."""
        return [column.name for column in self.columns]


def _written_out(sql: str, functions: dict[str, str], where: str) -> str:
    called = re.compile(rf"\b({'|'.join(functions)})\(([\w.]*)\)?")

    def body(match: re.Match[str]) -> str:
        if not (match[2] and match[0].endswith(")")):
            raise SchemaError(f"schema aact/{where}: {match[1]}() takes one column, not an expression")
        return f"({functions[match[1]].replace('{x}', match[2])})"

    return called.sub(body, sql)


def _column(name: str, comment: str, spec: Spec, where: str) -> AactColumn:
    match = _MEANING.fullmatch(comment)
    if match is None or not (match["about"] or match["table"]):
        raise SchemaError(f"schema aact/{where}: {name} needs a type and a meaning, not {comment!r}")
    if not match["table"]:
        return AactColumn(name, match["type"], match["about"], "")
    source = f"{match['table']}.{match['column']}"
    try:
        ours = spec.tables[match["table"]].column(match["column"])
    except (KeyError, StopIteration):
        raise SchemaError(f"schema aact/{where}: {name} is said to be {source}, which is not there") from None
    note = match["note"]
    added = f"{ours.about} {note[:1].upper()}{note[1:]}" if note else ours.about
    return AactColumn(name, match["type"], match["about"] or added, source)


def read_table(name: str, text: str, functions: dict[str, str], spec: Spec) -> AactTable:
    """One file of schema/aact. Raises SchemaError where a column's comment says too little or names none of ours."""
    where = f"{name}.sql"
    about = description_of(text)
    if not about:
        raise SchemaError(f"schema aact/{where}: no comment at the top says what its rows are")
    columns = tuple(_column(*commented, spec, where) for commented in column_comments(text))
    select = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return AactTable(
        name, about, columns, _written_out(without_column_comments(select), functions, where).strip()
    )


@cache
def aact_tables() -> tuple[AactTable, ...]:
    """Every table of AACT, by name."""
    functions = load_yaml(files("harvester.schema").joinpath("aact.yaml").read_bytes())["functions"]
    spec = load_spec()
    return tuple(read_table(name, text, functions, spec) for name, text in sql_files("aact").items())
