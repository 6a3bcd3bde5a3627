"""Whether ranks are uniform, as they are where answers are calibrated, and if they are not, in which way the answers are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

from studies.calibration.cases import Said
from studies.calibration.shares import Proportion, share

Floats = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.9)
# Chance of naming a departure, over all quantities together, where there is none.
ALPHA = 0.05
N_POINTS, N_SIMULATED = 100, 20_000
POINTS = np.arange(1, N_POINTS) / N_POINTS
# Standard errors from which a shift or a stretch of the ranks is told as the way in which they fail.
TOLD_ERRORS = 2.0


@dataclass(frozen=True, slots=True)
class Uniformity:
    """How the ranks of one quantity are spread.

    Attributes
    ----------
    quantity
        Its name.
    n
        Number of patients.
    p
        Probability of an ECDF as far from uniform as this one, by chance.
    adjusted
        The same, after Holm's correction for all quantities that were examined together.
    ways
        In which way the answer is wrong, if it is: ``too high``, ``too low``, ``too narrow``, ``too wide``.
    coverage
        Share of patients whose truth lay within the central interval, by its level.
    """

    quantity: str
    n: int
    p: float
    adjusted: float
    ways: tuple[str, ...]
    coverage: Mapping[float, Proportion]

    @property
    def departs(self) -> bool:
        """Whether chance does not explain the ranks."""
        return self.adjusted < ALPHA

    @property
    def how(self) -> str:
        """The ways in words."""
        return " and ".join(self.ways) or "of another shape"


def ranks_of(said: Iterable[Said]) -> dict[str, Floats]:
    """Ranks by quantity, in the order of the first patient that has it."""
    found: dict[str, list[float]] = {}
    for each in said:
        for quantity, rank in each.ranks.items():
            found.setdefault(quantity, []).append(rank)
    return {quantity: np.asarray(ranks) for quantity, ranks in found.items()}


def examined(ranks: Mapping[str, ArrayLike]) -> tuple[Uniformity, ...]:
    """Examine the ranks of quantities together, in their order."""
    p = [p_uniform(each) for each in ranks.values()]
    return tuple(
        Uniformity(name, len(np.asarray(each)), alone, together, ways(each), coverage(each))
        for (name, each), alone, together in zip(ranks.items(), p, holm(p), strict=True)
    )


def p_uniform(ranks: ArrayLike) -> float:
    """Probability that uniform ranks stray as far, at the point of their ECDF where they stray most.

    The statistic, and the band that belongs to it, are those of Säilynoja, Bürkner and Vehtari 2022
    (doi:10.1007/s11222-022-10090-6, algorithm 1); its distribution is simulated, always with the same random numbers.
    """
    values = np.asarray(ranks, float)
    counts = np.searchsorted(np.sort(values), POINTS, side="right")
    strayed = float(_least_tail(counts[None], len(values))[0])
    return (1 + int(np.searchsorted(_null(len(values)), strayed, side="right"))) / (N_SIMULATED + 1)


def band(n: int) -> tuple[Floats, Floats]:
    """Bounds at `POINTS` within which the whole ECDF of `n` uniform ranks stays with a probability of 95 %."""
    tail = float(np.quantile(_null(n), ALPHA))
    return binom.ppf(0.5 * tail, n, POINTS) / n, binom.isf(0.5 * tail, n, POINTS) / n


@lru_cache(maxsize=64)
def _null(n: int) -> Floats:
    """The statistic for uniform ranks, sorted."""
    rng = np.random.default_rng(n)
    counts = rng.multinomial(n, np.full(N_POINTS, 1.0 / N_POINTS), size=N_SIMULATED).cumsum(axis=1)[:, :-1]
    return np.sort(_least_tail(counts, n))


def _least_tail(counts: NDArray[np.int64], n: int) -> Floats:
    """Least two-sided tail probability of counts up to each of `POINTS`, by row."""
    return np.asarray(_tails(n)[np.arange(len(POINTS)), counts].min(axis=1))


@lru_cache(maxsize=64)
def _tails(n: int) -> Floats:
    """Two-sided tail probability of every count up to each of `POINTS`, shape (points, n + 1)."""
    possible = np.arange(n + 1)
    return np.asarray(2.0 * np.minimum(binom.cdf(possible, n, POINTS[:, None]), binom.sf(possible - 1, n, POINTS[:, None])))


def holm(p: Sequence[float]) -> tuple[float, ...]:
    """Correct for many tests (Holm 1979, Scandinavian Journal of Statistics 6:65-70).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03])
    (0.03, 0.06, 0.06)
    """
    order = np.argsort(p)
    stepped = accumulate(((len(p) - place) * p[index] for place, index in enumerate(order)), max)
    adjusted = dict(zip(order.tolist(), stepped, strict=True))
    return tuple(min(adjusted[index], 1.0) for index in range(len(p)))


def ways(ranks: ArrayLike) -> tuple[str, ...]:
    """In which ways answers with these ranks are wrong, the greater first; nothing where neither shift nor stretch is seen.

    A rank is the share of draws below the truth. Where it tends to be low the draws are too high; where it tends to the ends
    they are too narrow.
    """
    values = np.asarray(ranks, float) - 0.5
    root = np.sqrt(len(values))
    # Of a uniform variable about its middle: variance 1/12, and 1/180 of its square.
    shift = float(root * values.mean() / np.sqrt(1.0 / 12.0))
    stretch = float(root * (np.mean(values**2) - 1.0 / 12.0) / np.sqrt(1.0 / 180.0))
    found = [
        (abs(shift), "too low" if shift > 0 else "too high"),
        (abs(stretch), "too narrow" if stretch > 0 else "too wide"),
    ]
    return tuple(word for size, word in sorted(found, reverse=True) if size > TOLD_ERRORS)


def coverage(ranks: ArrayLike) -> dict[float, Proportion]:
    """Share of patients whose truth lay within the central interval of each of `LEVELS`."""
    values = np.asarray(ranks, float)
    return {level: share(np.abs(values - 0.5) <= 0.5 * level) for level in LEVELS}
