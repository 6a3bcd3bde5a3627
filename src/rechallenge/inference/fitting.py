"""Fit one course: find the modes of its accounts, draw about them or sample them, and weigh the accounts against each other.

Under a disease process of one mode the full sampler is the No-U-Turn sampler, and the Bayes factors come by annealing between its draws;
under one that leaves several modes both come from particles that are tempered from the prior.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from rechallenge.analogy.borrowing import BORROWING
from rechallenge.arrays import Draws, Floats
from rechallenge.course.model import Course
from rechallenge.execution import Executors, in_double_precision, inside, threads
from rechallenge.inference.accounts import acting, carrying, may_carry
from rechallenge.inference.annealing import end_of, spread, sweeps
from rechallenge.inference.chains import Chains
from rechallenge.inference.coordinates import moved, refined
from rechallenge.inference.diagnostics import chain_diagnostics, importance_diagnostics
from rechallenge.inference.effort import FULL, FULL_IDLE, Effort, Progress
from rechallenge.inference.evidence import Evidence, annealed
from rechallenge.inference.fit import N_KEPT, WORKS, Account, Drawn, Fit, Method
from rechallenge.inference.laplace import ImportanceSample, Mode, find_mode, importance_sample, log_posteriors
from rechallenge.inference.likelihood import value_and_gradient
from rechallenge.inference.normal import refined as refined_normal
from rechallenge.inference.problem import Data, InferenceProblem, build_problem
from rechallenge.inference.programs import ahead
from rechallenge.inference.tempered_fit import FEWEST_RUNS, first_by_tempering, fit_by_tempering

N_IMPORTANCE = 2000
# One that the first answer all but rules out is sampled for its evidence alone.
NEGLIGIBLE_WEIGHT, RULED_OUT_DRAWS = 1e-3, 100
# Shares of the time of a full answer, for its progress: what the Bayes factors ask for, and they; the rest is for accounts that carry.
FIRST_SHARE, ANNEALED_SHARE = 0.5, 0.2


@in_double_precision
def fit_course(
    course: Course,
    *,
    method: Method = "nuts",
    seed: int = 0,
    start: Fit | None = None,
    sampler_follows: bool = False,
    borrowing: float = BORROWING,
    problem: InferenceProblem | None = None,
    follows: Callable[[InferenceProblem], object] | None = None,
    effort: tuple[Effort, Effort] | None = None,
    progress: Callable[[Progress], None] | None = None,
    executor: Executors = threads,
) -> Fit:
    """Fit a course.

    Parameters
    ----------
    method
        ``laplace``: a first answer, in seconds, by mode, curvature and importance sampling, or by short runs of the sampler where the
        disease process leaves several modes. ``nuts``: a full answer by the sampler.
    seed
        The same course, seed and version give the same answers, whatever the number of workers.
    start
        A first answer to the same course, to save its time; the full one is the same without it.
    sampler_follows
        With ``laplace``: that the same course will be sampled next, so that its program is compiled meanwhile.
    borrowing
        How far like diseases are trusted for the prior of the sensitivity to the drug, 0 to 1; with `start`, its own holds.
    problem
        The inference problem of the course, where it is laid out already; `borrowing` is then its own.
    follows
        Compiles what will be asked of a first answer: called in a thread once what the fit itself needs is being compiled.
    effort
        Of the sampler, for the account in which all drugs work and for the others; by default what a full answer asks for. A first
        answer by tempering makes as many short runs as it has chains.
    progress
        Told as the work goes on; what it raises (an interruption) ends the work.
    executor
        What runs hypotheses, chains and draws side by side (`rechallenge.execution`): threads, processes, a cluster, or `Serial` in
        their place. It changes nothing but the time.
    """
    tell = progress or (lambda _: None)
    problem = start.problem if start is not None else problem or build_problem(course, borrowing=borrowing)
    if problem.layout.process.several_modes:
        if follows is not None:
            ahead(partial(follows, problem))
        if method == "laplace":
            return first_by_tempering(course, problem, seed, effort[0].chains if effort else FEWEST_RUNS, tell, executor)
        return fit_by_tempering(course, problem, start, seed, effort or (FULL, FULL_IDLE), tell, executor)
    if method == "nuts":
        first = start or fit_course(
            course, method="laplace", seed=seed, sampler_follows=True, borrowing=borrowing, problem=problem, executor=executor
        )
        return _sampled(course, first, seed, effort or (FULL, FULL_IDLE), tell, executor)
    data = jax.device_put(problem.data)
    works = acting(problem)
    shares = dict.fromkeys(works, 0.0)

    def account(name: str) -> tuple[Mode, ImportanceSample]:
        def tick(done: float) -> None:
            shares[name] = done
            tell(Progress("laplace", sum(shares.values()) / len(shares)))

        acts = jnp.asarray(works[name])
        mode = find_mode(problem.layout, data, acts, seed, lambda done: tick(0.5 * done))
        sample = importance_sample(problem.layout, data, acts, mode, N_IMPORTANCE, seed + 2, inside(executor))
        tick(1.0)
        return mode, sample

    # Compile all that the accounts need side by side: first what takes longest, and what the search for their modes begins with.
    layout, centre, acts = problem.layout, np.zeros(problem.layout.size), jnp.asarray(works[WORKS])
    with executor(4) as pool:
        compiled: list[Future[object]] = [
            pool.submit(value_and_gradient.prepare, layout, data, centre, acts),
            pool.submit(log_posteriors, layout, data, acts, centre[None]),
            pool.submit(refined, layout, data, acts, centre, np.eye(layout.size)),
            pool.submit(moved, layout, data, data.pseudo_observations, acts, centre[None]),
        ]
        if sampler_follows:
            from rechallenge.inference import nuts

            nuts.compile_ahead(layout, data, acts)
        if follows is not None:
            ahead(partial(follows, problem))
        for each in compiled:
            each.result()
        found = dict(zip(works, pool.map(account, works), strict=True))
    modes = {name: mode for name, (mode, _) in found.items()}
    accounts = {
        name: Account(
            works[name],
            Evidence(sample.log_evidence, sample.log_evidence_error),
            None,
            _told_alike(
                problem,
                data,
                modes[name],
                works[name],
                sample.resample(N_KEPT["laplace"], np.random.default_rng(seed + 3)),
                inside(executor),
            ),
        )
        for name, (_, sample) in found.items()
    }
    diagnostics = importance_diagnostics(modes, {name: sample for name, (_, sample) in found.items()})
    return Fit(course, problem, "laplace", seed, accounts, diagnostics, modes)


def _told_alike(problem: InferenceProblem, data: Data, mode: Mode, works: Floats, vectors: Draws, executor: Executors) -> Draws:
    """Draws in the coordinates of the problem, which all accounts share, from those of one account's mode."""
    there = data._replace(pseudo_observations=mode.pseudo_observations)
    return moved(problem.layout, there, data.pseudo_observations, jnp.asarray(works), vectors, executor)


def _annealed(
    problem: InferenceProblem,
    data: Data,
    ends: tuple[Floats, Floats],
    modes: tuple[Mode, Mode],
    drawn: tuple[Chains, Chains],
    seed: int,
    tick: Callable[[float], None],
    executor: Executors,
) -> Evidence:
    """Log Bayes factor of the second of two accounts against the first, by annealing between draws of their posteriors."""
    normals = [
        refined_normal(mode.normal, chains.vectors.reshape(-1, problem.layout.size), max(chains.density_size, 1.0))
        for mode, chains in zip(modes, drawn, strict=True)
    ]
    idle, active = (end_of(works, mode.pseudo_observations, normal) for works, mode, normal in zip(ends, modes, normals, strict=True))
    starts = (spread(drawn[0].vectors), spread(drawn[1].vectors))
    forward, backward = sweeps(problem.layout, data, (idle, active), starts, seed, tick=tick, executor=executor)
    return annealed(forward.works, backward.works)


def _sampled(
    course: Course,
    start: Fit,
    seed: int,
    effort: tuple[Effort, Effort],
    tell: Callable[[Progress], None],
    executor: Executors,
) -> Fit:
    """Sample all accounts, weigh them, and sample those again in full that the weights let carry answers.

    A first answer may not know which those are, since its evidence may be far off; the full sampling of an account is dear.
    """
    problem, layout = start.problem, start.problem.layout
    data = jax.device_put(problem.data)
    modes = start.mode or {name: find_mode(layout, data, jnp.asarray(account.works), seed) for name, account in start.accounts.items()}
    rng = np.random.default_rng(seed + 4)
    numbers = {name: number for number, name in enumerate(start.accounts)}
    idle = [name for name in start.accounts if name != WORKS]

    def ticks(first: float, share: float, number: int, of: int) -> Callable[[float], None]:
        return lambda done: tell(Progress("nuts", first + share * (number + done) / of))

    def sampled(name: str, given: Effort, tick: Callable[[float], None]) -> tuple[Account, Chains]:
        account = start.accounts[name]
        drawn = _drawn(problem, data, account.works, modes[name], given, seed + 10 + numbers[name], tick, executor)
        alike = _told_alike(problem, data, modes[name], account.works, drawn.vectors.reshape(-1, layout.size), inside(executor))
        order = rng.permutation(len(alike))[: N_KEPT["nuts"]]
        kept = Drawn(alike.reshape(drawn.vectors.shape), drawn.diverging, drawn.n_steps, order)
        return Account(account.works, account.evidence, None, alike[order], kept), drawn

    accounts, chains = {}, {}
    first_share = FIRST_SHARE if idle else 1.0
    for name, number in numbers.items():
        given = effort[0] if name == WORKS else effort[1]
        if name != WORKS and start.weights[name] < NEGLIGIBLE_WEIGHT:
            given = replace(given, draws=min(given.draws, RULED_OUT_DRAWS), stretches=1)
        accounts[name], chains[name] = sampled(name, given, ticks(0.0, first_share, number, len(numbers)))
    for number, name in enumerate(idle):
        factor = _annealed(
            problem,
            data,
            (accounts[name].works, accounts[WORKS].works),
            (modes[name], modes[WORKS]),
            (chains[name], chains[WORKS]),
            seed + 5 + number,
            ticks(first_share, ANNEALED_SHARE, number, len(idle)),
            executor,
        )
        accounts[name] = replace(accounts[name], bayes_factor=factor)
    fit = Fit(course, problem, "nuts", seed, accounts, start.diagnostics, modes)
    again = [name for name in idle if may_carry(fit, name)]
    done = first_share + ANNEALED_SHARE
    for number, name in enumerate(again):
        account, chains[name] = sampled(name, effort[0], ticks(done, 1.0 - done, number, len(again)))
        accounts[name] = replace(account, bayes_factor=accounts[name].bayes_factor)
    fit = replace(fit, accounts=accounts)
    tell(Progress("nuts", 1.0))
    return replace(fit, diagnostics=chain_diagnostics("nuts", carrying(fit, chains), modes))


def _drawn(
    problem: InferenceProblem,
    data: Data,
    works: Floats,
    mode: Mode,
    effort: Effort,
    seed: int,
    tick: Callable[[float], None],
    executor: Executors,
) -> Chains:
    """Draws of one account by the sampler, in the coordinates of its mode."""
    from rechallenge.inference.nuts import sample

    return sample(
        problem.layout,
        data,
        jnp.asarray(works),
        mode,
        chains=effort.chains,
        draws=effort.draws,
        stretches=effort.stretches,
        least_effective=effort.least_effective,
        seed=seed,
        tick=tick,
        executor=executor,
    )
