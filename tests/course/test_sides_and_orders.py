"""Findings that deny one side, order a test, or tell a diagnosis to be considered: none of them denies or states the finding."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Course
from rechallenge.course.status import status_of
from rechallenge.formats.reading import Source, read_course


def course_of(**sections: object) -> Course:
    return read_course(Source(json.dumps({"rechallenge": 1, **sections}))).course


def status(what: str, value: str | None = None) -> str:
    entry = {"what": what} if value is None else {"what": what, "value": value}
    return status_of(course_of(findings=[entry]).findings[0]).status


@pytest.mark.parametrize(
    ("what", "value"),
    [
        ("double contour sign", "left, not right"),
        ("calcinosis of the right hand, none on the left", None),
        ("right knee arthritis, not on the left", None),
        ("calcinose main droite, pas à gauche", None),
        ("bursite droite (pas à gauche)", None),
        ("no tophi on the left, one on the right", None),
        ("pas de tophus à droite, un à gauche", None),
    ],
)
def test_what_is_on_one_side_only_is_there(what: str, value: str | None) -> None:
    assert status(what, value) == "present"


@pytest.mark.parametrize(
    "what", ["no tophi on the left or on the right", "pas de tophus à droite ni à gauche", "no tophi on left, none on right"]
)
def test_what_is_on_neither_side_is_never_there(what: str) -> None:
    assert status(what) != "present"


@pytest.mark.parametrize(("what", "value"), [("tophi: none on the left", None), ("tophi", "pas à gauche"), ("tophi", "not on the right")])
def test_a_denial_of_one_side_says_nothing_of_the_other(what: str, value: str | None) -> None:
    assert status(what, value) == "unknown"


@pytest.mark.parametrize(
    "what", ["no ANCA done", "pas d'ANCA faits", "aucune biopsie réalisée", "ANCA sent", "ANCA envoyés", "biopsy refused", "ANA ordered"]
)
def test_a_test_that_was_not_done_or_only_ordered_has_no_result(what: str) -> None:
    assert status(what) == "unknown"


@pytest.mark.parametrize(
    ("what", "said"), [("ANCA done, negative", "absent"), ("biopsie faite: négative", "absent"), ("ANCA sent: positive", "present")]
)
def test_a_result_behind_a_test_that_was_done_counts(what: str, said: str) -> None:
    assert status(what) == said


@pytest.mark.parametrize(
    "what", ["DDx gout", "c/w gout", "low suspicion of gout", "atypical for gout", "impression of gout", "éliminer goutte"]
)
def test_what_is_considered_is_unknown(what: str) -> None:
    assert status(what) == "unknown"
    assert course_of(conditions=[what]).conditions[0].status.status == "unknown"


@pytest.mark.parametrize(
    "what",
    [
        "inconsistent with gout",
        "not in keeping with gout",
        "peu évocateur de goutte",
        "en défaveur d'une goutte",
        "n'évoque pas une goutte",
    ],
)
def test_what_speaks_against_a_diagnosis_denies_it(what: str) -> None:
    assert status(what) == "absent"


@pytest.mark.parametrize(
    "name",
    [
        "syndrome indéterminé",
        "undifferentiated arthritis",
        "connectivite indifférenciée",
        "fever of unknown origin",
        "fièvre d'origine indéterminée",
    ],
)
def test_an_undetermined_disease_is_a_diagnosis(name: str) -> None:
    assert course_of(conditions=[name]).conditions[0].status.status == "present"


def test_an_offer_for_one_of_several_parts_names_that_part() -> None:
    notes = [note.english for note in read_course(Source('{"rechallenge": 1, "findings": ["gout vs CPPD", "anti-Scl 70 (limite)"]}')).notes]
    assert any("write '{what: CPPD, present: yes}'" in note for note in notes)
    assert any("write '{what: anti-Scl 70, present: yes}'" in note for note in notes)
