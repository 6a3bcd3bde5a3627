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
from numpy.typing import NDArray

from rechallenge.arrays import Numbers as Numbers
from rechallenge.arrays import with_axes_of
from rechallenge.mechanism.engine import Drugs
from rechallenge.mechanism.nodes import WHOLE, Nodes

# After this many intervals without a dose a short-lived drug is gone.
GONE_AFTER_INTERVALS = 6.0
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
    into_vein
        Whether they go into a vein, shape (periods,).
    reach, onset
        0, 1, 2, ...: as many rows of days as the washout after a stop can touch, and the onset after a start. Only their lengths matter.
    """

    exposure: Numbers
    interval_days: Numbers
    amount_mg: Numbers
    into_vein: Numbers
    reach: Numbers
    onset: Numbers


def rows_reached(first_day: NDArray[np.float64], within_days: float) -> int:
    """Most rows that what lasts so long can touch, from the first day of each row: that in which it begins, and those until its end."""
    over = np.searchsorted(first_day, first_day + within_days, side="left")
    return int(np.max(over - np.arange(len(first_day)))) + 1


def _mean_passing(periods: Periods, drugs: Drugs, since: Array, nodes: Nodes) -> Array:
    """Share that gets through, averaged over the hour of the last dose, at times since the stop in intervals: (periods, ...).

    At a stop the last dose was given somewhere within an interval before, so the mean is that of the curve after a dose over
    one interval, by Gauss-Legendre panels that narrow towards its beginning.
    """
    along = (slice(None), *[None] * since.ndim)
    rate = drugs.response.rate[periods.exposure]
    steady = drugs.response.coefficient[periods.exposure] * jnp.asarray(periods.amount_mg)[:, None]
    if drugs.vein is not None:
        steady = steady * jnp.where(jnp.asarray(periods.into_vein)[:, None], drugs.vein[periods.exposure], 1.0)
    steady = steady / -jnp.expm1(-rate * periods.interval_days[:, None])
    days = periods.interval_days[along] * (since[..., None] + with_axes_of(since[..., None], nodes.first_place))
    exposure = sum(steady[:, k][along] * jnp.exp(-rate[:, k][along] * days) for k in range(rate.shape[-1]))
    exposure = jnp.maximum(exposure, 0.0)
    half, share = drugs.half_effect[periods.exposure][along], drugs.share[periods.exposure][along]
    return (1.0 - share * exposure / (half + exposure)) @ nodes.first_weight


def passing(periods: Periods, start_day: Array, stop_day: Array, drugs: Drugs, days: Array, nodes: Nodes = WHOLE) -> Array:
    """Share of the activity that the periods let through.

    Parameters
    ----------
    start_day, stop_day
        Edges of each period, shape (periods,): first dose, and one interval after the last.
    days
        When, shape (rows, points); rows follow each other in time.
    nodes
        How the mean over the hour is integrated.

    Returns
    -------
    Array
        Shape (rows, points).
    """
    (n_rows, n_points), n_periods, n_onset = days.shape, len(stop_day), len(periods.onset)
    n_spare = max(len(periods.reach), n_onset)
    if not n_periods:
        return jnp.ones(days.shape)
    interval = jnp.asarray(periods.interval_days)[:, None, None]
    # What gets through is one number in most rows: all of it, or what the drug lets through that is given. It changes in few rows, while
    # the effect sets in and after a stop, and is computed in those alone.
    starts, stops = (jnp.sum(days[None, :, -1] <= edge[:, None], axis=1) for edge in (start_day, stop_day))  # first rows that end after
    setting_in = jnp.minimum(starts[:, None] + periods.onset[None], n_rows - 1)
    rows = jnp.concatenate([setting_in, jnp.minimum(stops[:, None] + periods.reach[None], n_rows - 1)], axis=1)
    there = days[rows]
    since = jnp.clip((there - stop_day[:, None, None]) / interval, 0.0, GONE_AFTER_INTERVALS)
    ends = jnp.broadcast_to(jnp.array([0.0, GONE_AFTER_INTERVALS]), (n_periods, 2))
    found = _mean_passing(periods, drugs, jnp.concatenate([since.reshape(n_periods, -1), ends], axis=1), nodes)
    mean, given, gone = found[:, :-2].reshape(since.shape), found[:, -2, None, None], found[:, -1, None, None]
    x = jnp.clip((there - start_day[:, None, None]) / ONSET_DAYS, 0.0, 1.0)
    changing = 1.0 - x * x * (3.0 - 2.0 * x) * (1.0 - mean)
    row = jnp.arange(n_rows + n_spare)[None, :, None]
    constant = jnp.where(row < starts[:, None, None], 1.0, jnp.where(row < stops[:, None, None], given, gone))
    constant = jnp.broadcast_to(constant, (n_periods, n_rows + n_spare, n_points))
    put = jax.vmap(lambda rows, few, first: jax.lax.dynamic_update_slice(rows, few, (first, 0)))
    # a stop so soon that rows of both lie together finds the same numbers in them twice
    through = put(put(constant, changing[:, n_onset:], stops), changing[:, :n_onset], starts)[:, :n_rows]
    all_through = jnp.ones((n_rows, n_points))
    for each, amount_mg in enumerate(jnp.asarray(periods.amount_mg)):  # see `Drugs.passing_each`
        all_through = all_through * jnp.where(amount_mg > 0.0, through[each], 1.0)
    return all_through
