"""CRP under the drug, relapses after a stop and steroid doses at relapse of virtual patients, beside those that were published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.analogy.borrowing import BORROWING, parameters_of
from rechallenge.analogy.posterior import shipped
from rechallenge.course.model import Condition, Course
from rechallenge.inference.batches import in_batches
from rechallenge.inference.programs import Program
from rechallenge.literature.evidence import CrpChange, Study, evidence
from rechallenge.literature.outcomes import outcomes
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.assembly import Exposure, drugs_of, exposure_of
from rechallenge.mechanism.engine import Grid, simulate
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.processes import WAXING
from rechallenge.mechanism.relapse import RELAPSE_LEVEL, cumulative_hazard
from rechallenge.outcomes import marker, outcome_parameters
from studies.predictive.compare import About, Row, compared, greatest, least, mean, sd, studies_of
from studies.predictive.patients import Altered, Floats, conditional_typical, drawn, drug_parameters

jax.config.update("jax_enable_x64", True)

ANAKINRA_MG = 100.0
# Days of a program: most scenarios are shorter and share it.
HORIZON_DAYS = 192
# A steroid is given in full for four weeks, and then reduced evenly to nothing over twelve: ours, since no report prints its taper.
FULL_DAYS, TAPER_DAYS = 28, 84
# Where the patients of a study have more in common than chance, whole studies are simulated: so many for the size that is asked for.
PATIENTS_PER_STUDY, LEAST_STUDIES = 10, 50


class _Patients(NamedTuple):
    """Virtual patients, one a row."""

    parameters: Mapping[str, Any]
    log_start: Any
    unit_normals: Any


class _Courses(NamedTuple):
    """What became of them, shape (patients, days + 1) each."""

    crp_mg_l: Floats
    hazard: Floats


@Program
def _run(exposure: Exposure, dose_mg: Array, patients: _Patients) -> tuple[Array, Array]:
    days = dose_mg.shape[0]
    grid = Grid.of(np.ones(days))

    def one(patient: _Patients) -> tuple[Array, Array]:
        activity = WAXING.simulate(patient.unit_normals, jnp.ones(days), patient.parameters, patient.log_start[None])
        drugs = drugs_of((exposure,), patient.parameters, jnp.ones(1))
        response = OutcomeResponse((marker().model,), patient.parameters)
        path = simulate(grid, dose_mg[:, None], jnp.zeros((1, 3)), activity, drugs, response)
        crp = path.levels[marker().name]
        return crp, cumulative_hazard(crp, jnp.ones(days), patient.parameters["relapse_recognition_per_d"])

    return jax.vmap(one)(patients)


def _courses(drug: str, dose_mg: Floats, patients: _Patients) -> _Courses:
    return _Courses(*map(np.asarray, in_batches(partial(_run, exposure_of(drug_model(drug)), jnp.asarray(dose_mg)), patients)))


def _patients(
    drug: str, disease: str | None, borrowing: float, days: int, size: int, rng: np.random.Generator, altered: Altered
) -> _Patients:
    """Draw patients of a disease who are as active as they happen to be."""
    words = () if disease is None else (Condition(evidence().diseases[disease].words[0]),)
    known = {**parameters_of(Course("", conditions=words), borrowing), **outcome_parameters([marker()])}
    parameters = {name: drawn(parameter, size, rng) * altered.get(name, 1.0) for name, parameter in known.items()}
    parameters |= {f"{drug}.{name}": value for name, value in drug_parameters(drug, size, rng, {}, altered).items()}
    start = np.log(parameters["drive_mg_l"]) + parameters["volatility"] * rng.standard_normal(size)
    return _Patients(parameters, start, rng.standard_normal((size, days + 1)))


def _study(identifier: str) -> Study:
    return next(study for study in evidence().studies if study.identifier == identifier)


def _chosen(patients: _Patients, start: Floats, rng: np.random.Generator) -> _Patients:
    """Give patients another activity today, and the typical one that goes with it."""
    drive = parameters_of(Course(""))["drive_mg_l"]
    typical = conditional_typical(start, drive, patients.parameters["volatility"], rng)
    return patients._replace(parameters={**patients.parameters, "drive_mg_l": np.exp(typical)}, log_start=np.log(start))


def crp_rows(size: int, seed: int, altered: Altered) -> Iterator[Row]:
    """Compare CRP before and after with the published series; after, for patients who start as the published ones did."""
    for place, outcome in enumerate(outcomes().crp):
        rng = np.random.default_rng([seed, 100 + place])
        study = _study(outcome.study)
        told = study.crp
        if told is None:
            raise ValueError(f"{outcome.study}: no CRP is printed")

        def about(key: str, what: str, study: Study = study, why: str = outcome.why) -> About:
            return About("crp", f"{study.identifier}_{key}", f"{study.label}: {what}", study.patients, study.source, why)

        ours = _patients("anakinra", study.diseases[0], BORROWING, HORIZON_DAYS, size, rng, altered)
        before = np.exp(ours.log_start) + ours.parameters["crp_background_mg_l"]
        active = before[before >= RELAPSE_LEVEL]
        means, sds = studies_of(active, told.patients, [mean, sd], rng)
        yield compared(about("before", "before"), "mean", told.before[0], means, active)
        yield compared(about("before", "before"), "SD", told.before[1], sds, active)

        named = f"day {told.days[0]:g}" if told.days[0] == told.days[1] else f"day {told.days[0]:g} to {told.days[1]:g}"
        studies = max(size // PATIENTS_PER_STUDY, LEAST_STUDIES)
        for alike, key, words in ((True, "after", ""), (False, "after_alone", ", nothing borrowed")):
            those = _patients("anakinra", study.diseases[0], 0.0, HORIZON_DAYS, studies * told.patients, rng, altered)
            if alike:
                those.parameters["il1_share"][:] = _shares(study.diseases[0], studies, told.patients, rng).ravel()
            crp = _treated(those, told, rng).reshape(studies, told.patients)
            what = f"after, {named}{words}"
            yield compared(about(key, what), "mean", told.after[0], mean(crp), crp)
            yield compared(about(key, what), "SD", told.after[1], sd(crp), crp)


def _shares(disease: str, studies: int, patients: int, rng: np.random.Generator) -> Floats:
    """Shares of the patients of new studies of a disease, as the pooled studies expect them; patients of one study are alike."""
    draws = shipped()
    centers, _ = draws.of_disease(disease, rng)
    which = rng.integers(len(centers), size=studies)
    setting = centers[which] + draws.between_studies[which] * rng.standard_normal(studies)
    logit = setting[:, None] + draws.between_patients[which, None] * rng.standard_normal((studies, patients))
    return np.asarray(1.0 / (1.0 + np.exp(-logit)))


def _treated(patients: _Patients, told: CrpChange, rng: np.random.Generator) -> Floats:
    """CRP as measured within the printed days of anakinra, of patients who start as the published ones did."""
    size = len(patients.log_start)
    # A log-normal of the printed mean and SD.
    log_sd = np.sqrt(np.log1p((told.before[1] / told.before[0]) ** 2))
    start = told.before[0] * np.exp(log_sd * rng.standard_normal(size) - 0.5 * log_sd**2)
    when = rng.integers(int(told.days[0]), int(told.days[1]) + 1, size)
    error = np.exp(patients.parameters[marker().model.error] * rng.standard_normal(size))
    courses = _courses("anakinra", np.full(HORIZON_DAYS, ANAKINRA_MG), _chosen(patients, start, rng))
    return np.asarray(error * courses.crp_mg_l[np.arange(size), when])


def _relapse_day(courses: _Courses, stop: int, rng: np.random.Generator) -> Floats:
    """Day of the first relapse recognised after a day, counted from it; infinite where none comes."""
    hazard = courses.hazard[:, stop:] - courses.hazard[:, stop, None]
    needed = rng.exponential(size=len(hazard))
    days = np.arange(hazard.shape[1], dtype=float)
    found = [np.interp(need, path, days) if need <= path[-1] else np.inf for need, path in zip(needed, hazard, strict=True)]
    return np.asarray(found)


def relapse_rows(size: int, seed: int, altered: Altered) -> Iterator[Row]:
    """Compare relapses after a stop: of patients active at the first dose and in remission by CRP at the stop."""
    for place, outcome in enumerate(outcomes().relapses):
        rng = np.random.default_rng([seed, 200 + place])
        study = _study(outcome.study)
        told = study.relapse
        if told is None:
            raise ValueError(f"{outcome.study}: no relapse is printed")
        followed = int(told.to_day) if outcome.missed_days is None else outcome.missed_days
        stop, days = outcome.treated_days, max(HORIZON_DAYS, outcome.treated_days + followed + 1)
        patients = _patients("anakinra", study.diseases[0], BORROWING, days, size, rng, altered)
        dose = np.where(np.arange(days) < stop, ANAKINRA_MG, 0.0)
        courses = _courses("anakinra", dose, patients)
        entered = (courses.crp_mg_l[:, 0] >= RELAPSE_LEVEL) & (courses.crp_mg_l[:, stop] < RELAPSE_LEVEL)
        relapse = _relapse_day(_Courses(*(path[entered] for path in courses)), stop, rng)
        what = f"{study.label}: relapsed within {followed} days"
        about = About("relapses", study.identifier, what, told.of, study.source, outcome.why)
        counts = studies_of((relapse <= followed).astype(float), told.of, [_total], rng)[0]
        yield compared(about, "patients", told.n, counts)
        if told.is_range:
            within = relapse[relapse <= followed]
            firsts, lasts = studies_of(within, told.n, [least, greatest], rng)
            yield compared(about, "first day", told.from_day, firsts, within)
            yield compared(about, "last day", told.to_day, lasts, within)


def _total(studies: Floats) -> Floats:
    return np.asarray(studies.sum(axis=1))


def steroid_rows(size: int, seed: int, altered: Altered) -> Iterator[Row]:
    """Compare the daily prednisone at relapse: of patients whom the full dose held, and who relapsed on coming down."""
    for place, outcome in enumerate(outcomes().steroids):
        rng = np.random.default_rng([seed, 300 + place])
        patients = _patients("prednisone", None, BORROWING, HORIZON_DAYS, size, rng, altered)
        lowered = np.clip((np.arange(HORIZON_DAYS) - FULL_DAYS) / TAPER_DAYS, 0.0, 1.0)
        dose = outcome.start * (1.0 - lowered)
        courses = _courses("prednisone", dose, patients)
        entered = (courses.crp_mg_l[:, 0] >= RELAPSE_LEVEL) & (courses.crp_mg_l[:, FULL_DAYS] < RELAPSE_LEVEL)
        relapse = _relapse_day(_Courses(*(path[entered] for path in courses)), FULL_DAYS, rng)
        at = dose[np.minimum(FULL_DAYS + relapse[relapse <= TAPER_DAYS], HORIZON_DAYS - 1).astype(int)]
        start = f"{outcome.start:g} mg" + (f" ({outcome.start_as_printed})" if outcome.start_printed else " (ours)")
        about = About("steroids", outcome.id, f"{outcome.what}, from {start}", 1, outcome.source, outcome.why)
        yield compared(about, "mg/day", outcome.value, at, at)
