"""How particles move, on densities whose answer is known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from rechallenge.arrays import Counts, Draws, PerDraw
from rechallenge.inference.metric import root
from rechallenge.inference.switches import EVENNESS, Switches
from rechallenge.inference.walkers import AT_ONCE, Walkers

NARROW = np.array([0.01, 0.5, 3.0])
NONE = np.zeros(0, np.int64)
NO_SWITCH = Switches(NONE, np.zeros(0))


def _normal(vectors: Draws) -> tuple[PerDraw, Draws]:
    """A normal likelihood of mean 0.2 and these spreads."""
    aside = vectors - 0.2
    return -0.5 * np.sum((aside / NARROW) ** 2, axis=1), -aside / NARROW**2


def _step(vectors: Draws) -> tuple[PerDraw, Draws]:
    """A likelihood that is e times as large where the first unknown lies above 1, and says nothing of the second."""
    return np.where(vectors[:, 0] > 1.0, 1.0, 0.0), np.zeros_like(vectors)


def _walkers(
    likelihoods: Callable[[Draws], tuple[PerDraw, Draws]], seed: int, switches: Switches = NO_SWITCH, days: Counts = NONE
) -> Walkers:
    return Walkers(lambda vectors: likelihoods(vectors)[0], likelihoods, np.random.default_rng(seed), switches, days)


def test_the_curvature_is_that_of_the_likelihood() -> None:
    walkers = _walkers(_normal, 0)
    found = walkers.curvature(walkers.at(np.zeros((1, 3))), np.arange(3))
    assert found == pytest.approx(np.diag(NARROW**-2.0), rel=1e-6, abs=1e-6)
    assert walkers.curvature(walkers.at(np.zeros((1, 3))), np.array([2])) == pytest.approx(np.array([[1.0 / 9.0]]))


def test_any_number_of_particles_is_asked_of_the_likelihood_in_parts_of_one_size() -> None:
    asked = []

    def likelihoods(vectors: Draws) -> tuple[PerDraw, Draws]:
        asked.append(len(vectors))
        return _normal(vectors)

    vectors = np.random.default_rng(1).standard_normal((AT_ONCE + 3, 3))
    at = _walkers(likelihoods, 0).at(vectors)
    assert asked == [AT_ONCE, AT_ONCE]
    assert at.likelihoods == pytest.approx(_normal(vectors)[0])
    assert at.slopes.shape == vectors.shape


def test_a_narrow_direction_that_few_particles_do_not_show_is_told_by_the_curvature() -> None:
    vectors = np.random.default_rng(2).standard_normal((96, 3))
    curvature = np.diag(NARROW**-2.0)
    found = root(vectors, np.full(96, 1.0 / 96), 1.0, [curvature], np.arange(3))
    # a normal prior of spread 1 times the likelihood; at most 20 times narrower than the particles say
    spread = np.sqrt(np.diag(found @ found.T))
    assert spread[0] == pytest.approx(1.0 / 20.0, rel=0.2)
    assert spread[1] == pytest.approx((1.0 + 4.0) ** -0.5, rel=0.05)
    assert spread[2] == pytest.approx((1.0 + 1.0 / 9.0) ** -0.5, rel=0.05)


def test_what_stands_still_has_no_width() -> None:
    vectors = np.random.default_rng(2).standard_normal((96, 3))
    found = root(vectors, np.full(96, 1.0 / 96), 1.0, [np.eye(2)], np.array([0, 2]))
    assert not found[1].any()
    assert not found[:, 1].any()
    assert found[0, 0] > 0.0


def test_a_kink_does_not_hold_a_direction_narrow() -> None:
    vectors = np.random.default_rng(2).standard_normal((96, 1))
    usual, kink = np.eye(1), np.array([[1e7]])
    found = root(vectors, np.full(96, 1.0 / 96), 1.0, [usual, usual, usual, kink], np.arange(1))
    assert found[0, 0] > 0.05


def _passed(likelihoods: Callable[[Draws], tuple[PerDraw, Draws]], switches: Switches, days: Counts, size: int, rounds: int = 60) -> Draws:
    walkers = _walkers(likelihoods, 3, switches, days)
    free = np.setdiff1d(np.arange(size), switches.places)
    at = walkers.at(np.random.default_rng(4).standard_normal((64, size)))
    states = []
    for _ in range(rounds):
        found = root(at.vectors, np.full(64, 1.0 / 64), 1.0, [np.zeros((len(free), len(free)))], free)
        states += walkers.passed(at, 1.0, found)
        at = states[-1]
    return np.concatenate([each.vectors for each in states[len(states) // 3 :]])


def test_a_switch_keeps_the_share_that_prior_and_likelihood_give_it() -> None:
    switches = Switches(np.array([0]), np.array([1.0]))

    def likelihoods(vectors: Draws) -> tuple[PerDraw, Draws]:
        return _step(vectors)[0] + switches.log_ratio(vectors), _step(vectors)[1]

    found = _passed(likelihoods, switches, NONE, 2)
    # the normal lies above 1 with 0.1587: e x 0.1587 / (e x 0.1587 + 0.8413) = 0.3389
    assert np.mean(found[:, 0] > 1.0) == pytest.approx(0.339, abs=0.03)
    assert found[:, 1].std() == pytest.approx(1.0, abs=0.05)


def test_a_sampler_begins_with_both_sides_of_a_switch_and_its_ratio_gives_the_prior_back() -> None:
    switches = Switches(np.array([1, 0]), np.array([1.5, -0.5]))
    drawn = switches.drawn(np.random.default_rng(6), 40_000)
    # 0.0668 of a normal lies above 1.5, and 0.6915 above -0.5; half way to even
    assert EVENNESS == 0.5
    assert (drawn > switches.thresholds).mean(axis=0) == pytest.approx([0.2834, 0.5957], abs=0.01)
    vectors = drawn[:, ::-1]
    weights = np.exp(switches.log_ratio(vectors))
    assert weights.mean() == pytest.approx(1.0, abs=0.02)
    for place in (0, 1):
        mean = np.average(vectors[:, place], weights=weights)
        assert mean == pytest.approx(0.0, abs=0.03)
        assert np.average((vectors[:, place] - mean) ** 2, weights=weights) == pytest.approx(1.0, abs=0.05)


def test_days_drawn_anew_are_those_of_the_posterior() -> None:
    found = _passed(_step, NO_SWITCH, np.array([0]), 2)
    assert np.mean(found[:, 0] > 1.0) == pytest.approx(0.339, abs=0.03)


def test_gradients_are_asked_for_after_renewals_alone_and_belong_to_where_particles_stand() -> None:
    asked: list[int] = []

    def values(vectors: Draws) -> PerDraw:
        asked.append(len(vectors))
        return _normal(vectors)[0]

    walkers = Walkers(values, _normal, np.random.default_rng(5), Switches(np.array([2]), np.zeros(1)), np.array([1]))
    start = walkers.at(np.random.default_rng(6).standard_normal((AT_ONCE, 3)))
    before = walkers.gradients
    last = walkers.passed(start, 0.01, np.zeros((3, 3)))[-1]
    # six switches and the days at each of three moves
    assert asked == [AT_ONCE] * 21
    # of a move: once after its renewals, for those that were accepted, and five or more leapfrogs
    assert walkers.gradients - before <= 3 * (1 + 24) * AT_ONCE
    assert last.likelihoods == pytest.approx(_normal(last.vectors)[0])
    assert last.slopes == pytest.approx(_normal(last.vectors)[1])
    assert not np.array_equal(last.vectors, start.vectors)


def test_moves_keep_a_normal_posterior() -> None:
    found = _passed(_normal, NO_SWITCH, NONE, 3, rounds=100)
    precision = 1.0 + NARROW**-2.0
    assert found.mean(axis=0) == pytest.approx(0.2 * NARROW**-2.0 / precision, abs=0.05)
    assert found.std(axis=0) == pytest.approx(precision**-0.5, rel=0.15)
