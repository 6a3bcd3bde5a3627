"""The laboratory's upper limit of normal is kept, written back, and what "normal" means everywhere."""

from __future__ import annotations

import math

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.course.reading import read_document
from rechallenge.course.writing import document_of
from rechallenge.formats.csv import to_csv
from rechallenge.formats.reading import read_course
from rechallenge.outcomes import marker, outcome

RAISED = "{what: CRP, at: 0 d, value: 90 mg/L, upper_limit: 5 mg/L}"


def course_of(*observations: str, limit: str = "") -> Course:
    return read_course(f"rechallenge: 1\n{limit}observations: [{', '.join(observations)}]\n").course


def limit_of(*observations: str, limit: str = "") -> float:
    return course_of(*observations, limit=limit).upper_limit_of_normal(marker())


def test_a_limit_that_the_record_states_is_the_limit() -> None:
    assert limit_of("{what: CRP, at: 0 d, value: 90 mg/L}", limit="upper_limit: 6 mg/L\n") == 6.0
    assert limit_of(RAISED) == 5.0
    assert limit_of("{what: CRP, at: 0 d, value: 90 mg/L, upper_limit: 1.2 mg/dL}") == pytest.approx(12.0)


def test_a_stated_limit_counts_before_what_the_laboratory_writes_below_it() -> None:
    below = '{what: CRP, at: 5 d, value: "< 4 mg/L"}'
    assert (limit_of(below), limit_of(RAISED, below)) == (4.0, 5.0)


def test_the_limit_of_the_file_counts_before_those_of_observations_and_of_these_the_highest() -> None:
    other = "{what: CRP, at: 5 d, value: 8 mg/L, upper_limit: 7 mg/L}"
    assert limit_of(RAISED, other) == 7.0
    assert limit_of(RAISED, other, limit="upper_limit: 6 mg/L\n") == 6.0


@pytest.mark.parametrize(("value", "limit"), [('"< 5 mg/L"', 5.0), ('"< 0.3 mg/L"', 10.0), ('"< 10 mg/L"', 10.0), ("4 mg/L", 10.0)])
def test_without_one_it_is_the_one_below_which_normal_results_are_written_or_10(value: str, limit: float) -> None:
    assert limit_of(f"{{what: CRP, at: 0 d, value: {value}}}") == limit


def test_what_has_no_limit_of_normal_has_an_endless_one() -> None:
    assert course_of().upper_limit_of_normal(outcome("pain")) == math.inf


def test_a_word_follows_its_own_limit_then_the_one_that_is_stated_elsewhere() -> None:
    normal, own = "{what: CRP, at: 5 d, value: normal}", "{what: CRP, at: 6 d, value: normal, upper_limit: 8 mg/L}"
    assert [o.high for o in course_of(RAISED, normal).observations] == [90.0, 5.0]
    assert [o.high for o in course_of(normal, own, limit="upper_limit: 6 mg/L\n").observations] == [6.0, 8.0]


def test_a_course_that_is_written_keeps_its_limit() -> None:
    course = course_of(RAISED, "{what: CRP, at: 5 d, value: normal}")
    assert course.upper_limits == {"crp": 5.0}
    assert read_document(document_of(course)).course.upper_limits == course.upper_limits
    assert read_course(to_csv(course)).course.upper_limits == course.upper_limits


def test_a_wrong_limit_is_told_once_with_its_place() -> None:
    with pytest.raises(CourseError) as error:
        course_of("{what: CRP, at: 0 d, change: worse, since: 0 d, upper_limit: low}", limit="upper_limit: -3 mg/L\n")
    assert {(problem.code, problem.path) for problem in error.value.problems} == {
        ("limit.of_change", "observations[0].upper_limit"),
        ("value.negative", "upper_limit"),
    }
