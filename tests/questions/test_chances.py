"""Chance is taken out of the spread between draws: two forecasts of each draw, numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.inference.forecast import Forecast
from rechallenge.questions.forecasts import N_PASTS, chances, probability, probability_band, rows_taken


def test_draws_that_differ_by_no_more_than_chance_are_one() -> None:
    # between the means (0.5, 0.5): nothing; within: all of it
    assert chances(np.array([0.0, 1.0, 1.0, 0.0])).tolist() == [0.5, 0.5]


def test_draws_whose_futures_agree_keep_their_spread() -> None:
    assert chances(np.array([0.2, 0.2, 0.8, 0.8])) == pytest.approx([0.2, 0.8])


def test_the_spread_is_reduced_by_what_chance_adds() -> None:
    # means 0.2 and 0.8: variance 0.18; within each draw 0.02, halved by two forecasts: 0.01; the root of 1 - 0.01/0.18 is left
    left = np.sqrt(1.0 - 0.01 / 0.18)
    assert chances(np.array([0.1, 0.3, 0.7, 0.9])) == pytest.approx([0.5 - 0.3 * left, 0.5 + 0.3 * left])


def test_one_draw_alone_is_its_mean() -> None:
    assert chances(np.array([0.2, 0.4])) == pytest.approx([0.3])


def test_two_draws_have_a_spread() -> None:
    assert len(set(chances(np.array([0.0, 0.0, 1.0, 1.0])).tolist())) == 2


def test_a_probability_has_the_interval_of_ninety_in_a_hundred() -> None:
    runs = np.repeat(np.linspace(0.0, 1.0, 101), 2)
    found = probability(runs)
    assert (found.value, found.low, found.high) == pytest.approx((0.5, 0.05, 0.95))


def test_a_band_holds_the_middle_half_and_nine_in_ten() -> None:
    runs = np.repeat(np.linspace(0.0, 1.0, 101), 2)
    band = probability_band(Forecast(np.array([0.0]), {}, runs[:, None]))
    assert [float(each[0]) for each in (band.low90, band.low50, band.median, band.high50, band.high90)] == pytest.approx(
        [0.05, 0.25, 0.5, 0.75, 0.95]
    )


def test_draws_are_taken_evenly_and_each_stands_twice() -> None:
    assert rows_taken(9, 3).tolist() == [0, 0, 4, 4, 8, 8]
    assert rows_taken(2, 5).tolist() == [0, 0, 1, 1]
    assert dict(N_PASTS) == {"laplace": 100, "nuts": 200}
