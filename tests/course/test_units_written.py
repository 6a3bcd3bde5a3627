"""Units and quantities as laboratories and charts write them are converted, read and told, or refused with what to write."""

from __future__ import annotations

import json

import pytest

from rechallenge.course.model import Patient
from rechallenge.course.problems import CourseError
from rechallenge.course.reading import Reading
from rechallenge.course.units import amount_of
from rechallenge.formats.reading import read_course


def reading(**fields: object) -> Reading:
    return read_course(json.dumps({"rechallenge": 1, "observations": [{"what": "CRP", "at": "0 d", "value": "5 mg/L"}], **fields}))


def patient(**fields: str) -> Patient:
    return reading(patient=fields).course.patient


def codes(**fields: str) -> set[str]:
    return {note.code for note in reading(patient=fields).notes}


def cells(written: str) -> float | None:
    return reading(fluids=[{"site": "knee", "cells": written}]).course.findings[0].cells_per_mm3


@pytest.mark.parametrize(
    "written",
    [
        "5 G/L", "5 Giga/L", "5 giga/l", "5 x10^9/L", "5 ×10⁹/L", "5 10^9/L", "5.10^9/L", "5 x 10E9/L", "5e9 /L", "5000 /mm3", "5000/mm³",
        "5 000 /mm3", "5\u202f000 cells/mm3", "5'000 /mm3", "5000 cells/µL", "5000 /uL", "5 K/µL", "5 10^3/mm3", "5000 éléments/mm3",
        "5000 leucocytes/mm3", "5000", "5000 cells",
    ],
)  # fmt: skip
def test_counts_of_cells_are_thousands_in_a_cubic_millimetre(written: str) -> None:
    assert cells(written) == 5000


@pytest.mark.parametrize("written", ["5 g/L", "5 mg", "0...5 /mm3", "3000-5000 /mm3", "-5 /mm3", "1e308 /mm3"])
def test_what_is_no_count_is_refused_with_its_place(written: str) -> None:
    with pytest.raises(CourseError) as caught:
        cells(written)
    assert [problem.path for problem in caught.value.problems] == ["fluids[0].cells"]


@pytest.mark.parametrize(
    ("written", "mg_l"),
    [
        ("120 MG/L", 120),
        ("120 mg / L", 120),
        ("120 mg per litre", 120),
        ("120 mg.L-1", 120),
        ("12 MG/DL", 120),
        ("12 mg/100 mL", 120),
        ("120 µg/mL", 120),
        ("120 mcg/ml", 120),
        ("120\u00a0mg/L", 120),
        ("0,12 g/L", 120),
    ],
)
def test_a_mass_in_a_volume_is_read_in_any_case_and_spelling(written: str, mg_l: float) -> None:
    found = reading(observations=[{"what": "CRP", "at": "0 d", "value": written}]).course.observations[0]
    assert (found.low, found.high) == (mg_l, mg_l)


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("weight", "60 Kg", 60),
        ("weight", "60 KG", 60),
        ("weight", "60 kilos", 60),
        ("weight", "60", 60),
        ("height", "162", 162),
        ("height", "1.62", 162),
        ("height", "1,62 m", 162),
        ("height", "1m62", 162),
        ("creatinine_clearance", "60", 60),
        ("creatinine_clearance", "60 mL/min/1.73m2", 60),
        ("creatinine_clearance", "60 ml/mn/1,73 m²", 60),
        ("creatinine_clearance", "60 mL/min per 1.73 m2", 60),
        ("age", "77", 77),
        ("age", "77 ans", 77),
        ("age", "77-year-old", 77),
        ("age", "77 y/o", 77),
        ("age", "18 months", 1.5),
        ("age", "6 mo", 0.5),
    ],
)
def test_a_quantity_of_the_patient_is_read(name: str, written: str, value: float) -> None:
    names = {"age": "age_years", "weight": "weight_kg", "height": "height_cm", "creatinine_clearance": "creatinine_clearance_ml_min"}
    assert getattr(patient(**{name: written}), names[name]) == pytest.approx(value)


def test_what_was_assumed_is_told() -> None:
    assert codes(weight="60") == {"unit.bare"}
    assert codes(age="77") == {"unit.age_assumed"}
    assert codes(creatinine_clearance="60 mL/min/1.73m2") == {"unit.indexed"}


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("age", "70s", "age.decade"),
        ("age", "70's", "age.decade"),
        ("age", "in her 70s", "age.decade"),
        ("age", "70 s", "age.decade"),
        ("age", "72 s", "unit.impossible"),
        ("age", "70-75 a", "number.interval"),
        ("age", "> 65 a", "number.limit"),
        ("weight", "60-65 kg", "number.interval"),
        ("weight", "60 L", "unit.impossible"),
        ("weight", "1e308 kg", "number.beyond"),
        ("weight", "0 kg", "value.negative"),
        ("weight", "–60 kg", "value.negative"),
        ("creatinine", "70", "unit.missing"),
    ],
)
def test_a_quantity_that_is_none_is_refused(name: str, written: str, code: str) -> None:
    with pytest.raises(CourseError) as caught:
        patient(**{name: written})
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [(code, f"patient.{name}")]


@pytest.mark.parametrize(
    "fields",
    [
        {"age": "120 a"}, {"age": "0 d"}, {"weight": "1 kg"}, {"weight": "301 kg"}, {"height": "39 cm"},
        {"height": "231 cm"}, {"age": "40 a", "weight": "20 kg"}, {"age": "1 a", "weight": "60 kg"}, {"age": "40 a", "height": "90 cm"},
        {"weight": "100 kg", "height": "100 cm"}, {"weight": "20 kg", "height": "180 cm"},
    ],
)  # fmt: skip
def test_what_is_seen_in_no_one_is_doubted_from_both_sides(fields: dict[str, str]) -> None:
    assert {note.code for note in reading(patient=fields).notes if note.severity == "warning"} & {"value.implausible", "value.apart"}


def test_three_dots_are_no_decimal_point() -> None:
    assert amount_of("0...5 mg") is None


@pytest.mark.parametrize(("number", "write"), [("0.8", "0.8 mg/dL"), ("8", "8 mg/L"), ("80", "80 umol/L"), ("900", "900 umol/L")])
def test_creatinine_without_a_unit_is_offered_the_one_in_which_people_have_it(number: str, write: str) -> None:
    """0.8 umol/L of creatinine nobody has: 0.8 mg/dL are 71, and so are 8 mg/L."""
    with pytest.raises(CourseError) as caught:
        patient(creatinine=number)
    assert f"so write {write} if" in str(caught.value)
    umol_l = {"0.8": 70.7, "8": 70.7, "80": 80.0, "900": 900.0}[number]
    assert patient(creatinine=write).creatinine_umol_l == pytest.approx(umol_l, abs=0.1)
