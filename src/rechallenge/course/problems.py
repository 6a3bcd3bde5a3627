"""What is wrong, doubtful or worth telling in a record, as data: a stable code, the values, and the place.

The sentences stand in the catalogues of the languages; an exception reads well by itself, in English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from rechallenge.vocabulary.catalogues import base_text

Severity = Literal["error", "warning", "note"]


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
    line, column
        Place in the file, counted from 1; None when the problem is with the whole file.
    path
        Place in the document, such as ``"treatments[1].from"``.
    severity
        ``error`` (refused), ``warning`` (accepted but doubtful) or ``note`` (what was done with it).
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None
    column: int | None = None
    path: str = ""
    severity: Severity = "error"

    @property
    def sentences(self) -> tuple[str, ...]:
        """Codes of the sentences that tell it, in order: the problem, then the nearest known name if there is one."""
        return (self.code, "hint.nearest") if self.values.get("nearest") else (self.code,)

    @property
    def english(self) -> str:
        """What is wrong, without its place, as an exception says it."""
        return " ".join(base_text(code).format(**self.values) for code in self.sentences)

    def __str__(self) -> str:
        """Return the problem in English, with its place."""
        return (
            self.english if self.line is None else f"{base_text('hint.place').format(line=self.line, column=self.column)}: {self.english}"
        )


class CourseError(ValueError):
    """A record that cannot be used; `problems` holds all of its errors in the order of the file."""

    def __init__(self, problems: Iterable[Problem], path: str | None = None) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.line or 0, p.column or 0)))
        self.path = path
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RefusedError(ValueError):
    """One value that cannot be read; the reader adds its place and makes it a `Problem`."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
