"""`python -m harvester`, and the command itself. Light, for every process that a command starts imports it again."""


def main() -> None:
    """Run the command line."""
    from harvester.cli import main as command

    command()


if __name__ == "__main__":
    main()
