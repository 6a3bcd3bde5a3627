"""The command line. Starting it, and all that only reads a course, loads no numerical library."""

import gc
import os

# Starting is mostly importing. The collector would look through all that is imported again and again, and find nothing;
# pydantic would look through every installed package for a plugin. Without the two, check starts a tenth sooner.
gc.set_threshold(50_000, 20, 20)
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

# after the two settings, which are for what it imports; each file of commands adds its own to the program
from rechallenge.cli import asking, references, regimens, score, serving  # noqa: E402, F401
from rechallenge.cli.commands import app  # noqa: E402
from rechallenge.cli.exit import leave  # noqa: E402
from rechallenge.cli.streams import prepare  # noqa: E402
from rechallenge.cli.usage import run  # noqa: E402


def main() -> None:
    """Run the command line (the ``rechallenge`` program)."""
    prepare()
    try:
        run(app)
    except SystemExit as ended:
        if isinstance(ended.code, int):
            leave(ended.code)
        raise
