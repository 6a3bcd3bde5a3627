"""Relapses at stops whose days are not known: `relapses: at each stop`."""

from __future__ import annotations

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.formats.csv import to_csv
from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language
from rechallenge.presentation.stop_relapses import stop_relapses_words

GIVEN = "drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d"


def record(said: str, more: str = "", events: str = "") -> str:
    return f'rechallenge: 1\ntreatments:\n  - {{{GIVEN}{more}, relapses: "{said}"}}\n{events}'


@pytest.mark.parametrize(
    ("said", "share", "relapses", "stops"),
    [
        ("at each stop", "each", None, None),
        ("each stop of anakinra", "each", None, None),
        ("at every stop", "each", None, None),
        ("each time", "each", None, None),
        ("à chaque arrêt", "each", None, None),
        ("à chaque arrêt de l'anakinra", "each", None, None),
        ("at each of 3 stops", "each", 3, 3),
        ("at all three stops", "each", 3, 3),
        ("at both stops", "each", 2, 2),
        ("3 of 3", "each", 3, 3),
        ("3/3", "each", 3, 3),
        ("à chacun des 3 arrêts", "each", 3, 3),
        ("aux deux arrêts", "each", 2, 2),
        ("2 of 3", "some", 2, 3),
        ("2 out of 3 stops", "some", 2, 3),
        ("2 sur 3", "some", 2, 3),
        ("none", "none", 0, None),
        ("never", "none", 0, None),
        ("aucune", "none", 0, None),
        ("0 of 3", "none", 0, 3),
        ("none of 2", "none", 0, 2),
    ],
)
def test_what_followed_the_stops_is_read(said: str, share: str, relapses: int | None, stops: int | None) -> None:
    found = read_course(record(said)).course.treatments[0].relapses
    assert found is not None
    assert (found.share, found.relapses, found.stops, found.written) == (share, relapses, stops, said)


@pytest.mark.parametrize("said", ["yes", "3", "4 of 3", "0 of 0", "after a while", "oui", "one stop"])
def test_what_says_nothing_is_refused_with_the_forms_to_write(said: str) -> None:
    with pytest.raises(CourseError) as caught:
        read_course(record(said))
    (problem,) = caught.value.problems
    assert problem.code == "relapses.unreadable"
    assert "at each of 3 stops" in problem.english
    assert "at each" not in Language("fr").note(problem)


@pytest.mark.parametrize("said", ["at each stop", "at each of 3 stops", "2 of 3", "none", "none of 2", "at some stops"])
def test_it_survives_a_table(said: str) -> None:
    course = read_course(record(said)).course
    assert read_course(to_csv(course)).course.treatments[0].relapses == course.treatments[0].relapses


def test_it_has_a_french_name() -> None:
    assert read_course(record("à chaque arrêt").replace("relapses:", "rechutes:")).course.treatments[0].relapses is not None


def test_more_relapses_with_a_day_than_it_counts_are_refused() -> None:
    pause, after = ", interruptions: [{from: 10 d, for: 3 d}]", "events: [{what: relapse, after: each stop of anakinra, within: 1..3 d}]\n"
    with pytest.raises(CourseError) as caught:
        read_course(record("none", pause, after))
    assert [problem.code for problem in caught.value.problems] == ["relapses.contradiction"]
    assert [note.code for note in read_course(record("1 of 2", pause, after)).notes] == ["observation.none"]


def test_fewer_stops_than_have_a_day_are_doubted() -> None:
    pauses = ", interruptions: [{from: 10 d, for: 3 d}, {from: 20 d, for: 3 d}]"
    assert [note.code for note in read_course(record("1 of 1", pauses)).notes if note.severity == "warning"] == ["relapses.fewer_stops"]


def test_an_event_after_a_stop_without_a_day_is_told_of_the_field() -> None:
    events = "events: [{what: relapse, after: each stop of anakinra, within: 14 d}]\n"
    with pytest.raises(CourseError) as caught:
        read_course(f"rechallenge: 1\ntreatments:\n  - {{{GIVEN}}}\n{events}")
    assert "relapses: at each stop" in caught.value.problems[0].english
    assert "rechutes: à chaque arrêt" in Language("fr").note(caught.value.problems[0]).replace("\u00a0", " ")


def test_it_is_shown_in_both_languages() -> None:
    said = read_course(record("at each of 3 stops")).course.treatments[0].relapses
    assert said is not None
    assert stop_relapses_words(said, Language("en")) == "relapses after its stops: 3 of 3"
    assert stop_relapses_words(said, Language("fr")).replace("\u00a0", " ") == "rechutes après ses arrêts : 3 sur 3"
