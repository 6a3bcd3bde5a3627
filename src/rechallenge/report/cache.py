"""Finished work kept on the user's own machine, found again by the content that it came from.

An entry is a folder of files with a manifest of their digests. It is written beside its place and moved there whole, so
that a reader sees all of it or nothing; one that no longer agrees with its manifest counts as absent.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

LARGEST_BYTES = 1_000_000_000
"""What the results may take up before the entries unused for longest go."""

_MANIFEST = "manifest.json"


def cache_folder() -> Path:
    """Where results and compiled programs are kept: ``RECHALLENGE_CACHE``, or the user's own cache folder."""
    chosen = os.environ.get("RECHALLENGE_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("rechallenge", appauthor=False)


def surplus(sizes: Mapping[Path, int], used: Callable[[Path], float], largest_bytes: int) -> list[Path]:
    """Return what is unused for longest, as much as has to go until the rest fit.

    Parameters
    ----------
    sizes
        Bytes of each.
    used
        When each was used last.
    largest_bytes
        What the rest may take up.
    """
    gone: list[Path] = []
    left = sum(sizes.values())
    for path in sorted(sizes, key=used):
        if left <= largest_bytes:
            break
        gone.append(path)
        left -= sizes[path]
    return gone


class Cache:
    """Folders of finished files under one root.

    A cache that cannot be written is no reason to fail: `put` then keeps nothing.

    Parameters
    ----------
    root
        Folder of the entries; made when first needed, readable by its owner alone since entries hold patients' records.
    largest_bytes
        Bound on the size of all entries together.
    """

    def __init__(self, root: Path | None = None, largest_bytes: int = LARGEST_BYTES) -> None:
        self.root = root if root is not None else cache_folder() / "results"
        self.largest_bytes = largest_bytes

    def get(self, key: str) -> dict[str, Path] | None:
        """Files of an entry by name, or None when there is none or it was damaged (it is then removed)."""
        entry = self.root / key
        try:
            manifest = json.loads((entry / _MANIFEST).read_text(encoding="utf-8"))
            intact = all(hashlib.sha256((entry / name).read_bytes()).hexdigest() == expected for name, expected in manifest.items())
        except (OSError, ValueError, AttributeError):
            intact, manifest = False, {}
        if not intact:
            self.drop(key)
            return None
        _touch(entry)
        return {name: entry / name for name in manifest}

    def drop(self, key: str) -> None:
        """Remove an entry, if there is one."""
        shutil.rmtree(self.root / key, ignore_errors=True)

    def put(self, key: str, files: Mapping[str, bytes | Path]) -> None:
        """Keep files (contents, or paths to copy) as one entry, in place of any older one of this key."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=self.root, prefix=".new-") as scratch:
                whole = Path(scratch) / "entry"
                whole.mkdir()
                manifest = {}
                for name, content in files.items():
                    data = content.read_bytes() if isinstance(content, Path) else content
                    (whole / name).write_bytes(data)
                    manifest[name] = hashlib.sha256(data).hexdigest()
                (whole / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
                self.drop(key)
                whole.rename(self.root / key)
            self._trim(keep=key)
        except OSError:
            return

    def _trim(self, keep: str) -> None:
        """Remove the entries unused for longest until the rest fit."""
        sizes = {entry: sum(path.stat().st_size for path in entry.iterdir()) for entry in self._entries()}
        taken = sizes.pop(self.root / keep)
        for entry in surplus(sizes, lambda entry: entry.stat().st_mtime, self.largest_bytes - taken):
            shutil.rmtree(entry, ignore_errors=True)

    def _entries(self) -> Iterable[Path]:
        return [entry for entry in self.root.iterdir() if entry.is_dir() and not entry.name.startswith(".")]


def _touch(entry: Path) -> None:
    """Mark an entry as used; a cache that may only be read is still good to read."""
    try:
        os.utime(entry)
    except OSError:
        return
