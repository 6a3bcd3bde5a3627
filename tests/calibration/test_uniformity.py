"""Ranks of answers that are right pass; those of answers that are wrong fail, and the way in which they are wrong is named."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import beta, binomtest, kstest

from studies.calibration.shares import Proportion
from studies.calibration.uniformity import ALPHA, POINTS, band, coverage, examined, p_uniform

N = 500
EVEN = (np.arange(N) + 0.5) / N


def one(ranks: np.ndarray) -> tuple[bool, str]:
    (found,) = examined({"an answer": ranks})
    return found.departs, found.how


def test_answers_that_are_right_pass() -> None:
    assert not one(EVEN)[0]


@pytest.mark.parametrize(
    ("shape", "how"),
    [
        ((1.0, 1.4), "too high"),  # the truth lies below most draws
        ((1.4, 1.0), "too low"),
        ((0.7, 0.7), "too narrow"),  # the truth lies at the ends of the draws
        ((1.5, 1.5), "too wide"),
        ((0.6, 0.9), "too narrow and too high"),
    ],
)
def test_answers_that_are_wrong_are_named_so(shape: tuple[float, float], how: str) -> None:
    departs, told = one(beta(*shape).ppf(EVEN))
    assert departs
    assert sorted(told.split(" and ")) == sorted(how.split(" and "))


def test_one_in_twenty_right_answers_is_called_wrong_however_many_are_looked_at() -> None:
    rng = np.random.default_rng(8)
    called = [any(each.departs for each in examined({str(k): rng.random(60) for k in range(10)})) for _ in range(300)]
    assert Proportion(sum(called), 300).interval[0] < ALPHA < Proportion(sum(called), 300).interval[1] + 0.02


def test_uniform_ranks_are_as_surprising_as_they_should_be() -> None:
    rng = np.random.default_rng(2)
    assert kstest([p_uniform(rng.random(80)) for _ in range(400)], "uniform").pvalue > 0.01


@pytest.mark.oracle
@pytest.mark.parametrize("n", [50, 500])
def test_the_band_is_the_one_of_arviz(n: int) -> None:
    """ArviZ (`arviz_stats.ecdf_utils`) simulates the same band; both to about a count, since its quantiles come from few simulations."""
    from arviz_stats.ecdf_utils import get_pointwise_confidence_band, simulate_confidence_bands

    inside = simulate_confidence_bands(n, 1, POINTS, 0.95, 20_000, np.random.default_rng(1))
    theirs = get_pointwise_confidence_band(inside, n, POINTS)
    for mine, other in zip(band(n), theirs, strict=True):
        assert np.abs(mine - other).max() <= 1.5 / n


def test_the_whole_curve_of_uniform_ranks_stays_in_the_band_in_95_of_100() -> None:
    rng = np.random.default_rng(5)
    low, high = band(100)
    curves = np.stack([np.searchsorted(np.sort(rng.random(100)), POINTS) / 100 for _ in range(4000)])
    inside = ((curves >= low) & (curves <= high)).all(axis=1).mean()
    assert inside == pytest.approx(0.95, abs=0.015)


def test_intervals_of_right_answers_hold_their_share() -> None:
    assert {level: round(each.value, 6) for level, each in coverage(EVEN).items()} == {0.5: 0.5, 0.8: 0.8, 0.9: 0.9}


@pytest.mark.parametrize(("count", "total"), [(0, 12), (3, 12), (12, 12), (455, 512)])
def test_the_range_of_a_share_is_the_exact_binomial_one(count: int, total: int) -> None:
    theirs = binomtest(count, total).proportion_ci(0.95, method="exact")
    assert Proportion(count, total).interval == pytest.approx((theirs.low, theirs.high))
