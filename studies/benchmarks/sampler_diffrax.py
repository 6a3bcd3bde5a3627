"""The simulator of a posterior by diffrax: each segment by an adaptive solver of the equations written out."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jax.typing import ArrayLike

from rechallenge.mechanism.engine import Drugs, Exposed, Grid, State, Trajectory
from rechallenge.mechanism.links import HALVING, OutcomeResponse
from rechallenge.mechanism.nodes import FITTED


def solved_by_diffrax(
    grid: Grid,
    dose_mg: jax.Array,
    earlier: jax.Array,
    log_activity: jax.Array,
    drugs: Drugs,
    response: OutcomeResponse,
    also_passing: jax.Array | float = 1.0,
    filters: jax.Array | None = None,
    known: Exposed | None = None,
) -> Trajectory:
    """Simulate as `rechallenge.mechanism.engine.simulate` does, each segment by an adaptive solver of the equations written out."""
    import diffrax

    lengths = jnp.asarray(grid.length_days)[jnp.asarray(grid.which)]
    through = jnp.broadcast_to(also_passing, (len(lengths), len(FITTED.first_place)))
    dose_mg = dose_mg[..., None] if dose_mg.ndim == 2 else dose_mg  # alike into each exponential, unless some go into a vein
    values = response.parameters
    hours = ("transit_half_life_h", "crp_half_life_h", "pain_half_life_h", "motion_half_life_h")
    transit, crp, pain, motion = (24.0 * HALVING / values[each] for each in hours)
    places = jnp.asarray(FITTED.first_place)

    def exposure_of(kinetic: jax.Array) -> jax.Array:
        return jnp.sum(drugs.response.coefficient * kinetic, axis=-1)

    def symptom(signal: jax.Array) -> jax.Array:
        return signal / (signal + values["pain_half_signal_mg_l"])

    def rates(share: ArrayLike, state: tuple[jax.Array, jax.Array], segment: tuple[jax.Array, ...]) -> tuple[jax.Array, jax.Array]:
        kinetic, follows = state
        length, low, high, let_through = segment
        signal = jnp.exp(low + share * (high - low)) * drugs.passing(jnp.maximum(exposure_of(kinetic), 0.0))
        signal = signal * jnp.interp(share, places, let_through)
        mediator, level, hurts, moves = follows
        slopes = [transit * (signal - mediator), crp * (mediator - level), pain * (symptom(signal) - hurts)]
        return -length * drugs.response.rate * kinetic, length * jnp.stack([*slopes, motion * (symptom(signal) - moves)])

    def segment(state: tuple[jax.Array, jax.Array], inputs: tuple[jax.Array, ...]) -> tuple[Any, Any]:
        dose, *rest = inputs
        kinetic, follows = state
        solution = diffrax.diffeqsolve(
            diffrax.ODETerm(rates),
            diffrax.Tsit5(),
            0.0,
            1.0,
            0.02,
            (kinetic + dose, follows),
            args=tuple(rest),
            stepsize_controller=diffrax.PIDController(rtol=1e-6, atol=1e-8),
            saveat=diffrax.SaveAt(t1=True),
            max_steps=256,
            throw=False,
        )
        after = tuple(part[0] for part in solution.ys)
        return after, after

    first = jnp.exp(log_activity[0]) * drugs.passing(exposure_of(earlier))
    follows = jnp.stack([first, first, symptom(first), symptom(first)])
    begin = (earlier, follows if filters is None else filters)
    end, (kinetics, followed) = jax.lax.scan(segment, begin, (dose_mg, lengths, log_activity[:-1], log_activity[1:], through))
    kinetics, followed = (jnp.concatenate([a[None], b]) for a, b in zip(begin, (kinetics, followed), strict=True))
    exposure = jax.vmap(exposure_of)(kinetics)
    levels = {"crp": values["crp_background_mg_l"] + followed[:, 1], "pain": 10.0 * followed[:, 2], "motion": 10.0 * followed[:, 3]}
    return Trajectory(levels, exposure, State(end[0], end[1]))
