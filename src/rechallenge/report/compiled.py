"""Compiled programs kept on the user's own machine: where, and how many.

Each version of the program, and each kind of course, leaves its own; nobody would find them to clear them away.
"""

from __future__ import annotations

import time
import warnings
from contextlib import suppress
from pathlib import Path

from rechallenge import kept
from rechallenge.kept import cache_folder
from rechallenge.replacing import sweep_parts

LARGEST_BYTES = 1_000_000_000
"""What compiled programs may take up before those unused for longest go."""

SECONDS_BETWEEN = 24 * 3600.0
"""Time between two looks at them all: there may be thousands, and systems note the day of a reading, not its minute."""

_LOOKED = ".looked"


def compiled_folder() -> Path:
    """Where compiled programs are kept, beside the results."""
    return cache_folder() / "compiled"


def usable() -> bool:
    """Whether compiled programs can be kept, or were."""
    folder = compiled_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder.is_dir()


def quiet() -> None:
    """Let a program of ours say nothing of each compiled program that cannot be read or kept: that the cache fails is told once."""
    warnings.filterwarnings("ignore", message="Error (reading|writing) persistent compilation cache entry")


def trim(largest_bytes: int = LARGEST_BYTES) -> None:
    """Remove the programs unused for longest until the rest fit, unless that was looked after a short while ago.

    A folder that cannot be read or written, or that another process clears at the same time, is no reason to fail.
    """
    folder = compiled_folder()
    looked = folder / _LOOKED
    sweep_parts(folder / "laid-out")
    try:
        if looked.exists() and time.time() - looked.stat().st_mtime < SECONDS_BETWEEN:
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        looked.touch()
        programs = [path for path in folder.rglob("*") if path.is_file() and path != looked]
        kept.trim(programs, largest_bytes, used=lambda file: max(file.st_atime, file.st_mtime))
    except OSError:
        return
