"""Relapse: the marker of activity back above the level of active disease, recognised by a physician at some rate."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import ndtr

from rechallenge.arrays import with_axes_of
from rechallenge.outcomes import marker

_MARKER = marker()
assert _MARKER.relapse is not None  # a marker has a level of relapse
RELAPSE_LEVEL = _MARKER.relapse.level
"""Level of the marker above which the disease counts as active."""
# A physician does not know the marker to the last digit: recognition sets in over this range of its logarithm (an assay's 20 %).
THRESHOLD_LOG_SD = 0.2
# What follows a quiet time is a relapse at three times the level of that time, even where that lay above the level of active disease;
# and at twice the level where it lay below: CRP varies by about so much in a stable patient.
QUIET_SHARE, LEAST_RISE = 1.0 / 3.0, 2.0
# The quiet time lies within so many days before a relapse is recognised.
QUIET_WITHIN_DAYS, LOOKED_BACK = 14.0, 28
# Active disease is not overlooked for ever: it is recognised within ten days on average by whoever is slowest. No published value.
LEAST_RECOGNITION_PER_D = 0.1
# Share of the relapses of records that were none, by this or any other definition. No published value.
MISTAKEN = 0.02


def relapse_hazard(level: Array, recognition_per_day: Array) -> Array:
    """Rate at which a relapse is recognised at this level of the marker, per day; the patient's own rate adds to the least there is."""
    return (LEAST_RECOGNITION_PER_D + recognition_per_day) * ndtr(jnp.log(level / RELAPSE_LEVEL) / THRESHOLD_LOG_SD)


def cumulative_hazard(level: Array, length_days: Array, recognition_per_day: Array) -> Array:
    """Integral of the hazard from the first breakpoint to each, by the trapezoidal rule on segments of a day or less.

    Shapes: level (..., segments + 1), lengths (segments,), result (..., segments + 1).
    """
    return accumulated(relapse_hazard(level, recognition_per_day), length_days)


def accumulated(hazard: Array, length_days: Array) -> Array:
    """Integral of a hazard from the first breakpoint to each, by the trapezoidal rule; shapes as in `cumulative_hazard`."""
    grown = jnp.cumsum(0.5 * (hazard[..., 1:] + hazard[..., :-1]) * with_axes_of(hazard, length_days), axis=-1)
    return jnp.concatenate([jnp.zeros_like(hazard[..., :1]), grown], axis=-1)


def quiet_before(breakpoints: Array, log_level: Array) -> Array:
    """How surely the disease was quiet within the two weeks before each breakpoint, by the marker then and there, shape (breakpoints,).

    It was quiet where the marker lay below the level of active disease and at no more than half of what it is at the breakpoint; or at
    no more than a third of that.

    Parameters
    ----------
    breakpoints
        Days, a day apart or less; two weeks of more than `LOOKED_BACK` of them are looked back on as far as those reach.
    log_level
        Logarithm of the marker there.

    Examples
    --------
    >>> days = jnp.arange(5.0)
    >>> found = quiet_before(days, jnp.log(jnp.array([80.0, 80.0, 24.0, 40.0, 80.0])))
    >>> [round(float(each), 1) for each in found]
    [0.0, 0.0, 0.0, 0.0, 0.7]
    """
    lowest = _lowest_within(breakpoints, log_level)
    below = jnp.minimum(log_level - float(np.log(LEAST_RISE)), float(np.log(RELAPSE_LEVEL)))
    quiet = jnp.maximum(log_level + float(np.log(QUIET_SHARE)), below)
    return ndtr((quiet - lowest) / THRESHOLD_LOG_SD)


@jax.jit
def new_relapse_hazard(days: Array, level: Array, recognition_per_day: Array) -> Array:
    """Rate at which active disease is recognised that had been quiet before: one that goes on is no relapse.

    Shapes: days (days,), level (draws, days), recognition (draws,), result as the level.
    """
    return relapse_hazard(level, recognition_per_day[:, None]) * jax.vmap(partial(quiet_before, days))(jnp.log(level))


def _lowest_within(breakpoints: Array, log_level: Array) -> Array:
    """Lowest value of the last two weeks at each breakpoint, over at most `LOOKED_BACK` of them and itself, shape (breakpoints,)."""
    here = jnp.arange(len(breakpoints))
    first = jnp.searchsorted(breakpoints, breakpoints - QUIET_WITHIN_DAYS, side="left")
    first = jnp.maximum(first, here - LOOKED_BACK)
    # Lowest of the last 1, 2, 4, ... breakpoints, each from two of the one before; two of them cover a time of any length.
    lowest_of = [log_level]
    while 2 ** len(lowest_of) <= LOOKED_BACK + 1:
        half = 2 ** (len(lowest_of) - 1)
        before = jnp.concatenate([jnp.full(half, jnp.inf), lowest_of[-1][:-half]])[: len(breakpoints)]
        lowest_of.append(jax.lax.optimization_barrier(jnp.minimum(lowest_of[-1], before)))
    doublings = jnp.asarray(_DOUBLINGS)[here - first]
    table = jnp.concatenate(lowest_of)
    row = doublings * len(breakpoints)
    return jnp.minimum(table[row + here], table[row + first + 2**doublings - 1])


# How often 1 can be doubled within so many and one more.
_DOUBLINGS = np.log2(np.arange(1, LOOKED_BACK + 2)).astype(int)
