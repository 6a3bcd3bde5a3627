"""A short-lived drug whose start or stop is not known to the hour: its effect averaged over the hour of injection.

When a record does not say on which day a daily injection was stopped, it does not say at what hour the last one was given. The
share of activity that gets through is then the mean over that hour. It depends smoothly on the moment of the stop, which a
sampler needs, and it is the same wherever the stop falls.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.mechanism.engine import Drugs

N_TABLE = 64
# After this many intervals without a dose a short-lived drug is gone.
TABLE_INTERVALS = 6.0
# Points of the table, dense after the injection where the signal turns.
_PLACE = TABLE_INTERVALS * (np.arange(N_TABLE + 1) / N_TABLE) ** 2
# Time over which the effect sets in when the moment of the first dose is uncertain, in days.
ONSET_DAYS = 1.0


class Periods(NamedTuple):
    """Stretches of regular dosing with an uncertain edge; one entry each, padded with amounts of 0.

    Attributes
    ----------
    exposure
        Which exposure it feeds, shape (periods,).
    interval_days, amount_mg
        Spacing and amount of its doses, shape (periods,).
    """

    exposure: Array
    interval_days: Array
    amount_mg: Array


def _passing_after_dose(periods: Periods, drugs: Drugs) -> tuple[Array, Array]:
    """Share that gets through by time since the last of many doses, and its integral over time, at the table's points.

    Shapes (periods, points), time counted in intervals.
    """
    rate = drugs.response.rate[periods.exposure]
    steady = drugs.response.coefficient[periods.exposure] / -jnp.expm1(-rate * periods.interval_days[:, None])

    def passing(place: Array | np.ndarray) -> Array:
        since = periods.interval_days[:, None] * place
        exposure = jnp.sum(steady[:, None] * jnp.exp(-rate[:, None] * since[..., None]), axis=-1) * periods.amount_mg[:, None]
        exposure = jnp.maximum(exposure, 0.0)
        half, share = drugs.half_effect[periods.exposure][:, None], drugs.share[periods.exposure][:, None]
        return 1.0 - share * exposure / (half + exposure)

    at_points, between = passing(_PLACE), passing(0.5 * (_PLACE[1:] + _PLACE[:-1]))
    pieces = np.diff(_PLACE) / 6.0 * (at_points[:, 1:] + 4.0 * between + at_points[:, :-1])
    return at_points, jnp.concatenate([jnp.zeros_like(pieces[:, :1]), jnp.cumsum(pieces, axis=1)], axis=1)


def passing(periods: Periods, start_day: Array, stop_day: Array, drugs: Drugs, days: Array) -> Array:
    """Share of the activity that the periods let through.

    Parameters
    ----------
    start_day, stop_day
        Edges of each period, shape (periods,): first dose, and one interval after the last.
    days
        When, any shape.

    Returns
    -------
    Array
        Same shape as `days`.
    """
    at_points, integral = _passing_after_dose(periods, drugs)

    def integrated(table: Array, slope: Array, place: Array) -> Array:
        """Cubic in the table; beyond its end nothing is blocked any more."""
        inside = jnp.clip(place, 0.0, TABLE_INTERVALS * (1.0 - 1e-9))
        left = jnp.clip(jnp.floor(N_TABLE * jnp.sqrt(jax.lax.stop_gradient(inside) / TABLE_INTERVALS)).astype(int), 0, N_TABLE - 1)
        gap = jnp.asarray(np.diff(_PLACE))[left]
        t = (inside - jnp.asarray(_PLACE)[left]) / gap
        rise = table[left + 1] - table[left]
        bend = (1.0 - t) * (slope[left] * gap - rise) + t * (rise - slope[left + 1] * gap)
        return table[left] + t * rise + t * (1.0 - t) * bend + jnp.maximum(place - TABLE_INTERVALS, 0.0)

    def one(table: Array, slope: Array, interval: Array, start: Array, stop: Array, given: Array) -> Array:
        since_stop = jnp.maximum(days - stop, 0.0) / interval
        mean = integrated(table, slope, since_stop + 1.0) - integrated(table, slope, since_stop)
        x = jnp.clip((days - start) / ONSET_DAYS, 0.0, 1.0)
        return jnp.where(given > 0.0, 1.0 - x * x * (3.0 - 2.0 * x) * (1.0 - mean), 1.0)

    every = jax.vmap(one)(integral, at_points, periods.interval_days, start_day, stop_day, periods.amount_mg)
    return jnp.prod(every, axis=0)
