"""Whether the drug worked, how much and how fast."""

from __future__ import annotations

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.inference.summary import Band, Estimate, Message
from rechallenge.outcomes import Outcome, marker, outcomes
from rechallenge.questions import reservations
from rechallenge.questions.first_dose_readings import FirstDoseReadings, first_dose_readings, unread
from rechallenge.questions.first_dose_window import FirstDoseWindow, curve_grid, first_dose_window, marker_curves
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.hidden import WINDOW_DAYS
from rechallenge.questions.information import moved, says_little, share_from_data
from rechallenge.questions.response.answer import RESPONSE_DAY, ResponseAnswer

DAYS = (1, 2, 3, 5, 7, 10, 14)
# From here on a response is told as one, and below as none; between, the sentence leaves it open.
LIKELY, UNLIKELY = 0.66, 0.33


def response(forecasts: Forecasts) -> tuple[ResponseAnswer, ...]:
    """Answer for each drug under question."""
    return tuple(_response(forecasts, drug) for drug in forecasts.fit.problem.drugs)


def _response(forecasts: Forecasts, drug: str) -> ResponseAnswer:
    course, fit, limit = forecasts.course, forecasts.fit, forecasts.course.upper_limit_of_normal(marker())
    now, before, without = (first_dose_window(forecasts, drug, which) for which in ("posterior", "prior", "without"))
    to_normal, expected, alone = (each.days_to_marker_below(limit) for each in (now, before, without))
    estimate, prior = forecasts.estimate(to_normal, "d"), Estimate.of(expected, "d")
    shift = moved(expected, to_normal)
    from_data = share_from_data(prior, estimate, shift, logarithmic=prior.low > 0 and estimate.low > 0)
    is_little = says_little(from_data, shift)
    p, p_prior, p_without = (_share(each, RESPONSE_DAY) for each in (to_normal, expected, alone))
    start = now.marker_at(0.0)
    p_started_normal = float(np.mean(start < limit))
    felt, change = symptom_relieved()
    first = fit.problem.regimen.first_start(drug)
    crp_read, symptom_read = (
        None if first is None else first_dose_readings(course, each, first, fit.problem.end_day) for each in (marker(), felt)
    )
    symptom_told = symptom_read is not None and bool(symptom_read.after)
    relief = now.days_to_fall(felt, change)
    grid = curve_grid()
    crp_start, crp_day5 = (forecasts.estimate(now.marker_at(day), "mg/L") for day in (0.0, 5.0))
    values = {
        "drug": drug,
        "days": estimate,
        "p": p,
        "prior": p_prior,
        "without": p_without,
        "limit": limit,
        "day": RESPONSE_DAY,
        "start": crp_start,
        "day5": crp_day5,
        "p_started_normal": p_started_normal,
    }
    why = unread(course, crp_read)
    code = _code(p, p_started_normal, estimate, is_little)
    if why:
        code = "response.hidden.symptom" if symptom_told else "response.hidden"
        values |= {"why": list(why), "p_relief": _share(relief, RESPONSE_DAY)}
    else:
        code = _in_time(code, crp_read, reached=bool(np.isfinite(estimate.value)))
    return ResponseAnswer(
        sentence=_beside_recorded(Message(code, values), None if why or crp_read is None else crp_read.message(drug)),
        drug=drug,
        estimate=None if why else estimate,
        prior=None if why else prior,
        from_data=None if why else from_data,
        days_to_normal_crp=estimate,
        p_normal_by_day={day: _share(to_normal, day) for day in DAYS},
        normal_crp_mg_l=limit,
        days_to_pain_relief=forecasts.estimate(relief, "d") if symptom_told else None,
        p_pain_relief_by_day={day: _share(relief, day) for day in DAYS} if symptom_told else {},
        first_look_days=None if crp_read is None or not crp_read.after else crp_read.first_look,
        first_look_at_symptom_days=symptom_read.first_look if symptom_read is not None and symptom_told else None,
        crp_read_at_start=crp_read is not None and crp_read.near(0.0),
        crp_read_at_day5=crp_read is not None and crp_read.near(5.0),
        p_response=p,
        p_response_without_drug=p_without,
        p_normal_at_start=p_started_normal,
        crp_start=crp_start,
        crp_day5=crp_day5,
        normal_curve=_reached(to_normal, grid),
        normal_curve_prior=_reached(expected, grid),
        crp_on_drug=_crp(now, grid),
        crp_without_drug=_crp(without, grid),
        warnings=(
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *forecasts.causes[drug].warnings(),
            *reservations.little(is_little),
            *reservations.endless(estimate, WINDOW_DAYS),
            *reservations.assumed_doses(fit, (drug,)),
            *((Message("response.carried_on", {"days": WINDOW_DAYS}),) if now.carried_on else ()),
            *(() if symptom_told else (Message("response.no_pain", {"day": RESPONSE_DAY}),)),
        ),
    )


def _in_time(code: str, read: FirstDoseReadings | None, *, reached: bool) -> str:
    """Code of a sentence in the tense that is true: of a fall that was recorded, and of one that is yet to come."""
    if read is None or code == "response.already_normal":
        return code
    if read.normal is not None and reached:
        return "response.normal.recorded"
    return "response.ahead" if read.ahead and code != "response.little" else code


def _beside_recorded(said: Message, recorded: Message | None) -> Message:
    """What the model says after what was recorded."""
    return said if recorded is None else Message("response.beside_recorded", {"recorded": recorded, "said": said})


def symptom_relieved() -> tuple[Outcome, float]:
    """The symptom whose relief is told, and the least change of it that patients call one."""
    return next((each, each.relief.change) for each in outcomes().values() if each.relief is not None)


def _code(p: float, p_started_normal: float, estimate: Estimate, is_little: bool) -> str:
    if is_little:
        return "response.little"
    if p_started_normal > 0.5:
        return "response.already_normal"
    if p >= LIKELY:
        return "response.normal" if np.isfinite(estimate.high) else "response.normal_probably"
    return "response.open" if p >= UNLIKELY else "response.not_normal"


def _share(days: Floats, day: float) -> float:
    return float(np.mean(days <= day))


def _reached(days: Floats, grid: Floats) -> Band:
    p = np.array([_share(days, day) if day >= 0 else 0.0 for day in grid])
    return Band(grid, p, p, p, p, p, "probability")


def _crp(window: FirstDoseWindow, grid: Floats) -> Band:
    return Band.of(grid, marker_curves(window, grid), marker().scale.unit)
