"""A dose into a vein is in the blood at once, and whole; the individual model knows it from one under the skin."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.inference.forecast import plan
from rechallenge.inference.forward import run
from rechallenge.inference.likelihood import value_and_gradient
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.assembly import drugs_of, exposure_of

TREATMENT = "  - {drug: anakinra, dose: 100 mg, route: ROUTE, every: 1 d, from: 0 d, to: 20 d}\n"


def course(route: str, treatments: str = TREATMENT) -> Course:
    seen = "[{what: CRP, at: 0 d, value: 120 mg/L}, {what: CRP, at: 5 d, value: 12 mg/L}, {what: CRP, at: 25 d, value: raised}]"
    text = f"rechallenge: 1\npatient: {{weight: 70 kg}}\ntreatments:\n{treatments.replace('ROUTE', route)}observations: {seen}\n"
    return read_course(text).course


def exposure(problem: InferenceProblem, **parameters: float) -> np.ndarray:
    """Concentration of anakinra just before each breakpoint at typical values, some of them given in units of their spread."""
    vector = np.zeros(problem.layout.size)
    for name, normal in parameters.items():
        vector[problem.layout.parameters.index(f"anakinra.{name}")] = normal
    found = run(problem.layout, jax.device_put(problem.data), jnp.asarray(vector), jnp.ones(len(problem.layout.exposures)))
    return np.asarray(found.trajectory.exposure)[: len(problem.days), 0]


def solved(route: str, days: np.ndarray, bioavailability: float = 0.95) -> np.ndarray:
    """The same by SciPy, with the true volume and clearance, and a depot that only doses under the skin enter."""
    typical = {name: parameter.center for name, parameter in drug_model("anakinra").parameters.items()}
    clearance, volume = (bioavailability * typical[name] for name in ("clearance_l_h", "volume_l"))
    absorption = typical["absorption_1_h"]

    def rates(_: float, y: np.ndarray) -> list[float]:
        return [-24.0 * absorption * y[0], 24.0 * (bioavailability * absorption * y[0] - clearance / volume * y[1])]

    state, found = np.zeros(2), []
    for day, after in zip(days, [*days[1:], days[-1] + 1.0], strict=True):
        found.append(state[1] / volume)
        if 0.0 <= day < 20.0:
            state = state + (np.array([0.0, 100.0]) if route == "iv" else np.array([100.0, 0.0]))
        state = solve_ivp(rates, (day, after), state, method="DOP853", rtol=1e-10, atol=1e-12).y[:, -1]
    return np.array(found)


@pytest.mark.oracle
@pytest.mark.parametrize("route", ["iv", "sc"])
def test_concentrations_of_a_course_against_scipy(route: str) -> None:
    problem = build_problem(course(route))
    assert ("anakinra.bioavailability" in problem.layout.parameters) == (route == "iv")
    np.testing.assert_allclose(exposure(problem), solved(route, problem.days), rtol=1e-6, atol=1e-9)


def test_the_oracle_notices_a_dose_taken_for_one_under_the_skin_and_a_bioavailability_left_out() -> None:
    problem = build_problem(course("iv"))
    later = problem.days >= 1.0
    found = exposure(problem)[later]
    assert np.max(np.abs(found / solved("sc", problem.days)[later] - 1.0)) > 0.3
    assert np.max(np.abs(found / solved("iv", problem.days, bioavailability=1.0)[later] - 1.0)) > 0.04


@pytest.mark.oracle
def test_the_clearance_of_a_dose_into_a_vein_is_what_yang_2003_measured() -> None:
    """137 mL/min (SD 21) in 12 healthy adults; tolerance: their SD."""
    typical = drug_model("anakinra").intravenous().parameters
    assert typical["clearance_l_h"].center * typical["bioavailability"].center * 1000.0 / 60.0 == pytest.approx(137.0, abs=21.0)


def response(drug: str) -> Any:
    model = drug_model(drug).intravenous()
    parameters = {parameter.name: jnp.asarray(parameter.center) for parameter in model.parameters.values()}
    return drugs_of((exposure_of(model),), {**parameters, "il1_share": jnp.asarray(0.9)}, jnp.ones(1))


@pytest.mark.parametrize("drug", ["anakinra", "canakinumab"])
def test_a_dose_into_a_vein_begins_in_the_center_and_has_the_area_of_a_dose_that_is_not_lost(drug: str) -> None:
    drugs, typical = response(drug), {name: p.center for name, p in drug_model(drug).intravenous().parameters.items()}
    alone = np.asarray(drugs.vein * drugs.response.coefficient)[0]
    apparent = "volume_l" in typical
    volume = typical["volume_l"] * typical["bioavailability"] if apparent else typical["central_volume_l"]
    clearance = typical["clearance_l_h"] * (typical["bioavailability"] if apparent else 1.0)
    assert alone.sum() == pytest.approx(1.0 / volume, rel=1e-9)
    assert np.sum(alone / np.asarray(drugs.response.rate)[0]) == pytest.approx(1.0 / (24.0 * clearance), rel=1e-9)


@pytest.mark.oracle
def test_canakinumab_into_a_vein_against_scipy() -> None:
    typical = {name: p.center for name, p in drug_model("canakinumab").parameters.items()}
    drugs, hours = response("canakinumab"), np.array([1.0, 24.0, 240.0, 1500.0])

    def rates(_: float, y: np.ndarray) -> list[float]:
        flow = typical["exchange_l_h"] * (y[0] - y[1])
        return [(-typical["clearance_l_h"] * y[0] - flow) / typical["central_volume_l"], flow / typical["peripheral_volume_l"]]

    start = [1.0 / typical["central_volume_l"], 0.0]
    expected = solve_ivp(rates, (0.0, 1500.0), start, method="DOP853", t_eval=hours, rtol=1e-10, atol=1e-14).y[0]
    alone, rate = np.asarray(drugs.vein * drugs.response.coefficient)[0], np.asarray(drugs.response.rate)[0]
    np.testing.assert_allclose(np.exp(-hours[:, None] / 24.0 * rate) @ alone, expected, rtol=1e-8)


def test_a_steroid_by_vein_is_the_steroid_by_mouth() -> None:
    treatments = "  - {drug: methylprednisolone, dose: 40 mg, route: ROUTE, every: 1 d, from: 0 d, to: 9 d}\n"
    assert build_problem(course("iv", treatments)).layout == build_problem(course("po", treatments)).layout


@pytest.mark.parametrize("treatment", [TREATMENT, TREATMENT.replace("to: 20 d", "to: 10..20 d"), TREATMENT.replace("every: 1 d, ", "")])
def test_the_gradient_of_a_course_by_vein_agrees_with_finite_differences(treatment: str) -> None:
    problem = build_problem(course("iv", treatment.replace(", to: 20 d", "") if "every" not in treatment else treatment))
    data, works = jax.device_put(problem.data), jnp.ones(len(problem.layout.exposures))
    vector = 0.3 * np.random.default_rng(1).standard_normal(problem.layout.size)
    _, gradient = value_and_gradient(problem.layout, data, vector, works)
    for name in ("anakinra.bioavailability", "anakinra.clearance_l_h", "anakinra.half_effect"):
        step = 1e-5 * np.eye(problem.layout.size)[problem.layout.parameters.index(name)]
        up, down = (float(value_and_gradient(problem.layout, data, vector + sign * step, works)[0]) for sign in (1.0, -1.0))
        assert float(gradient[problem.layout.parameters.index(name)]) == pytest.approx((up - down) / 2e-5, rel=1e-5, abs=1e-7)


def test_an_uncertain_stop_by_vein_washes_out_faster_than_under_the_skin() -> None:
    """Without absorption the drug leaves at once: a day after the last dose less is held back."""
    uncertain = TREATMENT.replace("to: 20 d", "to: 18..22 d")
    by_vein, under_skin = (build_problem(course(route, uncertain)) for route in ("iv", "sc"))
    crp = []
    for problem in (by_vein, under_skin):
        found = run(problem.layout, jax.device_put(problem.data), jnp.zeros(problem.layout.size), jnp.ones(1))
        crp.append(np.asarray(found.trajectory.levels["crp"])[np.searchsorted(problem.days, 24.0)])
    assert crp[0] > crp[1]


def test_a_drug_stays_on_the_route_that_it_was_last_given_by() -> None:
    treatments = TREATMENT.replace(", to: 20 d", "")
    given = course("iv", treatments)
    problem = build_problem(given)
    assert plan(problem, (), 30.0).into_vein.tolist() == [True]
    both = course("iv", TREATMENT + "  - {drug: anakinra, dose: 100 mg, route: sc, every: 1 d, from: 20 d}\n")
    assert build_problem(both).regimen.route_of("anakinra") == "sc"
    assert plan(build_problem(both), (), 30.0).into_vein.tolist() == [False]
