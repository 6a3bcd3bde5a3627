"""Doses that follow one another, go by turns, are divided, or are the sum of a course: read, or refused with what can be written."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import DoseStep
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def step_of(dose: str, drug: str = "anakinra") -> DoseStep:
    data = {"rechallenge": 1, "patient": {"weight": "50 kg"}, "treatments": [{"drug": drug, "dose": dose, "from": "0 d"}]}
    return read_course(Source(json.dumps(data))).course.treatments[0].steps[0]


def refusal(dose: str, drug: str = "prednisone") -> str:
    with pytest.raises(CourseError) as caught:
        step_of(dose, drug)
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(
    ("dose", "taper"),
    [
        ("40 mg then tapered by 2.5 mg every 2 wks to 7.5", "7.5 mg"),
        ("40 mg puis baisse de 2,5 mg par semaine jusqu'à 7,5 mg", "7.5 mg"),
        ("20→15→10 mg", "10 mg"),
        ("40 then 20 mg", "20 mg"),
    ],
)
def test_the_taper_that_is_offered_ends_where_the_text_ends(dose: str, taper: str) -> None:
    assert f"'taper: {taper}'" in refusal(dose)


@pytest.mark.parametrize("dose", ["100 mg QD x 14 d then QOD", "100 mg/j puis 1j/2"])
def test_a_change_of_spacing_offers_no_taper(dose: str) -> None:
    assert "taper" not in refusal(dose, "anakinra")
    assert "steps" in refusal(dose, "anakinra")


@pytest.mark.parametrize("dose", ["20 mg/15 mg un jour sur deux", "20 mg alternating with 15 mg", "20/15 mg alternating"])
def test_of_two_doses_by_turns_the_mean_is_offered(dose: str) -> None:
    assert "'dose: 17.5 mg'" in refusal(dose)


@pytest.mark.parametrize("dose", ["total 560 mg", "cumulative dose 560 mg", "dose cumulée 560 mg"])
def test_the_sum_of_a_course_is_no_dose_of_a_day(dose: str) -> None:
    assert "whole course" in refusal(dose)


def test_a_total_of_a_day_is_read() -> None:
    assert step_of("total dose 20 mg/d", "prednisone").dose_mg == 20


@pytest.mark.parametrize(
    ("dose", "milligrams", "every"),
    [
        ("8 mg/kg/day divided q12h", 200, 0.5),
        ("200 mg/day divided bid", 100, 0.5),
        ("200 mg/j en 2 fois", 100, 0.5),
        ("100 mg MWF", 100, 7 / 3),
        ("100 mg jours pairs", 100, 2),
        ("100 mg q24", 100, 1),
        ("150 mg q 8 weekly", 150, 56),
        ("150 mg 8-weekly", 150, 56),
        ("7½ mg", 7.5, 1),
        ("7 1/2 mg", 7.5, 1),
    ],
)
def test_abbreviations_of_prescriptions_and_halves(dose: str, milligrams: float, every: float) -> None:
    step = step_of(dose)
    assert (step.dose_mg, step.every_days) == (pytest.approx(milligrams), pytest.approx(every))


def test_a_dose_that_was_held_was_not_given() -> None:
    assert "nothing was given" in refusal("20 mg held")


@pytest.mark.parametrize("dose", ["1.000 mg", "2.000 mg"])
def test_a_point_before_three_noughts_is_asked_about(dose: str) -> None:
    assert "may part thousands" in refusal(dose, "methylprednisolone")


def test_thousands_set_apart_by_an_apostrophe_are_read() -> None:
    assert step_of("1'000 mg", "methylprednisolone").dose_mg == 1000


@pytest.mark.parametrize("dose", ["40 mg reduced by 5 mg/wk", "40 mg diminué de 5 mg/sem"])
def test_a_fall_of_a_dose_is_not_added_to_it(dose: str) -> None:
    assert "45 mg" not in refusal(dose)
