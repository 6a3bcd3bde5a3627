"""Effective numbers and R-hat: those of ArviZ, and never a good one where nothing can be told."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from arviz_stats.base.array import array_stats

from rechallenge.inference.chains import Chains

RNG = np.random.default_rng(0)


def chains(vectors: np.ndarray) -> Chains:
    return Chains(vectors, vectors[..., 0], np.zeros(vectors.shape[:2], bool), np.ones(vectors.shape[:2], int))


@pytest.fixture(autouse=True)
def _no_warning() -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.oracle
def test_the_worst_unknown_is_that_of_arviz() -> None:
    vectors = RNG.standard_normal((4, 100, 3)).cumsum(axis=1) * np.array([0.0, 0.0, 1.0]) + RNG.standard_normal((4, 100, 3))
    each = [np.ascontiguousarray(vectors[..., unknown]) for unknown in range(3)]
    assert chains(vectors).rhat == max(float(array_stats.rhat(one, chain_axis=0, draw_axis=1)) for one in each)
    assert chains(vectors).effective_size == min(float(array_stats.ess(one, chain_axis=0, draw_axis=1)) for one in each)


def test_one_chain_is_compared_with_itself() -> None:
    still = RNG.standard_normal((1, 201, 2))
    assert chains(still).rhat < 1.05
    assert chains(still + np.linspace(0.0, 3.0, 201)[:, None]).rhat > 1.1


@pytest.mark.parametrize("value", [0.0, math.nan, math.inf])
def test_an_unknown_that_does_not_move_or_is_no_number_is_never_called_sampled(value: float) -> None:
    vectors = RNG.standard_normal((4, 50, 3))
    vectors[..., 1] = value
    assert chains(vectors).rhat == math.inf
    assert chains(vectors).effective_size == 0.0
    assert chains(np.full((4, 50, 3), value)).rhat == math.inf


def test_chains_that_each_stand_still_elsewhere_disagree() -> None:
    vectors = RNG.standard_normal((4, 50, 3))
    vectors[..., 1] = np.arange(4.0)[:, None]
    assert chains(vectors).rhat == math.inf


def test_three_draws_tell_nothing() -> None:
    assert chains(RNG.standard_normal((4, 3, 2))).rhat == math.inf
    assert chains(RNG.standard_normal((4, 3, 2))).effective_size == 0.0
