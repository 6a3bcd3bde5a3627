"""An infection adds to CRP; drugs against interleukin-6 or its signal keep it low: what a reading then says of the disease."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course
from rechallenge.course.obscured import Bounds, Hidden, bounds_of_disease, hidden_by
from rechallenge.formats.reading import read_course
from rechallenge.inference.modelled import modelled


def course_of(observation: str, treatments: str = "[]", events: str = "[]") -> Course:
    return read_course(f"rechallenge: 1\ntitle: t\ntreatments: {treatments}\nobservations: [{observation}]\nevents: {events}\n").course


def told(observation: str, treatments: str = "[]", events: str = "[]") -> Bounds:
    course = course_of(observation, treatments, events)
    return bounds_of_disease(course, course.observations[-1])


INFECTION = "[{what: infection, from: -1 d, to: 10 d}]"
# 8 mg/kg by vein: the drug cannot be detected 42 days after an infusion
TOCILIZUMAB = "[{drug: tocilizumab, dose: 520 mg, route: iv, every: 28 d, from: 0 d, to: 56 d}]"


@pytest.mark.parametrize("day", [-1, 5, 10])
def test_during_an_infection_crp_bounds_the_disease_from_above_only(day: int) -> None:
    assert told(f"{{what: CRP, at: {day} d, value: 90 mg/L}}", events=INFECTION) == (None, 90.0)


@pytest.mark.parametrize("day", [-2, 11])
def test_before_and_after_it_crp_is_what_it_is(day: int) -> None:
    assert told(f"{{what: CRP, at: {day} d, value: 90 mg/L}}", events=INFECTION) == (90.0, 90.0)


@pytest.mark.parametrize(("day", "hidden"), [(5, False), (6, True), (20, True), (21, False)])
def test_an_infection_whose_end_is_not_told_lasts_fourteen_days(day: int, hidden: bool) -> None:
    course = course_of(f"{{what: CRP, at: {day} d, value: 90 mg/L}}", events="[{what: infection, at: 6 d}]")
    assert hidden_by(course, *course.observations) == Hidden(infection=hidden)


def test_pain_during_an_infection_is_what_it_is() -> None:
    assert told("{what: pain, at: 5 d, value: 7}", events=INFECTION) == (6.5, 7.5)


@pytest.mark.parametrize(("day", "bounds"), [(0, (3.0, 3.0)), (1, (None, None)), (56 + 41, (None, None)), (56 + 42, (3.0, 3.0))])
def test_a_low_crp_says_nothing_from_the_first_infusion_of_tocilizumab_to_42_days_after_the_last(
    day: int, bounds: tuple[float | None, float | None]
) -> None:
    assert told(f"{{what: CRP, at: {day} d, value: 3 mg/L}}", TOCILIZUMAB) == bounds


@pytest.mark.parametrize(
    ("treatment", "last"),
    [
        ("{drug: tocilizumab, dose: 162 mg, route: sc, every: 7 d, from: 0 d, to: 56 d}", 56 + 65),
        ("{drug: RoActemra, dose: 162 mg, every: 7 d, from: 0 d, to: 56 d}", 56 + 65),
        ("{drug: sarilumab, dose: 200 mg, every: 14 d, from: 0 d, to: 56 d}", 56 + 49),
        ("{drug: siltuximab, dose: 700 mg, at: 0 d}", 103),
        ("{drug: ruxolitinib, dose: 10 mg, every: 0.5 d, from: 0 d, to: 56 d}", 56 + 21),
        ("{drug: Xeljanz, dose: 5 mg, every: 0.5 d, from: 0 d, to: 56 d}", 56 + 14),
        ("{drug: anti-IL-6, from: 0 d, to: 56 d}", 56 + 103),
        ("{drug: inhibiteur de JAK, from: 0 d, to: 56 d}", 56 + 21),
        ("{drug: JAK inhibitors, from: 0 d}", 10_000),
    ],
)
def test_each_drug_hides_until_its_washout(treatment: str, last: int) -> None:
    for day, none in ((last - 1, True), (last, last == 10_000)):
        course = course_of(f"{{what: CRP, at: {day} d, value: 3 mg/L}}", f"[{treatment}]")
        assert bounds_of_disease(course, course.observations[0]).none is none


def test_a_raised_crp_under_it_says_that_the_disease_causes_at_least_that() -> None:
    assert told("{what: CRP, at: 7 d, value: 40 mg/L}", TOCILIZUMAB) == (40.0, None)


def test_within_an_infection_under_it_nothing_is_told() -> None:
    assert told("{what: CRP, at: 7 d, value: 40 mg/L}", TOCILIZUMAB, INFECTION).none


def test_a_drug_without_a_time_hides_nothing() -> None:
    assert told("{what: CRP, at: 7 d, value: 3 mg/L}", "[{drug: tocilizumab, outcome: none}]") == (3.0, 3.0)


def test_ferritin_and_pain_are_read_under_it_and_the_sedimentation_rate_is_not() -> None:
    assert told("{what: ferritin, at: 7 d, value: 100 ug/L}", TOCILIZUMAB) == (100.0, 100.0)
    assert told("{what: pain, at: 7 d, value: 2}", TOCILIZUMAB) == (1.5, 2.5)
    assert told("{what: ESR, at: 7 d, value: 5 mm/h}", TOCILIZUMAB).none


@pytest.mark.parametrize(
    ("at", "since", "change", "sides"),
    [
        # what an infection added before makes a fall greater, what it adds now makes it smaller
        (12, 5, "improved", (True, False)),
        (5, -3, "improved", (False, True)),
        (5, 0, "improved", (False, False)),
        (12, -3, "improved", (True, True)),
    ],
)
def test_a_comparison_with_or_within_an_infection_bounds_from_one_side(at: int, since: int, change: str, sides: tuple[bool, bool]) -> None:
    observation = f"{{what: CRP, at: {at} d, change: {change}, since: {since} d}}"
    plain, during = told(observation), told(observation, events=INFECTION)
    assert during == tuple(bound if kept else None for bound, kept in zip(plain, sides, strict=True))


def test_a_fall_under_a_suppressor_says_nothing_and_a_rise_does() -> None:
    assert told("{what: CRP, at: 7 d, change: improved, since: -3 d}", TOCILIZUMAB).none
    worse = told("{what: CRP, at: 7 d, change: worse, since: -3 d}", TOCILIZUMAB)
    assert worse.low is not None
    assert worse.low >= 1.0
    assert worse.high is None


def test_a_low_crp_under_it_is_not_in_the_likelihood() -> None:
    course = course_of(
        "{what: CRP, at: -1 d, value: 90 mg/L}, {what: CRP, at: 7 d, value: 3 mg/L}, {what: pain, at: 7 d, value: 7}", TOCILIZUMAB
    )
    assert modelled(course) == (0, 2)
