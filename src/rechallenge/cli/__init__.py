"""The command line. Starting it, and all that only reads a course, loads no numerical library."""

import gc
import os
import signal
import threading

# Starting is mostly importing. The collector would look through all that is imported again and again, and find nothing;
# pydantic would look through every installed package for a plugin. Without the two, check starts a tenth sooner.
gc.set_threshold(50_000, 20, 20)
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

# Ctrl-C while all is imported ends the program at once, as it ends others: nothing has begun, and nothing knows yet how to say so.
_first = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _first:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

# after the settings, which are for what it imports; each file of commands adds its own to the program
from rechallenge.cli import asking, next_step, plan, references, regimens, score, serving, trial  # noqa: E402, F401
from rechallenge.cli.commands import app  # noqa: E402
from rechallenge.cli.exit import leave  # noqa: E402
from rechallenge.cli.outcome import INTERRUPTED  # noqa: E402
from rechallenge.cli.streams import prepare  # noqa: E402
from rechallenge.cli.usage import run  # noqa: E402

if _first:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> None:
    """Run the command line (the ``rechallenge`` program)."""
    prepare()
    try:
        run(app)
    except KeyboardInterrupt:
        leave(INTERRUPTED)
        raise SystemExit(INTERRUPTED) from None
    except SystemExit as ended:
        if _first:  # what is to be done is done
            signal.signal(signal.SIGINT, signal.SIG_DFL)
        if isinstance(ended.code, int):
            leave(ended.code)
        raise
