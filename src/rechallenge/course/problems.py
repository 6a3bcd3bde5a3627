"""What is wrong, doubtful or worth telling in a record, as data: a stable code, the values, and the place.

The sentences stand in the catalogues of the languages; an exception reads well by itself, in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar, Literal

from rechallenge.vocabulary.catalogues import english

Severity = Literal["error", "warning", "note"]
MOST_TOLD = 200
"""Problems of one record that are listed; of those beyond, the number."""
MOST_QUOTED = 200
"""Characters that are quoted of what was written."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a source: line and column of a text, counted from 1; None in a source without lines.

    A format whose users count otherwise has a class of its own; `sentence` is the code of its words.
    """

    line: int | None = None
    column: int | None = None
    sentence: ClassVar[str] = "hint.place"

    @property
    def values(self) -> Mapping[str, object]:
        """What fills the words for it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True)
class Cell(Place):
    """A cell of a table, as a spreadsheet shows it: its row, counted from 1 for the head, and the name of its column."""

    row: int = 1
    name: str = ""
    sentence: ClassVar[str] = "hint.cell"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to tell about a record.

    Attributes
    ----------
    code
        Names the sentence in the catalogues, and never changes.
    values
        What fills the sentence: words as written, names of keys, numbers. ``nearest``, where it stands, is the known
        name closest to what was found.
    place
        Where it stands in the source; None when the problem is with the whole of it.
    path
        Which part of the record it is about, such as ``"treatments[1].from"``: English names, entries counted as in the source.
    severity
        ``error`` (refused), ``warning`` (accepted but doubtful) or ``note`` (what was done with it).
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    place: Place | None = None
    path: str = ""
    severity: Severity = "error"

    def __post_init__(self) -> None:
        """Quote no more than one reads of what was written."""
        if any(isinstance(value, str) and len(value) > MOST_QUOTED and name not in _OURS for name, value in self.values.items()):
            object.__setattr__(self, "values", {name: _quoted(name, value) for name, value in self.values.items()})

    @property
    def line(self) -> int | None:
        """Line in the source."""
        return None if self.place is None else self.place.line

    @property
    def column(self) -> int | None:
        """Column in the source."""
        return None if self.place is None else self.place.column

    @property
    def order(self) -> tuple[int, int]:
        """Problems sorted by it stand in the order of the source."""
        return self.line or 0, self.column or 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """Codes of the sentences that tell it, in order: the problem, then the nearest known name if there is one."""
        return (self.code, "hint.nearest") if self.values.get("nearest") else (self.code,)

    @property
    def english(self) -> str:
        """What is wrong, without its place, as an exception says it."""
        return " ".join(english(code, self.values) for code in self.sentences)

    def __str__(self) -> str:
        """Return the problem in English, with its place."""
        if self.place is None or self.place.line is None:
            return self.english
        return f"{english(self.place.sentence, self.place.values)}: {self.english}"


_OURS = ("expected", "known", "source")
"""Values of sentences that are never the text of a record."""


def _quoted(name: str, value: object) -> object:
    return f"{value[: MOST_QUOTED - 1]}…" if isinstance(value, str) and len(value) > MOST_QUOTED and name not in _OURS else value


def listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems in the order of the source; of more than `MOST_TOLD` the first, errors before all else, and the number of others."""
    found = list(problems)
    if len(found) <= MOST_TOLD:
        return tuple(sorted(found, key=lambda p: p.order))
    rank = {"error": 0, "warning": 1, "note": 2}
    found.sort(key=lambda p: (rank[p.severity], p.order))
    kept, left = found[:MOST_TOLD], found[MOST_TOLD:]
    rest = Problem("problems.more", {"n": len(left)}, severity=left[0].severity)
    return (*sorted(kept, key=lambda p: p.order), rest)


class CourseError(ValueError):
    """A record that cannot be used; `problems` holds its errors in the order of the source (`listed`), `n_errors` is the number of all."""

    def __init__(self, problems: Iterable[Problem], path: str | None = None) -> None:
        found = list(problems)
        self.n_errors = sum(problem.severity == "error" for problem in found)
        self.problems = listed(found)
        self.path = path
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RefusedError(ValueError):
    """One value that cannot be read; the reader adds its place and makes it a `Problem`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
