"""Monte Carlo errors are those that numbers really have: told by independent repetitions of chains whose law is known."""

from __future__ import annotations

import numpy as np
import pytest
from arviz_stats.base.array import array_stats
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.stats import norm

from rechallenge.inference.monte_carlo import Part, Provenance
from rechallenge.inference.summary import Estimate

Floats = NDArray[np.float64]
CHAINS, LENGTH, KEPT = 4, 250, 0.8


def chains(rng: np.random.Generator, centre: float, keep: float = KEPT) -> Floats:
    """Autoregressive chains about a centre, standard normal about it, chain after chain."""
    noise = np.sqrt(1.0 - keep**2) * rng.standard_normal((CHAINS, LENGTH))
    noise[:, 0] = rng.standard_normal(CHAINS)
    return np.asarray(centre + lfilter([1.0], [1.0, -keep], noise, axis=1)).ravel()


def lent(rng: np.random.Generator, counts: tuple[int, ...], log_weight_error: float = 0.0) -> tuple[Floats, Provenance]:
    """Draws of hypotheses about 0, 2, ..., so many of each lent at random."""
    values, parts, first = [], [], 0
    for number, count in enumerate(counts):
        order = rng.permutation(CHAINS * LENGTH)[:count]
        values.append(chains(rng, 2.0 * number)[order])
        parts.append(Part(slice(first, first + count), log_weight_error, order, LENGTH))
        first += count
    return np.concatenate(values), Provenance(parts)


@pytest.mark.oracle
def test_where_all_draws_are_lent_the_effective_number_is_that_of_arviz() -> None:
    rng = np.random.default_rng(0)
    values, order = chains(rng, 0.0), rng.permutation(CHAINS * LENGTH)
    part = Part(slice(0, len(values)), 0.0, order, LENGTH)
    expected = float(array_stats.ess(values.reshape(CHAINS, LENGTH), chain_axis=0, draw_axis=1, method="mean"))
    assert part.effective_size(values[order]) == pytest.approx(expected)


@pytest.mark.oracle
@pytest.mark.parametrize("counts", [(1000,), (600, 400), (900, 100)])
def test_stated_errors_are_the_spread_of_independent_runs(counts: tuple[int, ...]) -> None:
    """Over 60 runs the spread is known to a tenth; stated errors may differ from it by a third."""
    rng = np.random.default_rng(1)
    found = [lent(rng, counts) for _ in range(60)]
    spread = np.std([values.mean() for values, _ in found], ddof=1)
    assert np.mean([draws.mean_error(values) for values, draws in found]) == pytest.approx(spread, rel=0.33)
    for p in (0.05, 0.5, 0.95):
        spread = np.std([np.quantile(values, p) for values, _ in found], ddof=1)
        assert np.mean([draws.quantile_error(values, p) for values, draws in found]) == pytest.approx(spread, rel=0.33)


def test_errors_that_took_draws_for_independent_would_fail() -> None:
    """The wrong variant: at an autocorrelation of 0.8 it states a third of the error."""
    rng = np.random.default_rng(1)
    found = [lent(rng, (1000,)) for _ in range(60)]
    spread = np.std([values.mean() for values, _ in found], ddof=1)
    assert np.mean([values.std() / np.sqrt(len(values)) for values, _ in found]) < 0.5 * spread


def test_an_error_of_the_evidence_is_carried_through_the_weights() -> None:
    """Of two equal hypotheses about 0 and 2, an error e of each log evidence moves the mean by e / 2 and e / 2: together e / sqrt(2)."""
    values, sure = lent(np.random.default_rng(2), (500, 500))
    _, unsure = lent(np.random.default_rng(2), (500, 500), log_weight_error=0.4)
    gap = values[500:].mean() - values[:500].mean()
    added = np.sqrt(unsure.mean_error(values) ** 2 - sure.mean_error(values) ** 2)
    assert added == pytest.approx(0.4 * np.sqrt(2.0) * gap / 4.0, rel=1e-6)


def test_a_draw_that_stands_many_times_counts_once() -> None:
    values = np.repeat(norm.ppf((np.arange(8) + 0.5) / 8), 50)
    draws = Provenance([Part(slice(0, 400), 0.0, np.repeat(np.arange(8), 50), None)])
    assert draws.parts[0].effective_size(values) == pytest.approx(8.0)
    assert not draws.estimate(values).settled


def test_several_futures_of_a_past_are_not_several_pasts() -> None:
    rng = np.random.default_rng(3)
    values, whole = lent(rng, (1000,))
    once = whole.taken(np.arange(0, 1000, 5))
    twice = whole.taken(np.arange(0, 1000, 5), repeats=2)
    taken = values[::5]
    assert twice.mean_error(np.repeat(taken, 2)) == pytest.approx(once.mean_error(taken))
    assert twice.size == 400


def test_what_never_differs_has_no_error_and_what_hardly_happens_has_one() -> None:
    _, draws = lent(np.random.default_rng(4), (1000,))
    assert draws.estimate(np.full(1000, 3.0)) == Estimate(3.0, 3.0, 3.0, error=0.0)
    never = np.full(1000, 5.0)
    never[:45] = np.inf
    assert draws.quantile_error(never, 0.95) == np.inf
    rare = np.zeros(1000)
    rare[0] = 1.0
    assert draws.mean_error(rare) > 1e-3
