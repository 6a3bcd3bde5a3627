"""The curve about the first dose: where it is read, and when it first falls below a level; hand-made curves, exact days."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.outcomes import outcome
from rechallenge.questions.first_dose_window import FirstDoseWindow, curve_grid, marker_curves

INF = float("inf")


def around(days: list[float], crp: list[list[float]], start: list[float]) -> FirstDoseWindow:
    return FirstDoseWindow(np.array(days), {"crp": np.array(crp), "pain": np.array(crp) / 10.0}, np.array(start))


def test_a_level_between_two_days_is_interpolated() -> None:
    curve = around([0.0, 1.0, 3.0], [[100.0, 60.0, 20.0]], [0.0])
    assert curve.marker_at(0.25)[0] == pytest.approx(90.0)
    assert curve.marker_at(1.5)[0] == pytest.approx(50.0)
    # before the first and after the last day the curve stays where it was
    assert curve.marker_at(-2.0)[0] == 100.0
    assert curve.marker_at(9.0)[0] == 20.0


def test_days_count_from_the_first_dose_of_each_draw() -> None:
    curve = around([0.0, 1.0, 2.0, 3.0], [[100.0, 80.0, 40.0, 0.0]] * 2, [0.0, 1.0])
    assert curve.marker_at(1.0).tolist() == [80.0, 40.0]
    # 10 mg/L lies three quarters of the way from 40 on day 2 to 0 on day 3
    assert curve.days_to_marker_below(10.0).tolist() == pytest.approx([2.75, 1.75])


def test_a_fall_within_an_uneven_step_is_found_where_the_line_crosses() -> None:
    curve = around([0.0, 2.0, 6.0], [[50.0, 50.0, 10.0]], [0.0])
    assert curve.days_to_marker_below(20.0)[0] == pytest.approx(5.0)
    assert curve.days_to_fall(outcome("pain"), 1.0)[0] == pytest.approx(3.0)


def test_a_fall_before_the_first_dose_does_not_count() -> None:
    curve = around([0.0, 1.0, 2.0, 3.0, 4.0], [[50.0, 5.0, 50.0, 50.0, 5.0]], [2.0])
    assert curve.days_to_marker_below(10.0)[0] == pytest.approx(1.0 + 40.0 / 45.0)


def test_who_starts_below_the_level_is_there_at_once_and_one_at_the_level_is_not() -> None:
    below = around([0.0, 1.0, 2.0], [[9.9, 50.0, 50.0], [10.0, 10.0, 0.0]], [0.0, 0.0])
    assert below.days_to_marker_below(10.0).tolist() == [0.0, 1.0]


def test_a_first_answer_after_four_weeks_is_none() -> None:
    days = list(np.arange(0.0, 41.0))

    def falling_on(day: int) -> list[float]:
        return [50.0 if at < day else 0.0 for at in days]

    curve = around(days, [falling_on(28), falling_on(29)], [0.0, 0.0])
    found = curve.days_to_marker_below(10.0)
    assert found[0] == pytest.approx(27.8)
    assert found[1] == INF


def test_curves_are_drawn_from_three_days_before_to_two_weeks_after_the_first_dose_four_points_a_day() -> None:
    grid = curve_grid()
    assert (grid[0], grid[-1]) == (-3.0, 14.0)
    assert np.diff(grid) == pytest.approx(0.25)
    curve = around([0.0, 20.0], [[0.0, 20.0]], [4.0])
    assert marker_curves(curve, grid)[0] == pytest.approx(grid + 4.0)
