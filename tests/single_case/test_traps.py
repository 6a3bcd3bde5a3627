"""Where statistics of single cases mislead, or are not defined: the answer says so and gives no number."""

from __future__ import annotations

import math
from inspect import unwrap

import numpy as np
import pytest

from rechallenge.single_case import (
    Arranged,
    Values,
    baseline_corrected_tau,
    ird,
    log_ratio_of_means,
    log_ratio_of_medians,
    mean_difference,
    nap,
    nap_errors,
    pand,
    pem,
    percent_of_goal,
    pnd,
    randomisation_test,
    regression,
    standardised_difference,
    summary,
    tau,
    tau_u,
    trends,
)
from rechallenge.single_case.values import oriented


@pytest.mark.parametrize(("off", "on"), [([], [1.0]), ([1.0], []), ([], [])])
def test_a_phase_without_data_has_no_statistic(off: list[float], on: list[float]) -> None:
    found = {**summary(off, on, goal=5.0).statistics, **trends(off, on)}
    assert {name: (s.value, s.undefined) for name, s in found.items()} == dict.fromkeys(found, (None, "no_data"))
    assert set(nap_errors(off, on).values()) == {None}


def test_with_one_value_before_treatment_nap_pem_and_pnd_are_one_number_without_an_error() -> None:
    off, on = [3.0], [1.0, 4.0, 5.0]
    assert nap(off, on).value == pem(off, on).value == pnd(off, on).value == pytest.approx(2 / 3)
    assert (nap(off, on).error, nap(off, on).no_error) == (None, "one_value")
    assert tau_u(off, on).value == pytest.approx(tau(off, on).value)
    assert standardised_difference(off, on).undefined == "one_value"
    assert log_ratio_of_means(off, on).undefined == "one_value"
    assert baseline_corrected_tau(off, on).undefined == "few_values"
    assert mean_difference(off, on).no_error == "one_value"
    assert log_ratio_of_medians(off, on).no_error == "one_value"


def test_phases_that_do_not_overlap_keep_an_error() -> None:
    found = nap([1, 2, 3, 4, 5], [6, 7, 8, 9, 10])
    assert (found.value, found.high) == (1, 1)
    assert found.error == pytest.approx(math.sqrt(0.02 * 0.98 / 16))
    assert round(found.error or 0.0, 3) == 0.035


def test_a_constant_baseline_has_no_standardised_difference() -> None:
    off, on = [0.1] * 7, [0.2, 0.3, 0.5]
    assert standardised_difference(off, on).undefined == "constant"
    assert standardised_difference(off, [0.4] * 5, by="pooled").undefined == "constant"
    assert standardised_difference(off, on, by="pooled").value is not None


def test_a_baseline_of_two_would_be_corrected_to_zero_and_is_refused() -> None:
    assert standardised_difference([1.0, 2.0], [5.0, 6.0, 9.0]).undefined == "few_values"
    assert standardised_difference([1.0, 2.0], [5.0, 6.0, 9.0], bias_corrected=False).value is not None


def test_zero_has_no_logarithm() -> None:
    assert log_ratio_of_medians([9, 5, 1], [0, 0, 3]).undefined == "not_positive"
    assert log_ratio_of_means([9, 5, 1], [0, 0, 0]).undefined == "not_positive"
    counted = log_ratio_of_means([9, 5, 1], [0, 0, 0], bias_corrected=False, smallest=1)
    assert counted.value == pytest.approx(math.log(1 / 6 / 5))


def test_tau_u_is_not_bounded_by_one_in_the_definition_of_its_authors_and_is_in_the_others() -> None:
    falling, high = [5.0, 4.0, 3.0, 2.0], [6.0, 7.0]
    assert tau_u(falling, high).value == 1 + 6 / 8
    assert tau_u(falling, high, kind="complete").value == 1
    assert abs(tau_u(falling, high, kind="with_both_trends").value or 9) <= 1


def test_tau_b_of_phases_cannot_reach_one() -> None:
    off, on = [1.0, 1.3, 0.9, 1.2, 1.1, 1.05], [60.0, 70, 80, 90, 100, 110]
    assert baseline_corrected_tau(off, on).value == 1
    # the median slope, -1/20, leaves 1.05, 1.4, 1.05, 1.4, 1.35, 1.35: three of the 66 pairs are ties
    assert baseline_corrected_tau(off, on, kind="kendall").value == pytest.approx(36 / math.sqrt(36 * 63))


def test_a_falling_baseline_carried_on_turns_the_sign() -> None:
    falling, low = [100.0, 80, 60, 40], [25.0, 22, 21, 20]
    assert tau(falling, low, "decrease").value == 1
    assert baseline_corrected_tau(falling, low, "decrease").value == -1


def test_a_goal_that_is_reached_before_treatment_has_no_way_to_go() -> None:
    assert percent_of_goal([10.0, 10.0], [5.0, 6.0], 10.0, "decrease").undefined == "at_goal"
    assert percent_of_goal([110.0, 90.0], [55.0], 10.0, "decrease").value == 50


def test_ird_and_pand_count_ties_as_overlap() -> None:
    assert pand([1, 2], [2, 3]).value == 0.75
    assert ird([1, 2], [2, 3]).value == pytest.approx(0.5)


def test_one_possible_order_gives_p_one_and_says_so() -> None:
    series = Arranged(np.arange(24.0), (6, 12, 18))
    found = randomisation_test(series, shortest=6, randomised=True)
    assert (found.p, found.assignments, found.undefined) == (1.0, 1, "one_assignment")


def test_a_phase_shorter_than_allowed_is_not_one_of_the_assignments() -> None:
    found = randomisation_test(Arranged(np.arange(10.0), (2,)), shortest=3, randomised=True)
    assert (found.p, found.undefined) == (None, "short_phase")


def test_without_a_second_phase_there_is_nothing_to_test() -> None:
    assert randomisation_test(Arranged(np.arange(10.0), ()), shortest=3, randomised=True).undefined == "no_data"


@pytest.mark.parametrize("randomised", [True, False])
def test_p_is_descriptive_exactly_when_phases_were_not_drawn_by_lot(randomised: bool) -> None:
    found = randomisation_test(Arranged(np.arange(10.0), (5,)), shortest=3, randomised=randomised)
    assert found.descriptive is not randomised


def test_four_readings_are_too_few_for_a_regression() -> None:
    numbers = np.array([5.0, 4.0, 1.0, 1.0])
    assert regression(np.arange(4.0), Values(numbers, numbers), [(1.5, np.inf)]).undefined == "few_values"
    assert regression(np.zeros(0), Values(np.zeros(0), np.zeros(0)), []).undefined == "few_values"


def test_missing_values_wrong_bounds_and_unknown_directions_are_refused() -> None:
    with pytest.raises(ValueError, match="leave out what is missing"):
        nap([1.0, math.nan], [2.0])
    with pytest.raises(ValueError, match="lower bound that is not above"):
        nap(Values(np.array([5.0]), np.array([4.0])), [2.0])
    with pytest.raises(ValueError, match="'increase' or 'decrease', not 'better'"):
        # as outside the tests, where no type of a call is checked before
        unwrap(oriented)([1.0], "better")  # type: ignore[arg-type]
    for starts in ((0,), (3, 2), (2, 2), (10,)):
        with pytest.raises(ValueError, match="one after the other within the 10 values"):
            Arranged(np.arange(10.0), starts)
    with pytest.raises(ValueError, match="leave out what is missing"):
        Arranged(np.array([1.0, math.nan, 2.0]), (1,))
