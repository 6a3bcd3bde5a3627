"""No regimen that is proposed lies outside what is published, and none is missing where something is: the ranges stand here in numbers."""

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from rechallenge.course.model import Course, DoseStep, Patient, Treatment
from rechallenge.course.regimen import Regimen
from rechallenge.course.times import When
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.prescribing import exists, prescribing
from rechallenge.literature.references import references
from rechallenge.presentation.language import Language
from rechallenge.questions.forecast_start import Burden
from rechallenge.questions.forecasts import HORIZON_DAYS
from rechallenge.questions.regimen.candidates import candidates
from rechallenge.questions.regimen.search import _RegimenSearch, search
from rechallenge.questions.regimen.search_space import Limits
from rechallenge.safety.menu import menu

N_PATIENTS = 200


def patients() -> list[Patient]:
    draw = random.Random(7)
    return [
        Patient(
            sex=draw.choice(("female", "male")),
            age_years=draw.uniform(0.5, 100.0) if draw.random() < 0.5 else draw.uniform(0.5, 20.0),
            weight_kg=draw.uniform(4.0, 160.0) if draw.random() < 0.5 else draw.uniform(4.0, 55.0),
            creatinine_clearance_ml_min=draw.uniform(5.0, 140.0),
        )
        for _ in range(N_PATIENTS)
    ]


def published(drug: str, patient: Patient) -> tuple[float, float, float] | None:
    """Lowest and highest single dose, and least days between two; None where nothing is published."""
    age, kg, clearance = patient.age_years or 0.0, patient.weight_kg or 0.0, patient.creatinine_clearance_ml_min or 0.0
    if drug == "anakinra":  # from 8 months and 10 kg; 1 to 2 mg/kg below 50 kg, 50 to 100 mg above; every other day below 30 mL/min
        if age < 8 / 12 or kg < 10.0:
            return None
        low, high = (max(20.0, kg), min(2.0 * kg, 100.0)) if kg < 50.0 else (50.0, 100.0)
        return low, high, 2.0 if clearance < 30.0 else 1.0
    if drug == "canakinumab":  # from 2 years and 7.5 kg; 2 to 4 mg/kg up to 40 kg, 150 to 300 mg above; every 4 weeks at the most often
        if age < 2.0 or kg < 7.5:
            return None
        return (2.0 * kg, 4.0 * kg, 28.0) if kg <= 40.0 else (150.0, 300.0, 28.0)
    if drug == "colchicine":  # not below 30 mL/min; 0.5 to 1.2 mg from 16 years, half below 50 mL/min; by age in children
        if clearance < 30.0 or age < 4.0 or (age < 16.0 and clearance < 50.0):
            return None
        if age >= 16.0:
            return (0.5, 0.6, 1.0) if clearance < 50.0 else (0.5, 1.2, 1.0)
        return (1.2, 2.4, 1.0) if age >= 12.0 else (0.9, 1.8, 1.0) if age >= 6.0 else (0.3, 1.8, 1.0)
    assert drug == "prednisone"  # 5 to 60 mg a day and 1 mg/kg in adults, never less than 5; 0.14 to 2 mg/kg in children
    return (5.0, min(60.0, max(5.0, kg)), 1.0) if age >= 18.0 else (max(1.0, 0.14 * kg), min(60.0, 2.0 * kg), 1.0)


def made_up(drug: str, dose: float) -> bool:
    """Whether one or two syringes, vials or tablets make up a dose."""
    if drug == "anakinra":  # a syringe of 100 mg with marks from 20 mg on, 10 mg apart
        return dose % 10.0 == 0.0 and dose >= 20.0
    if drug == "canakinumab":  # 150 mg in 1 mL, by tenths
        return dose % 15.0 == 0.0
    if drug == "colchicine":  # tablets of 0.5, of 0.6 and of 1 mg, the last two in halves
        return any(abs(dose - x) < 1e-9 for x in (0.3, 0.5, 0.6, 0.8, 0.9, 1.0, 1.2, 1.5, 1.8, 2.0, 2.4))
    return abs(dose * 2.0 - round(dose * 2.0)) < 1e-9 and dose >= 1.0  # tablets of 1, 2.5, 5, 10, 20 and 50 mg


class Pretended:
    """A forecast start whose risk falls with the dose."""

    depends_on_kidneys: tuple[str, ...] = ()

    def __init__(self, course: Course, drug: str) -> None:
        self.course, self.drug = course, drug
        names = dict.fromkeys((drug, "prednisone"))
        self.problem = SimpleNamespace(
            layout=SimpleNamespace(exposures=tuple(SimpleNamespace(name=name) for name in names)),
            drugs=(drug,),
            regimen=Regimen.of(course, today=0.0),
            models={},
            goes_into_vein=lambda drug, route: False,
        )

    def burden(self, changes: tuple[Treatment, ...] = (), *, horizon_days: int) -> Burden:
        doses = {}
        for drug in dict.fromkeys((self.drug, "prednisone")):
            steps = [s for t in ([t for t in changes if t.drug == drug] or self.course.treatments_of(drug)) for s in t.steps]
            found = [(day, step.dose_mg or 0.0) for step in steps for day in np.arange(0.0, horizon_days, step.every_days)]
            doses[drug] = (np.array([day for day, _ in found]), np.array([mg for _, mg in found]))
        return Burden(doses, horizon_days)

    def under(self, changes: tuple[Treatment, ...] = (), *, horizon_days: int, executor: object = None) -> Any:
        given = self.burden(changes, horizon_days=horizon_days).mean_mg_per_day(self.drug)
        return SimpleNamespace(p_relapse=np.full((20, horizon_days + 1), 1.0 / (1.0 + given)))


def course_of(drug: str, patient: Patient) -> Course:
    """Make a course on the usual dose of adults, whoever the patient is: the record is not always right."""
    usual = known_drugs()[drug]
    step = DoseStep(usual.usual_dose_mg, usual.usual_interval_days, When(-10.0, -10.0))
    return Course("", patient=patient, treatments=(Treatment(drug, True, (step,)),))


@pytest.mark.parametrize("drug", ["anakinra", "canakinumab", "colchicine", "prednisone"])
def test_no_regimen_of_200_patients_is_outside_the_published_range_and_none_is_missing(drug: str) -> None:
    proposed = withheld = 0
    for patient in patients():
        course = course_of(drug, patient)
        forecast_start: Any = Pretended(course, drug)
        frontier = search(forecast_start, Limits(), drug=drug)
        run = _RegimenSearch(forecast_start, drug, Limits())
        given = run.space.last
        bounds = published(drug, patient)
        if bounds is None:
            assert frontier.points == (), patient
            assert frontier.withheld, patient
            assert all(Language(code).message(each) for each in frontier.withheld for code in ("en", "fr"))
            withheld += 1
            continue
        proposed += 1
        low, high, least_days = bounds
        assert run.space.options, (patient, bounds)
        # what is told, all that the search may try, and what one asks about
        shown = [(p.choice.dose_mg, p.choice.every_days) for p in frontier.points if p.choice.dose_mg is not None]
        asked = (
            [c.values for c in candidates(forecast_start.problem, drug, HORIZON_DAYS, patient) if "every" in c.values]
            if drug == "anakinra"
            else []
        )
        for dose, every in (*shown, *run.space.options, *((each["dose"], each["every"]) for each in asked)):
            assert made_up(drug, dose), (patient, dose)
            assert every >= least_days - 1e-9, (patient, dose, every)
            assert every == 3.5 or every == round(every), every
            if (dose, every) == (given.dose_mg, given.every_days):
                continue  # the dose given may go on where a label covers it, which the next test holds
            assert low - 1e-6 <= dose <= high + 1e-6, (patient, dose, bounds)
    assert proposed + withheld == N_PATIENTS
    assert proposed > 50
    assert withheld > 5 or drug == "prednisone"


def test_the_dose_given_goes_on_where_a_label_covers_it_and_is_not_proposed_where_none_does() -> None:
    """Anakinra up to 8 mg/kg and 150 mg a day, every other day below 30 mL/min."""
    for patient in patients():
        run = _RegimenSearch(Pretended(course_of("anakinra", patient), "anakinra"), "anakinra", Limits())  # type: ignore[arg-type]
        kg, clearance = patient.weight_kg or 0.0, patient.creatinine_clearance_ml_min or 0.0
        if (100.0, 1.0) in run.space.options:
            assert 8.0 * kg >= 100.0
            assert clearance >= 30.0


@pytest.mark.parametrize(
    ("drug", "patient", "doses", "spacings"),
    [
        # a child of 12 kg: 1 to 2 mg/kg, and the syringe gives no less than 20 mg
        ("anakinra", Patient(age_years=3.0, weight_kg=12.0), (20.0,), (1.0, 2.0, 3.5)),
        # an old woman whose clearance is 20 mL/min: every other day
        (
            "anakinra",
            Patient(age_years=88.0, weight_kg=60.0, creatinine_clearance_ml_min=20.0),
            (50.0, 60.0, 70.0, 80.0, 90.0, 100.0),
            (2.0, 3.5),
        ),
        # an adult of unknown weight
        ("anakinra", Patient(age_years=40.0), (50.0, 60.0, 70.0, 80.0, 90.0, 100.0), (1.0, 2.0, 3.5)),
        ("canakinumab", Patient(age_years=3.0, weight_kg=15.0), (30.0, 45.0, 60.0), (28.0, 56.0)),
        ("colchicine", Patient(age_years=80.0, creatinine_clearance_ml_min=40.0), (0.5, 0.6), (1.0,)),
        ("prednisone", Patient(age_years=6.0, weight_kg=10.0), (2.0, 2.5, 3.0, 4.0, 5.0, 7.5, 10.0, 15.0, 20.0), (1.0,)),
    ],
)
def test_the_menu_of_a_patient(drug: str, patient: Patient, doses: tuple[float, ...], spacings: tuple[float, ...]) -> None:
    found = menu(drug, patient)
    assert (found.reason, found.every_days) == (None, spacings)
    assert set(found.doses_mg) <= set(doses)
    assert (found.doses_mg[0], found.doses_mg[-1]) == (doses[0], doses[-1])


@pytest.mark.parametrize(
    ("drug", "patient", "code"),
    [
        ("anakinra", Patient(age_years=0.5, weight_kg=12.0), "advice.dose.age"),
        ("anakinra", Patient(age_years=1.0, weight_kg=9.9), "advice.dose.weight"),
        ("anakinra", Patient(age_years=3.0), "advice.dose.weight_needed"),
        ("canakinumab", Patient(age_years=1.9, weight_kg=12.0), "advice.dose.age"),
        ("canakinumab", Patient(age_years=3.0, weight_kg=7.0), "advice.dose.weight"),
        ("colchicine", Patient(age_years=3.0, weight_kg=15.0), "advice.dose.age"),
        ("colchicine", Patient(age_years=8.0, creatinine_clearance_ml_min=45.0), "advice.dose.kidneys"),
        ("hydrocortisone", Patient(age_years=50.0), "advice.dose.unknown"),
        ("nefopam", Patient(age_years=50.0), "advice.dose.unknown"),
    ],
)
def test_the_reason_stands_where_nothing_is_published(drug: str, patient: Patient, code: str) -> None:
    reason = menu(drug, patient).reason
    assert reason is not None
    assert reason.code == code
    for language in ("en", "fr"):
        assert "{" not in Language(language).note(reason)


def test_a_route_without_a_product_has_no_dose() -> None:
    reason = menu("anakinra", Patient(age_years=50.0, weight_kg=70.0), "iv").reason
    assert reason is not None
    assert reason.code == "advice.dose.route"


def test_what_is_assumed_of_the_patient_is_told() -> None:
    assert {note.code for note in menu("anakinra", Patient(weight_kg=70.0)).notes} == {"advice.age_assumed", "advice.kidneys_assumed"}
    assert menu("anakinra", Patient(age_years=50.0, weight_kg=70.0, creatinine_clearance_ml_min=80.0)).notes == ()


@pytest.mark.parametrize("drug", sorted(known_drugs()))
def test_every_dose_in_use_exists_and_every_number_has_a_source(drug: str) -> None:
    found = prescribing(drug)
    for form in found.forms:
        assert form.source in references()
    for row in found.posology:
        assert row.source in references()
        assert row.told
        assert row.every_days
        assert all(exists(drug, dose) for dose in row.in_use_mg)


def test_of_prednisone_itself_no_fall_is_proposed_that_is_too_fast() -> None:
    """From 40 mg after six months: 5 mg at most at once."""
    patient = Patient(age_years=60.0, weight_kg=70.0)
    course = replace(
        course_of("prednisone", patient), treatments=(Treatment("prednisone", True, (DoseStep(40.0, 1.0, When(-180.0, -180.0)),)),)
    )
    options = [p.choice.dose_mg for p in search(Pretended(course, "prednisone"), drug="prednisone").points]  # type: ignore[arg-type]
    assert options
    assert all(dose is not None and dose >= 35.0 for dose in options)
