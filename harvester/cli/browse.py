"""Commands that serve the file to a browser."""

from pathlib import Path

import click

from harvester.cli.shared import count, db_option, plain_errors
from harvester.demo import build_demo

_host = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
_port = click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on."
)


@click.command("serve")
@db_option
@_host
@_port
@click.option(
    "--public",
    is_flag=True,
    help="Settings for a public instance: no ad hoc SQL, no downloads, tight limits.",
)
@plain_errors
def serve_command(db: Path, host: str, port: int, public: bool) -> None:
    """Serve the file in Datasette with the comparison, study and changes pages."""
    from harvester.web.serve import serve  # Datasette takes a second to import: only here

    serve(db, host=host, port=port, public=public)


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Only build the file.")
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default="demo.db",
    show_default=True,
    help="The demo file.",
)
@_host
@_port
@plain_errors
def demo_command(no_serve: bool, db: Path, host: str, port: int) -> None:
    """Build the offline demo of a dozen MSC studies and serve it."""
    studies = build_demo(db)
    click.echo(f"{db}: {count(studies, 'study')}, abridged for the demo")
    if not no_serve:
        from harvester.web.serve import serve

        serve(db, host=host, port=port)
