"""What a Bayes factor would be without some of the statements of the record: importance weights over draws that are there already.

The evidence without statements over the evidence with them is the mean, over draws of the posterior, of one over their probability under
the draw. The largest of these weights are smoothed, and the shape of their tail says whether the mean may be believed
(Vehtari 2017, doi:10.1007/s11222-016-9696-4, sections 2.1 and 2.2). Doses are no statements: they stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.inference.diagnostics import LEAST_DRAWS
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Fit
from rechallenge.inference.paths import paths
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.reweighting import mean_ratio
from rechallenge.mechanism.relapse import MISTAKEN

# Of each side of the question: as many as the sampler is asked to make independent ones of, so that these nearly are.
N_WEIGHED = 400
# Powers to which statements are taken away where all of them cannot be, the most first.
SHARES = (0.75, 0.5, 0.25, 0.0)

Entries = Literal["observations", "events", "treatments"]


SOURCES: Mapping[str, Entries] = {
    "values": "observations",
    "events": "events",
    "effects": "treatments",
    "holds": "treatments",
    "outcome_words": "treatments",
    "stops": "treatments",
}
"""List of the course in which the statements of each kind stand."""


class LikelihoodStatement(NamedTuple):
    """One statement of the likelihood, and where the record makes it.

    Attributes
    ----------
    kind, row
        Its kind (`rechallenge.inference.likelihood.log_statements`) and its place among those of that kind.
    entries, place
        The list of the course that holds it, and its place there.
    """

    kind: str
    row: int
    entries: Entries
    place: int


Bound = Literal["at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class EvidenceChange:
    """By how much the log Bayes factor falls when statements are left out: positive where they speak for the drug.

    Attributes
    ----------
    log, error
        The change, and its Monte Carlo standard error.
    bound
        That the change is at least, or at most, as told; None where it is as told.
    pareto_k
        Shape of the tail of the weights of a full removal, the worse of the two accounts; minus infinity where they are too alike to
        have one.
    trusted
        Whether the draws reach as far as a record without the statements asks, or bound the change on one side at least.
    """

    log: float
    error: float
    bound: Bound | None
    pareto_k: float
    trusted: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """Log evidence of one account without statements, less that with them: `exact`, or the most that is sure to be reached."""

    log: float
    error: float
    exact: bool
    pareto_k: float


def removed(log_probability: Floats, least: float = -np.inf) -> Removed | None:
    """Log evidence without statements less that with them, from their log probability under each draw, shape (draws,).

    None where the draws say nothing. Statements whose log probability cannot lie below `least`, whatever the draw, have bounded weights:
    their mean needs no tail, and one more draw of the greatest weight stands in its error for those that were not met.

    Where the weights of a full removal may not be believed, those of a part of it may: the log evidence is convex in the power to which
    the statements are raised (its second derivative is their variance), so that from any power on it goes up by at least its slope.

    Examples
    --------
    >>> removed(np.full(1000, -2.0))
    Removed(log=2.0, error=0.0, exact=True, pareto_k=-inf)
    """
    whole = mean_ratio(-log_probability)
    if whole.trusted:
        return Removed(whole.log, whole.error, True, whole.pareto_k)
    if least > -np.inf:
        values, times = np.unique(-log_probability, return_counts=True)
        ratios, size = np.exp(values + least), len(log_probability)  # at most 1
        mean = float(np.average(ratios, weights=times))
        if (size * mean) ** 2 >= LEAST_DRAWS * np.sum(times * ratios**2):
            error = float(np.sqrt(np.sum((times * (ratios - mean)) ** 2) + (1.0 - mean) ** 2)) / (size * mean)
            return Removed(float(np.log(mean)) - least, error, True, whole.pareto_k)
    for share in SHARES:
        part = mean_ratio(-share * log_probability)
        if part.trusted:
            ratios = np.exp(-share * (log_probability - log_probability.min()))
            slope = float(np.average(-log_probability, weights=ratios))
            slope_error = float(np.sqrt(np.sum((ratios * (-log_probability - slope)) ** 2)) / np.sum(ratios))
            error = float(np.hypot(part.error, (1.0 - share) * slope_error))
            return Removed(part.log + (1.0 - share) * slope, error, False, whole.pareto_k)
    return None


def statements(problem: InferenceProblem) -> tuple[LikelihoodStatement, ...]:
    """All statements of the likelihood of a course, in the order of its arrays.

    Examples
    --------
    >>> from rechallenge.course.model import Course
    >>> from rechallenge.inference.problem import build_problem
    >>> statements(build_problem(Course(title="nothing known")))
    ()
    """
    return tuple(
        LikelihoodStatement(kind, row, SOURCES[kind], place)
        for kind, n in problem.n_statements.items()
        for row, place in zip(range(n), problem.statement_places[kind], strict=True)
    )


class WithoutStatements:
    """The Bayes factors of a fit, with some of its statements left out.

    Parameters
    ----------
    fit
        Whose draws are weighed; those of an account that the mixture of the fit has run already are not run again.
    """

    def __init__(self, fit: Fit) -> None:
        self.fit = fit
        self.statements = statements(fit.problem)
        self._log: dict[tuple[str, bool], Mapping[str, Floats]] = {}

    def log_probabilities(self, drug: str, *, acts: bool) -> Mapping[str, Floats]:
        """Log probability of each statement under draws in which a drug acts, or does nothing, by kind, shape (draws, statements)."""
        side = drug, acts
        if side not in self._log:
            shares = self.fit.shares(drug, acts=acts)
            each = [self._run(name, round(share * N_WEIGHED)) for name, share in shares.items() if round(share * N_WEIGHED)]
            self._log[side] = {kind: np.concatenate([found[kind] for found in each]) for kind in each[0]}
        return self._log[side]

    def _run(self, name: str, most: int) -> Mapping[str, Floats]:
        account = self.fit.accounts[name]
        wanted = min(most, len(account.vectors))
        rows = np.array([at for at, each in enumerate(self.fit.draw_accounts) if each == name], int)[:wanted]
        if len(rows) == wanted:
            return {kind: each[rows] for kind, each in self.fit.paths.log_likelihood.items()}
        return paths(self.fit.problem, account.vectors[:wanted], np.tile(account.works, (wanted, 1))).log_likelihood

    def change(self, drug: str, left_out: Sequence[LikelihoodStatement]) -> EvidenceChange:
        """By how much the log Bayes factor of a drug falls without these statements; a bound where one account alone can be told."""
        least = self._least(left_out)
        works, idle = (removed(self._log_probability(self.log_probabilities(drug, acts=acts), left_out), least) for acts in (True, False))
        if works is None or idle is None or not (works.exact or idle.exact):
            return EvidenceChange(np.nan, np.inf, None, np.inf, False)
        bound: Bound | None = "at_least" if not idle.exact else "at_most" if not works.exact else None
        return EvidenceChange(
            idle.log - works.log, float(np.hypot(works.error, idle.error)), bound, max(works.pareto_k, idle.pareto_k), True
        )

    def _least(self, left_out: Sequence[LikelihoodStatement]) -> float:
        """Log probability that statements have at least: a share of all relapses told is mistaken, under any draw."""
        relapses = self.fit.problem.data.events.relapse
        if all(each.kind == "events" and relapses[each.row] for each in left_out):
            return len(left_out) * float(np.log(MISTAKEN))
        return -np.inf

    def _log_probability(self, log: Mapping[str, Floats], left_out: Sequence[LikelihoodStatement]) -> Floats:
        return np.asarray(np.sum([log[each.kind][:, each.row] for each in left_out], axis=0))


def problem_without(problem: InferenceProblem, left_out: Sequence[LikelihoodStatement]) -> InferenceProblem:
    """The same problem, in which these statements say nothing.

    Its observations and events are no longer in step with those of the course: it serves for the evidence alone.
    """
    data = problem.data
    for kind in {each.kind for each in left_out}:
        table = getattr(data, kind)
        present = table.present.copy()
        present[[each.row for each in left_out if each.kind == kind]] = 0.0
        data = data._replace(**{kind: table._replace(present=present)})
    return replace(problem, data=data)


def refitted_without(fit: Fit, drug: str, left_out: Sequence[LikelihoodStatement]) -> EvidenceChange:
    """Change of the log Bayes factor without statements by a fit without them, as long as the first: where weights may not be believed."""
    from rechallenge.inference.fitting import fit_course

    other: Evidence = fit_course(
        fit.course, method=fit.method, seed=fit.seed, problem=problem_without(fit.problem, left_out)
    ).log_bayes_factor(drug)
    taken = fit.log_bayes_factor(drug)
    return EvidenceChange(taken.log - other.log, float(np.hypot(taken.error, other.error)), None, -np.inf, bool(np.isfinite(other.log)))
