"""What like diseases led one to expect before the first dose, and how far this patient has moved that."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.model import Course
from rechallenge.inference.fit import Fit
from rechallenge.inference.paths import Paths
from rechallenge.inference.summary import Estimate, Message
from rechallenge.literature.pharmacology import drug_model
from rechallenge.questions import reservations
from rechallenge.questions.answer import Answer
from rechallenge.questions.around import Around, around_first_dose, normal_crp_mg_l
from rechallenge.questions.blocking import passing_share
from rechallenge.questions.futures import Futures
from rechallenge.questions.giving import Giving, given_last
from rechallenge.questions.information import moved, says_little, share_from_data
from rechallenge.questions.response import RESPONSE_DAY

Floats = NDArray[np.float64]

# Series of crystal disease from which the prior of the share that interleukin-1 carries was read (see disease.yaml).
SERIES = ("doare2021", "thomas2018", "molto2012")
# A probability that moved by less than this did not move in a way worth telling.
WORTH_TELLING = 0.1


def analogy(course: Course, fit: Fit, *, seed: int = 0, futures: Futures | None = None) -> list[Answer]:
    """Answer for each drug under question."""
    futures = futures or Futures(course, fit, seed)
    return [_analogy(course, futures, drug) for drug in fit.problem.drugs]


def _analogy(course: Course, futures: Futures, drug: str) -> Answer:
    fit, limit = futures.fit, normal_crp_mg_l(course)
    now, before = around_first_dose(futures, drug, "posterior"), around_first_dose(futures, drug, "prior")
    to_normal, expected = now.days_to_crp_below(limit), before.days_to_crp_below(limit)
    p, prior = float(np.mean(to_normal <= RESPONSE_DAY)), float(np.mean(expected <= RESPONSE_DAY))
    by_series = float(np.mean(expected[_acting(futures, drug, before)] <= RESPONSE_DAY))
    rows = [
        ("analogy.quantity.response", _certain(prior), _certain(p)),
        ("analogy.quantity.days", Estimate.of(expected, "d"), Estimate.of(to_normal, "d")),
        ("analogy.quantity.crp_day5", Estimate.of(before.crp_at(5.0), "mg/L"), Estimate.of(now.crp_at(5.0), "mg/L")),
    ]
    blocker = drug_model(drug).action == "interleukin-1"
    if blocker:
        shares = [Estimate.of(path.parameters["il1_share"], "share") for path in (fit.prior_paths, fit.paths)]
        rows.append(("analogy.quantity.il1_share", shares[0], shares[1]))
    giving = given_last(course, fit.problem, drug)
    blocked = [_blocked(fit, paths, works, drug, giving) for paths, works in _both(fit)]
    if blocked[0] is not None and blocked[1] is not None:
        rows.append(("analogy.quantity.blocked", blocked[0], blocked[1]))
    shift = moved(expected, to_normal)
    from_data = share_from_data(*rows[1][1:], shift)
    is_little = says_little(from_data, shift)
    way = "little" if is_little else "kept" if abs(p - prior) < WORTH_TELLING else "raised" if p > prior else "lowered"
    return Answer(
        "analogy",
        Message(
            f"analogy.{'crystal' if blocker else 'other'}.{way}",
            {"drug": drug, "series": by_series, "prior": prior, "p": p, "day": RESPONSE_DAY},
        ),
        drug,
        _certain(p),
        _certain(prior),
        None,
        {
            "p_response_prior": prior,
            "p_response_prior_if_it_works": by_series,
            "p_response_posterior": p,
            "response_day": RESPONSE_DAY,
            "table": [{"quantity": code, "prior": a, "posterior": b} for code, a, b in rows],
            "sources": list(SERIES) if blocker else [],
            "notes": [Message("analogy.sources")] if blocker else [],
        },
        warnings=(
            *reservations.computation(fit),
            *reservations.record(course, fit),
            *reservations.little(is_little),
            *reservations.assumed_doses(course, fit, (drug,)),
        ),
    )


def _acting(futures: Futures, drug: str, before: Around) -> NDArray[np.bool_]:
    """Prior draws in which the drug does something."""
    works = futures.fit.prior_draws[1] if len(before.start) == len(futures.fit.prior_draws[1]) else futures.prior.works
    return np.asarray(works[:, futures.fit.place(drug)] > 0.0)


def _both(fit: Fit) -> tuple[tuple[Paths, Floats], tuple[Paths, Floats]]:
    return (fit.prior_paths, fit.prior_draws[1]), (fit.paths, fit.draws[1])


def _blocked(fit: Fit, paths: Paths, works: Floats, drug: str, giving: Giving) -> Estimate | None:
    """Share of the activity that the drug holds back where it works; None when no draw says so."""
    place = fit.place(drug)
    acting = works[:, place] > 0.0
    if not acting.any():
        return None
    dose_mg = giving.dose_mg * giving.equivalence
    passing = passing_share(fit.problem.layout, paths.parameters, works, place, dose_mg, giving.every_days)
    return Estimate.of(1.0 - passing[acting], "share")


def _certain(p: float) -> Estimate:
    """Probability as an estimate; it is a mean over all that is not known, and has no interval of its own."""
    return Estimate(p, p, p, "probability")
