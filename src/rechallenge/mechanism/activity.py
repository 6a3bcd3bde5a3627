"""The untreated activity of the disease: its logarithm is an Ornstein-Uhlenbeck process, known at knots and linear between."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.mechanism.recurrence import linear_recurrence

Numbers = Array | NDArray[Any]
_Three = tuple[Array, Array, Array]


class Process(NamedTuple):
    """The process: stationary mean and standard deviation of the logarithm, and its correlation time in days."""

    log_typical: Array
    volatility: Array
    persistence_days: Array


class Hints(NamedTuple):
    """What a record suggests of the activity at the knots, as the logarithm of a normal density in it, each of shape (knots,).

    With the error of a reading as unit of spread: ``pull @ x - x @ precision @ x / 2``, the precision being tridiagonal. Hints
    only choose coordinates: the process and its likelihood are the same whatever they say.

    Attributes
    ----------
    own, beside
        Diagonal of the precision, and its elements between each knot and the next (the last is not used).
    pull
        Precision times the suggested values.
    """

    own: Numbers
    beside: Numbers
    pull: Numbers

    @classmethod
    def silent(cls, n_knots: int) -> Hints:
        """Hints that say nothing: the coordinates are then those of the process itself, in which it is standard normal noise."""
        return cls(*(jnp.zeros(n_knots) for _ in cls._fields))


def is_padding(knot_gap_days: Numbers) -> Numbers:
    """Which knots only repeat the one before them; the first never does."""
    return (knot_gap_days <= 0.0) & (np.arange(len(knot_gap_days)) > 0)


def _transition(knot_gap_days: Array, process: Process) -> tuple[Array, Array]:
    """Share of a deviation that is kept over each gap, and standard deviation of what comes anew; 0 and 0 where a gap is 0."""
    padding = is_padding(knot_gap_days)
    gap = jnp.where(padding, 1.0, knot_gap_days)  # the square root has no derivative at a gap of 0
    keep = jnp.exp(-gap / process.persistence_days).at[0].set(0.0)
    anew = process.volatility * jnp.sqrt(1.0 - keep * keep)
    return jnp.where(padding, 1.0, keep), jnp.where(padding, 0.0, anew)


def log_activity(noise: Array, knot_gap_days: Array, process: Process) -> Array:
    """Logarithm of the activity at the knots, told from each to the next.

    Parameters
    ----------
    noise
        Independent standard normals, shape (knots,).
    knot_gap_days
        Days since the previous knot, shape (knots,); the first is not used. A gap of 0 repeats the knot.

    Returns
    -------
    Array
        Shape (knots,); exact at the knots whatever their spacing.
    """

    def step(deviation: Array, inputs: tuple[Array, Array]) -> tuple[Array, Array]:
        keep, new = inputs
        value = keep * deviation + new
        return value, value

    keep, anew = _transition(knot_gap_days, process)
    _, deviations = jax.lax.scan(step, jnp.zeros(()), (keep, anew * noise))
    return process.log_typical + deviations


def evenly_log_activity(noise: Array, gap_days: float, process: Process) -> Array:
    """Logarithm of the activity at many knots of one spacing, from independent standard normals, shape (knots,)."""
    keep = jnp.exp(-gap_days / process.persistence_days)
    anew = process.volatility * jnp.sqrt(1.0 - keep * keep) * noise[1:, None]
    first = process.volatility * noise[:1]
    return process.log_typical + linear_recurrence(first, jnp.broadcast_to(keep, anew.shape), anew)[:, 0]


class _Conditional(NamedTuple):
    """The process given the hints: a normal whose precision is tridiagonal, eliminated from the first knot on."""

    keep: Array
    anew: Array
    pivot: Array
    beside: Array
    toward: Array


def _conditional(knot_gap_days: Array, hints: Hints, error: Array, process: Process) -> _Conditional:
    keep, anew = _transition(knot_gap_days, process)
    padding = anew <= 0.0
    keep, anew = jnp.where(padding, 0.0, keep), jnp.where(padding, 1.0, anew)  # padding stands by itself
    keep_next, anew_next = jnp.append(keep[1:], 0.0), jnp.append(anew[1:], 1.0)
    unit = 1.0 / error**2
    own = 1.0 / anew**2 + (keep_next / anew_next) ** 2 + unit * hints.own
    beside = -keep_next / anew_next**2 + unit * hints.beside
    row = hints.own + hints.beside + jnp.append(0.0, jnp.asarray(hints.beside)[:-1])
    pull = unit * (hints.pull - row * process.log_typical)

    def eliminate(carry: _Three, inputs: _Three) -> tuple[_Three, tuple[Array, Array]]:
        pivot, beside, toward = carry
        own, beside_next, pull = inputs
        pivot, toward = own - beside**2 / pivot, pull - beside / pivot * toward
        return (pivot, beside_next, toward), (pivot, toward)

    nothing = jnp.zeros(())
    _, (pivot, toward) = jax.lax.scan(eliminate, (nothing + 1.0, nothing, nothing), (own, beside, pull))
    return _Conditional(keep, anew, pivot, beside, toward)


def hinted_log_activity(noise: Array, knot_gap_days: Array, hints: Hints, error: Array, process: Process) -> tuple[Array, Array]:
    """Logarithm of the activity at the knots, in coordinates that hints make nearly independent.

    The noise counts from the process given the hints, as if they were readings of the activity itself. They are not quite (CRP
    lags, drugs act), hence the second result: it makes the density that of the process alone. But where readings are dense and
    exact they nearly are, and then the noise stays near standard normals whatever the error and the volatility may be, which a
    sampler needs; without hints these are the coordinates of the process itself.

    Parameters
    ----------
    noise
        Shape (knots,).
    knot_gap_days
        Days since the previous knot, shape (knots,); 0 is padding.
    error
        Error of a reading on the log scale.

    Returns
    -------
    tuple
        The activity, shape (knots,), of no meaning at padding; and what to add to the standard normal log density of the noise.
    """
    given = _conditional(knot_gap_days, hints, error, process)

    def back(later: Array, inputs: tuple[Array, Array, Array, Array]) -> tuple[Array, Array]:
        pivot, beside, toward, draw = inputs
        value = (toward - beside * later) / pivot + draw / jnp.sqrt(pivot)
        return value, value

    steps = (given.pivot, given.beside, given.toward, noise)
    _, deviation = jax.lax.scan(back, jnp.zeros(()), steps, reverse=True)
    residual = (deviation - given.keep * jnp.roll(deviation, 1)) / given.anew
    correction = 0.5 * (noise * noise - residual * residual) - jnp.log(given.anew) - 0.5 * jnp.log(given.pivot)
    return process.log_typical + deviation, jnp.sum(correction)


def noise_of(log_activity: Array, knot_gap_days: Array, hints: Hints, error: Array, process: Process) -> Array:
    """The noise that `hinted_log_activity` turns into this activity; of no meaning at padding."""
    given = _conditional(knot_gap_days, hints, error, process)
    deviation = log_activity - process.log_typical
    expected = (given.toward - given.beside * jnp.append(deviation[1:], 0.0)) / given.pivot
    return jnp.sqrt(given.pivot) * (deviation - expected)
