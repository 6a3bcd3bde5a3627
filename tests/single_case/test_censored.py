"""Values known only within bounds: compared where their bounds allow, and taken at the bound least favourable where a number is needed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rechallenge.single_case import (
    Values,
    baseline_corrected_tau,
    log_ratio_of_means,
    log_ratio_of_medians,
    mean_difference,
    nap,
    pand,
    pem,
    pnd,
    standardised_difference,
    summary,
    tau_u,
)

RAISED = Values(np.array([60.0, 80.0, 50.0]), np.array([60.0, 80.0, math.inf]))
"""CRP 60, 80, and above 50 mg/L."""
LOW = Values(np.array([0.0, 7.0, 0.0]), np.array([5.0, 7.0, 10.0]))
"""CRP below 5, 7, and below 10 mg/L."""


def test_crp_below_5_is_better_than_crp_of_60_whatever_it_is() -> None:
    assert nap(RAISED, LOW, "decrease").value == 1
    assert pnd(RAISED, LOW, "decrease").value == 1
    assert pem(RAISED, LOW, "decrease").value == 1
    assert pand(RAISED, LOW, "decrease").value == 1
    assert summary(RAISED, LOW, "decrease").unordered == 0


def test_two_values_below_the_limit_count_as_equal_and_the_limits_of_ignorance_are_told() -> None:
    below = Values(np.zeros(2), np.full(2, 5.0))
    found = summary(below, Values(np.array([0.0, 8.0]), np.array([5.0, 8.0])), "decrease")
    assert found.statistics["nap"].value == 0.25
    assert (found.pairs, found.unordered) == (4, 2)
    assert (found.nap_least, found.nap_most) == (0.0, 0.5)


def test_known_equal_values_are_ties_and_not_unordered() -> None:
    assert summary([5.0, 5.0], [5.0]).unordered == 0


def test_means_take_each_limit_as_it_is_least_favourable_to_the_drug() -> None:
    found = mean_difference(RAISED, LOW, "decrease")
    assert found.value == pytest.approx((60 + 80 + 50) / 3 - (5 + 7 + 10) / 3)
    assert found.at_limits
    assert log_ratio_of_means(RAISED, LOW, "decrease", bias_corrected=False).value == pytest.approx(math.log(190 / 22))
    assert not mean_difference([1.0, 2.0], [3.0, 4.0]).at_limits


def test_a_value_without_a_bound_on_that_side_has_no_mean() -> None:
    endless = Values(np.array([40.0, 200.0]), np.array([40.0, math.inf]))
    assert mean_difference([90.0, 80.0], endless, "decrease").undefined == "censored"
    assert standardised_difference([90.0, 80.0, 70.0], endless, "decrease").undefined == "censored"
    assert nap([90.0, 80.0], endless, "decrease").value == 0.5


def test_the_ratio_of_medians_does_not_mind_a_limit_far_from_the_median() -> None:
    off = [90.0, 80.0, 70.0]
    on = Values(np.array([0.0, 7.0, 8.0]), np.array([5.0, 7.0, 8.0]))
    assert log_ratio_of_medians(off, on, "decrease").value == pytest.approx(math.log(80 / 7))
    endless = Values(np.array([6.0, 7.0, 200.0]), np.array([6.0, 7.0, math.inf]))
    assert log_ratio_of_medians(off, endless, "decrease").value == pytest.approx(math.log(80 / 7))


def test_statistics_that_need_ranks_of_numbers_are_refused() -> None:
    assert pand(RAISED, LOW, "decrease", definition="sorted").undefined == "censored"
    assert tau_u(RAISED, LOW, "decrease", kind="complete_b").undefined == "censored"
    assert baseline_corrected_tau(RAISED, LOW, "decrease", kind="kendall").undefined == "censored"


def test_corrected_tau_takes_the_limits_of_the_baseline_as_least_favourable() -> None:
    found = baseline_corrected_tau(RAISED, LOW, "decrease")
    assert found.value is not None
    assert found.at_limits
    unbounded = Values(np.array([0.0, 5.0, 6.0]), np.array([math.inf, 5.0, 6.0]))
    endless = Values(np.array([-math.inf, 5.0, 6.0]), np.array([4.0, 5.0, 6.0]))
    assert baseline_corrected_tau(endless, LOW, "decrease").undefined == "censored"
    assert baseline_corrected_tau(unbounded, LOW, "decrease").value is not None
