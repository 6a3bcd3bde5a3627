"""Courses that ship: the index case, and published courses of patients given an interleukin-1 blocker."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def _folder() -> Path:
    return Path(str(files("rechallenge.course.cases")))


def case_names() -> tuple[str, ...]:
    """Return the names of the courses that ship, in alphabetical order.

    >>> "index" in case_names()
    True
    """
    return tuple(sorted(path.name.removesuffix(".yaml") for path in _folder().glob("*.yaml")))


def case_path(name: str) -> Path:
    """Return the file of a course that ships.

    Parameters
    ----------
    name
        One of `case_names`.

    Raises
    ------
    KeyError
        When there is no such course.
    """
    path = _folder() / f"{name}.yaml"
    if name not in case_names():
        raise KeyError(name)
    return path
