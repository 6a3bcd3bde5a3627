"""Whether what is said to be likely happens as often as it is said: of relapses, and of the drug's working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from rechallenge.inference.evidence import Evidence
from rechallenge.questions.attribution.verdict import p_works
from studies.calibration.cases import Replicate, Said
from studies.calibration.shares import Proportion, share
from studies.calibration.uniformity import ALPHA, holm

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WORKS, SECOND = "the drug works", "a second drug acts"
EDGES = tuple(k / 10 for k in range(11))
N_SIMULATED = 10_000


@dataclass(frozen=True, slots=True)
class GivenProbabilities:
    """Probabilities that were given to one kind of event, one a patient, and whether it came; both of shape (patients,)."""

    event: str
    p: Floats
    came: Flags


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Forecasts of one tenth of probability: where it begins, their mean, and how many came true."""

    low: float
    mean: float
    came: Proportion


@dataclass(frozen=True, slots=True)
class Reliability:
    """How reliable the forecasts of an event are.

    Attributes
    ----------
    event
        Its name.
    mean
        Mean of the probabilities.
    came
        Share of patients in whom it came.
    brier
        Mean squared difference of probability and outcome.
    miscalibration, discrimination, uncertainty
        The Brier score is the first less the second plus the third, which is that of always saying the base rate (Dimitriadis,
        Gneiting and Jordan 2021, doi:10.1073/pnas.2016191118; without bins).
    adjusted
        Probability that reliable forecasts stray as far by chance, after Holm's correction over the events examined together
        and the two ways to stray.
    ways
        ``too high`` or ``too low``, ``too sure`` or ``too unsure``, where chance does not explain it.
    groups
        The reliability diagram.
    """

    event: str
    mean: float
    came: Proportion
    brier: float
    miscalibration: float
    discrimination: float
    uncertainty: float
    adjusted: float
    ways: tuple[str, ...]
    groups: tuple[ReliabilityBin, ...]

    @property
    def departs(self) -> bool:
        """Whether chance does not explain how far the forecasts are from what came."""
        return bool(self.ways)

    @property
    def skill(self) -> float:
        """Share of the base rate's Brier score that is saved; not a number where the event always or never came."""
        return 1.0 - self.brier / self.uncertainty if self.uncertainty > 0.0 else float("nan")


def relapse(day: str) -> str:
    """Name of a relapse by a day after the stop."""
    return f"relapse by day {day}"


def forecasts_of(replicates: Sequence[Replicate], said: Sequence[Said]) -> tuple[GivenProbabilities, ...]:
    """Forecasts of relapses by each day, of the drug's working at even odds beforehand, and of a second drug's acting."""
    days = list(dict.fromkeys(day for each in said for day in each.p_relapse))
    found = []
    for day in days:
        pairs = [each.p_relapse[day] for each in said if day in each.p_relapse]
        found.append(GivenProbabilities(relapse(day), np.array([p for p, _ in pairs]), np.array([came for _, came in pairs], bool)))
    works = np.array([replicate.case.works for replicate in replicates], bool)
    chances = np.array([p_works(Evidence(*each.log_bayes_factor)) for each in said])
    found.append(GivenProbabilities(WORKS, chances, works))
    second = [
        (each.p_second, replicate.second_acts)
        for replicate, each in zip(replicates, said, strict=True)
        if each.p_second is not None and replicate.second_acts is not None
    ]
    if second:
        found.append(GivenProbabilities(SECOND, np.array([p for p, _ in second]), np.array([acts for _, acts in second], bool)))
    return tuple(found)


def judged(forecasts: Sequence[GivenProbabilities]) -> tuple[Reliability, ...]:
    """Judge the forecasts of several events together, in their order."""
    strays = [_strays(each.p, each.came) for each in forecasts]
    adjusted = holm([p for pair in strays for p, _ in pair])
    found = []
    for place, (each, pair) in enumerate(zip(forecasts, strays, strict=True)):
        mine = adjusted[2 * place : 2 * place + 2]
        told = tuple(word for (_, word), p in zip(pair, mine, strict=True) if p < ALPHA)
        brier, recalibrated, base = _brier(each.p, each.came), _recalibrated(each), _brier(each.came.mean(), each.came)
        found.append(
            Reliability(
                event=each.event,
                mean=float(each.p.mean()),
                came=share(each.came),
                brier=brier,
                miscalibration=brier - recalibrated,
                discrimination=base - recalibrated,
                uncertainty=base,
                adjusted=min(mine),
                ways=told,
                groups=groups(each),
            )
        )
    return tuple(found)


def groups(forecasts: GivenProbabilities) -> tuple[ReliabilityBin, ...]:
    """Group forecasts by tenths of probability; tenths in which there is none are left out."""
    place = np.clip(np.searchsorted(EDGES, forecasts.p, side="right") - 1, 0, len(EDGES) - 2)
    return tuple(
        ReliabilityBin(EDGES[k], float(forecasts.p[place == k].mean()), share(forecasts.came[place == k])) for k in np.unique(place)
    )


def _brier(p: Floats | float, came: Flags) -> float:
    return float(np.mean((p - came) ** 2))


def _recalibrated(forecasts: GivenProbabilities) -> float:
    """Brier score of the best forecasts that keep the order of these."""
    place = np.unique(forecasts.p, return_inverse=True)[1]
    weights = np.bincount(place)
    fitted = isotonic_regression(np.bincount(place, forecasts.came) / weights, weights=weights).x
    return _brier(fitted[place], forecasts.came)


def _strays(p: Floats, came: Flags) -> tuple[tuple[float, str], tuple[float, str]]:
    """Two-sided probabilities, were the forecasts right, of the number that came, and of the Brier score; with what each means.

    The latter is the statistic of Spiegelhalter 1986 (doi:10.1002/sim.4780050506): forecasts that are too sure of themselves have a
    greater score than they expect. Both are simulated, since few outcomes of forecasts near 0 and 1 are far from normal.
    """
    rng = np.random.default_rng(len(p))
    outcomes = (rng.random((N_SIMULATED, len(p))) < p).astype(float)
    level, score = np.ones(len(p)), 1.0 - 2.0 * p
    return (
        _two_sided(outcomes @ level, float(came @ level), "too low", "too high"),
        _two_sided(outcomes @ score, float(came @ score), "too sure", "too unsure"),
    )


def _two_sided(simulated: Floats, observed: float, more: str, less: str) -> tuple[float, str]:
    # Equal sums may differ in the last digit.
    above = (1 + np.count_nonzero(simulated >= observed - 1e-9)) / (N_SIMULATED + 1)
    below = (1 + np.count_nonzero(simulated <= observed + 1e-9)) / (N_SIMULATED + 1)
    return min(1.0, 2.0 * min(above, below)), more if above < below else less
