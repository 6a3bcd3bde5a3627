"""Lines of a chart, each with its day first, are read as a table is; what is no day with a reading is refused at its line."""

from __future__ import annotations

import pytest

from rechallenge.course.problems import CourseError, Place
from rechallenge.formats.reading import Source, converted, read_course
from rechallenge.presentation.language import Language
from rechallenge.web.pasting import pasted


def read(text: str) -> list[tuple[str, float, float | None]]:
    return [(each.what, each.at.earliest, each.high) for each in read_course(Source(text)).course.observations]


@pytest.mark.parametrize(
    "text",
    [
        "12/03/2018 CRP 120 mg/L\n15/03/2018 CRP 12 mg/L",
        "12/03/2018 : CRP 120 mg/L\n\n15/03/2018 : CRP 12 mg/L\n",
        "- 12/03/2018 CRP: 120 mg/L\n- 15/03/2018 CRP: 12 mg/L",
        "le 12 mars 2018 : CRP à 120 mg/L\nle 15 mars 2018 : CRP à 12 mg/L",
        "12 March 2018, CRP at 120 mg/L\n15 March 2018, CRP at 12 mg/L",
        "2018-03-12;CRP;120 mg/L\n2018-03-15;CRP;12 mg/L",
        "2018-03-12\tCRP\t120\tmg/L\n2018-03-15\tCRP\t12\tmg/L",
        "Day 0: CRP 120 mg/L\nDay 3: CRP 12 mg/L",
        "J0 CRP 120 mg/L\nJ3 CRP 12 mg/L",
    ],
)
def test_a_line_is_a_day_a_name_and_a_value(text: str) -> None:
    assert read(text) == [("CRP", 0, 120), ("CRP", 3, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "12/03/2018 CRP 120 mg/L, VS 80 mm/h",
        "12/03/2018: CRP 120 mg/L; VS 80 mm/h",
        "12/03/2018 CRP 120 mg/L VS 80 mm/h",
        "12/03/2018 CRP=120 mg/L VS=80 mm/h",
    ],
)
def test_a_line_may_hold_several_readings(text: str) -> None:
    assert read(text) == [("CRP", 0, 120), ("VS", 0, 80)]


def test_a_decimal_comma_parts_no_statements_and_a_clock_time_is_of_the_day() -> None:
    assert read("12/03/2018 12:00 CRP 12,5 mg/L") == [("CRP", 0.5, 12.5)]


def test_words_changes_and_events_are_read_as_such() -> None:
    course = read_course(Source("12/03/2018 douleur 8/10\n17/03/2018 douleur nettement améliorée, CRP normale\n02/04/2018 rechute")).course
    assert [(each.what, each.low, each.high) for each in course.observations] == [
        ("douleur", 7.5, 8.5),
        ("douleur", -10, -3),  # much improved: by 3 points at least
        ("CRP", None, 10),
    ]
    assert [(event.what, event.at.earliest) for event in course.events] == [("relapse", 21)]


def test_the_page_takes_them_too() -> None:
    assert pasted("observations", "12/03/2018 CRP 120 mg/L").rows == [{"at": "2018-03-12", "what": "CRP", "value": "120 mg/L"}]


def test_they_become_a_course_file() -> None:
    text, told = converted(Source("12/03/2018 CRP 120 mg/L"), "course")
    assert "{at: 2018-03-12, what: CRP, value: 120 mg/L}" in text
    assert "lines.anchor" in {problem.code for problem in told}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12/03/2018 CRP 120 mg/L\npatient seen, doing fine", "write a line as '12/03/2018 CRP 120 mg/L'"),
        ("12/03/2018 seen by Dr X", "write a line as '12/03/2018 CRP 120 mg/L'"),
        ("12/03/18 CRP 120 mg/L", "12/03/2018, 12/03/1918"),
        ("13/25/2018 CRP 120 mg/L", "is not a date of the calendar"),
        ("12/03/2018 CRP 120", "write 120 mg/L"),
        ("12/03/2018 CRP 120 mg/L\n15/03/2018 anakinra 100 mg/d", "{drug: anakinra, dose: 100 mg, every: 1 d, from: 2018-03-15}"),
        ("A woman of 77 was given anakinra.\nShe got better.", "'rechallenge: 1'; then 'observations:'"),
        ("A woman of 77 was given anakinra.\nShe got better.", "- {what: CRP, at: 2018-03-12, value: 120 mg/L}"),
    ],
)
def test_what_is_none_is_refused_with_what_to_write(text: str, wanted: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(Source(text))
    assert wanted in str(caught.value)
    assert all("write" not in Language("fr").note(problem) for problem in caught.value.problems)


def test_an_error_stands_at_its_line_which_has_no_columns() -> None:
    with pytest.raises(CourseError) as caught:
        read_course(Source("12/03/2018 CRP 120 mg/L\n15/03/2018 anakinra 100 mg/d"))
    assert [problem.place for problem in caught.value.problems] == [Place(2, 1)]


@pytest.mark.parametrize("text", [";12/03/2018;17/03/2018\nCRP (mg/L);120;5\n", "\t12/03/2018\t17/03/2018\nCRP (mg/L)\t120\t5\n"])
def test_a_table_with_days_as_columns_is_none(text: str) -> None:
    assert read(text) == [("CRP", 0, 120), ("CRP", 5, 5)]


def test_days_alone_are_none() -> None:
    with pytest.raises(CourseError) as caught:
        read("12/03/2018;17/03/2018\n120;5\n")
    assert [problem.code for problem in caught.value.problems] == ["table.no_days"]


def test_a_line_with_a_mark_first_never_ends_the_lines() -> None:
    with pytest.raises(CourseError) as caught:
        read("12/03/2018 CRP 120 mg/L\n;x\n15/03/2018 CRP 12 mg/L")
    assert [problem.code for problem in caught.value.problems] == ["table.line"]
