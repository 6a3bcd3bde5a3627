"""The same patient-year by diffrax: a general solver in JAX, with gradients by its own adjoint."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from studies.benchmarks.engine_equations import HALVING


def by_diffrax(rtol: float, atol: float) -> Callable[[dict[str, Array], Array, Array], Array] | None:
    """CRP at the beginning of each day from parameters, the logarithm of the activity there, and doses; None without diffrax."""
    try:
        import diffrax
    except ImportError:
        return None
    solver = diffrax.Tsit5()
    controller = diffrax.PIDController(rtol=rtol, atol=atol)

    def rates(t: ArrayLike, y: Array, given: tuple[dict[str, Array], Array, Array]) -> Array:
        p, low, high = given
        depot, center, gut, inside, outside, felt, mediator, crp, pain, motion = y
        anakinra, colchicine = center / p["anakinra.volume_l"], inside / p["colchicine.central_volume_l"]
        signal = jnp.exp(low + (high - low) * t / 24.0)
        signal *= 1.0 - p["il1_share"] * anakinra / (p["anakinra.half_effect"] + anakinra)
        signal *= 1.0 - p["colchicine.share"] * colchicine / (p["colchicine.half_effect"] + colchicine)
        signal *= p["prednisone.half_effect"] / (p["prednisone.half_effect"] + felt)
        symptom = 10.0 * signal / (signal + p["pain_half_signal_mg_l"])
        flow = p["colchicine.exchange_l_h"] * (colchicine - outside / p["colchicine.peripheral_volume_l"])
        absorbed, taken = p["anakinra.absorption_1_h"] * depot, p["colchicine.absorption_1_h"] * gut
        return jnp.stack(
            [
                -absorbed,
                absorbed - p["anakinra.clearance_l_h"] * anakinra,
                -taken,
                p["colchicine.bioavailability"] * taken - p["colchicine.clearance_l_h"] * colchicine - flow,
                flow,
                -HALVING / p["prednisone.effect_half_life_h"] * felt,
                HALVING / p["transit_half_life_h"] * (signal - mediator),
                HALVING / p["crp_half_life_h"] * (mediator - crp),
                HALVING / p["pain_half_life_h"] * (symptom - pain),
                HALVING / p["motion_half_life_h"] * (symptom - motion),
            ]
        )

    def year(p: dict[str, Array], log_activity: Array, dose_mg: Array) -> Array:
        start = jnp.exp(log_activity[0])
        symptom = 10.0 * start / (start + p["pain_half_signal_mg_l"])
        state = jnp.concatenate([jnp.zeros(6), jnp.stack([start, start, symptom, symptom])])

        def day(state: Array, inputs: tuple[Array, Array, Array]) -> tuple[Array, Array]:
            low, high, dose = inputs
            state = state.at[jnp.array([0, 2, 5])].add(dose * jnp.stack([1.0, 1.0, HALVING / p["prednisone.effect_half_life_h"] * 24.0]))
            found = diffrax.diffeqsolve(
                diffrax.ODETerm(rates), solver, 0.0, 24.0, None, state, args=(p, low, high), stepsize_controller=controller, max_steps=256
            )
            return found.ys[0], found.ys[0][7]

        _, crp = jax.lax.scan(day, state, (log_activity[:-1], log_activity[1:], dose_mg))
        return p["crp_background_mg_l"] + jnp.concatenate([start[None], crp])

    return year
