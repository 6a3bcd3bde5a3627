"""Habits of charts in more wordings: each is read as what it says, or refused with a line that can be copied and is then read."""

from __future__ import annotations

import re

import pytest

from rechallenge.course.model import Course, Observation
from rechallenge.course.problems import CourseError
from rechallenge.course.status import status_of
from rechallenge.formats.reading import read_course

HEAD = "rechallenge: 1\nanchor: 2018-03-12\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"


def course_of(fields: str, dose: str = "20 mg") -> Course:
    steroid = f"  - {{drug: prednisone, dose: {dose}, every: 1 d, from: -60 d, to: 10 d}}\n"
    return read_course(f"{HEAD}{steroid}observations:\n  - {{what: CRP, at: -1 d, value: 120 mg/L}}\n  - {{{fields}}}\n").course


def observed(fields: str) -> Observation:
    return course_of(fields).observations[-1]


def refusal(fields: str, dose: str = "20 mg") -> str:
    with pytest.raises(CourseError) as caught:
        course_of(fields, dose)
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(("written", "days"), [("2018-W14", (21, 27)), ("2018W14", (21, 27)), ("2018-W14-3", (23, 23))])
def test_a_week_of_a_calendar_is_its_seven_days(written: str, days: tuple[float, float]) -> None:
    # 2 April 2018 is a Monday, 21 days after 12 March
    at = observed(f"what: CRP, at: {written}, value: 12 mg/L").at
    assert (at.earliest, at.latest) == days


def test_a_year_has_no_sixtieth_week() -> None:
    assert "not a date of the calendar" in refusal("what: CRP, at: 2018-W60, value: 12 mg/L")


@pytest.mark.parametrize(
    ("what", "value", "bounds"),
    [
        ("CRP", "moins de 5 mg/L", (None, 5)),
        ("CRP", "plus de 200 mg/L", (200, None)),
        ("CRP", "less than 5 mg/L", (None, 5)),
        ("pain", "moins de 3", (None, 3)),
        ("pain", "plus de 7/10", (7, None)),
        ("CRP", "back to normal", (None, 10)),
        ("CRP", "no longer raised", (None, 10)),
        ("CRP", "revenue à la normale", (None, 10)),
        ("CRP", "neg", (None, 10)),
    ],
)
def test_a_limit_in_words_is_a_limit_and_no_change(what: str, value: str, bounds: tuple[float | None, float | None]) -> None:
    found = observed(f"what: {what}, at: 5 d, value: {value}")
    assert (found.low, found.high) == bounds


@pytest.mark.parametrize("change", ["moins de 50 %", "less than 50 %", "plus de 3 points"])
def test_a_limit_in_words_is_no_change_either(change: str) -> None:
    assert f"'{change}'" in refusal(f"what: pain, at: 5 d, since: 0 d, change: {change}")


@pytest.mark.parametrize(
    ("change", "bounds"),
    [
        ("nette amélioration", (-10, -3)),
        ("franche amélioration", (-10, -3)),
        ("marked improvement", (-10, -3)),
        ("aucun changement", (-1.3, 1.3)),
        ("pas de changement", (-1.3, 1.3)),
        ("aggravation", (1.3, 10)),
        ("deterioration", (1.3, 10)),
    ],
)
def test_a_change_is_known_by_its_noun_too(change: str, bounds: tuple[float, float]) -> None:
    found = observed(f"what: pain, at: 5 d, since: 0 d, change: {change}")
    assert (found.low, found.high) == bounds


@pytest.mark.parametrize("written", ["85 H", "85*", "120 (N<5)", "4 (normal)", "normal (<5)", "<5", "moins de 5", "inférieure à 5", "1e2"])
def test_what_a_value_without_a_unit_is_told_to_be_written_as_is_read(written: str) -> None:
    advice = re.search(r"so write (.*) if that is its unit", refusal(f"what: CRP, at: 5 d, value: '{written}'"))
    assert advice is not None
    assert observed(f"what: CRP, at: 5 d, value: '{advice[1]}'").outcome is not None


@pytest.mark.parametrize(("dose", "mg"), [(".5 mg", 0.5), (",5 mg", 0.5), ("1/2 mg", 0.5)])
def test_a_dose_below_one_may_lack_its_zero(dose: str, mg: float) -> None:
    assert course_of("what: CRP, at: 5 d, value: 4 mg/L", f"'{dose}'").treatments[1].steps[0].dose_mg == mg


@pytest.mark.parametrize(("dose", "kept"), [("20 mg (0.3 mg/kg)", "20 mg"), ("4 mg/kg (240 mg)", "4 mg/kg")])
def test_a_dose_told_twice_is_never_told_to_be_added_up(dose: str, kept: str) -> None:
    told = refusal("what: CRP, at: 5 d, value: 4 mg/L", dose)
    assert f"'dose: {kept}'" in told
    assert "20.3" not in told
    assert "244" not in told


@pytest.mark.parametrize(
    ("at", "write"), [("12/3", "2018-03-12"), ("1/2 d", "1..2 d"), ("0-5", "0..5 d"), ("each stop", "after: stop of anakinra")]
)
def test_a_time_that_may_be_two_is_refused_with_a_time_that_can_be_written(at: str, write: str) -> None:
    assert write in refusal(f"what: CRP, at: {at}, value: 12 mg/L")


@pytest.mark.parametrize(
    ("value", "high"), [("1'200 mg/L", 1200), ("1\u2019200 mg/L", 1200), ("1.2×10^2 mg/L", 120), ("1.2 x 10^2 mg/L", 120)]
)
def test_a_number_is_one_number_however_its_thousands_are_set(value: str, high: float) -> None:
    assert observed(f'what: CRP, at: 5 d, value: "{value}"').high == high


@pytest.mark.parametrize("value", ["subnormale", "anormalisée", "dénormalisé"])
def test_the_opposite_of_a_word_is_never_offered_for_it(value: str) -> None:
    assert "'normal" not in refusal(f"what: CRP, at: 5 d, value: {value}").partition("Did you mean")[2]


@pytest.mark.parametrize("drug", ["prednisone or equivalent", "prednisone ou équivalent"])
def test_a_drug_or_its_equivalent_is_that_drug(drug: str) -> None:
    text = f"{HEAD}  - {{drug: {drug}, dose: 20 mg, every: 1 d, from: -60 d, to: 10 d}}\n"
    assert [each.drug for each in read_course(text).course.treatments] == ["anakinra", "prednisone"]


@pytest.mark.parametrize(
    ("titre", "status"),
    [("< 1/80", "absent"), ("<1/160", "absent"), ("< 1/1280", "unknown"), ("1/40", "unknown"), ("1/80", "present"), ("1/2560", "present")],
)
def test_below_a_high_titre_is_not_negative(titre: str, status: str) -> None:
    text = f"{HEAD}findings: [{{what: antinuclear antibodies, value: '{titre}'}}]\n"
    assert status_of(read_course(text).course.findings[0]).status == status
