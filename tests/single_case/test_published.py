"""Numbers that others have published or assert in their own tests.

Sources: SingleCaseES 0.7.4 (github.com/jepusto/SingleCaseES, GPL-3; its tests and values computed with it), scan 0.67.1
(github.com/jazznbass/scan, its tests, and its book https://jazznbass.github.io/scan-Book/). The data are a few numbers each, as
printed in the papers named. Tolerance: rounding of what is printed; none where a fraction is asserted.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from rechallenge.single_case import (
    Arranged,
    baseline_corrected_tau,
    ird,
    kendall,
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
    standardised_difference,
    tau,
    tau_u,
    theil_sen,
)

pytestmark = pytest.mark.oracle

PARKER_VANNEST_DAVIS_2011 = [20, 20, 26, 25, 22, 23], [28, 25, 24, 27, 30, 30, 29]
PARKER_2011_SECOND = [3, 3, 4, 5], [4, 5, 6, 7, 7]
PARKER_VANNEST_2009 = [4, 3, 4, 3, 4, 7, 5, 2, 3, 2], [5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9]
TARLOW_2017_TREND = [1, 2, 3, 4, 5], [6, 7, 8, 9, 10]
TARLOW_2017_WEB = [33, 25, 17, 25, 19, 21, 19, 14, 19, 17], [14, 15, 15, 9, 12, 7, 10, 6, 5, 2, 2, 3, 5, 4]
MCKISSICK_2010_PERIOD_1 = [13.62, 12.57, 15.76], [5.97, 4.63, 5.82, 3.72, 8.07, 2.95, 11.86]
BONETT_PRICE_2020 = (
    [21, 14, 11, 27, 19, 32, 21, 23, 18, 26, 24, 23],
    [34, 19, 26, 31, 39, 42, 27, 14, 25, 29, 33, 36],
)
SCAN_EXAMPLE_AB = {
    "Johanna": ([54, 53, 56, 58, 52], [61, 62, 71, 66, 64, 78, 70, 74, 82, 77, 86, 68, 80, 86, 87]),
    "Karolina": ([41, 59, 56, 51, 52], [57, 56, 67, 75, 66, 69, 68, 73, 77, 79, 86, 82, 75, 83, 89]),
    "Anja": ([55, 58, 53, 50, 52], [55, 68, 68, 81, 67, 78, 73, 72, 78, 81, 78, 71, 85, 80, 76]),
}


def test_overlap_of_parker_vannest_and_davis_2011() -> None:
    data = PARKER_VANNEST_DAVIS_2011
    assert pnd(*data).value == pytest.approx(5 / 7)
    assert pand(*data).value == pytest.approx(11 / 13)
    assert pem(*data).value == 1
    assert ird(*data).value == pytest.approx(6 / 7 - 1 / 6)
    assert nap(*data).value == pytest.approx(38.5 / 42)
    assert tau(*data).value == pytest.approx(35 / 42)


def test_errors_and_interval_of_parker_vannest_and_davis_2011() -> None:
    data = PARKER_VANNEST_DAVIS_2011
    assert nap(*data).error == pytest.approx(0.06900656, abs=5e-9)
    assert nap_errors(*data) == pytest.approx({"unbiased": 0.06900656, "hanley": 0.07739185, "null": 0.1666667}, abs=5e-8)
    assert (nap(*data).low, nap(*data).high) == pytest.approx((0.5973406, 0.9860176), abs=5e-5)
    assert tau(*data).error == pytest.approx(2 * 0.06900656, abs=1e-8)


def test_trends_of_parker_vannest_and_davis_2011() -> None:
    data = PARKER_VANNEST_DAVIS_2011
    assert tau_u(*data).value == pytest.approx(0.7380952, abs=5e-8)
    corrected = baseline_corrected_tau(*data)
    assert (corrected.value, corrected.error) == pytest.approx((0.2857143, 0.3595159), abs=5e-8)
    assert theil_sen(range(1, 7), data[0]) == pytest.approx((0.6, 19.4))


def test_sizes_of_parker_vannest_and_davis_2011() -> None:
    data = PARKER_VANNEST_DAVIS_2011
    by_baseline, pooled = standardised_difference(*data), standardised_difference(*data, by="pooled")
    assert (by_baseline.value, by_baseline.error) == pytest.approx((1.649932, 0.6340935), abs=5e-7)
    assert (pooled.value, pooled.error) == pytest.approx((1.876247, 0.6374216), abs=5e-7)
    ratio = log_ratio_of_means(*data, smallest=1)
    assert (ratio.value, ratio.error) == pytest.approx((0.1953962, 0.05557723), abs=5e-8)
    assert log_ratio_of_means(*data, bias_corrected=False).value == pytest.approx(0.1958846, abs=5e-8)
    medians = log_ratio_of_medians(*data)
    assert (medians.value, medians.error) == pytest.approx((0.2186892, 0.07641543), abs=5e-8)


def test_second_example_of_parker_2011() -> None:
    data = PARKER_2011_SECOND
    assert tau(*data).value == pytest.approx(16 / 20)
    assert tau_u(*data).value == pytest.approx(11 / 20)
    assert nap(*data).value == pytest.approx(0.9)
    assert pnd(*data).value == pytest.approx(0.6)
    assert pand(*data).value == pytest.approx(0.7777778, abs=5e-8)
    assert ird(*data).value == pytest.approx(0.55)


def test_example_of_parker_and_vannest_2009() -> None:
    data = PARKER_VANNEST_2009
    assert nap(*data).value == pytest.approx(0.9636364, abs=5e-8)
    assert round(nap(*data).value or 0.0, 2) == 0.96
    assert tau(*data).value == pytest.approx(0.9272727, abs=5e-8)
    assert tau_u(*data).value == pytest.approx(1.018182, abs=5e-7)
    assert pnd(*data).value == pytest.approx(0.6363636, abs=5e-8)
    assert pand(*data).value == pytest.approx(0.9047619, abs=5e-8)
    assert ird(*data).value == pytest.approx(0.8090909, abs=5e-8)


def test_a_trend_that_goes_on_is_no_effect_after_tarlow_2017() -> None:
    assert tau(*TARLOW_2017_TREND).value == 1
    assert tau_u(*TARLOW_2017_TREND).value == pytest.approx(0.6)
    assert baseline_corrected_tau(*TARLOW_2017_TREND).value == 0
    assert baseline_corrected_tau(*TARLOW_2017_TREND, kind="kendall").undefined == "constant"


def test_the_example_of_tarlow_whose_sign_turns() -> None:
    assert round(tau(*TARLOW_2017_WEB, "decrease").value or 0.0, 2) == 0.96
    assert round(baseline_corrected_tau(*TARLOW_2017_WEB, "decrease").value or 0.0, 2) == -0.20


def test_baseline_is_corrected_only_where_its_trend_shows_if_so_asked() -> None:
    plain = tau(*PARKER_VANNEST_DAVIS_2011)
    assert baseline_corrected_tau(*PARKER_VANNEST_DAVIS_2011, pretest=0.05) == plain
    rising = [1, 1, 3, 3, 5, 5], [5, 6, 4, 8, 9]  # Kendall's p lies between 0.01 and 0.05, as the tests of SingleCaseES hold
    assert baseline_corrected_tau(*rising, pretest=0.05).value == baseline_corrected_tau(*rising).value
    assert baseline_corrected_tau(*rising, pretest=0.01) == tau(*rising)


def test_error_of_the_tau_of_tarlow() -> None:
    found = baseline_corrected_tau(*PARKER_VANNEST_DAVIS_2011, kind="kendall")
    assert found.value is not None
    assert found.error == pytest.approx(math.sqrt(2 / 13 * (1 - found.value**2)))


def test_rank_correlation_with_ties_of_kendall_1970_page_35() -> None:
    found = kendall([1, 2.5, 2.5, 4.5, 4.5, 6.5, 6.5, 8, 9.5, 9.5], [1, 2, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10])
    assert found.s == 33
    assert found.d == pytest.approx(math.sqrt(41 * 36))
    assert round(found.tau_b or 0.0, 3) == 0.859


def test_tau_u_beyond_one_in_mckissick_2010() -> None:
    assert tau_u(*MCKISSICK_2010_PERIOD_1, "decrease").value == pytest.approx(1.0476, abs=5e-5)


def test_ratio_of_medians_of_bonett_and_price_2020() -> None:
    # the intermediate numbers of the function printed in the paper, worked by hand: the order statistics 3 and 10 of 12
    found = log_ratio_of_medians(*BONETT_PRICE_2020)
    outside = sum(math.comb(12, k) for k in range(3)) / 2**12
    from scipy.stats import norm

    errors = [math.log(u / low) / (2 * norm.ppf(1 - outside)) for low, u in ((18, 26), (25, 36))]
    assert found.value == pytest.approx(math.log(30 / 22))
    assert found.error == pytest.approx(math.hypot(*errors))


def test_percent_of_goal_as_singlecasees_defines_it() -> None:
    a, b = PARKER_VANNEST_DAVIS_2011
    expected = 100 * (np.mean(b) - np.mean(a)) / (25 - np.mean(a))
    assert percent_of_goal(a, b, 25).value == pytest.approx(expected)
    assert percent_of_goal(a, b, 25, "decrease").value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("before", "after", "goal", "article", "package"),
    [(67, 14, 0, 79.1, 79.10448), (14, 48, 11.17, 64.2, 64.12674), (48, 1, 0, 97.92, 97.91667)],
)
def test_percent_of_goal_in_crozier_and_tincani_2005(before: int, after: int, goal: float, article: float, package: float) -> None:
    # The readings are not to be had as numbers. The sums of the phases, six readings each, are recovered from what is printed;
    # that the goal 11.17 of the second shift is the mean 67 / 6 of the first phase confirms them. Agreement is to whole percents.
    direction = "increase" if goal > before / 6 else "decrease"
    found = percent_of_goal([before / 6] * 6, [after / 6] * 6, goal, direction).value  # type: ignore[arg-type]
    assert found == pytest.approx(package, abs=5e-6)
    assert round(found or 0.0) == round(article)


@pytest.mark.parametrize(
    ("name", "pnd_", "pem_", "nap_", "pand_", "ird_", "tau_u_", "base_tau", "difference", "glass", "hedges"),
    [
        ("Johanna", 100, 100, 100, 100, 1.0, 0.77, 0.63, 19.53, 8.11, 2.35),
        ("Karolina", 87, 100, 97, 90, 0.73, 0.78, 0.59, 21.67, 3.17, 2.26),
        ("Anja", 93, 100, 98, 90, 0.87, 0.64, 0.61, 20.47, 6.71, 2.87),
    ],
)
def test_table_of_the_scan_book(
    name: str,
    pnd_: int,
    pem_: int,
    nap_: int,
    pand_: int,
    ird_: float,
    tau_u_: float,
    base_tau: float,
    difference: float,
    glass: float,
    hedges: float,
) -> None:
    data = SCAN_EXAMPLE_AB[name]
    found = [
        pnd(*data),
        pem(*data),
        nap(*data),
        pand(*data, definition="sorted"),
        ird(*data),
        tau_u(*data, kind="with_both_trends_b"),
        baseline_corrected_tau(*data, kind="kendall", pretest=0.05),
        mean_difference(*data),
        standardised_difference(*data, bias_corrected=False),
        standardised_difference(*data, by="pooled"),
    ]
    scales = [100, 100, 100, 100, 1, 1, 1, 1, 1, 1]
    digits = [0, 0, 0, 0, 2, 2, 2, 2, 2, 2]
    printed = [round(scale * (s.value or 0.0), digit) for s, scale, digit in zip(found, scales, digits, strict=True)]
    assert printed == [pnd_, pem_, nap_, pand_, ird_, tau_u_, base_tau, difference, glass, hedges]


def test_the_two_definitions_of_pand_differ_where_scan_and_singlecasees_do() -> None:
    assert pand(*SCAN_EXAMPLE_AB["Anja"], definition="sorted").value == pytest.approx(0.90)
    assert pand(*SCAN_EXAMPLE_AB["Anja"]).value == pytest.approx(0.95)
    # scan asserts 84.61538 and phi 0.6905 for the example of Parker, Vannest and Davis, on which both agree
    assert 100 * (pand(*PARKER_VANNEST_DAVIS_2011, definition="sorted").value or 0.0) == pytest.approx(84.61538, abs=5e-6)
    assert round(ird(*PARKER_VANNEST_DAVIS_2011).value or 0.0, 4) == 0.6905


def test_hedges_g_agrees_with_singlecasees() -> None:
    printed = {"Johanna": 2.347755, "Karolina": 2.257776, "Anja": 2.869193}
    for name, value in printed.items():
        assert standardised_difference(*SCAN_EXAMPLE_AB[name], by="pooled").value == pytest.approx(value, abs=5e-7)


def test_randomisation_test_of_scan_over_a_multiple_baseline() -> None:
    cases = [Arranged(np.array([*a, *b], float), (5,)) for a, b in SCAN_EXAMPLE_AB.values()]
    found = randomisation_test(cases, shortest=5, randomised=True)
    assert found.exact
    assert found.assignments == 1331
    assert found.p == 48 / 1331
    assert found.observed == pytest.approx(20.555555555555557)
    assert found.mean == pytest.approx(18.608874627056444)
    z = ((found.observed or 0.0) - (found.mean or 0.0)) / (found.spread or 1.0)
    assert z == pytest.approx(1.7307484671031808)
    p_z = 0.5 * math.erfc(z / math.sqrt(2))
    assert p_z == pytest.approx(0.04174831835964188)
    # what the test of scan itself asserts is the sum of the five
    assert round((found.p or 0.0) + (found.observed or 0.0) + z + p_z + (found.mean or 0.0), 8) == 40.97299008


@pytest.mark.parametrize(("name", "ways"), [("Johanna", 1), ("Karolina", 4), ("Anja", 2)])
def test_randomisation_test_of_scan_for_each_patient(name: str, ways: int) -> None:
    a, b = SCAN_EXAMPLE_AB[name]
    found = randomisation_test(Arranged(np.array([*a, *b], float), (5,)), shortest=5, randomised=True)
    assert (found.assignments, found.p) == (11, ways / 11)
