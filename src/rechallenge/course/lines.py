"""Lines of a course file that an error tells to write, in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rechallenge.course.problems import Problem

if TYPE_CHECKING:
    from rechallenge.course.document import EventEntry

# What would break a value inside braces.
_NEEDS_QUOTES = set(",:{}[]#&*!|>'\"%@`")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list of a course file; each part is a field with its text, which the catalogues name."""

    parts: tuple[Problem, ...]

    def __str__(self) -> str:
        """Return it in English."""
        return "{" + ", ".join(part.english for part in self.parts) + "}"


class Lines(tuple[Line, ...]):
    """Several of them, to be written together."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return them in English."""
        return " and ".join(filter(None, (", ".join(map(str, self[:-1])), str(self[-1]))))

    def __format__(self, spec: str) -> str:
        """Fill a blank of an English sentence."""
        return str(self)


def line(*parts: tuple[str, str | None]) -> Line:
    """Return a line of some fields, by their codes; those without a text are left out.

    >>> str(line(("line.stop", ""), ("line.drug", "anakinra"), ("line.at", "10 d"), ("line.lasting", None)))
    '{what: stop, drug: anakinra, at: 10 d}'
    """
    return Line(tuple(Problem(code, {"text": _value(text)}) for code, text in parts if text is not None))


def times_of(entry: EventEntry, lasting: str | None = None) -> tuple[tuple[str, str | None], ...]:
    """Return when an event was, as it is written, for another line that says it better."""
    return (
        ("line.at", entry.at),
        ("line.since", entry.from_),
        ("line.until", entry.to),
        ("line.lasting", entry.for_ or lasting),
        ("line.after", entry.after),
        ("line.within", entry.within),
    )


def _value(text: str) -> str:
    return f'"{text.replace(chr(34), chr(39))}"' if _NEEDS_QUOTES & set(text) else text
