"""Parsed forms of the program's own data files, kept on the user's machine: parsing them again would be a seventh of `check`.

A form is found again by the text that it was parsed from, so that a file that changed is parsed anew. It is JSON, which holds data and
no code. Nothing of a patient's record comes here: records are read by `rechallenge.formats`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from rechallenge.kept import cache_folder, keep, kept, surplus

T = TypeVar("T")

LARGEST_NUMBER = 500
"""How many forms are kept, some four times as many as a version of the program needs; the oldest go first."""


def parsed(text: str, syntax: str, parse: Callable[[str], T]) -> T:
    """Return what a text of the program says, parsed now or before.

    Parameters
    ----------
    text
        The whole text.
    syntax
        Name of what ``parse`` reads: one text may be read in several ways.
    parse
        Makes plain values of the text: text, numbers, flags, None, lists and dicts by text. A form that JSON would change is not kept.

    Examples
    --------
    >>> parsed("1 2", "numbers", lambda text: [int(part) for part in text.split()])
    [1, 2]
    """
    path = cache_folder() / "parsed" / hashlib.sha256(f"{syntax}:{text}".encode()).hexdigest()
    if (written := kept(path)) is not None:
        form: T = json.loads(written)
        return form
    form = parse(text)
    # a cache that cannot be written is no reason to fail
    with suppress(OSError, ValueError, TypeError, RecursionError):
        _keep(path, form)
    return form


def _keep(path: Path, form: object) -> None:
    written = json.dumps(form)
    if json.loads(written) != form:
        return
    keep(path, written.encode("ascii"))
    _trim_once(path.parent)


@cache
def _trim_once(folder: Path) -> None:
    """Remove the oldest forms, once in a process: what it adds itself are few beside those that may stay."""
    used = {path: path.stat().st_mtime for path in folder.iterdir()}
    for oldest in surplus(dict.fromkeys(used, 1), lambda path: used[path], LARGEST_NUMBER):
        oldest.unlink(missing_ok=True)
