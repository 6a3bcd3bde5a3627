"""How a glucocorticoid comes down within a period: by steps that guidelines allow, of tablets that exist."""

from __future__ import annotations

from dataclasses import dataclass

from rechallenge.course.model import DoseStep, Treatment
from rechallenge.course.times import When
from rechallenge.literature.adrenal import TaperStep, adrenal_limits
from rechallenge.literature.prescribing import rounded_up_mg

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class DoseStage:
    """A daily dose (mg of the drug) from a day of the period on."""

    day: int
    dose_mg: float


def taper_stages(drug: str, from_mg: float, to_mg: float, equivalence: float) -> tuple[DoseStage, ...]:
    """Return the steps by which a daily dose comes down as fast as guidelines have it (`rechallenge.literature.adrenal`).

    Parameters
    ----------
    drug
        Whose tablets make up each dose, rounded up.
    from_mg, to_mg
        Daily doses of the drug.
    equivalence
        Milligrams of prednisone that one milligram of the drug stands for, in which the guidelines speak.

    Returns
    -------
    stages
        The first on day 0, the last one at the dose aimed at.

    Examples
    --------
    >>> [(stage.day, stage.dose_mg) for stage in taper_stages("prednisone", 20.0, 10.0, 1.0)]
    [(0, 15.0), (7, 12.5), (14, 10.0)]
    """
    limits = adrenal_limits().steps
    stages: list[DoseStage] = []
    dose, day = from_mg, 0
    while dose > to_mg + 1e-9:
        limit = _limit(limits, dose * equivalence)
        wanted = max(dose - limit.most_mg / equivalence, to_mg)
        rounded = rounded_up_mg(drug, wanted)
        # a dose that no tablets make, or none below the one before, is left for the pharmacy to make up
        dose = wanted if wanted <= to_mg + 1e-9 or rounded is None or rounded >= dose else rounded
        stages.append(DoseStage(day, dose))
        # the time until the next step goes by the dose from which that step is taken, as guidelines and `safety.adrenal` count it
        day += round(WEEK_DAYS * _limit(limits, dose * equivalence).weeks)
    return tuple(stages)


def _limit(limits: tuple[TaperStep, ...], mg: float) -> TaperStep:
    return next(step for step in limits if mg >= step.from_mg)


def treatment_of_stages(drug: str, stages: tuple[DoseStage, ...], route: str | None) -> Treatment:
    """Write the stages as a treatment of a regimen to come, day 0 being the first of the period; a last dose of 0 is an end."""
    ends: list[int | None] = [*(stage.day for stage in stages[1:]), None]
    steps = (
        DoseStep(stage.dose_mg, 1.0, When(stage.day, stage.day), None if end is None else When(end, end))
        for stage, end in zip(stages, ends, strict=True)
        if stage.dose_mg > 0.0
    )
    return Treatment(drug, True, tuple(steps), route)
