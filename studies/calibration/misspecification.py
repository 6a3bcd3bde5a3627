"""What breaks in a scenario that the model does not know, and whether the report notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studies.calibration.attribution import Weight, weighed
from studies.calibration.cases import Replicate
from studies.calibration.groups import ANSWERS, PatientGroup, group, misfits
from studies.calibration.reliability import Reliability, forecasts_of, judged
from studies.calibration.shares import Proportion, share
from studies.calibration.uniformity import Uniformity, examined, ranks_of


@dataclass(frozen=True, slots=True)
class Misspecification:
    """What was said of the patients of one scenario.

    Attributes
    ----------
    scenario
        Its name.
    n
        Number of patients.
    answers
        How the ranks of the answers are spread.
    forecasts
        Reliability of the probabilities.
    works, idle
        Weight of evidence of drugs that work, and of those that do nothing.
    noticed
        Share of the reports that warn that the model fits poorly, or of a sign of what it leaves out.
    """

    scenario: str
    n: int
    answers: tuple[Uniformity, ...]
    forecasts: tuple[Reliability, ...]
    works: Weight
    idle: Weight
    noticed: Proportion


def misspecified(replicates: Sequence[Replicate], method: str) -> tuple[Misspecification, ...]:
    """Examine each scenario that occurs, by what a method said."""
    scenarios = sorted({replicate.case.scenario for replicate in replicates})
    each = (
        group(scenario, method, [replicate for replicate in replicates if replicate.case.scenario == scenario]) for scenario in scenarios
    )
    return tuple(_of(found) for found in each if found.said)


def _of(found: PatientGroup) -> Misspecification:
    ranks = {name: values for name, values in ranks_of(found.said).items() if name in ANSWERS}
    return Misspecification(
        found.title,
        len(found.said),
        examined(ranks),
        judged(forecasts_of(found.replicates, found.said)),
        weighed(found.replicates, found.said, works=True),
        weighed(found.replicates, found.said, works=False),
        share(map(misfits, found.said)),
    )
