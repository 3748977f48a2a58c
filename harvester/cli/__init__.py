"""The commands: parse arguments, call one function, print. No logic."""

import click

from harvester import __version__
from harvester.cli import browse, discover, gather, inspect


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="harvester")
def main() -> None:
    """Clinical trial records by NCT ID in one SQLite file that remembers every version."""


for command in (*gather.COMMANDS, *discover.COMMANDS, *inspect.COMMANDS, *browse.COMMANDS):
    main.add_command(command)
