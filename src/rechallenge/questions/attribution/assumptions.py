"""Whether it was the drug, had something else been assumed beforehand of the drug or of the disease."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from rechallenge.analogy.borrowing import sensitivity
from rechallenge.analogy.diagnosis import disease_of
from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Account, Fit
from rechallenge.inference.reweighting import bayes_factor_under, shifted
from rechallenge.mechanism.sites import site_of
from rechallenge.questions.borrowing import Reweighting


class Assumption(NamedTuple):
    """Something else to assume: the code of its name, and the logarithm of its prior over that of the fit, by account."""

    code: str
    log_ratio: Callable[[Account], Floats]


def _median_times(fit: Fit, parameter: str, factor: float, unless_idle: int | None = None) -> Callable[[Account], Floats]:
    """A prior whose median is so many times that of the fit; of a drug's own parameter, where the drug acts."""
    place = fit.problem.layout.parameters.index(parameter)
    by = math.log(factor) / float(fit.problem.data.priors.spread[place])

    def log_ratio(account: Account) -> Floats:
        if unless_idle is not None and account.works[unless_idle] == 0.0:
            return np.zeros(len(account.vectors))
        return shifted(account.vectors[:, place], by)

    return log_ratio


def _both(first: Callable[[Account], Floats], second: Callable[[Account], Floats]) -> Callable[[Account], Floats]:
    return lambda account: np.asarray(first(account) + second(account))


def assumptions(course: Course, fit: Fit, drug: str) -> Iterable[Assumption]:
    """What else might be assumed of a drug and of the disease; the least favourable to the drug last."""
    alternatives = {other.code: _median_times(fit, other.parameter, other.factor) for other in fit.problem.layout.process.alternatives}
    weaker = _median_times(fit, f"{drug}.half_effect", 2.0, fit.place(drug))
    worst = weaker
    if site_of(fit.problem.models[drug]).borrowed:
        reweighting, disease = Reweighting(fit, drug), disease_of(course)

        def borrowing(weight: float) -> Callable[[Account], Floats]:
            other = sensitivity(disease, weight)
            return lambda account: reweighting.log_ratio(account, other)

        worst = borrowing(0.0)
        yield Assumption("nothing_borrowed", worst)
        yield Assumption("all_borrowed", borrowing(1.0))
    yield Assumption("weaker", weaker)
    yield from (Assumption(code, log_ratio) for code, log_ratio in alternatives.items())
    likeliest_remission = next(iter(alternatives.values()))
    yield Assumption(fit.problem.layout.process.least_favourable, _both(likeliest_remission, worst))


class ReweighedFactor(NamedTuple):
    """A Bayes factor under another assumption: none where the draws of the fit cannot tell; and how far it can be trusted."""

    code: str
    evidence: Evidence | None
    pareto_k: float | None
    effective_draws: float


def bayes_factors(course: Course, fit: Fit, drug: str) -> Iterable[ReweighedFactor]:
    """Bayes factor under each other assumption."""
    for assumption in assumptions(course, fit, drug):
        found = bayes_factor_under(fit, drug, assumption.log_ratio)
        yield ReweighedFactor(assumption.code, found.log_bayes_factor if found.trusted else None, found.pareto_k, found.draws)
