"""A folder of files that is replaced at once: whoever looks into it finds all of the old files or all of the new ones.

The new files are written into a folder of their own beside it, put on the disk, and the two folders change places in one step of the
system. Killed at any moment, this leaves the old folder or the new one, and beside it what the next run sweeps away.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Literal

from rechallenge.locking import LockedError, Owner, locked
from rechallenge.replacing import about, flush_folder, uninterrupted

Why = Literal["in_use", "fixed", "others"]


class FolderError(OSError):
    """A folder that cannot be replaced.

    Attributes
    ----------
    why
        ``in_use``: another run, `owner`, is writing into it. ``fixed``: it cannot change places with another, since it is the current
        folder, a disk, or stands in a folder that cannot be written. ``others``: it holds folders and no earlier result.
    folder
        Which.
    """

    def __init__(self, why: Why, folder: Path, owner: Owner | None = None) -> None:
        super().__init__(f"{folder} cannot be written: {why}")
        self.why, self.folder, self.owner = why, folder, owner or Owner()


@contextmanager
def reserved(folder: Path, names: Collection[str]) -> Iterator[None]:
    """Keep other runs out of a folder, and sweep what killed ones left beside it.

    Parameters
    ----------
    folder
        Where files of `names` will be written by `replace_folder`; folders around it that are missing are made, and go again
        when nothing was written.

    Raises
    ------
    FolderError
        It cannot be replaced.
    """
    target = folder.resolve()
    _check(target, names)
    missing = [parent for parent in target.parents if not parent.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _lock(target, folder) as held:
            if held:
                _sweep(target, names)
            yield
    except LockedError as error:
        raise FolderError("in_use", folder, error.owner) from None
    finally:
        for parent in missing:
            with suppress(OSError):
                parent.rmdir()


def replace_folder(folder: Path, files: Mapping[str, bytes], then: Callable[[], object] = lambda: None) -> None:
    """Put files into a folder, in place of those of these names that it holds; its other files stay.

    Parameters
    ----------
    folder
        Made when it is not there, readable by its owner alone; one that is there keeps its mode.
    files
        Content by name; readable by their owner alone.
    then
        Called when they are there, before Ctrl-C is heeded.
    """
    target = folder.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        new = Path(tempfile.mkdtemp(prefix=_mark(target), dir=target.parent))
    except OSError as error:
        about(error, folder)
        raise
    rubbish = True
    try:
        for name, content in files.items():
            _write(new / name, content)
        if target.exists():
            new.chmod(target.stat().st_mode & 0o7777)
            _link_others(target, new, files)
        flush_folder(new)
        with uninterrupted():
            if _swap(new, target):
                rubbish = False  # until what is none of ours is out of it; where that fails, the next run fetches it
                _fetch_others(new, target, files, newest=True)
                rubbish = True
            flush_folder(target.parent)
            then()
    except OSError as error:
        about(error, folder)
        raise
    finally:
        if rubbish:
            shutil.rmtree(new, ignore_errors=True)


def _mark(target: Path) -> str:
    """Beginning of the names of what stands beside a folder for a while; a name of its own could be too long with more."""
    return f".rechallenge-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"


def _check(target: Path, names: Collection[str]) -> None:
    here = Path.cwd()
    if target in (here, *here.parents) or target.is_mount():
        raise FolderError("fixed", target)
    if target.exists() and not any((target / name).exists() for name in names):
        with os.scandir(target) as found:
            if any(entry.is_dir(follow_symlinks=False) for entry in found):
                raise FolderError("others", target)


@contextmanager
def _lock(target: Path, folder: Path) -> Iterator[bool]:
    path = target.parent / f"{_mark(target)}lock"
    try:
        held = locked(path)
        known = held.__enter__()
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM) and target.is_dir() and os.access(target, os.W_OK):
            raise FolderError("fixed", target) from None
        if not isinstance(error, LockedError):
            about(error, folder)
        raise
    try:
        yield known
    finally:
        held.__exit__(None, None, None)


def _write(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _link_others(target: Path, new: Path, names: Collection[str]) -> None:
    """Give files that are none of ours a second name in the new folder, so that they are in their place at every moment."""
    for entry in os.scandir(target):
        if entry.name not in names and not entry.is_dir(follow_symlinks=False):
            with suppress(OSError):  # where there are no second names, they are fetched afterwards
                os.link(entry.path, new / entry.name, follow_symlinks=False)


def _fetch_others(old: Path, target: Path, names: Collection[str], *, newest: bool) -> None:
    """Move what is none of ours out of the folder that goes; `newest`: even where one of its name stands in the other."""
    for entry in os.scandir(old):
        place = target / entry.name
        if entry.name in names or (os.path.lexists(place) and (not newest or _same(entry, place))):
            continue
        os.rename(entry.path, place)


def _same(entry: os.DirEntry[str], place: Path) -> bool:
    return os.path.samestat(entry.stat(follow_symlinks=False), place.lstat())


def _sweep(target: Path, names: Collection[str]) -> None:
    """Remove what killed runs left, all of which have ended; what is none of ours goes back to its folder."""
    lock = f"{_mark(target)}lock"
    left = sorted(path for path in target.parent.glob(f"{_mark(target)}*") if path.name != lock and path.is_dir())
    if not target.exists() and (set_aside := next((path for path in left if path.name.endswith(_OLD)), None)):
        left.remove(set_aside)
        set_aside.rename(target)
    for path in left:
        if any(name not in names for name in os.listdir(path)):
            target.mkdir(mode=0o700, exist_ok=True)
            _fetch_others(path, target, names, newest=False)
        if not any(entry.is_dir() for entry in path.iterdir()):  # a folder that is none of ours, whose name has been taken since
            shutil.rmtree(path, ignore_errors=True)
    for name in names:  # as earlier versions left them
        for part in target.glob(f".{name}.*part") if target.exists() else ():
            part.unlink(missing_ok=True)


_OLD = "-old"
_EMPTY_IS_NEEDED = (errno.ENOTEMPTY, errno.EEXIST)
_UNKNOWN = (errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP)


def _swap(new: Path, target: Path) -> bool:
    """Put one folder in the place of another; whether the first name now stands for the second folder, which has to go."""
    while True:
        try:
            os.rename(new, target)
        except OSError as error:
            if error.errno not in _EMPTY_IS_NEEDED:
                raise
        else:
            return False
        try:
            _exchange(new, target)
        except FileNotFoundError:
            continue  # it was removed meanwhile
        except OSError as error:
            if error.errno not in _UNKNOWN:
                raise
            _exchange_in_two_steps(new, target)
        return True


def _exchange_in_two_steps(new: Path, target: Path) -> None:
    """Where the system cannot exchange: killed between the steps, the old folder stands aside, and the next run puts it back."""
    aside = new.with_name(new.name + _OLD)
    os.rename(target, aside)
    try:
        os.rename(new, target)
    except BaseException:
        os.rename(aside, target)
        raise
    os.rename(aside, new)


@cache
def _system() -> Callable[[bytes, bytes], int] | None:
    """The call that lets two names change places, which Python does not offer."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        swap = getattr(library, "renamex_np", None)
        return None if swap is None else lambda first, second: int(swap(first, second, 2))  # RENAME_SWAP
    exchange = getattr(library, "renameat2", None)
    return None if exchange is None else lambda first, second: int(exchange(-100, first, -100, second, 2))  # AT_FDCWD, RENAME_EXCHANGE


def _exchange(first: Path, second: Path) -> None:
    call = _system()
    if call is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if call(os.fsencode(first), os.fsencode(second)) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(first), None, str(second))
