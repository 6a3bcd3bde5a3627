"""How a measurement scatters about what a model predicts, and how probable it is then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.scipy.stats import norm

from rechallenge.arrays import Numbers

# Stands for the logarithm of a prediction of nothing.
LEAST_PREDICTION = 1e-300


@dataclass(frozen=True)
class Residual:
    """Residual error, as variances (NONMEM's SIGMA).

    Attributes
    ----------
    additive
        Variance of the part that is the same at all predictions, in the squared unit of the measurement.
    proportional
        Variance of the part that grows with the prediction.
    covariance
        Between the two; the square root of their product makes the standard deviations add up.
    logarithmic
        Variance of the logarithm of the measurement; stands alone.
    dv_is_log
        With `logarithmic`, whether the table holds logarithms already.

    Examples
    --------
    >>> Residual(proportional=0.05).additive
    0.0
    """

    additive: float = 0.0
    proportional: float = 0.0
    covariance: float = 0.0
    logarithmic: float = 0.0
    dv_is_log: bool = False

    def __post_init__(self) -> None:
        variances = (self.additive, self.proportional, self.logarithmic)
        if not all(variance >= 0.0 for variance in variances) or sum(variances) <= 0.0:
            raise ValueError("a residual error needs a variance above 0, and none below")
        if self.logarithmic and self.additive + self.proportional > 0.0:
            raise ValueError("a logarithmic residual error stands alone: the logarithm of a measurement has one variance")


class Measured(NamedTuple):
    """Measurements of one patient, each field of shape (records,).

    Attributes
    ----------
    value
        What was measured; its logarithm where the error is logarithmic.
    counts
        Which records are measurements.
    beyond
        0 for a value, 1 for less than it, -1 for more.
    additive, proportional, covariance, logarithmic
        As in `Residual`.
    """

    value: Numbers
    counts: Numbers
    beyond: Numbers
    additive: Numbers
    proportional: Numbers
    covariance: Numbers
    logarithmic: Numbers


def expected_and_log_variance(predicted: Array, measured: Measured) -> tuple[Array, Array]:
    """Mean of each measurement and logarithm of its variance, on the scale on which it is normal."""
    on_log = measured.logarithmic > 0.0
    mean = jnp.where(on_log, jnp.log(jnp.maximum(predicted, LEAST_PREDICTION)), predicted)
    linear = measured.additive + 2.0 * measured.covariance * predicted + measured.proportional * predicted**2
    # Where nothing is predicted an error in proportion to it would be none: as is usual in NONMEM, it is taken as of a prediction of 1.
    linear = jnp.where(linear <= 0.0, measured.additive + measured.proportional, linear)
    return mean, jnp.log(jnp.where(on_log, measured.logarithmic, jnp.where(measured.counts, linear, 1.0)))


class ResidualErrorFit(NamedTuple):
    """Minus twice the log-likelihood of each record (without the constant of the normal distribution), and its derivatives.

    Attributes
    ----------
    by_mean, by_log_variance
        First derivatives.
    mean_mean, mean_variance, variance_variance
        Second derivatives.
    """

    value: Array
    by_mean: Array
    by_log_variance: Array
    mean_mean: Array
    mean_variance: Array
    variance_variance: Array


def fit_of(mean: Array, log_variance: Array, measured: Measured, *, censored: bool) -> ResidualErrorFit:
    """How well the measurements fit, each by itself; records that are none fit perfectly.

    Of a measured value the curvature is the expected one (Fisher's), of a censored one (method M3) the exact one: both are
    positive. Source of M3: Beal SL, J Pharmacokinet Pharmacodyn 2001;28:481-504, doi 10.1023/A:1012299115260.

    Parameters
    ----------
    mean, log_variance
        As `expected_and_log_variance` gives them.
    censored
        Whether the table has any measurement beyond a limit.
    """
    spread = jnp.exp(0.5 * log_variance)
    z = jnp.asarray(measured.value - mean) / spread
    none, one = jnp.zeros_like(z), jnp.ones_like(z)
    fit = ResidualErrorFit(z * z + log_variance, -2.0 * z / spread, 1.0 - z * z, 2.0 / spread**2, none, one)
    if censored:
        hidden = _hidden(z, spread, measured.beyond)
        fit = jax.tree.map(lambda seen, unseen: jnp.where(measured.beyond == 0.0, seen, unseen), fit, hidden)
    return jax.tree.map(lambda part: jnp.where(measured.counts, part, 0.0), fit)


def _hidden(z: Array, spread: Array, beyond: Numbers) -> ResidualErrorFit:
    """Fit of measurements of which only a limit is known."""
    side = jnp.where(beyond < 0.0, -1.0, 1.0)
    hidden = side * z
    log_share = norm.logcdf(hidden)
    hazard = jnp.exp(norm.logpdf(hidden) - log_share)
    bend = 2.0 * hazard * (hidden + hazard)
    by_mean, by_variance = -side / spread, -0.5 * hidden
    return ResidualErrorFit(
        value=-2.0 * log_share,
        by_mean=-2.0 * hazard * by_mean,
        by_log_variance=-2.0 * hazard * by_variance,
        mean_mean=bend * by_mean**2,
        mean_variance=bend * by_mean * by_variance,
        variance_variance=bend * by_variance**2,
    )
