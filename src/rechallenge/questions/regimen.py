"""The regimens that hold remission with the least drug and steroid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rechallenge.course.model import Course
from rechallenge.inference.fit import Fit
from rechallenge.inference.summary import Estimate, Message
from rechallenge.questions import reservations
from rechallenge.questions.answer import Answer
from rechallenge.questions.candidates import AT_ONCE_MG, Candidate, candidates
from rechallenge.questions.futures import HORIZON_DAYS, Futures, probability
from rechallenge.questions.giving import STEROID, given_now, names_of
from rechallenge.questions.information import moved, says_little, share_from_data

# A regimen is as safe as another when its risk is no more than ten points higher.
AS_SAFE = 0.10
# Above this a relapse is not unlikely, in the words of the reports.
UNSAFE = 0.33
# Risks that all lie within this are told as one.
ALIKE = 0.05
# The axis recovers slowly after more than three to four weeks above the body's own production (Beuschlein 2024, hpa_taper).
SUPPRESSED_AFTER_DAYS = 28.0


def regimen(course: Course, fit: Fit, *, seed: int = 0, futures: Futures | None = None) -> list[Answer]:
    """Answer for the drug under question that is given today, or was given last."""
    if not fit.problem.drugs:
        return []
    futures = futures or Futures(course, fit, seed)
    drug = next((d for d in reversed(fit.problem.drugs) if given_now(course, fit.problem, d)), fit.problem.drugs[-1])
    compared = candidates(course, fit, drug, HORIZON_DAYS)
    risks = [futures.under(each.changes).p_relapse[:, HORIZON_DAYS] for each in compared]
    estimates = [probability(risk) for risk in risks]
    efficient = frontier(
        [(round(e.value, 2), c.drug_mg_per_week, c.prednisone_mg_per_day) for e, c in zip(estimates, compared, strict=True)]
    )
    rows = [_row(c, e, best) for c, e, best in zip(compared, estimates, efficient, strict=True)]
    best = min(range(len(rows)), key=lambda i: (round(estimates[i].value, 2), _burden(compared[i])))
    expected = futures.under(compared[best].changes, prior=True).p_relapse[:, HORIZON_DAYS]
    prior = probability(expected)
    shift = moved(expected, risks[best])
    from_data = share_from_data(prior, estimates[best], shift)
    is_little = says_little(from_data, shift)
    return [
        Answer(
            "regimen",
            _sentence(compared, estimates, best, is_little),
            None,
            estimates[best],
            prior,
            from_data,
            {"frontier": rows, "horizon_days": HORIZON_DAYS, "drug": drug},
            {},
            (
                *reservations.computation(fit),
                *reservations.record(course, fit),
                *reservations.little(is_little),
                *reservations.open_question(fit, drug),
                *reservations.active_today(fit),
                *((Message("regimen.untried"),) if not all(c.tried for c in compared) else ()),
                *_adrenal(course, fit, compared),
                *reservations.assumed_doses(course, fit, (drug,)),
            ),
        )
    ]


def frontier(costs: Sequence[tuple[float, ...]]) -> list[bool]:
    """Whether each regimen is worse in something than every other that is better in something.

    Examples
    --------
    >>> frontier([(0.1, 700.0), (0.3, 350.0), (0.3, 700.0)])
    [True, True, False]
    """

    def beaten(mine: tuple[float, ...]) -> bool:
        return any(other != mine and all(a <= b + 1e-9 for a, b in zip(other, mine, strict=True)) for other in costs)

    return [not beaten(mine) for mine in costs]


def _burden(candidate: Candidate) -> tuple[float, float]:
    return (candidate.prednisone_mg_per_day, candidate.drug_mg_per_week)


def _row(candidate: Candidate, risk: Estimate, efficient: bool) -> dict[str, Any]:
    return {
        "regimen": candidate.name,
        "values": dict(candidate.values),
        "p_relapse_90d": risk.value,
        "interval": risk,
        "drug_mg_per_week": candidate.drug_mg_per_week,
        "prednisone_mg_per_day": candidate.prednisone_mg_per_day,
        "injections_per_week": candidate.injections_per_week,
        "efficient": efficient,
        "tried": candidate.tried,
    }


def _sentence(compared: Sequence[Candidate], estimates: Sequence[Estimate], best: int, is_little: bool) -> Message:
    """Name the safest regimen, and the lightest one that is nearly as safe."""
    safest = estimates[best].value

    def named(candidate: Candidate) -> Message:
        return Message(candidate.name, candidate.values)

    values: dict[str, Any] = {"p": safest, "regimen": named(compared[best]), "days": HORIZON_DAYS}
    if is_little:
        return Message("regimen.little", values)
    if max(e.value for e in estimates) - safest < ALIKE:
        return Message("regimen.alike", values)
    safe = [i for i, e in enumerate(estimates) if e.value <= safest + AS_SAFE]
    lightest = min(safe, key=lambda i: (_weight(compared[i], compared), estimates[i].value))
    unsafe = "none_safe" if safest > UNSAFE else ""
    if _weight(compared[lightest], compared) < _weight(compared[best], compared) - 1e-9:
        return Message(
            f"regimen.{unsafe + '_' if unsafe else ''}lighter",
            {**values, "lighter": named(compared[lightest]), "p_lighter": estimates[lightest].value},
        )
    return Message(f"regimen.{unsafe or 'none_lighter'}", values)


def _weight(candidate: Candidate, compared: Sequence[Candidate]) -> float:
    """Burden on one scale: shares of the greatest drug and steroid of the list, added; only to pick one to name."""
    drug = max(c.drug_mg_per_week for c in compared) or 1.0
    steroid = max(c.prednisone_mg_per_day for c in compared) or 1.0
    return candidate.drug_mg_per_week / drug + candidate.prednisone_mg_per_day / steroid


def _adrenal(course: Course, fit: Fit, compared: Sequence[Candidate]) -> tuple[Message, ...]:
    """Warn of adrenal insufficiency where a candidate goes below 5 mg a day after weeks of glucocorticoid."""
    lowest = min((c.steroid_lowered_to_mg for c in compared if c.steroid_lowered_to_mg is not None), default=AT_ONCE_MG)
    names = names_of(course, STEROID)
    taken = sum(
        (fit.problem.end_day if step.stop is None else min(step.stop.middle, fit.problem.end_day)) - step.start.middle
        for t in course.treatments
        if t.drug in names
        for step in t.steps
        if step.every_days is not None
    )
    return (Message("regimen.adrenal", {"mg": AT_ONCE_MG}),) if lowest < AT_ONCE_MG and taken > SUPPRESSED_AFTER_DAYS else ()
