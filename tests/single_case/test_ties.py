"""Ranks see the values of a record, not the rounding of the arithmetic that took a trend out of them."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rechallenge.single_case import baseline_corrected_tau, tau, trends


def median(values: list[Fraction]) -> Fraction:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def exact_tau(off: list[Fraction], on: list[Fraction]) -> Fraction:
    """Tau of the residuals of the Theil-Sen line of the baseline, in whole fractions."""
    slope = median([(b - a) / (j - i) for (i, a), (j, b) in itertools.combinations(enumerate(off, 1), 2)])
    left = [value - slope * day for day, value in enumerate([*off, *on], 1)]
    before, after = left[: len(off)], left[len(off) :]
    order_of_pairs = [(b > a) - (b < a) for a in before for b in after]
    return Fraction(sum(order_of_pairs), len(order_of_pairs))


TENTHS = st.integers(0, 40).map(lambda n: Fraction(n, 10))


@given(st.lists(TENTHS, min_size=3, max_size=8), st.lists(TENTHS, min_size=1, max_size=8))
def test_corrected_tau_is_that_of_exact_arithmetic(off: list[Fraction], on: list[Fraction]) -> None:
    found = baseline_corrected_tau([float(value) for value in off], [float(value) for value in on])
    assert found.value == pytest.approx(float(exact_tau(off, on)), abs=1e-12)


def test_a_line_of_tenths_that_goes_on_is_no_effect() -> None:
    assert baseline_corrected_tau([0.1, 0.2, 0.3], [0.4, 0.5, 0.6, 0.7]).value == 0


@pytest.mark.parametrize("off", [[5.0], [5.0, 6.0]])
def test_a_baseline_of_one_or_two_values_has_no_trend_to_carry_on(off: list[float]) -> None:
    on = [6.0, 7.0, 9.0]
    assert (tau(off, on).value or 0) > 0
    for kind in ("tau_bc", "tau_bc_kendall"):
        assert trends(off, on)[kind].undefined == "few_values"


def test_three_values_are_enough() -> None:
    assert baseline_corrected_tau([5.0, 6.0, 5.0], [6.0, 7.0, 9.0]).value == pytest.approx(8 / 9)
