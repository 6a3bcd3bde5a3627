"""Ending the program: without taking JAX and its compiled programs apart piece by piece, which takes half a second."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from contextlib import suppress


def leave(status: int) -> None:
    """End the program with a status, once all that was registered for its end is done; return where it has to end as usual.

    That is where JAX was never loaded, where threads are still at work, or where nobody reads what was written.
    """
    if "jax" not in sys.modules or any(not thread.daemon for thread in threading.enumerate() if thread is not threading.current_thread()):
        return
    with suppress(OSError):
        _flush()
        atexit._run_exitfuncs()
        _flush()
        os._exit(status)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
