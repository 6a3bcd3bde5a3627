"""A short-lived drug whose start or stop is not known to the hour: its effect averaged over the hour of injection.

When a record does not say on which day a daily injection was stopped, it does not say at what hour the last one was given. The
share of activity that gets through is then the mean over that hour. It depends smoothly on the moment of the stop, which a
sampler needs, and it is the same wherever the stop falls.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.mechanism.engine import NODE_PLACE, NODE_WEIGHT, Drugs

Numbers = Array | NDArray[Any]

N_TABLE = 40
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

    exposure: Numbers
    interval_days: Numbers
    amount_mg: Numbers


def _mean_passing(periods: Periods, drugs: Drugs) -> Array:
    """Share that gets through at the table's points after a stop, averaged over the hour of the last dose, and its slope.

    Shape (periods, points, 2), time counted in intervals. At a stop the last dose was given somewhere within an interval
    before, so the mean is that of the curve after a dose over one interval.
    """
    rate = drugs.response.rate[periods.exposure]
    steady = drugs.response.coefficient[periods.exposure] / -jnp.expm1(-rate * periods.interval_days[:, None])

    def after_dose(place: Array | np.ndarray) -> Array:
        since = periods.interval_days[:, None] * place.ravel()
        exposure = jnp.sum(steady[:, None] * jnp.exp(-rate[:, None] * since[..., None]), axis=-1) * periods.amount_mg[:, None]
        exposure = jnp.maximum(exposure, 0.0)
        half, share = drugs.half_effect[periods.exposure][:, None], drugs.share[periods.exposure][:, None]
        return (1.0 - share * exposure / (half + exposure)).reshape(len(periods.exposure), *place.shape)

    # The window of one interval from each point, by Gauss-Legendre panels that narrow towards its beginning.
    window = _PLACE[:, None] + NODE_PLACE
    mean = after_dose(window) @ NODE_WEIGHT
    slope = after_dose(_PLACE + 1.0) - after_dose(_PLACE)
    return jnp.stack([mean, slope], axis=-1)


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
    table = _mean_passing(periods, drugs)
    places = jnp.asarray(_PLACE)

    def one(table: Array, interval: Array, start: Array, stop: Array, given: Array) -> Array:
        since = jnp.maximum(days - stop, 0.0) / interval
        inside = jnp.clip(since, 0.0, TABLE_INTERVALS * (1.0 - 1e-9))
        left = jnp.clip(jnp.floor(N_TABLE * jnp.sqrt(jax.lax.stop_gradient(inside) / TABLE_INTERVALS)).astype(int), 0, N_TABLE - 1)
        low, high = table[left], table[left + 1]
        gap = high[..., 2] - low[..., 2]
        t = (inside - low[..., 2]) / gap
        rise = high[..., 0] - low[..., 0]
        mean = low[..., 0] + t * rise + t * (1.0 - t) * ((1.0 - t) * (low[..., 1] * gap - rise) + t * (rise - high[..., 1] * gap))
        x = jnp.clip((days - start) / ONSET_DAYS, 0.0, 1.0)
        return jnp.where(given > 0.0, 1.0 - x * x * (3.0 - 2.0 * x) * (1.0 - mean), 1.0)

    table = jnp.concatenate([table, jnp.broadcast_to(places[None, :, None], (*table.shape[:2], 1))], axis=-1)
    interval, amount = jnp.asarray(periods.interval_days), jnp.asarray(periods.amount_mg)
    return jnp.prod(jax.vmap(one)(table, interval, start_day, stop_day, amount), axis=0)
