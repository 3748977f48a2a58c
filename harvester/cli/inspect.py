"""Commands that read the file and print."""

import sys
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click
import orjson

from harvester.aact_file import export_aact
from harvester.check import examine, mend
from harvester.cli.progress import progress_line
from harvester.cli.shared import (
    count,
    db_option,
    json_option,
    plain_errors,
    print_json,
    reading,
    terminal_width,
    writing,
)
from harvester.errors import UsageError
from harvester.export import FORMATS, export_csv, export_json
from harvester.status import status
from harvester.store.changelog import read_changes
from harvester.store.read import find_studies
from harvester.study import parse_nct_id


@click.command("check")
@click.option(
    "--mend", "mending", is_flag=True, help="Write tables that strayed anew from the stored documents."
)
@db_option
@json_option
@plain_errors
def check_command(mending: bool, db: Path, as_json: bool) -> None:
    """Prove that the file is whole: every study rebuilds to its stored version.

    While it compares the search index, which takes minutes in a large file, a run that would write leaves with 75.
    """
    if mending and not db.exists():
        raise UsageError(f"{db} does not exist: there is nothing to mend")
    mended: list[str] = []
    if mending:
        with writing(db) as store, progress_line() as progress:
            mended = mend(store, progress)
    with reading(db) as store, progress_line() as progress:  # which takes the lock that mending held
        found = examine(store, progress)
        studies = status(store)["studies"]
    if as_json:
        account = {"db": str(db), "studies": studies, "mended": mended}
        print_json({**account, "faults": found.faults, "notes": found.notes})
    else:
        for nct_id in mended:
            click.echo(f"{nct_id}: written anew")
        for line in [*found.faults, *found.notes]:
            click.echo(line, err=True)
        click.echo(
            f"{db}: {count(studies, 'study')}, "
            + (f"{count(len(found.faults), 'fault')}" if found.faults else "whole")
        )
    sys.exit(1 if found.faults else 0)


@click.command("status")
@db_option
@json_option
@plain_errors
def status_command(db: Path, as_json: bool) -> None:
    """How many studies, how fresh, the last run, problems."""
    with reading(db) as store:
        found = status(store)
    if as_json:
        print_json(found)
        return
    click.echo(
        f"{db}: {count(found['studies'], 'study')} in {count(found['versions'], 'version')}, schema {found['schema']}"
    )
    click.echo(
        f"  newest record: {found['newest_record'] or 'no date'}; last retrieved: {found['last_retrieved_at'] or 'never'}"
    )
    click.echo(
        f"  last complete run: {found['last_complete_run'] or 'none'}; last complete refresh: "
        f"{found['last_complete_refresh'] or 'none'}; registry data of: {found['data_timestamp'] or 'unknown'}"
    )
    if run := found["last_run"]:
        ended = (
            "complete"
            if run["complete"]
            else run["message"] or ("ended with problems" if run["ended_at"] else "did not end")
        )
        click.echo(f"  last run: {run['command']}, started {run['started_at']}, {ended}")
    click.echo(
        f"  {count(found['changes'], 'change')}, {count(found['problems'], 'problem')}, "
        f"{found['missing']:,} no longer in the registry, {count(found['searches'], 'saved search').replace('searchs', 'searches')}"
    )
    if found["unexpected_values"] or found["unmapped_paths"]:
        click.echo(
            f"  {count(found['unexpected_values'], 'value')} of another kind than the registry publishes (unexpected_values), "
            f"{count(found['unmapped_paths'], 'path')} that the schema does not know (unmapped_fields)"
        )


@click.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="What to write.")
@db_option
@plain_errors
def export_command(out: Path, format_: str, db: Path) -> None:
    """Write study JSON rebuilt from the tables, the tables as CSV or Parquet, or AACT's tables as one SQLite file."""
    writers: dict[str, Callable[..., int]] = {"json": export_json, "csv": export_csv, "aact": export_aact}
    noun = "file"
    if format_ == "parquet":
        from harvester.parquet import export_parquet  # pyarrow is an extra

        writers["parquet"], noun = export_parquet, "table"
    elif format_ == "aact":
        noun = "table"
    with reading(db) as store, progress_line(f"{noun}s") as progress:
        written = writers[format_](store, out, progress)
    click.echo(f"{out}: {count(written, noun)}")


@click.command("compare")
@click.argument("nct_ids", metavar="NCT NCT…", nargs=-1, required=True)
@click.option(
    "--format", "format_", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
@click.option("--diff", is_flag=True, help="Only fields that differ.")
@db_option
@plain_errors
def compare_command(nct_ids: tuple[str, ...], format_: str, diff: bool, db: Path) -> None:
    """Lay studies side by side; the first is the reference."""
    from harvester.compare import as_csv, as_text, read_comparison  # takes long to import: only here
    from harvester.compare.render import former_lines

    asked = list(dict.fromkeys(parse_nct_id(nct_id) for nct_id in nct_ids))
    with reading(db) as store:
        whole = read_comparison(store.conn, asked)
    comparison = whole.only_differences() if diff else whole
    if format_ == "json":
        print_json(comparison.as_json())
    else:
        click.echo(
            as_csv(comparison) if format_ == "csv" else as_text(comparison, terminal_width()), nl=False
        )
    if format_ != "table":  # which says it itself
        for line in former_lines(comparison):
            click.echo(line, err=True)
    if comparison.missing:
        wanted = " ".join(comparison.missing)
        click.echo(f"Not in {db}: {wanted}. Bring them in with `harvester fetch {wanted}`", err=True)
        sys.exit(1)


@click.command("changes")
@click.argument("nct_ids", metavar="[NCT…]", nargs=-1)
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only versions retrieved on or after this day (UTC)."
)
@click.option("--significant", is_flag=True, help="Leave out housekeeping, wording, contacts and the like.")
@db_option
@json_option
@plain_errors
def changes_command(
    nct_ids: tuple[str, ...], since: datetime | None, significant: bool, db: Path, as_json: bool
) -> None:
    """What changed from version to version."""
    asked = {spelled: parse_nct_id(spelled) for spelled in nct_ids}
    with reading(db) as store:
        day = since.date().isoformat() if since else None
        held = find_studies(store.conn, asked.values())
        found = (
            list(read_changes(store.conn, list(held.values()), day, significant)) if held or not asked else []
        )
    if as_json:
        print_json([{**row, "old": _value(row["old"]), "new": _value(row["new"])} for row in found])
    else:
        _print_changes(found)
    if strange := [spelled for spelled, nct_id in asked.items() if nct_id not in held]:
        click.echo(f"Not in {db}: {', '.join(strange)}", err=True)
        sys.exit(1)


def _print_changes(found: list[dict[str, Any]]) -> None:
    for (nct_id, version), rows in groupby(found, key=lambda row: (row["nct_id"], row["version"])):
        changes = list(rows)
        posted = changes[0]["last_update_post_date"] or "undated"
        click.echo(f"{nct_id} version {version}, posted {posted}: {changes[0]['brief_title'] or ''}")
        for row in changes:
            click.echo(f"  {row['significance']:<20} {row['kind']:<8} {row['path']}")
            if row["old"] is not None:
                click.echo(f"    - {_shown(row['old'])}")
            if row["new"] is not None:
                click.echo(f"    + {_shown(row['new'])}")
    if not found:
        click.echo("No changes.")


def _value(cell: str | None) -> Any:
    return None if cell is None else orjson.loads(cell)


def _shown(cell: str) -> str:
    value = _value(cell)
    text = " ".join((value if isinstance(value, str) else cell).split())
    return text if len(text) <= 160 else f"{text[:157]}…"
