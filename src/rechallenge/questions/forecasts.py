"""The draws of one fit carried beyond the record, and what the record says of each drug, computed once for all questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Floats
from rechallenge.course.model import Course, Treatment
from rechallenge.execution import Executors, threads
from rechallenge.inference.fit import Fit, Method
from rechallenge.inference.forecast import Forecast, forecast, plan
from rechallenge.inference.monte_carlo import Provenance
from rechallenge.inference.paths import Paths
from rechallenge.inference.summary import Band, Estimate
from rechallenge.questions.suspects import OtherCauses, other_causes
from rechallenge.single_case.tally import Tally, tally

HORIZON_DAYS = 90
# Each draw of the past gets two forecasts of its own: what differs between the two is chance, what differs between draws is
# what we do not know. A search tries a hundred regimens on them: a first answer does with half as many.
N_PASTS: Mapping[Method, int] = {"laplace": 100, "nuts": 200}
N_CONTINUATIONS = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """Some draws of the course, one a run: the same draw stands `N_CONTINUATIONS` times in a row."""

    paths: Paths
    works: Floats

    @classmethod
    def of(cls, paths: Paths, works: Floats, n_pasts: int) -> Sample:
        """Take some of the draws."""
        rows = rows_taken(len(works), n_pasts)
        return cls(paths.taken(rows), works[rows])


def rows_taken(n_draws: int, n_pasts: int) -> NDArray[np.int64]:
    """Evenly spaced draws, so that each account keeps its share; each stands `N_CONTINUATIONS` times in a row."""
    return np.repeat(np.linspace(0, n_draws - 1, min(n_pasts, n_draws)).round().astype(int), N_CONTINUATIONS)


class Forecasts:
    """What would happen after the record, under any regimen.

    All regimens meet the same spontaneous activity, so that their difference is that of the regimens. `executor` gives what runs the draws
    of a forecast side by side.
    """

    def __init__(self, course: Course, fit: Fit, seed: int = 0, executor: Executors = threads) -> None:
        self.course, self.fit, self.seed, self.executor = course, fit, seed, executor
        self.n_pasts = N_PASTS[fit.method]
        self._made: dict[tuple[object, ...], Forecast] = {}

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """Starts and stops of each drug under question, and what followed them."""
        return {drug: tally(self.course, drug) for drug in self.fit.problem.drugs}

    @cached_property
    def causes(self) -> Mapping[str, OtherCauses]:
        """What else may have brought the change after the first dose of each drug under question."""
        problem = self.fit.problem
        return {drug: other_causes(self.course, drug, counts, (*problem.drugs, *problem.suspects)) for drug, counts in self.tallies.items()}

    @cached_property
    def posterior(self) -> Sample:
        """Draws given the record."""
        return Sample.of(self.fit.paths, self.fit.draws[1], self.n_pasts)

    @cached_property
    def provenance(self) -> Provenance:
        """Where the draws of `posterior` come from."""
        return self.fit.provenance.taken(rows_taken(len(self.fit.draws[1]), self.n_pasts)[::N_CONTINUATIONS], N_CONTINUATIONS)

    def estimate(self, values: Floats, unit: str = "") -> Estimate:
        """Median and 90 % interval with its Monte Carlo error, from values at all draws of the fit, or at those of `posterior`."""
        whole = self.fit.provenance
        return (whole if len(values) == whole.size else self.provenance).estimate(values, unit)

    @cached_property
    def prior(self) -> Sample:
        """Draws before the record."""
        return Sample.of(self.fit.prior_paths, self.fit.prior_draws[1], self.n_pasts)

    def without(self, drug: str) -> Sample:
        """Draws given the record, had the drug done nothing."""
        idle = self.fit.draws[1].copy()
        idle[:, self.fit.place(drug)] = 0.0
        return Sample.of(self.fit.paths_without[drug], idle, self.n_pasts)

    def under(self, changes: tuple[Treatment, ...] = (), *, prior: bool = False, horizon_days: int = HORIZON_DAYS) -> Forecast:
        """Forecast a regimen; drugs that `changes` does not name go on as they are."""
        key = (changes, prior, horizon_days)
        if key not in self._made:
            self._made[key] = self.of(self.prior if prior else self.posterior, changes, horizon_days)
        return self._made[key]

    def of(self, sample: Sample, changes: tuple[Treatment, ...] = (), horizon_days: int = HORIZON_DAYS) -> Forecast:
        """Forecast a regimen from draws of one's own."""
        problem = self.fit.problem
        regimen = plan(problem, changes, horizon_days)
        return forecast(problem, sample.paths, sample.works, regimen, horizon_days, self.seed, self.executor)


def chances(p: Floats, continuations: int = N_CONTINUATIONS) -> Floats:
    """Probability for each draw of the past, chance averaged out.

    The mean over a draw's few forecasts still varies by chance. What chance adds to the spread between draws is known from the
    spread within them (analysis of variance), and the spread is reduced by as much; the mean over all stays as it is.

    Parameters
    ----------
    p
        Probability of each run, shape (pasts * forecasts, ...).
    continuations
        Forecasts of each past.

    Returns
    -------
    Array
        Shape (pasts, ...).
    """
    nested = p.reshape(-1, continuations, *p.shape[1:])
    each = nested.mean(axis=1)
    if len(each) < 2:
        return np.asarray(each)
    overall, between = each.mean(axis=0), each.var(axis=0, ddof=1)
    by_chance = nested.var(axis=1, ddof=1).mean(axis=0) / continuations
    keep = np.sqrt(np.clip(1.0 - by_chance / np.maximum(between, 1e-300), 0.0, 1.0))
    return np.asarray(np.clip(overall + keep * (each - overall), 0.0, 1.0))


def probability(p: Floats, provenance: Provenance | None = None) -> Estimate:
    """Probability over all runs with its 90 % interval over what is not known, from that of each run, shape (runs,).

    `provenance` is that of the draws of the past (`Forecasts.provenance`), for the Monte Carlo error; None leaves it out.
    """
    value, spread = float(p.mean()), chances(p)
    low, high = np.quantile(spread, [0.05, 0.95])
    found = Estimate(value, min(float(low), value), max(float(high), value), "probability")
    if provenance is None:
        return found
    pasts = replace(provenance, repeats=1)
    return found.with_error(max(provenance.mean_error(p), *(pasts.quantile_error(spread, bound) for bound in (0.05, 0.95))))


def probability_band(forecasted: Forecast) -> Band:
    """Probability of a relapse by each day; the middle line is the mean, which is the probability itself."""
    mean, spread = forecasted.p_relapse.mean(axis=0), chances(forecasted.p_relapse)
    low90, low50, high50, high90 = np.quantile(spread, [0.05, 0.25, 0.75, 0.95], axis=0)
    return Band(
        forecasted.days,
        mean,
        np.minimum(low50, mean),
        np.maximum(high50, mean),
        np.minimum(low90, mean),
        np.maximum(high90, mean),
        "probability",
    )
