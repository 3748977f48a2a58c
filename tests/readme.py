"""What the README prints of the program itself: its help and the cookbook's answers. Run by cog."""

import inspect
import sqlite3
import tempfile
from contextlib import chdir
from pathlib import Path

import click
from click.testing import CliRunner

import harvester
from harvester.aact_file import export_aact
from harvester.cli import COMMANDS, main
from harvester.demo import build_demo
from harvester.mapping.sql_files import description_of
from harvester.progress import silent
from harvester.store import open_store

COOKBOOK = Path(__file__).resolve().parents[1] / "docs" / "cookbook"
AACT = COOKBOOK.with_name("aact.sql")
_WIDTH = 60


def command_help() -> str:
    """`harvester COMMAND --help` of every command, as they stand."""
    parts = []
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        context = click.Context(
            command,
            info_name=f"harvester {name}",
            max_content_width=96,
            terminal_width=96,
            help_option_names=main.context_settings["help_option_names"],
        )
        parts.append(f"```\n$ harvester {name} --help\n{command.get_help(context)}\n```\n")
    return "\n".join(parts)


ARTICLE = """\
# Following cell therapies of the inflamed brain (NCT07145502)

An interventional study of cells and exosomes, open to people of 6 to 70 years.

Enrollment: 80 patients

Conditions: autoimmune encephalitis, multiple sclerosis

The primary outcome is the NIHSS score after 8 weeks. Earlier trials enrolled 300 patients.
"""


def claims_example() -> str:
    """An article, and what `harvester discover --claims` tells of it beside the demo file."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        build_demo(Path("demo.db"))
        Path("article.md").write_text(ARTICLE, encoding="utf-8")
        told = CliRunner().invoke(main, ["discover", "article.md", "--claims", "--db", "demo.db"]).output
    command = "$ harvester discover article.md --claims --db demo.db"
    return f"```markdown\n{ARTICLE}```\n\n```\n{command}\n{told}```\n"


def python_api() -> str:
    """The names of the Python API with the first sentence of what each says of itself."""
    lines = ["| name | is |", "| --- | --- |"]
    for name in harvester.__all__:
        if name != "__version__":
            about = " ".join((inspect.getdoc(getattr(harvester, name)) or "").partition("\n\n")[0].split())
            lines.append(f"| `harvester.{name}` | {about} |")
    return "\n".join(lines) + "\n"


def answer(conn: sqlite3.Connection, sql: str) -> str:
    """A query's rows as a Markdown table."""
    cursor = conn.execute(sql)
    names = [column[0] for column in cursor.description]
    lines = [names, ["---"] * len(names), *cursor.fetchall()]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(cell: object) -> str:
    text = "" if cell is None else " ".join(str(cell).split()).replace("|", "\\|")
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _query(sql: str) -> str:
    return "\n".join(line for line in sql.splitlines() if not line.startswith("--")).strip()


def cookbook() -> str:
    """Every query of docs/cookbook with its question and its answer on the demo file."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "demo.db"
        build_demo(db)
        conn = sqlite3.connect(db)
        parts = []
        for path in sorted(COOKBOOK.glob("*.sql")):
            sql = path.read_text(encoding="utf-8")
            parts.append(f"**{description_of(sql)}**\n\n```sql\n{_query(sql)}\n```\n\n{answer(conn, sql)}\n")
        conn.close()
    return "\n".join(parts)


def aact() -> str:
    """The query of docs/aact.sql with its answer on an export of the demo file, attached as `ctgov`."""
    sql = AACT.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        build_demo(Path(folder) / "demo.db")
        store = open_store(Path(folder) / "demo.db")
        export_aact(store, Path(folder) / "aact.db", silent)
        store.close()
        conn = sqlite3.connect(":memory:")
        conn.execute("ATTACH ? AS ctgov", (f"{folder}/aact.db",))
        rows = answer(conn, sql)
        conn.close()
    attach = "ATTACH 'aact.db' AS ctgov;"
    return f"{description_of(sql)}:\n\n```sql\n{attach}\n\n{_query(sql)}\n```\n\n{rows}\n"
