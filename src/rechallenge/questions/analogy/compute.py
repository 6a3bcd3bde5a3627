"""What like diseases led one to expect before the first dose, and how far this patient has moved that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rechallenge.analogy.borrowing import BORROWING
from rechallenge.analogy.diagnosis import disease_of
from rechallenge.arrays import Floats
from rechallenge.course.regimen import Dosage
from rechallenge.inference.fit import Fit
from rechallenge.inference.paths import Paths
from rechallenge.inference.summary import Estimate, Message
from rechallenge.literature.pharmacology import drug_model
from rechallenge.mechanism.sites import IL1_SHARE, site_of
from rechallenge.outcomes import marker
from rechallenge.questions import reservations
from rechallenge.questions.analogy import published
from rechallenge.questions.analogy.answer import AnalogyAnswer, ExpectedQuantity
from rechallenge.questions.blocking import passing_share
from rechallenge.questions.borrowing import Reweighting
from rechallenge.questions.first_dose_readings import first_dose_readings, unread
from rechallenge.questions.first_dose_window import FirstDoseWindow, first_dose_window
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.information import moved, says_little, share_from_data
from rechallenge.questions.response.answer import RESPONSE_DAY

# A probability that moved by less than this did not move in a way worth telling.
WORTH_TELLING = 0.1
# An answer whose probabilities differ by less than this, whatever is assumed, is steady.
FELT = 0.03
# Rows that tell of CRP after the first dose.
OF_CRP = ("analogy.quantity.response", "analogy.quantity.days", "analogy.quantity.crp_day5")


def analogy(forecasts: Forecasts) -> tuple[AnalogyAnswer, ...]:
    """Answer for each drug under question."""
    return tuple(_analogy(forecasts, drug) for drug in forecasts.fit.problem.drugs)


def _analogy(forecasts: Forecasts, drug: str) -> AnalogyAnswer:
    course, fit, limit = forecasts.course, forecasts.fit, forecasts.course.upper_limit_of_normal(marker())
    now, before = first_dose_window(forecasts, drug, "posterior"), first_dose_window(forecasts, drug, "prior")
    to_normal, expected = now.days_to_marker_below(limit), before.days_to_marker_below(limit)
    p, prior = float(np.mean(to_normal <= RESPONSE_DAY)), float(np.mean(expected <= RESPONSE_DAY))
    by_series = float(np.mean(expected[_acting(forecasts, drug, before)] <= RESPONSE_DAY))
    rows = [
        (OF_CRP[0], _certain(prior), _certain(p)),
        (OF_CRP[1], Estimate.of(expected, "d"), forecasts.estimate(to_normal, "d")),
        (OF_CRP[2], Estimate.of(before.marker_at(5.0), "mg/L"), forecasts.estimate(now.marker_at(5.0), "mg/L")),
    ]
    site = site_of(drug_model(drug))
    if site.share_parameter is not None:
        believed, found = (path.parameters[site.share_parameter] for path in (fit.prior_paths, fit.paths))
        told = Estimate.of(believed, "share"), forecasts.estimate(found, "share")
        rows.append((f"analogy.quantity.{site.share_parameter}", *told))
    dosage = fit.problem.regimen.latest(drug)
    blocked = [_blocked(fit, paths, works, dosage) for paths, works in _both(fit)]
    if blocked[0] is not None and blocked[1] is not None:
        rows.append(("analogy.quantity.blocked", blocked[0], blocked[1]))
    shift = moved(expected, to_normal)
    from_data = share_from_data(*rows[1][1:], shift)
    is_little = says_little(from_data, shift)
    way = "little" if is_little else "kept" if abs(p - prior) < WORTH_TELLING else "raised" if p > prior else "lowered"
    first = fit.problem.regimen.first_start(drug)
    read = None if first is None else first_dose_readings(course, marker(), first, fit.problem.end_day)
    hidden = unread(course, read)
    values: dict[str, object] = {"drug": drug, "series": by_series, "prior": prior, "p": p, "day": RESPONSE_DAY}
    if hidden:
        way, values["why"] = "hidden", list(hidden)
    # nothing is told of a CRP that nobody measured near
    untold = set(OF_CRP if hidden else () if read is None or read.near(5.0) else OF_CRP[2:])
    normal = Message("analogy.normal", {"limit": limit})
    answer = AnalogyAnswer(
        sentence=Message(f"analogy.{'like' if site.borrowed else 'other'}.{way}", values),
        drug=drug,
        estimate=None if hidden else _certain(p),
        prior=_certain(prior),
        p_response_prior=prior,
        p_response_prior_if_it_works=by_series,
        p_response_posterior=p,
        response_day=RESPONSE_DAY,
        table=tuple(ExpectedQuantity(quantity=code, prior=a, posterior=b) for code, a, b in rows if code not in untold),
        notes=(normal,),
        warnings=(
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *reservations.little(is_little),
            *reservations.assumed_doses(fit, (drug,)),
        ),
    )
    return _with_published(answer, forecasts, drug, (before, expected), (now, to_normal)) if site.borrowed else answer


def _with_published(
    answer: AnalogyAnswer, forecasts: Forecasts, drug: str, before: tuple[FirstDoseWindow, Floats], now: tuple[FirstDoseWindow, Floats]
) -> AnalogyAnswer:
    """Add what the published outcomes of like diseases say, and how far the answer depends on them."""
    disease = disease_of(forecasts.course)
    reweighting = Reweighting(forecasts.fit, drug)
    draws = _shares_and_responses(forecasts, *before, prior=True), _shares_and_responses(forecasts, *now, prior=False)
    trust = published.by_borrowing(reweighting, disease, *draws)
    reporting = published.by_assumption(reweighting, disease, *draws)
    expected = published.expected_outcomes(disease)
    counts = {"n": expected.studies, "own": expected.studies_of_disease, "borrowing": BORROWING, "disease": disease or ""}
    notes = [Message("analogy.sources" if disease else "analogy.sources_unlike", counts)]
    for code, span in (("by_borrowing", published.span(trust)), ("by_assumption", published.span(reporting))):
        if span is not None:
            way = "moves" if span[1] - span[0] >= FELT else "steady"
            notes.append(Message(f"analogy.{code}.{way}", {"low": span[0], "high": span[1], "day": RESPONSE_DAY}))
    warnings = [Message("analogy.unlike")] if disease is None else []
    if published.counted_twice(forecasts.course):
        warnings.append(Message("analogy.counted_twice"))
    return replace(
        answer,
        published=expected,
        borrowing=BORROWING,
        by_borrowing=trust,
        by_assumption=reporting,
        forest=published.forest_rows(),
        sources=tuple(dict.fromkeys(study.source for study in published.pooled())),
        notes=(*notes, *answer.notes),
        warnings=(*answer.warnings, *warnings),
    )


def _shares_and_responses(forecasts: Forecasts, window: FirstDoseWindow, days: Floats, *, prior: bool) -> tuple[Floats, Floats]:
    """Share that interleukin-1 carries and whether CRP is normal in time, for each draw of the course in the first-dose window."""
    sample = forecasts.prior if prior else forecasts.posterior
    whole = forecasts.fit.prior_paths if prior else forecasts.fit.paths
    paths = sample.paths if window.carried_on else whole
    return paths.parameters[IL1_SHARE], np.asarray(days <= RESPONSE_DAY, float)


def _acting(forecasts: Forecasts, drug: str, before: FirstDoseWindow) -> NDArray[np.bool_]:
    """Prior draws in which the drug does something."""
    works = forecasts.fit.prior_draws[1] if len(before.start) == len(forecasts.fit.prior_draws[1]) else forecasts.prior.works
    return np.asarray(works[:, forecasts.fit.place(drug)] > 0.0)


def _both(fit: Fit) -> tuple[tuple[Paths, Floats], tuple[Paths, Floats]]:
    return (fit.prior_paths, fit.prior_draws[1]), (fit.paths, fit.draws[1])


def _blocked(fit: Fit, paths: Paths, works: Floats, dosage: Dosage) -> Estimate | None:
    """Share of the activity that the drug holds back where it works; None when no draw says so."""
    acting = works[:, fit.place(dosage.exposure)] > 0.0
    if not acting.any():
        return None
    passing = passing_share(fit.problem, paths.parameters, works, dosage)
    return Estimate.of(1.0 - passing[acting], "share")


def _certain(p: float) -> Estimate:
    """Probability as an estimate; it is a mean over all that is not known, and has no interval of its own."""
    return Estimate(p, p, p, "probability")
