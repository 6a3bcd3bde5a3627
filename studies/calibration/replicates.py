"""One virtual patient, from the truth to what the program says of it: how far the answers are from what is true."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from rechallenge.course.model import Course, Observation
from rechallenge.course.obscured import hidden_by
from rechallenge.formats.reading import read_course
from rechallenge.inference.effort import Effort
from rechallenge.inference.fit import Fit, Method
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.problem import InferenceProblem
from rechallenge.literature.pharmacology import STEROID, drug_outline
from rechallenge.mechanism.dependence import least_holding_dose_mg
from rechallenge.mechanism.processes import PROCESSES
from rechallenge.outcomes import marker
from rechallenge.questions import reservations
from rechallenge.questions.first_dose_window import FirstDoseWindow, first_dose_window
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.schedule import stopped_on
from rechallenge.questions.withdrawal.compute import DAYS
from studies.calibration.cases import Case, Replicate, Said
from studies.calibration.designs import Design
from studies.calibration.patients import PAIN, VirtualPatient, second_exposure, simulate_patient
from studies.calibration.records import chart
from studies.calibration.scenarios import SCENARIOS, Scenario
from studies.calibration.schedules import raised_in_secret, scheduled
from studies.calibration.shapes import of_few_shapes

Floats = NDArray[np.float64]

# A report draws longer (`rechallenge.inference.effort.FULL`): a rank among two hundred draws is known well enough, and two runs of each
# hypothesis are the fewest that tell an error of the evidence.
EFFORT = (Effort(chains=2, draws=100, stretches=2, least_effective=0.0),) * 2
# Of patients whose drug does nothing, a coincidence is an improvement by half within a week of the first dose, of a CRP worth treating.
LEAST_CRP_TREATED_MG_L, IMPROVED_TO, IMPROVED_BY_DAY = 20.0, 0.5, 7.0
MOST_ATTEMPTS = 2000
STEROID_HALF_EFFECT = f"{STEROID}.half_effect"

LayOut = Callable[[Course], InferenceProblem]
Draw = Callable[[int, np.random.Generator], Design]


def tried(
    case: Case,
    methods: tuple[Method, ...],
    lay_out: LayOut | None = None,
    draw: Draw | None = None,
    effort: tuple[Effort, Effort] = EFFORT,
) -> Replicate:
    """Draw the patient, write the chart, read and fit it, and hold what is said against the truth.

    Parameters
    ----------
    lay_out
        Gives the inference problem of a course; another than ours where it is to be wrong on purpose.
    draw
        Draws a design with so many stops; by default one with the levels of the case.
    effort
        Of each fit.
    """
    rng = np.random.default_rng([_seed(case.study), case.number])
    scenario, process = SCENARIOS[case.scenario], PROCESSES[case.process]
    design, patient = _drawn(case, scenario, draw, rng)
    course = read_course(chart(design, patient, scenario, rng)).course
    uniforms = np.random.default_rng([_seed(case.study), case.number, 1])
    said: dict[str, Said] = {}
    fit: Fit | None = None
    for method in methods:
        start = time.monotonic()
        problem = lay_out(course) if lay_out else of_few_shapes(course, process)
        fit = fit_course(course, method=method, seed=case.number, start=fit, problem=problem, effort=effort)
        said[method] = _said(design, patient, fit, uniforms, start)
    relapses = sum(event.what == "relapse" for event in course.events)
    effect = patient.parameters[design.arm.share] if case.works else 0.0
    return Replicate(case, len(course.observations), relapses, effect, said, second_acts=patient.second_acts)


def _seed(study: str) -> int:
    return int.from_bytes(study.encode()[:6], "big")


def _drawn(case: Case, scenario: Scenario, draw: Draw | None, rng: np.random.Generator) -> tuple[Design, VirtualPatient]:
    for _ in range(MOST_ATTEMPTS):
        design = draw(case.stops, rng) if draw else scheduled(case, rng)
        design = raised_in_secret(design, rng) if scenario.raised else design
        patient = simulate_patient(design, case.works, scenario, rng, PROCESSES[case.process])
        before, after = (np.exp(patient.value("CRP", day)) for day in (0.0, IMPROVED_BY_DAY))
        if not case.improved or (before >= LEAST_CRP_TREATED_MG_L and after <= IMPROVED_TO * before):
            return design, patient
    raise RuntimeError(f"{case.name}: no patient improved in {MOST_ATTEMPTS} attempts")


def _said(design: Design, patient: VirtualPatient, fit: Fit, uniforms: np.random.Generator, start: float) -> Said:
    course, drug = fit.course, drug_outline(design.arm.drug).exposure
    forecasts = Forecasts(course, fit)
    off = forecasts.under(stopped_on(fit.problem.regimen, drug, 0.0))
    today = float(design.last_day + 1)
    chance = uniforms.exponential()
    relapsed = {day: patient.hazard_at(today + day) - patient.hazard_at(today) > chance for day in DAYS}
    evidence = fit.log_bayes_factor(drug)
    warnings = (*reservations.computation(fit), *reservations.record(course, fit))
    return Said(
        ranks={name: _rank(draws, true, uniforms) for name, (draws, true) in _quantities(design, patient, fit, forecasts).items()},
        p_relapse={str(day): (float(off.p_relapse[:, day].mean()), bool(relapsed[day])) for day in DAYS},
        log_bayes_factor=(evidence.log, evidence.error),
        second=None,
        warned=tuple(message.code for message in warnings),
        seconds=time.monotonic() - start,
        p_second=_p_second(design, fit),
    )


def _p_second(design: Design, fit: Fit) -> float | None:
    """Probability that the second drug acts, where the fit does not take it for certain."""
    exposure = second_exposure(fit.problem, design.arm)
    if exposure is None or exposure.acts is None:
        return None
    return float(np.mean(exposure.acts_under(fit.paths.parameters)))


def _quantities(design: Design, patient: VirtualPatient, fit: Fit, forecasts: Forecasts) -> dict[str, tuple[Floats, float]]:
    """Posterior draws and true value of every parameter and of what the answers rest on, as far as the patient's treatment has it."""
    quantities = {name: (fit.paths.parameters[name], patient.parameters[name]) for name in fit.problem.layout.parameters}
    limit = fit.course.upper_limit_of_normal(marker())
    window = first_dose_window(forecasts, drug_outline(design.arm.drug).exposure, "posterior")
    truly = FirstDoseWindow(
        patient.days, {marker().name: patient.crp_mg_l[None], PAIN.name: patient.pain[None]}, np.zeros(1)
    )  # the drug is given from day 0
    last = fit.paths.days[-1]
    if design.pauses:
        stop = design.pauses[0][0].day
        quantities["day of the first stop"] = (_first_stop(fit, design.arm.drug), stop)
    quantities |= {
        "days to normal CRP": (window.days_to_marker_below(limit), float(truly.days_to_marker_below(limit)[0])),
        "CRP on day 5": (window.marker_at(5.0), float(truly.marker_at(5.0)[0])),
        "CRP today": (fit.paths.marker[:, -1], float(np.exp(patient.value("CRP", last)))),
        "pain today": (fit.paths.levels[PAIN.name][:, -1], patient.value("pain", last)),
        "fit to CRP as numbers": _fits(fit, patient, measured=True),
        "fit to CRP as limits and words": _fits(fit, patient, measured=False),
    }
    if STEROID_HALF_EFFECT in patient.parameters:
        quantities["least prednisone that holds"] = (_holding(fit.paths.parameters), float(_holding(patient.parameters)))
    return quantities


def _fits(fit: Fit, patient: VirtualPatient, *, measured: bool) -> tuple[Floats, float]:
    """Log likelihood of the CRP readings of one kind on known days.

    A quantity that depends on the record too shows where a fit has left a part of it out (Modrak 2023, doi:10.1214/23-BA1404).
    """
    drawn, true = np.zeros(len(fit.paths.marker)), 0.0
    for reading in fit.course.observations:
        told = reading.since is None and reading.at.known and not hidden_by(fit.course, reading)
        if reading.outcome is marker() and told and reading.measured == measured:
            place = int(np.searchsorted(fit.paths.days, reading.at.earliest))
            drawn += _log_density(reading, np.log(fit.paths.marker[:, place]), fit.paths.parameters[marker().model.error])
            true += float(
                _log_density(
                    reading, np.array(patient.value("CRP", reading.at.earliest)), np.array(patient.parameters[marker().model.error])
                )
            )
    return drawn, true


def _log_density(reading: Observation, log_crp: Floats, error: Floats) -> Floats:
    low, high = (np.log(bound) if bound else edge for bound, edge in ((reading.low, -np.inf), (reading.high, np.inf)))
    if reading.measured:
        return np.asarray(norm.logpdf(low, log_crp, error))
    return np.asarray(np.log(np.maximum(norm.cdf(high, log_crp, error) - norm.cdf(low, log_crp, error), 1e-300)))


def _first_stop(fit: Fit, drug: str) -> Floats:
    """Day of the first stop of the drug in each draw; where the chart or the problem knows it, it is the same in all."""
    (treatment,) = (each for each in fit.course.treatments if each.drug == drug)
    stop = treatment.steps[0].stop
    assert stop is not None
    moments = fit.problem.moments
    if stop.known or not moments.knows(stop):
        return np.full(len(fit.paths.moments), stop.middle)
    return np.asarray(fit.paths.moments[:, moments.number(stop)])


def _holding(parameters: Mapping[str, Floats] | Mapping[str, float]) -> Floats:
    return np.asarray(least_holding_dose_mg(jnp.asarray(parameters["drive_mg_l"]), jnp.asarray(parameters[STEROID_HALF_EFFECT])))


def _rank(draws: Floats, true: float, uniforms: np.random.Generator) -> float:
    """Share of draws below the truth, ties broken by chance."""
    below, equal = np.count_nonzero(draws < true), np.count_nonzero(draws == true)
    return float((below + uniforms.random() * (equal + 1)) / (len(draws) + 1))
