"""Where the values of a document stand in its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rechallenge.course.draft import closest
from rechallenge.course.problems import Place


@dataclass(slots=True)
class Places:
    """Where the values of a document stand in its source.

    Attributes
    ----------
    marks
        Place of each value, by its path: English names, entries counted as in the source.
    numbering
        Path of each entry by its path in the document, for those whose number differs there: faulty entries are left out of it.
    """

    marks: dict[str, Place] = field(default_factory=dict)
    numbering: dict[str, str] = field(default_factory=dict)

    def source(self, path: str) -> str:
        """Return a path of the document with its entries counted as in the source."""
        if self.numbering:
            for end in (match.end() for match in reversed([*re.finditer(r"\]", path)])):
                if path[:end] in self.numbering:
                    return self.numbering[path[:end]] + path[end:]
        return path

    def of(self, path: str) -> Place | None:
        """Return the place of a path of the document, or of the closest part that holds it."""
        return closest(self.source(path), self.marks)
