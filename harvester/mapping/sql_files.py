"""Files of SQL in the schema: a comment that says what the rows are, then a SELECT."""

from importlib.resources import files


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
