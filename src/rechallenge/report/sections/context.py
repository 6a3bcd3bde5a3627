"""What every builder of a section is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rechallenge.course.model import Course
from rechallenge.ledger.statement import Ledger
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.language import Note
from rechallenge.questions.base import Answers
from rechallenge.report.inputs import ReportedFit


@dataclass(slots=True, kw_only=True)
class ReportContext(Composition):
    """One report in the making."""

    course: Course
    answers: Answers
    fit: ReportedFit | None
    version: str
    seed: int
    notes: Sequence[Note] = ()
    ledger: Ledger = field(default_factory=Ledger)
