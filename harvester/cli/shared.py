"""What the commands have in common: options, exit codes, progress, the summary of a run."""

import functools
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
import orjson

from harvester.errors import BusyError, HarvesterError, RegistryError, UsageError
from harvester.harvest import Summary
from harvester.prepare.worker import collect_rarely
from harvester.store import Store, open_store
from harvester.store.file import plain_words
from harvester.store.lock import writer_lock

P = ParamSpec("P")
R = TypeVar("R")

_EXIT_CODES: dict[type[HarvesterError], int] = {UsageError: 2, RegistryError: 3, BusyError: 75}
_SHOWN = 20

db_option = click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default="trials.db",
    show_default=True,
    help="The SQLite file.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print a machine-readable summary on stdout."
)
api_option = click.option(
    "--api-url", envvar="HARVESTER_API_URL", help="Another registry server (or HARVESTER_API_URL)."
)
rate_option = click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="Requests a second at most.",
)


def plain_errors(command: Callable[P, R]) -> Callable[P, R]:
    """An error of ours is one line on stderr and its exit code, not a traceback."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except HarvesterError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(next((code for kind, code in _EXIT_CODES.items() if isinstance(error, kind)), 1))
        except KeyboardInterrupt:
            click.echo("Stopped. What was saved stays saved; the same command goes on from there.", err=True)
            sys.exit(130)

    return run


@contextmanager
def writing(db: Path) -> Iterator[Store]:
    """The file opened by its one writer; statistics and log are in order afterwards."""
    if not db.parent.is_dir():
        raise UsageError(f"{db.parent} is no folder; make it or name another file with --db")
    with writer_lock(db):
        store = open_store(db)
        try:
            collect_rarely()
            with plain_words(db):
                yield store
                store.finish()
        finally:
            store.close()


@contextmanager
def reading(db: Path) -> Iterator[Store]:
    """An existing file opened to be read."""
    store = open_store(db, create=False)
    try:
        with plain_words(db):
            yield store
    finally:
        store.close()


def terminal_width() -> int:
    """Columns of the terminal, 100 where the output goes elsewhere."""
    return shutil.get_terminal_size((100, 24)).columns


def print_json(value: Any) -> None:
    """JSON on stdout, indented."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def count(number: int, noun: str) -> str:
    """'1 study', '1,535 studies'."""
    plural = {"study": "studies"}.get(noun, f"{noun}s")
    return f"{number:,} {noun if number == 1 else plural}"


def print_summary(summary: Summary, db: Path, as_json: bool) -> NoReturn:
    """What a run did; leaves with its exit code."""
    if as_json:
        print_json({"db": str(db), **summary.as_json()})
    else:
        echo_summary(summary, db)
    sys.exit(summary.exit_code)


def echo_summary(summary: Summary, db: Path) -> None:
    """What a run did, for people."""
    run = summary.run
    parts = [f"{run.added:,} new", f"{run.changed:,} changed", f"{run.unchanged:,} unchanged"]
    more = ((summary.older, "older versions"), (run.missing, "no longer in the registry"))
    parts += [f"{number:,} {words}" for number, words in more if number]
    click.echo(f"{db}: {', '.join(parts)}" + (f" ({count(run.requests, 'request')})" if run.requests else ""))
    for remark in summary.remarks:
        click.echo(f"  {remark}")
    for asked, nct_id in summary.aliases.items():
        click.echo(f"  {asked} is now {nct_id}")
    if summary.passed:
        click.echo(f"  {count(summary.passed, 'file')} passed over: no study records")
    _print_troubles(summary)


def _print_troubles(summary: Summary) -> None:
    lines = [
        f"{nct_id}: to look at, unknown or read by a rule alone: {label}"
        for nct_id, label in summary.unknown_labels[:_SHOWN]
    ]
    if summary.unexpected:
        lines.append(
            f"{count(summary.unexpected, 'value')} of another kind than the registry publishes, kept as they are: "
            "SELECT * FROM unexpected_values"
        )
    if summary.unmapped:
        lines.append(
            f"{count(summary.unmapped, 'field')} that the schema does not know, kept whole: SELECT * FROM unmapped_fields"
        )
    if summary.unknown:
        lines.append(f"Not known to {summary.asked_of}: {', '.join(summary.unknown)}")
    if summary.unanswered:
        lines.append(f"No whole answer for {', '.join(summary.unanswered)}: run the command again")
    lines += [f"Not read: {record}: {reason}" for record, reason in summary.failed[:_SHOWN]]
    if len(summary.failed) > _SHOWN:
        lines.append(f"… and {len(summary.failed) - _SHOWN:,} more: SELECT * FROM problems")
    if summary.run.message:
        lines.append(f"Not complete: {summary.run.message}")
    for line in lines:
        click.echo(line, err=True)
