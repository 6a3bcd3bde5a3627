"""How little two phases overlap: NAP, Tau, PND, PEM, PAND, IRD.

A is the phase without the treatment, B the phase with it. Formulae as collected by Pustejovsky (2019, doi:10.1037/met0000179) and
checked against the values that the package SingleCaseES asserts.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from rechallenge.arrays import Floats
from rechallenge.single_case.statistic import Reason, Statistic, quantile_of
from rechallenge.single_case.values import Improvement, Phase, Values, order_of_pairs, oriented, values_of

Variance = Literal["unbiased", "hanley", "null"]
VARIANCES: tuple[Variance, ...] = ("unbiased", "hanley", "null")


def nap(a: Phase, b: Phase, improvement: Improvement = "increase", level: float = 0.95, variance: Variance = "unbiased") -> Statistic:
    """Share of pairs, one value of each phase, in which the one with treatment is better; ties count half.

    Parker and Vannest (2009, doi:10.1016/j.beth.2008.10.006). The interval is method 5 of Newcombe (2006,
    doi:10.1002/sim.2324); it and all three variances take the values within a phase as independent, which a course of
    disease is not: serial dependence makes them too narrow.

    Parameters
    ----------
    variance
        ``unbiased`` (undefined for a phase of one value), ``hanley`` (Hanley and McNeil 1982), or ``null``, under no effect.

    Examples
    --------
    >>> round(nap([20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]).value, 4)
    0.9167
    """
    first, second = oriented(a, improvement), oriented(b, improvement)
    if not len(first.low) or not len(second.low):
        return Statistic(undefined="no_data")
    better = 0.5 + 0.5 * order_of_pairs(first, second)
    value = float(better.mean())
    m, n = better.shape
    low, high = _newcombe(value, m, n, level)
    spread, reason = _variance(better, value, variance)
    return Statistic(value, None if spread is None else math.sqrt(spread), low, high, no_error=reason)


def nap_errors(a: Phase, b: Phase, improvement: Improvement = "increase") -> dict[Variance, float | None]:
    """Standard error of NAP by each of its variances; None where it is not defined."""
    first, second = oriented(a, improvement), oriented(b, improvement)
    if not len(first.low) or not len(second.low):
        return dict.fromkeys(VARIANCES)
    better = 0.5 + 0.5 * order_of_pairs(first, second)
    spreads = {kind: _variance(better, float(better.mean()), kind)[0] for kind in VARIANCES}
    return {kind: None if spread is None else math.sqrt(spread) for kind, spread in spreads.items()}


def _variance(better: Floats, value: float, kind: Variance) -> tuple[float | None, Reason | None]:
    m, n = better.shape
    if kind == "null":
        return (m + n + 1) / (12 * m * n), None
    if kind == "unbiased" and min(m, n) == 1:
        return None, "one_value"
    # kept off 0 and 1, so that phases that do not overlap at all keep an error
    t = min(max(value, 0.5 / (m * n)), 1 - 0.5 / (m * n))
    off = better - value
    q1, q2 = float((off.sum(axis=1) ** 2).sum()) / (m * n**2), float((off.sum(axis=0) ** 2).sum()) / (m**2 * n)
    if kind == "hanley":
        return (t * (1 - t) + (n - 1) * q1 + (m - 1) * q2) / (m * n), None
    q3 = float((off**2).mean())
    spread = (t * (1 - t) + n * q1 + m * q2 - 2 * q3) / ((m - 1) * (n - 1))
    return (spread, None) if spread > 0 else (None, "negative_variance")


def _newcombe(value: float, m: int, n: int, level: float) -> tuple[float, float]:
    z2, h = quantile_of(level) ** 2, 0.5 * (m + n) - 1

    def excess(theta: float) -> float:
        spread = theta * (1 - theta)
        return m * n * (value - theta) ** 2 * (2 - theta) * (1 + theta) - z2 * spread * (2 + h + (1 + 2 * h) * spread)

    tiny = 1e-12
    low = 0.0 if value <= tiny else float(brentq(excess, 0.0, min(value, 1 - tiny), xtol=1e-10))
    high = 1.0 if value >= 1 - tiny else float(brentq(excess, max(value, tiny), 1.0, xtol=1e-10))
    return low, high


def tau(a: Phase, b: Phase, improvement: Improvement = "increase", level: float = 0.95, variance: Variance = "unbiased") -> Statistic:
    """Pairs that are better minus pairs that are worse, as a share of all: twice NAP minus one."""
    return tau_from(nap(a, b, improvement, level, variance))


def tau_from(share: Statistic) -> Statistic:
    """Tau from NAP."""
    if share.value is None or share.low is None or share.high is None:
        return share
    error = None if share.error is None else 2 * share.error
    return Statistic(2 * share.value - 1, error, 2 * share.low - 1, 2 * share.high - 1, no_error=share.no_error)


def pnd(a: Phase, b: Phase, improvement: Improvement = "increase") -> Statistic:
    """Share of the values with treatment that are better than the best without (Scruggs, Mastropieri and Casto 1987)."""
    first, second = oriented(a, improvement), oriented(b, improvement)
    if not len(first.low) or not len(second.low):
        return Statistic(undefined="no_data")
    return Statistic(float((second.low > first.high.max()).mean()), at_limits=_at_limits(first, second))


def pem(a: Phase, b: Phase, improvement: Improvement = "increase") -> Statistic:
    """Share of the values with treatment that are better than the median without, ties half (Ma 2006)."""
    first, second = oriented(a, improvement), oriented(b, improvement)
    if not len(first.low) or not len(second.low):
        return Statistic(undefined="no_data")
    middle = Values(np.array([median(first.low)]), np.array([median(first.high)]))
    return Statistic(float(0.5 + 0.5 * order_of_pairs(middle, second).mean()))


def median(values: Floats) -> float:
    """Median of a few numbers; numpy's own spends most of its time on what these do not need."""
    ordered = np.sort(values)
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else float(0.5 * (ordered[half - 1] + ordered[half]))


def pand(
    a: Phase, b: Phase, improvement: Improvement = "increase", definition: Literal["fewest_removed", "sorted"] = "fewest_removed"
) -> Statistic:
    """Share of all values that are left when as few as possible are removed for the phases not to overlap.

    Two definitions are in use and differ: ``fewest_removed`` is that of the words of Parker, Hagan-Burke and Vannest (2007,
    doi:10.1177/00224669070400040101), in the form of Pustejovsky (2019); ``sorted`` is their algorithm, which sorts all values (the
    baseline first among equals) and counts those that stay in the phase that they come from.
    """
    first, second = oriented(a, improvement), oriented(b, improvement)
    m, n = len(first.low), len(second.low)
    if not m or not n:
        return Statistic(undefined="no_data")
    if definition == "sorted":
        if first.censored or second.censored:
            return Statistic(undefined="censored")
        order = np.argsort(np.concatenate([first.low, second.low]), kind="stable")
        stayed = 2 * np.count_nonzero(order[:m] < m) + n - m
        return Statistic(float(stayed / (m + n)))
    kept_below = np.searchsorted(np.sort(first.high), np.sort(second.low), side="left")
    kept = max(m, int((kept_below + np.arange(n, 0, -1)).max()))
    return Statistic(kept / (m + n), at_limits=_at_limits(first, second))


def ird(a: Phase, b: Phase, improvement: Improvement = "increase") -> Statistic:
    """Robust improvement rate difference, from PAND (Parker, Vannest and Brown 2009, doi:10.1177/001440290907500201)."""
    return ird_from(pand(a, b, improvement), len(values_of(a).low), len(values_of(b).low))


def ird_from(share: Statistic, m: int, n: int) -> Statistic:
    """Improvement rate difference from PAND and the sizes of the phases."""
    if share.value is None:
        return share
    return Statistic(1 - (m + n) ** 2 / (2 * m * n) * (1 - share.value), at_limits=share.at_limits)


def _at_limits(first: Values, second: Values) -> bool:
    return bool(first.censored or second.censored)
