"""Closed forms of the kinetics against a general solver of differential equations, and their awkward corners."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from rechallenge.literature.drug_check import EXPOSURE_UNITS, PARAMETERS, VEIN
from rechallenge.literature.pharmacology import Kinetics, drug_model
from rechallenge.mechanism.kinetics import KINETICS, UnitResponse, half_life_days, unit_response
from tests.mechanism.responses import effect_compartment, one_compartment, two_compartment

Rates = Callable[[np.ndarray], np.ndarray]

DOSES = ((0.0, 100.0), (1.0, 100.0), (1.5, 50.0), (4.0, 200.0))
SAMPLED = np.array([0.02, 0.3, 0.99, 1.2, 1.7, 3.9, 4.1, 5.0, 7.0])


def superposed(response: UnitResponse, days: np.ndarray) -> np.ndarray:
    since = days[:, None] - np.array([day for day, _ in DOSES])
    amounts = np.where(since >= 0, np.array([mg for _, mg in DOSES]), 0.0)
    curves = np.sum(np.asarray(response.coefficient) * np.exp(-np.asarray(response.rate) * np.maximum(since, 0.0)[..., None]), axis=-1)
    return np.asarray(np.sum(amounts * curves, axis=1))


def solved(rates: Rates, dosed: Sequence[float], read: int) -> np.ndarray:
    """The same doses by SciPy at a tolerance of 1e-10; `dosed` says how a milligram enters the state."""
    edges = [day for day, _ in DOSES] + [SAMPLED[-1]]
    state = np.zeros(len(dosed))
    found = np.zeros(len(SAMPLED))
    for (day, mg), end in zip(DOSES, edges[1:], strict=True):
        state = state + mg * np.array(dosed)
        inside = (day <= SAMPLED) & (end >= SAMPLED)
        at = np.unique(np.append(SAMPLED[inside], end))
        solution = solve_ivp(lambda _, y: rates(y), (day, end), state, method="DOP853", t_eval=at, rtol=1e-10, atol=1e-14)
        found[inside] = solution.y[read][np.searchsorted(at, SAMPLED[inside])]
        state = solution.y[:, -1]
    return found


@pytest.mark.oracle
@pytest.mark.parametrize(("clearance", "volume", "absorption"), [(9.0, 53.7, 0.38), (9.0, 5.0, 0.1), (0.5, 400.0, 2.0)])
def test_one_compartment_against_scipy(clearance: float, volume: float, absorption: float) -> None:
    def rates(y: np.ndarray) -> np.ndarray:
        return 24.0 * np.array([-absorption * y[0], absorption * y[0] / volume - clearance / volume * y[1]])

    response = one_compartment(*map(jnp.asarray, (clearance, volume, absorption)))
    np.testing.assert_allclose(superposed(response, SAMPLED), solved(rates, (1.0, 0.0), 1), rtol=1e-8)


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("clearance", "central", "exchange", "peripheral", "absorption", "bioavailability"),
    [(19.1, 245.5, 29.9, 821.8, 2.02, 0.469), (0.00725, 3.3, 0.017875, 2.71, 0.0112, 0.70)],
    ids=["colchicine", "canakinumab"],
)
def test_two_compartments_against_scipy(
    clearance: float, central: float, exchange: float, peripheral: float, absorption: float, bioavailability: float
) -> None:
    def rates(y: np.ndarray) -> np.ndarray:
        gut, inside, outside = y  # mg, mg/L, mg/L
        flow = exchange * (inside - outside)
        return 24.0 * np.array(
            [-absorption * gut, (bioavailability * absorption * gut - clearance * inside - flow) / central, flow / peripheral]
        )

    response = two_compartment(*map(jnp.asarray, (clearance, central, exchange, peripheral, absorption, bioavailability)))
    np.testing.assert_allclose(superposed(response, SAMPLED), solved(rates, (1.0, 0.0, 0.0), 1), rtol=1e-8)


@pytest.mark.oracle
def test_effect_compartment_against_scipy() -> None:
    rate = 24.0 * np.log(2.0) / 25.0
    expected = solved(lambda y: -rate * y, (rate,), 0)
    np.testing.assert_allclose(superposed(effect_compartment(jnp.asarray(25.0)), SAMPLED), expected, rtol=1e-8)


def test_the_mean_at_steady_state_is_dose_rate_over_clearance() -> None:
    response = one_compartment(*map(jnp.asarray, (9.0, 53.7, 0.38)))
    assert float(response.mean_per_daily_mg) == pytest.approx(1.0 / (24.0 * 9.0), rel=1e-12)
    area, _ = quad(lambda day: float(np.sum(np.asarray(response.coefficient) * np.exp(-np.asarray(response.rate) * day))), 0.0, 30.0)
    assert float(response.mean_per_daily_mg) == pytest.approx(area, rel=1e-7)
    assert float(effect_compartment(jnp.asarray(25.0)).mean_per_daily_mg) == pytest.approx(1.0, rel=1e-12)


def test_flip_flop_kinetics_give_one_curve_for_two_sets_of_parameters() -> None:
    """Urien's parameters and their mirror image (DESIGN of the mechanism): no concentration can tell them apart."""
    fast = one_compartment(jnp.asarray(0.0957 * 65.2), jnp.asarray(65.2), jnp.asarray(0.38))
    mirrored_volume = 65.2 * 0.0957 / 0.38  # published rounded, as 16.4 L
    slow = one_compartment(jnp.asarray(0.38 * mirrored_volume), jnp.asarray(mirrored_volume), jnp.asarray(0.0957))
    np.testing.assert_allclose(superposed(fast, SAMPLED), superposed(slow, SAMPLED), rtol=1e-9)
    assert mirrored_volume == pytest.approx(16.4, abs=0.05)
    # Wrong by construction: the same rates swapped without the volume are another curve.
    wrong = one_compartment(jnp.asarray(0.38 * 65.2), jnp.asarray(65.2), jnp.asarray(0.0957))
    assert np.max(np.abs(superposed(wrong, SAMPLED) / superposed(fast, SAMPLED) - 1.0)) > 0.5


@pytest.mark.parametrize("ratio", [1.0, 1.0 + 1e-9, 1.0 - 1e-7, 1.0 + 2e-6])
def test_equal_rates_of_absorption_and_elimination_give_their_limit(ratio: float) -> None:
    rate = 0.2

    def at_five_hours(absorption: jax.Array) -> jax.Array:
        response = one_compartment(jnp.asarray(rate * 50.0), jnp.asarray(50.0), absorption)
        return jnp.sum(response.coefficient * jnp.exp(-response.rate * 5.0 / 24.0))

    limit = rate * 5.0 * np.exp(-rate * 5.0) / 50.0
    assert float(at_five_hours(jnp.asarray(rate * ratio))) == pytest.approx(limit, rel=1e-5)
    assert np.isfinite(float(jax.grad(at_five_hours)(jnp.asarray(rate * ratio))))


def test_absorption_as_fast_as_a_phase_of_two_compartments_stays_finite() -> None:
    k10, k12, k21 = 19.1 / 245.5, 29.9 / 245.5, 29.9 / 821.8
    total = k10 + k12 + k21
    fast = 0.5 * (total + np.sqrt(total**2 - 4.0 * k10 * k21))
    curves = [
        superposed(two_compartment(*map(jnp.asarray, (19.1, 245.5, 29.9, 821.8, absorption, 1.0))), SAMPLED)
        for absorption in (fast, fast * 1.001)
    ]
    np.testing.assert_allclose(curves[0], curves[1], rtol=5e-3)


def test_each_model_is_found_by_its_name_and_ignores_the_half_effect() -> None:
    parameters = {"clearance_l_h": jnp.asarray(9.0), "volume_l": jnp.asarray(53.7), "absorption_1_h": jnp.asarray(0.38)}
    with_effect = unit_response("one-compartment", {**parameters, "half_effect": jnp.asarray(0.024)})
    np.testing.assert_array_equal(np.asarray(with_effect.rate), np.asarray(one_compartment(*parameters.values()).rate))


@pytest.mark.parametrize("kinetics", KINETICS)
def test_a_drug_file_states_all_that_its_model_needs(kinetics: Kinetics) -> None:
    described = KINETICS[kinetics]
    stated = described.stated(dict.fromkeys((*PARAMETERS[kinetics], *VEIN.get(kinetics, {})), 2.0))
    assert set(described.model.parameters) <= set(stated) <= described.model.known
    assert set(KINETICS) == set(PARAMETERS) == set(EXPOSURE_UNITS)


@pytest.mark.oracle
@pytest.mark.parametrize(("drug", "days"), [("anakinra", 0.17), ("prednisone", 25.0 / 24.0), ("canakinumab", 26.0)])
def test_the_slowest_phase_of_a_drug_is_that_of_its_curve_long_after_the_dose(drug: str, days: float) -> None:
    model = drug_model(drug)
    response = unit_response(model.kinetics, {name: jnp.asarray(parameter.center) for name, parameter in model.parameters.items()})
    late = 40.0 * half_life_days(model) * np.array([1.0, 1.025])
    curve = np.exp(-late[:, None] * np.asarray(response.rate)) @ np.asarray(response.coefficient)
    assert curve[0] / curve[1] == pytest.approx(2.0, rel=1e-6)
    assert half_life_days(model) == pytest.approx(days, rel=0.2)
