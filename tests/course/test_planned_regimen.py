"""A regimen to try is read as a course is: from today, all errors at once, nothing left open."""

from __future__ import annotations

import pytest

from rechallenge.course.model import DoseStep
from rechallenge.course.planned_regimen import stopped
from rechallenge.course.problems import CourseError
from rechallenge.course.times import When
from rechallenge.formats.reading import read_course
from rechallenge.formats.regimens import changed, read_regimen

COURSE = read_course("""
rechallenge: 1
patient: {weight: 60 kg}
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}
  - {drug: prednisone, dose: 20 mg, taper: 6 mg, every: 1 d, from: -30 d, to: 60 d}
  - {drug: ibuprofen, from: 0 d}
""").course


def test_a_drug_without_a_start_begins_today_and_without_an_end_goes_on() -> None:
    (treatment,) = read_regimen("treatments:\n- {drug: anakinra, dose: 100 mg, every: 2 d}", COURSE).treatments
    (step,) = treatment.steps
    assert (step.dose_mg, step.every_days, step.start.earliest, step.stop) == (100.0, 2.0, 0.0, None)


def test_french_is_read_too() -> None:
    (treatment,) = read_regimen("traitements:\n- {médicament: kineret, posologie: 100 mg, tous les: 2 j}", COURSE).treatments
    assert treatment.drug == "anakinra"


def test_steps_and_tapers_are_those_of_a_course_file() -> None:
    text = "treatments: [{drug: prednisone, every: 1 d, steps: [{dose: 6 mg, for: 14 d}, {dose: 4 mg, taper: 1 mg, to: 60 d}]}]"
    steps = read_regimen(text, COURSE).treatments[0].steps
    assert [(step.dose_mg, step.dose_mg_end, step.start.earliest) for step in steps] == [(6.0, None, 0.0), (4.0, 1.0, 14.0)]


def test_treatments_with_one_drug_are_one() -> None:
    text = "treatments: [{drug: prednisone, dose: 5 mg, every: 1 d, to: 7 d}, {drug: prednisone, dose: 4 mg, every: 1 d, from: 7 d}]"
    regimen = read_regimen(text, COURSE)
    prednisone = regimen.of("prednisone")
    assert prednisone is not None
    assert len(prednisone.steps) == 2
    assert regimen.of("anakinra") is None, "it goes on as it was"


def test_all_errors_come_at_once_with_their_places() -> None:
    text = """\
title: not here
treatments:
  - {drug: anakinra, dose: -5 mg, every: 1 d}
  - {drug: prednisone, dose: 5 mg, every: 1 d, from: -3 d}
  - {drug: colchicine, dose: 1 mg, every: 1 d, to: 5..9 d}
  - {drug: ibuprofen, dose: 400 mg, every: 1 d}
  - {drug: canakinumab, every: 56 d}
"""
    with pytest.raises(CourseError) as error:
        read_regimen(text, COURSE)
    assert [(problem.code, problem.line) for problem in error.value.problems] == [
        ("key.unknown", 1), ("dose.negative", 3), ("regimen.past", 4), ("regimen.uncertain", 5),
        ("regimen.drug", 6), ("regimen.dose", 7),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "rechallenge: 1\n", "- a", "treatments: [", "treatments: []"])
def test_what_is_no_regimen_is_refused(text: str) -> None:
    with pytest.raises(CourseError):
        read_regimen(text, COURSE)


@pytest.mark.parametrize("written", ["anakinra@today", "Kineret@0 d", "anakinra@aujourd'hui"])
def test_a_drug_stopped_today_has_no_step(written: str) -> None:
    treatment = stopped(COURSE, written)
    assert treatment.drug == "anakinra"
    assert treatment.steps == ()


def test_a_drug_stopped_later_is_given_as_it_was_last_until_then() -> None:
    assert stopped(COURSE, "prednisone@14 d").steps == (DoseStep(6.0, 1.0, When(0.0, 0.0), When(14.0, 14.0)),)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("anakirna@today", "regimen.drug_absent"),
        ("ibuprofen@today", "regimen.drug"),
        ("anakinra@tomorow", "regimen.time"),
        ("anakinra", "regimen.stop_form"),
        ("anakinra@3..5 d", "regimen.uncertain"),
        ("anakinra@-3 d", "regimen.past"),
    ],
)
def test_a_stop_that_cannot_be_is_refused(written: str, code: str) -> None:
    with pytest.raises(CourseError) as error:
        stopped(COURSE, written)
    assert [problem.code for problem in error.value.problems] == [code]


def test_stops_and_a_regimen_make_one_plan() -> None:
    plan = changed(COURSE, ["anakinra@today"], "treatments: [{drug: prednisone, dose: 5 mg, every: 1 d}]")
    assert {treatment.drug: len(treatment.steps) for treatment in plan.treatments} == {"prednisone": 1, "anakinra": 0}


def test_errors_of_the_stops_and_of_the_regimen_come_together() -> None:
    with pytest.raises(CourseError) as error:
        changed(COURSE, ["anakirna@today", "prednisone@3..5 d"], "treatments: [{drug: prednisone, dose: -5 mg, every: 1 d}]")
    assert sorted(problem.code for problem in error.value.problems) == ["dose.negative", "regimen.drug_absent", "regimen.uncertain"]


def test_a_drug_cannot_be_both_stopped_and_given() -> None:
    with pytest.raises(CourseError, match="two instructions for anakinra"):
        changed(COURSE, ["anakinra@today"], "treatments: [{drug: anakinra, dose: 50 mg, every: 1 d}]")


@pytest.mark.parametrize(
    "text",
    [
        "- {drug: anakinra, dose: 100 mg, every: 2 d}\n",
        "# every other day\n- drug: anakinra\n  dose: 100 mg\n  every: 2 d\n",
        "[{drug: anakinra, dose: 100 mg, every: 2 d}]",
        '[\n  {"drug": "anakinra", "dose": "100 mg", "every": "2 d"}\n]\n',
    ],
)
def test_a_regimen_may_be_the_list_of_treatments_alone(text: str) -> None:
    (treatment,) = read_regimen(text, COURSE).treatments
    assert (treatment.drug, treatment.steps[0].every_days) == ("anakinra", 2.0)


def test_errors_in_a_bare_list_have_their_own_lines() -> None:
    text = "- {drug: anakinra, dose: 100 mg, every: 2 d}\n- {drug: prednisone, dose: -5 mg, every: 1 d}\n"
    with pytest.raises(CourseError) as error:
        read_regimen(text, COURSE)
    assert [(problem.code, problem.line, problem.column) for problem in error.value.problems] == [("dose.negative", 2, 28)]
