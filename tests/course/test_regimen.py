"""What is given on a day is known in one place: doses on the line of a taper, by exposure, today and last."""

from __future__ import annotations

import math

import pytest

from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.regimen import (
    Dosage,
    Regimen,
    daily_mg_on,
    dose_on,
    doses_until,
    first_mg,
    highest_daily_mg,
    last_mg,
    runs_on,
    surely_runs_on,
)
from rechallenge.course.times import When
from rechallenge.formats.reading import read_course


def regimen(treatments: str, today: float = math.inf) -> Regimen:
    return Regimen.of(read_course(f"rechallenge: 1\ntreatments:\n{treatments}").course, today)


TAPER = DoseStep(20.0, 1.0, When(0.0, 0.0), When(40.0, 40.0), 10.0)
UNCERTAIN = DoseStep(100.0, 1.0, When(10.0, 20.0), When(30.0, 50.0))
SINGLE = DoseStep(150.0, None, When(3.0, 5.0))
ONGOING = DoseStep(None, 2.0, When(1.0, 1.0))


def test_a_taper_halfway_gives_the_dose_halfway() -> None:
    assert [dose_on(TAPER, day, None) for day in (0.0, 20.0, 40.0)] == [20.0, 15.0, 10.0]


def test_a_taper_is_level_before_and_after_its_line() -> None:
    assert [dose_on(TAPER, day, None) for day in (-5.0, 45.0)] == [20.0, 10.0]


def test_the_line_of_a_taper_goes_from_the_middle_of_its_start_to_the_middle_of_its_stop() -> None:
    uncertain = DoseStep(20.0, 1.0, When(0.0, 10.0), When(20.0, 30.0), 10.0)
    assert [dose_on(uncertain, day, None) for day in (5.0, 15.0, 25.0)] == [20.0, 15.0, 10.0]


def test_a_taper_without_a_stop_stays_at_its_first_dose() -> None:
    assert dose_on(DoseStep(20.0, 1.0, When(0.0, 0.0), None, 10.0), 100.0, None) == 20.0


def test_an_unknown_dose_is_the_one_that_is_said_to_stand_for_it() -> None:
    assert (first_mg(ONGOING, None), first_mg(ONGOING, 100.0)) == (None, 100.0)
    to_ten = DoseStep(None, 1.0, When(0.0, 0.0), When(10.0, 10.0), 10.0)
    assert (dose_on(to_ten, 5.0, None), dose_on(to_ten, 5.0, 20.0), last_mg(to_ten, None)) == (None, 15.0, 10.0)


def test_by_the_middles_a_step_runs_from_the_middle_of_its_start_until_before_the_middle_of_its_stop() -> None:
    assert [runs_on(UNCERTAIN, day) for day in (14.9, 15.0, 39.9, 40.0)] == [False, True, True, False]


def test_surely_a_step_runs_from_its_latest_start_to_its_earliest_stop() -> None:
    assert [surely_runs_on(UNCERTAIN, day) for day in (19.9, 20.0, 30.0, 30.1)] == [False, True, True, False]


def test_a_single_dose_is_no_step_that_runs_and_counts_as_that_of_one_day() -> None:
    assert not runs_on(SINGLE, 4.0)
    assert not surely_runs_on(SINGLE, 4.0)
    assert daily_mg_on(SINGLE, 4.0, None) == 150.0


def test_the_doses_of_a_step_stand_at_its_spacing_until_its_stop_or_the_end() -> None:
    assert doses_until(ONGOING, 6.0, 100.0) == [(1.0, 100.0), (3.0, 100.0), (5.0, 100.0)]
    assert doses_until(ONGOING, 1.0, 100.0) == []
    assert doses_until(SINGLE, 10.0, 100.0) == [(4.0, 150.0)]
    assert doses_until(DoseStep(8.0, 1.0, When(0.0, 0.0), When(4.0, 4.0), 4.0), 90.0, 100.0) == [
        (0.0, 8.0),
        (1.0, 7.0),
        (2.0, 6.0),
        (3.0, 5.0),
    ]


TWO_STEROIDS = """\
  - {drug: prednisone, dose: 10 mg, every: 1 d, from: 0 d}
  - {drug: methylprednisolone, dose: 8 mg, every: 2 d, from: 10 d}
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 5 d, to: 20 d, route: sc}
  - {drug: ibuprofen, from: 0 d}
"""


def test_two_drugs_of_one_exposure_add_up_in_its_milligrams() -> None:
    """8 mg of methylprednisolone stand for 10 mg of prednisone; every other day that is 5 mg a day."""
    given = regimen(TWO_STEROIDS, today=30.0)
    assert given.drugs_of("prednisone") == ("prednisone", "methylprednisolone")
    assert [given.daily_mg("prednisone", day) for day in (-1.0, 5.0, 10.0)] == [0.0, 10.0, 15.0]
    assert given.current_daily_mg("prednisone") == 15.0
    assert [(each.drug, each.equivalent_mg, each.exposure) for each in given.current("prednisone")] == [
        ("prednisone", 10.0, "prednisone"),
        ("methylprednisolone", 10.0, "prednisone"),
    ]


def test_what_has_stopped_is_not_current_but_was_given_last() -> None:
    given = regimen(TWO_STEROIDS, today=30.0)
    assert given.current("anakinra") == ()
    assert given.latest("anakinra") == Dosage("anakinra", 100.0, 1.0, "sc")
    assert given.latest_of(("prednisone", "anakinra")) == "prednisone"
    assert regimen(TWO_STEROIDS, today=15.0).latest_of(("prednisone", "anakinra")) == "anakinra"
    assert given.latest_of(()) is None


def test_a_drug_that_may_have_stopped_already_is_not_current_though_the_record_counts_its_dose() -> None:
    given = regimen("  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 20..40 d}\n", today=25.0)
    assert (given.current("anakinra"), given.daily_mg("anakinra", 25.0)) == ((), 100.0)


def test_a_taper_that_runs_today_leads_to_its_last_dose() -> None:
    given = regimen("  - {drug: prednisone, dose: 20 mg, taper: 6 mg, every: 1 d, from: 0 d, to: 40 d}\n", today=30.0)
    assert given.current_daily_mg("prednisone") == 6.0
    assert given.daily_mg("prednisone", 20.0) == 13.0


def test_an_unknown_dose_is_the_usual_one() -> None:
    given = regimen("  - {drug: anakinra, dose: unknown, every: 2 d, from: 0 d}\n", today=10.0)
    assert given.current("anakinra") == (Dosage("anakinra", 100.0, 2.0),)
    assert given.daily_mg("anakinra", 5.0) == 50.0
    assert not given.doses_recorded


def test_single_doses_only_leave_the_usual_dosage_as_the_latest() -> None:
    given = regimen("  - {drug: canakinumab, dose: 300 mg, at: [0 d, 60 d]}\n", today=70.0)
    assert given.current("canakinumab") == ()
    assert given.latest("canakinumab") == Dosage("canakinumab", 150.0, 28.0)
    assert given.daily_mg("canakinumab", 0.0) == 0.0
    assert highest_daily_mg(given.treatments[0]) == 300.0


def test_a_drug_stays_on_the_last_route_that_the_record_names() -> None:
    by_vein, untold, under_skin = (
        Treatment("anakinra", True, (DoseStep(100.0, 1.0, When(day, day)),), route)
        for day, route in ((0.0, "iv"), (5.0, None), (9.0, "sc"))
    )
    assert Regimen((by_vein, untold)).route_of("anakinra") == "iv"
    assert Regimen((by_vein, untold, under_skin)).route_of("anakinra") == "sc"
    assert Regimen((untold,)).route_of("anakinra") is None
    assert Regimen((by_vein,)).routes_recorded
    assert not Regimen((by_vein, untold)).routes_recorded
    assert not Regimen(()).routes_recorded


def test_the_first_start_is_the_one_whose_middle_comes_first() -> None:
    given = regimen("  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 8 d}\n  - {drug: anakinra, dose: 50 mg, at: [0..10 d]}\n")
    first = given.first_start("anakinra")
    assert first is not None
    assert (first.earliest, first.latest) == (0.0, 10.0)
    assert regimen(TWO_STEROIDS).first_start("colchicine") is None


def test_days_on_a_drug_are_counted_until_today() -> None:
    assert regimen(TWO_STEROIDS, today=30.0).days_on("anakinra") == 15.0
    assert regimen(TWO_STEROIDS, today=12.0).days_on("prednisone") == 14.0


def test_a_dosage_was_had_when_a_step_has_its_dose_and_spacing() -> None:
    given = regimen(TWO_STEROIDS)
    assert given.had(Dosage("anakinra", 100.0, 1.04))
    assert not given.had(Dosage("anakinra", 100.0, 1.06))
    assert not given.had(Dosage("anakinra", 50.0, 1.0))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("{dose: 10 mg, every: 1 d, from: 0 d}, {dose: 20 mg, every: 1 d, from: 9 d}", [0.0, 9.0]),
        ("{dose: 20 mg, every: 1 d, from: 0 d}, {dose: 20 mg, every: 2 d, from: 9 d}", [0.0]),
        ("{dose: 20 mg, taper: 5 mg, every: 1 d, from: 0 d}, {dose: 10 mg, every: 1 d, from: 9 d}", [0.0, 9.0]),
        ("{dose: unknown, every: 1 d, from: 0 d}, {dose: 10 mg, every: 1 d, from: 9 d}", [0.0]),
        ("{dose: unknown, every: 2 d, from: 0 d}, {dose: unknown, every: 1 d, from: 9 d}", [0.0, 9.0]),
    ],
)
def test_an_increase_is_more_a_day_than_where_the_step_before_ended(steps: str, expected: list[float]) -> None:
    given = regimen(f"  - {{drug: prednisone, steps: [{steps}]}}\n")
    assert [when.middle for _, when in given.increases()] == expected


def test_a_course_without_treatments_gives_nothing() -> None:
    nothing = Regimen.of(Course("nothing"))
    assert (nothing.drugs_of("anakinra"), nothing.current("anakinra"), nothing.doses_recorded) == ((), (), False)
