"""Answer to which trial would settle it for everyone: what a design comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from rechallenge.questions.answer import Answer, Count, NotNegative, Probability


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAnswer(Answer):
    """What a design would settle."""

    patients: Annotated[Count, "Of the design."]
    assurance: Annotated[Probability, "Probability that the trial finds the drug better, over all settings."]
    type_1: Annotated[Probability, "Probability that it finds a difference where the drug does nothing."]
    smallest: Annotated[Count | None, "Least number of patients that settles it; null where none of those that could be had does."]
    expected_patients: NotNegative
    expected_days: NotNegative
