"""Virtual patients: parameters from the prior, a course of the disease, and what became of CRP and pain under the true doses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from rechallenge.formats.reading import read_course
from rechallenge.inference.dosing import Doses
from rechallenge.inference.layout import named
from rechallenge.inference.paths import paths
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.mechanism.processes import WAXING
from rechallenge.mechanism.processes.process import PseudoObservations
from rechallenge.outcomes import marker, outcome
from studies.calibration.designs import DRUG, Design
from studies.calibration.scenarios import Scenario, infection, switched

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]

CONDITION = "conditions: [calcinosis]\n"
# One horizon for all, so that one program simulates them: the longest record, and what the answers foretell after it.
HORIZON_DAYS = 210
PLACEBO_HALF_LIFE_D = 14.0


PAIN = outcome("pain")


@dataclass(frozen=True, slots=True)
class VirtualPatient:
    """The truth about one virtual patient.

    Attributes
    ----------
    works
        Whether the drug does anything.
    parameters
        True parameters in their own units, by name.
    days
        Days of the curves.
    crp_mg_l, pain, hazard
        Curves, shape (days,); the last is the cumulative hazard of a recognised relapse.
    """

    works: bool
    parameters: Mapping[str, float]
    days: Floats
    crp_mg_l: Floats
    pain: Floats
    hazard: Floats

    def value(self, what: str, day: float) -> float:
        """Logarithm of CRP in mg/L, or pain, on a day."""
        return float(np.interp(day, self.days, np.log(self.crp_mg_l) if what == "CRP" else self.pain))

    def hazard_at(self, day: float) -> float:
        """Cumulative hazard on a day."""
        return float(np.interp(day, self.days, self.hazard))


def simulate_patient(design: Design, works: bool, scenario: Scenario, rng: np.random.Generator) -> VirtualPatient:
    """Draw a patient who is treated by a design, and after whose record the drug is stopped."""
    problem = _problem(design)
    layout = problem.layout
    vector = rng.standard_normal(layout.size)
    if scenario.switching:
        vector[layout.activity] = _switching(problem, vector, rng)
    problem = replace(problem, data=problem.data._replace(doses=_taken(problem, scenario, rng)))
    acts = np.array([float(works or exposure.name != DRUG) for exposure in layout.exposures])
    path = paths(problem, vector[None], acts[None])
    parameters = {name: float(values[0]) for name, values in path.parameters.items()}
    crp, pain = path.marker[0], path.levels[PAIN.name][0]
    if scenario.infection_mg_l:
        crp = crp + infection(scenario.infection_mg_l, path.days, design.last_day, rng)
    if scenario.placebo_points:
        fall = scenario.placebo_points * np.exp2(-np.maximum(path.days, 0.0) / PLACEBO_HALF_LIFE_D) * (path.days >= 0.0)
        pain = np.maximum(pain - fall, 0.0)
    # An infection is no relapse: a physician would know it, even where the chart does not say so.
    return VirtualPatient(works, parameters, path.days, crp, pain, path.hazard[0])


def _problem(design: Design) -> InferenceProblem:
    """The true treatments on a grid of days, with the activity free to turn every day and no reading to tell of it."""
    # The drug ends with the day after the last entry, which is the "today" of all answers.
    treatments = design.treatments(true=True) + f"    to: {design.last_day + 1} d\n"
    # A disease is begun in a flare, mostly, on the first day that the chart tells of, as whoever fits it assumes.
    first = min(look.at.low for look in design.looks)
    edges = f"observations:\n  - {{what: CRP, at: {first:g} d, value: normal}}\n  - {{what: CRP, at: {HORIZON_DAYS} d, value: normal}}\n"
    course = read_course(f"rechallenge: 1\ntitle: true\n{design.patient}{CONDITION}{treatments}{edges}").course
    problem = build_problem(course, every_day=True)
    return replace(problem, data=problem.data._replace(pseudo_observations=PseudoObservations.none(problem.layout.n_knots)))


def _switching(problem: InferenceProblem, vector: Floats, rng: np.random.Generator) -> Floats:
    layout, data = problem.layout, problem.data
    parameters = named(layout, data.priors.natural(layout.split(jnp.asarray(vector))[0]))
    level, volatility, persistence = (float(parameters[name]) for name in layout.process.parameters)
    days = data.first_day + np.cumsum(data.knots.gap_days)
    path = jnp.asarray(switched(np.log(level), volatility, persistence, days, rng))
    error = parameters[marker().model.error]
    return np.asarray(WAXING.unit_normals(path, data.knots, data.pseudo_observations, error, parameters))


def _taken(problem: InferenceProblem, scenario: Scenario, rng: np.random.Generator) -> Doses:
    """The doses as they were taken and as strongly as they act, which the chart does not tell; shape of the amounts as laid out."""
    doses = problem.data.doses
    place = problem.layout.dosed.index([exposure.name for exposure in problem.layout.exposures].index(DRUG))
    acting = np.ones_like(doses.amount_mg)
    missed = rng.random(len(acting)) < scenario.missed
    since = np.maximum(doses.day[:, place], 0.0)
    acting[:, place] = np.where(missed[:, None], 0.0, np.exp2(-since / scenario.tolerance_d))
    return doses._replace(amount_mg=doses.amount_mg * acting, last_amount_mg=doses.last_amount_mg * acting)
