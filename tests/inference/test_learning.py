"""What a record teaches, and when it disagrees with what was believed: against the normal reading of a normal quantity."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, norm

from rechallenge.inference.diagnostics import CONFLICT, too_many
from rechallenge.inference.learning import Contraction, learned

# Evenly spread points of a standard normal: draws without noise.
DRAWS = norm.ppf((np.arange(4000) + 0.5) / 4000)


def read(reading: float, error: float) -> Contraction:
    """What a reading with a normal error teaches of a quantity that was a standard normal."""
    variance = error**2 / (1.0 + error**2)
    posterior = reading / (1.0 + error**2) + np.sqrt(variance) * DRAWS
    return learned(("x",), posterior[:, None])[0]


@pytest.mark.oracle
@pytest.mark.parametrize("error", [0.1, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("reading", [-4.0, 0.3, 2.5])
def test_the_conflict_of_a_normal_reading_is_how_far_out_it_lay_before(reading: float, error: float) -> None:
    """Evans and Moshonov (2006), example 1: the reading is normal about the prior mean, with both variances together."""
    expected = 2.0 * norm.sf(abs(reading) / np.hypot(1.0, error))
    assert read(reading, error).conflict == pytest.approx(expected, rel=0.02)


@pytest.mark.oracle
@pytest.mark.parametrize("error", [0.1, 1.0, 3.0])
def test_the_contraction_of_a_normal_reading_is_known(error: float) -> None:
    assert read(1.0, error).contraction == pytest.approx(1.0 / (1.0 + error**2), abs=1e-3)


def test_patients_drawn_from_the_prior_are_in_conflict_as_often_as_chance_says() -> None:
    rng = np.random.default_rng(2)
    found = [read(rng.standard_normal() + 0.7 * rng.standard_normal(), 0.7).conflict for _ in range(800)]
    assert kstest(found, "uniform").pvalue > 0.01
    assert np.mean([value < CONFLICT for value in found if value is not None]) < 3 * CONFLICT


def test_a_record_that_taught_nothing_cannot_be_in_conflict() -> None:
    found = learned(("x",), np.random.default_rng(0).standard_normal((400, 1)) + 0.1)[0]
    assert abs(found.contraction) < 0.15
    assert found.conflict is None


def test_one_surprise_in_twenty_is_chance_and_one_in_five_is_not() -> None:
    assert not too_many(1, 20)
    assert too_many(4, 20)
