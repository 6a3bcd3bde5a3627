"""Files that can be computed again, kept for later: each with a hash of its content and of its name, so that a damaged one is none."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

NOWHERE = Path(os.devnull) / "rechallenge"
"""Where nothing can be kept: the cache of a user who has no home."""

_WRITABLE_BY_OTHERS = 0o002


def cache_folder() -> Path:
    """Where results, compiled programs and parsed files are kept: ``RECHALLENGE_CACHE``, or the user's own cache folder.

    One that another account owns, or that every account may write, is not used: what is kept there is run as a program.
    """
    chosen = os.environ.get("RECHALLENGE_CACHE")
    if chosen:
        folder = Path(os.path.expanduser(chosen))
    else:
        from platformdirs import user_cache_path

        try:
            folder = user_cache_path("rechallenge", appauthor=False)
        except RuntimeError:  # the user has no home
            return NOWHERE
    return folder if _our_own(folder) else NOWHERE


def _our_own(folder: Path) -> bool:
    try:
        found = folder.stat()
    except OSError:
        return True  # it will be made
    return found.st_uid in (os.geteuid(), 0) and not found.st_mode & _WRITABLE_BY_OTHERS


def keep(path: Path, content: bytes) -> None:
    """Write a file whole, after its hash, or not at all; others may write and read it at the same time.

    Raises
    ------
    OSError
        It cannot be written.
    """
    from rechallenge.replacing import replacing

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with replacing(path, flush=False) as part:
        part.write_bytes(_hash(path, content) + b"\n" + content)


def kept(path: Path) -> bytes | None:
    """Content of a file as it was kept; None when there is none, when it was damaged, or when it is another's under this name."""
    try:
        hashed, content = path.read_bytes().split(b"\n", 1)
    except (OSError, ValueError):
        return None
    if hashed != _hash(path, content):
        return None
    with suppress(OSError):  # a cache that may only be read is still good to read
        os.utime(path)
    return content


def surplus(sizes: Mapping[Path, int], used: Callable[[Path], float], largest: int) -> list[Path]:
    """Return what is unused for longest, as much as has to go until the rest fit.

    Parameters
    ----------
    sizes
        Bytes of each, or 1 where files are counted.
    used
        When each was used last.
    largest
        What the rest may take up.
    """
    gone: list[Path] = []
    left = sum(sizes.values())
    for path in sorted(sizes, key=used):
        if left <= largest:
            break
        gone.append(path)
        left -= sizes[path]
    return gone


def last_written(file: os.stat_result) -> float:
    """When a file was written, or read by `kept`."""
    return file.st_mtime


def trim(paths: Iterable[Path], largest_bytes: int, used: Callable[[os.stat_result], float] = last_written) -> None:
    """Remove the files unused for longest until the rest fit; what another process removes at the same time is gone.

    Raises
    ------
    OSError
        One cannot be removed.
    """
    found: dict[Path, os.stat_result] = {}
    for path in paths:
        with suppress(FileNotFoundError):
            found[path] = path.stat()
    for path in surplus({path: of.st_size for path, of in found.items()}, lambda path: used(found[path]), largest_bytes):
        path.unlink(missing_ok=True)


def _hash(path: Path, content: bytes) -> bytes:
    return hashlib.sha256(f"{path.name}\n".encode() + content).hexdigest().encode()
