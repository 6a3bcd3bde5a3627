"""A search tells how it ended: found, without data, stuck, or in one of several places; and what it cannot use it refuses."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.stats import norm

from rechallenge.course.problems import CourseError
from rechallenge.formats.event_table import read_nonmem
from rechallenge.inference.map_estimate import MapEstimates, SearchOutcome, map_estimate
from rechallenge.inference.residual_error import Measured, Residual, expected_and_log_variance, fit_of
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT, ONE_COMPARTMENT_ORAL
from rechallenge.mechanism.patients import predict

TYPICAL = {"CL": 4.0, "V": 70.0, "KA": 1.0}
OMEGA = {"CL": 0.16, "V": 0.16, "KA": 0.16}
ERROR = Residual(proportional=0.0225)


def population(size: int, seed: int = 3) -> tuple[dict[str, list[float]], np.ndarray]:
    """Patients whose random effects are known, with eight measurements each."""
    draws = np.random.default_rng(seed)
    times = np.array([0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0, 36.0])
    eta = 0.4 * draws.standard_normal((size, 3))
    clearance, volume, absorption = (np.array([4.0, 70.0, 1.0]) * np.exp(eta)).T[:, :, None]
    rate = clearance / volume
    curve = 100.0 * absorption / volume / (absorption - rate) * (np.exp(-rate * times) - np.exp(-absorption * times))
    value = curve * (1.0 + 0.15 * draws.standard_normal(curve.shape))
    first = np.tile(times == 0.0, size)
    columns = {"ID": np.repeat(np.arange(size), len(times)), "TIME": np.tile(times, size), "AMT": np.where(first, 100.0, 0.0)}
    return {name: column.tolist() for name, column in {**columns, "EVID": first * 1, "DV": value.ravel()}.items()}, eta


@pytest.fixture(scope="module")
def sixty() -> tuple[MapEstimates, np.ndarray]:
    table, eta = population(60)
    # Two more: one without measurements, one without anything but measurements.
    table = {**{name: [*column] for name, column in table.items()}}
    for name, values in {"ID": [900, 901], "TIME": [0, 5], "AMT": [100, 0], "EVID": [1, 0], "DV": [0, 1e-3]}.items():
        table[name] += values
    return map_estimate(table, ONE_COMPARTMENT_ORAL, TYPICAL, OMEGA, ERROR), eta


def test_every_patient_is_found_from_every_start(sixty: tuple[MapEstimates, np.ndarray]) -> None:
    found, _ = sixty
    assert found.outcome[:60] == (SearchOutcome.FOUND,) * 60
    assert (found.agreeing[:60] == 5).mean() > 0.95
    assert (found.observed_curvature[:60] > 0.0).all()
    assert found.failed == ()


def test_the_errors_told_are_the_errors_made(sixty: tuple[MapEstimates, np.ndarray]) -> None:
    """Random effects that drew the data lie within 1.96 standard errors about 95 times in a hundred; 180 of them here."""
    found, truth = sixty
    inside = np.abs(found.eta[:60] - truth) < norm.ppf(0.975) * found.standard_error[:60]
    assert 0.90 < inside.mean() < 0.99


def test_a_patient_without_measurements_is_a_typical_one_and_is_said_to_be(sixty: tuple[MapEstimates, np.ndarray]) -> None:
    found, _ = sixty
    assert found.outcome[60] is SearchOutcome.NO_DATA
    np.testing.assert_allclose(found.eta[60], 0.0, atol=1e-9)
    np.testing.assert_allclose(found.standard_error[60], 0.4, rtol=1e-9)
    assert found.observed_curvature[60] == pytest.approx(1.0)


def test_a_measurement_without_a_dose_tells_nothing_and_stops_nothing(sixty: tuple[MapEstimates, np.ndarray]) -> None:
    found, _ = sixty
    np.testing.assert_allclose(found.eta[61], 0.0, atol=1e-9)


def test_patients_do_not_know_of_one_another(sixty: tuple[MapEstimates, np.ndarray]) -> None:
    found, _ = sixty
    table, _ = population(60)
    alone = {name: column[9:18] for name, column in table.items()}
    np.testing.assert_allclose(map_estimate(alone, ONE_COMPARTMENT_ORAL, TYPICAL, OMEGA, ERROR).eta[0], found.eta[1], atol=1e-7)


def test_a_search_that_cannot_leave_its_start_has_failed() -> None:
    def nowhere(typical: Any, eta: jax.Array, _: Any) -> Any:
        # A model that can be computed at the typical patient alone.
        broken = jnp.where(jnp.any(eta != 0.0), jnp.nan, 1.0)
        return {"CL": typical["CL"] * jnp.exp(eta[0]) * broken, "V": typical["V"]}

    table = "ID,TIME,AMT,DV\n1,0,100,.\n1,2,0,9.9\n1,12,0,2.1\n"
    found = map_estimate(table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}, [[0.1]], ERROR, random=("CL",), rule=nowhere)
    assert found.outcome == (SearchOutcome.NEVER_MOVED,)
    assert found.failed == (1.0,)


def test_two_places_that_fit_as_well_are_told_by_how_few_starts_agree() -> None:
    """Flip-flop: with V free, absorption and elimination may change places (here by a rule that makes it exact)."""

    def mirrored(typical: Any, eta: jax.Array, _: Any) -> Any:
        return {"CL": typical["CL"] * jnp.exp(eta[0] ** 2), "V": typical["V"]}

    table = "ID,TIME,AMT,DV\n1,0,100,.\n1,2,0,4.0\n1,12,0,0.8\n"
    found = map_estimate(table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}, [[0.5]], ERROR, random=("CL",), rule=mirrored, starts=9)
    assert found.outcome == (SearchOutcome.FOUND,)
    assert 0 < found.agreeing[0] < 9


def test_a_variance_of_nothing_keeps_a_parameter_typical() -> None:
    table, _ = population(3)
    found = map_estimate(table, ONE_COMPARTMENT_ORAL, TYPICAL, {"CL": 0.16, "V": 0.16, "KA": 0.0}, ERROR)
    without = map_estimate(table, ONE_COMPARTMENT_ORAL, TYPICAL, {"CL": 0.16, "V": 0.16}, ERROR)
    np.testing.assert_allclose(found.eta[:, 2], 0.0, atol=1e-12)
    np.testing.assert_allclose(found.eta[:, :2], without.eta, atol=1e-7)
    np.testing.assert_allclose(found.objective, without.objective, atol=1e-7)


@pytest.mark.parametrize(
    ("omega", "said"),
    [
        ({"CL": -0.1, "V": 0.1, "KA": 0.1}, "negative eigenvalue"),
        ({"CL": np.nan, "V": 0.1, "KA": 0.1}, "not symmetric and finite"),
        ([[0.1, 0.2], [0.2, 0.1]], "names of its random effects"),
    ],
)
def test_a_covariance_that_cannot_be_is_refused(omega: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        map_estimate(population(1)[0], ONE_COMPARTMENT_ORAL, TYPICAL, omega, ERROR)


def test_a_compartment_without_residual_error_and_an_error_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="compartment 2 is measured and has no residual error"):
        map_estimate(population(1)[0], ONE_COMPARTMENT_ORAL, TYPICAL, OMEGA, {1: ERROR})
    with pytest.raises(ValueError, match="a variance above 0"):
        Residual()
    with pytest.raises(ValueError, match="stands alone"):
        Residual(additive=1.0, logarithmic=1.0)
    with pytest.raises(ValueError, match="measurement that is not above 0"):
        map_estimate("ID,TIME,AMT,DV\n1,0,9,.\n1,2,0,0\n", ONE_COMPARTMENT, {"CL": 1, "V": 9}, {"CL": 1}, Residual(logarithmic=0.1))


def test_a_typical_clearance_below_zero_is_told_with_the_patient() -> None:
    with pytest.raises(CourseError, match="Patient 0: CL would be -4"):
        map_estimate(population(1)[0], ONE_COMPARTMENT_ORAL, {**TYPICAL, "CL": -4.0}, OMEGA, ERROR)


def test_what_is_predicted_is_what_the_parameters_predict(sixty: tuple[MapEstimates, np.ndarray]) -> None:
    found, _ = sixty
    table = read_nonmem({name: column[:9] for name, column in population(60)[0].items()})
    parameters = {name: float(found.parameters[name][0]) for name in TYPICAL}
    np.testing.assert_allclose(found.predicted[:9], predict(table, ONE_COMPARTMENT_ORAL, parameters), rtol=1e-10)


# --- each term of the likelihood: a density of a textbook, and its slopes and curvature by differences ---

ERRORS = {
    "additive": Residual(additive=0.3),
    "proportional": Residual(proportional=0.04),
    "combined": Residual(additive=0.3, proportional=0.04, covariance=0.05),
    "logarithmic": Residual(logarithmic=0.04, dv_is_log=True),
}


def one(residual: Residual, value: float, beyond: float) -> Measured:
    parts = (residual.additive, residual.proportional, residual.covariance, residual.logarithmic)
    return Measured(*(jnp.array([x]) for x in (value, True, beyond, *parts)))


@pytest.mark.parametrize("beyond", [0.0, 1.0, -1.0], ids=["measured", "below", "above"])
@pytest.mark.parametrize("kind", ERRORS)
def test_the_fit_of_a_measurement_is_the_density_of_a_textbook(kind: str, beyond: float) -> None:
    residual, predicted, value = ERRORS[kind], 3.7, 1.4 if kind == "logarithmic" else 4.4
    measured = one(residual, value, beyond)
    fit = fit_of(*expected_and_log_variance(jnp.array([predicted]), measured), measured, censored=True)
    mean = np.log(predicted) if kind == "logarithmic" else predicted
    linear = residual.additive + 2 * residual.covariance * predicted + residual.proportional * predicted**2
    law = norm(mean, np.sqrt(residual.logarithmic or linear))
    log_density = {0.0: law.logpdf(value) + 0.5 * np.log(2 * np.pi), 1.0: law.logcdf(value), -1.0: law.logsf(value)}[beyond]
    assert float(fit.value[0]) == pytest.approx(-2.0 * log_density, rel=1e-10)
    if beyond:
        wrong_side = fit_of(*expected_and_log_variance(jnp.array([predicted]), measured), one(residual, value, -beyond), censored=True)
        assert abs(float(wrong_side.value[0]) + 2.0 * log_density) > 0.1


@pytest.mark.parametrize("beyond", [0.0, 1.0, -1.0], ids=["measured", "below", "above"])
def test_the_slopes_of_a_fit_agree_with_finite_differences(beyond: float) -> None:
    measured = one(ERRORS["additive"], 4.4, beyond)

    def value(mean: float, log_variance: float) -> float:
        return float(fit_of(jnp.array([mean]), jnp.array([log_variance]), measured, censored=True).value[0])

    fit, h = fit_of(jnp.array([3.7]), jnp.array([0.4]), measured, censored=True), 1e-5
    assert float(fit.by_mean[0]) == pytest.approx((value(3.7 + h, 0.4) - value(3.7 - h, 0.4)) / (2 * h), rel=1e-6)
    assert float(fit.by_log_variance[0]) == pytest.approx((value(3.7, 0.4 + h) - value(3.7, 0.4 - h)) / (2 * h), rel=1e-6)
    bend = (value(3.7 + 1e-3, 0.4) - 2 * value(3.7, 0.4) + value(3.7 - 1e-3, 0.4)) / 1e-6
    assert float(fit.mean_mean[0]) == pytest.approx(bend, rel=1e-4)
