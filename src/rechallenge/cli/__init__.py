"""The command line. Starting it, and all that only reads a course, loads no numerical library."""

from rechallenge.cli.commands import app


def main() -> None:
    """Run the command line (the ``rechallenge`` program)."""
    app(prog_name="rechallenge")
