"""How large a change is: differences and ratios of means and of medians."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.single_case.overlap import median
from rechallenge.single_case.statistic import Reason, Statistic, quantile_of, with_error
from rechallenge.single_case.values import Improvement, Phase, least_favourable, oriented


class _Moments:
    """Numbers, means and variances of two phases, turned so that more is better; or the reason why there are none."""

    def __init__(self, a: Phase, b: Phase, improvement: Improvement) -> None:
        first, second = oriented(a, improvement), oriented(b, improvement)
        self.a, self.b, self.at_limits = least_favourable(first, second)
        self.m, self.n = len(self.a), len(self.b)
        self.reason: Reason | None = None
        if not self.m or not self.n:
            self.reason = "no_data"
        elif not (np.isfinite(self.a).all() and np.isfinite(self.b).all()):
            self.reason = "censored"
        else:
            self.mean_a, self.mean_b = float(self.a.mean()), float(self.b.mean())
            self.var_a, self.var_b = _variance(self.a, self.mean_a), _variance(self.b, self.mean_b)


def _variance(values: Floats, mean: float) -> float | None:
    if len(values) < 2:
        return None
    # a mean of equal numbers may miss them by a rounding error, which is not a spread
    return 0.0 if values.min() == values.max() else float(((values - mean) ** 2).sum()) / (len(values) - 1)


def mean_difference(a: Phase, b: Phase, improvement: Improvement = "increase", level: float = 0.95) -> Statistic:
    """Mean with treatment minus mean without, positive for an improvement, in the unit of the values."""
    found = _Moments(a, b, improvement)
    if found.reason:
        return Statistic(undefined=found.reason)
    value = found.mean_b - found.mean_a
    if found.var_a is None or found.var_b is None:
        return Statistic(value, no_error="one_value", at_limits=found.at_limits)
    return with_error(value, found.var_a / found.m + found.var_b / found.n, level, found.at_limits)


def standardised_difference(
    a: Phase,
    b: Phase,
    improvement: Improvement = "increase",
    level: float = 0.95,
    by: Literal["baseline", "pooled"] = "baseline",
    bias_corrected: bool = True,
) -> Statistic:
    """Difference of the means in standard deviations of the baseline, or of both phases pooled.

    The correction for small numbers is that of Hedges (1981, doi:10.3102/10769986006002107), with the degrees of freedom that
    SingleCaseES uses; it makes the value zero for a baseline of two, which is therefore refused. It is a number of one patient,
    and not comparable with the standardised differences of trials.
    """
    found = _Moments(a, b, improvement)
    if found.reason:
        return Statistic(undefined=found.reason)
    m, n, var_a, var_b = found.m, found.n, found.var_a, found.var_b
    if by == "baseline":
        if var_a is None:
            return Statistic(undefined="one_value")
        freedom, variance = m - 1, var_a
        if bias_corrected and m < 3:
            return Statistic(undefined="few_values")
        correction = 1 - 3 / (4 * m - 5) if bias_corrected else 1.0
    else:
        freedom = m + n - 2
        if freedom < 1 or (bias_corrected and freedom < 2):
            return Statistic(undefined="few_values")
        variance = ((m - 1) * (var_a or 0.0) + (n - 1) * (var_b or 0.0)) / freedom
        correction = 1 - 3 / (4 * (m + n) - 9) if bias_corrected else 1.0
    if variance == 0:
        return Statistic(undefined="constant")
    d = correction * (found.mean_b - found.mean_a) / math.sqrt(variance)
    if by == "pooled":
        spread = 1 / m + 1 / n
    elif var_b is None:
        return Statistic(d, no_error="one_value", at_limits=found.at_limits)
    else:
        spread = 1 / m + var_b / (n * variance)
    return with_error(d, correction**2 * (spread + d**2 / (2 * freedom)), level, found.at_limits)


def log_ratio_of_means(
    a: Phase,
    b: Phase,
    improvement: Improvement = "increase",
    level: float = 0.95,
    bias_corrected: bool = True,
    smallest: float | None = None,
) -> Statistic:
    """Natural logarithm of the ratio of the means, positive for an improvement.

    Pustejovsky (2015, doi:10.1037/met0000019; 2018, doi:10.1016/j.jsp.2018.02.003). With less being better its exponential is the
    mean without over the mean with treatment.

    Parameters
    ----------
    smallest
        Smallest amount that could be counted (1 for counts): keeps a mean of zero off zero, and a variance of zero off it. Without
        it a mean of zero has no logarithm.
    """
    found = _Moments(a, b, improvement)
    if found.reason:
        return Statistic(undefined=found.reason)
    sign = 1.0 if improvement == "increase" else -1.0
    mean_a, mean_b = sign * found.mean_a, sign * found.mean_b
    if smallest is not None:
        mean_a, mean_b = max(mean_a, smallest / (2 * found.m)), max(mean_b, smallest / (2 * found.n))
    if mean_a <= 0 or mean_b <= 0:
        return Statistic(undefined="not_positive")
    value = math.log(mean_b / mean_a)
    if found.var_a is None or found.var_b is None:
        return Statistic(undefined="one_value") if bias_corrected else Statistic(sign * value, no_error="one_value")
    var_a, var_b = found.var_a, found.var_b
    if smallest is not None:
        var_a, var_b = max(var_a, smallest**2 / found.m**3), max(var_b, smallest**2 / found.n**3)
    share_a, share_b = var_a / (found.m * mean_a**2), var_b / (found.n * mean_b**2)
    if bias_corrected:
        value += 0.5 * (share_b - share_a)
    return with_error(sign * value, share_a + share_b, level, found.at_limits)


def log_ratio_of_medians(a: Phase, b: Phase, improvement: Improvement = "increase", level: float = 0.95) -> Statistic:
    """Natural logarithm of the ratio of the medians, positive for an improvement.

    Bonett and Price (2020, doi:10.3102/1076998620934125). It does not change when values far from the median are known only
    within bounds.
    """
    found = _Moments(a, b, improvement)
    if found.reason == "no_data":
        return Statistic(undefined="no_data")
    sign = 1.0 if improvement == "increase" else -1.0
    first, second = np.sort(sign * found.a), np.sort(sign * found.b)
    medians = median(first), median(second)
    if not all(math.isfinite(x) for x in medians):
        return Statistic(undefined="censored")
    if min(medians) <= 0:
        return Statistic(undefined="not_positive")
    value = sign * math.log(medians[1] / medians[0])
    errors = [_error_of_log_median(ordered) for ordered in (first, second)]
    if any(isinstance(e, str) for e in errors):
        return Statistic(value, no_error=next(e for e in errors if isinstance(e, str)), at_limits=found.at_limits)
    return with_error(value, sum(float(e) ** 2 for e in errors), level, found.at_limits)


def _error_of_log_median(ordered: Floats) -> float | Reason:
    """Standard error of the logarithm of a median, from the distance of two order statistics that bracket it."""
    n = len(ordered)
    if n < 2:
        return "one_value"
    low = max(round(n / 2 - math.sqrt(n)), 1)
    below, above = float(ordered[low - 1]), float(ordered[n - low])
    if below <= 0:
        return "not_positive"
    if not math.isfinite(above):
        return "censored"
    outside = sum(math.comb(n, k) for k in range(low)) / 2.0**n
    return math.log(above / below) / (2 * quantile_of(1 - 2 * outside))


def percent_of_goal(a: Phase, b: Phase, goal: float, improvement: Improvement = "increase") -> Statistic:
    """How much of the way from the mean without treatment to a goal was gone, in percent.

    Ferron, Goldstein, Olszewski and Rohrer (2020); PoGO in SingleCaseES.
    """
    found = _Moments(a, b, improvement)
    if found.reason:
        return Statistic(undefined=found.reason)
    way = (goal if improvement == "increase" else -goal) - found.mean_a
    if way == 0:
        return Statistic(undefined="at_goal")
    return Statistic(100 * (found.mean_b - found.mean_a) / way, at_limits=found.at_limits)
