"""The command that brings records in from files."""

from pathlib import Path

import click

from harvester.cli.progress import progress_line
from harvester.cli.shared import db_option, json_option, plain_errors, print_summary, writing
from harvester.errors import UsageError
from harvester.harvest import load


@click.command("load")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@db_option
@json_option
@plain_errors
def load_command(paths: tuple[Path, ...], db: Path, as_json: bool) -> None:
    """Load records from files, folders and zips: study JSON, NDJSON, saved pages, legacy XML, page text."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist: check the spelling; nothing was loaded")
    with writing(db) as store, progress_line() as progress:
        summary = load(store, paths, progress=progress)
    print_summary(summary, db, as_json)
