"""Statistics of few values, worked out by hand: quick, and each at the place where its rule begins or ends."""

from __future__ import annotations

import inspect
import math

import numpy as np
import pytest

from rechallenge.formats.reading import read_course
from rechallenge.single_case import Values, regression
from rechallenge.single_case.overlap import nap, nap_errors, pand, tau
from rechallenge.single_case.randomisation import Arranged, assignments, count_assignments, randomisation_test
from rechallenge.single_case.regression import _Model, exposure
from rechallenge.single_case.series import series_of
from rechallenge.single_case.size import log_ratio_of_means, log_ratio_of_medians, percent_of_goal
from rechallenge.single_case.statistic import with_error
from rechallenge.single_case.summary import summary
from rechallenge.single_case.tally import Tally
from rechallenge.single_case.trend import baseline_corrected_tau

INF = math.inf


def test_tau_and_its_interval_are_twice_the_share_of_pairs_minus_one() -> None:
    without, with_drug = [5.0, 6.0, 7.0, 8.0], [6.5, 9.0, 10.0, 4.0, 11.0]
    share, found = nap(without, with_drug), tau(without, with_drug)
    # of 20 pairs 14 are better: 6.5 beats two, 9, 10 and 11 all four, 4 none
    assert share.value == pytest.approx(0.7)
    assert found.value == pytest.approx(0.4)
    assert share.low is not None
    assert share.high is not None
    assert share.error is not None
    assert share.low < 0.7 < share.high
    assert (found.low, found.high, found.error) == pytest.approx((2 * share.low - 1, 2 * share.high - 1, 2 * share.error))


def test_errors_of_the_share_of_pairs() -> None:
    # one value against two, one pair better and one worse: by chance alone (1 + 2 + 1) / (12 * 2)
    found = nap_errors([2.0], [1.0, 3.0])
    assert found["null"] == pytest.approx(math.sqrt(4 / 24))
    assert found["unbiased"] is None
    # Hanley and McNeil: 0.25 + 1 * q1 + 0 * q2, with q1 the square of a row's sum of deviations, which is 0 here
    assert found["hanley"] == pytest.approx(math.sqrt(0.25 / 2))


def test_values_left_when_as_few_as_possible_are_removed() -> None:
    assert pand([1.0, 2.0, 3.0], [4.0, 5.0]).value == pytest.approx(1.0)
    assert pand([1.0, 2.0, 5.0], [4.0, 6.0]).value == pytest.approx(0.8)
    assert pand([3.0, 3.0, 3.0], [1.0, 2.0]).value == pytest.approx(0.6)


def test_an_interval_is_symmetric_and_at_no_limit_unless_told() -> None:
    found = with_error(1.0, 4.0, 0.95)
    assert (found.error, found.low, found.high) == pytest.approx((2.0, 1.0 - 2 * 1.959964, 1.0 + 2 * 1.959964), abs=1e-5)
    assert not found.at_limits


# sizes


def test_the_ratio_of_means_with_its_correction_and_error() -> None:
    # means 3 and 12, variances 2 (of two values) and 28 (of three)
    share_a, share_b = 2 / (2 * 9), 28 / (3 * 144)
    found = log_ratio_of_means([2.0, 4.0], [8.0, 10.0, 18.0])
    assert found.value == pytest.approx(math.log(4) + 0.5 * (share_b - share_a))
    assert found.error == pytest.approx(math.sqrt(share_a + share_b))
    plain = log_ratio_of_means([2.0, 4.0], [8.0, 10.0, 18.0], bias_corrected=False)
    assert plain.value == pytest.approx(math.log(4))


def test_counts_of_zero_are_kept_off_zero_by_the_smallest_amount() -> None:
    # mean 1/6 and variance 1/27 in place of 0; mean 4 and variance 4
    share_a, share_b = (1 / 27) / (3 / 36), 4 / (3 * 16)
    found = log_ratio_of_means([0.0, 0.0, 0.0], [2.0, 4.0, 6.0], smallest=1.0)
    assert found.value == pytest.approx(math.log(24) + 0.5 * (share_b - share_a))
    assert found.error == pytest.approx(math.sqrt(share_a + share_b))
    # of a step of two: mean 2/6 and variance 4/27
    wider = log_ratio_of_means([0.0, 0.0, 0.0], [2.0, 4.0, 6.0], smallest=2.0, bias_corrected=False)
    assert wider.value == pytest.approx(math.log(12))
    assert wider.error == pytest.approx(math.sqrt((4 / 27) / (3 / 9) + share_b))
    constant = log_ratio_of_means([2.0, 4.0, 6.0], [5.0, 5.0, 5.0], smallest=1.0, bias_corrected=False)
    assert constant.error == pytest.approx(math.sqrt(share_b + (1 / 27) / (3 * 25)))


def test_a_ratio_of_single_values_has_no_error_and_with_the_correction_no_value() -> None:
    assert log_ratio_of_means([2.0], [4.0]).undefined == "one_value"
    plain = log_ratio_of_means([2.0], [4.0], bias_corrected=False)
    assert (plain.value, plain.no_error) == (pytest.approx(math.log(2)), "one_value")
    assert log_ratio_of_means([0.0, 0.0], [4.0, 5.0]).undefined == "not_positive"


def test_the_ratio_of_medians_with_the_error_of_order_statistics() -> None:
    # of four values the outermost two bracket the median: 1 / 16 lies outside on each side
    quantile = 1.5341206  # of the normal distribution at 1 - 1 / 16
    found = log_ratio_of_medians([1.0, 2.0, 4.0, 8.0], [4.0, 8.0, 16.0, 32.0])
    assert found.value == pytest.approx(math.log(4))
    assert found.error == pytest.approx(math.sqrt(2) * math.log(8) / (2 * quantile), rel=1e-6)
    less = log_ratio_of_medians([8.0, 16.0], [2.0, 4.0], "decrease")
    assert less.value == pytest.approx(math.log(4))
    assert log_ratio_of_medians([0.0, 0.0, 3.0, 3.0, 3.0], [1.0, 2.0]).no_error == "not_positive"
    assert log_ratio_of_medians([0.5, 0.5, 3.0, 3.0, 3.0], [1.0, 2.0]).no_error is None


def test_half_of_the_way_to_a_goal() -> None:
    assert percent_of_goal([10.0, 10.0], [15.0, 15.0], 20.0).value == pytest.approx(50.0)
    assert percent_of_goal([10.0, 10.0], [6.0, 6.0], 2.0, "decrease").value == pytest.approx(50.0)
    assert percent_of_goal([10.0, 10.0], [6.0, 6.0], 10.0).undefined == "at_goal"


# trends


def test_a_baseline_of_three_has_a_trend_and_one_of_two_has_none() -> None:
    assert baseline_corrected_tau([1.0, 2.0], [3.0, 4.0]).undefined == "few_values"
    # what goes on as it began is no effect of the drug
    assert baseline_corrected_tau([1.0, 2.0, 3.0], [4.0, 5.0]).value == pytest.approx(0.0)
    assert baseline_corrected_tau([1.0, 2.0, 3.0], [5.0, 6.0]).value == pytest.approx(1.0)
    assert baseline_corrected_tau([3.0, 2.0, 1.0], [0.0, -1.0]).value == pytest.approx(0.0)
    assert baseline_corrected_tau([1.0, 2.0, 3.0], []).undefined == "no_data"
    assert baseline_corrected_tau([], [1.0, 2.0, 3.0]).undefined == "no_data"


def test_kendall_s_correlation_of_value_and_phase_has_the_error_of_its_number_of_values() -> None:
    found = baseline_corrected_tau([5.0, 3.0, 4.0], [9.0, 8.0], kind="kendall", pretest=1e-9)
    # all six pairs between the phases rise, of ten pairs; one variable has four ties: 6 / sqrt(10 * 6)
    value = 6 / math.sqrt(60)
    assert found.value == pytest.approx(value)
    assert found.error == pytest.approx(math.sqrt(2 / 5 * (1 - value**2)))
    bounded = Values(np.array([8.0, 7.0]), np.array([9.0, INF]))
    assert baseline_corrected_tau([5.0, 3.0, 4.0], bounded, kind="kendall").undefined == "censored"


# randomisation


def test_ways_to_cut_a_series() -> None:
    assert [count_assignments(values, 2, 2) for values in (3, 4, 5, 6)] == [0, 1, 2, 3]
    assert count_assignments(7, 3, 2) == 3
    assert assignments(6, 2, 2).tolist() == [[2], [3], [4]]
    assert assignments(7, 3, 2).tolist() == [[2, 4], [2, 5], [3, 5]]
    assert assignments(3, 2, 2).shape == (0, 1)


@pytest.mark.parametrize(
    ("measure", "observed"),
    # phases of 1 3, 8 8 8, 4 and 6 6 6: all values with the drug against all without; the phases, their means or sums
    [("means", 7.0 - 8 / 3), ("phase_means", 7.0 - 3.0), ("phase_sums", 14.0 - 6.0)],
)
def test_what_is_compared_between_the_phases(measure: str, observed: float) -> None:
    series = Arranged(np.array([1.0, 3.0, 8.0, 8.0, 8.0, 4.0, 6.0, 6.0, 6.0]), (2, 5, 6))
    found = randomisation_test(series, shortest=1, randomised=True, measure=measure)  # type: ignore[arg-type]
    assert found.observed == pytest.approx(observed)
    less = randomisation_test(series, shortest=1, randomised=True, measure=measure, improvement="decrease")  # type: ignore[arg-type]
    assert less.observed == pytest.approx(-observed)


def test_a_series_of_one_phase_cannot_be_tested_and_one_of_two_can() -> None:
    assert randomisation_test(Arranged(np.array([1.0, 2.0, 3.0]), ()), shortest=1, randomised=True).undefined == "no_data"
    assert randomisation_test([], shortest=1, randomised=True).undefined == "no_data"
    assert randomisation_test(Arranged(np.array([1.0, 2.0, 9.0]), (2,)), shortest=1, randomised=True).p == pytest.approx(0.5)


# regression


def test_the_effect_builds_up_and_fades_with_its_half_life() -> None:
    times = np.arange(8.0)
    assert exposure(times, [(1.0, 2.0), (4.0, INF)], 0.0).tolist() == [0, 0, 1, 0, 0, 1, 1, 1]
    expected = [0.0, 0.5, 0.75, 0.375, 0.1875, 0.59375, 0.796875, 0.3984375]
    assert exposure(times, [(0.0, 2.0), (4.0, 6.0)], 1.0) == pytest.approx(expected)
    assert exposure(times, [(0.0, INF)], 1.0)[3] == pytest.approx(0.875)


@pytest.mark.parametrize(
    ("days", "undefined"),
    [((-2.0, -1.0, 1.0, 2.0), "few_values"), ((-3.0, -2.0, -1.0, 0.0, 1.0), "few_values"), ((-2.0, -1.0, 1.0, 2.0, 3.0), None)],
)
def test_a_regression_asks_for_five_values_and_two_a_side(days: tuple[float, ...], undefined: str | None) -> None:
    values = np.linspace(0.0, 1.0, len(days))
    found = regression(np.array(days), Values(values, values), [(0.0, INF)], draws=20, threshold=-0.5)
    assert found.undefined == undefined
    assert (found.p_beyond is None) == (undefined is not None)
    if undefined is None:
        assert regression(np.array(days), Values(values, values), [(0.0, INF)], draws=20).p_beyond is None


def test_the_grid_of_the_regression_is_the_one_that_is_told() -> None:
    grid = {name: each.default for name, each in inspect.signature(regression).parameters.items()}
    assert grid["half_lives_days"] == (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
    assert grid["persistences_days"] == (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
    assert (grid["spreads"][0], grid["spreads"][-1], len(grid["spreads"])) == (pytest.approx(0.03), pytest.approx(3.0), 20)


def test_before_the_data_level_effect_and_trend_have_standard_deviations_of_three_two_and_one() -> None:
    # values of so wide a spread tell nothing
    model = _Model(np.arange(6.0), [(2.5, INF)], True, (1.0,), (1.0,), (1e6,))
    assert np.sqrt(np.diag(model.covariance[0, 0, 0])) == pytest.approx([3.0, 2.0, 1.0], rel=1e-6)


# series and summary

TREATED = "rechallenge: 1\ntreatments:\n"


def series(treatments: str, readings: dict[int, str], events: str = "", drugs: tuple[str, ...] = ("anakinra",)):  # type: ignore[no-untyped-def]
    rows = "".join(f"  - {{what: CRP, at: {day} d, value: {value}}}\n" for day, value in readings.items())
    course = read_course(f"{TREATED}{treatments}observations:\n{rows}{events}").course
    (found,) = series_of(course, drugs)
    return found


ANAKINRA = "  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}\n"
CANAKINUMAB = "  - {drug: canakinumab, dose: 150 mg, every: 56 d, from: 10 d, to: 20 d}\n"


def test_overlapping_stretches_of_two_drugs_are_one_and_end_with_the_later() -> None:
    found = series(ANAKINRA + CANAKINUMAB, {-1: "80 mg/L", 25: "4 mg/L", 90: "60 mg/L"}, drugs=("anakinra", "canakinumab"))
    assert found.periods == ((0.0, 30.0),)
    assert [(phase.side, len(phase.readings)) for phase in found.phases] == [("off", 1), ("on", 1), ("off", 1)]
    assert found.values((1,)).low.tolist() == [4.0]
    assert found.values().low.tolist() == [80.0, 4.0, 60.0]
    assert found.days((0, 2)).tolist() == [-1.0, 90.0]


@pytest.mark.parametrize(("day", "left_out"), [(11, 0), (12, 1), (26, 1), (27, 0)])
def test_a_reading_from_the_day_of_an_infection_to_two_weeks_later_is_left_out(day: int, left_out: int) -> None:
    found = series(ANAKINRA, {-1: "80 mg/L", day: "70 mg/L", 90: "60 mg/L"}, "events: [{what: infection, at: 12 d}]\n")
    assert found.left_out["infection"] == left_out


def test_pairs_that_bounds_leave_open_count_half_and_are_counted() -> None:
    bounded = Values(np.array([0.0, 0.0]), np.array([5.0, 10.0]))
    found = summary([4.0, 20.0], bounded, "decrease")
    # 4 against 0 to 5 and 0 to 10 is open twice; 20 is above both
    assert (found.pairs, found.unordered) == (4, 2)
    assert (found.nap_least, found.nap_most) == pytest.approx((0.5, 1.0))
    known = summary([4.0, 4.0], [4.0, 1.0], "decrease")
    assert (known.unordered, known.nap_least) == (0, known.nap_most)


def test_of_nothing_nothing_is_counted() -> None:
    assert set(Tally().as_dict().values()) == {0}
