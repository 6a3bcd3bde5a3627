"""What would happen under a regimen of the reader's own."""

from __future__ import annotations

from rechallenge.course.model import Course
from rechallenge.course.nearest import nearest
from rechallenge.course.planned_regimen import PlannedRegimen
from rechallenge.course.problems import CourseError, Problem
from rechallenge.execution import Executors, threads
from rechallenge.inference.fit import Fit
from rechallenge.inference.summary import Message
from rechallenge.ledger.statement import Ledger, Reason
from rechallenge.literature.pharmacology import STEROID, drug_model
from rechallenge.questions import reservations
from rechallenge.questions.bearing import bearing
from rechallenge.questions.forecasts import Forecasts, probability, probability_band
from rechallenge.questions.information import moved, says_little, share_from_data
from rechallenge.questions.regimen.candidates import mean_mg_per_day
from rechallenge.questions.whatif.answer import WhatIfAnswer
from rechallenge.safety.review import review
from rechallenge.safety.situation import patient_of

# Risks that differ by less than this are told as alike.
ALIKE = 0.05
# As for the risk after a stop: a steroid beside the model, and relapses that have no days, bear on every regimen.
BEARS_ON = frozenset({Reason.UNMODELLED_STEROID, Reason.RELAPSES_AT_EACH_STOP})


def what_if(
    course: Course,
    fit: Fit,
    regimen: PlannedRegimen,
    *,
    horizon_days: float = 90.0,
    seed: int = 0,
    ledger: Ledger | None = None,
    executor: Executors = threads,
) -> WhatIfAnswer:
    """Forecast a regimen beside the treatment as it is.

    Parameters
    ----------
    regimen
        What changes, in days from the end of the record.
    horizon_days
        How far to look, rounded to whole days.
    ledger
        What became of each statement of the record: the answer warns of those that it does not know of and that bear on it.
    executor
        Gives what runs the draws of a forecast side by side.

    Raises
    ------
    CourseError
        When the regimen has a drug that the course never had: its effect in this patient would be a guess from nothing.
    """
    exposures = fit.problem.regimen_exposures
    strangers = [t.drug for t in regimen.treatments if drug_model(t.drug).exposure not in exposures]
    if strangers:
        known = [t.drug for t in course.treatments if t.known]
        raise CourseError([Problem("event.drug_absent", {"found": drug, "nearest": nearest(drug, known)}) for drug in strangers])
    horizon = max(1, round(horizon_days))
    forecasts = Forecasts(course, fit, seed, executor)
    changed = forecasts.under(regimen.treatments, horizon_days=horizon)
    as_is = forecasts.under(horizon_days=horizon)
    expected = forecasts.under(regimen.treatments, prior=True, horizon_days=horizon)
    estimate = probability(changed.p_relapse[:, -1], forecasts.provenance)
    prior = probability(expected.p_relapse[:, -1])
    continued = probability(as_is.p_relapse[:, -1], forecasts.provenance)
    shift = moved(expected.p_relapse[:, -1], changed.p_relapse[:, -1])
    from_data = share_from_data(prior, estimate, shift)
    is_little = says_little(from_data, shift)
    difference = estimate.value - continued.value
    way = "alike" if abs(difference) < ALIKE else "more" if difference > 0 else "less"
    drugs = [drug for drug in fit.problem.drugs if drug != STEROID]
    return WhatIfAnswer(
        sentence=Message(
            f"whatif.{'little' if is_little else way}",
            {"p": estimate.value, "continued": continued.value, "days": horizon, "prior": prior.value},
        ),
        estimate=estimate,
        prior=prior,
        from_data=from_data,
        horizon_days=horizon,
        p_relapse_by_day={day: float(changed.p_relapse[:, day].mean()) for day in _shown_days(horizon)},
        p_relapse_continued=continued,
        mg_per_day={name: mean_mg_per_day(fit.problem, name, regimen.treatments, horizon) for name in exposures},
        changed=probability_band(changed),
        as_it_is=probability_band(as_is),
        warnings=(
            *reservations.messages(_warnings(course, fit, regimen)),
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *reservations.little(is_little),
            *(message for drug in drugs for message in reservations.open_question(fit, drug)),
            *reservations.active_today(course, fit),
            *(() if ledger is None else bearing(BEARS_ON, None, ledger)),
        ),
        notes=(
            *(Message(note.code, note.values) for note in regimen.notes if note.severity == "note"),
            reservations.relapse_level(course),
        ),
    )


def _warnings(course: Course, fit: Fit, regimen: PlannedRegimen) -> list[Problem]:
    """Return what reading the regimen and reviewing it had to warn of, each once."""
    found = [note for note in regimen.notes if note.severity == "warning"]
    known = {note.code for note in found}
    return found + [each for each in review(course, fit.problem.regimen, regimen.treatments, patient_of(course)) if each.code not in known]


def _shown_days(horizon: int) -> list[int]:
    return sorted({day for day in (1, 3, 7, 14, 30, 60, 90, 180, 365) if day <= horizon} | {horizon})
