"""The limit of R-hat: sound chains seldom pass it, and chains that have not come to one posterior do."""

from __future__ import annotations

import numpy as np
import pytest
from arviz_stats.base.array import array_stats
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.stats import binom

from rechallenge.inference.convergence import effective_draws, rhat_limit

UNKNOWNS, CHAINS, LENGTH, REPORTS = 70, 4, 250, 40
FALSE_ALARM = 0.05


def largest(rng: np.random.Generator, apart: float = 0.0) -> float:
    """Largest R-hat of sound chains that hold just as many effective draws as are asked; one unknown's first chain stands apart."""
    times = CHAINS * LENGTH / effective_draws()
    keep = (times - 1.0) / (times + 1.0)
    noise = np.sqrt(1.0 - keep**2) * rng.standard_normal((UNKNOWNS, CHAINS, LENGTH))
    noise[..., 0] /= np.sqrt(1.0 - keep**2)
    values: NDArray[np.float64] = np.asarray(lfilter([1.0], [1.0, -keep], noise, axis=2))
    values[0, 0] += apart
    return float(np.max(array_stats.rhat(values, chain_axis=1, draw_axis=2)))


@pytest.mark.oracle
def test_sound_chains_pass_the_limit_in_at_most_one_report_of_twenty() -> None:
    """More alarms than counted here would come of one in twenty in less than one run of this test of a hundred."""
    rng = np.random.default_rng(0)
    found = np.array([largest(rng) for _ in range(REPORTS)])
    most = int(binom.ppf(0.99, REPORTS, FALSE_ALARM))
    assert np.sum(found > rhat_limit(UNKNOWNS, CHAINS)) <= most
    # the wrong variant, a limit for one unknown where seventy are looked at, warns five times too often
    assert np.mean(found > rhat_limit(1, CHAINS)) > 5.0 * FALSE_ALARM


def test_a_chain_that_stands_apart_by_a_standard_deviation_is_seen() -> None:
    rng = np.random.default_rng(1)
    assert all(largest(rng, apart=1.0) > rhat_limit(UNKNOWNS, CHAINS) for _ in range(5))


def test_the_limit_grows_with_what_is_looked_at() -> None:
    limits = [rhat_limit(n, CHAINS) for n in (1, 10, 100, 1000)]
    assert limits == sorted(limits)
    assert 1.01 < limits[0] < limits[-1] < 1.05
