"""Overlap with a trend of the baseline taken out: Tau-U in its several definitions, and baseline-corrected Tau."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.single_case.overlap import median, tau
from rechallenge.single_case.statistic import Statistic, with_error
from rechallenge.single_case.values import Improvement, Numbers, Phase, Values, order_of_pairs, oriented


@dataclass(frozen=True, slots=True)
class Kendall:
    """Rank correlation: `s` is concordant minus discordant pairs, `d` the pairs corrected for ties, `tau_b` their ratio."""

    s: float
    d: float

    @property
    def tau_b(self) -> float | None:
        """None when one of the variables is constant."""
        return self.s / self.d if self.d > 0 else None


def kendall(x: Numbers, y: Numbers) -> Kendall:
    """Kendall's rank correlation with ties (Kendall 1970, Rank Correlation Methods, 4th edition).

    >>> kendall([1, 2, 3], [1, 3, 2]).s
    1.0
    """
    first, second = np.asarray(x, float), np.asarray(y, float)
    dx, dy = np.sign(first - first[:, None]), np.sign(second - second[:, None])
    return Kendall(0.5 * float((dx * dy).sum()), 0.5 * float(np.sqrt((dx**2).sum() * (dy**2).sum())))


def trend_s(values: Values) -> float:
    """Pairs of one phase that rise minus pairs that fall."""
    return float(np.triu(order_of_pairs(values, values), 1).sum())


TauUKind = Literal["parker", "complete", "complete_b", "with_trend_b", "with_both_trends", "with_both_trends_b"]
# A trend is asked of a baseline of at least so many values: two lie on a line whatever they are.
LEAST_BASELINE = 3
# Two residuals nearer than this part of their spread, or of the numbers whose difference they are, are one: they differ by the
# rounding of the arithmetic.
TIE, TIE_OF_NUMBERS = 1e-9, 1e-13
TAU_U: tuple[TauUKind, ...] = ("parker", "complete", "complete_b", "with_trend_b", "with_both_trends", "with_both_trends_b")


def tau_u(a: Phase, b: Phase, improvement: Improvement = "increase", kind: TauUKind = "parker") -> Statistic:
    """Tau-U: the comparison of the phases, with trends of the phases taken in. Several definitions share the name.

    Parameters
    ----------
    kind
        ``parker``: baseline trend taken out, over the pairs between the phases (Parker, Vannest, Davis and Sauber 2011,
        doi:10.1016/j.beth.2010.08.006); it is not bounded by -1 and 1. ``complete``: the same over all pairs that enter it, as
        the calculator of Tarlow (2017) has it. ``with_trend_b``: the trend under treatment added. ``with_both_trends``: the one
        added and the other taken out, over all pairs. Those ending in ``_b`` correct the pairs for ties, as Kendall's tau-b does
        (Brossart, Laird and Armstrong 2018, doi:10.1080/23311908.2018.1518687); they need numbers.

    Returns
    -------
    Without an error: no variance is agreed upon.
    """
    return all_tau_u(a, b, improvement)[kind]


def all_tau_u(a: Phase, b: Phase, improvement: Improvement = "increase") -> dict[TauUKind, Statistic]:
    """Tau-U by all of its definitions."""
    first, second = oriented(a, improvement), oriented(b, improvement)
    m, n = len(first.low), len(second.low)
    if not m or not n:
        return dict.fromkeys(TAU_U, Statistic(undefined="no_data"))
    between, trend_a, trend_b = float(order_of_pairs(first, second).sum()), trend_s(first), trend_s(second)
    pairs, pairs_a, pairs_b = m * n, m * (m - 1) / 2, n * (n - 1) / 2
    found: dict[TauUKind, Statistic] = {
        "parker": Statistic((between - trend_a) / pairs),
        "complete": Statistic((between - trend_a) / (pairs + pairs_a)),
        "with_trend_b": Statistic((between + trend_b) / (pairs + pairs_b)),
        "with_both_trends": Statistic((between - trend_a + trend_b) / (pairs + pairs_a + pairs_b)),
    }
    # the order in which all pairs that enter would be concordant: the baseline falling, then the treatment level, or rising
    falling, level, rising = np.arange(m, 0, -1.0), np.full(n, m + 1.0), np.arange(m + 1.0, m + n + 1)
    orders: dict[TauUKind, Floats] = {"complete_b": level, "with_both_trends_b": rising}
    for kind, order in orders.items():
        if first.censored or second.censored:
            found[kind] = Statistic(undefined="censored")
            continue
        tau_b = kendall(np.concatenate([first.low, second.low]), np.concatenate([falling, order])).tau_b
        found[kind] = Statistic(undefined="constant") if tau_b is None else Statistic(tau_b)
    return found


def theil_sen(times: Numbers, values: Numbers) -> tuple[float, float] | None:
    """Slope (median of the slopes of all pairs) and intercept (median of what is left); None when all times are one."""
    x, y = np.asarray(times, float), np.asarray(values, float)
    later, earlier = np.triu_indices(len(x), 1)
    dx = x[later] - x[earlier]
    apart = dx != 0
    if not apart.any():
        return None
    slope = median((y[later] - y[earlier])[apart] / dx[apart])
    return slope, median(y - slope * x)


def baseline_corrected_tau(
    a: Phase,
    b: Phase,
    improvement: Improvement = "increase",
    level: float = 0.95,
    times: tuple[Numbers, Numbers] | None = None,
    kind: Literal["pairs", "kendall"] = "pairs",
    pretest: float | None = None,
) -> Statistic:
    """Tau of what is left when the trend of the baseline is carried on through both phases.

    Tarlow (2017, doi:10.1177/0145445516676750). The slope comes from the baseline alone, often from few values, and carrying a
    falling baseline on may turn the sign of the result: read it beside Tau. A baseline of fewer than three values has no trend
    (``few_values``). Residuals that differ by less than a billionth of their spread are ties.

    Parameters
    ----------
    times
        Times of both phases; 1, 2, 3, ... when not given.
    kind
        ``pairs``: Tau between the phases; ``kendall``: tau-b of value and phase, as Tarlow has it, which cannot reach 1.
    pretest
        Correct only when Kendall's test of a trend in the baseline has a p value not above this.
    """
    first, second = oriented(a, improvement), oriented(b, improvement)
    m, n = len(first.low), len(second.low)
    if not m or not n:
        return Statistic(undefined="no_data")
    if times is None:
        times = np.arange(1.0, m + 1), np.arange(m + 1.0, m + n + 1)
    before, after = (np.asarray(t, float) for t in times)
    numbers = first.high
    if not np.isfinite(numbers).all():
        return Statistic(undefined="censored")
    line = None if m < LEAST_BASELINE else theil_sen(before, numbers)
    if line is None:
        return Statistic(undefined="few_values")
    if pretest is not None:
        from scipy.stats import kendalltau  # half a second to import, and asked for by few

        if not kendalltau(before, numbers).pvalue <= pretest:
            line = 0.0, 0.0
    fall, rise = line[1] + line[0] * before, line[1] + line[0] * after
    largest = max(float(np.abs(each[np.isfinite(each)]).max(initial=0.0)) for each in (*first, *second, fall, rise))
    left = _tied(Values(first.low - fall, first.high - fall), Values(second.low - rise, second.high - rise), largest)
    if kind == "kendall":
        return _tau_b_of_phase(*left, level)
    found = tau(*left, level=level)
    return Statistic(found.value, found.error, found.low, found.high, found.undefined, found.no_error, bool(first.censored))


def _tied(first: Values, second: Values, largest: float) -> tuple[Values, Values]:
    """Make residuals equal that differ by the rounding of the arithmetic alone, which no rank should see.

    `largest` is the largest of the numbers whose differences they are.
    """
    ends = np.concatenate([*first, *second])
    known = ends[np.isfinite(ends)]
    step = max(TIE * float(np.ptp(known)), TIE_OF_NUMBERS * largest) if len(known) else 0.0
    if step == 0.0:
        return first, second
    low_a, high_a, low_b, high_b = (np.round(each / step) * step for each in (*first, *second))
    return Values(low_a, high_a), Values(low_b, high_b)


def _tau_b_of_phase(first: Values, second: Values, level: float) -> Statistic:
    if first.censored or second.censored:
        return Statistic(undefined="censored")
    m, n = len(first.low), len(second.low)
    phase: Floats = np.repeat([0.0, 1.0], [m, n])
    found = kendall(np.concatenate([first.low, second.low]), phase).tau_b
    if found is None:
        return Statistic(undefined="constant")
    return with_error(found, max(2 / (m + n) * (1 - found**2), 0.0), level)
