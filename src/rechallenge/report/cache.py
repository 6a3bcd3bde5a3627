"""Finished work kept on the user's own machine, found again by the content that it came from.

An entry is one file, which is written beside its place and moved there whole, so that a reader sees all of it or nothing; one that no
longer agrees with its hash counts as absent.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.kept import NOWHERE, cache_folder, keep, kept, trim
from rechallenge.replacing import PART, sweep_parts

if TYPE_CHECKING:
    from rechallenge.course.problems import Problem

LARGEST_BYTES = 1_000_000_000
"""What the results may take up before the entries unused for longest go."""

_EARLIER = (".new-", "fit-", "report-")


class Cache:
    """Finished files under one root, shared by all processes of its user.

    A cache that cannot be written is no reason to fail: `put` then keeps nothing, and `fault` tells why.

    Parameters
    ----------
    root
        Folder of the entries; made when first needed, readable by its owner alone since entries hold patients' records.
    largest_bytes
        Bound on the size of all entries together.

    Attributes
    ----------
    fault
        Why the last entry could not be kept, None where it was.
    """

    def __init__(self, root: Path | None = None, largest_bytes: int = LARGEST_BYTES) -> None:
        self.root = root if root is not None else cache_folder() / "results"
        self.largest_bytes = largest_bytes
        self.fault: OSError | None = None
        self._told = False

    def get(self, key: str) -> dict[str, bytes] | None:
        """Content of the files of an entry by name, or None when there is none or it was damaged (it is then removed)."""
        path = self.root / key
        content = kept(path)
        try:
            if content is not None:
                head, rest = content.split(b"\n", 1)
                return dict(_parts(json.loads(head), rest))
        except ValueError:  # of another version
            pass
        self.drop(key)
        return None

    def drop(self, key: str) -> None:
        """Remove an entry, if there is one."""
        with suppress(OSError):
            (self.root / key).unlink(missing_ok=True)

    def put(self, key: str, files: Mapping[str, bytes]) -> None:
        """Keep files as one entry, in place of any older one of this key."""
        head = json.dumps([[name, len(content)] for name, content in files.items()])
        entry = head.encode() + b"\n" + b"".join(files.values())
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._sweep()
            keep(self.root / key, entry)
            # another process may have dropped the entry since: its size is taken from what was written
            trim([path for path in self._entries() if path.name != key], self.largest_bytes - len(entry))
            self.fault = None
        except OSError as error:
            self.fault = error

    def warnings(self) -> tuple[Problem, ...]:
        """What its user should know, once: that nothing could be kept."""
        from rechallenge.course.problems import Problem

        if self.fault is None or self._told:
            return ()
        self._told = True
        full = self.fault.errno in (errno.ENOSPC, errno.EDQUOT)
        code = "cache.nowhere" if self.root.is_relative_to(NOWHERE) else "cache.full" if full else "cache.unwritable"
        return (Problem(code, {"folder": str(self.root)}, severity="warning"),)

    def _sweep(self) -> None:
        """Remove what killed processes left, and entries as earlier versions kept them, which were folders."""
        sweep_parts(self.root)
        for path in self.root.iterdir():
            if path.name.startswith(_EARLIER) and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)

    def _entries(self) -> Iterable[Path]:
        return [path for path in self.root.iterdir() if not path.name.endswith(PART)]


def _parts(lengths: list[list[object]], content: bytes) -> Iterable[tuple[str, bytes]]:
    """Take the content of several files apart; ValueError where it is not theirs."""
    at = 0
    for name, length in lengths:
        if not isinstance(name, str) or not isinstance(length, int):
            raise ValueError("not an entry")
        yield name, content[at : at + length]
        at += length
    if at != len(content):
        raise ValueError("not an entry")
