"""What would happen after the record under a regimen: the same simulator, from where each draw of the past leaves the patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.arrays import Floats
from rechallenge.course.model import DoseStep, Treatment
from rechallenge.course.regimen import Regimen, doses_until
from rechallenge.course.times import When
from rechallenge.execution import Executors, in_double_precision, threads
from rechallenge.inference.batches import in_batches
from rechallenge.inference.by_dates import FROM_TODAY, given_today
from rechallenge.inference.layout import Layout
from rechallenge.inference.paths import Paths
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.programs import Program
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.generic import acts_by_dates
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model
from rechallenge.mechanism.assembly import drugs_of
from rechallenge.mechanism.engine import Grid, exposed, simulate
from rechallenge.mechanism.kinetics import is_short_lived
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.nodes import WHOLE
from rechallenge.mechanism.processes.process import Knots
from rechallenge.mechanism.relapse import cumulative_hazard
from rechallenge.outcomes import marker

TODAY = When(0.0, 0.0)
# Regimens of whole days and of halves share one program.
FORECAST_LENGTHS = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """Doses of a regimen from today on, by exposure: arrays of days and of milligrams of the exposure's drug.

    `ongoing_mg` and `ongoing_interval_days` say what is being given today, for short-lived drugs at their steady state. `into_vein` says
    by exposure whether it goes into a vein: a drug stays on the route of its last treatment, unless the regimen names one.
    """

    days: tuple[Floats, ...]
    amounts_mg: tuple[Floats, ...]
    ongoing_mg: Floats
    ongoing_interval_days: Floats
    into_vein: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Draws of the future.

    Attributes
    ----------
    days
        Days from today, shape (days,).
    levels
        Curve of each outcome by name, shape (draws, days).
    p_relapse
        Probability of a recognised relapse by each day, for each draw, shape (draws, days).
    """

    days: Floats
    levels: Mapping[str, Floats]
    p_relapse: Floats

    @property
    def marker(self) -> Floats:
        """Curves of the outcome on whose scale activity is told, shape (draws, days)."""
        return self.levels[marker().name]


def plan(problem: InferenceProblem, changes: Sequence[Treatment], horizon_days: float) -> Plan:
    """Lay out a regimen: drugs named in `changes` are given by their steps (days from today), all others go on as they are."""
    exposures = [exposure.name for exposure in problem.layout.exposures]
    doses: list[list[tuple[float, float]]] = [[] for _ in exposures]
    ongoing, interval = np.zeros(len(exposures)), np.ones(len(exposures))
    into_vein = np.zeros(len(exposures), bool)
    changed = {treatment.drug for treatment in changes}
    treatments = problem.regimen.treatments
    with_changes = Regimen((*treatments, *changes))
    timed = [treatment.drug for treatment in treatments if treatment.steps]  # without a time a drug is told, not used
    drugs = [drug for drug in dict.fromkeys(timed + list(changed)) if drug in KINETIC_DRUGS]
    for drug in drugs:
        model = drug_model(drug)
        if model.exposure not in exposures:
            raise KeyError(drug)
        place, usual = exposures.index(model.exposure), known_drugs()[drug].usual_dose_mg
        into_vein[place] = problem.goes_into_vein(drug, with_changes.route_of(drug))
        steps = [step for treatment in changes if treatment.drug == drug for step in treatment.steps]
        now = problem.regimen.current_of(drug)
        if now is not None:
            ongoing[place], interval[place] = now.equivalent_mg, now.every_days
            if drug not in changed:
                steps = [DoseStep(now.dose_mg, now.every_days, TODAY)]
        doses[place] += [(day, mg * model.equivalence) for step in steps for day, mg in doses_until(step, horizon_days, usual)]
    for treatment in treatments:
        if acts_by_dates(treatment.drug) and given_today(treatment.steps, problem.regimen.today):
            doses[exposures.index(treatment.drug)] = [(day, mg) for day, mg in doses_until(FROM_TODAY, horizon_days, 1.0)]
    return Plan(
        tuple(np.array([day for day, _ in given]) for given in doses),
        tuple(np.array([mg for _, mg in given]) for given in doses),
        ongoing,
        interval,
        into_vein,
    )


class _Future(NamedTuple):
    """Arrays of the future that all draws share."""

    length_days: Array
    grid: Grid
    dose_mg: Array
    into_vein: Array
    knots: Knots
    short_lived: Array
    ongoing_mg: Array
    ongoing_interval_days: Array


@Program
def _forecasts(layout: Layout, future: _Future, draws: dict[str, Array]) -> tuple[dict[str, Array], Array]:
    def one(draw: dict[str, Array]) -> tuple[dict[str, Array], Array]:
        parameters = {name: draw["parameters"][place] for place, name in enumerate(layout.parameters)}
        drugs = drugs_of(layout.exposures, parameters, draw["works"])
        rate = drugs.response.rate
        # A short-lived drug given until today is in its steady state, one interval after its last dose.
        repeated = jnp.exp(-rate * future.ongoing_interval_days[:, None])
        steady = drugs.felt(future.ongoing_mg, future.into_vein) * repeated / (1.0 - repeated)
        earlier = jnp.where(future.short_lived[:, None], steady, draw["drugs"])
        dose = future.dose_mg if drugs.vein is None else drugs.felt(future.dose_mg, future.into_vein)
        known = exposed(future.grid, dose, earlier, drugs)
        passing = future.knots.about(known.mean_passing(WHOLE), future.length_days)
        at_knots = layout.process.simulate(draw["unit_normals"], future.knots.gap_days[1:], parameters, draw["process"], passing)
        activity = future.knots.at_breakpoints(at_knots)
        response = OutcomeResponse(layout.outcomes, parameters)
        path = simulate(future.grid, dose, earlier, activity, drugs, response, filters=draw["filters"], known=known)
        hazard = cumulative_hazard(path.levels[layout.marker.name], future.length_days, parameters["relapse_recognition_per_d"])
        return dict(path.levels), -jnp.expm1(-hazard)

    return jax.lax.map(one, draws)


@in_double_precision
def forecast(
    problem: InferenceProblem, past: Paths, works: Floats, regimen: Plan, horizon_days: int, seed: int, executor: Executors = threads
) -> Forecast:
    """Simulate every draw from today under a regimen; the same seed gives every regimen the same spontaneous activity.

    `executor` gives what runs draws side by side.
    """
    exposures = problem.layout.exposures
    n_exposures = max(len(exposures), 1)
    edges = [np.arange(0.0, horizon_days + 0.5), *(days[(days >= 0) & (days < horizon_days)] for days in regimen.days)]
    breakpoints = np.unique(np.round(np.concatenate(edges), 6))
    n_segments = 64 * -(-(len(breakpoints) - 1) // 64)
    padded = np.concatenate([breakpoints, np.full(n_segments + 1 - len(breakpoints), breakpoints[-1])])
    dose = np.zeros((n_segments, n_exposures))
    for place, (days, amounts) in enumerate(zip(regimen.days, regimen.amounts_mg, strict=True)):
        inside = (days >= 0) & (days < horizon_days)
        np.add.at(dose[:, place], np.searchsorted(breakpoints, np.round(days[inside], 6)), amounts[inside])
    process = problem.layout.process
    knot_days = process.future_knot_days(horizon_days)
    unit_normals = np.random.default_rng(seed).standard_normal((len(works), process.n_unit_normals(len(knot_days))))
    short = [is_short_lived(problem.models[exposure.name]) for exposure in exposures] or [False]
    future = _Future(
        length_days=jnp.asarray(np.diff(padded)),
        grid=Grid.of(np.diff(padded), FORECAST_LENGTHS),
        dose_mg=jnp.asarray(dose),
        into_vein=jnp.asarray(regimen.into_vein if exposures else np.zeros(1, bool)),
        knots=jax.tree.map(jnp.asarray, Knots.of(knot_days, padded)),
        short_lived=jnp.asarray(short),
        ongoing_mg=jnp.asarray(regimen.ongoing_mg if exposures else np.zeros(1)),
        ongoing_interval_days=jnp.asarray(regimen.ongoing_interval_days if exposures else np.ones(1)),
    )
    draws = {
        "parameters": np.asarray(np.stack([past.parameters[name] for name in problem.layout.parameters], axis=-1)),
        "works": np.asarray(works),
        "drugs": np.asarray(past.drugs),
        "filters": np.asarray(past.filters),
        "process": np.asarray(past.process),
        "unit_normals": unit_normals,
    }
    levels, p_relapse = in_batches(partial(_forecasts, problem.layout, future), draws, executor)
    kept = np.searchsorted(breakpoints, np.arange(horizon_days + 1.0))
    return Forecast(
        np.arange(horizon_days + 1.0), {name: np.asarray(curve)[:, kept] for name, curve in levels.items()}, np.asarray(p_relapse)[:, kept]
    )
