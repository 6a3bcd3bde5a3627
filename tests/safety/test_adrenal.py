"""The adrenal warning stands wherever a glucocorticoid goes below what the glands make, or falls fast, after weeks of treatment."""

from __future__ import annotations

import pytest

from rechallenge.course.model import DoseStep, Patient, Treatment
from rechallenge.course.regimen import Dosage, Regimen
from rechallenge.course.times import When
from rechallenge.literature.adrenal import adrenal_limits
from rechallenge.literature.prescribing import exists
from rechallenge.questions.schedule import given_from, stopped_on, tapered
from rechallenge.safety.adrenal import adrenal_warnings, daily_path, is_fast, may_be_suppressed, physiological_mg

ADULT = Patient(age_years=60.0)
BELOW, FAST = "advice.adrenal.below", "advice.adrenal.fast"


def on(mg: float, days: float, drug: str = "prednisone", route: str | None = None) -> Regimen:
    return Regimen((Treatment(drug, True, (DoseStep(mg, 1.0, When(-days, -days)),), route=route),), today=0.0)


def codes(regimen: Regimen, changes: tuple[Treatment, ...], patient: Patient = ADULT) -> set[str]:
    return {each.code for each in adrenal_warnings(regimen, patient, changes)}


@pytest.mark.parametrize(("days", "warned"), [(14.0, False), (21.0, False), (22.0, True), (28.0, True), (400.0, True)])
def test_a_stop_is_warned_of_after_more_than_three_weeks(days: float, warned: bool) -> None:
    regimen = on(20.0, days)
    assert codes(regimen, stopped_on(regimen, "prednisone", 0.0)) == ({BELOW, FAST} if warned else set())


def test_uncertain_days_count_in_full() -> None:
    regimen = Regimen((Treatment("prednisone", True, (DoseStep(20.0, 1.0, When(-60.0, -5.0)),)),), today=0.0)
    assert may_be_suppressed(regimen)


def test_local_doses_are_none_to_the_glands() -> None:
    assert not may_be_suppressed(on(20.0, 100.0, route="local"))


def test_five_milligrams_is_the_bound_of_adults() -> None:
    regimen = on(20.0, 100.0)
    to_five = tapered(regimen, by_mg=1.0, weeks=1.0, floor_mg=5.0, day=0.0, horizon_days=180)
    to_four = tapered(regimen, by_mg=1.0, weeks=4.0, floor_mg=4.0, day=0.0, horizon_days=1000)
    assert codes(regimen, to_five) == set()
    assert codes(regimen, to_four) == {BELOW}


def test_a_child_is_judged_by_its_surface() -> None:
    """2.5 mg/m2: at 92 cm and 12 kg, 0.55 m2, 1.4 mg; without a height as an adult, which is on the safe side."""
    child = Patient(age_years=3.0, weight_kg=12.0, height_cm=92.0)
    assert physiological_mg(child) == pytest.approx(2.5 * (92.0 * 12.0 / 3600.0) ** 0.5)
    assert physiological_mg(Patient(age_years=3.0, weight_kg=12.0)) == 5.0
    assert physiological_mg(Patient(age_years=30.0, weight_kg=40.0, height_cm=150.0)) == 5.0
    regimen = on(5.0, 100.0)
    assert codes(regimen, tapered(regimen, by_mg=1.0, weeks=4.0, floor_mg=2.0, day=0.0, horizon_days=1000), child) == set()
    assert codes(regimen, tapered(regimen, by_mg=1.0, weeks=4.0, floor_mg=1.0, day=0.0, horizon_days=1000), child) == {BELOW}


@pytest.mark.parametrize(
    ("now", "path", "fast"),
    [
        # over 40 mg: 10 mg a week; 20 to 40: 5; 10 to 20: 2.5; 5 to 10: 1; at 5 and below 1 mg in four weeks
        (60.0, [(0.0, 50.0), (7.0, 40.0)], False),
        (60.0, [(0.0, 45.0)], True),
        (40.0, [(0.0, 35.0), (7.0, 30.0)], False),
        (40.0, [(0.0, 30.0)], True),
        (15.0, [(0.0, 12.5), (7.0, 10.0), (14.0, 9.0)], False),
        (15.0, [(0.0, 10.0)], True),
        (8.0, [(0.0, 7.0), (7.0, 6.0), (14.0, 5.0), (42.0, 4.0)], False),
        (8.0, [(0.0, 7.0), (7.0, 6.0), (14.0, 5.0), (21.0, 4.0)], True),
        (8.0, [(0.0, 5.5)], True),
        (20.0, [(0.0, 20.0), (7.0, 25.0)], False),
    ],
)
def test_how_fast_is_fast(now: float, path: list[tuple[float, float]], fast: bool) -> None:
    assert is_fast(now, path) is fast


def test_a_dose_that_is_kept_or_raised_is_not_warned_of() -> None:
    regimen = on(3.0, 400.0)
    assert codes(regimen, ()) == set()
    assert codes(regimen, given_from(regimen, Dosage("prednisone", 4.0, 1.0), 0.0)) == set()
    assert codes(regimen, given_from(regimen, Dosage("prednisone", 2.0, 1.0), 0.0)) == {BELOW}


def test_another_glucocorticoid_counts_as_prednisone() -> None:
    """16 mg of methylprednisolone are 20 mg of prednisone, 4 mg are 5."""
    regimen = on(16.0, 100.0, "methylprednisolone")
    assert daily_path(regimen, given_from(regimen, Dosage("methylprednisolone", 4.0, 1.0), 0.0))[0][1] == pytest.approx(5.0)
    assert codes(regimen, given_from(regimen, Dosage("methylprednisolone", 2.0, 1.0), 0.0)) == {BELOW, FAST}


@pytest.mark.parametrize("drug", ["prednisone", "prednisolone", "methylprednisolone", "dexamethasone", "hydrocortisone", "glucocorticoid"])
def test_every_dose_of_a_taper_exists(drug: str) -> None:
    regimen = on({"dexamethasone": 4.0, "hydrocortisone": 80.0}.get(drug, 16.0), 100.0, drug)
    for by in (1.0, 2.5):
        for treatment in tapered(regimen, by_mg=by, weeks=1.0, floor_mg=0.0, day=0.0, horizon_days=365):
            for step in treatment.steps:
                assert step.dose_mg is not None
                assert exists(drug, step.dose_mg)


def test_the_limits_are_those_of_the_guideline() -> None:
    limits = adrenal_limits()
    assert (limits.suppressed_after_days, limits.adult_mg, limits.child_mg_per_m2) == (21.0, 5.0, 2.5)
