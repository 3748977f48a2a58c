"""Commands that bring records in from servers."""

from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from harvester.cli.progress import progress_line
from harvester.cli.shared import (
    api_option,
    db_option,
    json_option,
    plain_errors,
    print_summary,
    rate_option,
    writing,
)
from harvester.errors import UsageError
from harvester.fetch_all import fetch_all
from harvester.harvest import Query, fetch, fetch_captures
from harvester.history import fetch_history
from harvester.refresh import refresh
from harvester.sources.api import DEFAULT_API_URL, ApiClient
from harvester.sources.files import read_id_file
from harvester.sources.web_archive import DEFAULT_ARCHIVE_URL, ArchiveClient
from harvester.store.read import all_ids
from harvester.study import parse_nct_id


@click.command("fetch")
@click.argument("nct_ids", metavar="[NCT…]", nargs=-1)
@click.option(
    "--from-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="NCT IDs from a text file.",
)
@click.option("--query", "term", help="Words anywhere in the record; remembered as a saved search.")
@click.option("--condition", help="Words in the conditions; remembered likewise.")
@click.option("--intervention", help="Words in the interventions; remembered likewise.")
@click.option(
    "--all", "whole", is_flag=True, help="The whole registry, by its own bulk file (2 GB and more)."
)
@click.option("--full", is_flag=True, help="With --all: whether the registry's data have moved or not.")
@click.option(
    "--keep",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --all: have the bulk file there and keep it.",
)
@click.option("--once", is_flag=True, help="Do not remember the search.")
@click.option(
    "--source",
    type=click.Choice(["api", "archive"]),
    default="api",
    show_default=True,
    help="The registry, or its old site's pages in a web archive.",
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The archive's last page by this day, else the first one after it.",
)
@click.option("--all-captures", "every", is_flag=True, help="Every page the archive has of a study.")
@db_option
@api_option
@click.option(
    "--archive-url", envvar="HARVESTER_ARCHIVE_URL", help="Another web archive (or HARVESTER_ARCHIVE_URL)."
)
@rate_option
@json_option
@plain_errors
def fetch_command(
    nct_ids: tuple[str, ...],
    from_file: Path | None,
    term: str | None,
    condition: str | None,
    intervention: str | None,
    whole: bool,
    full: bool,
    keep: Path | None,
    once: bool,
    source: str,
    at: datetime | None,
    every: bool,
    db: Path,
    api_url: str | None,
    archive_url: str | None,
    rate: float,
    as_json: bool,
) -> None:
    """Fetch studies by NCT ID or by search, or all there are, and save them."""
    asked = [*nct_ids, *(read_id_file(from_file) if from_file else [])]
    for nct_id in asked:
        parse_nct_id(nct_id)
    queries = [Query(term, condition, intervention)] if term or condition or intervention else []
    if whole:
        if asked or from_file or queries or once or source != "api" or at or every:
            raise UsageError(
                "--all fetches every study: leave out NCT IDs, searches, --once and the web archive"
            )
        fetch_everything(db, api_url, rate, keep, full, as_json)
    if full or keep:
        raise UsageError(
            "--full and --keep are for --all; `harvester refresh --full` asks for every study of the file"
        )
    if not asked and not queries:
        raise UsageError("nothing to fetch: name NCT IDs, a file of them (--from-file) or a search (--query)")
    if source == "archive":
        if queries:
            raise UsageError("a web archive cannot be searched: name NCT IDs or a file of them (--from-file)")
        if at and every:
            raise UsageError("--at asks for one page, --all-captures for all: take one of them")
        with (
            writing(db) as store,
            ArchiveClient(archive_url or DEFAULT_ARCHIVE_URL, rate) as archive,
            progress_line() as progress,
        ):
            summary = fetch_captures(
                store, archive, asked, at.date() if at else None, every=every, progress=progress
            )
        print_summary(summary, db, as_json)
    if at or every:
        raise UsageError(
            "--at and --all-captures are for --source archive; for the registry's own earlier versions see `harvester history`"
        )
    with (
        writing(db) as store,
        ApiClient(api_url or DEFAULT_API_URL, rate) as client,
        progress_line() as progress,
    ):
        summary = fetch(store, client, asked, queries, once=once, progress=progress)
    print_summary(summary, db, as_json)


def fetch_everything(
    db: Path, api_url: str | None, rate: float, keep: Path | None, full: bool, as_json: bool
) -> NoReturn:
    """`fetch --all`."""
    if keep and (not keep.parent.is_dir() or keep.resolve() == db.resolve()):
        raise UsageError(f"--keep {keep}: name a file in a folder that is there, and not the database")
    with (
        writing(db) as store,
        ApiClient(api_url or DEFAULT_API_URL, rate) as client,
        progress_line("MB", 1_000_000) as downloading,
        progress_line() as progress,
    ):
        summary = fetch_all(store, client, keep, full=full, downloading=downloading, progress=progress)
    print_summary(summary, db, as_json)


@click.command("refresh")
@click.option("--full", is_flag=True, help="Ask for every study again, whatever the dates say.")
@db_option
@api_option
@rate_option
@json_option
@plain_errors
def refresh_command(full: bool, db: Path, api_url: str | None, rate: float, as_json: bool) -> None:
    """Fetch what moved since last time, new hits of saved searches, and see what vanished."""
    if not db.exists():
        raise UsageError(
            f"{db} does not exist: there is nothing to refresh. Make it with `harvester fetch NCT…`"
        )
    with (
        writing(db) as store,
        ApiClient(api_url or DEFAULT_API_URL, rate) as client,
        progress_line() as progress,
    ):
        summary = refresh(store, client, full=full, progress=progress)
    print_summary(summary, db, as_json)


@click.command("history")
@click.argument("nct_ids", metavar="[NCT…]", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every study in the file.")
@db_option
@api_option
@rate_option
@json_option
@plain_errors
def history_command(
    nct_ids: tuple[str, ...], every: bool, db: Path, api_url: str | None, rate: float, as_json: bool
) -> None:
    """Bring the registry's own earlier versions of studies into study_versions."""
    for nct_id in nct_ids:
        parse_nct_id(nct_id)
    if not nct_ids and not every:
        raise UsageError("whose history? Name NCT IDs, or --all for every study in the file")
    with (
        writing(db) as store,
        ApiClient(api_url or DEFAULT_API_URL, rate) as client,
        progress_line() as progress,
    ):
        summary = fetch_history(store, client, all_ids(store.conn) if every else nct_ids, progress=progress)
    print_summary(summary, db, as_json)
