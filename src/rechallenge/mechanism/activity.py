"""The untreated activity of the disease: its logarithm is an Ornstein-Uhlenbeck process, known at knots and linear between."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

# Where a knot is told directly, its noise counts from this activity, on a scale of one unit of its logarithm.
REFERENCE_LOG_ACTIVITY = float(np.log(60.0))


def _transition(knot_gap_days: Array, persistence_days: Array) -> tuple[Array, Array]:
    """Share of a deviation that is kept over each gap, and relative spread of what comes anew."""
    keep = jnp.exp(-knot_gap_days / persistence_days)
    # The square root has no derivative at a gap of 0 (padding), so it is taken of 1 there and dropped.
    padding = knot_gap_days <= 0.0
    anew = jnp.sqrt(-jnp.expm1(-2.0 * jnp.where(padding, 1.0, knot_gap_days) / persistence_days))
    return keep, jnp.where(padding, 0.0, anew)


def log_activity(noise: Array, knot_gap_days: Array, log_typical: Array, volatility: Array, persistence_days: Array) -> Array:
    """Logarithm of the activity at the knots.

    Parameters
    ----------
    noise
        Independent standard normals, shape (knots,).
    knot_gap_days
        Days since the previous knot, shape (knots,); the first is not used. A gap of 0 repeats the knot.
    log_typical, volatility, persistence_days
        Stationary mean, stationary standard deviation and correlation time of the process.

    Returns
    -------
    Array
        Shape (knots,); exact at the knots whatever their spacing.
    """
    activity, _ = mixed_log_activity(noise, knot_gap_days, jnp.zeros(noise.shape, bool), log_typical, volatility, persistence_days)
    return activity


def mixed_log_activity(
    noise: Array, knot_gap_days: Array, told: Array, log_typical: Array, volatility: Array, persistence_days: Array
) -> tuple[Array, Array]:
    """Logarithm of the activity at the knots, where some knots are told directly and not by what comes anew.

    A knot beside a reading is known whatever the process, so its value is the better unknown there; between readings the
    innovation is. Either way the process is the same: the second result corrects the density.

    Parameters
    ----------
    told
        Which knots are told directly, as ``REFERENCE_LOG_ACTIVITY + noise``, shape (knots,).

    Returns
    -------
    tuple
        The activity, shape (knots,), and what to add to the standard normal log density of the noise.
    """
    keep, anew = _transition(knot_gap_days, persistence_days)
    keep, anew = keep.at[0].set(0.0), anew.at[0].set(1.0)

    def step(deviation: Array, inputs: tuple[Array, Array, Array, Array]) -> tuple[Array, tuple[Array, Array]]:
        keep, anew, draw, told = inputs
        expected, spread = keep * deviation, volatility * jnp.where(told, anew, 1.0)
        value = jnp.where(told, REFERENCE_LOG_ACTIVITY + draw - log_typical, expected + volatility * anew * draw)
        residual = (value - expected) / spread
        correction = jnp.where(told, 0.5 * (draw * draw - residual * residual) - jnp.log(spread), 0.0)
        return value, (value, correction)

    _, (deviations, corrections) = jax.lax.scan(step, jnp.zeros(()), (keep, anew, noise, told))
    return log_typical + deviations, jnp.sum(corrections)
