"""What a statistic is: a number with its error and interval, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Literal

Reason = Literal[
    "no_data",
    "one_value",
    "few_values",
    "constant",
    "not_positive",
    "negative_variance",
    "censored",
    "no_baseline",
    "at_goal",
    "short_phase",
    "one_assignment",
]
"""Why there is no number.

``no_data``: a phase holds nothing; ``one_value``: a phase holds one value, so that its spread is unknown; ``few_values``: too few
for this statistic; ``constant``: the values do not vary; ``not_positive``: a mean or median is zero or below, which has no
logarithm; ``negative_variance``: the unbiased estimate of the variance is not positive; ``censored``: a value has no bound on the
side that is needed; ``no_baseline``: the record does not begin with a phase without the treatment; ``at_goal``: the baseline is
at the goal already; ``short_phase``: a phase is shorter than the least length; ``one_assignment``: only one order was possible.
"""


@dataclass(frozen=True, slots=True)
class Statistic:
    """One statistic.

    Attributes
    ----------
    value
        None when it is not defined; then `undefined` says why.
    error
        Standard error; None when there is none, and then `no_error` says why, unless no published formula exists.
    low, high
        Bounds of the confidence interval.
    at_limits
        Whether values known only within bounds were taken at the bound least favourable to the treatment.
    """

    value: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    undefined: Reason | None = None
    no_error: Reason | None = None
    at_limits: bool = False


@cache
def quantile_of(level: float) -> float:
    """Half-width, in standard errors, of a normal interval of a confidence level.

    >>> round(quantile_of(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + 0.5 * level)


def with_error(value: float, variance: float, level: float, at_limits: bool = False) -> Statistic:
    """Make a statistic whose interval is that of a normal distribution."""
    error = math.sqrt(variance)
    half = quantile_of(level) * error
    return Statistic(value, error, value - half, value + half, at_limits=at_limits)
