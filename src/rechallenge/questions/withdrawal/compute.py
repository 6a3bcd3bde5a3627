"""How likely a relapse is if the drug is stopped today, and how soon."""

from __future__ import annotations

import numpy as np

from rechallenge.analogy.diagnosis import disease_of
from rechallenge.analogy.expectation import expectation
from rechallenge.course.model import Course
from rechallenge.inference.summary import Message
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.sites import site_of
from rechallenge.questions import reservations
from rechallenge.questions.forecasts import Forecasts, probability, probability_band
from rechallenge.questions.information import moved, says_little, share_from_data
from rechallenge.questions.schedule import stopped_on
from rechallenge.questions.withdrawal.answer import WithdrawalAnswer
from rechallenge.questions.withdrawal.own_days import held_against, misfits, own_days
from rechallenge.safety.adrenal import adrenal_warnings
from rechallenge.safety.situation import patient_of

DAYS = (7, 14, 30, 90)
MAIN_DAY = 30
# A difference of risk that few patients would act on.
SMALL_DIFFERENCE = 0.05
# A risk that differs by less from the published one is the same to a physician.
WORTH_TELLING = 0.1


def withdrawal(forecasts: Forecasts) -> tuple[WithdrawalAnswer, ...]:
    """Answer for each drug under question; where it is no longer given, for its not being resumed."""
    return tuple(_withdrawal(forecasts, drug) for drug in forecasts.fit.problem.drugs)


def _withdrawal(forecasts: Forecasts, drug: str) -> WithdrawalAnswer:
    course, fit, regimen = forecasts.course, forecasts.fit, forecasts.fit.problem.regimen
    given, untold = bool(regimen.current(drug)), regimen.end_open(drug)
    changes = stopped_on(regimen, drug, 0.0)
    off, on, expected = forecasts.under(changes), forecasts.under(), forecasts.under(changes, prior=True)
    estimate = probability(off.p_relapse[:, MAIN_DAY], forecasts.provenance)
    prior = probability(expected.p_relapse[:, MAIN_DAY])
    continued = float(on.p_relapse[:, MAIN_DAY].mean())
    shift = moved(expected.p_relapse[:, MAIN_DAY], off.p_relapse[:, MAIN_DAY])
    from_data = share_from_data(prior, estimate, shift)
    is_little = says_little(from_data, shift)
    p_active = reservations.p_active_today(fit)
    published, lived = published_risk(course, drug), own_days(course, fit, drug, forecasts.executor)
    values: dict[str, object] = {
        "drug": regimen.latest(drug).drug,
        "p": estimate.value,
        "continued": continued,
        "day": MAIN_DAY,
        "prior": prior.value,
        "week": float(off.p_relapse[:, 7].mean()),
        "p_active": p_active,
        "published": published,
    }
    sentence = Message("withdrawal.end_open" if untold else _code(given, p_active, estimate.value - continued, is_little), values)
    # where the record says little, the model has nothing of the patient's own that could differ
    apart = published is not None and not is_little and abs(published - estimate.value) >= WORTH_TELLING
    return WithdrawalAnswer(
        sentence=Message("withdrawal.beside_published", {**values, "said": sentence}) if apart else sentence,
        drug=drug,
        estimate=estimate,
        prior=prior,
        from_data=from_data,
        p_relapse_by_day={day: float(off.p_relapse[:, day].mean()) for day in DAYS},
        p_relapse_by_day_interval={day: probability(off.p_relapse[:, day], forecasts.provenance) for day in DAYS},
        p_relapse_continued_by_day={day: float(on.p_relapse[:, day].mean()) for day in DAYS} if given else None,
        p_relapse_prior_by_day={day: float(expected.p_relapse[:, day].mean()) for day in DAYS},
        given_at_end=given,
        p_active_today=p_active,
        p_relapse_published=published,
        own_days=lived,
        risk=probability_band(off),
        risk_continued=probability_band(on) if given else None,
        risk_prior=probability_band(expected),
        warnings=(
            *reservations.messages(adrenal_warnings(regimen, patient_of(course), changes)),
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *reservations.little(is_little),
            *reservations.open_question(fit, drug),
            *misfits(lived, drug),
            *(() if given or untold else (Message("withdrawal.not_given", {"drug": values["drug"]}),)),
            *reservations.active_today(course, fit),
            *reservations.assumed_doses(fit, (drug,)),
        ),
        notes=(*held_against(lived, drug), reservations.relapse_level(course)),
    )


def published_risk(course: Course, drug: str) -> float | None:
    """Share of published patients with like diseases who relapsed by the main day; None for a drug that none is published of."""
    if not site_of(drug_model(drug)).borrowed:
        return None
    return float(np.mean(expectation(disease_of(course)).days_to_relapse <= MAIN_DAY))


def _code(given: bool, p_active: float, difference: float, is_little: bool) -> str:
    if is_little:
        return "withdrawal.little" if given else "withdrawal.little_not_given"
    if not given:
        return "withdrawal.not_resumed"
    if p_active > 0.5:
        return "withdrawal.while_active"
    return "withdrawal.no_difference" if difference < SMALL_DIFFERENCE else "withdrawal.stop"
