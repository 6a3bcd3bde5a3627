"""Columns of people's tables with years, answers of yes and no, points before three digits, and units of their own."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, converted, read_course


def course_of(table: str) -> Course:
    return read_course(Source(table)).course


def told(table: str) -> list[str]:
    return [problem.english for problem in converted(Source(table), "course")[1]]


@pytest.mark.parametrize(
    "table",
    [
        "Drug,Dose,Start,Stop\ncolchicine,1 mg/d,2015,2017\nanakinra,100 mg/d,2018-03-12,\n",
        "Médicament;Posologie;Début;Fin\ncolchicine;1 mg/j;2015;2017\nanakinra;100 mg/j;12/03/2018;en cours\n",
        "Drug,Dose,Start,Stop\ncolchicine,1 mg/d,2015,2017\nanakinra,100 mg/d,2018-03-12,ongoing\n",
    ],
)
def test_a_year_in_a_column_of_dates_is_a_year(table: str) -> None:
    first, second = course_of(table).treatments
    assert (first.steps[0].start.low, first.steps[0].start.high) == (-1166, -802)  # 2015, from 12 March 2018
    assert second.steps[0].start.low == 0
    assert second.steps[0].stop is None


def test_a_number_in_a_column_of_days_is_a_day() -> None:
    assert course_of("day,CRP (mg/L)\n0,120\n2000,4\n").observations[1].at.low == 2000


@pytest.mark.parametrize(
    ("yes", "no"), [("✔", "✗"), ("O", "N"), ("present", "absent"), ("pos", "neg"), ("x", ""), ("1", "0"), ("oui", "non")]
)
def test_an_event_by_any_yes(yes: str, no: str) -> None:
    events = course_of(f"day;CRP (mg/L);relapse\n0;120;{yes}\n5;4;{no}\n9;60;{yes}\n").events
    assert [(event.what, event.at.low) for event in events] == [("relapse", 0), ("relapse", 9)]


@pytest.mark.parametrize(("yes", "no"), [("✔", "✗"), ("O", "N"), ("x", ""), ("oui", "non"), ("on", "off")])
def test_a_drug_by_any_yes_has_no_dose(yes: str, no: str) -> None:
    with pytest.raises(CourseError) as caught:
        course_of(f"day;CRP (mg/L);anakinra\n0;120;{yes}\n5;4;{no}\n")
    assert "and not how much" in caught.value.problems[0].english


def test_a_point_before_three_digits_is_asked_about_unless_the_table_shows_what_it_parts() -> None:
    assert course_of("day,ferritin (ug/L)\n0,12.500\n5,300.5\n").observations[0].low == 12.5
    with pytest.raises(CourseError) as caught:
        course_of("day,ferritin (ug/L)\n0,12.500\n5,300\n")
    assert "may be 12500 or 12.5" in caught.value.problems[0].english


@pytest.mark.parametrize(
    "table", ["day,CRP (mg/L)\n0,12 mg/dL\n5,4\n", "date,test,result,unit\n2018-03-12,CRP,12 mg/dL,mg/L\n2018-03-17,CRP,4,mg/L\n"]
)
def test_a_unit_that_is_not_that_of_its_column_is_told(table: str) -> None:
    assert any("'12 mg/dL' stands in a column of mg/L" in text for text in told(table))
    assert course_of(table).observations[0].low == 120


def test_the_same_unit_in_a_cell_is_not_told() -> None:
    assert not any("stands in a column" in text for text in told("day,CRP (mg/L)\n0,12 mg/l\n5,4\n"))


def test_an_event_of_a_drug_that_is_nowhere_is_told_what_to_write() -> None:
    with pytest.raises(CourseError) as caught:
        course_of("day,CRP (mg/L),event\n0,120,\n9,60,stop anakinra\n")
    assert "{drug: anakinra, from: 0 d}" in caught.value.problems[0].english
