"""How likely a record is under one trajectory: a sum of independent statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.scipy.special import log_ndtr, logsumexp

from rechallenge.arrays import with_axes_of
from rechallenge.inference.forward import Run, run
from rechallenge.inference.layout import Layout
from rechallenge.inference.problem import Data
from rechallenge.inference.programs import Program
from rechallenge.inference.statements import Effects, EventStatements, Holds, OutcomeWords, StopCounts, ValueStatements
from rechallenge.mechanism.dependence import least_holding_dose_mg
from rechallenge.mechanism.relapse import MISTAKEN, RELAPSE_LEVEL, cumulative_hazard, quiet_before, relapse_hazard
from rechallenge.mechanism.washout import Numbers
from rechallenge.outcomes import OutcomeModel

# Over the interval of a relapse, its recognition and the quiet time before it are summed in so many steps.
EVENT_STEPS = 24
LOG_ROOT_TWO_PI = 0.5 * float(np.log(2.0 * np.pi))
# A holding dose read off a taper is known to about a quarter (steps of 2.5 to 5 mg near 15 mg), an outcome in words to a tenth.
HOLD_LOG_ERROR = 0.25
OUTCOME_ERROR = 0.1


class Curves(Protocol):
    """Curves of the outcomes by name."""

    @property
    def levels(self) -> Mapping[str, Array]:
        """Each curve, shape (days,)."""


class Draw(Protocol):
    """What the likelihood of values and events asks of a draw of the patient: `Run` has it, and so has a forecast."""

    @property
    def parameters(self) -> Mapping[str, Array]:
        """Parameters in their own units by name."""

    @property
    def moments(self) -> Array:
        """Days of the moments."""

    @property
    def trajectory(self) -> Curves:
        """Curves of the outcomes."""


def log_interval(low: Numbers, high: Numbers) -> Array:
    """Logarithm of the standard normal probability between two bounds, accurate in both tails.

    Examples
    --------
    >>> round(float(jnp.exp(log_interval(jnp.array(-1.959964), jnp.array(1.959964)))), 4)
    0.95
    """
    # Work in the lower tail, where the probabilities do not round to 1.
    flip = low > 0.0
    low, high = jnp.where(flip, -high, low), jnp.where(flip, -low, high)
    high = jnp.minimum(high, 40.0)  # infinite bounds have no gradient
    finite_low = jnp.maximum(low, -1e3)
    upper = log_ndtr(high)
    gap = jnp.where(low > -1e3, log_ndtr(finite_low) - upper, -jnp.inf)
    safe = jnp.where(jnp.isfinite(gap), jnp.minimum(gap, -1e-12), -1.0)
    return upper + jnp.where(jnp.isfinite(gap), jnp.log(-jnp.expm1(safe)), 0.0)


def log_normal_density(z: Array, sd: Array) -> Array:
    """Logarithm of a normal density from its standardised residual and its standard deviation."""
    return -0.5 * z * z - jnp.log(sd) - LOG_ROOT_TWO_PI


def at_days(breakpoints: Array, curve: Array, slope: Array, days: Array, row: Numbers | None = None) -> Array:
    """Values of a curve on given days: cubic between breakpoints, with the slopes given there.

    The slope has no jump, so that the sampler can move an uncertain day across a breakpoint.

    Parameters
    ----------
    curve, slope
        Shape (breakpoints,), or (curves, breakpoints) where `row` says which of them each day asks for.
    days, row
        Of one shape, which is that of the result.
    """
    right = jnp.clip(jnp.searchsorted(breakpoints, days, side="left"), 1, len(breakpoints) - 1)
    first, last = breakpoints[right - 1], breakpoints[right]
    # Single numbers are fetched, never whole columns: what is added back to one place at a time is most of a gradient's time.
    place = right if row is None else jnp.asarray(row) * len(breakpoints) + right
    flat_curve, flat_slope = curve.reshape(-1), slope.reshape(-1)
    low, high, low_slope, high_slope = flat_curve[place - 1], flat_curve[place], flat_slope[place - 1], flat_slope[place]
    gap = last - first
    t = jnp.clip((days - first) / jnp.where(gap > 0, gap, 1.0), 0.0, 1.0)
    rise = high - low
    return low + t * rise + t * (1.0 - t) * ((1.0 - t) * (low_slope * gap - rise) + t * (rise - high_slope * gap))


def slopes(breakpoints: Array, curve: Array) -> Array:
    """Slopes of curves at the breakpoints: of the parabola through each point and its neighbours, one-sided at the ends."""
    gap = with_axes_of(curve, jnp.diff(breakpoints))
    padding = gap <= 0
    secant = jnp.where(padding, 0.0, jnp.diff(curve, axis=-1) / jnp.where(padding, 1.0, gap))
    before, after = gap[..., :-1], gap[..., 1:]
    total = jnp.where(padding[..., 1:] | padding[..., :-1], 1.0, after + before)
    inner = jnp.where(padding[..., 1:], secant[..., :-1], (after * secant[..., :-1] + before * secant[..., 1:]) / total)
    return jnp.concatenate([secant[..., :1], inner, secant[..., -1:]], axis=-1)


def log_values(outcomes: tuple[OutcomeModel, ...], table: ValueStatements, breakpoints: Array, draw: Draw) -> Array:
    """Log probability of each statement on a value or a change, shape (statements,)."""
    errors = jnp.stack([draw.parameters[model.error] for model in outcomes])
    levels = draw.trajectory.levels
    curves = jnp.stack([jnp.log(levels[model.name]) if model.logarithmic else levels[model.name] for model in outcomes])
    curve_slopes = slopes(breakpoints, curves)

    def predicted(moment: Numbers, offset: Numbers) -> Array:
        row = jnp.broadcast_to(jnp.asarray(table.outcome)[:, None], offset.shape)
        return at_days(breakpoints, curves, curve_slopes, draw.moments[moment][:, None] + offset, row)

    now = predicted(table.at_moment, table.at_offset)
    then = jnp.where(table.relative[:, None], predicted(table.since_moment, table.since_offset), 0.0)
    natural = table.natural[:, None]
    now, then = jnp.where(natural, jnp.exp(now), now), jnp.where(natural, jnp.exp(then), then)
    error = errors[table.outcome][:, None]
    # Both bounds at once, shape (2, statements, days): how far the value lies above each, in standard deviations.
    spread = error[None] * jnp.where(natural[None], jnp.sqrt(now**2 + then**2)[None], jnp.sqrt(1.0 + table.weight[..., None] ** 2))
    above = (now[None] - table.weight[..., None] * then[None] - table.shift[..., None]) / spread
    lower = jnp.where(table.bounded[0][:, None], -above[0], -jnp.inf)
    upper = jnp.where(table.bounded[1][:, None], -above[1], jnp.inf)
    measured = table.measured[:, None]
    # A measurement has equal bounds; the interval formula sees a harmless one there.
    interval = log_interval(jnp.where(measured, -1.0, lower), jnp.where(measured, 1.0, upper))
    each_day = jnp.where(measured, log_normal_density(above[0], spread[0]), interval)
    return logsumexp(each_day, axis=1) - jnp.log(float(each_day.shape[1]))


def recognised_relapse(marker: str, first: Array, last: Array, breakpoints: Array, length_days: Array, draw: Draw) -> tuple[Array, Array]:
    """Chance of a relapse in each of some intervals, shape (intervals,), and the hazard that active disease is recognised over it.

    A relapse is active disease that is recognised within the interval, after the disease had been quiet on a day of the two weeks before
    that. When it began is not told: the interval is that of its being recognised, or written down.
    """
    level = draw.trajectory.levels[marker]
    recognition = draw.parameters["relapse_recognition_per_d"]
    hazard = relapse_hazard(level, recognition)
    accumulated = cumulative_hazard(level, length_days, recognition)
    was_quiet = quiet_before(breakpoints, jnp.log(level))
    # From the beginning of the interval to its end, shape (events, edges).
    edges = first[:, None] + (last - first)[:, None] * jnp.linspace(0.0, 1.0, EVENT_STEPS + 1)[None]
    grown = at_days(breakpoints, accumulated, hazard, edges)
    unrecognised = jnp.exp(-jnp.maximum(grown - grown[:, :1], 0.0))
    middle = 0.5 * (edges[:, 1:] + edges[:, :-1])
    quiet = at_days(breakpoints, was_quiet, jnp.zeros_like(was_quiet), middle)
    relapse = jnp.sum((unrecognised[:, :-1] - unrecognised[:, 1:]) * quiet, axis=1)
    return relapse, jnp.maximum(grown[:, -1] - grown[:, 0], 0.0)


def log_events(marker: str, table: EventStatements, breakpoints: Array, length_days: Array, draw: Draw) -> Array:
    """Log probability of each relapse and remission, shape (events,); `marker` names the outcome by which they are told.

    A remission says that no active disease was recognised while it lasted.
    """
    first = draw.moments[table.first_moment] + table.first_offset
    last = draw.moments[table.last_moment] + table.last_offset
    relapse, within = recognised_relapse(marker, first, last, breakpoints, length_days, draw)
    return jnp.where(table.relapse, jnp.log(MISTAKEN + (1.0 - MISTAKEN) * relapse), -within)


def log_stops(marker: str, table: StopCounts, breakpoints: Array, length_days: Array, draw: Draw) -> Array:
    """Log probability of the number of stops that a relapse followed, shape (drugs,).

    Each stop has its own chance of a relapse in its window; the number of those that had one is summed over which of them they were.
    """
    first = draw.moments[table.first_moment] + table.first_offset
    last = jnp.maximum(draw.moments[table.last_moment] + table.last_offset, first)
    relapse, _ = recognised_relapse(marker, first.ravel(), last.ravel(), breakpoints, length_days, draw)
    # a relapse may be told of a stop that had none, and one that there was not be told
    chance = jnp.where(table.window, MISTAKEN + (1.0 - 2.0 * MISTAKEN) * relapse.reshape(first.shape), 0.0)
    number = jnp.zeros(table.counted.shape).at[:, 0].set(1.0)
    for place in range(first.shape[1]):
        one = chance[:, place, None]
        number = number * (1.0 - one) + one * jnp.concatenate([jnp.zeros_like(one), number[:, :-1]], axis=1)
    return jnp.log(jnp.sum(number * table.counted, axis=1))


def log_outcome_words(marker: OutcomeModel, table: OutcomeWords, breakpoints: Array, draw: Draw) -> Array:
    """Log probability of each outcome in a word: the level of the marker after the start, as a share of that before, shape (words,).

    It is a function of the curve, which measured values tell better: beside them it says the same once more and is no second proof.
    """
    curve = jnp.log(draw.trajectory.levels[marker.name])
    slope = slopes(breakpoints, curve)
    now = at_days(breakpoints, curve, slope, draw.moments[table.at_moment][:, None] + table.at_offset)
    then = at_days(breakpoints, curve, slope, draw.moments[table.since_moment][:, None] + table.since_offset)
    # the word compares two times as two readings would
    spread = draw.parameters[marker.error] * float(np.sqrt(2.0))
    high = then + table.log_high[:, None]
    high = jnp.where(table.quiet[:, None], jnp.maximum(high, float(np.log(RELAPSE_LEVEL))), high)
    low_open, high_open = ~jnp.isfinite(table.log_low)[:, None], ~jnp.isfinite(table.log_high)[:, None]
    lower = jnp.where(low_open, -jnp.inf, (then + jnp.where(low_open, 0.0, table.log_low[:, None]) - now) / spread)
    upper = jnp.where(high_open, jnp.inf, (jnp.where(high_open, 0.0, high) - now) / spread)
    meant = jnp.mean(jnp.exp(log_interval(lower, upper)), axis=1)
    return jnp.log(table.mistaken + (1.0 - table.mistaken) * meant)


def log_effects(table: Effects, draw: Run) -> Array:
    """Log probability of each outcome in words of a drug that is not under question."""
    mean = draw.drugs.response.mean_per_daily_mg[table.exposure] * table.daily_mg
    removed = draw.drugs.share[table.exposure] * mean / (draw.drugs.half_effect[table.exposure] + mean)
    return log_interval((table.low - removed) / OUTCOME_ERROR, (table.high - removed) / OUTCOME_ERROR)


def log_holds(table: Holds, draw: Run, half_effect_mg_d: Array) -> Array:
    """Log probability of each dose of prednisone found to be the least that holds the disease."""
    dose = jnp.log(least_holding_dose_mg(draw.parameters["drive_mg_l"], half_effect_mg_d))
    return log_interval((jnp.log(table.low) - dose) / HOLD_LOG_ERROR, (jnp.log(table.high) - dose) / HOLD_LOG_ERROR)


def log_statements(layout: Layout, data: Data, draw: Run) -> dict[str, Array]:
    """Log probability of each statement of the record under one draw of the patient, by kind, 0 for padding.

    The kinds are ``values`` (and changes), ``events`` (relapses and remissions), ``effects`` (outcomes of drugs in words) and ``holds``
    (doses of prednisone that just hold the disease), ``outcome_words`` (outcomes of drugs in words, by the marker) and ``stops`` (how many
    stops a relapse followed); a kind that the problem cannot have is absent. They are independent: the log
    likelihood of the record is the sum.
    """
    breakpoints, length_days = jnp.asarray(data.breakpoints), jnp.asarray(data.length_days)
    found = {
        "values": log_values(layout.outcomes, data.values, breakpoints, draw),
        "events": log_events(layout.marker.name, data.events, breakpoints, length_days, draw),
    }
    if data.outcome_words is not None:
        found["outcome_words"] = log_outcome_words(layout.marker, data.outcome_words, breakpoints, draw)
    if data.stops is not None:
        found["stops"] = log_stops(layout.marker.name, data.stops, breakpoints, length_days, draw)
    if layout.exposures:
        found["effects"] = log_effects(data.effects, draw)
    if "prednisone.half_effect" in layout.parameters:
        found["holds"] = log_holds(data.holds, draw, draw.parameters["prednisone.half_effect"])
    return {kind: jnp.where(data.present[kind] > 0, each, 0.0) for kind, each in found.items()}


def log_likelihood(layout: Layout, data: Data, draw: Run) -> Array:
    """Log likelihood of the record under one draw of the patient."""
    first, *others = (jnp.sum(each) for each in log_statements(layout, data, draw).values())
    for other in others:
        first += other
    return first


def log_prior(layout: Layout, vector: Array, draw: Run) -> Array:
    """Log prior density of a vector of unknowns, with its constants."""
    return -0.5 * jnp.sum(vector * vector) - layout.size * LOG_ROOT_TWO_PI + draw.log_prior_correction


def log_posterior(layout: Layout, data: Data, vector: Array, works: Array) -> Array:
    """Log posterior up to the evidence: the prior density of the unknowns, with its constants, plus the likelihood."""
    draw = run(layout, data, vector, works)
    return log_prior(layout, vector, draw) + log_likelihood(layout, data, draw)


def _value_and_gradient(layout: Layout, data: Data, vector: Array, works: Array) -> tuple[Array, Array]:
    return jax.value_and_grad(log_posterior, argnums=2)(layout, data, vector, works)


value_and_gradient = Program(_value_and_gradient)
