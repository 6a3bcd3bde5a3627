"""What the weight of evidence for a drug is where it works and where it does nothing, and how often the verdict is wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.inference.evidence import Evidence
from rechallenge.literature.distributions import Z90
from rechallenge.questions.attribution.answer import Verdict
from rechallenge.questions.attribution.verdict import p_works, verdict_of
from studies.calibration.cases import Replicate, Said
from studies.calibration.shares import Proportion, share

# A drug that removes so much of the activity is one whose stop is felt.
STRONG = 0.8

Pair = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Weight:
    """Log Bayes factors of patients whose drug works, or of those whose drug does nothing, after so many stops or relapses.

    Attributes
    ----------
    works, number
        Who they are: how many stops or relapses they had; `number` is None for all together.
    n
        How many.
    median, low, high
        Median and central 90 % of the log Bayes factors; not a number where there is nobody.
    held_to_work, held_not_to, undecided
        Share of each verdict.
    """

    works: bool
    number: int | None
    n: int
    median: float
    low: float
    high: float
    held_to_work: Proportion
    held_not_to: Proportion
    undecided: Proportion

    @property
    def wrong(self) -> Proportion:
        """Share of wrong verdicts."""
        return self.held_not_to if self.works else self.held_to_work

    @property
    def right(self) -> Proportion:
        """Share of right verdicts."""
        return self.held_to_work if self.works else self.held_not_to


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two estimates of the same log Bayes factors agree.

    Attributes
    ----------
    pair
        Which two.
    within
        Share that differ by no more than their stated errors together allow in nine of ten.
    accepted
        Share in which the report says nothing, since they agree as far as it asks.
    same_verdict
        Share in which both lead to the same verdict.
    median, most
        Median and greatest of the differences.
    """

    pair: str
    within: Proportion
    accepted: Proportion
    same_verdict: Proportion
    median: float
    most: float


# By the rule of the versions that had two estimators, they disagreed when they differed by more than three standard errors, and by a half.
FAR_ERRORS, FAR = 3.0, 0.5


def verdict(log_bayes_factor: tuple[float, float]) -> Verdict:
    """Verdict of the report on a log Bayes factor with its numerical error, where it gives one."""
    return verdict_of(p_works(Evidence(*log_bayes_factor)))


def stops_of(replicate: Replicate) -> int:
    """How often the drug was stopped and given again."""
    return replicate.case.stops


def relapses_of(replicate: Replicate) -> int | None:
    """How often the disease came back after a stop; None for a drug that does too little for a chart to show it."""
    return replicate.relapses if replicate.effect >= STRONG or not replicate.case.works else None


def weighed(
    replicates: Sequence[Replicate],
    said: Sequence[Said],
    works: bool,
    number: int | None = None,
    counted: Callable[[Replicate], int | None] = stops_of,
) -> Weight:
    """Weigh the patients whose drug works, or does nothing, with so many stops (or what else is counted) or with any number."""
    found = [
        each.log_bayes_factor
        for replicate, each in zip(replicates, said, strict=True)
        if replicate.case.works == works and (counted(replicate) is not None if number is None else counted(replicate) == number)
    ]
    low, median, high = np.quantile([log for log, _ in found], (0.05, 0.5, 0.95)) if found else (math.nan,) * 3
    verdicts = [verdict(value) for value in found]
    shares = (share(each == which for each in verdicts) for which in ("drug", "not_drug", "undecided"))
    return Weight(works, number, len(found), float(median), float(low), float(high), *shares)


def agreements(replicates: Iterable[Replicate]) -> tuple[Agreement, ...]:
    """Agreement of the full answer's two estimators, for each pair of them that occurs; later versions have one estimator.

    The second estimator of a full answer is importance sampling, which is the one of the first answer, beside a bridge; where the factor
    was read off the draws without an effect, it is the bridge.
    """
    beside_bridge: list[Pair] = []
    read_off: list[Pair] = []
    for replicate in replicates:
        full, first = replicate.said.get("nuts"), replicate.said.get("laplace")
        if full is not None and full.second is not None:
            importance = first is not None and tuple(first.log_bayes_factor) == tuple(full.second)
            (beside_bridge if importance else read_off).append((full.log_bayes_factor, full.second))
    named = {"bridge and importance sampling": beside_bridge, "read off the draws without an effect, and bridge": read_off}
    return tuple(_agreement(pair, both) for pair, both in named.items() if both)


def _agreement(pair: str, both: Sequence[Pair]) -> Agreement:
    apart = np.array([abs(a - b) for (a, _), (b, _) in both])
    errors = np.array([math.hypot(a, b) for (_, a), (_, b) in both])
    return Agreement(
        pair,
        share(apart <= Z90 * errors),
        share(apart <= np.maximum(FAR, FAR_ERRORS * errors)),
        share(verdict(a) == verdict(b) for a, b in both),
        float(np.median(apart)),
        float(apart.max()),
    )
