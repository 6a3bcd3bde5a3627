"""Doses, infusions, lags, steady states and changing covariates against brute force: every dose by itself, a general solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from scipy.stats import gamma

from rechallenge.formats.event_table import read_nonmem
from rechallenge.mechanism.compartment_models import (
    ONE_COMPARTMENT,
    ONE_COMPARTMENT_ORAL,
    THREE_COMPARTMENTS,
    THREE_COMPARTMENTS_ORAL,
    TWO_COMPARTMENTS,
    TWO_COMPARTMENTS_ORAL,
    CompartmentModel,
    linear_model,
)
from rechallenge.mechanism.patients import lognormal, predict, predict_patient, prepare

ORAL = {"CL": 1.3, "V": 20.0, "KA": 0.7}
IV = {"CL": 1.3, "V": 20.0}
TWO = {"CL": 3.0, "V1": 20.0, "Q": 5.0, "V2": 50.0}
THREE = {"CL": 3.0, "V1": 20.0, "Q2": 5.0, "V2": 50.0, "Q3": 0.8, "V3": 200.0}
THREE_ORAL = {"CL": 3.0, "V2": 20.0, "Q3": 5.0, "V3": 50.0, "Q4": 0.8, "V4": 200.0, "KA": 0.9}
TIMES = (0.0, 0.5, 1.0, 2.0, 4.0, 7.5, 12.0, 20.0, 24.0, 31.0, 47.9)


def table_of(doses: str, times: tuple[float, ...] = TIMES, columns: str = "ID,TIME,AMT,RATE,II,ADDL,SS,CMT,EVID") -> Any:
    """A table of one patient: doses as rows, then times at which a prediction is wanted."""
    width = columns.count(",") - 1
    rows = [*doses.split(), *[f"1,{t}" + ",0" * width for t in times]]
    ordered = sorted(rows, key=lambda row: float(row.split(",")[1]))
    return read_nonmem("\n".join([columns, *ordered]) + "\n")


def seen(model: CompartmentModel, parameters: Mapping[str, float], doses: str, times: tuple[float, ...] = TIMES) -> np.ndarray:
    table = table_of(doses, times)
    return predict(table, model, parameters)[table.item["EVID"] == 0]


@pytest.mark.parametrize(
    ("model", "parameters"),
    [(ONE_COMPARTMENT, IV), (ONE_COMPARTMENT_ORAL, ORAL), (THREE_COMPARTMENTS, THREE), (THREE_COMPARTMENTS_ORAL, THREE_ORAL)],
    ids=["one", "one oral", "three", "three oral"],
)
@pytest.mark.parametrize("rate", [0.0, 25.0])
def test_a_dose_moves_as_the_exponential_of_the_matrix_says(model: CompartmentModel, parameters: dict[str, float], rate: float) -> None:
    size, network = model.network.size, model.network
    matrix = np.zeros((2 * size, 2 * size))
    matrix[:size, size:] = np.eye(size)
    for (source, target), flow in zip(network.flows, model.flow({k: jnp.asarray(v) for k, v in parameters.items()}), strict=True):
        matrix[source, source] -= flow
        if target >= 0:
            matrix[target, source] += flow

    def expected(time: float) -> float:
        state = np.zeros(2 * size)
        during = min(time, 4.0) if rate else 0.0
        state[size if rate else 0] = rate or 100.0
        state = expm(matrix * during) @ state
        state[size:] = 0.0
        amounts = (expm(matrix * (time - during)) @ state)[:size]
        return float(amounts[model.measured - 1] / parameters[model.volume or "V"])

    found = seen(model, parameters, f"1,0,100,{rate},0,0,0,1,1")
    np.testing.assert_allclose(found, [expected(t) for t in TIMES], rtol=1e-10, atol=1e-14)


def test_absorption_as_fast_as_elimination_loses_no_digit() -> None:
    rate = IV["CL"] / IV["V"]
    found = seen(ONE_COMPARTMENT_ORAL, {**IV, "KA": rate}, "1,0,100,0,0,0,0,1,1")
    np.testing.assert_allclose(found, 100.0 / IV["V"] * rate * np.array(TIMES) * np.exp(-rate * np.array(TIMES)), rtol=1e-13)
    near = seen(ONE_COMPARTMENT_ORAL, {**IV, "KA": rate * (1 + 1e-9)}, "1,0,100,0,0,0,0,1,1")
    np.testing.assert_allclose(near, found, rtol=1e-8)


def test_a_chain_of_equal_transits_is_a_gamma_density() -> None:
    """Savic RM et al., J Pharmacokinet Pharmacodyn 2007;34:711-26: n transits of one rate pass a dose on as a gamma density."""
    chain = linear_model(("1", "2", "3", "4", "5"), [(1, 2), (2, 3), (3, 4), (4, 5), (5, 0)], measured=5)
    found = seen(chain, dict.fromkeys(("K12", "K23", "K34", "K45", "K50"), 0.8), "1,0,100,0,0,0,0,1,1")
    np.testing.assert_allclose(found, 100.0 / 0.8 * gamma.pdf(TIMES, 5, scale=1 / 0.8), rtol=1e-11, atol=1e-13)


def test_a_two_compartment_model_is_the_same_written_by_its_flows() -> None:
    free = linear_model(("depot", "central", "peripheral"), [(1, 2), (2, 0), (2, 3), (3, 2)], measured=2)
    rates = {"K12": 0.9, "K20": 3.0 / 20, "K23": 5.0 / 20, "K32": 5.0 / 50, "S2": 20.0}
    usual = {"CL": 3.0, "V2": 20.0, "Q": 5.0, "V3": 50.0, "KA": 0.9}
    doses = "1,0,100,0,12,3,0,1,1"
    np.testing.assert_allclose(seen(free, rates, doses), seen(TWO_COMPARTMENTS_ORAL, usual, doses), rtol=1e-12)


def test_compartments_that_exchange_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="not in a circle"):
        linear_model(("a", "b", "c"), [(1, 2), (2, 3), (3, 1)])


STEADY: list[tuple[str, CompartmentModel, dict[str, float], str, str]] = [
    ("bolus", ONE_COMPARTMENT, IV, "1,0,100,0,12,0,1,1,1", "1,{t},100,0,0,0,0,1,1"),
    ("oral with a lag", ONE_COMPARTMENT_ORAL, {**ORAL, "ALAG1": 3.0}, "1,0,100,0,12,0,1,1,1", "1,{t},100,0,0,0,0,1,1"),
    ("oral with a lag of three intervals", ONE_COMPARTMENT_ORAL, {**ORAL, "ALAG1": 31.0}, "1,0,100,0,12,0,1,1,1", "1,{t},100,0,0,0,0,1,1"),
    ("a lag of just one interval", ONE_COMPARTMENT, {**IV, "ALAG1": 12.0}, "1,0,100,0,12,0,1,1,1", "1,{t},100,0,0,0,0,1,1"),
    ("an infusion over four intervals, late", ONE_COMPARTMENT, {**IV, "ALAG1": 5.0}, "1,0,100,2,12,0,1,1,1", "1,{t},100,2,0,0,0,1,1"),
    ("a modelled duration", TWO_COMPARTMENTS, {**TWO, "D1": 15.0}, "1,0,100,-2,12,0,1,1,1", "1,{t},100,-2,0,0,0,1,1"),
    ("a modelled rate", ONE_COMPARTMENT, {**IV, "R1": 30.0, "F1": 0.5}, "1,0,100,-1,12,0,1,1,1", "1,{t},100,-1,0,0,0,1,1"),
    ("three compartments", THREE_COMPARTMENTS_ORAL, THREE_ORAL, "1,0,100,0,12,0,1,1,1", "1,{t},100,0,0,0,0,1,1"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "parameters", "steady", "single"), [case[1:] for case in STEADY], ids=[case[0] for case in STEADY])
def test_a_steady_state_is_what_very_many_doses_come_to(
    model: CompartmentModel, parameters: dict[str, float], steady: str, single: str
) -> None:
    many = 1500  # the slowest half-life, of the three compartments, is 260 h
    start = 12.0 * many
    doses = " ".join(single.format(t=12.0 * i) for i in range(many + 1))
    repeated = seen(model, parameters, doses, tuple(start + t for t in TIMES))
    np.testing.assert_allclose(seen(model, parameters, steady), repeated, rtol=1e-9)


def test_additional_doses_after_a_steady_state_keep_it() -> None:
    found = seen(ONE_COMPARTMENT_ORAL, ORAL, "1,0,100,0,12,9,1,1,1", (1.0, 13.0, 25.0, 97.0))
    np.testing.assert_allclose(found, found[0], rtol=1e-12)


def test_a_second_steady_state_is_added_or_takes_the_place_of_the_first() -> None:
    first, second = "1,0,100,0,12,0,1,1,1", "1,6,40,0,12,0,{ss},1,1"
    alone = seen(ONE_COMPARTMENT, IV, first, (6.0, 9.0))
    other = seen(ONE_COMPARTMENT, IV, "1,6,40,0,12,0,1,1,1", (6.0, 9.0))
    np.testing.assert_allclose(seen(ONE_COMPARTMENT, IV, f"{first} {second.format(ss=2)}", (6.0, 9.0)), alone + other, rtol=1e-12)
    np.testing.assert_allclose(seen(ONE_COMPARTMENT, IV, f"{first} {second.format(ss=1)}", (6.0, 9.0)), other, rtol=1e-12)


def test_a_reset_takes_away_what_is_there_and_what_was_to_come() -> None:
    late = {**IV, "ALAG1": 4.0}
    assert seen(ONE_COMPARTMENT, late, "1,0,100,50,12,5,0,1,1 1,2,0,0,0,0,0,1,3").max() == 0.0


def test_two_doses_at_one_time_are_one_of_both_together() -> None:
    doses = "1,0,60,0,0,0,0,1,1 1,0,40,0,0,0,0,1,1"
    np.testing.assert_allclose(seen(ONE_COMPARTMENT, IV, doses), seen(ONE_COMPARTMENT, IV, "1,0,100,0,0,0,0,1,1"), rtol=1e-14)


def test_a_dose_of_nothing_changes_nothing() -> None:
    doses = "1,0,100,0,0,0,0,1,1"
    np.testing.assert_allclose(seen(ONE_COMPARTMENT, IV, doses + " 1,3,0,0,0,0,0,1,1"), seen(ONE_COMPARTMENT, IV, doses), rtol=1e-14)


def test_a_dose_of_a_series_at_the_time_of_a_measurement_comes_first() -> None:
    """As in NONMEM; a tenth of an hour repeated three times is not three tenths in binary digits."""
    found = seen(ONE_COMPARTMENT, IV, "1,0,100,0,0.1,3,0,1,1", (0.3,))
    np.testing.assert_allclose(found, [sum(5.0 * np.exp(-IV["CL"] / IV["V"] * t) for t in (0.0, 0.1, 0.2, 0.3))], rtol=1e-12)


def test_a_clearance_that_changes_holds_up_to_the_record_that_tells_it() -> None:
    rows = "ID,TIME,AMT,EVID,CR\n1,0,100,1,90\n1,6,0,0,90\n1,10,0,0,30\n1,18,0,0,30\n1,30,0,0,60\n"

    def rule(typical: Mapping[str, Any], _: jax.Array, covariate: Any) -> dict[str, Any]:
        return {**typical, "CL": typical["CL"] * covariate["CR"] / 90.0}

    table = read_nonmem(rows)
    found = predict(table, ONE_COMPARTMENT_ORAL, ORAL, rule)
    times, ratio = np.array([0.0, 6.0, 10.0, 18.0, 30.0]), np.array([90.0, 90.0, 30.0, 30.0, 60.0]) / 90.0
    state = np.array([100.0, 0.0])
    for i in range(1, 5):
        elimination = ORAL["CL"] * ratio[i] / ORAL["V"]

        def slope(_: float, y: np.ndarray, elimination: float = elimination) -> list[float]:
            return [-ORAL["KA"] * y[0], ORAL["KA"] * y[0] - elimination * y[1]]

        state = solve_ivp(slope, (times[i - 1], times[i]), state, rtol=1e-10, atol=1e-12).y[:, -1]
        np.testing.assert_allclose(found[i], state[1] / ORAL["V"], rtol=1e-8)


GRADIENTS: list[tuple[str, CompartmentModel, dict[str, float], str]] = [
    ("three compartments", THREE_COMPARTMENTS_ORAL, THREE_ORAL, "1,0,100,0,12,3,0,1,1"),
    ("a lag", ONE_COMPARTMENT_ORAL, {**ORAL, "ALAG1": 0.37, "F1": 0.6}, "1,0,100,0,12,3,0,1,1"),
    ("a modelled duration at steady state", ONE_COMPARTMENT, {**IV, "D1": 3.3, "ALAG1": 1.4}, "1,0,100,-2,8,3,1,1,1"),
]


@pytest.mark.parametrize(("model", "parameters", "doses"), [case[1:] for case in GRADIENTS], ids=[case[0] for case in GRADIENTS])
def test_derivatives_agree_with_finite_differences(model: CompartmentModel, parameters: dict[str, float], doses: str) -> None:
    names = tuple(parameters)
    table = table_of(doses, (0.11, 0.9, 2.7, 5.3, 11.3, 19.9))
    prepared = prepare(table, model, parameters, lognormal(*names), np.zeros(len(names)))
    patient = jax.tree.map(lambda x: x[0], prepared.patients)
    curve: Callable[[jax.Array], jax.Array] = jax.jit(partial(predict_patient, model, prepared.rule, prepared.facts, parameters, patient))
    exact = np.asarray(jax.jit(jax.jacfwd(curve))(jnp.zeros(len(names))))
    step = 1e-5
    differences = np.stack([np.asarray(curve(step * e) - curve(-step * e)) / (2 * step) for e in jnp.eye(len(names))], axis=1)
    assert np.isfinite(exact).all()
    np.testing.assert_allclose(exact, differences, rtol=1e-6, atol=1e-8)
