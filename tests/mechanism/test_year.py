"""A year of daily doses with starts, stops and a taper: the simulator against SciPy at a tolerance of 1e-10."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from rechallenge.mechanism.engine import Drugs, Grid, simulate
from rechallenge.mechanism.kinetics import UnitResponse
from tests.mechanism.following import response_of
from tests.mechanism.responses import effect_compartment, one_compartment

N_DAYS = 365
EVERY_OTHER_DAY = 320
DAYS = np.arange(N_DAYS)
CLEARANCE, VOLUME, ABSORPTION, HALF_EFFECT, SHARE = 9.0, 53.7, 0.38, 0.024, 0.97
EFFECT_HALF_LIFE_H, HALF_EFFECT_MG_D = 25.0, 10.0
TRANSIT_H, CRP_H, BACKGROUND, PAIN_H, MOTION_H, HALF_SIGNAL = 6.0, 19.0, 0.8, 20.0, 48.0, 60.0
# Anakinra from day 5, stopped three times, at last every other day; prednisone from day 0, tapered from 30 to 5 mg, and stopped.
ON = (DAYS >= 5) & ~((DAYS >= 60) & (DAYS < 72)) & ~((DAYS >= 150) & (DAYS < 157)) & ~((DAYS >= 240) & (DAYS < 280))
ANAKINRA_MG = np.where(ON & ((DAYS < EVERY_OTHER_DAY) | (DAYS % 2 == 0)), 100.0, 0.0)
PREDNISONE_MG = np.where(DAYS < 300, np.round(2.0 * np.interp(DAYS, [0, 30, 200], [30.0, 20.0, 5.0])) / 2.0, 0.0)
DOSES_MG = (ANAKINRA_MG, PREDNISONE_MG)
LOG_ACTIVITY = np.log(80.0) + 0.5 * np.sin(np.arange(N_DAYS + 1) / 11.0)


def simulated(
    clearance: float = CLEARANCE, volume: float = VOLUME, share: float = SHARE, doses_mg: tuple[np.ndarray, np.ndarray] = DOSES_MG
) -> np.ndarray:
    """CRP at the beginning of each day."""
    anakinra, prednisone = (
        one_compartment(*map(jnp.asarray, (clearance, volume, ABSORPTION))),
        effect_compartment(jnp.asarray(EFFECT_HALF_LIFE_H)),
    )
    unit = UnitResponse(jnp.stack([anakinra.rate, prednisone.rate]), jnp.stack([anakinra.coefficient, prednisone.coefficient]))
    drugs = Drugs(unit, jnp.array([HALF_EFFECT, HALF_EFFECT_MG_D]), jnp.array([share, 1.0]))
    response = response_of(TRANSIT_H, CRP_H, BACKGROUND, PAIN_H, MOTION_H, HALF_SIGNAL)
    doses = jnp.asarray(np.stack(doses_mg, axis=1))
    path = jax.jit(lambda *course: simulate(*course))(
        Grid.of(np.ones(N_DAYS)), doses, jnp.zeros((2, 3)), jnp.asarray(LOG_ACTIVITY), drugs, response
    )
    return np.asarray(path.levels["crp"])


@cache
def solved() -> np.ndarray:
    """CRP by SciPy, from dose to dose."""
    effect, transit, crp = (math.log(2.0) * 24.0 / half_life for half_life in (EFFECT_HALF_LIFE_H, TRANSIT_H, CRP_H))
    absorption, elimination = ABSORPTION * 24.0, CLEARANCE / VOLUME * 24.0
    start = float(np.exp(LOG_ACTIVITY[0]))
    state, found = np.array([0.0, 0.0, 0.0, start, start]), [start + BACKGROUND]
    for day in range(N_DAYS):
        low, slope = float(LOG_ACTIVITY[day]), float(LOG_ACTIVITY[day + 1] - LOG_ACTIVITY[day])

        def rates(t: float, y: np.ndarray, low: float = low, slope: float = slope) -> list[float]:
            depot, central, felt, mediator, level = y.tolist()
            exposure = central / VOLUME
            signal = (
                math.exp(low + slope * t)
                * (1.0 - SHARE * exposure / (HALF_EFFECT + exposure))
                * HALF_EFFECT_MG_D
                / (HALF_EFFECT_MG_D + felt)
            )
            absorbed = absorption * depot
            return [-absorbed, absorbed - elimination * central, -effect * felt, transit * (signal - mediator), crp * (mediator - level)]

        state = state + np.array([ANAKINRA_MG[day], 0.0, effect * PREDNISONE_MG[day], 0.0, 0.0])
        state = solve_ivp(rates, (0.0, 1.0), state, method="DOP853", rtol=1e-10, atol=1e-11).y[:, -1]
        found.append(state[4] + BACKGROUND)
    return np.array(found)


@pytest.mark.oracle
def test_crp_over_a_year_of_daily_doses_to_a_millionth() -> None:
    np.testing.assert_allclose(simulated(), solved(), rtol=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"clearance": VOLUME, "volume": CLEARANCE},
        {"share": 0.0},
        {"doses_mg": (np.roll(ANAKINRA_MG, 1), PREDNISONE_MG)},
        {"doses_mg": (ANAKINRA_MG, np.where(PREDNISONE_MG > 0.0, 30.0, 0.0))},
    ],
    ids=["clearance and volume swapped", "no competition at the receptor", "every dose a day late", "no taper"],
)
def test_the_oracle_notices_a_wrong_model(wrong: dict[str, Any]) -> None:
    assert np.max(np.abs(simulated(**wrong) / solved() - 1.0)) > 0.1
