"""What tells for how long something has been so looks back from its day: "no relapse in the last 6 months" at a visit ends at it."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Course, Event
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course
from rechallenge.presentation.language import Language

TREATMENT = {"drug": "anakinra", "dose": "100 mg", "every": "1 d", "from": "0 d"}
READINGS = [{"what": "CRP", "at": "0 d", "value": "120 mg/L"}, {"what": "CRP", "at": "210 d", "value": "3 mg/L"}]


def course_with(**event: str) -> Course:
    return read_course(
        Source(json.dumps({"rechallenge": 1, "treatments": [TREATMENT], "observations": READINGS, "events": [event]}))
    ).course


def remission(**event: str) -> Event:
    (found,) = course_with(**event).events
    assert found.what == "remission"
    return found


def refusal(**event: str) -> tuple[str, str]:
    with pytest.raises(CourseError) as caught:
        course_with(**event)
    (problem,) = caught.value.problems
    return problem.english, Language("fr").note(problem)


BACK = [
    "no relapse in the last 6 months",
    "no relapse since 6 months",
    "relapse-free over the past 6 months",
    "aucune rechute depuis 6 mois",
    "en rémission depuis 6 mois",
    "pas de rechute sur les 6 derniers mois",
    "aucune poussée ces 6 derniers mois",
    "pas de poussée depuis environ 6 mois",
    "pas de rechute depuis plus de 6 mois",
]


@pytest.mark.parametrize("what", BACK)
def test_days_without_a_relapse_end_on_the_day_on_which_they_are_told(what: str) -> None:
    found = remission(what=what, at="200 d")
    assert found.until is not None
    # six months are 182.6 days
    assert (found.at.earliest, found.until.latest) == (17, 200)
    assert remission(what=what, to="200 d") == found


@pytest.mark.parametrize("what", BACK)
def test_with_its_first_day_they_begin_there(what: str) -> None:
    found = remission(what=what, **{"from": "20 d"})
    assert found.until is not None
    assert (found.at.earliest, round(found.until.latest)) == (20, 203)


@pytest.mark.parametrize("what", [*BACK, "no relapse for 6 months"])
def test_without_any_day_the_line_with_the_last_days_of_the_record_is_offered_and_taken(what: str) -> None:
    english, french = refusal(what=what)
    assert "write {what: remission, from: 27 d, to: 210 d}" in english
    assert "écrivez {quoi: rémission, du: 27 j, au: 210 j}" in french
    found = remission(what="remission", **{"from": "27 d", "to": "210 d"})
    assert found.until is not None
    assert (found.at.earliest, found.until.latest) == (27, 210)


@pytest.mark.parametrize("what", ["no relapse for 6 months", "pas de rechute pendant 6 mois"])
def test_for_six_months_on_a_day_may_be_either_side_of_it(what: str) -> None:
    english, french = refusal(what=what, at="200 d")
    assert "{what: remission, from: 17 d, to: 200 d}" in english
    assert "{what: remission, at: 200 d, for: 6 mo}" in english
    assert "6 mois}" in french
    assert remission(what="remission", at="200 d", **{"for": "6 mo"}).at.earliest == 200


@pytest.mark.parametrize("what", ["anakinra arrêté depuis 3 mois", "anakinra stopped since 3 months"])
def test_a_stop_that_lies_back_is_offered_with_its_own_day(what: str) -> None:
    english, _ = refusal(what=what, at="200 d")
    assert "write {what: stop, drug: anakinra, at: 109 d}" in english  # three months are 91.3 days


@pytest.mark.parametrize("what", ["poussée depuis 3 jours", "flare since 3 days"])
def test_a_relapse_that_lies_back_is_offered_with_its_own_day(what: str) -> None:
    english, _ = refusal(what=what, at="200 d")
    assert "write {what: relapse, at: 197 d}" in english
    assert "{what: other, at: 200 d" in english
