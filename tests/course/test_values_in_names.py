"""A value or a change that stands in the name of an observation is read, and told, as if it stood in its own field."""

from __future__ import annotations

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course
from rechallenge.ledger.build import ledger_of_reading

HEAD = """rechallenge: 1
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}
observations:
  - {what: CRP, at: -1 d, value: 120 mg/L}
  - {what: pain, at: -1 d, value: 8}
  - {what: ESR, at: -1 d, value: 80 mm/h}
"""


@pytest.mark.parametrize(
    ("written", "variable", "bounds", "ratio"),
    [
        ("CRP still raised", "crp", (10, 100), False),
        ("CRP normal", "crp", (None, 10), False),
        ("CRP remains elevated", "crp", (10, 100), False),
        ("CRP high", "crp", (10, 100), False),
        ("high CRP", "crp", (10, 100), False),
        ("raised C-reactive protein", "crp", (10, 100), False),
        ("CRP back to normal", "crp", (None, 10), False),
        ("CRP not yet normal", "crp", (10, None), False),
        ("CRP toujours élevée", "crp", (10, 100), False),
        ("CRP redevenue normale", "crp", (None, 10), False),
        ("normalisation de la CRP", "crp", (None, 10), False),
        ("CRP 12 mg/L", "crp", (12, 12), False),
        ("CRP: 12 mg/L", "crp", (12, 12), False),
        ("CRP at 12 mg/L", "crp", (12, 12), False),
        ("CRP < 5 mg/L", "crp", (None, 5), False),
        ("severe shoulder pain", "pain", (6, None), False),
        ("pain 8/10", "pain", (7.5, 8.5), False),
        ("EVA 3/10", "pain", (2.5, 3.5), False),
        ("no pain", "pain", (None, 0.5), False),
        ("douleurs intenses", "pain", (6, None), False),
        ("CRP halved", "crp", (0.4, 0.625), True),
        ("CRP unchanged", "crp", (0.7, 1.4), True),
        ("pain improved", "pain", (-10, -1.3), False),
        ("douleur améliorée", "pain", (-10, -1.3), False),
    ],
)
def test_a_name_that_says_a_value_or_a_change_is_read_as_both(
    written: str, variable: str, bounds: tuple[float | None, float | None], ratio: bool
) -> None:
    found = read_course(Source(f'{HEAD}  - {{what: "{written}", at: 5 d}}'))
    last = found.course.observations[-1]
    assert last.outcome is not None
    assert (last.outcome.name, last.low, last.high, last.ratio) == (variable, *bounds, ratio)
    assert any(note.code == "observation.split" for note in found.notes)


@pytest.mark.parametrize(
    ("what", "value", "bounds"),
    [
        ("CRP still raised", "120 mg/L", (120, 120)),
        ("CRP raised", "raised", (10, 100)),
        ("elevated CRP", "42 mg/L", (42, 42)),
        ("CRP toujours élevée", "85 mg/L", (85, 85)),
        ("severe pain", "8/10", (7.5, 8.5)),
        ("normal CRP", "3 mg/L", (3, 3)),
    ],
)
def test_a_word_in_the_name_beside_a_number_is_kept_beside_it(what: str, value: str, bounds: tuple[float, float]) -> None:
    last = read_course(Source(f"{HEAD}  - {{what: {what}, at: 5 d, value: {value}}}")).course.observations[-1]
    assert last.outcome is not None
    assert (last.low, last.high) == bounds


@pytest.mark.parametrize(
    ("what", "value"),
    [("CRP normal", "120 mg/L"), ("CRP raised", "1 mg/L"), ("severe pain", "1/10"), ("no pain", "8"), ("CRP normal", "raised")],
)
def test_a_word_in_the_name_that_contradicts_the_value_is_refused(what: str, value: str) -> None:
    with pytest.raises(CourseError):
        read_course(Source(f"{HEAD}  - {{what: {what}, at: 5 d, value: {value}}}"))


@pytest.mark.parametrize("what", ["CRP ratio normal", "abdominal pain severe", "family history of severe pain", "CRP response"])
def test_a_name_of_something_else_is_taken_for_no_value(what: str) -> None:
    notes = read_course(Source(f"{HEAD}  - {{what: {what}, at: 5 d, value: 3}}")).notes
    assert not any(note.code == "observation.split" for note in notes)


def test_the_ledger_says_that_the_name_was_used() -> None:
    found = read_course(Source(f"{HEAD}  - {{what: CRP still raised, at: 5 d}}"))
    (line,) = [each for each in ledger_of_reading(found).statements if each.path == "observations[3].what"]
    assert line.status == "used"


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("CRP normal", "{what: CRP, at: 5 d, value: normal}"),
        ("CRP 12 mg/L", "{what: CRP, at: 5 d, value: 12 mg/L}"),
        ("pain improved", "{what: pain, at: 5 d, change: improved}"),
        ("douleur améliorée", "{what: douleur, at: 5 d, change: améliorée}"),
        ("severe shoulder pain", "{what: shoulder pain, at: 5 d, value: severe}"),
        ("raised CRP", "{what: CRP, at: 5 d, value: raised}"),
    ],
)
def test_a_measurement_among_the_events_is_refused_with_the_line_of_the_observations(what: str, line: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(Source(f'{HEAD}events:\n  - {{what: "{what}", at: 5 d}}'))
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.values["line"])) == ("event.measured", line)


@pytest.mark.parametrize("value", ["+", "++", "+++", "(+)"])
def test_a_plus_is_a_result_whose_words_are_asked_for_and_no_missing_value(value: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(Source(f'{HEAD}  - {{what: CRP, at: 5 d, value: "{value}"}}'))
    assert [problem.code for problem in caught.value.problems] == ["value.unreadable"]
