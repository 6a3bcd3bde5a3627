"""The simulated courses that ship: true parameters, a stated course of the disease and a seed in, a course file out.

A recipe describes a clinical situation; our own forward model and errors of measurement turn it into a record, written with the
truth beside it. ``make data`` writes the files anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from rechallenge.course.model import Course
from rechallenge.course.regimen import doses_until
from rechallenge.formats.reading import read_course
from rechallenge.inference.modelled import patient_covariates
from rechallenge.literature.parameters import disease_parameters
from rechallenge.literature.pharmacology import DrugModel, drug_model
from rechallenge.mechanism.assembly import drugs_of, exposure_of
from rechallenge.mechanism.engine import Grid, Trajectory, simulate
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.processes import WAXING, parameters_under
from rechallenge.mechanism.relapse import cumulative_hazard
from rechallenge.outcomes import marker, outcome, outcome_parameters, outcomes

Floats = NDArray[np.float64]

# Days simulated before anything is given or recorded, so that the beginning is forgotten.
RUN_IN_DAYS = 30
PAIN = outcome("pain")
FOLLOWED = tuple(each for each in outcomes().values() if each.always)
DETECTION_LIMIT_MG_L = 5.0
# Its parameters mean nothing when a path of the activity is stated instead.
PROCESS = WAXING


@dataclass(frozen=True, slots=True)
class Recipe:
    """One clinical situation.

    Attributes
    ----------
    title, story
        Heading of the course, and what happens in it, in words.
    treatments
        Section of the course file, as a physician writes it.
    truth
        Parameters that differ from the centre of what is published for such a patient, by name.
    activity
        The untreated activity: days and the CRP in mg/L that it sustains there, straight between on the log scale; or the
        seed of a draw of the process that the model knows.
    crp_days, pain_days
        Days on which each is recorded.
    seed
        Of the errors of measurement.
    relapses
        Whether a relapse after a stop is recorded as an event too.
    """

    title: str
    story: str
    treatments: str
    truth: Mapping[str, float]
    activity: int | tuple[tuple[float, float], ...]
    crp_days: tuple[int, ...]
    pain_days: tuple[int, ...]
    seed: int
    relapses: bool = False


PATIENT = "patient: {sex: female, age: 64 a, weight: 66 kg, creatinine: 68 umol/L}\nconditions: [calcinosis]\n"


def _every(first: int, last: int, step: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1, step))


# These patients are not the typical ones of today's priors, and stay as they are: what was measured on them can be compared.
_THESE = {
    "anakinra.half_effect": 0.024,
    "anakinra.clearance_l_h": 7.26973,
    "crp_background_mg_l": 0.8,
    "relapse_recognition_per_d": 0.5,
}

RECIPES = {
    "simulated-responder": Recipe(
        title="Simulated responder with two stops",
        story="Anakinra removes 97 % of a steadily active disease; it is stopped twice, and each time the disease is back within days.",
        treatments=(
            "treatments:\n"
            "  - drug: anakinra\n"
            "    dose: 100 mg\n"
            "    route: sc\n"
            "    every: 1 d\n"
            "    from: 0 d\n"
            "    interruptions:\n"
            "      - {from: 28 d, to: 35 d}\n"
            "      - {from: 63 d, to: 70 d}\n"
        ),
        truth={**_THESE, "drive_mg_l": 75.0, "volatility": 0.4, "persistence_d": 14.0, "il1_share": 0.97},
        activity=3,
        crp_days=_every(-13, 90, 2),
        pain_days=_every(-13, 90, 2),
        seed=1,
        relapses=True,
    ),
    "simulated-non-responder": Recipe(
        title="Simulated non-responder with two stops",
        story="Anakinra does nothing; the disease waxes and wanes slowly about a CRP of 60 mg/L, whether it is given or not.",
        treatments=(
            "treatments:\n"
            "  - drug: anakinra\n"
            "    dose: 100 mg\n"
            "    route: sc\n"
            "    every: 1 d\n"
            "    from: 0 d\n"
            "    interruptions:\n"
            "      - {from: 28 d, to: 38 d}\n"
            "      - {from: 63 d, to: 73 d}\n"
        ),
        truth={**_THESE, "il1_share": 0.0},
        activity=((-60, 60), (-20, 60), (0, 75), (20, 50), (45, 72), (70, 48), (95, 66)),
        crp_days=_every(-13, 90, 2),
        pain_days=_every(-13, 90, 2),
        seed=1,
    ),
    "simulated-coincidence": Recipe(
        title="Simulated spontaneous remission that coincides with the first dose",
        story=(
            "Anakinra does nothing; the disease flares for two weeks and remits by itself every six weeks. The third remission has "
            "just begun when the drug is started, in a week without a record; the drug is never stopped."
        ),
        treatments="treatments:\n  - {drug: anakinra, dose: 100 mg, route: sc, every: 1 d, from: 0 d}\n",
        truth={**_THESE, "il1_share": 0.0},
        activity=(
            *((-130, 7), (-92, 7), (-86, 85), (-76, 76), (-66, 7)),
            *((-50, 7), (-44, 85), (-34, 76), (-24, 7)),
            *((-17, 7), (-11, 85), (-6, 76), (4, 7), (30, 7)),
        ),
        crp_days=(*_every(-90, 0, 3), *_every(7, 19, 3)),
        pain_days=(*_every(-90, 0, 3), *_every(7, 19, 3)),
        seed=1,
    ),
    "simulated-ambiguous": Recipe(
        title="Simulated partial responder whose steroid was raised on the same day",
        story=(
            "Anakinra removes half of the activity; prednisone is raised from 10 to 30 mg on the day of its first dose, and neither is "
            "changed again. The record is sparse."
        ),
        treatments=(
            "treatments:\n"
            "  - drug: prednisone\n"
            "    steps:\n"
            "      - {dose: 10 mg, every: 1 d, from: -60 d}\n"
            "      - {dose: 30 mg, every: 1 d, from: 0 d}\n"
            "  - {drug: anakinra, dose: 100 mg, route: sc, every: 1 d, from: 0 d}\n"
        ),
        truth={
            **_THESE,
            "prednisone.half_effect": 10.0,
            "il1_share": 0.5,
            "drive_mg_l": 90.0,
            "volatility": 0.4,
            "persistence_d": 14.0,
        },
        activity=12,
        crp_days=(-21, -10, -1, 8, 30),
        pain_days=(-1, 8, 30),
        seed=1,
    ),
}


def simulated_course(recipe: Recipe) -> str:
    """Text of the course file that a recipe gives; the same recipe gives the same text."""
    jax.config.update("jax_enable_x64", True)
    head = f"rechallenge: 1\ntitle: {recipe.title}\n{_source(recipe)}{PATIENT}{recipe.treatments}"
    course = read_course(head).course
    models = [drug_model(t.drug).for_patient(patient_covariates(course)) for t in course.treatments]
    truth = _truth(recipe, models)
    first = min([day for days in (recipe.crp_days, recipe.pain_days) for day in days] + [_first_dose(course)]) - RUN_IN_DAYS
    days = np.arange(float(first), float(max(*recipe.crp_days, *recipe.pain_days)) + 1.0)
    trajectory = _forward(recipe, course, {model.exposure: model for model in models}, truth, days)
    rng = np.random.default_rng(recipe.seed)
    lines = _observations(recipe, truth, days, trajectory, rng)
    if recipe.relapses:
        lines += _relapses(course, truth, days, trajectory, rng)
    return "\n".join(
        [
            f"# Simulated: no such patient exists. {recipe.story}",
            "# Made by studies.simulated_courses from the true values at the end; do not edit.",
            f"{head}{chr(10).join(lines)}",
            "simulated:",
            *(f"  {name}: {value:.6g}" for name, value in {**truth, "seed": recipe.seed, **_draw(recipe)}.items()),
            "",
        ]
    )


def _draw(recipe: Recipe) -> dict[str, float]:
    return {"activity_seed": float(recipe.activity)} if isinstance(recipe.activity, int) else {}


def _source(recipe: Recipe) -> str:
    if isinstance(recipe.activity, int):
        path = "a draw of the model's own process."
    else:
        path = ", ".join(f"{value:g} mg/L on day {day:g}" for day, value in recipe.activity) + "."
    note = f"    {recipe.story}\n    Untreated activity, as the CRP that it sustains: {path}\n"
    return f"source:\n  citation: Simulated; no such patient exists.\n  note: >-\n{note}"


def _truth(recipe: Recipe, models: list[DrugModel]) -> dict[str, float]:
    """Every parameter, at the centre of its prior for this patient unless the recipe says otherwise."""
    disease = parameters_under(PROCESS, disease_parameters())
    center = {name: parameter.center for name, parameter in {**disease, **outcome_parameters(FOLLOWED)}.items()}
    for model in models:
        center |= {f"{model.exposure}.{name}": parameter.center for name, parameter in model.parameters.items()}
    center |= {marker().model.error: 0.2, PAIN.model.error: 1.0, **recipe.truth}
    without = () if isinstance(recipe.activity, int) else PROCESS.parameters
    return {name: float(f"{value:.6g}") for name, value in center.items() if name not in without}


def _first_dose(course: Course) -> int:
    return int(min(step.start.earliest for treatment in course.treatments for step in treatment.steps))


def _forward(recipe: Recipe, course: Course, models: Mapping[str, DrugModel], truth: Mapping[str, float], days: Floats) -> Trajectory:
    """Run the forward model on daily segments; every dose and every record falls on a whole day."""
    exposures = tuple(sorted(models))
    dose = np.zeros((len(days) - 1, len(exposures)))
    for treatment in course.treatments:
        place = exposures.index(drug_model(treatment.drug).exposure)
        for step in treatment.steps:
            if step.dose_mg is None or step.every_days is None:
                raise ValueError(f"{treatment.drug}: a simulated dose has an amount and a spacing")
            for day, mg in doses_until(step, float(days[-1]), step.dose_mg):
                dose[np.searchsorted(days, day), place] += mg
    parameters = {name: jnp.asarray(value) for name, value in truth.items()}
    drugs = drugs_of(tuple(exposure_of(models[name]) for name in exposures), parameters, jnp.ones(len(exposures)))
    return simulate(
        Grid.of(np.diff(days)),
        jnp.asarray(dose),
        jnp.zeros((len(exposures), 3)),
        _log_activity(recipe, parameters, days),
        drugs,
        OutcomeResponse(tuple(each.model for each in FOLLOWED), parameters),
    )


def _log_activity(recipe: Recipe, parameters: Mapping[str, jax.Array], days: Floats) -> jax.Array:
    if isinstance(recipe.activity, int):
        unit_normals = np.random.default_rng(recipe.activity).standard_normal(PROCESS.n_unit_normals(len(days)))
        return PROCESS.simulate(jnp.asarray(unit_normals), np.diff(days), parameters)
    turns, values = np.array(recipe.activity, float).T
    return jnp.asarray(np.interp(days, turns, np.log(values)))


def _observations(recipe: Recipe, truth: Mapping[str, float], days: Floats, trajectory: Trajectory, rng: np.random.Generator) -> list[str]:
    lines = ["observations:"]
    for day in recipe.crp_days:
        crp = float(trajectory.levels[marker().name][int(day - days[0])]) * np.exp(truth[marker().model.error] * rng.standard_normal())
        # A laboratory prints whole milligrams, and one decimal below 10.
        value = f"< {DETECTION_LIMIT_MG_L:g}" if crp < DETECTION_LIMIT_MG_L else f"{crp:.1f}" if crp < 9.95 else f"{crp:.0f}"
        lines.append(f"  - {{what: CRP, at: {day} d, value: {value} mg/L}}")
    for day in recipe.pain_days:
        pain = float(trajectory.levels[PAIN.name][int(day - days[0])]) + truth[PAIN.model.error] * rng.standard_normal()
        lines.append(f"  - {{what: pain, at: {day} d, value: {round(min(max(pain, 0.0), 10.0))}}}")
    return lines


def _relapses(course: Course, truth: Mapping[str, float], days: Floats, trajectory: Trajectory, rng: np.random.Generator) -> list[str]:
    """Events after each stop, on the day on which the hazard of recognition draws them; none when the drug is back before."""
    hazard = np.asarray(
        cumulative_hazard(trajectory.levels[marker().name], jnp.asarray(np.diff(days)), jnp.asarray(truth["relapse_recognition_per_d"]))
    )
    lines = []
    starts = [b.at.earliest for b in course.boundaries if b.kind == "start"]
    for stop in (b for b in course.boundaries if b.kind == "stop"):
        back = min((day for day in starts if day > stop.at.earliest), default=days[-1])
        drawn = rng.exponential() + np.interp(stop.at.earliest, days, hazard)
        day = int(np.searchsorted(hazard, drawn) + days[0])  # recognised during the day that ends here
        if day <= back:
            within = f"{day - 1 - stop.at.earliest:g}..{day - stop.at.earliest:g} d"
            lines.append(f"  - {{what: relapse, after: stop {stop.occurrence} of {stop.drug}, within: {within}}}")
    return ["events:", *lines] if lines else []
