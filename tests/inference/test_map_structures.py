"""Individual estimates over many structures, each against a search of another kind on a model solved another way.

The peer knows nothing of ours: every dose is written out, amounts move by SciPy's matrix exponential from event to event, and the
objective is minimised without derivatives and then by BFGS with finite differences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.linalg import expm
from scipy.optimize import minimize

from rechallenge.inference.map_estimate import SearchOutcome, map_estimate
from rechallenge.inference.residual_error import Residual
from rechallenge.mechanism import compartment_models as models
from rechallenge.mechanism.compartment_models import CompartmentModel, linear_model

Matrix = list[tuple[int, int, float]]


@dataclass(frozen=True)
class Dose:
    time: float
    compartment: int
    amount: float
    duration: float = 0.0


@dataclass(frozen=True)
class Structure:
    """One model twice: for us, and as flows, doses and scales for the peer."""

    model: CompartmentModel
    typical: dict[str, float]
    omega: np.ndarray
    residual: dict[int, Residual]
    rule: Callable[..., Any]
    rows: str  # doses, as a table has them
    peer: Callable[[np.ndarray, float], tuple[Matrix, list[Dose], dict[int, float]]]  # of the random effects and the time
    times: dict[int, tuple[float, ...]]
    breaks: tuple[float, ...] = ()
    covariate: dict[str, Callable[[float], float]] = field(default_factory=dict)


def solve(structure: Structure, eta: np.ndarray) -> dict[tuple[int, float], float]:
    """Prediction at each measurement, by the exponential of the matrix from event to event."""
    _, doses, _ = structure.peer(eta, 0.0)
    size = structure.model.network.size
    wanted = sorted({t for times in structure.times.values() for t in times})
    ends = [d.time + d.duration for d in doses]
    moments = sorted({0.0, *wanted, *structure.breaks, *[d.time for d in doses], *ends})
    state, found = np.zeros(size), {}
    for i, now in enumerate(moments):
        for dose in doses:
            if dose.time == now and dose.duration == 0.0:
                state[dose.compartment - 1] += dose.amount
        _, _, scales = structure.peer(eta, now)
        for compartment, times in structure.times.items():
            if now in times:
                found[compartment, now] = state[compartment - 1] / scales[compartment]
        if i + 1 < len(moments):
            flows, _, _ = structure.peer(eta, moments[i + 1])
            whole = np.zeros((size + 1, size + 1))
            for source, target, rate in flows:
                whole[source - 1, source - 1] -= rate
                if target:
                    whole[target - 1, source - 1] += rate
            for dose in doses:
                if dose.duration > 0.0 and dose.time <= now < dose.time + dose.duration:
                    whole[dose.compartment - 1, size] += dose.amount / dose.duration
            state = (expm(whole * (moments[i + 1] - now)) @ np.append(state, 1.0))[:size]
    return found


def minus_two_log(structure: Structure, data: dict[tuple[int, float], float], eta: np.ndarray) -> float:
    total = float(eta @ np.linalg.solve(structure.omega, eta))
    for (compartment, time), f in solve(structure, eta).items():
        y, error = data[compartment, time], structure.residual[compartment]
        if error.logarithmic:
            total += (np.log(y) - np.log(f)) ** 2 / error.logarithmic + np.log(error.logarithmic)
        else:
            variance = error.additive + 2 * error.covariance * f + error.proportional * f * f
            total += (y - f) ** 2 / variance + np.log(variance)
    return total


def usual(*names: str) -> Callable[..., Any]:
    return lambda typical, eta, _: {**typical, **{name: typical[name] * jnp.exp(eta[i]) for i, name in enumerate(names)}}


def every(start: float, interval: float, number: int) -> list[float]:
    return [start + interval * i for i in range(number)]


def moved(typical: dict[str, float], names: tuple[str, ...], eta: np.ndarray) -> dict[str, float]:
    return {**typical, **{name: typical[name] * float(np.exp(eta[i])) for i, name in enumerate(names)}}


def _two_compartment_infusions() -> Structure:
    typical, names = {"CL": 4.0, "V1": 20.0, "Q": 6.0, "V2": 50.0}, ("CL", "V1", "Q", "V2")

    def peer(eta: np.ndarray, _: float) -> Any:
        p = moved(typical, names, eta)
        flows = [(1, 0, p["CL"] / p["V1"]), (1, 2, p["Q"] / p["V1"]), (2, 1, p["Q"] / p["V2"])]
        return flows, [Dose(t, 1, 200.0, 2.0) for t in every(0, 12, 3)], {1: p["V1"]}

    omega = np.array([[0.1, 0.04, 0, 0], [0.04, 0.1, 0, 0], [0, 0, 0.2, 0.05], [0, 0, 0.05, 0.2]])
    error = {1: Residual(additive=0.01, proportional=0.02, covariance=0.005)}
    times = {1: (1.0, 2.5, 6.0, 11.5, 25.0, 30.0, 44.0)}
    return Structure(models.TWO_COMPARTMENTS, typical, omega, error, usual(*names), "1,0,200,100,12,2,0,1,1,{c}", peer, times)


def _three_compartment_oral() -> Structure:
    typical = {"CL": 5.0, "V2": 30.0, "Q3": 8.0, "V3": 60.0, "Q4": 1.0, "V4": 150.0, "KA": 0.8}
    names = ("CL", "V2", "V3", "KA")

    def peer(eta: np.ndarray, _: float) -> Any:
        p = moved(typical, names, eta)
        flows = [(1, 2, p["KA"]), (2, 0, p["CL"] / p["V2"]), (2, 3, p["Q3"] / p["V2"]), (3, 2, p["Q3"] / p["V3"])]
        flows += [(2, 4, p["Q4"] / p["V2"]), (4, 2, p["Q4"] / p["V4"])]
        return flows, [Dose(t, 1, 500.0) for t in every(0, 24, 2)], {2: p["V2"]}

    times = {2: (0.5, 1.5, 4.0, 10.0, 23.9, 26.0, 40.0, 72.0)}
    omega = np.diag([0.1, 0.15, 0.2, 0.3])
    return Structure(
        models.THREE_COMPARTMENTS_ORAL,
        typical,
        omega,
        {2: Residual(proportional=0.03)},
        usual(*names),
        "1,0,500,0,24,1,0,1,1,{c}",
        peer,
        times,
    )


def _lag_and_zero_order() -> Structure:
    """A zero-order absorption whose lag and duration differ between patients."""
    typical, names = {"CL": 4.0, "V": 70.0, "D1": 3.0, "ALAG1": 0.6}, ("CL", "V", "D1", "ALAG1")

    def peer(eta: np.ndarray, _: float) -> Any:
        p = moved(typical, names, eta)
        return [(1, 0, p["CL"] / p["V"])], [Dose(t + p["ALAG1"], 1, 900.0, p["D1"]) for t in every(0, 12, 3)], {1: p["V"]}

    times = {1: (1.5, 2.5, 5.0, 9.0, 13.9, 26.0, 31.0)}
    omega, error = np.diag([0.1, 0.1, 0.1, 0.1]), {1: Residual(additive=0.3)}
    return Structure(models.ONE_COMPARTMENT, typical, omega, error, usual(*names), "1,0,900,-2,12,2,0,1,1,{c}", peer, times)


def _mixed_absorption() -> Structure:
    """Part of each dose by first order with a lag, part by zero order straight into the central compartment, as two doses."""
    typical = {"CL": 4.0, "V": 70.0, "KA": 0.9, "ALAG1": 1.0, "D2": 2.0, "F": 0.6}

    def rule(t: Any, eta: Any, _: Any) -> Any:
        odds = t["F"] / (1 - t["F"]) * jnp.exp(eta[3])
        share = odds / (1 + odds)
        values = {"CL": t["CL"] * jnp.exp(eta[0]), "V": t["V"] * jnp.exp(eta[1]), "KA": t["KA"] * jnp.exp(eta[2])}
        return {**values, "ALAG1": t["ALAG1"], "D2": t["D2"], "F1": share, "F2": 1 - share}

    def peer(eta: np.ndarray, _: float) -> Any:
        cl, v, ka = 4.0 * np.exp(eta[0]), 70.0 * np.exp(eta[1]), 0.9 * np.exp(eta[2])
        odds = 1.5 * np.exp(eta[3])
        share = odds / (1 + odds)
        doses = [Dose(1.0, 1, 1000 * share), Dose(0.0, 2, 1000 * (1 - share), 2.0)]
        return [(1, 2, ka), (2, 0, cl / v)], doses, {2: v}

    rows = "1,0,1000,0,0,0,0,1,1,{c} 1,0,1000,-2,0,0,0,2,1,{c}"
    times = {2: (0.5, 1.5, 3.0, 6.0, 12.0, 24.0)}
    return Structure(
        models.ONE_COMPARTMENT_ORAL,
        typical,
        np.diag([0.1, 0.1, 0.2, 0.3]),
        {2: Residual(logarithmic=0.02)},
        rule,
        rows,
        peer,
        times,
    )


def _parent_and_metabolite() -> Structure:
    """A drug in two compartments and its metabolite, both measured, with an error each."""
    model = linear_model(("gut", "drug", "tissue", "metabolite"), [(1, 2), (2, 3), (3, 2), (2, 4), (2, 0), (4, 0)], measured=2)
    typical = {"CL": 3.0, "V": 40.0, "KA": 1.0, "CLM": 2.0, "KM": 0.15}

    def rule(t: Any, eta: Any, _: Any) -> Any:
        v, cl, clm, km = t["V"] * jnp.exp(eta[1]), t["CL"] * jnp.exp(eta[0]), t["CLM"] * jnp.exp(eta[2]), t["KM"] * jnp.exp(eta[3])
        return {"K12": t["KA"], "K23": 4.0 / v, "K32": 4.0 / 60.0, "K24": clm / v, "K20": cl / v, "K40": km, "S2": v, "S4": v}

    def peer(eta: np.ndarray, _: float) -> Any:
        v, cl, clm, km = 40 * np.exp(eta[1]), 3 * np.exp(eta[0]), 2 * np.exp(eta[2]), 0.15 * np.exp(eta[3])
        flows = [(1, 2, 1.0), (2, 3, 4 / v), (3, 2, 4 / 60), (2, 4, clm / v), (2, 0, cl / v), (4, 0, km)]
        return flows, [Dose(0.0, 1, 800.0)], {2: v, 4: v}

    times = {2: (1.0, 3.0, 8.0, 20.0), 4: (2.0, 6.0, 20.0, 36.0)}
    error = {2: Residual(proportional=0.02), 4: Residual(additive=0.05)}
    return Structure(model, typical, np.diag([0.1, 0.1, 0.2, 0.2]), error, rule, "1,0,800,0,0,0,0,1,1,{c}", peer, times)


def _occasions_and_kidneys() -> Structure:
    """A clearance that follows the kidneys from record to record and differs between occasions; an intravenous dose among oral ones."""
    typical = {"CL": 6.0, "V": 50.0, "KA": 1.2}

    def kidney(time: float) -> float:
        return 90.0 if time <= 12.0 else 45.0 if time <= 30.0 else 70.0

    def occasion(time: float) -> float:
        return 1.0 if time <= 24.0 else 2.0

    def rule(t: Any, eta: Any, covariate: Any) -> Any:
        between = jnp.where(covariate["OCC"] == 1, eta[2], eta[3])
        clearance = t["CL"] * jnp.exp(eta[0] + between) * (covariate["CRCL"] / 90.0) ** 0.7
        return {"CL": clearance, "V": t["V"] * jnp.exp(eta[1]), "KA": t["KA"]}

    def peer(eta: np.ndarray, time: float) -> Any:
        cl = 6.0 * np.exp(eta[0] + (eta[2] if occasion(time) == 1 else eta[3])) * (kidney(time) / 90.0) ** 0.7
        v = 50.0 * np.exp(eta[1])
        return [(1, 2, 1.2), (2, 0, cl / v)], [Dose(0.0, 1, 400.0), Dose(12.0, 2, 300.0), Dose(24.0, 1, 400.0)], {2: v}

    rows = "1,0,400,0,0,0,0,1,1,{c} 1,12,300,0,0,0,0,2,1,{c} 1,24,400,0,0,0,0,1,1,{c}"
    times = {2: (2.0, 8.0, 14.0, 20.0, 26.0, 30.0, 40.0, 60.0)}
    return Structure(
        models.ONE_COMPARTMENT_ORAL,
        typical,
        np.diag([0.1, 0.1, 0.05, 0.05]),
        {2: Residual(proportional=0.02, additive=0.01)},
        rule,
        rows,
        peer,
        times,
        breaks=(12.0, 24.0),
        covariate={"CRCL": kidney, "OCC": occasion},
    )


def _steady_state() -> Structure:
    typical, names = {"CL": 2.0, "V": 20.0, "KA": 0.5, "ALAG1": 2.0}, ("CL", "V", "KA")

    def peer(eta: np.ndarray, _: float) -> Any:
        p = moved(typical, names, eta)
        doses = [Dose(t + p["ALAG1"], 1, 100.0) for t in every(0, 24, 13)]
        return [(1, 2, p["KA"]), (2, 0, p["CL"] / p["V"])], doses, {2: p["V"]}

    times = {2: (289.0, 290.5, 292.0, 296.0, 308.0, 322.0)}
    error = {2: Residual(additive=0.2)}
    return Structure(
        models.ONE_COMPARTMENT_ORAL, typical, np.diag([0.2, 0.2, 0.2]), error, usual(*names), "1,288,100,0,24,0,1,1,1,{c}", peer, times
    )


STRUCTURES = {
    made.__name__.strip("_").replace("_", " "): made
    for made in (
        _two_compartment_infusions,
        _three_compartment_oral,
        _lag_and_zero_order,
        _mixed_absorption,
        _parent_and_metabolite,
        _occasions_and_kidneys,
        _steady_state,
    )
}


def table_of(structure: Structure, data: dict[tuple[int, float], float]) -> str:
    names = list(structure.covariate)

    def covariates(time: float) -> str:
        return ",".join([*(str(structure.covariate[name](time)) for name in names), "0"])

    rows = []
    for row in structure.rows.split():
        time = float(row.split(",")[1])
        rows.append((time, 0, row.replace("{c}", covariates(time)) + ",."))
    for (compartment, time), value in data.items():
        rows.append((time, 1, f"1,{time},0,0,0,0,0,{compartment},0,{covariates(time)},{value}"))
    head = ",".join(["ID,TIME,AMT,RATE,II,ADDL,SS,CMT,EVID", *names, "UNUSED,DV"])
    return "\n".join([head, *(text for _, _, text in sorted(rows))]) + "\n"


@pytest.mark.oracle
@pytest.mark.parametrize("name", STRUCTURES)
def test_estimates_are_those_of_a_search_of_another_kind(name: str) -> None:
    structure = STRUCTURES[name]()
    draws = np.random.default_rng(len(name))
    size = len(structure.omega)
    truth = np.linalg.cholesky(structure.omega) @ draws.standard_normal(size)
    data = {place: f * float(np.exp(0.1 * draws.standard_normal())) for place, f in solve(structure, truth).items()}
    found = map_estimate(
        table_of(structure, data),
        structure.model,
        structure.typical,
        structure.omega,
        structure.residual,
        random=[f"ETA{i}" for i in range(size)],
        rule=structure.rule,
    )
    assert found.outcome == (SearchOutcome.FOUND,)

    def objective(eta: np.ndarray) -> float:
        return minus_two_log(structure, data, eta)

    # Their best must not be better than ours, and their search from the typical patient must end where ours does.
    rough = minimize(objective, np.zeros(size), method="Nelder-Mead", options={"xatol": 1e-2, "fatol": 1e-3}).x
    theirs = minimize(objective, rough, method="BFGS", options={"gtol": 1e-7})
    assert objective(found.eta[0]) == pytest.approx(found.minus_two_log_posterior[0], abs=1e-6)
    assert objective(found.eta[0]) <= theirs.fun + 1e-6
    np.testing.assert_allclose(found.eta[0], theirs.x, atol=1e-4)
