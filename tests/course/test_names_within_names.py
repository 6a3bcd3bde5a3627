"""A longer name that holds that of a measurement or a drug is read as it, refused or told, with what to write: never passed over."""

from __future__ import annotations

import re

import pytest

from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.reading import Source, read_course

HEAD = "rechallenge: 1\nanchor: 2018-03-12\n"
DRUG = "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        return tuple(read_course(Source(text)).notes)
    except CourseError as error:
        return error.problems


def observed(fields: str) -> tuple[Problem, ...]:
    return problems_of(f"{HEAD}{DRUG}observations:\n  - {{what: CRP, at: 0 d, value: 120 mg/L}}\n  - {{{fields}}}\n")


def treated(fields: str) -> tuple[Problem, ...]:
    return problems_of(f"{HEAD}treatments:\n  - {{{fields}}}\nobservations:\n  - {{what: CRP, at: 0 d, value: 120 mg/L}}\n")


@pytest.mark.parametrize("what", ["CRP mg/L", "CRP in mg/L", "CRP (mg/L)", "ferritin ug/L"])
def test_a_unit_behind_a_name_is_that_of_its_numbers(what: str) -> None:
    course = read_course(f"{HEAD}{DRUG}observations:\n  - {{what: {what}, at: 5 d, value: 12}}\n").course
    assert course.observations[0].outcome is not None
    assert course.observations[0].high == 12


@pytest.mark.parametrize(
    ("what", "first", "second"),
    [
        ("CRP and ESR", "CRP", "ESR"),
        ("CRP/VS", "CRP", "ESR"),
        ("ferritin, CRP", "ferritin", "CRP"),
        ("CRP et ferritine", "CRP", "ferritin"),
    ],
)
def test_two_measurements_in_one_name_are_two_lines(what: str, first: str, second: str) -> None:
    (problem,) = observed(f'what: "{what}", at: 5 d, value: normal')
    assert problem.severity == "error"
    assert f"'what: {first}' and 'what: {second}'" in problem.english


@pytest.mark.parametrize(
    "what", ["no pain", "absence of pain", "without pain", "pas de douleur", "absence de douleur", "pain absent", "denies pain"]
)
def test_a_name_that_denies_is_refused_with_the_value_to_write(what: str) -> None:
    (problem,) = observed(f"what: {what}, at: 5 d, value: 0")
    assert problem.severity == "error"
    assert "'what: pain' and 'value: none'" in problem.english


@pytest.mark.parametrize("what", ["chest pain", "pain on movement", "CRP peak of the stay", "post-dose CRP", "night pain"])
def test_a_name_that_may_be_of_another_thing_is_shown_and_doubted(what: str) -> None:
    found = observed(f"what: {what}, at: 5 d, value: 5")
    doubts = [problem for problem in found if problem.severity == "warning" and "and put the rest into 'note'" in problem.english]
    assert len(doubts) == 1


@pytest.mark.parametrize("what", ["stiffness", "shoulder stiffness", "raideur", "raideur de l'épaule"])
def test_stiffness_is_a_limitation_of_movement_in_both_languages(what: str) -> None:
    text = f"{HEAD}{DRUG}observations:\n  - {{what: {what}, at: 0 d, value: 7}}\n  - {{what: morning stiffness, at: 0 d, value: 60 min}}\n"
    found = read_course(text).course.observations
    assert [each.outcome and each.outcome.name for each in found] == ["motion", None]


@pytest.mark.parametrize("what", ["painting", "procalcitonin", "hours slept"])
def test_letters_inside_a_word_name_nothing(what: str) -> None:
    assert not [problem for problem in observed(f"what: {what}, at: 5 d, value: 5") if problem.severity != "note"]


@pytest.mark.parametrize(
    ("drug", "read_as"),
    [
        ("steroid taper", "glucocorticoid"),
        ("tapering prednisone", "prednisone"),
        ("cure de corticoïdes", "glucocorticoid"),
        ("corticothérapie dégressive", "glucocorticoid"),
        ("pred", "prednisone"),
        ("steroid burst", "glucocorticoid"),
    ],
)
def test_what_a_glucocorticoid_is_called_in_a_chart_is_one(drug: str, read_as: str) -> None:
    text = f"{HEAD}treatments:\n  - {{drug: {drug}, dose: 20 mg, every: 1 d, from: -9 d}}\n"
    (treatment,) = read_course(text).course.treatments
    assert (treatment.drug, treatment.known) == (read_as, True)


@pytest.mark.parametrize(
    ("drug", "write"),
    [
        ("stress steroid cover", "glucocorticoid"),
        ("steroid-sparing agent", "glucocorticoid"),
        ("anakinra biosimilar X", "anakinra"),
        ("prednisone switched to methotrexate", "prednisone"),
    ],
)
def test_a_drug_of_the_model_inside_another_name_is_not_left_out_of_it(drug: str, write: str) -> None:
    (problem,) = treated(f"drug: {drug}, from: 0 d, to: 9 d")
    assert problem.severity == "error"
    assert f"'drug: {write}'" in problem.english


@pytest.mark.parametrize("drug", ["ibuprofen", "unknown infusion", "fig tea"])
def test_other_names_are_shown(drug: str) -> None:
    assert not [problem for problem in treated(f"drug: {drug}, from: 0 d") if problem.severity == "error"]


@pytest.mark.parametrize(("drug", "write"), [("Depo-Medrol", "methylprednisolone"), ("Kenacort retard", "triamcinolone")])
def test_a_depot_glucocorticoid_into_a_muscle_reaches_the_whole_body(drug: str, write: str) -> None:
    (problem,) = treated(f"drug: {drug}, dose: 80 mg, at: 0 d, route: im")
    assert problem.severity == "error"
    assert f"'drug: {write}'" in problem.english
    told = re.sub(r"drug: [^,]+", f"drug: {write}", f"drug: {drug}, dose: 80 mg, at: 0 d, route: im")
    assert not [each for each in treated(told) if each.severity == "error"]
    assert not [each for each in treated(f"drug: {drug}, dose: 80 mg, at: 0 d, route: local") if each.severity == "error"]
