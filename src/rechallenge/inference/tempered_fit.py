"""Fit a course by tempering: independent runs of each account, for a first answer or in full, weighed by their evidences."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.execution import Executors
from rechallenge.inference import tempering
from rechallenge.inference.accounts import acting, carrying, may_carry
from rechallenge.inference.chains import Chains
from rechallenge.inference.convergence import rhat_limit
from rechallenge.inference.diagnostics import chain_diagnostics, first_diagnostics
from rechallenge.inference.effort import Effort, Progress
from rechallenge.inference.fit import N_KEPT, WORKS, Account, Drawn, Fit, Method
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.tempering import PARTICLES, WALKERS, Runs

# Runs that a spread asks for, and a first answer.
FEWEST_RUNS = 3
# Where runs of an account leave a larger error of the log evidence, others with more walkers take their place: as many times more as a
# record of fewer segments than usual costs less, up to a limit. A short record then takes no longer than a long one.
LARGEST_ERROR, USUAL_SEGMENTS, MOST_TIMES = 0.35, 512, 4
# Beyond this log Bayes factor, by so many errors, no digit is told and no verdict changes.
NOT_TOLD, ERRORS = 10.0, 3.0


class _TemperedFit:
    """The runs of each account so far, and the fit that they make."""

    def __init__(
        self,
        course: Course,
        problem: InferenceProblem,
        method: Method,
        seed: int,
        tell: Callable[[Progress], None],
        executor: Executors,
        begun: Mapping[str, Runs] | None = None,
    ) -> None:
        self.course, self.problem, self.method, self.seed = course, problem, method, seed
        self.tell, self.executor = tell, executor
        self.works = acting(problem)
        self.idle = [name for name in self.works if name != WORKS]
        self.done: dict[str, Runs] = dict(begun or {})
        self.walkers = {name: WALKERS if name not in self.done else self.done[name].walkers for name in self.works}
        self._seeds = {name: [seed * 1000 + 100 * number + run for run in range(100)] for number, name in enumerate(self.works)}

    def go_on(self, names: Sequence[str], n_runs: int, rounds: int, shares: tuple[float, float]) -> None:
        """Run accounts until each has so many runs of so many rounds; that takes the time between two shares of the whole."""
        passed = dict.fromkeys(names, 0.0)

        def tick(name: str, done: float) -> None:
            passed[name] = done
            self.tell(Progress(self.method, shares[0] + (shares[1] - shares[0]) * sum(passed.values()) / len(passed)))

        for name in names:
            self.done[name] = tempering.runs(
                self.problem.layout,
                self.problem.data,
                self.works[name],
                self._seeds[name][:n_runs],
                rounds=rounds,
                walkers=self.walkers[name],
                tick=partial(tick, name),
                executor=self.executor,
                begun=self.done[name].each if name in self.done else (),
            )

    def begin(self, n_runs: int, share: float) -> None:
        """A first answer: a few short runs of each account, with more walkers where they leave open what could be told."""
        first = share if self._times == 1 else 0.5 * share
        self.go_on(list(self.works), n_runs, 1, (0.0, first))
        if again := self._uncertain():
            self.done |= {name: Runs(()) for name in again}
            self.walkers |= dict.fromkeys(again, WALKERS * self._times)
            self.go_on(again, n_runs, 1, (first, share))

    @property
    def _times(self) -> int:
        return max(1, min(MOST_TIMES, USUAL_SEGMENTS // self.problem.layout.n_segments))

    def _uncertain(self) -> list[str]:
        """Accounts whose evidence is to be computed by more walkers; a single run, which tells no error, was asked for its draws alone."""
        if self._times == 1:
            return []
        evidence = {name: each.evidence for name, each in self.done.items()}
        factors = {name: evidence[WORKS].over(evidence[name]) for name in self.idle}
        told = [name for name, each in factors.items() if abs(each.log) - ERRORS * each.error < NOT_TOLD]
        return [name for name in (WORKS, *told) if told and LARGEST_ERROR < evidence[name].error < np.inf]

    def fit(self) -> Fit:
        """The fit that the runs so far make."""
        rng = np.random.default_rng(self.seed + 4)
        accounts = {name: _of_runs(self.works[name], each, N_KEPT[self.method], rng) for name, each in self.done.items()}
        chains = {name: each.chains for name, each in self.done.items()}
        diagnose = first_diagnostics if self.method == "laplace" else chain_diagnostics
        fit = Fit(self.course, self.problem, self.method, self.seed, accounts, diagnose("tempering", chains, {}))
        factors = {name: replace(accounts[name], bayes_factor=fit.against(name)) for name in self.idle}
        diagnostics = diagnose("tempering", carrying(fit, chains), {})
        return replace(fit, accounts=accounts | factors, diagnostics=diagnostics, runs=dict(self.done))


def first_by_tempering(
    course: Course,
    problem: InferenceProblem,
    seed: int,
    n_runs: int,
    tell: Callable[[Progress], None],
    executor: Executors,
) -> Fit:
    """A first answer: a few short runs of each account."""
    found = _TemperedFit(course, problem, "laplace", seed, tell, executor)
    found.begin(n_runs, 1.0)
    return found.fit()


def fit_by_tempering(
    course: Course,
    problem: InferenceProblem,
    start: Fit | None,
    seed: int,
    effort: tuple[Effort, Effort],
    tell: Callable[[Progress], None],
    executor: Executors,
) -> Fit:
    """Temper each account in independent runs, and go on with those that may carry answers; the runs of a first answer go on.

    What the record rules out is asked for its evidence, which the first round gives. Draws that are too few, or do not agree, are first
    drawn on from where the runs stand, at a seventh of the cost of a run, then joined by further runs.
    """
    (most, draws, least), stretches = (effort[0].chains, effort[0].draws, effort[0].least_effective), effort[0].stretches
    rounds = math.ceil(draws / PARTICLES)
    begun = start.runs if start is not None and start.seed == seed else None
    found = _TemperedFit(course, problem, "nuts", seed, tell, executor, begun)
    if begun is None:
        found.begin(min(most, FEWEST_RUNS), 0.3)
    found.go_on([WORKS], most, rounds, (0.3, 0.5))
    found.go_on(found.idle, max(effort[1].chains, FEWEST_RUNS), 1, (0.5, 0.6))
    fit = found.fit()
    carry = [WORKS, *(name for name in found.idle if may_carry(fit, name))]
    found.go_on(carry, most, rounds, (0.6, 0.7))

    def short() -> list[str]:
        return [name for name in carry if not _enough(found.done[name].chains, least)]

    if short():
        found.go_on(short(), most, stretches * rounds, (0.7, 0.8))
    if short():
        found.go_on(short(), stretches * most, stretches * rounds, (0.8, 1.0))
    tell(Progress("nuts", 1.0))
    return found.fit()


def _enough(chains: Chains, least: float) -> bool:
    """Whether draws are as many as is asked, and runs agree."""
    n_runs, _, size = chains.vectors.shape
    return chains.effective_size >= least and chains.rhat <= rhat_limit(size, n_runs, least)


def _of_runs(works: Floats, found: Runs, most: int, rng: np.random.Generator) -> Account:
    """An account from its runs: each lends draws by its evidence, in random order, at most so many in all."""
    chains = found.chains
    _, n_draws, size = chains.vectors.shape
    share = found.weights
    lent = np.floor(share * min(most, n_draws / share.max()) + 1e-9).astype(int)
    order = rng.permutation(np.concatenate([run * n_draws + rng.permutation(n_draws)[:n] for run, n in enumerate(lent)]))
    kept = Drawn(chains.vectors, chains.diverging, chains.n_steps, order)
    return Account(works, found.evidence, None, chains.vectors.reshape(-1, size)[order], kept)
