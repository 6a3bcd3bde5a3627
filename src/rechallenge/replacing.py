"""Files that are written whole or not at all, and Ctrl-C that waits for it."""

from __future__ import annotations

import fcntl
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

BEGINNING, PART = ".rechallenge-", ".part"
"""Of the name of a file that is being written; where its process was killed, `sweep_parts` finds it."""


@contextmanager
def replacing(path: Path, *, flush: bool = True) -> Iterator[Path]:
    """Give a path beside `path` to write to, which takes its place at the end; where something fails, it is removed and the old stays.

    Parameters
    ----------
    path
        The file; readable by its owner alone, as a record may stand in it.
    flush
        Whether it shall be on the disk before it takes its place, so that a loss of power leaves the old or the new. What can be
        computed again need not wait for the disk.
    """
    handle, part = _part(path.parent)
    try:
        yield part
        if flush:
            os.fsync(handle)
        part.replace(path)
        if flush:
            flush_folder(path.parent)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            about(error, path)
        raise
    finally:
        os.close(handle)


def about(error: OSError, path: Path) -> None:
    """Let an error of the system name what its user asked for, and not what is beside it for a while."""
    error.filename, error.filename2 = str(path), None


def flush_folder(folder: Path) -> None:
    """Put the names of a folder on the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _part(folder: Path) -> tuple[int, Path]:
    """Make a file that is locked while it is written, by which others know that its process lives."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=BEGINNING, suffix=PART)
        with suppress(OSError):  # some file systems know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)  # swept between the two lines above


def sweep_parts(folder: Path) -> None:
    """Remove what killed processes left half-written in a folder."""
    with suppress(OSError):
        for path in folder.glob(f"{BEGINNING}*{PART}"):
            _sweep_part(path)


def _sweep_part(path: Path) -> None:
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
        finally:
            os.close(handle)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until what is begun here is done, in the thread that hears it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: pressed.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed and callable(before):
            before(*pressed[0])
