"""A fitted course: the account in which the drugs work and those in which one does nothing, and what they make of the course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from scipy.special import logsumexp, softmax

from rechallenge.arrays import ChainedCounts, ChainedDraws, ChainedFlags, Counts, Draws, Floats
from rechallenge.course.model import Course
from rechallenge.inference import storage
from rechallenge.inference.checks import ObservationCheck, observation_checks
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.inference.event_checks import EventCheck, event_checks
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.laplace import Mode
from rechallenge.inference.learning import Contraction, learned
from rechallenge.inference.monte_carlo import Part, Provenance
from rechallenge.inference.paths import Paths, paths
from rechallenge.inference.prior import prior_vectors
from rechallenge.inference.problem import InferenceProblem
from rechallenge.inference.summary import Band, Estimate
from rechallenge.inference.tempering import Runs
from rechallenge.outcomes import marker, outcome

Method = Literal["laplace", "nuts"]

# Draws on which answers rest; a first answer has fewer worth keeping.
N_KEPT: dict[str, int] = {"laplace": 400, "nuts": 1000}
# Before the record a drug under question is as likely to work as to do nothing, whatever the others do.
PRIOR_WORKS = 0.5
WORKS = "works"
"""Name of the account in which all drugs under question act."""


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
class Drawn:
    """All draws of the sampler for one account.

    Attributes
    ----------
    vectors
        In the coordinates of the problem, shape (chains, draws, size).
    diverging, n_steps
        Of each draw, as in `rechallenge.inference.chains.Chains`.
    order
        Which of them, chain after chain, are lent to the answers, and in which order.
    """

    vectors: ChainedDraws
    diverging: ChainedFlags
    n_steps: ChainedCounts
    order: Counts


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the course: which exposures act, its evidence, and draws of its posterior.

    Attributes
    ----------
    works
        Which exposures act, shape (exposures,).
    evidence
        Log marginal likelihood by the importance sampling of a first answer, whose error holds where that is good.
    bayes_factor
        Log Bayes factor of the account in which all drugs under question work against this one, by annealing
        (`rechallenge.inference.annealing`); None in a first answer, and for that account itself.
    vectors
        Draws on which the answers rest, in the coordinates of the problem.
    drawn
        All that the sampler drew, of which `vectors` are some in random order; None for a first answer, whose draws are independent.
    """

    works: Floats
    evidence: Evidence
    bayes_factor: Evidence | None
    vectors: Draws
    drawn: Drawn | None = None


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
        ``"works"``, in which all drugs act, and one for each set of drugs under question that do nothing, named by them: ``"anakinra"``,
        ``"anakinra+canakinumab"`` (`rechallenge.inference.accounts`).
    diagnostics
        Whether to trust it.
    mode
        Of each account, where it was searched for.
    runs
        Of each account, where it was tempered: a full answer goes on with those of a first one. They are not saved.
    """

    course: Course
    problem: InferenceProblem
    method: Method
    seed: int
    accounts: Mapping[str, Account]
    diagnostics: Diagnostics
    mode: Mapping[str, Mode] | None = None
    runs: Mapping[str, Runs] | None = None

    def against(self, account: str) -> Evidence:
        """Log Bayes factor of the account in which all drugs under question act against another, with its numerical error."""
        if account == WORKS:
            return Evidence(0.0, 0.0)
        if (annealed := self.accounts[account].bayes_factor) is not None:
            return annealed
        return self.accounts[WORKS].evidence.over(self.accounts[account].evidence)

    def shares(self, drug: str, *, acts: bool) -> Mapping[str, float]:
        """Shares of the accounts among those in which a drug under question acts, or does nothing: they sum to 1."""
        return self._among([name for name, each in self.accounts.items() if bool(each.works[self.place(drug)]) == acts])

    def _among(self, names: Sequence[str]) -> Mapping[str, float]:
        """Probability of each of some accounts, were there no others; beforehand all are as likely."""
        return dict(zip(names, map(float, softmax([-self.against(name).log for name in names])), strict=True))

    def log_bayes_factor(self, drug: str) -> Evidence:
        """Log Bayes factor of the drug's working against its doing nothing, with its numerical error.

        Where others are under question too, both are means over which of those act.
        """
        logs, variance = [], 0.0
        for acts in (True, False):
            shares = self.shares(drug, acts=acts)
            logs.append(float(logsumexp([-self.against(name).log for name in shares])))
            variance += sum((share * self.against(name).error) ** 2 for name, share in shares.items() if share)
        return Evidence(logs[0] - logs[1], float(np.sqrt(variance)))

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Posterior probability of each account."""
        return self._among(tuple(self.accounts))

    def _counts(self, weights: Mapping[str, float], draws: Mapping[str, Floats]) -> dict[str, int]:
        # An account may have fewer draws than its probability asks for: then all lend fewer, in the same proportions.
        size = min(N_KEPT[self.method], *(len(draws[name]) / weight for name, weight in weights.items() if weight > 0.0))
        return {name: min(round(size * weight), len(draws[name])) for name, weight in weights.items()}

    def _mixture(self, weights: Mapping[str, float], draws: Mapping[str, Floats]) -> tuple[Floats, Floats]:
        counts = self._counts(weights, draws)
        vectors = np.concatenate([draws[name][:count] for name, count in counts.items()])
        works = np.concatenate([np.tile(self.accounts[name].works, (count, 1)) for name, count in counts.items()])
        return vectors, works

    @cached_property
    def draws(self) -> tuple[Floats, Floats]:
        """Posterior draws over all accounts by their probabilities: vectors, and which exposures act."""
        return self._mixture(self.weights, {name: account.vectors for name, account in self.accounts.items()})

    @cached_property
    def draw_accounts(self) -> tuple[str, ...]:
        """Account that each of the posterior draws is from."""
        counts = self._counts(self.weights, {name: account.vectors for name, account in self.accounts.items()})
        return tuple(name for name, count in counts.items() for _ in range(count))

    @cached_property
    def provenance(self) -> Provenance:
        """Where the posterior draws come from, for the Monte Carlo error of what is told from them."""
        counts = self._counts(self.weights, {name: account.vectors for name, account in self.accounts.items()})
        parts, first = [], 0
        for name, count in counts.items():
            account = self.accounts[name]
            if account.drawn is None:  # resampled: a draw of weight stands there many times
                place, length = np.unique(account.vectors[:count], axis=0, return_inverse=True)[1].reshape(-1), None
            else:
                place, length = account.drawn.order[:count], account.drawn.vectors.shape[1]
            parts.append(Part(slice(first, first + count), account.evidence.error, place, length))
            first += count
        return Provenance(parts)

    @cached_property
    def prior_draws(self) -> tuple[Floats, Floats]:
        """Draws before this patient's data, likewise."""
        rng = np.random.default_rng(self.seed + 1)
        weights = dict.fromkeys(self.accounts, 1.0 / len(self.accounts))
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
    def levels(self) -> Mapping[str, Band]:
        """Each outcome under the treatments as given, by name."""
        return {name: Band.of(self.days, curves, outcome(name).scale.unit) for name, curves in self.paths.levels.items()}

    @cached_property
    def marker_without_drug(self) -> Mapping[str, Band]:
        """Marker of activity had the drug done nothing, by drug."""
        return {drug: Band.of(self.days, path.marker, marker().scale.unit) for drug, path in self.paths_without.items()}

    @cached_property
    def parameters(self) -> tuple[ParameterRow, ...]:
        """The table of parameters."""
        rows = []
        for parameter in self.problem.parameters:
            median, low, high = (parameter.quantile(p) for p in (0.5, 0.05, 0.95))
            prior = Estimate(median, low, high, parameter.unit)
            posterior = self.provenance.estimate(self.paths.parameters[parameter.name], parameter.unit)
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
        return event_checks(self.course, self.paths)

    @cached_property
    def learned(self) -> tuple[Contraction, ...]:
        """What the record taught of each parameter."""
        names = self.problem.layout.parameters
        return learned(names, self.draws[0][:, : len(names)])

    def save(self, path: str | Path) -> None:
        """Write the draws and what was found of them as NetCDF, which ArviZ opens; whole or not at all."""
        storage.save(Path(path), self)

    def as_bytes(self) -> bytes:
        """Return what `save` writes."""
        return storage.as_bytes(self)

    @classmethod
    def load(cls, source: str | Path | bytes, course: Course) -> Fit:
        """Read a fit of this course back, from the path of its file or from its content.

        Raises
        ------
        ValueError
            When the file holds a fit of another course or version.
        """
        return storage.load(source if isinstance(source, bytes) else Path(source), course)
