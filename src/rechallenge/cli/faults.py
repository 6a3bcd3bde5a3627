"""What the machine refused, in our own words: what failed, where, and what to do. Its own are in its language, or in English."""

from __future__ import annotations

import errno
from concurrent.futures import BrokenExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rechallenge.folders import FolderError
    from rechallenge.presentation.language import Language

_OF_SYSTEM = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "quota",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EROFS: "read_only",
    errno.ENOENT: "absent",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "no_folder",
    errno.ENAMETOOLONG: "long",
    errno.EMFILE: "files",
    errno.ENFILE: "files",
    errno.EFBIG: "large",
    errno.EAGAIN: "processes",
    errno.ENOMEM: "memory",
    errno.EIO: "device",
    errno.ESTALE: "device",
}
_USED_UP = (errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM)
_IN_WORDS = {
    "RESOURCE_EXHAUSTED": "memory",  # the programs of arrays
    "failed to map segment": "memory",  # what loads libraries
    "can't start new thread": "processes",  # Python
}
"""How those say so that raise no error of the system."""


def system_reason(error: BaseException, language: Language) -> str | None:
    """Tell why the machine refused; None where it was no refusal of the machine."""
    from rechallenge.folders import FolderError
    from rechallenge.limits import LimitError

    if isinstance(error, FolderError):
        return _folder_reason(error, language)
    if isinstance(error, LimitError):
        return language.text(f"cli.limit.{error.need}", limit=error.limit, least=error.least)
    if isinstance(error, BrokenExecutor):
        return language.text("cli.system.ended")
    if isinstance(error, MemoryError):
        return language.text("cli.system.memory")
    if isinstance(error, OSError):
        return _of_system(error, language)
    named = next((code for words, code in _IN_WORDS.items() if words in str(error)), None)
    if named is not None:
        return language.text(f"cli.system.{named}")
    # a library that could not open one file more failed at what it did next
    before = error.__cause__ or error.__context__
    return _of_system(before, language) if isinstance(before, OSError) and before.errno in _USED_UP else None


def _of_system(error: OSError, language: Language) -> str:
    code = _OF_SYSTEM.get(error.errno or 0)
    reason = language.text(f"cli.system.{code}") if code else f"{type(error).__name__} ({error.errno})"
    return language.text("cli.system.at", place=error.filename, reason=reason) if error.filename else reason


def _folder_reason(error: FolderError, language: Language) -> str:
    owner = error.owner
    if error.why != "in_use":
        return language.text(f"cli.folder.{error.why}", folder=error.folder, inside=error.folder / "report")
    if not owner.process:
        return language.text("cli.folder.in_use_by_unknown", folder=error.folder)
    who = {"process": owner.process, "machine": owner.machine, "since": owner.since}
    return language.text("cli.folder.in_use", folder=error.folder, **who)
