"""What a regimen takes of a drug, day by day: each dose is spread until the next."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.questions.forecast_start import Burden


def burden(days: list[float], mg: list[float], horizon: int = 30, drug: str = "prednisone") -> Burden:
    return Burden({drug: (np.array(days, dtype=float), np.array(mg))}, horizon)


def test_a_daily_dose_is_its_own_level_to_the_end() -> None:
    level = burden(list(range(30)), [10.0] * 30).daily_level("prednisone")
    assert level.shape == (31,)
    assert level == pytest.approx(10.0)


def test_two_doses_a_day_are_added() -> None:
    days = [at for day in range(30) for at in (day, day)]
    assert burden(days, [4.0, 2.0] * 30).daily_level("prednisone") == pytest.approx(6.0)


def test_a_dose_is_spread_until_the_next_one() -> None:
    level = burden([0.0, 2.0, 4.0], [8.0, 4.0, 2.0], 6).daily_level("prednisone")
    assert level == pytest.approx([4.0, 4.0, 2.0, 2.0, 1.0, 1.0, 1.0])


def test_a_single_dose_is_spread_to_the_horizon() -> None:
    assert burden([0.0], [30.0]).daily_level("prednisone") == pytest.approx(1.0)
    late = burden([10.0], [30.0]).daily_level("prednisone")
    assert late[:10] == pytest.approx(0.0)
    assert late[10:] == pytest.approx(1.5)


def test_after_a_pause_of_more_than_twice_the_spacing_nothing_is_given_meanwhile() -> None:
    level = burden([0.0, 1.0, 2.0, 12.0, 13.0], [5.0] * 5, 20).daily_level("prednisone")
    assert level[[0, 1, 2, 12, 13]] == pytest.approx(5.0)
    assert level[3:12] == pytest.approx(0.0)
    assert level[14:] == pytest.approx(0.0)


def test_a_spacing_that_doubles_is_no_pause() -> None:
    level = burden([0.0, 1.0, 3.0, 5.0], [4.0] * 4, 7).daily_level("prednisone")
    assert level == pytest.approx([4.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0])


def test_the_lowest_dose_of_a_taper_is_that_before_the_horizon() -> None:
    doses = [10.0] * 10 + [7.5] * 10 + [5.0] * 10
    taken = burden(list(range(30)), doses)
    assert taken.lowest_mg("prednisone") == pytest.approx(5.0)
    assert taken.lowest_mg("anakinra") == 0.0


def test_a_taper_that_ends_one_day_before_the_horizon_is_none_on_its_last_day() -> None:
    taken = burden(list(range(29)), [10.0] * 29)
    assert taken.daily_level("prednisone")[28] == pytest.approx(10.0)
    assert taken.lowest_mg("prednisone") == 0.0


def test_the_mean_is_over_the_whole_horizon() -> None:
    taken = burden(list(range(15)), [10.0] * 15)
    assert taken.prednisone_mg_per_day == pytest.approx(5.0)
    assert taken.mean_mg_per_day("anakinra") == 0.0
    assert burden([], []).daily_level("prednisone") == pytest.approx(0.0)
