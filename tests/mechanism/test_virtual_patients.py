"""Virtual patients: the same however many there are; one of them against the simulator and SciPy; what cannot be is refused."""

from __future__ import annotations

import math
from itertools import islice
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from rechallenge.course.problems import CourseError
from rechallenge.literature.parameters import disease_parameters
from rechallenge.literature.pharmacology import DrugModel, drug_model
from rechallenge.mechanism.assembly import drugs_of, exposure_of
from rechallenge.mechanism.engine import Grid, simulate
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.nodes import HOURS, WHOLE
from rechallenge.mechanism.population import COVARIATES, population_of
from rechallenge.mechanism.processes import WAXING
from rechallenge.mechanism.virtual_patients import VirtualCourses, _years, simulate_patients
from rechallenge.outcomes import outcome_parameters, outcomes
from tests.mechanism.following import FOLLOWED

DAYS = 365
TAPER = np.interp(np.arange(DAYS), [0, 28, 200], [30.0, 30.0, 5.0])
PLAN = {"anakinra": 100.0, "prednisone": TAPER}


def curve_of(part: VirtualCourses, name: str) -> np.ndarray:
    return part.levels[name] if name in part.levels else getattr(part, name)


def together(*arguments: Any, **options: Any) -> list[np.ndarray]:
    parts = list(simulate_patients(*arguments, **options))
    return [np.concatenate([curve_of(part, name) for part in parts]) for name in ("crp", "pain", "motion", "activity_mg_l")]


def test_neither_chunks_nor_threads_nor_the_number_of_patients_change_a_patient() -> None:
    whole = together(120, PLAN, seed=3)
    for others in (together(120, PLAN, seed=3, chunk=37, workers=1), together(120, PLAN, seed=3, chunk=7, workers=3)):
        for one, other in zip(whole, others, strict=True):
            np.testing.assert_array_equal(one, other)
    few = together(5, PLAN, seed=3)
    np.testing.assert_array_equal(few[0], whole[0][:5])
    assert not np.array_equal(together(5, PLAN, seed=4)[0], few[0])


def test_patients_side_by_side_as_on_a_gpu_are_those_one_after_another() -> None:
    population = population_of(5, {"anakinra": 100.0}, 20, 0, WAXING, {**disease_parameters(), **outcome_parameters(outcomes().values())})
    drawn = population.drawn(range(5))
    alone, together = (
        jax.tree.leaves(_years(population.process, population.exposures, FOLLOWED, HOURS, which, drawn)) for which in (False, True)
    )
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_allclose(np.asarray(one), np.asarray(other), rtol=1e-10)


def test_the_priors_of_patients_without_covariates_are_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    alone = DrugModel.for_patient
    monkeypatch.setattr(DrugModel, "for_patient", lambda model, told: asked.append(told) or alone(model, told))
    population = population_of(30, {"anakinra": 100.0}, 20, 0, WAXING, {**disease_parameters(), **outcome_parameters(outcomes().values())})
    population.drawn(range(30))
    assert asked == [dict.fromkeys(COVARIATES)]


def test_no_more_is_held_for_a_thousand_million_patients_than_for_a_thousand() -> None:
    """The first chunks come at once: nothing is laid out for all patients."""
    plan = {"anakinra": 100.0}
    first = list(islice(simulate_patients(10**9, plan, days=20, chunk=60), 2))
    assert [len(part.patients) for part in first] == [60, 60]
    assert first[1].patients[0] == "61"
    np.testing.assert_array_equal(first[0].levels["crp"], next(simulate_patients(60, plan, days=20)).levels["crp"])


def one_patient(days: int = 60) -> tuple[VirtualCourses, np.ndarray, dict[str, np.ndarray]]:
    """The third of some patients, its activity every hour, and its parameters."""
    hourly = next(simulate_patients(3, PLAN_60, days=days, seed=1, every_hours=1))
    return hourly, np.log(hourly.activity_mg_l[2]), {name: value[2] for name, value in hourly.parameters.items()}


# The drug is stopped for five days, so that the signal turns within minutes when it comes back.
ON = np.where((np.arange(60) >= 20) & (np.arange(60) < 25), 0.0, 100.0)
PLAN_60 = {"anakinra": ON, "prednisone": TAPER[:60]}


def test_a_patient_told_every_day_is_the_one_told_every_hour() -> None:
    daily, hourly = next(simulate_patients(3, PLAN_60, days=60, seed=1)), one_patient()[0]
    np.testing.assert_array_equal(daily.days, hourly.days[::HOURS])
    for name in ("crp", "pain", "motion", "activity_mg_l"):
        np.testing.assert_allclose(curve_of(daily, name), curve_of(hourly, name)[:, ::HOURS], rtol=1e-9)


def test_a_virtual_patient_is_what_the_simulator_of_one_patient_gives() -> None:
    """The latter on hourly segments, with nodes for a whole day in each."""
    hourly, activity, parameters = one_patient()
    exposures = tuple(exposure_of(drug_model(drug)) for drug in PLAN_60)
    values = {name: jnp.asarray(value) for name, value in parameters.items()}
    dose = np.zeros((60 * HOURS, 2))
    dose[::HOURS] = np.stack([ON, TAPER[:60]], axis=1)
    path = simulate(
        Grid(np.full(1, 1.0 / HOURS), np.zeros(60 * HOURS, np.int64)),
        jnp.asarray(dose),
        jnp.zeros((2, 3)),
        jnp.asarray(activity),
        drugs_of(exposures, values, jnp.ones(2)),
        OutcomeResponse(FOLLOWED, values),
        nodes=WHOLE,
    )
    for name in ("crp", "pain", "motion"):
        np.testing.assert_allclose(curve_of(hourly, name)[2], np.asarray(path.levels[name]), rtol=1e-6, atol=1e-7)


def solved(activity: np.ndarray, p: dict[str, np.ndarray], half_effect_factor: float = 1.0) -> np.ndarray:
    """CRP at the beginning of each day by SciPy, hour by hour, since the slope of the activity changes at each."""
    effect, transit, crp = (
        math.log(2.0) * 24.0 / p[k] for k in ("prednisone.effect_half_life_h", "transit_half_life_h", "crp_half_life_h")
    )
    absorption, volume = p["anakinra.absorption_1_h"] * 24.0, p["anakinra.volume_l"]
    elimination, half = p["anakinra.clearance_l_h"] / volume * 24.0, half_effect_factor * p["anakinra.half_effect"]
    state, found = np.array([0.0, 0.0, 0.0, *[math.exp(activity[0])] * 2]), []
    for day in range(60):
        found.append(state[4] + p["crp_background_mg_l"])
        state = state + np.array([ON[day], 0.0, effect * TAPER[day], 0.0, 0.0])
        for hour in range(HOURS):
            low, high = activity[day * HOURS + hour], activity[day * HOURS + hour + 1]

            def rates(t: float, y: np.ndarray, low: float = low, high: float = high) -> list[float]:
                depot, central, felt, mediator, level = y.tolist()
                exposure = central / volume
                passing = (1.0 - p["il1_share"] * exposure / (half + exposure)) / (1.0 + felt / p["prednisone.half_effect"])
                signal = math.exp(low + (high - low) * t * HOURS) * passing
                return [
                    -absorption * depot,
                    absorption * depot - elimination * central,
                    -effect * felt,
                    transit * (signal - mediator),
                    crp * (mediator - level),
                ]

            state = solve_ivp(rates, (0.0, 1.0 / HOURS), state, method="DOP853", rtol=1e-10, atol=1e-11).y[:, -1]
    return np.array([*found, state[4] + p["crp_background_mg_l"]])


@pytest.mark.oracle
def test_a_virtual_patient_with_an_activity_that_turns_every_hour_against_scipy() -> None:
    hourly, activity, parameters = one_patient()
    np.testing.assert_allclose(hourly.levels["crp"][2, ::HOURS], solved(activity, parameters), rtol=1e-6)


def test_the_oracle_notices_a_drug_that_is_a_tenth_weaker() -> None:
    hourly, activity, parameters = one_patient()
    assert np.abs(hourly.levels["crp"][2, ::HOURS] / solved(activity, parameters, half_effect_factor=1.1) - 1.0).max() > 1e-3


def test_activity_has_the_spread_and_the_memory_that_were_asked_for() -> None:
    noise = np.random.default_rng(0).standard_normal(400_001)
    parameters = {"drive_mg_l": jnp.exp(4.0), "volatility": jnp.asarray(0.6), "persistence_d": jnp.asarray(5.0)}
    found = np.asarray(WAXING.simulate(jnp.asarray(noise), jnp.full(400_000, 0.25), parameters)) - 4.0
    assert np.std(found) == pytest.approx(0.6, rel=0.05)
    assert np.corrcoef(found[:-20], found[20:])[0, 1] == pytest.approx(math.exp(-1.0), abs=0.03)


def test_patients_are_as_their_table_says_and_drawn_where_it_is_silent() -> None:
    table = "ID,weight_kg,creatinine_clearance_ml_min,anakinra.clearance_l_h\nA,60,20,.\nB,60,100,.\nC,60,100,3.5\n"
    parts = [next(simulate_patients(table, {"anakinra": 100.0}, days=20, seed=seed)) for seed in range(40)]
    assert parts[0].patients == ("A", "B", "C")
    clearance = np.array([part.parameters["anakinra.clearance_l_h"] for part in parts])
    assert (clearance[:, 2] == 3.5).all()
    ratio = np.exp(np.mean(np.log(clearance[:, 0] / clearance[:, 1])))
    assert ratio == pytest.approx(10 ** (0.0062 * (20 - 100)), rel=0.25)


def test_doses_may_differ_from_patient_to_patient() -> None:
    table = {"ID": ["with", "without"]}
    dose = np.stack([np.full(20, 100.0), np.zeros(20)])
    mixed = next(simulate_patients(table, {"anakinra": dose}, days=20))
    with_drug = next(simulate_patients(table, {"anakinra": 100.0}, days=20))
    without = next(simulate_patients(table, {}, days=20))
    np.testing.assert_allclose(mixed.levels["crp"][0], with_drug.levels["crp"][0], rtol=1e-12)
    np.testing.assert_allclose(mixed.activity_mg_l[1], without.activity_mg_l[1], rtol=0.9)
    assert mixed.levels["crp"][1, -1] > with_drug.levels["crp"][1, -1]


def test_methylprednisolone_adds_to_prednisone_by_its_equivalence() -> None:
    both = next(simulate_patients(4, {"prednisone": 5.0, "methylprednisolone": 4.0}, days=20))
    alone = next(simulate_patients(4, {"prednisone": 10.0}, days=20))
    np.testing.assert_allclose(both.levels["crp"], alone.levels["crp"], rtol=1e-12)


def test_all_that_is_wrong_is_told_at_once_with_patient_line_and_column() -> None:
    table = "ID,weight_kg,anakinra.clearance_l_h,female\nA,-60,9,1\nB,abc,0,0\nC,70,nan,2\n"
    with pytest.raises(CourseError) as error:
        simulate_patients(table, {"anakinra": 100.0, "anakinara": 5.0}, days=20)
    told = str(error.value)
    for said in (
        "line 2, column 2: Patient A: weight_kg would be -60, which cannot be.",
        "line 3, column 2: 'abc' in column weight_kg is not a number.",
        "line 3, column 3: Patient B: anakinra.clearance_l_h would be 0, which cannot be.",
        "line 4, column 4: Patient C: female would be 2, which cannot be.",
        "anakinara has no kinetics here",
        "anakinra",
    ):
        assert said in told


@pytest.mark.parametrize(
    ("patients", "doses", "code"),
    [
        (0, PLAN, "patients.number"),
        (3, {"anakinra": [100.0, 100.0]}, "patients.days"),
        (3, {"anakinra": -1.0}, "patients.dose"),
        (3, {"anakinra": math.nan}, "patients.dose"),
        ({"ID": [1], "wieght_kg": [60]}, PLAN, "patients.column"),
        ({"ID": [1], "weight_kg": [math.inf]}, PLAN, "nonmem.parameter"),
    ],
)
def test_what_cannot_be_has_its_own_sentence(patients: Any, doses: Any, code: str) -> None:
    with pytest.raises(CourseError) as error:
        simulate_patients(patients, doses, days=365)
    assert {problem.code for problem in error.value.problems} == {code}


def test_a_dose_that_cannot_be_names_patient_and_day() -> None:
    dose = np.full((2, 20), 100.0)
    dose[1, 7] = -5.0
    with pytest.raises(CourseError, match="Patient B, anakinra, day 7: a dose cannot be -5"):
        simulate_patients("ID,weight_kg\nA,60\nB,70\n", {"anakinra": dose}, days=20)


@pytest.mark.parametrize("wrong", [{"days": 0}, {"every_hours": 7}, {"chunk": 0}, {"workers": -1}])
def test_times_that_do_not_fit_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"number above 0|do not divide"):
        simulate_patients(3, PLAN, **wrong)
