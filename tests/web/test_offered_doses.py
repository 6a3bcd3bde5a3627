"""The sliders of the page offer what may be proposed, and warn of the rest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from rechallenge.course.regimen import Regimen
from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language
from rechallenge.web.trying import menus, with_menu_reasons


def forecast_start(patient: str, more: str = "", dose: str = "100 mg", drug: str = "anakinra") -> Any:
    text = (
        f"rechallenge: 1\npatient: {{{patient}}}\n{more}\n"
        f"treatments:\n  - {{drug: {drug}, dose: {dose}, every: 1 d, from: 0 d}}\n"
        "observations:\n  - {what: CRP, at: 9 d, value: 5 mg/L}\n"
    )
    course = read_course(text).course
    return SimpleNamespace(course=course, problem=SimpleNamespace(regimen=Regimen.of(course, 9.0)))


def test_the_doses_of_an_adult_change_with_the_kidneys() -> None:
    """Up to 100 mg; every other day below 30 mL/min."""
    low, enough = menus(forecast_start("age: 88 a, weight: 60 kg"), "anakinra")
    assert (low["from"], enough["from"]) == (0.0, 30.0)
    assert max(dose for dose, _ in enough["options"]) == 100.0
    assert (min(every for _, every in low["options"]), min(every for _, every in enough["options"])) == (2.0, 1.0)


def test_a_child_of_12_kg_is_offered_what_the_syringe_gives_within_1_to_2_mg_per_kg() -> None:
    (_, enough) = menus(forecast_start("age: 3 a, weight: 12 kg", dose="20 mg"), "anakinra")
    assert {dose for dose, _ in enough["options"]} == {20.0}


@pytest.mark.parametrize(
    ("patient", "more", "drug", "dose"),
    [
        ("age: 5 months, weight: 7 kg", "", "anakinra", "20 mg"),
        ("age: 30 a, sex: female, weight: 60 kg", "conditions: [{name: pregnancy}]", "anakinra", "100 mg"),
    ],
)
@pytest.mark.parametrize("code", ["en", "fr"])
def test_where_nothing_may_be_offered_the_reason_is_told(patient: str, more: str, drug: str, dose: str, code: str) -> None:
    drugs = [{"menus": menus(forecast_start(patient, more, dose, drug), drug)}]
    with_menu_reasons(drugs, Language(code))
    for each in drugs[0]["menus"]:
        assert each["options"] == []
        assert all(isinstance(reason, str) and "{" not in reason for reason in each["reasons"])
        assert each["reasons"]
