"""Rules of reading at their edges, in numbers that stand here."""

from __future__ import annotations

import json
import math

import pytest

from rechallenge.course.event_words import described
from rechallenge.course.extent import n_doses
from rechallenge.course.levels import open_ends
from rechallenge.course.model import DoseStep
from rechallenge.course.moment_words import date_stored_as
from rechallenge.course.problems import CourseError
from rechallenge.course.reading import Reading
from rechallenge.formats.reading import Source, read_course
from rechallenge.inference.summary import Estimate
from rechallenge.outcomes import outcome
from rechallenge.questions.reservations import endless


def reading(**more: object) -> Reading:
    return read_course(Source(json.dumps({"rechallenge": 1, **more})))


@pytest.mark.parametrize(("second", "doubted"), [("100 mg/L", False), ("112 mg/L", False), ("116 mg/L", True), ("140 mg/L", True)])
def test_two_readings_of_one_day_are_doubted_beyond_what_half_life_and_error_explain(second: str, doubted: bool) -> None:
    """CRP: a half-life of 18.2 h and an error of 0.547, each one in forty: 10 mg/L may have been up to 113.7 mg/L a day before."""
    half_life, error = 23.5 * math.exp(-1.959964 * 0.13), 0.25 * math.exp(1.959964 * 0.4)
    assert 10 * 2 ** (24 / half_life) * math.exp(1.96 * math.sqrt(2) * error) == pytest.approx(113.7, abs=0.2)
    notes = reading(observations=[{"what": "CRP", "at": "3 d", "value": value} for value in ("10 mg/L", second)]).notes
    assert ("observation.pace" in {note.code for note in notes}) is doubted


@pytest.mark.parametrize(("age", "possible"), [("130 a", True), ("131 a", False)])
def test_nobody_is_older_than_130_years(age: str, possible: bool) -> None:
    if possible:
        assert reading(patient={"age": age}).course.patient.age_years == 130
    else:
        with pytest.raises(CourseError) as caught:
            reading(patient={"age": age})
        assert [problem.code for problem in caught.value.problems] == ["value.impossible"]


def test_a_single_dose_is_one_dose() -> None:
    (treatment,) = reading(treatments=[{"drug": "anakinra", "dose": "100 mg", "at": "5 d"}]).course.treatments
    (step,) = treatment.steps
    assert isinstance(step, DoseStep)
    assert n_doses(step, 100.0) == 1


@pytest.mark.parametrize(
    ("name", "low", "high", "open_"),
    [("crp", 0.0, 5.0, (None, 5.0)), ("pain", 0.0, 10.0, (None, None)), ("pain", 0.5, 9.5, (0.5, 9.5)), ("crp", 0.1, None, (0.1, None))],
)
def test_bounds_at_the_edge_of_what_is_possible_say_nothing(
    name: str, low: float | None, high: float | None, open_: tuple[float | None, float | None]
) -> None:
    assert open_ends(low, high, outcome(name).scale) == open_


def test_relapses_told_of_a_drug_are_held_against_its_events_whatever_stands_before_it() -> None:
    given = [
        {"drug": "colchicine", "dose": "1 mg", "every": "1 d", "from": "-90 d", "to": "-60 d"},
        {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d", "to": "60 d", "relapses": "none"},
    ]
    with pytest.raises(CourseError) as caught:
        reading(treatments=given, events=[{"what": "relapse", "after": "stop of anakinra", "within": "1..5 d"}])
    assert "relapses.contradiction" in {problem.code for problem in caught.value.problems}


@pytest.mark.parametrize(("high", "told"), [(math.inf, 1), (30.0, 0)])
def test_only_a_time_without_an_upper_end_is_told_to_have_none(high: float, told: int) -> None:
    assert len(endless(Estimate(5.0, 2.0, high, "d"), 90.0)) == told


@pytest.mark.parametrize(
    ("number", "meant"),
    [(19000101, "1900-01-01"), (20991231, "2099-12-31"), (19000100, None), (18991231, None), (20180312, "2018-03-12"), (20181301, None)],
)
def test_a_number_of_eight_figures_is_a_date_from_1900_to_2099(number: int, meant: str | None) -> None:
    assert date_stored_as(number) == meant


@pytest.mark.parametrize(("number", "meant"), [(20_000, "1954-10-03"), (80_000, "2119-01-11"), (19_999, None), (80_001, None)])
def test_a_number_of_five_figures_is_a_spreadsheets_date_from_1954_to_2119(number: int, meant: str | None) -> None:
    assert date_stored_as(number) == meant


@pytest.mark.parametrize("text", ["0 rechute", "rechute 0", "0 poussée", "zero relapse"])
def test_nought_denies_what_it_counts(text: str) -> None:
    assert [fact.denied for fact in described(text).facts] == [True]
