"""Values, times, doses and findings in wordings of charts that were once dropped or refused without a line to write."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Observation
from rechallenge.course.problems import CourseError
from rechallenge.course.status import status_of
from rechallenge.formats.reading import Source, read_course

HEAD = "rechallenge: 1\nanchor: 2018-03-12\n"
DRUG = "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"


def course_text(fields: str) -> str:
    return f"{HEAD}{DRUG}observations:\n  - {{what: CRP, at: -1 d, value: 120 mg/L}}\n  - {{{fields}}}\n"


def observed(fields: str) -> Observation:
    return read_course(course_text(fields)).course.observations[-1]


def refusal(fields: str) -> str:
    with pytest.raises(CourseError) as caught:
        read_course(course_text(fields))
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(
    ("what", "value", "bounds"),
    [
        ("CRP", "negatif", (None, 10)),
        ("CRP", "élevé", (10, 100)),
        ("CRP", "non élevé", (None, 10)),
        ("CRP", "normaux", None),
        ("CRP", "mildly elevated", (5, 50)),
        ("CRP", "dans les limites de la normale", (None, 10)),
        ("douleurs", "sévères", (6, None)),
        ("douleurs", "modérées", (3, 7)),
        ("pain", "moderate to severe", (3, None)),
        ("pain", "mild-moderate", (0.5, 7)),
        ("douleur", "modérée à sévère", (3, None)),
        ("ROM", "not limited", (None, 1.5)),
        ("mobilité", "non limitée", (None, 1.5)),
        ("CRP", "fell to 12 mg/L", (12, 12)),
        ("CRP", "tombée à 12 mg/L", (12, 12)),
        ("CRP", "down to <5 mg/L", (None, 5)),
    ],
)
def test_a_value_in_words_is_read_whatever_it_agrees_with(what: str, value: str, bounds: tuple[float | None, float | None] | None) -> None:
    if bounds is None:
        assert "neither a value" in refusal(f"what: {what}, at: 5 d, value: {value}")
        return
    found = observed(f"what: {what}, at: 5 d, value: {value}")
    assert (found.low, found.high) == bounds


@pytest.mark.parametrize("what", ["range of motion", "limitation of movement", "mobilité"])
@pytest.mark.parametrize("value", ["none", "aucune"])
def test_none_of_a_movement_may_be_all_or_nothing(what: str, value: str) -> None:
    assert "neither a value" in refusal(f"what: {what}, at: 5 d, value: {value}")


def test_degrees_in_the_wrong_order_are_refused() -> None:
    assert "neither a value" in refusal("what: pain, at: 5 d, value: severe to mild")


@pytest.mark.parametrize("value", ["not done", "NA", "'?'", "'-'", "pending", "unknown", "non fait", "en attente", "not available"])
@pytest.mark.parametrize("what", ["CRP", "pain"])
def test_what_was_not_measured_is_told_to_be_left_out(what: str, value: str) -> None:
    assert "leave this line out" in refusal(f"what: {what}, at: 5 d, value: {value}")


@pytest.mark.parametrize(
    ("change", "write"),
    [
        ("reduced to 50 %", "'change: -50 %'"),
        ("reduced to a third", "neither"),
        ("increased to 150 %", "'change: +50 %'"),
        ("fell to 12 mg/L", "'value: 12 mg/L'"),
        ("-120 %", "100 % at most"),
    ],
)
def test_what_is_left_of_a_value_is_not_what_it_fell_by(change: str, write: str) -> None:
    assert write in refusal(f"what: CRP, at: 5 d, since: -1 d, change: {change}")


@pytest.mark.parametrize(("value", "write"), [("4/5", "8/10"), ("80 %", "8/10"), ("2/4", "5/10")])
def test_a_score_of_another_scale_is_refused_with_what_it_comes_to(value: str, write: str) -> None:
    assert write in refusal(f"what: pain, at: 5 d, value: {value}")


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("minus 60 d", -60),
        ("moins 60 j", -60),
        ("half a year", 182.625),
        ("a month and a half", 45.65625),
        ("un an et demi", 547.875),
        ("2 months 1 week", 67.875),
        ("1 year and 3 months", 456.5625),
    ],
)
def test_a_time_in_parts_is_their_sum(at: str, day: float) -> None:
    assert observed(f"what: CRP, at: {at}, value: 12 mg/L").at.low == pytest.approx(day)


@pytest.mark.parametrize("at", ["fifth day", "5th day", "cinquième jour"])
def test_the_fifth_day_is_day_4_and_told(at: str) -> None:
    reading = read_course(Source(course_text(f"what: CRP, at: {at}, value: 12 mg/L")))
    assert reading.course.observations[-1].at.low == 4
    assert any(f"'{at}' was read as 4 d" in problem.english for problem in reading.notes)


@pytest.mark.parametrize(
    ("at", "write"), [("6/12", "write 6 mo"), ("3/52", "write 3 wk"), ("2/7", "write 2 d"), ("within a week", "0..1 week")]
)
def test_a_fraction_of_a_year_may_be_months_or_weeks(at: str, write: str) -> None:
    assert write in refusal(f"what: CRP, at: {at}, value: 12 mg/L")


@pytest.mark.parametrize(("dose", "write"), [("10-0-10 mg", "dose: 20 mg"), ("5-5-5-2.5 mg", "dose: 17.5 mg")])
def test_doses_by_the_time_of_day_are_refused_with_their_sum(dose: str, write: str) -> None:
    text = f"{HEAD}treatments:\n  - {{drug: prednisone, dose: {dose}, every: 1 d, from: 0 d}}\n"
    with pytest.raises(CourseError) as caught:
        read_course(text)
    assert write in caught.value.problems[0].english


def test_alternate_days_in_short() -> None:
    text = f"{HEAD}treatments:\n  - {{drug: prednisone, dose: 7.5 mg alt days, from: 0 d}}\n"
    assert read_course(text).course.treatments[0].steps[0].every_days == 2


@pytest.mark.parametrize(
    ("what", "value", "status"),
    [
        ("tophus", "normal", "absent"),
        ("erosions on X-ray", "normal", "absent"),
        ("leukocytosis", "normale", "absent"),
        ("fever", "afebrile", "absent"),
        ("fièvre", "apyrétique", "absent"),
        ("tophi", "two, on the left ear", "present"),
    ],
)
def test_a_normal_result_is_not_the_finding(what: str, value: str, status: str) -> None:
    course = read_course(f'{HEAD}findings: [{{what: {what}, value: "{value}"}}]\n').course
    assert status_of(course.findings[0]).status == status


@pytest.mark.parametrize(("what", "status"), [("tophus-free", "absent"), ("free of tophi", "absent"), ("free fluid", "present")])
def test_free_denies_what_stands_before_it(what: str, status: str) -> None:
    assert status_of(read_course(f"{HEAD}findings: [{{what: {what}}}]\n").course.findings[0]).status == status
