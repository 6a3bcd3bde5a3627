"""Events as charts word them: which are one, which are none, which nobody is sure of, which stand before or behind what is told."""

from __future__ import annotations

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.course.reading import Reading
from rechallenge.formats.reading import read_course

RECORD = """rechallenge: 1
treatments: [{{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 60 d}}]
observations: [{{what: CRP, at: 0 d, value: 120 mg/L}}, {{what: CRP, at: 90 d, value: 100 mg/L}}]
events: [{{what: "{what}", at: 20 d}}]
"""


def read(what: str) -> Reading:
    return read_course(RECORD.format(what=what))


def kinds(what: str) -> list[str]:
    return [event.what for event in read(what).course.events]


def codes(what: str) -> set[str]:
    return {note.code for note in read(what).notes}


def refusal(what: str) -> str:
    with pytest.raises(CourseError) as caught:
        read(what)
    (problem,) = caught.value.problems
    return problem.english


@pytest.mark.parametrize(
    "words",
    [
        "1re rechute", "1ère rechute", "2e poussée", "2ème poussée", "3e rechute sous anakinra", "1st relapse", "2nd flare", "4th relapse",
        "poussée n°2", "rechute n° 3", "relapse #2", "relapse no. 3", "relapse number 2", "relapse (2nd)", "poussée 1", "relapse 2",
        "seconde rechute", "quatrième poussée", "fourth flare",
        "return of pain", "pain came back", "retour des douleurs", "loss of remission", "perte de rémission", "fin de rémission",
        "franche rechute", "definite flare", "relapse despite anakinra", "rechute malgré anakinra",
    ],
)  # fmt: skip
def test_a_relapse_whichever_it_is_of_several_is_one(words: str) -> None:
    assert kinds(words) == ["relapse"]


@pytest.mark.parametrize(
    "words",
    [
        "near relapse", "near-relapse", "almost relapsed", "nearly relapsed", "presque rechute", "quasi rechute", "a failli rechuter",
        "no clear relapse", "no definite relapse", "no obvious flare", "no true flare", "relapse not certain", "relapse not clear",
        "pas de franche rechute", "pas de vraie rechute", "pas de rechute franche", "rechute non certaine", "sans rechute nette",
        "?relapse", "relapse?", "? flare", "impending relapse", "rechute imminente", "peur de rechute", "relapse averted", "rechute évitée",
        "infection évitée", "presque infection", "no definite infection",
    ],
)  # fmt: skip
def test_what_was_nearly_or_not_clearly_so_is_neither_the_event_nor_its_absence(words: str) -> None:
    assert kinds(words) == ["other"]
    assert codes(words) & {"event.uncertain", "event.unknown"}


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("relapse 0", "remission"),
        ("relapse no", "remission"),
        ("rechute non", "remission"),
        ("didn't relapse", "remission"),
        ("hasn't relapsed", "remission"),
        ("n'a pas rechuté", "remission"),
        ("n'a jamais rechuté", "remission"),
        ("remission not achieved", "other"),
        ("rémission non obtenue", "other"),
    ],
)
def test_a_denial_behind_or_contracted_denies(words: str, kind: str) -> None:
    assert kinds(words) == [kind]


@pytest.mark.parametrize(
    "words",
    ["post-relapse", "pre-relapse", "since last relapse", "depuis la dernière rechute", "flare resolved", "end of flare", "flare over",
    "fin de la poussée", "poussée terminée", "well tolerated", "bien toléré"],
)  # fmt: skip
def test_what_lies_before_or_behind_an_event_is_not_that_event(words: str) -> None:
    assert kinds(words) == ["other"]


@pytest.mark.parametrize("words", ["COVID test positive", "tested positive for COVID", "RSV", "TB", "VRS"])
def test_a_positive_test_of_an_infection_is_one(words: str) -> None:
    assert kinds(words) == ["infection"]


@pytest.mark.parametrize("words", ["3e arrêt d'anakinra", "2nd stop of anakinra", "arrêt n°2 anakinra", "hold anakinra"])
def test_the_second_stop_is_a_stop(words: str) -> None:
    assert [switch.kind for switch in read(words).course.switches] == ["stop"]


@pytest.mark.parametrize("words", ["deux rechutes", "2 relapses", "two flares", "trois poussées"])
def test_several_relapses_on_one_day_are_not_read_as_one(words: str) -> None:
    assert "write {what: relapse, at: 20 d" in refusal(words)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("prednisone 10 mg", "{drug: prednisone, dose: 10 mg, every: 1 d, from: 20 d}"),
        ("canakinumab 150 mg", "{drug: canakinumab, dose: 150 mg, every: 28 d, from: 20 d}"),
        ("relais canakinumab", "{drug: canakinumab, dose: unknown, every: 28 d, from: 20 d}"),
        ("switched to canakinumab", "{drug: canakinumab, dose: unknown, every: 28 d, from: 20 d}"),
        ("methotrexate 15 mg", "{drug: methotrexate, dose: 15 mg, from: 20 d}"),
    ],
)
def test_a_dose_among_the_events_is_told_to_be_written_among_the_treatments(words: str, line: str) -> None:
    assert line in refusal(words)


def test_a_dose_that_the_treatment_has_too_is_shown() -> None:
    assert [event.what for event in read_course(RECORD.format(what="anakinra 100 mg").replace("at: 20 d", "at: 0 d")).course.events] == [
        "other"
    ]


def test_who_had_no_more_of_it_is_in_remission() -> None:
    assert kinds("n'a plus eu de poussée") == ["remission"]


@pytest.mark.parametrize("words", ["cured", "full recovery", "resolved", "guérison", "guérie", "résolution complète"])
def test_who_is_cured_is_asked_about(words: str) -> None:
    said = refusal(words)
    assert "'outcome: good' at anakinra" in said
    assert "{what: remission, at: 20 d" in said


@pytest.mark.parametrize(
    "words", ["plus de poussée", "plus d'accès", "plus de rechute sous anakinra", "n'a plus fait de poussée", "il n'y a plus de poussée"]
)
def test_no_more_of_what_came_is_asked_about_and_never_taken_for_it(words: str) -> None:
    said = refusal(words)
    assert "{what: remission, at: 20 d" in said
    assert "{what: relapse" not in said
