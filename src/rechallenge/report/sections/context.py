"""What every builder of a section is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rechallenge.course.model import Course
from rechallenge.presentation.document import Figure
from rechallenge.presentation.language import Language, Note
from rechallenge.report.citations import Citations
from rechallenge.report.inputs import Answers, Fit


@dataclass(slots=True)
class Context:
    """One report in the making. Sections are built in order, so that figures and references are numbered as they are read.

    Attributes
    ----------
    drawn
        Names of the charts that there are.
    """

    course: Course
    answers: Answers
    fit: Fit | None
    language: Language
    drawn: frozenset[str]
    version: str
    seed: int
    notes: Sequence[Note] = ()
    citations: Citations = field(default_factory=Citations)
    _figures: int = 0

    def figure(self, name: str, caption: str, alt: str) -> tuple[Figure, ...]:
        """Give the chart of this name its number; nothing when it could not be drawn."""
        if name not in self.drawn:
            return ()
        self._figures += 1
        return (Figure(name, self.language.text("figure.caption", n=self._figures, caption=caption), alt),)
