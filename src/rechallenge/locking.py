"""A lock that ends with its process: whoever finds it held is told by which; one whose process was killed is taken over."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a lock: the number of a process, its machine, and since when (UTC)."""

    process: int = 0
    machine: str = ""
    since: str = ""


class LockedError(OSError):
    """Somebody else holds a lock."""

    def __init__(self, path: Path, owner: Owner) -> None:
        super().__init__(f"{path} is held by process {owner.process} on {owner.machine} since {owner.since}")
        self.owner = owner


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Hold a lock, a file that tells its owner; the system itself lets go of it when the process ends, however that comes.

    Yields
    ------
    bool
        Whether it is held: some file systems of networks know no locks, and then nobody is kept out.

    Raises
    ------
    LockedError
        Another process holds it, or another thread of this one.
    OSError
        It cannot be written.
    """
    handle = _taken(path)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            # removed while it is held: who opened it meanwhile sees that it is no longer in its place, and makes a new one
            path.unlink(missing_ok=True)
            os.close(handle)


def _taken(path: Path) -> int | None:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = _owner_in(os.read(handle, 1000))
            os.close(handle)
            raise LockedError(path, owner) from None
        except OSError:
            os.close(handle)
            path.unlink(missing_ok=True)
            return None
        if _in_its_place(handle, path):
            try:
                _write_owner(handle)
            except OSError:  # the disk is full
                path.unlink(missing_ok=True)
                os.close(handle)
                raise
            return handle
        os.close(handle)


def _write_owner(handle: int) -> None:
    owner = Owner(os.getpid(), socket.gethostname(), datetime.now(UTC).isoformat(timespec="seconds"))
    os.truncate(handle, 0)
    os.write(handle, json.dumps(asdict(owner)).encode())


def _in_its_place(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _owner_in(data: bytes) -> Owner:
    """Read who holds a lock; an owner who has not yet written it is nobody known."""
    try:
        return Owner(**json.loads(data))
    except (ValueError, TypeError):
        return Owner()
