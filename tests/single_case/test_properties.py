"""What holds for any two phases: identities, bounds, symmetries, and other people's implementations."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau, mannwhitneyu, theilslopes

from rechallenge.single_case import (
    Values,
    baseline_corrected_tau,
    ird,
    kendall,
    log_ratio_of_means,
    log_ratio_of_medians,
    mean_difference,
    nap,
    pand,
    pem,
    pnd,
    standardised_difference,
    summary,
    tau,
    tau_u,
    theil_sen,
    trends,
)

# Whole numbers, so that ties are common and sums are exact.
PHASE = st.lists(st.integers(0, 12).map(float), min_size=1, max_size=9)
PAIR = st.tuples(PHASE, PHASE)


@given(PAIR)
def test_nap_is_the_mann_whitney_statistic_as_a_share(data: tuple[list[float], list[float]]) -> None:
    off, on = data
    expected = mannwhitneyu(on, off).statistic / (len(off) * len(on))
    assert nap(off, on).value == pytest.approx(expected)
    assert tau(off, on).value == pytest.approx(2 * expected - 1)


@given(PAIR)
def test_the_interval_of_nap_holds_nap_and_stays_within_its_bounds(data: tuple[list[float], list[float]]) -> None:
    found = nap(*data)
    assert found.value is not None
    assert 0 <= (found.low or 0.0) <= found.value + 1e-9
    assert found.value - 1e-9 <= (found.high or 0.0) <= 1
    wider = nap(*data, level=0.99)
    assert (wider.low or 0.0) <= (found.low or 0.0) + 1e-8
    assert (wider.high or 0.0) >= (found.high or 0.0) - 1e-8


@given(PAIR)
def test_every_statistic_has_either_a_finite_value_or_a_reason(data: tuple[list[float], list[float]]) -> None:
    found = {**summary(*data, goal=13.0).statistics, **trends(*data)}
    for name, statistic in found.items():
        assert (statistic.value is None) == (statistic.undefined is not None), name
        assert all(x is None or math.isfinite(x) for x in (statistic.value, statistic.error, statistic.low, statistic.high)), name


@given(PAIR)
def test_shares_stay_between_zero_and_one(data: tuple[list[float], list[float]]) -> None:
    for share in (nap, pnd, pem, pand):
        assert 0 <= (share(*data).value or 0.0) <= 1
    assert -1 <= (ird(*data).value or 0.0) <= 1
    assert -1 <= (tau_u(*data, kind="complete").value or 0.0) <= 1
    assert -1 <= (tau_u(*data, kind="with_both_trends").value or 0.0) <= 1


@given(PAIR)
def test_improvement_downwards_is_improvement_upwards_of_the_mirror_image(data: tuple[list[float], list[float]]) -> None:
    off, on = data
    mirrored = [-x for x in off], [-x for x in on]
    for statistic in (nap, tau, pnd, pem, pand, ird, mean_difference, standardised_difference, tau_u, baseline_corrected_tau):
        assert statistic(off, on, "decrease") == statistic(*mirrored, "increase")


@given(PAIR)
def test_phases_changed_about_turn_tau_and_the_ratios_round(data: tuple[list[float], list[float]]) -> None:
    off, on = data
    assert tau(off, on).value == pytest.approx(-(tau(on, off).value or 0.0))
    for ratio in (log_ratio_of_means, log_ratio_of_medians):
        forwards, backwards = ratio(off, on), ratio(on, off)
        assert forwards.undefined == backwards.undefined
        if forwards.value is not None:
            assert forwards.value == pytest.approx(-(backwards.value or 0.0))
            assert forwards.error == (None if backwards.error is None else pytest.approx(backwards.error))


@given(PAIR, st.floats(0.1, 10), st.floats(-50, 50))
def test_order_statistics_do_not_mind_another_unit(data: tuple[list[float], list[float]], times: float, plus: float) -> None:
    changed = [times * x for x in data[0]], [times * x for x in data[1]]
    for statistic in (nap, pnd, pand, tau_u):
        assert statistic(*changed).value == pytest.approx(statistic(*data).value)
    if log_ratio_of_means(*data).value is not None:
        assert log_ratio_of_means(*changed).value == pytest.approx(log_ratio_of_means(*data).value)
    shifted = [x + plus for x in data[0]], [x + plus for x in data[1]]
    assert mean_difference(*shifted).value == pytest.approx(mean_difference(*data).value, abs=1e-9)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=5), st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_pand_is_what_is_left_when_as_few_as_possible_are_removed(off: list[int], on: list[int]) -> None:
    most = 0
    for keep_off, keep_on in itertools.product(itertools.product([0, 1], repeat=len(off)), itertools.product([0, 1], repeat=len(on))):
        a, b = list(itertools.compress(off, keep_off)), list(itertools.compress(on, keep_on))
        if not a or not b or max(a) < min(b):
            most = max(most, len(a) + len(b))
    assert pand(off, on).value == pytest.approx(most / (len(off) + len(on)))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=12))
def test_kendall_agrees_with_scipy(pairs: list[tuple[int, int]]) -> None:
    x, y = zip(*pairs, strict=True)
    found, expected = kendall(x, y).tau_b, kendalltau(x, y).statistic
    assert (found is None) == math.isnan(expected)
    if found is not None:
        assert found == pytest.approx(expected)


@given(st.lists(st.integers(0, 20).map(float), min_size=2, max_size=12))
def test_the_line_through_the_baseline_agrees_with_scipy(values: list[float]) -> None:
    line = theil_sen(range(len(values)), values)
    expected = theilslopes(values, range(len(values)), method="joint")
    assert line is not None
    assert line[0] == pytest.approx(expected.slope)
    assert line[1] == pytest.approx(float(np.median(np.array(values) - expected.slope * np.arange(len(values)))))


@given(PAIR, st.integers(0, 12))
def test_a_wider_bound_can_only_add_pairs_that_cannot_be_ordered(data: tuple[list[float], list[float]], width: int) -> None:
    off, on = data
    exact = nap(off, on).value or 0.0
    blurred = summary(off, Values(np.array(on) - width, np.array(on) + width))
    assert (blurred.nap_least or 0.0) - 1e-9 <= exact <= (blurred.nap_most or 0.0) + 1e-9


@given(st.integers(-30, 30), st.integers(3, 6), st.integers(1, 6))
def test_a_straight_line_has_no_effect_once_the_baseline_is_corrected(slope: int, m: int, n: int) -> None:
    line = slope / 10 * np.arange(m + n)
    assert baseline_corrected_tau(line[:m], line[m:]).value == 0
