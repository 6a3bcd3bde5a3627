"""What a format reads of a source: plain named fields, and where each of them stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rechallenge.course.problems import Place, Problem

# the last step of a path: a field or the number of an entry
_LAST_STEP = re.compile(r"(\.[^.\[]+|\[\d+\]|^[^.\[]+)$")


@dataclass(slots=True)
class Draft:
    """A record as a format read it, before anything is validated.

    A path leads to a value through names and numbers of entries, as the source has them: ``traitements[0].dose``.

    Attributes
    ----------
    data
        Named fields, in the order of the source: texts, None where nothing was written, lists, fields of fields. The names are those
        of a course file, in any spelling that one may have.
    places
        Where each value stands, by path; the whole record by the path ``""``. A value without a place has that of what holds it.
    names
        Where the name of each field stands, by path; for those that have no place of their own, that of the value.
    problems
        Errors that did not prevent reading on.
    """

    data: dict[str, object]
    places: dict[str, Place] = field(default_factory=dict)
    names: dict[str, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: str) -> Place | None:
        """Return the place of a value, or of the closest part of the record that holds it."""
        return closest(path, self.places)

    def place_of_name(self, path: str) -> Place | None:
        """Return the place of the name of a field."""
        return self.names.get(path) or self.place(path)


def closest(path: str, places: Mapping[str, Place]) -> Place | None:
    """Return the place of a path, or of the closest part of the record that holds it."""
    while path and path not in places:
        path = _LAST_STEP.sub("", path) if _LAST_STEP.search(path) else ""
    return places.get(path)


def inside(path: str, name: str) -> str:
    """Return the path of a field of what stands at another path.

    >>> inside("", "title"), inside("treatments[0]", "dose")
    ('title', 'treatments[0].dose')
    """
    return f"{path}.{name}" if path else name
