"""Question of the trial that would settle it for everyone: asked of a design, and not of one patient's course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rechallenge.questions.base import Question
from rechallenge.questions.registry import register
from rechallenge.questions.trial.answer import TrialAnswer

if TYPE_CHECKING:
    from rechallenge.questions.forecasts import Forecasts


class WhichTrial(Question[TrialAnswer]):
    """Which trial, of how many patients, would settle whether the drug works."""

    name, order, answer = "trial", 80, TrialAnswer
    per_drug, of_courses = False, False

    def compute(self, forecasts: Forecasts) -> tuple[TrialAnswer, ...]:
        """Give no answer of a course."""
        return ()


register(WhichTrial())
