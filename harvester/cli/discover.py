"""The command that reads documents for the studies they mention."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harvester.cli.progress import progress_line
from harvester.cli.shared import (
    api_option,
    count,
    db_option,
    echo_summary,
    json_option,
    plain_errors,
    print_json,
    rate_option,
    terminal_width,
    writing,
)
from harvester.sources.api import DEFAULT_API_URL, ApiClient
from harvester.sources.documents import read_places

if TYPE_CHECKING:
    from harvester.discover import Checked, Discovery, Found

_WORDS = 120
"""Characters of a document's words or a record's that one line shows; `--json` has them whole."""


@click.command("discover")
@click.argument("places", metavar="PATH|URL…", nargs=-1, required=True)
@click.option("--fetch", is_flag=True, help="Fetch the studies mentioned and save them.")
@click.option("--claims", is_flag=True, help="What the documents say of the studies, beside the records.")
@db_option
@api_option
@rate_option
@json_option
@plain_errors
def discover_command(
    places: tuple[str, ...],
    fetch: bool,
    claims: bool,
    db: Path,
    api_url: str | None,
    rate: float,
    as_json: bool,
) -> None:
    """Find NCT IDs in text, HTML and Markdown, each with its sentence, and keep them in `mentions`."""
    from harvester.discover import discover  # readers of documents take long to import: only here

    payloads = read_places(places, rate)
    with ExitStack() as stack:
        store = stack.enter_context(writing(db))
        client = stack.enter_context(ApiClient(api_url or DEFAULT_API_URL, rate)) if fetch else None
        reading = stack.enter_context(progress_line("documents"))
        fetching = stack.enter_context(progress_line())
        made = discover(store, payloads, client, claims=claims, reading=reading, fetching=fetching)
    if as_json:
        print_json({"db": str(db), **made.as_json()})
    else:
        _echo(made, db)
    sys.exit(made.exit_code)


def _echo(made: Discovery, db: Path) -> None:
    for document in made.found:
        if document.mentions:
            _echo_document(document, made)
    mentions = sum(made.nct_ids.values())
    click.echo(
        f"{db}: {count(mentions, 'mention')} of {count(len(made.nct_ids), 'study')} in {count(len(made.found), 'document')}"
    )
    if made.passed:
        click.echo(f"  {count(made.passed, 'file')} passed over: no text")
    if made.fetched:
        echo_summary(made.fetched, db)
    elif absent := [nct_id for nct_id in made.nct_ids if nct_id not in made.known]:
        click.echo(f"Not in the file: {', '.join(absent)}. Bring them in with --fetch")
    for checked in made.checked or []:
        _echo_claims(checked)
    for item in made.unread:
        click.echo(f"Not read: {item.name}: {item.reason}", err=True)


def _echo_document(document: Found, made: Discovery) -> None:
    title = f": {document.title}" if document.title else ""
    click.echo(click.style(f"{document.document}{title}", bold=True))
    sentences: dict[str, list[str]] = {}
    for mention in document.mentions:
        sentences.setdefault(mention.nct_id, []).append(mention.sentence)
    for nct_id, said in sentences.items():
        again = f" ({len(said)} times)" if len(said) > 1 else ""
        line = f"  {nct_id}{again}  {said[0]}"
        width = max(terminal_width(), 60)
        click.echo(line if len(line) <= width else f"{line[: width - 1]}…")


def _echo_claims(checked: Checked) -> None:
    if checked.study is None:
        click.echo(
            f"{checked.nct_id} in {checked.document}: not in the file, nothing to hold its claims against"
        )
        return
    if not checked.verdicts:
        return
    click.echo(click.style(f"{checked.nct_id} in {checked.document}", bold=True))
    for verdict in checked.verdicts:
        claim = verdict.claim
        line = f"  {verdict.verdict:<17}  {claim.attribute}: “{_short(claim.words)}”"
        if claim.says.casefold() not in claim.words.casefold():
            line += f" = {claim.says}"
        click.echo(line + (f"; record: {_short(verdict.record)}" if verdict.record is not None else ""))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _WORDS else f"{line[: _WORDS - 1]}…"
