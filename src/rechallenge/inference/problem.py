"""From a course to the arrays of its inference problem: moments, doses, segments, knots, statements, priors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rechallenge.analogy.borrowing import BORROWING, parameters_of
from rechallenge.analogy.natural_course import natural_history_of, with_natural_course
from rechallenge.arrays import Days
from rechallenge.course.model import Course
from rechallenge.course.obscured import hidden_by
from rechallenge.course.regimen import Regimen, first_mg, highest_daily_mg, last_mg
from rechallenge.course.times import When
from rechallenge.inference import statements
from rechallenge.inference.by_dates import units_of
from rechallenge.inference.dosing import (
    Doses,
    DosingPeriod,
    PossibleDoses,
    SegmentDoses,
    UncertainPeriods,
    lay_out,
    possible_doses,
    split_uncertain,
    uncertain_periods,
)
from rechallenge.inference.layout import Layout, Priors, priors
from rechallenge.inference.modelled import drugs_under_question, followed, modelled, patient_covariates, statement_intervals
from rechallenge.inference.timetable import Times, Timetable
from rechallenge.inference.words_of_treatments import words_of_treatments
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.generic import acts_by_dates, generic_model, names_of
from rechallenge.literature.parameters import Parameter
from rechallenge.literature.pharmacology import KINETIC_DRUGS, STEROID, DrugModel, drug_model
from rechallenge.literature.suspects import whether_it_acts
from rechallenge.mechanism.assembly import exposure_of
from rechallenge.mechanism.engine import Grid
from rechallenge.mechanism.kinetics import half_life_days, is_short_lived
from rechallenge.mechanism.processes import USUAL, parameters_under
from rechallenge.mechanism.processes.process import DiseaseProcess, Knots, PseudoObservations
from rechallenge.mechanism.relapse import RELAPSE_LEVEL
from rechallenge.outcomes import marker, outcome_parameters

# The marker tells of the activity about so long before: the mean delay of its turnover and of the step before it.
MARKER_LAG_DAYS = 1.5
# A dose is forgotten after so many typical half-lives of its slowest phase (a millionth is left, or e-2 of that in slow patients).
FORGOTTEN_HALF_LIVES = 20.0


class Data(NamedTuple):
    """Arrays of one problem; every one is padded, so that courses of like shape share a compiled program."""

    first_day: NDArray[np.float64]
    length_days: NDArray[np.float64]
    grid: Grid
    breakpoints: NDArray[np.float64]
    knots: Knots
    pseudo_observations: PseudoObservations
    times: Times
    doses: SegmentDoses
    earlier_doses: Doses
    periods: UncertainPeriods
    priors: Priors
    values: statements.ValueStatements
    events: statements.EventStatements
    effects: statements.Effects
    holds: statements.Holds
    outcome_words: statements.OutcomeWords | None = None
    stops: statements.StopCounts | None = None

    @property
    def present(self) -> dict[str, NDArray[np.float64]]:
        """Which places hold a statement and are no padding, by kind of statement."""
        tables = {
            "values": self.values,
            "events": self.events,
            "effects": self.effects,
            "holds": self.holds,
            "outcome_words": self.outcome_words,
            "stops": self.stops,
        }
        return {kind: table.present for kind, table in tables.items() if table is not None}


@dataclass(frozen=True, slots=True)
class InferenceProblem:
    """An inference problem: its shape, its arrays, and the names that a reader needs.

    Attributes
    ----------
    parameters
        The uncertain parameters, in the order of the vector, with priors shifted to this patient.
    drugs
        Exposures under question: those whose effect is to be proved.
    suspects
        Other exposures of which it is not known either whether they act; none where the disease process leaves one mode only.
    regimen
        What the patient is given, today being the last day of the record.
    days
        Days of the breakpoints, without padding.
    statement_places
        Place in the course of each statement of the likelihood, by kind and in the order of its arrays: among its observations, its
        events, or its treatments.
    assumed_dose
        Drugs whose dose the record does not give, with the usual daily dose taken instead.
    borrowing
        How far like diseases were trusted for the prior of the sensitivity to the drug, 0 to 1.
    moments
        Numbers of the moments of the course.
    """

    layout: Layout
    data: Data
    parameters: tuple[Parameter, ...]
    models: dict[str, DrugModel]
    drugs: tuple[str, ...]
    suspects: tuple[str, ...]
    regimen: Regimen
    days: NDArray[np.float64]
    statement_places: Mapping[str, tuple[int, ...]]
    assumed_dose: tuple[str, ...]
    borrowing: float
    moments: Timetable

    @property
    def observation_places(self) -> tuple[int, ...]:
        """Place in the course of each statement on a value."""
        return self.statement_places["values"]

    @property
    def n_statements(self) -> dict[str, int]:
        """Number of statements in the likelihood, by kind (`rechallenge.inference.likelihood.log_statements`)."""
        return {kind: int(np.sum(present)) for kind, present in self.data.present.items()}

    @property
    def regimen_exposures(self) -> tuple[str, ...]:
        """Exposures of which the doses are known and can be changed; not those of drugs that act by their dates alone."""
        return tuple(exposure.name for exposure in self.layout.exposures if exposure.name in KINETIC_DRUGS)

    @property
    def end_day(self) -> float:
        """Last day of the record."""
        return float(self.days[-1])

    def goes_into_vein(self, drug: str, route: str | None) -> bool:
        """Whether a drug by a route goes into a vein, in a problem that knows of such doses."""
        model = self.models[drug_model(drug).exposure]
        return model.into_vein and model.goes_into_vein(route)


def bucket(size: int, step: int) -> int:
    """Size rounded up, so that few shapes are ever compiled; what a record lacks altogether takes no place, and no time.

    Examples
    --------
    >>> bucket(0, 4), bucket(1, 4), bucket(5, 4)
    (0, 4, 8)
    """
    return step * math.ceil(size / step)


def _pseudo_observations(course: Course, knot_days: Days, n_knots: int) -> PseudoObservations:
    """What each measured marker of active disease suggests of the activity, before anything is known of the mode.

    A marker below that level tells of the drug and of the background, not of the activity.
    """
    told = [
        (o.at.earliest - MARKER_LAG_DAYS, math.log(o.low))
        for o in course.observations
        if o.outcome is marker() and o.measured and o.at.known and o.low is not None and o.low >= RELAPSE_LEVEL and not hidden_by(course, o)
    ]
    return PseudoObservations.of_readings([day for day, _ in told], [log for _, log in told], knot_days, n_knots)


def _step_doses(
    course: Course, models: dict[str, DrugModel], exposures: tuple[str, ...], end_day: float, moments: Timetable
) -> tuple[list[PossibleDoses], list[DosingPeriod], tuple[str, ...]]:
    found: list[PossibleDoses] = []
    periods: list[DosingPeriod] = []
    assumed: list[str] = []
    # A drug still given at the end of the record: its stretch ends where it can no longer matter.
    after_the_end = When(end_day + 1000.0, end_day + 1000.0)
    for treatment in course.treatments:
        if treatment.drug not in models:
            continue
        model = models[treatment.drug]
        exposure = exposures.index(model.exposure)
        by_dates = acts_by_dates(treatment.drug)
        usual = 1.0 if by_dates else known_drugs()[treatment.drug].usual_dose_mg
        into_vein = model.goes_into_vein(treatment.route)
        for step in units_of(treatment.steps, model) if by_dates else treatment.steps:
            if step.dose_mg is None:
                assumed.append(treatment.drug)
            amount, last = first_mg(step, usual) * model.equivalence, last_mg(step, usual) * model.equivalence
            certain, uncertain = split_uncertain(step, end_day) if is_short_lived(model) else (step, None)
            if certain is not None:
                forgotten_days = FORGOTTEN_HALF_LIVES * half_life_days(model)
                possible = possible_doses(certain, exposure, (amount, last), end_day, forgotten_days, moments)
                found.append(replace(possible, into_vein=into_vein))
            if uncertain is not None and uncertain.every_days is not None:
                start, stop = moments.number(uncertain.start), moments.number(uncertain.stop or after_the_end)
                periods.append(DosingPeriod(exposure, uncertain.every_days, amount, start, stop, into_vein))
    return found, periods, tuple(dict.fromkeys(assumed))


def build_problem(
    course: Course, *, borrowing: float = BORROWING, every_day: bool = False, process: DiseaseProcess = USUAL
) -> InferenceProblem:
    """Lay out the inference problem of a course.

    Parameters
    ----------
    borrowing
        How far like diseases are trusted to tell the sensitivity to the drug, 0 to 1.
    every_day
        Let the activity turn on every day, whatever was recorded: for simulating a patient rather than for fitting one.
    process
        How the disease behaves without treatment.

    Examples
    --------
    >>> build_problem(Course(title="nothing known")).layout.exposures
    ()
    """
    covariates = patient_covariates(course)
    models = {t.drug: drug_model(t.drug).for_patient(covariates) for t in course.treatments if t.drug in KINETIC_DRUGS and t.steps}
    models |= {t.drug: generic_model(t.drug) for t in course.treatments if acts_by_dates(t.drug) and t.steps}
    veins = {models[t.drug].exposure for t in course.treatments if t.drug in models and models[t.drug].goes_into_vein(t.route)}
    by_exposure = {model.exposure: model.intravenous() if model.exposure in veins else model for model in models.values()}
    exposures = tuple(sorted(by_exposure))
    drugs = drugs_under_question(course)
    # A sampler that starts from one mode could not tell whether a drug acts; a glucocorticoid always does.
    suspects = tuple(name for name in exposures if name not in drugs and name != STEROID) if process.several_modes else ()
    by_exposure |= {name: by_exposure[name].acting_where(whether_it_acts(name, names_of(name))) for name in suspects}

    words = words_of_treatments(course)
    spoken = statement_intervals(words.course, drugs)
    if words.spoken_until is not None:
        spoken.append((words.spoken_until, words.spoken_until))
    first_day = math.floor(min((a for a, _ in spoken), default=0.0) - process.run_in_days)
    end_day = math.ceil(max((b for _, b in spoken), default=0.0)) + 1.0

    moments = Timetable()
    # with the stops of which the record gives no day
    found, periods, assumed = _step_doses(words.course, models, exposures, end_day, moments)
    of_values = modelled(course)
    of_events = tuple(place for place, event in enumerate(course.events) if event.what in ("relapse", "remission"))
    values = statements.values(course, moments, bucket(max(len(of_values), 1), 16))
    events = statements.events(course, moments, bucket(len(of_events), 8))
    outcome_words = statements.outcome_words(list(words.outcomes.values()), moments, bucket(len(words.outcomes), 4))
    most_stops = bucket(max((len(each.windows) for each in words.stops.values()), default=0), 4)
    stops = statements.stop_counts(list(words.stops.values()), moments, len(words.stops), most_stops)
    knot_days = np.arange(first_day, end_day + 0.5) if every_day else process.knot_days(first_day, end_day, spoken)
    stated = [course.observations[place].at for place in of_values]
    exact = [at.earliest for at in stated if at.known and first_day <= at.earliest <= end_day]
    given = [day for possible in found for day in possible.days if first_day <= day < end_day]
    days = np.unique(np.round(np.concatenate([np.arange(first_day, end_day + 0.5), knot_days[knot_days <= end_day], exact, given]), 6))
    n_segments = bucket(max(len(days) - 1, 1), 64)
    breakpoints = np.concatenate([days, np.full(n_segments + 1 - len(days), days[-1])])

    outcomes_followed = followed(course)
    of_disease = parameters_of(course, borrowing)
    if process.told_by_natural_history:
        of_disease = with_natural_course(of_disease, natural_history_of(course))
    parameters = (
        *parameters_under(process, of_disease).values(),
        *outcome_parameters(outcomes_followed).values(),
        *(p for name in exposures for p in by_exposure[name].parameters.values()),
    )
    n_unknown = bucket(max(moments.n_unknown, 1), 4)
    n_knots = bucket(len(knot_days), 16)
    dosed = tuple(sorted({possible.exposure for possible in found})) or (0,)
    times = moments.times(n_unknown, bucket(len(moments), 8))
    doses, earlier_doses = lay_out(found, dosed, first_day, breakpoints[:-1], times.ancestry @ times.low)
    effects = {
        place: (exposures.index(models[t.drug].exposure), 1.0 if acts_by_dates(t.drug) else highest_daily_mg(t), t.effect)
        for place, t in enumerate(course.treatments)
        # The outcome of the drug under question is what is asked: its word tells of the marker, not of the drug.
        if t.drug in models and t.steps and t.effect is not None and models[t.drug].exposure not in drugs
        if place not in words.outcomes and place not in words.hidden
    }
    held = {
        place: t.hold_mg
        for place, t in enumerate(course.treatments)
        if t.hold_mg is not None and t.drug in models and models[t.drug].exposure == STEROID
    }
    return InferenceProblem(
        layout=Layout(
            parameters=tuple(parameter.name for parameter in parameters),
            exposures=tuple(exposure_of(by_exposure[name]) for name in exposures),
            dosed=dosed,
            outcomes=tuple(each.model for each in outcomes_followed),
            n_unknown_moments=n_unknown,
            n_knots=n_knots,
            n_segments=n_segments,
            process=process,
        ),
        data=Data(
            first_day=np.array(first_day, float),
            length_days=np.diff(breakpoints),
            grid=Grid.of(np.diff(breakpoints)),
            breakpoints=breakpoints,
            knots=Knots.of(knot_days, breakpoints, n_knots),
            pseudo_observations=_pseudo_observations(course, knot_days, n_knots),
            times=times,
            doses=doses,
            earlier_doses=earlier_doses,
            periods=uncertain_periods(periods, bucket(len(periods), 4), days[:-1]),
            priors=priors(parameters),
            values=values,
            events=events,
            effects=statements.effects(list(effects.values()), bucket(len(effects), 4)),
            holds=statements.holds(list(held.values()), bucket(len(held), 4)),
            outcome_words=outcome_words if words.outcomes else None,
            stops=stops if words.stops else None,
        ),
        parameters=parameters,
        models=by_exposure,
        drugs=drugs,
        suspects=suspects,
        regimen=Regimen.of(course, float(days[-1])),
        days=days,
        statement_places={
            "values": of_values,
            "events": of_events,
            "effects": tuple(effects),
            "holds": tuple(held),
            "outcome_words": tuple(words.outcomes),
            "stops": tuple(words.stops),
        },
        assumed_dose=assumed,
        borrowing=borrowing,
        moments=moments,
    )
