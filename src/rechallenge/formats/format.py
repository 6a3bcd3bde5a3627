"""What a format is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from rechallenge.course.draft import Draft
    from rechallenge.course.reading import Reading

CERTAIN, LIKELY, POSSIBLE, NO = 1.0, 0.5, 0.1, 0.0
"""How surely a text is of a format: it has a mark that no other has; it has the form; nothing speaks against it; it is not."""


class Format(ABC):
    """A way to write one patient's course.

    A format reads, writes or both. One that reads gives the fields of a course file by their names and the place of each, and judges
    none of them: what is wrong with a value is told the same for all formats.
    """

    name: ClassVar[str]
    """What ``--to`` calls it."""
    title: ClassVar[str]
    """What it is, in a few words of English, for help and errors."""
    suffixes: ClassVar[tuple[str, ...]] = ()
    """Endings of its files; the first is that of a file that is written."""
    any_encoding: ClassVar[bool] = False
    """Whether its files may be in another encoding than UTF-8, as tables of spreadsheets are."""

    @abstractmethod
    def recognises(self, text: str) -> float:
        """Tell how surely a text is of this format, from `NO` to `CERTAIN`."""

    def may_be_one_line(self, text: str) -> bool:
        """Whether a text without a line break may be a course of this format, and not the name of a file; most need several lines."""
        return False

    @abstractmethod
    def read(self, text: str) -> Draft:
        """Return the fields of a text, each with its place.

        Raises
        ------
        CourseError
            With all errors that prevent it.
        """

    def write(self, reading: Reading) -> str:
        """Return a course as a text of this format; one that does not define it cannot be written."""
        raise TypeError(f"the format {self.name} is only read")

    @property
    def writes(self) -> bool:
        """Whether a course can be written in it."""
        return type(self).write is not Format.write
