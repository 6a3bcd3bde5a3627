"""Randomisation tests of phases whose moments of change were, or might have been, drawn by lot.

Edgington and Onghena (2007, Randomization Tests, 4th edition); Bulte and Onghena (2008, doi:10.3758/BRM.40.2.467). The test is
valid only where the moments were drawn by lot before the data: elsewhere its p value describes the record and tests nothing
(`RandomisationTest.descriptive`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Floats
from rechallenge.single_case.statistic import Reason
from rechallenge.single_case.values import Improvement

Measure = Literal["means", "phase_means", "phase_sums"]
Alternative = Literal["improvement", "either"]

LIMIT = 200_000
"""Assignments up to which all are gone through."""
DRAWS = 20_000


@dataclass(frozen=True, slots=True)
class Arranged:
    """One series in its phases.

    Attributes
    ----------
    values
        In order of time.
    starts
        Places at which the second and later phases begin.
    begins_with
        Phases alternate; ``A``, without the treatment, or ``B`` comes first.
    """

    values: Floats
    starts: tuple[int, ...]
    begins_with: Literal["A", "B"] = "A"

    def __post_init__(self) -> None:
        if list(self.starts) != sorted({s for s in self.starts if 0 < s < len(self.values)}):
            raise ValueError(f"phases must begin one after the other within the {len(self.values)} values, not at {self.starts}")
        if not np.isfinite(self.values).all():
            raise ValueError("a value is not a number; leave out what is missing")

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many values each phase holds."""
        edges = (0, *self.starts, len(self.values))
        return tuple(b - a for a, b in pairwise(edges))


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """Result of a randomisation test.

    Attributes
    ----------
    p
        Share of the assignments whose statistic is at least that of the record, the record included; None when `undefined`.
    observed
        Statistic of the record.
    assignments
        How many there are; `exact` tells whether all were gone through, or `draws` of them drawn with `seed`.
    mean, spread
        Of the statistic over the assignments.
    descriptive
        Whether the phases were not drawn by lot, so that p tests nothing.
    """

    p: float | None
    observed: float | None
    assignments: int
    exact: bool
    draws: int
    seed: int
    mean: float | None
    spread: float | None
    descriptive: bool
    undefined: Reason | None = None


def count_assignments(values: int, phases: int, shortest: int) -> int:
    """How many ways there are to cut a series into phases of at least a given length.

    >>> count_assignments(24, 4, 4)
    165
    """
    spare = values - phases * shortest
    return math.comb(spare + phases - 1, phases - 1) if spare >= 0 else 0


def assignments(values: int, phases: int, shortest: int) -> NDArray[np.int64]:
    """All ways to cut a series: the places at which the second and later phases begin, one way a row."""
    spare = values - phases * shortest
    if spare < 0:
        return np.empty((0, phases - 1), np.int64)
    bars = combinations(range(spare + phases - 1), phases - 1)
    found = np.fromiter((place for row in bars for place in row), np.int64).reshape(-1, phases - 1)
    return found + _offsets(phases, shortest)


def _drawn(values: int, phases: int, shortest: int, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Ways drawn at random, each as likely as any other."""
    places = values - phases * shortest + phases - 1
    # a thousand at a time, since each needs a number for every place
    drawn = [np.argpartition(rng.random((1000, places)), phases - 2, axis=1)[:, : phases - 1] for _ in range(0, draws, 1000)]
    return np.sort(np.concatenate(drawn)[:draws], axis=1) + _offsets(phases, shortest)


def _offsets(phases: int, shortest: int) -> NDArray[np.int64]:
    # each bar stands for the first place after it, less the bars before it, plus the least lengths
    place = np.arange(1, phases)
    return place * shortest - (place - 1)


def _statistics(series: Arranged, starts: NDArray[np.int64], measure: Measure, sign: float) -> Floats:
    """Statistic of each assignment, one a row of `starts`."""
    ways, n = len(starts), len(series.values)
    edges = np.hstack([np.zeros((ways, 1), np.int64), starts, np.full((ways, 1), n)])
    # sums of phases are differences of the running sum; centred, so that they lose no digits
    running = np.concatenate([[0.0], np.cumsum(series.values - series.values.mean())])
    sums, lengths = np.diff(running[edges], axis=1), np.diff(edges, axis=1)
    treated = slice(1 if series.begins_with == "A" else 0, None, 2)
    bare = slice(0 if series.begins_with == "A" else 1, None, 2)
    if measure == "means":
        difference = sums[:, treated].sum(axis=1) / lengths[:, treated].sum(axis=1) - sums[:, bare].sum(axis=1) / lengths[:, bare].sum(
            axis=1
        )
        return np.asarray(sign * difference)
    means = sums / lengths + (series.values.mean() if measure == "phase_sums" else 0.0)
    if measure == "phase_means":
        return np.asarray(sign * (means[:, treated].mean(axis=1) - means[:, bare].mean(axis=1)))
    return np.asarray(sign * (means[:, treated].sum(axis=1) - means[:, bare].sum(axis=1)))


def randomisation_test(
    series: Arranged | Sequence[Arranged],
    *,
    shortest: int,
    randomised: bool,
    improvement: Improvement = "increase",
    measure: Measure = "means",
    alternative: Alternative = "improvement",
    limit: int = LIMIT,
    draws: int = DRAWS,
    seed: int = 0,
) -> RandomisationTest:
    """Compare the phases with all others that the lot could have given.

    Parameters
    ----------
    series
        One series (AB, ABA, ABAB, ...), or several whose moments of change are drawn apart (multiple baseline); their statistics
        are averaged.
    shortest
        Least number of values in a phase.
    randomised
        Whether the moments of change were in fact drawn by lot before the data.
    measure
        ``means``: mean of all values with treatment minus mean of those without; ``phase_means``, ``phase_sums``: of the means of
        the phases, their means or sums.
    limit
        Up to this many assignments all are gone through; beyond it `draws` of them are drawn with `seed`, and the record itself
        counts as one more.

    Examples
    --------
    >>> found = randomisation_test(Arranged(np.array([1.0, 2, 1, 2, 8, 9, 8, 9]), (4,)), shortest=1, randomised=True)
    >>> found.assignments, round(found.p, 4)
    (7, 0.1429)
    """
    each = [series] if isinstance(series, Arranged) else list(series)
    counts = [count_assignments(len(s.values), len(s.lengths), shortest) for s in each]
    total = math.prod(counts)
    exact = total <= limit
    sign = 1.0 if improvement == "increase" else -1.0
    if not each or any(len(s.lengths) < 2 for s in each):
        return RandomisationTest(None, None, 0, exact, 0, seed, None, None, not randomised, "no_data")
    if any(min(s.lengths) < shortest for s in each):
        return RandomisationTest(None, None, total, exact, 0, seed, None, None, not randomised, "short_phase")
    observed = float(np.mean([_statistics(s, np.array([s.starts]), measure, sign)[0] for s in each]))
    rng = np.random.default_rng(seed)
    sums = np.zeros(1)
    for s, count in zip(each, counts, strict=True):
        phases, n = len(s.lengths), len(s.values)
        if count <= limit:
            found = _statistics(s, assignments(n, phases, shortest), measure, sign)
            if not exact:
                found = found[rng.integers(count, size=draws)]
        else:
            found = _statistics(s, _drawn(n, phases, shortest, draws, rng), measure, sign)
        sums = (sums[:, None] + found).ravel() if exact else sums + found
    distribution = sums / len(each)
    extreme = np.abs(distribution) >= abs(observed) - 1e-9 if alternative == "either" else distribution >= observed - 1e-9
    hits = int(np.count_nonzero(extreme))
    return RandomisationTest(
        p=hits / total if exact else (hits + 1) / (draws + 1),
        observed=observed,
        assignments=total,
        exact=exact,
        draws=0 if exact else draws,
        seed=seed,
        mean=float(distribution.mean()),
        spread=float(distribution.std(ddof=1)) if len(distribution) > 1 else 0.0,
        descriptive=not randomised,
        undefined="one_assignment" if total == 1 else None,
    )
