"""Words of charts that last or hope ("still raised", "not yet normal"), and events that were not ruled out."""

from __future__ import annotations

import pytest

from rechallenge.course.context import with_unit
from rechallenge.course.nearest import nearest
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course

HEAD = """rechallenge: 1
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}
observations:
  - {what: CRP, at: -1 d, value: 120 mg/L}
  - {what: pain, at: -1 d, value: 8}
  - {what: CRP, at: 60 d, value: 5 mg/L}
"""


@pytest.mark.parametrize(
    ("what", "value", "bounds"),
    [
        ("CRP", "still raised", (10, 100)),
        ("CRP", "toujours élevée", (10, 100)),
        ("CRP", "encore très élevée", (40, 500)),
        ("CRP", "persistently elevated", (10, 100)),
        ("CRP", "reste élevée", (10, 100)),
        ("CRP", "remains normal", (None, 10)),
        ("CRP", "restée normale", (None, 10)),
        ("CRP", "not yet normal", (10, None)),
        ("CRP", "still not normal", (10, None)),
        ("CRP", "isn't raised", (None, 10)),
        ("CRP", "pas encore normale", (10, None)),
        ("CRP", "n'est toujours pas normalisée", (10, None)),
        ("pain", "still severe", (6, None)),
        ("pain", "still present", (0.5, None)),
        ("pain", "toujours intense", (6, None)),
        ("pain", "encore modérée", (3, 7)),
    ],
)
def test_a_word_that_lasts_or_hopes_says_what_it_says_without(what: str, value: str, bounds: tuple[float | None, float | None]) -> None:
    found = read_course(Source(f'{HEAD}  - {{what: {what}, at: 5 d, value: "{value}"}}')).course.observations[-1]
    assert (found.low, found.high) == bounds


@pytest.mark.parametrize(
    "what",
    [
        "relapse not excluded",
        "relapse cannot be ruled out",
        "infection not formally excluded",
        "pneumonia, although not excluded",
        "impossible to exclude infection",
        "rechute non exclue",
        "rechute ne peut être exclue",
        "infection n'a pas pu être éliminée",
        "on ne peut exclure une infection",
        "infection peu probable mais non exclue",
    ],
)
def test_an_event_that_was_not_ruled_out_is_neither_it_nor_its_absence(what: str) -> None:
    reading = read_course(Source(f'{HEAD}events:\n  - {{what: "{what}", at: 40 d}}'))
    assert [event.what for event in reading.course.events] == ["other"]
    assert "event.uncertain" in [problem.code for problem in reading.notes]


@pytest.mark.parametrize("what", ["infection formally excluded", "infection has been ruled out", "infection formellement éliminée"])
def test_an_event_that_was_ruled_out_did_not_happen(what: str) -> None:
    reading = read_course(Source(f'{HEAD}events:\n  - {{what: "{what}", at: 40 d}}'))
    assert "event.denied" in [problem.code for problem in reading.notes]


@pytest.mark.parametrize("what", ["appendicitis", "C. difficile", "cholecystitis", "appendicite", "cholécystite", "péritonite"])
def test_infections_by_their_names(what: str) -> None:
    reading = read_course(Source(f'{HEAD}events:\n  - {{what: "{what}", at: 40 d}}'))
    assert [event.what for event in reading.course.events] == ["infection"]


@pytest.mark.parametrize("written", ["still improved", "has improved"])
def test_no_contraction_of_a_denial_is_offered_for_its_opposite(written: str) -> None:
    assert nearest(written, ["hasn't improved", "isn't improved", "cannot improve"]) is None


@pytest.mark.parametrize(("value", "written"), [("120 [0-5]", "120 mg/L [0-5]"), ("120*", "120 mg/L*"), ("120 (N<5)", "120 mg/L (N<5)")])
def test_the_line_to_write_has_the_unit_behind_the_number_and_is_read(value: str, written: str) -> None:
    assert with_unit(value, "mg/L") == written
    assert read_course(Source(f'{HEAD}  - {{what: CRP, at: 5 d, value: "{written}"}}')).course.observations[-1].low == 120


@pytest.mark.parametrize(
    "what",
    [
        "partial remission",
        "rémission partielle",
        "near remission",
        "incomplete remission",
        "partial clinical remission",
        "rémission incomplète",
    ],
)
def test_what_is_less_than_a_remission_bounds_nothing_and_is_told(what: str) -> None:
    reading = read_course(Source(f'{HEAD}events:\n  - {{what: "{what}", from: 5 d, to: 25 d}}'))
    assert [event.what for event in reading.course.events] == ["other"]
    assert "event.in_part" in [problem.code for problem in reading.notes]


@pytest.mark.parametrize("what", ["partial relapse", "rechute partielle", "recrudescence", "resurgence", "relapse, partial"])
def test_a_relapse_in_part_is_one(what: str) -> None:
    reading = read_course(Source(f'{HEAD}events:\n  - {{what: "{what}", at: 40 d}}'))
    assert [event.what for event in reading.course.events] == ["relapse"]


@pytest.mark.parametrize("at", ["each stop", "at each stop", "every stop", "chaque arrêt", "à chaque arrêt"])
def test_a_relapse_at_each_stop_is_told_the_field_that_says_it(at: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(Source(f'{HEAD}events:\n  - {{what: relapse, at: "{at}"}}'))
    assert [problem.code for problem in caught.value.problems] == ["event.write_relapses"]
