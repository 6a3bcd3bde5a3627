"""Which regimens a search tries: doses, spacings and tapers that can be prescribed, each in numbers of its own."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course, DoseStep, Patient, Treatment
from rechallenge.course.regimen import Regimen
from rechallenge.course.times import When
from rechallenge.questions.regimen.search_space import Choice, Limits, SearchSpace, Taper

TESTED = Limits(adrenal_tested=True)


def space(prednisone_mg: float = 20.0, limits: Limits = TESTED, *, anakinra_mg: float = 100.0, every_days: float = 1.0) -> SearchSpace:
    def given(drug: str, dose: float, every: float) -> Treatment:
        return Treatment(drug, True, (DoseStep(dose, every, When(-30.0, -30.0)),))

    treatments = [given("anakinra", anakinra_mg, every_days)]
    if prednisone_mg:
        treatments.append(given("prednisone", prednisone_mg, 1.0))
    return SearchSpace(Regimen.of(Course("a course", treatments=tuple(treatments)), today=0.0), "anakinra", limits, Patient())


def test_doses_are_those_published_for_an_adult_and_the_one_given_up_to_the_largest_allowed() -> None:
    """A syringe of 100 mg with marks 10 mg apart; 50 to 100 mg."""
    assert space().doses == [50.0, 60.0, 70.0, 80.0, 90.0, 100.0]
    assert space(limits=Limits(max_dose_mg=70.0)).doses == [50.0, 60.0, 70.0]
    # no limit of the one who prescribes goes beyond what is published
    assert space(limits=Limits(max_dose_mg=200.0)).doses == [50.0, 60.0, 70.0, 80.0, 90.0, 100.0]
    # the dose of the record is among them where it can be made up
    assert space(anakinra_mg=40.0).doses == [40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0]
    assert space(anakinra_mg=45.0).doses == [50.0, 60.0, 70.0, 80.0, 90.0, 100.0]


def test_spacings_are_those_published_and_that_one_can_keep_down_to_the_fewest_injections_allowed() -> None:
    """Every day, every other day, twice a week."""
    assert space().spacings == [1.0, 2.0, 3.5]
    assert space(limits=Limits(max_per_week=2.0)).spacings == [3.5]
    assert space(every_days=3.0).spacings == [1.0, 2.0, 3.0, 3.5]
    assert space(every_days=1.5).spacings == [1.0, 2.0, 3.5]


@pytest.mark.parametrize(
    ("now_mg", "limits", "floors"),
    [
        (20.0, TESTED, [0.0, 2.5, 5.0, 7.5, 10.0, 15.0]),
        (20.0, Limits(), [5.0, 7.5, 10.0, 15.0]),
        (10.0, Limits(), [5.0, 7.5]),  # a taper that ends at today's dose is none
        (20.0, Limits(lowest_prednisone_mg=7.5), [7.5, 10.0, 15.0]),
        (6.5, Limits(lowest_prednisone_mg=6.0), [6.0]),
        (5.0, Limits(), []),
        (0.0, TESTED, []),
    ],
)
def test_a_taper_ends_below_the_dose_of_today_and_not_below_the_limit(now_mg: float, limits: Limits, floors: list[float]) -> None:
    assert space(now_mg, limits).floors == floors


def test_steps_of_a_taper_are_smaller_than_the_dose_of_today() -> None:
    assert space(20.0).steps == [1.0, 2.5, 5.0]
    assert space(5.0).steps == [1.0, 2.5]
    assert space(0.5).steps == [1.0]


def test_the_search_starts_from_the_present_none_the_most_and_the_least_each_with_the_fastest_taper() -> None:
    current = Choice(100.0, 2.0)
    plain = [current, Choice(None, 2.0), Choice(100.0, 1.0), Choice(50.0, 3.5)]
    fastest = Taper(5.0, 1.0, 0.0)
    expected = [*plain, *(Choice(each.dose_mg, each.every_days, fastest) for each in plain)]
    assert list(space().starts(current)) == expected
    assert list(space(0.0).starts(current)) == plain


def neighbours(choice: Choice, now_mg: float = 20.0) -> set[Choice]:
    return set(space(now_mg).neighbours(choice))


def test_a_neighbour_is_one_dose_or_one_spacing_or_both_away() -> None:
    assert neighbours(Choice(70.0, 2.0), 0.0) == {
        Choice(dose, every) for dose in (60.0, 70.0, 80.0) for every in (1.0, 2.0, 3.5) if (dose, every) != (70.0, 2.0)
    }


@pytest.mark.parametrize(
    ("choice", "may_stop"),
    [(Choice(50.0, 3.5), True), (Choice(50.0, 2.0), True), (Choice(60.0, 3.5), True), (Choice(60.0, 2.0), False)],
)
def test_the_drug_is_left_out_from_the_smallest_dose_or_the_widest_spacing(choice: Choice, may_stop: bool) -> None:
    assert (Choice(None, choice.every_days) in neighbours(choice, 0.0)) == may_stop


def test_who_is_given_none_may_be_given_the_least() -> None:
    assert neighbours(Choice(None, 1.0), 0.0) == {Choice(50.0, 3.5)}


def test_who_has_no_taper_may_begin_with_the_gentlest_or_the_fastest_step_to_the_highest_floor() -> None:
    found = {each.taper for each in neighbours(Choice(None, 1.0)) if each.taper is not None}
    assert found == {Taper(1.0, 4.0, 15.0), Taper(5.0, 1.0, 15.0)}


def test_a_taper_changes_by_one_step_one_interval_or_one_floor() -> None:
    found = {each.taper for each in neighbours(Choice(None, 1.0, Taper(2.5, 2.0, 5.0))) if each.dose_mg is None}
    assert found == {
        None,
        Taper(1.0, 2.0, 5.0),
        Taper(5.0, 2.0, 5.0),
        Taper(2.5, 1.0, 5.0),
        Taper(2.5, 4.0, 5.0),
        Taper(2.5, 2.0, 2.5),
        Taper(2.5, 2.0, 7.5),
    }


def test_what_the_limits_exclude_is_not_allowed() -> None:
    found = space(limits=Limits(max_dose_mg=60.0, max_per_week=3.5))
    assert found.allows(Choice(None, 1.0))
    assert found.allows(Choice(60.0, 2.0))
    assert not found.allows(Choice(70.0, 2.0))
    assert not found.allows(Choice(60.0, 1.0))


def test_after_weeks_of_steroid_no_taper_is_faster_than_guidelines_have_it() -> None:
    """From 20 mg by 5 mg once, then by 2.5 mg a week to 10 mg, then by 1 mg a week to 5 mg."""
    found = space(20.0, Limits())
    assert found.allows_taper(Taper(5.0, 1.0, 15.0))
    assert not found.allows_taper(Taper(5.0, 1.0, 10.0))
    assert found.allows_taper(Taper(2.5, 1.0, 10.0))
    assert found.allows_taper(Taper(2.5, 1.0, 7.5))
    assert not found.allows_taper(Taper(2.5, 4.0, 5.0))
    assert found.allows_taper(Taper(1.0, 1.0, 5.0))
    assert space(20.0, TESTED).allows_taper(Taper(5.0, 1.0, 0.0))


@pytest.mark.parametrize(
    ("limits", "floor"),
    [(Limits(), 5.0), (Limits(lowest_prednisone_mg=7.5), 7.5), (TESTED, 0.0), (Limits(lowest_prednisone_mg=2.0, adrenal_tested=True), 2.0)],
)
def test_untested_adrenal_glands_keep_five_milligrams(limits: Limits, floor: float) -> None:
    assert limits.floor_mg(Patient()) == floor
