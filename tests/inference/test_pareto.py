"""Smoothed importance weights: as ArviZ smooths them, with the shape of a tail that is known."""

from __future__ import annotations

import numpy as np
import pytest
from arviz_stats.base.array import array_stats

from rechallenge.inference.pareto import smoothed


@pytest.mark.oracle
@pytest.mark.parametrize("size", [30, 200, 300, 2000])
@pytest.mark.parametrize("spread", [0.01, 0.5, 3.0, 40.0])
def test_weights_are_smoothed_as_arviz_smooths_them(size: int, spread: float) -> None:
    log_weights = 700.0 + spread * np.random.default_rng(size).standard_normal(size)
    theirs, their_shape = array_stats.psislw(-log_weights)
    ours, shape = smoothed(log_weights)
    assert shape == pytest.approx(float(their_shape), rel=1e-9)
    assert ours - np.logaddexp.reduce(ours) == pytest.approx(np.asarray(theirs), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("shape", [0.1, 0.4, 0.7, 1.0])
def test_the_shape_of_a_known_tail_is_found(shape: float) -> None:
    uniform = np.random.default_rng(1).random(200_000)
    _, found = smoothed(-shape * np.log(uniform))
    assert found == pytest.approx(shape, abs=0.06)


def test_only_the_largest_weights_change_and_none_passes_the_largest() -> None:
    log_weights = np.random.default_rng(2).standard_normal(1000)
    ours, _ = smoothed(log_weights)
    order, n_tail = np.argsort(log_weights), int(3 * np.sqrt(1000))
    assert np.array_equal(ours[order[:-n_tail]], log_weights[order[:-n_tail]])
    assert np.all(np.diff(ours[order]) >= 0.0)
    assert ours.max() <= log_weights.max()


def test_draws_that_the_record_rules_out_weigh_nothing() -> None:
    log_weights = np.where(np.arange(500) < 100, -np.inf, np.random.default_rng(3).standard_normal(500))
    ours, shape = smoothed(log_weights)
    assert np.isfinite(shape)
    assert np.all(np.isneginf(ours[:100]))


def test_of_a_few_weights_no_tail_is_known() -> None:
    ours, shape = smoothed(np.arange(24.0))
    assert shape == np.inf
    assert np.array_equal(ours, np.arange(24.0))


def test_weights_all_alike_have_no_tail() -> None:
    ours, shape = smoothed(np.full(100, 3.0))
    assert shape == -np.inf
    assert np.array_equal(ours, np.full(100, 3.0))


def test_a_tail_that_is_nothing_beside_its_top_has_no_shape() -> None:
    """Weights over hundreds of orders of magnitude: computed with, they divided by nothing."""
    assert smoothed(np.linspace(0.0, 5000.0, 400))[1] == np.inf
