"""One published number beside the distribution that the model gives for a study of the same size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]

# A published number that so few simulated studies are as far out as, on both sides together, disagrees.
SURPRISE = 0.05
N_STUDIES = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page.

    Attributes
    ----------
    published
        The number, in the unit of the table.
    median, low, high
        Of the same statistic in simulated studies: median, 90 % interval.
    tail
        Share of the simulated studies that are as far out, both sides together.
    patients
        Median and 90 % interval of the single simulated patients; None where the number is a count.
    n
        Patients of the study.
    source
        Entry of ``references.yaml``.
    why
        Why model and literature part, or may.
    """

    section: str
    key: str
    what: str
    statistic: str
    published: float
    n: int
    median: float
    low: float
    high: float
    tail: float
    patients: tuple[float, float, float] | None
    source: str
    why: str

    @property
    def agrees(self) -> bool:
        """Whether the published number is no surprise."""
        return self.tail >= SURPRISE


@dataclass(frozen=True, slots=True)
class About:
    """What a row is about."""

    section: str
    key: str
    what: str
    n: int
    source: str
    why: str


def compared(about: About, statistic: str, published: float, studies: Floats, patients: Floats | None = None) -> Row:
    """Hold a published number against the same statistic of simulated studies, shape (studies,)."""
    low, median, high = (float(q) for q in np.quantile(studies, [0.05, 0.5, 0.95]))
    # Half of the ties count on either side, so that counts are treated as continuous numbers are.
    ties = 0.5 * np.mean(studies == published)
    below = float(np.mean(studies < published) + ties)
    told = None if patients is None else _band(patients)
    tail = min(1.0, 2.0 * min(below, 1.0 - below))
    return Row(
        about.section,
        about.key,
        about.what,
        statistic,
        published,
        about.n,
        median,
        low,
        high,
        tail,
        told,
        about.source,
        about.why,
    )


def studies_of(patients: Floats, n: int, statistics: Sequence[Statistic], rng: np.random.Generator) -> list[Floats]:
    """Statistics of studies of `n` of the simulated patients each, drawn anew; one array of shape (studies,) a statistic."""
    drawn = patients[rng.integers(len(patients), size=(N_STUDIES, n))]
    return [statistic(drawn) for statistic in statistics]


def mean(studies: Floats) -> Floats:
    """Mean of each study, one a row."""
    return np.asarray(studies.mean(axis=1))


def sd(studies: Floats) -> Floats:
    """Standard deviation of each study, as papers print it."""
    return np.asarray(studies.std(axis=1, ddof=1))


def least(studies: Floats) -> Floats:
    """Least value of each study."""
    return np.asarray(studies.min(axis=1))


def greatest(studies: Floats) -> Floats:
    """Greatest value of each study."""
    return np.asarray(studies.max(axis=1))


def _band(values: Floats) -> tuple[float, float, float]:
    low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
    return float(median), float(low), float(high)
