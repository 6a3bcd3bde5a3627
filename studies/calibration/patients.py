"""Virtual patients: parameters from the prior, a course of the disease, and what became of CRP and pain under the true doses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import jax
import numpy as np
from numpy.typing import NDArray

from rechallenge.formats.reading import read_course
from rechallenge.inference.dosing import SegmentDoses
from rechallenge.inference.paths import paths
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.literature.pharmacology import drug_outline
from rechallenge.mechanism.assembly import Exposure
from rechallenge.mechanism.processes import PROCESSES, USUAL
from rechallenge.mechanism.processes.process import DiseaseProcess, PseudoObservations
from rechallenge.outcomes import outcome
from studies.calibration.arms import StudyArm
from studies.calibration.designs import Design
from studies.calibration.scenarios import Scenario, added_crp, infection

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]

CONDITION = "conditions: [calcinosis]\n"
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
    second_acts
        Whether the second drug does anything; None where there is none.
    added_mg_l
        CRP that an infection adds which the chart tells, shape (days,): it is read, and the disease does not cause it.
    """

    works: bool
    parameters: Mapping[str, float]
    days: Floats
    crp_mg_l: Floats
    pain: Floats
    hazard: Floats
    second_acts: bool | None = None
    added_mg_l: Floats | float = 0.0

    def value(self, what: str, day: float) -> float:
        """Logarithm of the CRP in mg/L that the disease causes, or pain, on a day."""
        return float(np.interp(day, self.days, np.log(self.crp_mg_l) if what == "CRP" else self.pain))

    def read(self, what: str, day: float) -> float:
        """What a laboratory without error would read on a day, as `value`: with what an infection adds."""
        return float(np.interp(day, self.days, np.log(self.crp_mg_l + self.added_mg_l))) if what == "CRP" else self.value(what, day)

    def hazard_at(self, day: float) -> float:
        """Cumulative hazard on a day."""
        return float(np.interp(day, self.days, self.hazard))


def simulate_patient(
    design: Design, works: bool, scenario: Scenario, rng: np.random.Generator, process: DiseaseProcess = USUAL
) -> VirtualPatient:
    """Draw a patient who is treated by a design, and after whose record the drug is stopped."""
    problem = _problem(design, PROCESSES[scenario.process] if scenario.process else process)
    layout = problem.layout
    vector = rng.standard_normal(layout.size)
    problem = replace(problem, data=problem.data._replace(doses=_taken(problem, design.arm, scenario, rng)))
    in_question = drug_outline(design.arm.drug).exposure
    acts = np.array([float(works or exposure.name != in_question) for exposure in layout.exposures])
    path = paths(problem, vector[None], acts[None])
    parameters = {name: float(values[0]) for name, values in path.parameters.items()}
    crp, pain = path.marker[0], path.levels[PAIN.name][0]
    if scenario.infection_mg_l:
        crp = crp + infection(scenario.infection_mg_l, path.days, design.last_day, rng)
    if scenario.placebo_points:
        fall = scenario.placebo_points * np.exp2(-np.maximum(path.days, 0.0) / PLACEBO_HALF_LIFE_D) * (path.days >= 0.0)
        pain = np.maximum(pain - fall, 0.0)
    told = design.infection
    added = added_crp(told.peak_mg_l, told.peak_day, path.days) if told else 0.0
    # An infection is no relapse: a physician would know it, even where the chart does not say so.
    return VirtualPatient(
        works, parameters, path.days, crp, pain, path.hazard[0], _second_acts(problem, design.arm, path.parameters), added
    )


def second_exposure(problem: InferenceProblem, arm: StudyArm) -> Exposure | None:
    """The exposure of the second drug; None where there is none."""
    return next((each for each in problem.layout.exposures if arm.second and each.name == arm.second.drug), None)


def _second_acts(problem: InferenceProblem, arm: StudyArm, parameters: Mapping[str, Floats]) -> bool | None:
    """Whether the second drug acts in the one patient of these parameters, each of shape (1,)."""
    exposure = second_exposure(problem, arm)
    return None if exposure is None else bool(np.all(exposure.acts_under(parameters)))


def _problem(design: Design, process: DiseaseProcess) -> InferenceProblem:
    """The true treatments on a grid of days, with the activity free to turn every day and no reading to tell of it."""
    # A disease is begun in a flare, mostly, on the first day that the chart tells of, as whoever fits it assumes.
    first, horizon = min(look.at.low for look in design.looks), design.arm.timeline.horizon_days
    edges = f"observations:\n  - {{what: CRP, at: {first:g} d, value: normal}}\n  - {{what: CRP, at: {horizon} d, value: normal}}\n"
    treatments = design.treatments(true=True)
    course = read_course(f"rechallenge: 1\ntitle: true\n{design.patient}{CONDITION}{treatments}{edges}").course
    problem = build_problem(course, every_day=True, process=process)
    return replace(problem, data=problem.data._replace(pseudo_observations=PseudoObservations.none(problem.layout.n_knots)))


def _taken(problem: InferenceProblem, arm: StudyArm, scenario: Scenario, rng: np.random.Generator) -> SegmentDoses:
    """The doses as they were taken and as strongly as they act, which the chart does not tell; all of them are on certain days."""
    doses = problem.data.doses
    exposure = [each.name for each in problem.layout.exposures].index(drug_outline(arm.drug).exposure)
    place = problem.layout.dosed.index(exposure)
    missed = rng.random(len(doses.certain_mg)) < scenario.missed
    since = np.maximum(problem.data.breakpoints[:-1], 0.0)
    acting = np.ones_like(doses.certain_mg)
    acting[:, place] = np.where(missed, 0.0, np.exp2(-since / scenario.tolerance_d))[:, None]
    return doses._replace(certain_mg=doses.certain_mg * acting)
