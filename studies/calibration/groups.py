"""Whose answers are judged together, and what is found of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studies.calibration.cases import Replicate, Said
from studies.calibration.reliability import Reliability, forecasts_of, judged
from studies.calibration.uniformity import Uniformity, examined, ranks_of

METHODS = {"nuts": "full answer", "laplace": "first answer"}
POOR_APPROXIMATION, POOR_FIT = "warning.approximation_poor", "warning.poor_fit"
# A report that carries one of these says that the model may not be true of its patient.
MISFITS = (POOR_FIT, "warning.relief_beyond_crp", "warning.crp_raised")
CHAINS_APART = "warning.chains_apart"
# No fewer patients are called calibrated.
LEAST_PATIENTS = 100
# Of the ranks: what a report answers; whether the fit used all of the record; everything else is a parameter.
ANSWERS = ("days to normal CRP", "CRP on day 5", "CRP today", "pain today", "least prednisone that holds")
FITS = ("fit to CRP as numbers", "fit to CRP as limits and words")


@dataclass(frozen=True, slots=True)
class PatientGroup:
    """Patients, and what one method said of each."""

    title: str
    method: str
    replicates: tuple[Replicate, ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class GroupResult:
    """What is found of a group: whether its ranks are uniform and its probabilities reliable."""

    group: PatientGroup
    ranks: tuple[Uniformity, ...]
    forecasts: tuple[Reliability, ...]

    @property
    def enough(self) -> bool:
        """Whether there are patients enough to be called calibrated."""
        return len(self.group.said) >= LEAST_PATIENTS


def misfits(said: Said) -> bool:
    """Whether the report warns that the model fits poorly, or of a sign of what it leaves out."""
    return any(code in said.warned for code in MISFITS)


def group(title: str, method: str, replicates: Sequence[Replicate], chosen: Callable[[Said], bool] = lambda said: True) -> PatientGroup:
    """Patients of whom the method said something that is chosen, by number."""
    found = sorted(
        (replicate for replicate in replicates if method in replicate.said and chosen(replicate.said[method])),
        key=lambda replicate: replicate.case.number,
    )
    return PatientGroup(title, method, tuple(found), tuple(replicate.said[method] for replicate in found))


def groups(replicates: Sequence[Replicate]) -> tuple[PatientGroup, ...]:
    """The first answer, and where it warns that it may be off; the full answer, and where its chains disagree.

    Warnings are read off the record and the fit, never off the truth: ranks must be uniform among the warned and among the others.
    """
    return (
        group("The first answer", "laplace", replicates),
        group("The first answer, where it warns that it may be off", "laplace", replicates, _doubtful),
        group("The full answer", "nuts", replicates),
        group("The full answer, where it warns that its chains disagree", "nuts", replicates, lambda said: CHAINS_APART in said.warned),
    )


def finding(group: PatientGroup) -> GroupResult:
    """Examine a group."""
    if not group.said:
        return GroupResult(group, (), ())
    return GroupResult(group, examined(ranks_of(group.said)), judged(forecasts_of(group.replicates, group.said)))


def _doubtful(said: Said) -> bool:
    return POOR_APPROXIMATION in said.warned or CHAINS_APART in said.warned
