"""What breaks in a world that the model does not know, and whether the report notices."""

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
class Elsewhere:
    """What was said of the patients of one world.

    Attributes
    ----------
    world
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

    world: str
    n: int
    answers: tuple[Uniformity, ...]
    forecasts: tuple[Reliability, ...]
    works: Weight
    idle: Weight
    noticed: Proportion


def elsewhere(trials: Sequence[Replicate], method: str) -> tuple[Elsewhere, ...]:
    """Examine each world that occurs, by what a method said."""
    worlds = sorted({trial.case.world for trial in trials})
    each = (group(world, method, [trial for trial in trials if trial.case.world == world]) for world in worlds)
    return tuple(_of(found) for found in each if found.said)


def _of(found: PatientGroup) -> Elsewhere:
    ranks = {name: values for name, values in ranks_of(found.said).items() if name in ANSWERS}
    return Elsewhere(
        found.title,
        len(found.said),
        examined(ranks),
        judged(forecasts_of(found.trials, found.said)),
        weighed(found.trials, found.said, works=True),
        weighed(found.trials, found.said, works=False),
        share(map(misfits, found.said)),
    )
