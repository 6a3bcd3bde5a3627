"""The simulator against a general solver of differential equations: one patient for two months, with a stop and a taper."""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from rechallenge.mechanism.engine import Drugs, Grid, Trajectory, simulate
from rechallenge.mechanism.kinetics import UnitResponse
from tests.mechanism.following import response_of
from tests.mechanism.responses import effect_compartment, one_compartment

N_DAYS = 60
N_SEGMENTS = 64  # one shape for all, so that the simulator is compiled once
CLEARANCE, VOLUME, ABSORPTION, HALF_EFFECT, SHARE = 9.0, 53.7, 0.38, 0.024, 0.97
EFFECT_HALF_LIFE_H, HALF_EFFECT_MG_D = 25.0, 10.0
TRANSIT_H, CRP_H, BACKGROUND, PAIN_H, MOTION_H, HALF_SIGNAL = 6.0, 23.5, 0.8, 20.0, 48.0, 60.0
DAYS = np.arange(N_DAYS)
# Anakinra daily from day 3 with a stop from day 30 to 40; prednisone 20 mg/day, lowered to 6 mg/day between days 20 and 50.
ANAKINRA_MG = np.where((DAYS >= 3) & ~((DAYS >= 30) & (DAYS < 40)), 100.0, 0.0)
PREDNISONE_MG = np.interp(DAYS, [20, 50], [20.0, 6.0])
LOG_ACTIVITY = np.log(80.0) + 0.5 * np.sin(np.arange(N_DAYS + 1) / 4.0)
RESPONSE = response_of(TRANSIT_H, CRP_H, BACKGROUND, PAIN_H, MOTION_H, HALF_SIGNAL)
NONE_EARLIER = jnp.zeros((2, 3))


def drugs(share: float = SHARE, half_effect: float = HALF_EFFECT) -> Drugs:
    anakinra = one_compartment(*map(jnp.asarray, (CLEARANCE, VOLUME, ABSORPTION)))
    prednisone = effect_compartment(jnp.asarray(EFFECT_HALF_LIFE_H))
    response = UnitResponse(jnp.stack([anakinra.rate, prednisone.rate]), jnp.stack([anakinra.coefficient, prednisone.coefficient]))
    return Drugs(
        response, jnp.stack([jnp.asarray(half_effect), jnp.asarray(HALF_EFFECT_MG_D)]), jnp.stack([jnp.asarray(share), jnp.ones(())])
    )


def doses() -> np.ndarray:
    return np.stack([ANAKINRA_MG, PREDNISONE_MG], axis=1)


run = jax.jit(simulate)


def padded(days: int, doses_mg: np.ndarray, log_activity: np.ndarray, acting: Drugs, **carried: jax.Array) -> Trajectory:
    """Run some days, on segments padded to one number."""
    spare = N_SEGMENTS - days
    return run(
        Grid.of(np.concatenate([np.ones(days), np.zeros(spare)])),
        jnp.concatenate([jnp.asarray(doses_mg), jnp.zeros((spare, 2))]),
        carried.pop("earlier", NONE_EARLIER),
        jnp.concatenate([jnp.asarray(log_activity), jnp.full(spare, log_activity[-1])]),
        acting,
        RESPONSE,
        **carried,
    )


@cache
def simulated() -> Trajectory:
    return padded(N_DAYS, doses(), LOG_ACTIVITY, drugs())


@cache
def solved() -> np.ndarray:
    """CRP, pain, limitation of movement, concentration and dose rate by SciPy, before the dose of each day."""
    per_day = 24.0
    effect_rate = np.log(2.0) / EFFECT_HALF_LIFE_H * per_day
    transit, crp_rate, pain_rate, motion_rate = (np.log(2.0) / h * per_day for h in (TRANSIT_H, CRP_H, PAIN_H, MOTION_H))
    start = np.exp(LOG_ACTIVITY[0])
    symptom = 10.0 * start / (start + HALF_SIGNAL)
    state = np.array([0.0, 0.0, 0.0, start, start, symptom, symptom])

    def rates(t: float, y: np.ndarray, day: int) -> np.ndarray:
        gut, concentration, felt, mediator, crp, pain, motion = y
        log_activity = LOG_ACTIVITY[day] + (t - day) * (LOG_ACTIVITY[day + 1] - LOG_ACTIVITY[day])
        signal = np.exp(log_activity)
        signal *= 1.0 - SHARE * concentration / (HALF_EFFECT + concentration)
        signal *= 1.0 - felt / (HALF_EFFECT_MG_D + felt)
        symptom = 10.0 * signal / (signal + HALF_SIGNAL)
        return np.array(
            [
                -ABSORPTION * per_day * gut,
                per_day * (ABSORPTION * gut - CLEARANCE * concentration) / VOLUME,
                -effect_rate * felt,
                transit * (signal - mediator),
                crp_rate * (mediator - crp),
                pain_rate * (symptom - pain),
                motion_rate * (symptom - motion),
            ]
        )

    rows = []
    for day in range(N_DAYS + 1):
        rows.append([state[4] + BACKGROUND, state[5], state[6], state[1], state[2]])
        if day < N_DAYS:
            state = state + np.array([ANAKINRA_MG[day], 0.0, effect_rate * PREDNISONE_MG[day], 0.0, 0.0, 0.0, 0.0])
            state = solve_ivp(rates, (day, day + 1), state, args=(day,), method="DOP853", rtol=1e-10, atol=1e-12).y[:, -1]
    return np.array(rows).T


def crp(path: Trajectory) -> np.ndarray:
    return np.asarray(path.levels["crp"])[: N_DAYS + 1]


@pytest.mark.oracle
def test_crp_over_two_months_against_scipy() -> None:
    """Tolerance 1e-6: a hundred thousand times below the error of an assay."""
    np.testing.assert_allclose(crp(simulated()), solved()[0], rtol=1e-6)


@pytest.mark.oracle
@pytest.mark.parametrize(("curve", "row"), [("pain", 1), ("motion", 2)])
def test_symptoms_over_two_months_against_scipy(curve: str, row: int) -> None:
    np.testing.assert_allclose(np.asarray(simulated().levels[curve])[: N_DAYS + 1], solved()[row], rtol=1e-6, atol=1e-6)


@pytest.mark.oracle
def test_exposures_over_two_months_against_scipy() -> None:
    np.testing.assert_allclose(np.asarray(simulated().exposure)[: N_DAYS + 1], solved()[3:].T, rtol=1e-7, atol=1e-9)


def test_the_oracle_notices_a_drug_that_is_a_tenth_weaker() -> None:
    weaker = padded(N_DAYS, doses(), LOG_ACTIVITY, drugs(half_effect=1.1 * HALF_EFFECT))
    assert np.max(np.abs(crp(weaker) / solved()[0] - 1.0)) > 1e-2


def test_padding_changes_nothing() -> None:
    """Segments of no length repeat the last moment."""
    np.testing.assert_allclose(np.asarray(simulated().levels["crp"])[N_DAYS:], crp(simulated())[-1], rtol=1e-12)


def test_a_stretch_goes_on_from_the_state_that_an_earlier_one_left() -> None:
    half = N_DAYS // 2
    first = padded(half, doses()[:half], LOG_ACTIVITY[: half + 1], drugs())
    second = padded(half, doses()[half:], LOG_ACTIVITY[half:], drugs(), earlier=first.state.drugs, filters=first.state.filters)
    np.testing.assert_allclose(crp(second)[: half + 1], crp(simulated())[half:], rtol=1e-10)
    np.testing.assert_allclose(
        np.asarray(second.levels["pain"])[: half + 1], np.asarray(simulated().levels["pain"])[half : N_DAYS + 1], rtol=1e-10
    )


def test_without_drug_and_at_constant_activity_nothing_moves() -> None:
    still = padded(N_DAYS, np.zeros((N_DAYS, 2)), np.full(N_DAYS + 1, np.log(60.0)), drugs())
    np.testing.assert_allclose(crp(still), 60.0 + BACKGROUND, rtol=1e-6)
    np.testing.assert_allclose(np.asarray(still.levels["pain"]), 5.0, rtol=1e-6)


def test_a_drug_whose_share_is_nothing_changes_nothing() -> None:
    idle = padded(N_DAYS, doses(), LOG_ACTIVITY, drugs(share=0.0))
    absent = padded(N_DAYS, doses() * np.array([0.0, 1.0]), LOG_ACTIVITY, drugs())
    np.testing.assert_allclose(crp(idle), crp(absent), rtol=1e-12)


def test_the_gradient_agrees_with_finite_differences() -> None:
    center = jnp.log(jnp.array([CLEARANCE, VOLUME, ABSORPTION, HALF_EFFECT, TRANSIT_H, CRP_H, PAIN_H, HALF_SIGNAL]))

    def readings(log_parameters: jax.Array) -> jax.Array:
        clearance, volume, absorption, half_effect, transit, crp, pain, half_signal = jnp.exp(log_parameters)
        anakinra, prednisone = one_compartment(clearance, volume, absorption), effect_compartment(jnp.asarray(EFFECT_HALF_LIFE_H))
        both = UnitResponse(jnp.stack([anakinra.rate, prednisone.rate]), jnp.stack([anakinra.coefficient, prednisone.coefficient]))
        acting = Drugs(both, jnp.stack([half_effect, jnp.asarray(HALF_EFFECT_MG_D)]), jnp.array([SHARE, 1.0]))
        response = response_of(transit, crp, BACKGROUND, pain, MOTION_H, half_signal)
        path = simulate(Grid.of(np.ones(N_DAYS)), jnp.asarray(doses()), NONE_EARLIER, jnp.asarray(LOG_ACTIVITY), acting, response)
        return jnp.stack(
            [path.levels["crp"][8], path.levels["crp"][33], path.levels["pain"][33], path.levels["motion"][41], path.levels["crp"][60]]
        )

    exact = np.asarray(jax.jit(jax.jacrev(readings))(center))
    step = 1e-5
    read = jax.jit(readings)
    differences = np.stack(
        [np.asarray(read(center + step * e) - read(center - step * e)) / (2 * step) for e in np.eye(len(center))], axis=1
    )
    np.testing.assert_allclose(exact, differences, rtol=1e-5, atol=1e-6)
