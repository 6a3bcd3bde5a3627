"""Fit one course: the account in which the drugs work and those in which one does nothing, weighed against each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import Literal

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from rechallenge.analogy.borrowing import BORROWING
from rechallenge.course.model import Course
from rechallenge.inference import storage
from rechallenge.inference.chains import Chains
from rechallenge.inference.checks import ObservationCheck, observation_checks
from rechallenge.inference.coordinates import moved
from rechallenge.inference.diagnostics import LEAST_ESS, Diagnostics, chain_diagnostics, importance_diagnostics
from rechallenge.inference.event_checks import EventCheck, event_checks
from rechallenge.inference.evidence import NO_EFFECT, Evidence, bridge, nested_log_bayes_factor
from rechallenge.inference.laplace import ImportanceSample, Mode, find_mode, importance_sample, log_posteriors
from rechallenge.inference.learning import Learned, learned
from rechallenge.inference.likelihood import value_and_gradient
from rechallenge.inference.paths import Paths, paths
from rechallenge.inference.prior import prior_vectors
from rechallenge.inference.problem import Data, Problem, build_problem
from rechallenge.inference.summary import Band, Estimate

jax.config.update("jax_enable_x64", True)

Floats = NDArray[np.float64]
Method = Literal["laplace", "nuts"]

N_IMPORTANCE = 2000
# Draws on which answers rest; a first answer has fewer worth keeping.
N_KEPT: dict[str, int] = {"laplace": 400, "nuts": 1000}
# One that the first answer all but rules out is sampled for its evidence alone.
NEGLIGIBLE_WEIGHT, RULED_OUT_DRAWS = 1e-3, 100
# An account of less probability than this lends answers so few draws that its own sampling does not matter.
CARRYING_WEIGHT = 0.02
# Before the record, the account in which the drugs work is given the same weight as all those in which one does not.
PRIOR_WORKS = 0.5


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the sampler goes on for one account.

    Attributes
    ----------
    chains, draws
        Chains, and draws of each.
    stretches
        Chains that do not agree go on, up to so many times their draws.
    least_effective
        Independent draws of every unknown that are enough.
    """

    chains: int = 4
    draws: int = 250
    stretches: int = 4
    least_effective: float = LEAST_ESS


# An account in which a drug does nothing is mostly asked for its evidence.
FULL, FULL_IDLE = Effort(), Effort(chains=2, least_effective=100.0)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fit has come: the stage's name and the share of the whole that is done."""

    stage: str
    done: float


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One parameter of the table: its prior for this patient, and what the record made of it."""

    name: str
    symbol: str
    unit: str
    prior: Estimate
    posterior: Estimate
    source: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the course: which exposures act, its evidence, and draws of its posterior.

    `second` is the evidence by another method, None in a first answer: importance sampling beside a bridge, and the bridge
    beside a Bayes factor read off the draws without an effect.
    """

    works: Floats
    evidence: Evidence
    second: Evidence | None
    vectors: Floats


@dataclass
class Fit:
    """A fitted course.

    Attributes
    ----------
    course, problem
        What was fitted.
    method, seed
        How, and with which random numbers.
    accounts
        ``"works"``, in which all drugs act, and one for each drug under question, in which that drug does nothing.
    diagnostics
        Whether to trust it.
    """

    course: Course
    problem: Problem
    method: Method
    seed: int
    accounts: Mapping[str, Account]
    diagnostics: Diagnostics
    mode: Mapping[str, Mode] | None = None

    def log_bayes_factor(self, drug: str) -> Evidence:
        """Log Bayes factor of the drug's working against its doing nothing, with its numerical error."""
        works, idle = self.accounts["works"].evidence, self.accounts[drug].evidence
        return Evidence(works.log - idle.log, float(np.hypot(works.error, idle.error)))

    def second_log_bayes_factor(self, drug: str) -> Evidence | None:
        """The same by another method, to hold against the first; None in a first answer."""
        works, idle = self.accounts["works"].second, self.accounts[drug].second
        if works is None or idle is None:
            return None
        return Evidence(works.log - idle.log, float(np.hypot(works.error, idle.error)))

    def p_works(self, drug: str, prior: float = PRIOR_WORKS) -> float:
        """Probability that the drug works, from its prior probability and the Bayes factor."""
        log_odds = np.log(prior / (1.0 - prior)) + self.log_bayes_factor(drug).log
        return float(1.0 / (1.0 + np.exp(-log_odds)))

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Posterior probability of each account."""
        idle = [name for name in self.accounts if name != "works"]
        prior = {"works": PRIOR_WORKS if idle else 1.0, **{name: (1.0 - PRIOR_WORKS) / len(idle) for name in idle}}
        log = {name: np.log(prior[name]) + account.evidence.log for name, account in self.accounts.items()}
        top = max(log.values())
        total = sum(np.exp(value - top) for value in log.values())
        return {name: float(np.exp(value - top) / total) for name, value in log.items()}

    def _mixture(self, weights: Mapping[str, float], draws: Mapping[str, Floats]) -> tuple[Floats, Floats]:
        # An account may have fewer draws than its probability asks for: then all lend fewer, in the same proportions.
        size = min(N_KEPT[self.method], *(len(draws[name]) / weight for name, weight in weights.items() if weight > 0.0))
        counts = {name: min(round(size * weight), len(draws[name])) for name, weight in weights.items()}
        vectors = np.concatenate([draws[name][:count] for name, count in counts.items()])
        works = np.concatenate([np.tile(self.accounts[name].works, (count, 1)) for name, count in counts.items()])
        return vectors, works

    @cached_property
    def draws(self) -> tuple[Floats, Floats]:
        """Posterior draws over all accounts by their probabilities: vectors, and which exposures act."""
        return self._mixture(self.weights, {name: account.vectors for name, account in self.accounts.items()})

    @cached_property
    def prior_draws(self) -> tuple[Floats, Floats]:
        """Draws before this patient's data, likewise."""
        rng = np.random.default_rng(self.seed + 1)
        idle = [name for name in self.accounts if name != "works"]
        weights = {"works": PRIOR_WORKS if idle else 1.0, **{name: (1.0 - PRIOR_WORKS) / len(idle) for name in idle}}
        return self._mixture(weights, {name: prior_vectors(self.problem, N_KEPT[self.method], rng) for name in self.accounts})

    @cached_property
    def paths(self) -> Paths:
        """The course under the posterior draws."""
        return paths(self.problem, *self.draws)

    @cached_property
    def prior_paths(self) -> Paths:
        """The course under the prior draws."""
        return paths(self.problem, *self.prior_draws)

    @cached_property
    def paths_without(self) -> Mapping[str, Paths]:
        """The course had the drug done nothing, all else as in the posterior draws, by drug."""
        vectors, works = self.draws
        without = {}
        for drug in self.problem.drugs:
            idle = works.copy()
            idle[:, self.place(drug)] = 0.0
            without[drug] = paths(self.problem, vectors, idle)
        return without

    def place(self, exposure: str) -> int:
        """Place of an exposure among those of the course."""
        return [each.name for each in self.problem.layout.exposures].index(exposure)

    @property
    def days(self) -> Floats:
        """Days of the curves."""
        return self.problem.days

    @cached_property
    def crp(self) -> Band:
        """CRP in mg/L under the treatments as given."""
        return Band.of(self.days, self.paths.crp_mg_l, "mg/L")

    @cached_property
    def pain(self) -> Band:
        """Pain, 0 to 10."""
        return Band.of(self.days, self.paths.pain)

    @cached_property
    def motion(self) -> Band:
        """Limitation of movement, 0 to 10."""
        return Band.of(self.days, self.paths.motion)

    @cached_property
    def crp_without_drug(self) -> Mapping[str, Band]:
        """CRP in mg/L had the drug done nothing, by drug."""
        return {drug: Band.of(self.days, path.crp_mg_l, "mg/L") for drug, path in self.paths_without.items()}

    @cached_property
    def parameters(self) -> tuple[ParameterRow, ...]:
        """The table of parameters."""
        rows = []
        for parameter in self.problem.parameters:
            median, low, high = (parameter.quantile(p) for p in (0.5, 0.05, 0.95))
            prior = Estimate(median, low, high, parameter.unit)
            posterior = Estimate.of(self.paths.parameters[parameter.name], parameter.unit)
            rows.append(ParameterRow(parameter.name, "", parameter.unit, prior, posterior, parameter.source, parameter.note))
        return tuple(rows)

    @cached_property
    def checks(self) -> tuple[ObservationCheck, ...]:
        """What the model expected where something was recorded."""
        return observation_checks(self.course, self.problem, self.paths, self.seed)

    @cached_property
    def prior_checks(self) -> tuple[ObservationCheck, ...]:
        """What was to be expected there before the record."""
        return observation_checks(self.course, self.problem, self.prior_paths, self.seed)

    @cached_property
    def event_checks(self) -> tuple[EventCheck, ...]:
        """How likely the relapses and remissions of the record are under the model."""
        return event_checks(self.course, self.problem, self.paths)

    @cached_property
    def learned(self) -> tuple[Learned, ...]:
        """What the record taught of each parameter."""
        names = self.problem.layout.parameters
        return learned(names, self.draws[0][:, : len(names)])

    def save(self, path: str | Path) -> None:
        """Write the draws and what was found of them as NetCDF, which ArviZ opens; whole or not at all."""
        storage.save(Path(path), self)

    @classmethod
    def load(cls, path: str | Path, course: Course) -> Fit:
        """Read a fit of this course back.

        Raises
        ------
        ValueError
            When the file holds a fit of another course or version.
        """
        return storage.load(Path(path), course)


def fit_course(
    course: Course,
    *,
    method: Method = "nuts",
    seed: int = 0,
    start: Fit | None = None,
    sampler_follows: bool = False,
    borrowing: float = BORROWING,
    problem: Problem | None = None,
    effort: tuple[Effort, Effort] = (FULL, FULL_IDLE),
    progress: Callable[[Progress], None] | None = None,
) -> Fit:
    """Fit a course.

    Parameters
    ----------
    method
        ``laplace``: mode, curvature and importance sampling, in seconds. ``nuts``: the full sampler, which starts from it.
    seed
        The same course, seed and version give the same answers, whatever the number of workers.
    start
        A Laplace fit of the same course, to save its time.
    sampler_follows
        With ``laplace``: that the same course will be sampled next, so that its program is compiled meanwhile.
    borrowing
        How far like diseases are trusted for the prior of the sensitivity to the drug, 0 to 1; with `start`, its own holds.
    problem
        The inference problem of the course, where it is laid out already; `borrowing` is then its own.
    effort
        Of the sampler, for the account in which all drugs work and for the others.
    progress
        Told as the work goes on; what it raises (an interruption) ends the work.
    """
    tell = progress or (lambda _: None)
    if method == "nuts":
        first = start or fit_course(course, method="laplace", seed=seed, sampler_follows=True, borrowing=borrowing, problem=problem)
        return _sampled(course, first, seed, effort, tell)
    problem = problem or build_problem(course, borrowing=borrowing)
    data = jax.device_put(problem.data)
    works = _works(problem)
    shares = dict.fromkeys(works, 0.0)
    if sampler_follows:
        from rechallenge.inference.nuts import compile_ahead

        compile_ahead(problem.layout, data, jnp.asarray(works["works"]))

    def account(name: str) -> tuple[Mode, ImportanceSample]:
        def tick(done: float) -> None:
            shares[name] = done
            tell(Progress("laplace", sum(shares.values()) / len(shares)))

        acts = jnp.asarray(works[name])
        mode = find_mode(problem.layout, data, acts, seed, lambda done: tick(0.5 * done))
        sample = importance_sample(problem.layout, data, acts, mode, N_IMPORTANCE, seed + 2)
        tick(1.0)
        return mode, sample

    # Compile while the first account looks for its mode: the other programs wait for nothing.
    with ThreadPoolExecutor(3) as pool:
        pool.submit(import_module, "arviz_stats.base.array")  # a second of imports, needed only at the end
        ahead = pool.submit(log_posteriors, problem.layout, data, jnp.asarray(works["works"]), np.zeros((1, problem.layout.size)))
        value_and_gradient(problem.layout, data, jnp.zeros(problem.layout.size), jnp.asarray(works["works"]))
        ahead.result()
        found = dict(zip(works, pool.map(account, works), strict=True))
    modes = {name: mode for name, (mode, _) in found.items()}
    accounts = {
        name: Account(
            works[name],
            Evidence(sample.log_evidence, sample.log_evidence_error),
            None,
            _told_alike(problem, data, modes[name], sample.resample(N_KEPT["laplace"], np.random.default_rng(seed + 3))),
        )
        for name, (_, sample) in found.items()
    }
    diagnostics = importance_diagnostics(modes, {name: sample for name, (_, sample) in found.items()})
    return Fit(course, problem, "laplace", seed, accounts, diagnostics, modes)


def _told_alike(problem: Problem, data: Data, mode: Mode, vectors: Floats) -> Floats:
    """Draws in the coordinates of the problem, which all accounts share, from those of one account's mode."""
    return moved(problem.layout, data._replace(knot_hints=mode.hints), data.knot_hints, vectors)


def _works(problem: Problem) -> dict[str, Floats]:
    """Which exposures act, by account."""
    names = [exposure.name for exposure in problem.layout.exposures]
    works = {"works": np.ones(max(len(names), 1))}
    for drug in problem.drugs:
        works[drug] = np.where(np.array(names) == drug, 0.0, 1.0)
    return works


def _held_against_nested(problem: Problem, accounts: Mapping[str, Account], drawn: Chains) -> Mapping[str, Account]:
    """The accounts, with the Bayes factor taken from the draws with hardly an effect where there are enough of them.

    That holds for one drug under question whose share of the activity is a parameter: with a share of nothing, the account in
    which all drugs work is the one in which that drug does nothing.
    """
    if len(problem.drugs) != 1 or problem.models[problem.drugs[0]].action != "interleukin-1":
        return accounts
    place = problem.layout.parameters.index("il1_share")
    location, spread = problem.data.priors.location[place], problem.data.priors.spread[place]
    prior_share = float(ndtr((np.log(NO_EFFECT / (1.0 - NO_EFFECT)) - location) / spread))
    nested = nested_log_bayes_factor(expit(location + spread * drawn.vectors[..., place]), prior_share)
    if nested is None:
        return accounts
    bridged = {name: replace(account, second=account.evidence) for name, account in accounts.items()}
    idle = accounts[problem.drugs[0]].evidence
    return bridged | {"works": replace(bridged["works"], evidence=Evidence(idle.log + nested.log, nested.error))}


def _sampled(course: Course, start: Fit, seed: int, effort: tuple[Effort, Effort], tell: Callable[[Progress], None]) -> Fit:
    from rechallenge.inference.nuts import sample

    problem, layout = start.problem, start.problem.layout
    data = jax.device_put(problem.data)
    accounts, chains = {}, {}
    modes = start.mode or {name: find_mode(layout, data, jnp.asarray(account.works), seed) for name, account in start.accounts.items()}
    rng = np.random.default_rng(seed + 4)
    for number, (name, account) in enumerate(start.accounts.items()):
        acts = jnp.asarray(account.works)

        def tick(done: float, number: int = number) -> None:
            tell(Progress("nuts", (number + done) / len(start.accounts)))

        given = effort[0] if name == "works" else effort[1]
        if name != "works" and start.weights[name] < NEGLIGIBLE_WEIGHT:
            given = replace(given, draws=min(given.draws, RULED_OUT_DRAWS), stretches=1)
        drawn = sample(
            layout,
            data,
            acts,
            modes[name],
            chains=given.chains,
            draws=given.draws,
            stretches=given.stretches,
            least_effective=given.least_effective,
            seed=seed + 10 + number,
            tick=tick,
        )
        chains[name] = drawn
        evidence = bridge(
            drawn.vectors,
            drawn.log_densities,
            modes[name].normal,
            partial(log_posteriors, layout, data._replace(knot_hints=modes[name].hints), acts),
            drawn.density_size,
            seed + 5,
        )
        flat = drawn.vectors.reshape(-1, layout.size)
        kept = rng.permutation(len(flat))[: N_KEPT["nuts"]]
        vectors = _told_alike(problem, data, modes[name], flat[kept])
        accounts[name] = Account(account.works, evidence, account.evidence, vectors)
    weighed = _held_against_nested(problem, accounts, chains["works"])
    fit = Fit(course, problem, "nuts", seed, weighed, chain_diagnostics(chains, modes), modes)
    # An account that the record has ruled out lends no draws to any answer: only its evidence counts, which has its own error.
    carrying = {name: chain for name, chain in chains.items() if fit.weights[name] >= CARRYING_WEIGHT}
    return replace(fit, diagnostics=chain_diagnostics(carrying, modes))
