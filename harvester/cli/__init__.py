"""The commands: parse arguments, call one function, print. No logic."""

from importlib import import_module

import click

from harvester import __version__

COMMANDS = {
    "fetch": "gather",
    "load": "load",
    "refresh": "gather",
    "history": "gather",
    "discover": "discover",
    "compare": "inspect",
    "changes": "inspect",
    "status": "inspect",
    "check": "inspect",
    "export": "inspect",
    "serve": "browse",
    "demo": "browse",
}
"""{command: the module that has it}; the others need not be imported for it."""


class _Commands(click.Group):
    """Each command is imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"harvester.cli.{COMMANDS[cmd_name]}"), f"{cmd_name}_command"
        )
        return command


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="harvester")
def main() -> None:
    """Clinical trial records by NCT ID in one SQLite file that remembers every version."""
