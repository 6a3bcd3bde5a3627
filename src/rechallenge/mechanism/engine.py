"""The simulator: doses and activity in, CRP, pain and limitation of movement out.

Between two breakpoints (doses, knots of the activity) the kinetics are sums of exponentials and the signal is an algebraic
function of time; all that follows is a cascade of first-order filters. So each segment is integrated by Gauss-Legendre panels
graded after the dose, weighted by the exact exponentials, and segments are coupled by a linear recurrence. One path serves
simulation and estimation.
"""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.mechanism.kinetics import UnitResponse

# Edges of the panels as shares of a segment: for a day, 0, 0.25, 1.25, 4.25, 12 and 24 h, since the signal turns soon after an injection.
PANEL_EDGES = (0.0, 0.25 / 24, 1.25 / 24, 4.25 / 24, 0.5, 1.0)
NODES_PER_PANEL = 4
HALVING = float(np.log(2.0))


def _graded_nodes() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES_PER_PANEL)
    edges = np.asarray(PANEL_EDGES)
    widths = np.diff(edges)
    place = edges[:-1, None] + 0.5 * widths[:, None] * (nodes + 1.0)
    return place.ravel(), (0.5 * widths[:, None] * weights).ravel()


NODE_PLACE, NODE_WEIGHT = _graded_nodes()


class Drugs(NamedTuple):
    """What the drugs of a course do, one entry an exposure.

    Attributes
    ----------
    response
        Unit responses, shape (exposures, 3).
    half_effect
        Exposure at which the signal is halved, shape (exposures,).
    share
        Share of the activity that each can remove, shape (exposures,); 0 is a drug that does nothing.
    """

    response: UnitResponse
    half_effect: Array
    share: Array

    def passing(self, exposure: Array) -> Array:
        """Share of the activity that gets through, from exposures of shape (..., exposures)."""
        removed = self.share * exposure / (self.half_effect + exposure)
        return jnp.prod(1.0 - removed, axis=-1)


class Response(NamedTuple):
    """How inflammation follows the signal; half-lives in hours, signals in mg/L of the CRP that they sustain."""

    transit_half_life_h: Array
    crp_half_life_h: Array
    crp_background_mg_l: Array
    pain_half_life_h: Array
    motion_half_life_h: Array
    pain_half_signal_mg_l: Array


class State(NamedTuple):
    """What the past leaves at one moment: the exponentials of the drugs, shape (exposures, 3), and the filters, shape (4,)."""

    drugs: Array
    filters: Array


class Trajectory(NamedTuple):
    """Course at the breakpoints, and the state from which a later stretch can go on.

    Attributes
    ----------
    crp_mg_l, pain, motion
        Shape (segments + 1,).
    exposure
        Just before any dose there, shape (segments + 1, exposures).
    state
        Where the patient stands at the last breakpoint.
    """

    crp_mg_l: Array
    pain: Array
    motion: Array
    exposure: Array
    state: State


def simulate(
    length_days: Array,
    dose_mg: Array,
    earlier: Array,
    log_activity: Array,
    drugs: Drugs,
    response: Response,
    also_passing: Array | float = 1.0,
    filters: Array | None = None,
) -> Trajectory:
    """Run one patient.

    Parameters
    ----------
    length_days
        Lengths of the segments, shape (segments,); 0 pads.
    dose_mg
        Dose of each exposure at the start of each segment, shape (segments, exposures).
    earlier
        State of the exponentials at the first breakpoint, from doses before it, shape (exposures, 3).
    log_activity
        Logarithm of the untreated activity at the breakpoints, shape (segments + 1,), linear between.
    also_passing
        Share of the activity that doses not listed here let through, at the nodes (`NODE_PLACE`), shape (segments, nodes).
    filters
        State of the filters at the first breakpoint; by default in balance with the first moment.
    """
    kinetic_decay = jnp.exp(-length_days[:, None, None] * drugs.response.rate)

    def carry_doses(state: Array, inputs: tuple[Array, Array]) -> tuple[Array, tuple[Array, Array]]:
        dose, decay = inputs
        after = state + dose[:, None]
        return after * decay, (state, after)

    last, (before, after) = jax.lax.scan(carry_doses, earlier, (dose_mg, kinetic_decay))
    exposure = jnp.sum(jnp.concatenate([before, last[None]]) * drugs.response.coefficient, axis=-1)

    elapsed = length_days[:, None] * NODE_PLACE  # (segments, nodes)
    fading = jnp.exp(-elapsed[:, :, None, None] * drugs.response.rate)
    at_nodes = jnp.sum((after * drugs.response.coefficient)[:, None] * fading, axis=-1)
    activity = jnp.exp(log_activity[:-1, None] * (1.0 - NODE_PLACE) + log_activity[1:, None] * NODE_PLACE)
    signal = activity * drugs.passing(jnp.maximum(at_nodes, 0.0)) * also_passing

    transit, crp, pain, motion = (
        HALVING / (half_life_h / 24.0)
        for half_life_h in (
            response.transit_half_life_h,
            response.crp_half_life_h,
            response.pain_half_life_h,
            response.motion_half_life_h,
        )
    )
    rate = jnp.stack([transit, crp, pain, motion])

    def sources(signal: Array) -> Array:
        symptom = 10.0 * signal / (signal + response.pain_half_signal_mg_l)
        return jnp.stack([signal, signal, symptom, symptom], axis=-1)

    source = sources(signal)  # (segments, nodes, filters)
    remaining = (length_days[:, None] - elapsed)[:, :, None]
    gain = rate * jnp.exp(-remaining * rate) * (length_days[:, None] * NODE_WEIGHT)[:, :, None]
    inflow = jnp.sum(gain * source, axis=1)

    def filter_step(state: Array, inputs: tuple[Array, Array]) -> tuple[Array, Array]:
        inflow, decay = inputs
        state = state * decay + inflow
        return state, state

    if filters is None:
        filters = sources(jnp.exp(log_activity[0]) * drugs.passing(exposure[0]))
    end, later = jax.lax.scan(filter_step, filters, (inflow, jnp.exp(-length_days[:, None] * rate)))
    filtered = jnp.concatenate([filters[None], later])
    # Two filters in series are the difference of the two alone, weighted by their rates.
    cascade = (transit * filtered[:, 1] - crp * filtered[:, 0]) / (transit - crp)
    return Trajectory(
        crp_mg_l=response.crp_background_mg_l + jnp.maximum(cascade, 0.0),
        pain=filtered[:, 2],
        motion=filtered[:, 3],
        exposure=exposure,
        state=State(last, end),
    )
