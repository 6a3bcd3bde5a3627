"""A glucocorticoid injected into a joint acts there; the same word with a vein, a muscle or a dose of none is no local treatment."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Treatment
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course
from rechallenge.presentation.language import Language


def treatment(drug: str, **more: str) -> Treatment:
    given = {"drug": drug, "at": "3 d", **more}
    (found,) = read_course(Source(json.dumps({"rechallenge": 1, "treatments": [given]}))).course.treatments
    return found


def refusal(drug: str, language: str = "en", **more: str) -> str:
    with pytest.raises(CourseError) as caught:
        treatment(drug, **more)
    (problem,) = caught.value.problems
    return Language(language).note(problem)


LOCAL = [
    "cortisone shot", "cortisone shots in both knees", "cortisone injection", "steroid injection in the knee", "steroid jab",
    "US-guided steroid injection", "subacromial injection of steroids", "injection into the left shoulder", "joint injection",
    "knee injection", "intra-articular steroids", "infiltration", "infiltrations", "infiltration de cortisone", "infiltration genou droit",
    "infiltrations des 2 genoux", "infiltration échoguidée", "infiltration sous-acromiale", "piqûre de cortisone",
    "injection intraarticulaire", "infiltration of the left shoulder with betamethasone", "infiltration de l'épaule par bétaméthasone",
    "injection dans l'épaule gauche de cortivazol",
]  # fmt: skip


@pytest.mark.parametrize("drug", LOCAL)
@pytest.mark.parametrize("dose", ["40 mg", "unknown"])
def test_an_injection_into_a_joint_is_no_dose_to_the_whole_body(drug: str, dose: str) -> None:
    assert not treatment(drug, dose=dose).known


@pytest.mark.parametrize(
    ("drug", "route"),
    [
        ("IM steroid injection", "im"), ("intramuscular corticosteroid injection", "im"), ("IV steroid injection", "iv"),
        ("gluteal steroid injection", "im"), ("cortisone shot in the buttock", "im"), ("injection intramusculaire de corticoïdes", "im"),
        ("injection of methylprednisolone IV", "iv"), ("injection de cortisone dans la fesse", "im"),
    ],
)  # fmt: skip
def test_an_injection_into_a_vein_or_a_muscle_reaches_the_whole_body(drug: str, route: str) -> None:
    found = treatment(drug, dose="80 mg")
    assert (found.known, found.route) == (True, route)


@pytest.mark.parametrize("drug", ["anakinra injections", "injection d'anakinra", "anakinra injection in the thigh"])
def test_an_injection_of_another_drug_has_no_route_of_its_own(drug: str) -> None:
    found = treatment(drug, dose="100 mg")
    assert (found.drug, found.known, found.route) == ("anakinra", True, None)


def test_a_dose_that_no_joint_gets_is_asked_about() -> None:
    # 80 mg of methylprednisolone are 100 mg of prednisone
    assert not treatment("methylprednisolone injection", dose="80 mg").known
    assert "'route: iv'" in refusal("methylprednisolone injection", dose="81 mg").translate({0x2018: "'", 0x2019: "'"})
    assert treatment("methylprednisolone injection", dose="500 mg", route="iv").known
    assert not treatment("methylprednisolone injection", dose="500 mg", route="local").known


@pytest.mark.parametrize("drug", ["steroid shot against fear", "cortisone injection of sorts"])
def test_one_that_is_not_understood_is_never_advised_as_a_systemic_drug(drug: str) -> None:
    english, french = refusal(drug), refusal(drug, "fr")
    assert "drug: glucocorticoid, route: local" in english
    assert "route: im" in english
    assert "médicament: corticoïde, voie: local" in french
    assert not treatment("glucocorticoid", route="local").known
