"""The least daily steroid that holds the disease, without and with the drug, and what has been spared."""

from __future__ import annotations

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.course.regimen import Dosage
from rechallenge.inference.by_dates import given_today
from rechallenge.inference.fit import Fit
from rechallenge.inference.paths import Paths
from rechallenge.inference.programs import Program
from rechallenge.inference.summary import Estimate, Message
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.generic import acts_by_dates
from rechallenge.literature.pharmacology import STEROID
from rechallenge.mechanism.dependence import least_holding_dose_mg
from rechallenge.mechanism.relapse import RELAPSE_LEVEL
from rechallenge.questions import reservations
from rechallenge.questions.blocking import passing_share
from rechallenge.questions.dependence.answer import DependenceAnswer, ExpectedDoses, LeastDoses
from rechallenge.questions.first_dose_window import first_dose
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.information import moved, says_little, share_from_data
from rechallenge.safety.adrenal import below, may_be_suppressed, physiological_mg

UNIT = "mg/day"
# Tablets of prednisone go down to 1 mg: sparing less than that is sparing nothing.
LEAST_SPARED_MG = 1.0
SURE = 0.9
# The smallest step that could be dispensed; below it the rounded corner of the threshold shows, which means nothing.
STEP_MG = 0.5
# A taper passes through doses that nobody wrote: they are told to a tenth of a milligram.
GIVEN_DIGITS = 1

_least_holding_dose_mg = Program(least_holding_dose_mg, static=0)


def dependence(forecasts: Forecasts) -> tuple[DependenceAnswer]:
    """Answer for the whole course; only to say so when it has no glucocorticoid."""
    course, fit = forecasts.course, forecasts.fit
    if not fit.problem.regimen.drugs_of(STEROID) or f"{STEROID}.half_effect" not in fit.problem.layout.parameters:
        return (DependenceAnswer(sentence=Message("dependence.no_steroid")),)
    drugs = tuple(drug for drug in fit.problem.drugs if drug != STEROID)
    without, with_drugs = least_doses(fit, fit.paths, fit.draws[1], drugs)
    expected_without, expected_with = least_doses(fit, fit.prior_paths, fit.prior_draws[1], drugs)
    if not drugs:
        return (_alone(course, fit, without, expected_without),)
    spared, expected = np.maximum(without - with_drugs, 0.0), np.maximum(expected_without - expected_with, 0.0)
    estimate, prior = fit.provenance.estimate(spared, UNIT), Estimate.of(expected, UNIT)
    shift = moved(expected, spared)
    from_data = share_from_data(prior, estimate, shift)
    is_little = says_little(from_data, shift)
    now, most = _given(fit)
    needed = LeastDoses(without=fit.provenance.estimate(without, UNIT), with_drugs=fit.provenance.estimate(with_drugs, UNIT))
    p_spared = float(np.mean(spared > LEAST_SPARED_MG))
    values = {
        "drugs": [fit.problem.regimen.latest(drug).drug for drug in drugs],
        "without": needed.without,
        "with_drug": needed.with_drugs,
        "spared": estimate,
    }
    return (
        DependenceAnswer(
            sentence=_beside_given(Message(_code(p_spared, float(np.median(without)), is_little), values), now, most),
            estimate=estimate,
            prior=_expected(prior, Estimate.of(expected_without, UNIT), Estimate.of(expected_with, UNIT)),
            from_data=from_data,
            prednisone_mg=needed,
            spared_mg_per_day=estimate,
            p_spares=p_spared,
            spared_cumulative_mg=fit.provenance.estimate(_cumulative(fit, drugs, without), "mg"),
            recorded_now_mg=now,
            recorded_most_mg=most,
            notes=(Message("dependence.typical_activity", {"level": RELAPSE_LEVEL}), Message("dependence.cumulative")),
            warnings=(
                *_adrenal(course, fit, needed.without, needed.with_drugs),
                *reservations.computation(fit),
                *reservations.record(course, fit),
                *reservations.little(is_little),
                *(message for drug in drugs for message in reservations.open_question(fit, drug)),
                *reservations.assumed_doses(fit, (STEROID,)),
                *_beyond(needed.without),
            ),
        ),
    )


def _alone(course: Course, fit: Fit, needed: Floats, expected: Floats) -> DependenceAnswer:
    """Answer where the glucocorticoid itself is the drug under question."""
    estimate, prior = fit.provenance.estimate(needed, UNIT), Estimate.of(expected, UNIT)
    shift = moved(expected, needed)
    from_data = share_from_data(prior, estimate, shift)
    is_little = says_little(from_data, shift)
    now, most = _given(fit)
    said = Message("dependence.alone_little" if is_little else "dependence.alone", {"needed": estimate})
    return DependenceAnswer(
        sentence=_beside_given(said, now, most),
        estimate=estimate,
        prior=_expected(prior, prior),
        from_data=from_data,
        prednisone_mg=LeastDoses(without=estimate),
        recorded_now_mg=now,
        recorded_most_mg=most,
        notes=(Message("dependence.typical_activity", {"level": RELAPSE_LEVEL}),),
        warnings=(
            *_adrenal(course, fit, estimate),
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *reservations.little(is_little),
            *reservations.assumed_doses(fit, (STEROID,)),
            *_beyond(estimate),
        ),
    )


def _given(fit: Fit) -> tuple[float, float]:
    """Prednisone that the record gives, mg/day: on its last day, and at most."""
    regimen = fit.problem.regimen
    now, first = regimen.current_daily_mg(STEROID), regimen.first_start(STEROID)
    if first is None:
        return round(now, GIVEN_DIGITS), round(now, GIVEN_DIGITS)
    days = np.arange(np.floor(first.middle), np.floor(fit.problem.end_day) + 1.0)
    most = max([now, *(regimen.daily_mg(STEROID, float(day) + 0.5) for day in days)])
    return round(now, GIVEN_DIGITS), round(most, GIVEN_DIGITS)


def _beside_given(said: Message, now: float, most: float) -> Message:
    """What was really given, beside what the model says would be needed."""
    given = Message("dependence.given" if most > now else "dependence.given_at_most", {"now": now, "most": most})
    return Message("dependence.beside_given", {"said": said, "given": given})


def _expected(main: Estimate, without: Estimate, with_drugs: Estimate | None = None) -> ExpectedDoses:
    return ExpectedDoses(value=main.value, low=main.low, high=main.high, unit=main.unit, without=without, with_drugs=with_drugs)


def _adrenal(course: Course, fit: Fit, *needed: Estimate | None) -> tuple[Message, ...]:
    """Warn of the adrenal glands where a dose told, or the low end of its interval, is below what they make, after weeks of treatment."""
    least = physiological_mg(course.patient)
    is_low = any(each is not None and min(each.value, each.low) < least for each in needed)
    return reservations.messages([below(course.patient)]) if is_low and may_be_suppressed(fit.problem.regimen) else ()


def _beyond(needed: Estimate) -> tuple[Message, ...]:
    """Tell how to read a dose that nobody gives."""
    most = known_drugs()[STEROID].plausible_dose_mg[1]
    return (Message("dependence.beyond", {"mg": most}),) if needed.high > most else ()


def _code(p_spared: float, without: float, is_little: bool) -> str:
    if is_little:
        return "dependence.little"
    if without < LEAST_SPARED_MG:
        return "dependence.not_needed"
    if p_spared >= SURE:
        return "dependence.spares"
    return "dependence.spares_nothing" if p_spared <= 1.0 - SURE else "dependence.open"


def least_doses(fit: Fit, paths: Paths, works: Floats, drugs: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Least daily prednisone without and with the drugs, for each draw; other drugs of today are there in both."""
    problem, regimen = fit.problem, fit.problem.regimen

    def passing(dosage: Dosage) -> Floats:
        return passing_share(problem, paths.parameters, works, dosage)

    others, blocked = np.ones(len(works)), np.ones(len(works))
    for exposure in problem.layout.exposures:
        if exposure.name == STEROID:
            continue
        if acts_by_dates(exposure.name):
            if any(given_today(t.steps, regimen.today) for t in regimen.treatments if t.drug == exposure.name):
                half_of_usual = paths.parameters[f"{exposure.name}.half_effect"]
                others *= np.where(exposure.acts_under(paths.parameters), half_of_usual / (half_of_usual + 1.0), 1.0)
        elif exposure.name in drugs:
            blocked *= passing(regimen.latest(exposure.name))
        else:
            for dosage in regimen.current(exposure.name):
                others *= passing(dosage)
    drive, half = paths.parameters["drive_mg_l"], paths.parameters[f"{STEROID}.half_effect"]
    return tuple(  # type: ignore[return-value]
        STEP_MG * np.round(np.asarray(_least_holding_dose_mg(drive, half, share)) / STEP_MG) for share in (others, others * blocked)
    )


def _cumulative(fit: Fit, drugs: tuple[str, ...], without: Floats) -> Floats:
    """Prednisone spared so far: what would have held the disease without the drugs, less what is recorded, since the first dose."""
    moments = fit.paths.moments
    first = float(np.median(np.min([first_dose(fit, drug, moments) for drug in drugs], axis=0)))
    days = np.arange(np.floor(first), np.floor(fit.problem.end_day))
    recorded = sum(fit.problem.regimen.daily_mg(STEROID, day + 0.5) for day in days)
    return np.maximum(without * len(days) - recorded, 0.0)
