"""How the verdict grew over the course: what the record up to each day would have said, without fitting it again.

Draws of the fit are weighed by one over the probability of what came later; early in the course draws from the prior are weighed by the
probability of what was known. Where neither reach as far as the shorter record asks (Pareto k, effective number of draws), nothing is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Fit
from rechallenge.inference.leaving_out import LikelihoodStatement, WithoutStatements
from rechallenge.inference.reweighting import mean_ratio
from rechallenge.questions.attribution.verdict import p_works
from rechallenge.questions.next.answer import GrowthPoint
from rechallenge.questions.suspects import Doubt, OtherCauses


def growth(course: Course, fit: Fit, drug: str, causes: OtherCauses) -> tuple[GrowthPoint, ...]:
    """Verdict on a drug after each day of which the record says something; the last is that of the whole record."""
    weighed = WithoutStatements(fit)
    days = {each: _day(course, each, fit.problem.end_day) for each in weighed.statements}
    return tuple(_points(fit, drug, causes.doubt, weighed, days))


def _points(fit: Fit, drug: str, doubt: Doubt, weighed: WithoutStatements, days: dict[LikelihoodStatement, float]) -> Iterator[GrowthPoint]:
    whole = fit.log_bayes_factor(drug)
    for day in sorted(set(days.values())):
        later = [each for each, at in days.items() if at > day]
        evidence: Evidence | None = whole
        if later:
            change = weighed.change(drug, later)
            evidence = Evidence(whole.log - change.log, float(np.hypot(whole.error, change.error)))
            if not change.trusted or change.bound is not None:
                evidence = _from_prior(fit, drug, [each for each, at in days.items() if at <= day])
        yield _point(day, evidence, doubt)


def _point(day: float, evidence: Evidence | None, doubt: Doubt) -> GrowthPoint:
    if evidence is None or not (math.isfinite(evidence.log) and math.isfinite(evidence.error)):
        return GrowthPoint(day=day, p_drug_works=None, log_bayes_factor=None, log_bayes_factor_error=None)
    shared = doubt.shared(evidence)
    return GrowthPoint(
        day=day,
        p_drug_works=p_works(evidence, doubt=doubt),
        log_bayes_factor=shared.log,
        log_bayes_factor_error=shared.error,
    )


def _from_prior(fit: Fit, drug: str, known: list[LikelihoodStatement]) -> Evidence | None:
    """Log Bayes factor from draws of the prior alone; None where they do not reach."""
    log = fit.prior_paths.log_likelihood
    of_known: Floats = np.sum([log[each.kind][:, each.row] for each in known], axis=0)
    acts = fit.prior_draws[1][:, fit.place(drug)] > 0.0
    both = [mean_ratio(of_known[rows]) for rows in (acts, ~acts)]
    if not all(each.trusted for each in both):
        return None
    return Evidence(both[0].log - both[1].log, float(np.hypot(both[0].error, both[1].error)))


def _day(course: Course, statement: LikelihoodStatement, end_day: float) -> float:
    """Day on which a statement was known; what is told of a treatment as a whole was known at the end."""
    if statement.entries == "observations":
        return course.observations[statement.place].at.latest
    if statement.entries == "events":
        event = course.events[statement.place]
        return (event.until or event.at).latest
    return end_day
