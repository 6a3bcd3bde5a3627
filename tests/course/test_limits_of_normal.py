"""A value is normal or raised by the limit of the laboratory that read it: its own where it has one, else that of the course."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.outcomes import marker
from rechallenge.single_case.tally import tally

GIVEN = "treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}]\n"


def course_of(*observations: str, limit: str = "") -> Course:
    rows = "".join(f"  - {{{each}}}\n" for each in observations)
    return read_course(f"rechallenge: 1\n{limit}{GIVEN}observations:\n{rows}").course


def crp(day: int, value: str, limit: str = "") -> str:
    return f"what: CRP, at: {day} d, value: {value}" + (f", upper_limit: {limit}" if limit else "")


def test_a_statement_goes_by_its_own_limit_and_another_by_the_one_of_the_course() -> None:
    course = course_of(crp(-1, "12 mg/L"), crp(5, "9 mg/L", "10 mg/L"), crp(20, "7 mg/L", "5 mg/L"), limit="upper_limit: 8 mg/L\n")
    assert [course.upper_limit_for(each) for each in course.observations] == [8.0, 10.0, 5.0]
    assert course.upper_limit_of_normal(marker()) == 8.0


@pytest.mark.parametrize(
    ("before", "after", "limit", "improved"),
    [
        # neither is half of the other: only the limits decide
        (crp(-1, "12 mg/L", "10 mg/L"), crp(10, "9 mg/L", "10 mg/L"), "8", 1),
        (crp(-1, "12 mg/L", "10 mg/L"), crp(10, "9 mg/L", "5 mg/L"), "8", 0),
        (crp(-1, "7 mg/L", "5 mg/L"), crp(10, "7 mg/L", "10 mg/L"), "8", 1),
        (crp(-1, "9 mg/L", "10 mg/L"), crp(10, "7 mg/L", "10 mg/L"), "8", 0),
        (crp(-1, "12 mg/L"), crp(10, "9 mg/L"), "10", 1),
        (crp(-1, "12 mg/L"), crp(10, "9 mg/L", "5 mg/L"), "10", 0),
    ],
    ids=["normal there", "still raised here", "raised here, normal there", "normal all along", "usual limit of 10", "own limit of 5"],
)
def test_crp_became_normal_by_the_limits_of_the_laboratories_that_read_it(before: str, after: str, limit: str, improved: int) -> None:
    assert tally(course_of(before, after, limit=f"upper_limit: {limit} mg/L\n"), "anakinra").improved == improved


@pytest.mark.parametrize(
    ("on", "off", "relapsed"),
    [
        (crp(25, "9 mg/L", "10 mg/L"), crp(40, "12 mg/L", "10 mg/L"), 1),
        (crp(25, "9 mg/L", "5 mg/L"), crp(40, "12 mg/L", "10 mg/L"), 0),
        (crp(25, "9 mg/L", "10 mg/L"), crp(40, "9.5 mg/L", "10 mg/L"), 0),
        (crp(25, "4 mg/L", "5 mg/L"), crp(40, "9.5 mg/L", "10 mg/L"), 0),
        (crp(25, "4 mg/L", "5 mg/L"), crp(40, "7 mg/L", "5 mg/L"), 1),
    ],
    ids=["above its limit", "was raised before", "below its limit", "below the other limit", "above the lower limit"],
)
def test_crp_rose_above_normal_by_the_limits_of_the_laboratories_that_read_it(on: str, off: str, relapsed: int) -> None:
    assert tally(course_of(crp(-1, "90 mg/L"), on, off, limit="upper_limit: 8 mg/L\n"), "anakinra").relapsed == relapsed


@pytest.mark.parametrize(("own", "high"), [("10 mg/L", 10.0), ("5 mg/L", 5.0), ("", 8.0)])
def test_the_word_normal_means_at_most_the_limit_of_its_laboratory(own: str, high: float) -> None:
    course = course_of(crp(-1, "90 mg/L"), crp(10, "normal", own), limit="upper_limit: 8 mg/L\n")
    assert course.observations[1].high == high


def test_the_same_value_may_be_normal_and_raised() -> None:
    course = course_of(crp(-1, "90 mg/L"), crp(10, "normal", "10 mg/L"), crp(20, "raised", "5 mg/L"))
    assert (course.observations[1].high, course.observations[2].low) == (10.0, 5.0)
