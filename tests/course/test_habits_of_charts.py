"""Abbreviations, units and states of charts that were once dropped or refused: each is read as what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course


def course_of(**more: object) -> Course:
    data: Mapping[str, object] = {"rechallenge": 1, "anchor": "2018-03-12", **more}
    return read_course(Source(json.dumps(data))).course


def refusal(**more: object) -> str:
    with pytest.raises(CourseError) as caught:
        course_of(**more)
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(
    "what", ["symptom-free", "asymptomatic", "well", "doing well", "relapse-free", "asymptomatique", "sans symptômes", "va bien"]
)
def test_days_without_symptoms_are_days_without_a_relapse(what: str) -> None:
    (event,) = course_of(events=[{"what": what, "from": "20 d", "to": "40 d"}]).events
    assert (event.what, event.at.low) == ("remission", 20)


@pytest.mark.parametrize("what", ["URTI", "LRTI", "upper respiratory tract infection"])
def test_an_infection_by_its_letters(what: str) -> None:
    assert [event.what for event in course_of(events=[{"what": what, "at": "20 d"}]).events] == ["infection"]


@pytest.mark.parametrize(
    ("at", "day"), [("5 d 12 h", 5.5), ("1½ d", 1.5), ("½ d", 0.5), ("10½ wk", 73.5), ("1 h 30 min", 1.5 / 24), ("2 wk 3 d", 17)]
)
def test_days_and_hours_are_their_sum_and_halves_are_halves(at: str, day: float) -> None:
    assert course_of(observations=[{"what": "CRP", "at": at, "value": "12 mg/L"}]).observations[0].at.low == pytest.approx(day)


@pytest.mark.parametrize(("dose", "every"), [("5 mg TIW", 7 / 3), ("5 mg qam", 1), ("5 mg QPM", 1), ("5 mg qhs", 1)])
def test_latin_of_prescriptions(dose: str, every: float) -> None:
    (treatment,) = course_of(treatments=[{"drug": "prednisone", "dose": dose, "from": "0 d"}]).treatments
    assert (treatment.steps[0].dose_mg, treatment.steps[0].every_days) == (5, pytest.approx(every))


@pytest.mark.parametrize(
    ("written", "drug"),
    [
        ("HCQ", "hydroxychloroquine"),
        ("AZA", "azathioprine"),
        ("CYC", "cyclophosphamide"),
        ("Rituxan", "rituximab"),
        ("Cimzia", "certolizumab pegol"),
        ("anti-TNF", "biologic"),
        ("biothérapie", "biologic"),
        ("IL-1 blocker (anakinra)", "anakinra"),
    ],
)
def test_a_drug_by_its_letters_its_brand_or_its_class(written: str, drug: str) -> None:
    assert course_of(treatments=[{"drug": written, "from": "0 d"}]).treatments[0].drug == drug


@pytest.mark.parametrize("written", ["anti-IL1", "IL-1 inhibitor", "IL-1Ra", "inhibiteur de l'IL-1", "anti-interleukine 1"])
def test_a_class_whose_drugs_are_modelled_has_to_say_which(written: str) -> None:
    assert "write the one that was given (anakinra, canakinumab, rilonacept)" in refusal(treatments=[{"drug": written, "from": "0 d"}])


@pytest.mark.parametrize("written", ["5 ft 4 in", "5'4\"", "5’4”", "5 feet 4 inches", "64 in"])
def test_a_height_in_feet_and_inches(written: str) -> None:
    assert course_of(patient={"height": written}).patient.height_cm == pytest.approx(162.56)


@pytest.mark.parametrize(("written", "sex"), [("♀", "female"), ("♂", "male"), ("girl", "female"), ("boy", "male")])
def test_sex_by_its_sign(written: str, sex: str) -> None:
    assert course_of(patient={"sex": written}).patient.sex == sex


@pytest.mark.parametrize(("what", "value"), [("VS à la 1ère heure", "50 mm"), ("ESR", "50 mm/1st h"), ("VS", "50 mm à la 1ère heure")])
def test_the_first_hour_of_a_sedimentation_rate(what: str, value: str) -> None:
    (reading,) = course_of(observations=[{"what": what, "at": "5 d", "value": value}]).observations
    assert reading.outcome is not None
    assert (reading.outcome.name, reading.low, reading.high) == ("esr", 50, 50)


@pytest.mark.parametrize("value", ["unremarkable", "no elevation", "never raised", "pas d'élévation", "jamais élevée"])
def test_what_is_not_raised_is_normal(value: str) -> None:
    (reading,) = course_of(observations=[{"what": "CRP", "at": "5 d", "value": value}]).observations
    assert (reading.low, reading.high) == (None, 10)


@pytest.mark.parametrize("change", ["moins bien", "worse than before"])
def test_worse_in_other_words(change: str) -> None:
    readings = [{"what": "pain", "at": "0 d", "value": "3"}, {"what": "pain", "at": "5 d", "since": "0 d", "change": change}]
    reading = course_of(observations=readings).observations[1]
    assert (reading.low, reading.high) == (1.3, 10)


def test_a_sign_that_a_page_of_the_web_escaped_parts_no_cells() -> None:
    (reading,) = read_course(Source("jour;CRP\n5;&lt; 5 mg/L\n")).course.observations
    assert (reading.low, reading.high) == (None, 5)
