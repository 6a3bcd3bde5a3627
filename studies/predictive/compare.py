"""One published number beside the distribution that the model gives for a study of the same size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Floats

Statistic = Callable[[Floats], Floats]

# A published number that so few simulated studies are as far out as, on both sides together, disagrees.
SURPRISE = 0.05
# The log score takes a density by kernels on the log scale (Silverman 1986), and as many parts of it as this to be anything at all, with
# this spread of the logarithm: no finite number of studies tells a tail. Counts are smoothed by as many studies, over all counts.
ANYTHING, ANYTHING_LOG_SD = 0.02, 3.0


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
    most
        Greatest value of a count; None where the number is none.
    log_score
        Logarithm of the density of what was published, of its logarithm, under the simulated studies; of a count its probability.
    source
        Entry of ``references.yaml``.
    disease
        Its key in the natural history, or the drug that is about kinetics.
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
    most: int | None
    log_score: float
    source: str
    disease: str
    why: str

    @property
    def agrees(self) -> bool:
        """Whether the published number is no surprise."""
        return self.tail >= SURPRISE

    @property
    def inside(self) -> bool:
        """Whether it lies within the 90 % interval."""
        return self.low <= self.published <= self.high


@dataclass(frozen=True, slots=True)
class About:
    """What a row is about."""

    section: str
    key: str
    what: str
    n: int
    source: str
    why: str
    disease: str


def compared(
    about: About, statistic: str, published: float, studies: Floats, patients: Floats | None = None, most: int | None = None
) -> Row:
    """Hold a published number against the same statistic of simulated studies, shape (studies,); `most` is that of a count."""
    low, median, high = (float(q) for q in np.quantile(studies, [0.05, 0.5, 0.95]))
    # Half of the ties count on either side, so that counts are treated as continuous numbers are.
    ties = 0.5 * np.mean(studies == published)
    below = float(np.mean(studies < published) + ties)
    return Row(
        section=about.section,
        key=about.key,
        what=about.what,
        statistic=statistic,
        published=published,
        n=about.n,
        median=median,
        low=low,
        high=high,
        tail=min(1.0, 2.0 * min(below, 1.0 - below)),
        patients=None if patients is None else _band(patients),
        most=most,
        log_score=log_density(published, studies) if most is None else log_probability(int(published), studies, most),
        source=about.source,
        disease=about.disease,
        why=about.why,
    )


def log_density(published: float, studies: Floats) -> float:
    """Logarithm of the density of the logarithm of a number over 0, by kernels about those of the studies.

    Examples
    --------
    >>> found = log_density(1.0, np.exp(np.random.default_rng(0).standard_normal(20_000)))
    >>> bool(abs(found + 0.5 * np.log(2.0 * np.pi)) < 0.1)
    True
    """
    logs = np.log(np.maximum(studies, 1e-9))
    middle = np.median(logs)
    low, high = np.quantile(logs, [0.25, 0.75])
    width = max(0.9 * min(float(logs.std()), float(high - low) / 1.34) * len(logs) ** -0.2, 1e-3)
    at = np.log(max(published, 1e-9))
    known = np.mean(np.exp(-0.5 * ((at - logs) / width) ** 2)) / width
    anything = np.exp(-0.5 * ((at - middle) / ANYTHING_LOG_SD) ** 2) / ANYTHING_LOG_SD
    return float(np.log(((1.0 - ANYTHING) * known + ANYTHING * anything) / np.sqrt(2.0 * np.pi)))


def log_probability(published: int, studies: Floats, most: int) -> float:
    """Logarithm of the probability of a count, of 0 to `most`.

    Examples
    --------
    >>> round(log_probability(3, np.full(2000, 3.0), 9), 2), round(log_probability(9, np.full(2000, 3.0), 9), 1)
    (-0.02, -6.2)
    """
    return float(np.log((1.0 - ANYTHING) * np.mean(studies == published) + ANYTHING / (most + 1)))


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


def total(studies: Floats) -> Floats:
    """Sum of each study."""
    return np.asarray(studies.sum(axis=1))


def _band(values: Floats) -> tuple[float, float, float]:
    low, median, high = np.quantile(values, [0.05, 0.5, 0.95])
    return float(median), float(low), float(high)
