"""Bayesian regression of one patient's series on the treatment, with carryover and autocorrelation.

    value(t) = level + effect * c(t) + trend * (t - middle) / span + e(t)

c(t), between 0 and 1, builds up while the drug is given and fades when it is stopped, with one half-life that is estimated
(carryover); e is a stationary Gaussian process whose correlation over d days is exp(-d / persistence) (the continuous form of the
autoregressive errors of N-of-1 regressions). After Zucker et al. (1997, doi:10.1016/s0895-4356(96)00429-5) and Schmid and Duan
(AHRQ guide to N-of-1 trials 2014, chapter 4).

How it is computed: the half-life, the persistence and the standard deviation lie on a grid; given these the coefficients are
Gaussian, and their posterior is exact. Values known only within bounds are drawn from their truncated Gaussian in turn with all
else (Gibbs sampling, the Tobit likelihood by data augmentation), so that the likelihood of a value below the limit of detection is
the probability of being below it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from rechallenge.arrays import Floats
from rechallenge.single_case.statistic import Reason
from rechallenge.single_case.values import Values

HALF_LIVES_DAYS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Half-lives of the effect, equally likely beforehand: from anakinra, hours, to drugs whose effect fades over a week."""
PERSISTENCES_DAYS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""Days over which a chance deviation lasts (its correlation falls by a factor of e), equally likely beforehand."""
SPREADS = tuple(np.exp(np.linspace(math.log(0.03), math.log(3.0), 20)))
"""Standard deviations of e in units of `scale`; half-normal beforehand, with a standard deviation of one unit."""
LEVEL_SD, EFFECT_SD, TREND_SD = 3.0, 2.0, 1.0
"""Standard deviations, before the data, of level, effect and trend, in units of `scale`; all have a mean of zero, the level about
the middle value of the series."""
# Two values of one day would be one number to the process, were it not for the error of measurement.
LEAST_APART_DAYS = 0.5
DRAWS, WARMUP = 2000, 200
FEWEST, FEWEST_A_SIDE = 5, 2


@dataclass(frozen=True, slots=True)
class Regression:
    """Posterior of the regression; medians with 90 % intervals. All None when `undefined`.

    Attributes
    ----------
    effect
        Change under the full effect of the drug, in the unit of the values: median, 5th and 95th percentiles.
    p_lower, p_beyond
        Probability that the effect is below zero, and that it is below `threshold`.
    half_life_days, persistence_days
        Half-life of the carryover, and days over which a chance deviation lasts: median, 5th and 95th percentiles.
    censored
        How many values were known only within bounds.
    """

    effect: tuple[float, float, float] | None
    p_lower: float | None
    p_beyond: float | None
    threshold: float | None
    half_life_days: tuple[float, float, float] | None
    persistence_days: tuple[float, float, float] | None
    censored: int
    undefined: Reason | None = None
    draws: Floats | None = None
    """Draws of the effect."""


def exposure(times: Floats, periods: Sequence[tuple[float, float]], half_life_days: float) -> Floats:
    """Share of the full effect that is present at each time; `periods` are starts and stops of the drug, in order and apart.

    >>> exposure(np.array([0.0, 1.0, 3.0]), [(0.0, 2.0)], 1.0).round(3).tolist()
    [0.0, 0.5, 0.375]
    """
    if half_life_days <= 0:
        given = np.zeros(len(times))
        for start, stop in periods:
            given[(times > start) & (times <= stop)] = 1.0
        return given
    share = np.zeros_like(times)
    before, last = 0.0, -math.inf
    for start, stop in periods:
        before *= 0.0 if last == -math.inf else 0.5 ** ((start - last) / half_life_days)
        while_on, since = (times > start) & (times <= stop), times > stop
        share[while_on] = 1 - (1 - before) * 0.5 ** ((times[while_on] - start) / half_life_days)
        at_stop = 1.0 if stop == math.inf else 1 - (1 - before) * 0.5 ** ((stop - start) / half_life_days)
        if stop < math.inf:
            share[since] = at_stop * 0.5 ** ((times[since] - stop) / half_life_days)
        before, last = at_stop, stop
    return share


def regression(
    times: Floats,
    values: Values,
    periods: Sequence[tuple[float, float]],
    *,
    scale: float = 1.0,
    threshold: float | None = None,
    trend: bool = True,
    half_lives_days: Sequence[float] = HALF_LIVES_DAYS,
    persistences_days: Sequence[float] = PERSISTENCES_DAYS,
    spreads: Sequence[float] = SPREADS,
    draws: int = DRAWS,
    seed: int = 0,
) -> Regression:
    """Fit the regression.

    Parameters
    ----------
    times
        Days, in order, shape (values,).
    values
        On the scale on which changes add up: the logarithm for CRP.
    periods
        Starts and stops of the drug in days; an endless stop is infinite.
    scale
        A change that would be large, in the unit of the values: what the prior widths are told in.
    half_lives_days, persistences_days, spreads
        The grid; `spreads` in units of `scale`.
    """
    on = exposure(times, periods, 0.0) > 0 if len(times) else np.zeros(0, bool)
    if len(times) < FEWEST or min(int(on.sum()), int((~on).sum())) < FEWEST_A_SIDE:
        return Regression(None, None, None, threshold, None, None, values.censored, "few_values")
    model = _Model(times, periods, trend, half_lives_days, persistences_days, spreads)
    effect, half_life, persistence = model.sample(values, scale, draws, np.random.default_rng(seed))
    return Regression(
        _summary(effect),
        float((effect < 0).mean()),
        None if threshold is None else float((effect < threshold).mean()),
        threshold,
        _summary(half_life),
        _summary(persistence),
        values.censored,
        draws=effect,
    )


def _summary(draws: Floats) -> tuple[float, float, float]:
    low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95])
    return float(middle), float(low), float(high)


class _Model:
    """Everything that does not change with the values: designs, whitened by each persistence, and posterior covariances.

    Axes: persistences, half-lives, spreads, then values or coefficients.
    """

    def __init__(
        self,
        times: Floats,
        periods: Sequence[tuple[float, float]],
        trend: bool,
        half_lives_days: Sequence[float],
        persistences_days: Sequence[float],
        spreads: Sequence[float],
    ) -> None:
        self.half_lives, self.persistences = np.asarray(half_lives_days, float), np.asarray(persistences_days, float)
        self.spreads = np.asarray(spreads, float)
        n, span = len(times), max(times[-1] - times[0], 1e-9)
        columns = [np.ones((len(self.half_lives), n)), np.stack([exposure(times, periods, h) for h in self.half_lives])]
        prior = [LEVEL_SD, EFFECT_SD]
        if trend:
            columns.append(np.tile((times - times.mean()) / span, (len(self.half_lives), 1)))
            prior.append(TREND_SD)
        self.design = np.stack(columns, axis=-1)
        apart = np.maximum(np.diff(times), LEAST_APART_DAYS)
        self.step = np.exp(-apart / self.persistences[:, None])
        self.left = np.sqrt(1 - self.step**2)
        self.white_design = self.whiten(np.moveaxis(self.design, 1, -1)[None])
        gram = np.einsum("rhpn,rhqn->rhpq", self.white_design, self.white_design)
        precision = gram[:, :, None] / (self.spreads**2)[:, None, None] + np.diag(1 / np.square(prior))
        self.covariance = np.linalg.inv(precision)
        self.root = np.linalg.cholesky(self.covariance)
        # what of the marginal likelihood does not depend on the values, with the priors of the grid
        self.constant = (
            0.5 * np.linalg.slogdet(self.covariance)[1]
            - np.log(self.left).sum(axis=-1)[:, None, None]
            - n * np.log(self.spreads)
            - 0.5 * self.spreads**2
            + np.log(np.gradient(self.spreads) if len(self.spreads) > 1 else np.ones(1))
        )

    def whiten(self, rows: Floats) -> Floats:
        """Make independent what follows the process, for each persistence; the last axis is time, the first the persistence."""
        shape = (len(self.persistences), *(1,) * (rows.ndim - 2), -1)
        step, left = self.step.reshape(shape), self.left.reshape(shape)
        first = np.broadcast_to(rows[..., :1], (len(self.persistences), *rows.shape[1:-1], 1))
        return np.concatenate([first, (rows[..., 1:] - step * rows[..., :-1]) / left], axis=-1)

    def conditional(self, values: Floats) -> tuple[Floats, Floats]:
        """Logarithm of the weight of each point of the grid, shape (r, h, s), and the means of its coefficients, (r, h, s, p)."""
        white = self.whiten(values[None])
        cross = np.einsum("rhpn,rn->rhp", self.white_design, white)[:, :, None] / (self.spreads**2)[:, None]
        mean = np.einsum("rhspq,rhsq->rhsp", self.covariance, np.broadcast_to(cross, self.covariance.shape[:-1]))
        squares = np.einsum("rn,rn->r", white, white)[:, None, None] / self.spreads**2
        return self.constant - 0.5 * (squares - np.einsum("rhsp,rhsp->rhs", mean, np.broadcast_to(cross, mean.shape))), mean

    def sample(self, values: Values, scale: float, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
        """Draws of the effect, in the unit of the values, of the half-life and of the persistence."""
        start = _within(values)
        center = float(np.median(start))
        low, high, current = ((x - center) / scale for x in (values.low, values.high, start))
        open_places = np.flatnonzero(values.low != values.high)
        warmup = WARMUP if len(open_places) else 0
        kept: list[tuple[float, float, float]] = []
        for turn in range(draws + warmup):
            if turn == 0 or len(open_places):
                log_weight, mean = self.conditional(current)
                weight = np.exp(log_weight - log_weight.max())
                cumulative = np.cumsum(weight)
            place = int(np.searchsorted(cumulative, rng.random() * cumulative[-1]))
            r, h, s = np.unravel_index(min(place, weight.size - 1), weight.shape)
            coefficients = mean[r, h, s] + self.root[r, h, s] @ rng.standard_normal(mean.shape[-1])
            if turn >= warmup:
                kept.append((float(scale * coefficients[1]), float(self.half_lives[h]), float(self.persistences[r])))
            if len(open_places):
                expected = self.design[h] @ coefficients
                current = _redrawn(current, expected, self.step[r], float(self.spreads[s]), low, high, open_places, rng)
        effect, half_life, persistence = np.array(kept).T
        return effect, half_life, persistence


def _within(values: Values) -> Floats:
    """Make a number of each value to begin with: the middle of its bounds, or its only bound."""
    low, high = values.low, values.high
    with np.errstate(invalid="ignore"):
        middle = 0.5 * (low + high)
    return np.where(np.isfinite(low), np.where(np.isfinite(high), middle, low), np.where(np.isfinite(high), high, 0.0))


def _redrawn(
    values: Floats,
    expected: Floats,
    step: Floats,
    spread: float,
    low: Floats,
    high: Floats,
    places: NDArray[np.int64],
    rng: np.random.Generator,
) -> Floats:
    """Draw each value that is known only within bounds, given its neighbours: the process has no longer memory than that."""
    left = values - expected
    n = len(values)
    for i in places:
        mean, precision = 0.0, 0.0
        if i > 0:
            tight = 1 / (1 - step[i - 1] ** 2)
            mean, precision = mean + tight * step[i - 1] * left[i - 1], precision + tight
        else:
            precision += 1.0
        if i < n - 1:
            tight = 1 / (1 - step[i] ** 2)
            mean, precision = mean + tight * step[i] * left[i + 1], precision + tight * step[i] ** 2
        mean, deviation = mean / precision, spread / math.sqrt(precision)
        left[i] = _truncated(mean, deviation, low[i] - expected[i], high[i] - expected[i], rng)
    return left + expected


def _truncated(mean: float, deviation: float, low: float, high: float, rng: np.random.Generator) -> float:
    """Draw from a normal distribution cut off at two bounds."""
    a, b = (low - mean) / deviation, (high - mean) / deviation
    # in the upper tail the distribution function rounds to one: draw from the mirror image
    mirrored = a > 0
    if mirrored:
        a, b = -b, -a
    p, q = float(ndtr(a)), float(ndtr(b))
    drawn = float(ndtri(p + rng.random() * (q - p))) if q > p else b
    drawn = min(max(drawn, a), b)
    return mean + deviation * (-drawn if mirrored else drawn)
