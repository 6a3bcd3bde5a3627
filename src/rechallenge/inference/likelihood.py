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
from rechallenge.inference.statements import N_DAYS, Effects, EventStatements, Holds, ValueStatements
from rechallenge.mechanism.dependence import least_holding_dose_mg
from rechallenge.mechanism.relapse import MISTAKEN, cumulative_hazard, quiet_before, relapse_hazard
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


def at_days(breakpoints: Array, curve: Array, slope: Array, days: Array) -> Array:
    """Values of curves (..., breakpoints) on given days: cubic between breakpoints, with the slopes given there.

    The slope has no jump, so that the sampler can move an uncertain day across a breakpoint.
    """
    # Comparing with every breakpoint is quicker here than a search, and far quicker to compile.
    right = jnp.clip(jnp.searchsorted(breakpoints, days, side="left", method="compare_all"), 1, len(breakpoints) - 1)
    both = jnp.stack([curve, slope, jnp.broadcast_to(breakpoints, curve.shape)])
    (low, low_slope, first), (high, high_slope, last) = both[..., right - 1], both[..., right]
    gap = last - first
    t = jnp.clip((with_axes_of(first, days) - first) / jnp.where(gap > 0, gap, 1.0), 0.0, 1.0)
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
        every_curve = at_days(breakpoints, curves, curve_slopes, draw.moments[moment][:, None] + offset)
        return jnp.take_along_axis(every_curve, jnp.broadcast_to(table.outcome[None, :, None], (1, *offset.shape)), axis=0)[0]

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
    return logsumexp(each_day, axis=1) - jnp.log(float(N_DAYS))


def log_events(marker: str, table: EventStatements, breakpoints: Array, length_days: Array, draw: Draw) -> Array:
    """Log probability of each relapse and remission, shape (events,); `marker` names the outcome by which they are told.

    A relapse says that active disease was recognised within its interval, and that the disease had been quiet on a day of the two weeks
    before that. When it began is not told: the interval is that of its being recognised, or written down. A remission says that no
    active disease was recognised while it lasted.
    """
    level = draw.trajectory.levels[marker]
    recognition = draw.parameters["relapse_recognition_per_d"]
    hazard = relapse_hazard(level, recognition)
    accumulated = cumulative_hazard(level, length_days, recognition)
    was_quiet = quiet_before(breakpoints, jnp.log(level))
    first = draw.moments[table.first_moment] + table.first_offset
    last = draw.moments[table.last_moment] + table.last_offset
    # From the beginning of the interval to its end, shape (events, edges).
    edges = first[:, None] + (last - first)[:, None] * jnp.linspace(0.0, 1.0, EVENT_STEPS + 1)[None]
    grown = at_days(breakpoints, accumulated, hazard, edges)
    unrecognised = jnp.exp(-jnp.maximum(grown - grown[:, :1], 0.0))
    middle = 0.5 * (edges[:, 1:] + edges[:, :-1])
    quiet = at_days(breakpoints, was_quiet, jnp.zeros_like(was_quiet), middle)
    relapse = jnp.sum((unrecognised[:, :-1] - unrecognised[:, 1:]) * quiet, axis=1)
    within = jnp.maximum(grown[:, -1] - grown[:, 0], 0.0)
    return jnp.where(table.relapse, jnp.log(MISTAKEN + (1.0 - MISTAKEN) * relapse), -within)


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
    (doses of prednisone that just hold the disease); a kind that the problem cannot have is absent. They are independent: the log
    likelihood of the record is the sum.
    """
    breakpoints, length_days = jnp.asarray(data.breakpoints), jnp.asarray(data.length_days)
    found = {
        "values": log_values(layout.outcomes, data.values, breakpoints, draw),
        "events": log_events(layout.marker.name, data.events, breakpoints, length_days, draw),
    }
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
