"""Doses that nothing published covers are doubted: by kilogram, age and renal function; one function for doses given and planned."""

from __future__ import annotations

import pytest

from rechallenge.course.dose_doubts import dose_doubts
from rechallenge.course.model import Patient
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course
from rechallenge.formats.regimens import read_regimen
from rechallenge.literature.dose_ranges import dose_ranges
from rechallenge.literature.drugs import drug_names, folded
from rechallenge.literature.references import references
from rechallenge.presentation.language import Language

WOMAN = Patient(sex="female", age_years=77.0, weight_kg=60.0, creatinine_umol_l=70.0)


@pytest.mark.parametrize(
    ("drug", "mg", "every", "patient", "code"),
    [
        # US label: 100 mg a day in adults, 30 to 150 mg tried; up to 8 mg/kg in the periodic syndromes
        ("anakinra", 100, 1, WOMAN, None),
        ("anakinra", 400, 1, WOMAN, "dose.over_daily_mg"),
        ("anakinra", 80, 1, Patient(age_years=4.0, weight_kg=15.0), None),
        ("anakinra", 150, 1, Patient(age_years=4.0, weight_kg=15.0), "dose.over_daily_mg_per_kg"),
        # every other day when the clearance is below 30 mL/min
        ("anakinra", 100, 1, Patient(creatinine_clearance_ml_min=20.0), "dose.renal_too_often"),
        ("anakinra", 100, 2, Patient(creatinine_clearance_ml_min=20.0), None),
        # not below 8 months and 10 kg
        ("anakinra", 30, 1, Patient(age_years=0.4, weight_kg=12.0), "dose.too_young"),
        ("anakinra", 30, 1, Patient(age_years=1.0, weight_kg=9.0), "dose.too_light"),
        ("anakinra", 1_000_000, 1, Patient(), "dose.implausible"),
        # 2.4 mg a day at most; 0.3 mg a day to begin with in severe renal failure
        ("colchicine", 1, 1, WOMAN, None),
        ("colchicine", 1, 0.25, WOMAN, "dose.over_daily_mg"),
        ("colchicine", 1, 1, Patient(creatinine_clearance_ml_min=20.0), "dose.renal_over"),
        # every 4 weeks at the most often; 8 mg/kg at most
        ("canakinumab", 150, 28, Patient(weight_kg=70.0), None),
        ("canakinumab", 150, 7, Patient(weight_kg=70.0), "dose.too_often"),
        ("canakinumab", 150, 56, Patient(weight_kg=15.0), "dose.over_dose_mg_per_kg"),
        # 1 mg/kg, and 60 mg whatever the weight; 2 mg/kg in children
        ("prednisone", 60, 1, Patient(age_years=50.0, weight_kg=45.0), None),
        ("prednisone", 80, 1, WOMAN, "dose.over_daily_mg_per_kg"),
        ("prednisone", 30, 1, Patient(age_years=6.0, weight_kg=20.0), None),
        ("prednisone", 50, 1, Patient(age_years=6.0, weight_kg=20.0), "dose.over_daily_mg_per_kg"),
        ("prednisone", 500_000, 1, WOMAN, "dose.implausible"),
        # once a week
        ("methotrexate", 15, 7, WOMAN, None),
        ("methotrexate", 15, 1, WOMAN, "dose.too_often"),
        # 5 mg/kg a day
        ("hydroxychloroquine", 400, 1, WOMAN, "dose.over_daily_mg_per_kg"),
        ("hydroxychloroquine", 300, 1, WOMAN, None),
        # nothing is published that we know of
        ("nefopam", 1000, 1, WOMAN, None),
    ],
)
def test_a_dose_is_doubted_where_nothing_published_covers_it(
    drug: str, mg: float, every: float, patient: Patient, code: str | None
) -> None:
    doubts = dose_doubts(drug, mg, every, None, patient)
    assert [doubt.code for doubt in doubts] == ([] if code is None else [code])
    for doubt in doubts:
        assert doubt.severity == "warning"
        for language in ("en", "fr"):
            assert Language(language).note(doubt)


def test_a_bound_of_one_route_is_for_that_route() -> None:
    assert [d.code for d in dose_doubts("methylprednisolone", 1000.0, 1.0, "po")] == ["dose.over_daily_mg"]
    assert dose_doubts("methylprednisolone", 1000.0, 1.0, "iv") == ()


def test_every_range_is_of_a_known_drug_has_a_source_and_a_bound() -> None:
    for drug, ranges in dose_ranges().items():
        assert drug_names()[folded(drug)] == drug
        for each in ranges:
            assert each.source in references()
            assert each.told
            assert (each.low, each.high) != (float("-inf"), float("inf"))


def test_check_doubts_a_recorded_dose_at_its_place() -> None:
    reading = read_course(
        "rechallenge: 1\npatient: {age: 77 a, weight: 60 kg, creatinine_clearance: 20 mL/min}\n"
        "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"
    )
    (doubt,) = [note for note in reading.notes if note.severity == "warning"]
    assert (doubt.code, doubt.line, doubt.path) == ("dose.renal_too_often", 4, "treatments[0].dose")


def test_a_planned_regimen_is_doubted_as_a_dose_given_is() -> None:
    course = read_course("rechallenge: 1\ntreatments:\n  - {drug: prednisone, dose: 20 mg, every: 1 d, from: 0 d}\n").course
    notes = read_regimen("treatments:\n  - {drug: prednisone, dose: 0.5 g, route: local}\n", course).notes
    assert {note.code for note in notes if note.severity == "warning"} == {"dose.implausible", "route.unusual"}
    assert {note.code for note in notes if note.severity == "note"} == {"unit.converted", "dose.every_assumed"}


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("{drug: prednisone, dose: 500 g}", "treatments[0].dose"),
        ("{drug: prednisone, dose: 500000 mg, every: 1 d}", "treatments[0].dose"),
        ("{drug: prednisone, dose: 500 mg/kg}", "treatments[0].dose"),
        ("{drug: prednisone, dose: 50 mg/kg/d}", "treatments[0].dose"),
        ("{drug: cortisone, dose: 100 g}", "treatments[0].dose"),
        ("{drug: anakinra, dose: 100 g}", "treatments[0].dose"),
        ("{drug: colchicine, dose: 500 mg}", "treatments[0].dose"),
        ("{drug: canakinumab, dose: 150 g, at: 0 d}", "treatments[0].dose"),
        ("{drug: prednisone, steps: [{dose: 20 mg, for: 14 d}, {dose: 15 g, for: 14 d}]}", "treatments[0].steps[1].dose"),
    ],
)
def test_a_plan_far_beyond_all_that_is_published_is_refused_with_the_published_range(line: str, place: str) -> None:
    course = read_course(
        "rechallenge: 1\npatient: {weight: 60 kg}\ntreatments:\n  - {drug: prednisone, dose: 20 mg, every: 1 d, from: 0 d}\n"
    ).course
    with pytest.raises(CourseError) as caught:
        read_regimen(f"treatments:\n  - {line}\n", course)
    (problem,) = caught.value.problems
    assert (problem.code.startswith("regimen.dose_far"), problem.path, problem.place is not None) == (True, place, True)
    assert "far beyond what is published" in str(problem)


@pytest.mark.parametrize(
    "line",
    [
        "{drug: methylprednisolone, dose: 1 g, route: iv, for: 3 d}",
        "{drug: prednisone, dose: 1250 mg, for: 5 d}",  # as bioequivalent to a pulse of 1 g of methylprednisolone
        "{drug: anakinra, dose: 8 mg/kg}",
        "{drug: canakinumab, dose: 600 mg, at: 0 d}",
        "{drug: dexamethasone, dose: 40 mg, for: 4 d}",
    ],
)
def test_the_highest_doses_that_are_published_can_be_planned(line: str) -> None:
    course = read_course(
        "rechallenge: 1\npatient: {weight: 60 kg}\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"
    ).course
    assert read_regimen(f"treatments:\n  - {line}\n", course).treatments
