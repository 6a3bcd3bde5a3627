"""CRP under the drug, relapses after a stop and steroid doses at relapse of virtual patients, beside those that were published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.analogy.borrowing import BORROWING
from rechallenge.arrays import Draws, Floats
from rechallenge.inference.batches import in_batches
from rechallenge.inference.programs import Program
from rechallenge.literature.evidence import CrpChange, Study, evidence
from rechallenge.literature.outcomes import outcomes
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.assembly import Exposure, drugs_of, exposure_of
from rechallenge.mechanism.engine import Grid, exposed, simulate
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.nodes import WHOLE
from rechallenge.mechanism.processes import EPISODIC, WAXING
from rechallenge.mechanism.processes.process import DiseaseProcess, Knots, PseudoObservations
from rechallenge.mechanism.relapse import RELAPSE_LEVEL, cumulative_hazard
from rechallenge.outcomes import marker
from studies.predictive.compare import About, Row, compared, greatest, least, mean, sd, total
from studies.predictive.diseases import parameters_of_patients
from studies.predictive.patients import Altered, drug_parameters
from studies.predictive.shares import shares_of_studies
from studies.predictive.variants import MODEL, Studies, Variant

jax.config.update("jax_enable_x64", True)

ANAKINRA_MG = 100.0
# Days of a program: most scenarios are shorter and share it.
HORIZON_DAYS = 192
# A steroid is given in full for four weeks, and then reduced evenly to nothing over twelve: ours, since no report prints its taper.
FULL_DAYS, TAPER_DAYS = 28, 84
# Patients are followed for so many that are asked for, since not all are such as the study took in.
TRIED = 3


class _Patients(NamedTuple):
    """Virtual patients, one a row."""

    parameters: Mapping[str, Any]
    unit_normals: Any


class _Courses(NamedTuple):
    """What became of them, shape (patients, days + 1) each."""

    crp_mg_l: Draws
    hazard: Draws


@dataclass(frozen=True, slots=True)
class TreatedGroup:
    """A group of a study on one drug.

    Attributes
    ----------
    disease
        Key of a natural history.
    dose_mg
        On each day, shape (days,).
    patients
        Of the study.
    source
        Of the study.
    """

    disease: str | None
    drug: str
    dose_mg: Floats
    patients: int
    source: str


@partial(Program, static=2)
def _run(process: DiseaseProcess, exposure: Exposure, dose_mg: Array, patients: _Patients) -> tuple[Array, Array]:
    days = dose_mg.shape[0]
    grid, each_day = Grid.of(np.ones(days)), np.arange(days + 1.0)
    knots, nothing = Knots.of(each_day, each_day), PseudoObservations.none(days + 1)

    def one(patient: _Patients) -> tuple[Array, Array]:
        drugs, dose, earlier = drugs_of((exposure,), patient.parameters, jnp.ones(1)), dose_mg[:, None], jnp.zeros((1, 3))
        known = exposed(grid, dose, earlier, drugs)
        # the first dose is given on the first day: nothing had been given before
        passing = knots.about(known.mean_passing(WHOLE), np.ones(days)).at[0].set(1.0)
        activity = process.path(patient.unit_normals, knots, nothing, jnp.ones(()), patient.parameters, passing).log_activity
        response = OutcomeResponse((marker().model,), patient.parameters)
        # CRP stands on the first day where the activity has it, whatever is given from then on
        start = response.fed(jnp.exp(activity[0]))
        path = simulate(grid, dose, earlier, activity, drugs, response, filters=start, known=known)
        crp = path.levels[marker().name]
        return crp, cumulative_hazard(crp, jnp.ones(days), patient.parameters["relapse_recognition_per_d"])

    return jax.vmap(one)(patients)


def _process(variant: Variant) -> DiseaseProcess:
    return EPISODIC if variant.flares else WAXING


def _courses(group: TreatedGroup, patients: _Patients, variant: Variant) -> _Courses:
    program = partial(_run, _process(variant), exposure_of(drug_model(group.drug)), jnp.asarray(group.dose_mg))
    return _Courses(*map(np.asarray, in_batches(program, patients)))


def _patients(
    group: TreatedGroup, studies: Studies, rng: np.random.Generator, altered: Altered, variant: Variant, borrowing: float = BORROWING
) -> _Patients:
    """Draw patients of a disease on the first day of their record, as active as they happen to be."""
    parameters = parameters_of_patients(group.disease, studies, rng, altered, variant, group.source, borrowing)
    of_drug = drug_parameters(group.drug, studies, rng, {}, altered, variant, group.source)
    parameters |= {f"{group.drug}.{name}": value for name, value in of_drug.items()}
    if not variant.ended:
        parameters["suppression"] = np.zeros(studies.size)
    n_knots = len(group.dose_mg) + 1
    return _Patients(parameters, rng.standard_normal((studies.size, _process(variant).n_unit_normals(n_knots))))


def _taken_in(studies: Studies, patients: int, fit: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    """Rows of the patients whom each study takes in, of those who fit; shape (studies that find one, patients)."""
    places = np.arange(studies.size).reshape(studies.number, studies.patients)
    found = []
    for row in places:
        those = row[fit[row]]
        if len(those):
            found.append(those[:patients] if len(those) >= patients else rng.choice(those, patients))
    return np.array(found, np.int64)


def _study(identifier: str) -> Study:
    return next(study for study in evidence().studies if study.identifier == identifier)


def crp_rows(number: int, seed: int, altered: Altered, variant: Variant = MODEL) -> Iterator[Row]:
    """Compare CRP before and after with the published series; after, for patients who start as the published ones did."""
    for place, outcome in enumerate(outcomes().crp):
        rng = np.random.default_rng([seed, 100 + place])
        study = _study(outcome.study)
        told = study.crp
        if told is None:
            raise ValueError(f"{outcome.study}: no CRP is printed")
        disease = study.diseases[0]
        group = TreatedGroup(disease, "anakinra", np.full(HORIZON_DAYS, ANAKINRA_MG), told.patients, study.source)

        def about(key: str, what: str, study: Study = study, why: str = outcome.why, disease: str = disease) -> About:
            return About("crp", f"{study.identifier}_{key}", f"{study.label}: {what}", study.patients, study.source, why, disease)

        tried = Studies(number, TRIED * told.patients)
        crp = _courses(group, _patients(group, tried, rng, altered, variant), variant).crp_mg_l[:, 0]
        before = crp[_taken_in(tried, told.patients, crp >= RELAPSE_LEVEL, rng)]
        yield compared(about("before", "before"), "mean", told.before[0], mean(before), before.reshape(-1))
        yield compared(about("before", "before"), "SD", told.before[1], sd(before), before.reshape(-1))

        named = f"day {told.days[0]:g}" if told.days[0] == told.days[1] else f"day {told.days[0]:g} to {told.days[1]:g}"
        studies = Studies(number, told.patients)
        for alike, key, words in ((True, "after", ""), (False, "after_alone", ", nothing borrowed")):
            those = _patients(group, studies, rng, altered, variant, 0.0)
            if alike:
                those.parameters["il1_share"][:] = shares_of_studies(study, studies, rng, variant)
            after = studies.of_each(_treated(group, those, told, studies, rng, variant))
            what = f"after, {named}{words}"
            yield compared(about(key, what), "mean", told.after[0], mean(after), after.reshape(-1))
            yield compared(about(key, what), "SD", told.after[1], sd(after), after.reshape(-1))


def _treated(
    group: TreatedGroup, patients: _Patients, told: CrpChange, studies: Studies, rng: np.random.Generator, variant: Variant
) -> Floats:
    """CRP as measured within the printed days of anakinra, of patients who start as the published ones did."""
    # A log-normal of the printed mean and SD.
    log_sd = np.sqrt(np.log1p((told.before[1] / told.before[0]) ** 2))
    start = told.before[0] * np.exp(log_sd * rng.standard_normal(studies.size) - 0.5 * log_sd**2)
    # Who is quiet on the first day is no patient of the series: the unit normal that says whether a record begins in a flare.
    if variant.flares:
        patients.unit_normals[:, 0] = -np.abs(patients.unit_normals[:, 0])
    untreated = TreatedGroup(group.disease, group.drug, np.zeros(HORIZON_DAYS), group.patients, group.source)
    background = patients.parameters["crp_background_mg_l"]
    activity = np.maximum(_courses(untreated, patients, variant).crp_mg_l[:, 0] - background, 1e-3)
    # Their typical activity is such that the path of each stands at its start.
    typical = patients.parameters["drive_mg_l"] * np.maximum(start - background, 0.1 * start) / activity
    when = rng.integers(int(told.days[0]), int(told.days[1]) + 1, studies.size)
    error = np.exp(patients.parameters[marker().model.error] * rng.standard_normal(studies.size))
    known = patients._replace(parameters={**patients.parameters, "drive_mg_l": typical})
    return np.asarray(error * _courses(group, known, variant).crp_mg_l[np.arange(studies.size), when])


def _relapse_day(courses: _Courses, stop: int, rng: np.random.Generator) -> Floats:
    """Day of the first relapse recognised after a day, counted from it; infinite where none comes."""
    hazard = courses.hazard[:, stop:] - courses.hazard[:, stop, None]
    needed = rng.exponential(size=len(hazard))
    days = np.arange(hazard.shape[1], dtype=float)
    found = [np.interp(need, path, days) if need <= path[-1] else np.inf for need, path in zip(needed, hazard, strict=True)]
    return np.asarray(found)


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop of one drug in patients who were active at the first dose and in remission by CRP at the stop.

    Attributes
    ----------
    treated_days
        Days with the drug.
    followed_days
        Days after the stop.
    """

    disease: str | None
    drug: str
    daily_mg: float
    every_days: int
    treated_days: int
    followed_days: int
    patients: int
    source: str


def days_to_relapse(stop: Stop, number: int, rng: np.random.Generator, altered: Altered, variant: Variant) -> Floats:
    """Days from a stop to the relapse of the patients whom virtual studies take in, infinite without one, shape (studies, patients)."""
    days = max(HORIZON_DAYS, stop.treated_days + stop.followed_days + 1)
    given = (np.arange(days) < stop.treated_days) & (np.arange(days) % stop.every_days == 0)
    dose = np.where(given, stop.daily_mg, 0.0)
    group = TreatedGroup(stop.disease, stop.drug, dose, stop.patients, stop.source)
    tried = Studies(number, TRIED * stop.patients)
    courses = _courses(group, _patients(group, tried, rng, altered, variant), variant)
    fit = (courses.crp_mg_l[:, 0] >= RELAPSE_LEVEL) & (courses.crp_mg_l[:, stop.treated_days] < RELAPSE_LEVEL)
    rows = _taken_in(tried, stop.patients, fit, rng)
    relapse = _relapse_day(_Courses(*(path[rows.reshape(-1)] for path in courses)), stop.treated_days, rng)
    # Papers count whole days: who relapses within the first day does so on day 1.
    return np.ceil(relapse).reshape(rows.shape)


def relapse_rows(number: int, seed: int, altered: Altered, variant: Variant = MODEL) -> Iterator[Row]:
    """Compare relapses after a stop: of patients active at the first dose and in remission by CRP at the stop."""
    for place, outcome in enumerate(outcomes().relapses):
        rng = np.random.default_rng([seed, 200 + place])
        study = _study(outcome.study)
        told = study.relapse
        if told is None:
            raise ValueError(f"{outcome.study}: no relapse is printed")
        followed = int(told.to_day) if outcome.missed_days is None else outcome.missed_days
        stop = Stop(outcome.disease, "anakinra", ANAKINRA_MG, 1, outcome.treated_days, followed, told.of, study.source)
        relapse = days_to_relapse(stop, number, rng, altered, variant)
        what = f"{study.label}: relapsed within {followed} days"
        about = About("relapses", study.identifier, what, told.of, study.source, outcome.why, outcome.disease)
        relapsed = relapse <= followed
        yield compared(about, "patients", told.n, total(relapsed.astype(float)), most=told.of)
        if told.is_range:
            within = relapse[relapsed]
            drawn = rng.choice(within, (number, told.n))
            yield compared(about, "first day", told.from_day, least(drawn), within)
            yield compared(about, "last day", told.to_day, greatest(drawn), within)


def steroid_rows(number: int, seed: int, altered: Altered, variant: Variant = MODEL) -> Iterator[Row]:
    """Compare the daily prednisone at relapse: of patients whom the full dose held, and who relapsed on coming down."""
    for place, outcome in enumerate(outcomes().steroids):
        rng = np.random.default_rng([seed, 300 + place])
        lowered = np.clip((np.arange(HORIZON_DAYS) - FULL_DAYS) / TAPER_DAYS, 0.0, 1.0)
        dose = outcome.start * (1.0 - lowered)
        group, single = TreatedGroup(outcome.disease, "prednisone", dose, 1, outcome.source), Studies(TRIED * number, 1)
        courses = _courses(group, _patients(group, single, rng, altered, variant), variant)
        entered = (courses.crp_mg_l[:, 0] >= RELAPSE_LEVEL) & (courses.crp_mg_l[:, FULL_DAYS] < RELAPSE_LEVEL)
        relapse = _relapse_day(_Courses(*(path[entered] for path in courses)), FULL_DAYS, rng)
        at = dose[np.minimum(FULL_DAYS + relapse[relapse <= TAPER_DAYS], HORIZON_DAYS - 1).astype(int)]
        start = f"{outcome.start:g} mg" + (f" ({outcome.start_as_printed})" if outcome.start_printed else " (ours)")
        about = About("steroids", outcome.id, f"{outcome.what}, from {start}", 1, outcome.source, outcome.why, outcome.disease)
        yield compared(about, "mg/day", outcome.value, at, at)
