"""Files of SQL in the schema: a comment that says what the rows are, then a SELECT whose columns may be commented."""

import re
from importlib.resources import files

_COMMENTED = re.compile(r"^(?!--).*?(\w+),? -- (.+)$", re.MULTILINE)


def sql_files(folder: str) -> dict[str, str]:
    """{name: text} of schema/<folder>/*.sql, by the order of their names."""
    found = sorted(
        (file for file in files("harvester.schema").joinpath(folder).iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    return {file.name.removesuffix(".sql"): file.read_text(encoding="utf-8").strip() for file in found}


def description_of(sql: str) -> str:
    """The first comment of a file: what people read about its rows."""
    lines = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(lines)


def column_comments(sql: str) -> list[tuple[str, str]]:
    """(column, its comment) of every column that has one, in order: the comment ends the line that names the column."""
    return _COMMENTED.findall(sql)


def without_column_comments(sql: str) -> str:
    """The SELECT as it is stored in a file."""
    return re.sub(r"(?m)(?<=\S) +-- .*$", "", sql)
