"""The untreated activity of the disease: its logarithm is an Ornstein-Uhlenbeck process, known at knots and linear between."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array


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
    correlation = jnp.exp(-knot_gap_days[1:] / persistence_days)
    innovation = _innovation(knot_gap_days[1:], persistence_days)

    def step(deviation: Array, inputs: tuple[Array, Array, Array]) -> tuple[Array, Array]:
        keep, spread, draw = inputs
        deviation = keep * deviation + spread * draw
        return deviation, deviation

    _, later = jax.lax.scan(step, noise[0], (correlation, innovation, noise[1:]))
    return log_typical + volatility * jnp.concatenate([noise[:1], later])


def _innovation(gap_days: Array, persistence_days: Array) -> Array:
    # The square root has no derivative at a gap of 0 (padding), so it is taken of 1 there and dropped.
    padding = gap_days <= 0.0
    return jnp.where(padding, 0.0, jnp.sqrt(-jnp.expm1(-2.0 * jnp.where(padding, 1.0, gap_days) / persistence_days)))
