"""A drug is not proposed where the kidneys are too poor for any dose of it."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.problems import Problem
from rechallenge.literature.contraindications import least_clearance
from rechallenge.safety.rule import SafetyRule, register
from rechallenge.safety.situation import Situation


class Kidneys(SafetyRule):
    """A creatinine clearance below that at which the drug is contraindicated."""

    name = "kidneys"

    def against(self, situation: Situation) -> Iterator[Problem]:
        """Name the bound."""
        found, clearance = least_clearance(situation.drug), situation.patient.clearance_ml_min
        if found is not None and clearance is not None and clearance < found[0]:
            yield self.reason(drug=situation.drug, bound=found[0], source=found[1].told)


register(Kidneys())
