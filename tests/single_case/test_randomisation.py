"""Randomisation tests: which assignments there are, and what share of them is as extreme as the record."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pytest

from rechallenge.single_case import Arranged, assignments, count_assignments, randomisation_test


@pytest.mark.parametrize(
    ("values", "shortest", "count"), [(24, 4, 165), (24, 3, 455), (20, 4, 35), (28, 6, 35), (24, 6, 1), (12, 3, 1), (11, 3, 0)]
)
def test_abab_has_as_many_assignments_as_brute_force_finds(values: int, shortest: int, count: int) -> None:
    starts = itertools.combinations(range(1, values), 3)
    brute = [s for s in starts if min(np.diff([0, *s, values])) >= shortest]
    assert count_assignments(values, 4, shortest) == len(brute) == count
    assert {tuple(row) for row in assignments(values, 4, shortest)} == set(brute)


def test_ab_and_aba_have_the_published_numbers_of_assignments() -> None:
    for n, k in itertools.product(range(6, 20), (1, 2, 3)):
        assert count_assignments(n, 2, k) == max(n - 2 * k + 1, 0)
        assert count_assignments(n, 3, k) == (math.comb(n - 3 * k + 2, 2) if n >= 3 * k else 0)


def _brute(values: list[float], starts: tuple[int, ...], shortest: int, first: str) -> float:
    def difference(s: tuple[int, ...]) -> float:
        phase = np.searchsorted(s, np.arange(len(values)), side="right") % 2
        treated = phase == (1 if first == "A" else 0)
        return float(np.mean(np.array(values)[treated]) - np.mean(np.array(values)[~treated]))

    every = [
        difference(s) for s in itertools.combinations(range(1, len(values)), len(starts)) if min(np.diff([0, *s, len(values)])) >= shortest
    ]
    return float(np.mean(np.array(every) >= difference(starts) - 1e-12))


@pytest.mark.parametrize("first", ["A", "B"])
@pytest.mark.parametrize("starts", [(6,), (4, 9), (3, 7, 10), (3, 6, 9, 12)])
def test_p_is_the_share_that_brute_force_counts(starts: tuple[int, ...], first: str) -> None:
    values = np.random.default_rng(len(starts)).normal(size=15).round(1)
    found = randomisation_test(Arranged(values, starts, first), shortest=2, randomised=True)  # type: ignore[arg-type]
    assert found.exact
    assert found.p == pytest.approx(_brute(list(values), starts, 2, first))


def test_measures_are_those_of_the_package_scrt() -> None:
    series = Arranged(np.array([1.0, 3.0, 8.0, 10.0, 2.0, 2.0, 9.0]), (2, 4, 6))
    observed = {
        measure: randomisation_test(series, shortest=1, randomised=True, measure=measure).observed  # type: ignore[arg-type]
        for measure in ("means", "phase_means", "phase_sums")
    }
    assert observed == pytest.approx({"means": 9 - 2, "phase_means": 9 - 2, "phase_sums": 18 - 4})


def test_improvement_downwards_mirrors_improvement_upwards() -> None:
    values = np.random.default_rng(2).normal(size=18)
    up = randomisation_test(Arranged(values, (6, 12)), shortest=3, randomised=True)
    down = randomisation_test(Arranged(-values, (6, 12)), shortest=3, randomised=True, improvement="decrease")
    assert up.p == down.p


def test_either_direction_counts_both_tails() -> None:
    values = np.array([5.0, 5, 5, 5, 1, 1, 1, 1])
    worse = randomisation_test(Arranged(values, (4,)), shortest=2, randomised=True)
    either = randomisation_test(Arranged(values, (4,)), shortest=2, randomised=True, alternative="either")
    assert worse.p == 1
    assert either.p == pytest.approx(1 / 5)


def test_drawn_assignments_agree_with_all_of_them_and_repeat_with_their_seed() -> None:
    values = np.random.default_rng(3).normal(size=40)
    values[10:20] += 1
    series = Arranged(values, (10, 20, 30))
    exact = randomisation_test(series, shortest=4, randomised=True)
    drawn = [randomisation_test(series, shortest=4, randomised=True, limit=100, draws=40_000, seed=s) for s in (1, 1, 2)]
    assert not drawn[0].exact
    assert drawn[0] == drawn[1] != drawn[2]
    assert exact.p is not None
    error = math.sqrt(exact.p * (1 - exact.p) / 40_000)
    assert all(abs((d.p or 0.0) - (exact.p or 0.0)) < 4 * error for d in drawn)


def test_a_multiple_baseline_beyond_the_limit_is_drawn() -> None:
    rng = np.random.default_rng(4)
    cases = [Arranged(rng.normal(size=20) + np.repeat([0.0, 0.8], [s, 20 - s]), (s,)) for s in (6, 9, 12)]
    exact = randomisation_test(cases, shortest=3, randomised=True)
    drawn = randomisation_test(cases, shortest=3, randomised=True, limit=1000, draws=50_000, seed=1)
    assert exact.assignments == drawn.assignments == 15**3
    assert exact.p == pytest.approx(drawn.p, abs=0.01)


def test_p_never_falls_below_one_over_the_assignments() -> None:
    series = Arranged(np.array([0.0, 0, 0, 9, 9, 9]), (3,))
    assert randomisation_test(series, shortest=1, randomised=True).p == pytest.approx(1 / 5)


def test_p_is_uniform_when_the_lot_decides_and_nothing_works() -> None:
    values = np.random.default_rng(5).normal(size=20)
    every = assignments(20, 2, 3)
    p = [randomisation_test(Arranged(values, tuple(map(int, s))), shortest=3, randomised=True).p for s in every]
    assert sorted(p) == pytest.approx([(i + 1) / len(every) for i in range(len(every))])  # type: ignore[type-var]


def test_fifty_thousand_assignments_of_abab_take_less_than_a_second() -> None:
    series = Arranged(np.random.default_rng(0).normal(size=81), (20, 40, 60))
    began = time.process_time()
    found = randomisation_test(series, shortest=4, randomised=False)
    assert found.exact
    assert found.assignments >= 50_000
    assert time.process_time() - began < 1.0
