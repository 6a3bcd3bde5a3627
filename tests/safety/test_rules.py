"""What a record tells that speaks against a drug: nothing is proposed, and the reason is told in both languages."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course, Patient
from rechallenge.course.regimen import Regimen
from rechallenge.formats.reading import read_course
from rechallenge.literature.contraindications import cited, days_of, inhibitors_of, least_clearance
from rechallenge.literature.references import references
from rechallenge.presentation.language import Language
from rechallenge.safety.rule import obstacles, rules
from rechallenge.safety.situation import patient_of

BASE = """
rechallenge: 1
patient: {{sex: female, age: 34 a, weight: 60 kg, {patient}}}
{more}
treatments:
  - {{drug: {drug}, dose: {dose}, every: 1 d, from: 0 d}}
{treatments}
observations:
  - {{what: CRP, at: 0 d, value: 80 mg/L}}
  - {{what: CRP, at: 40 d, value: 4 mg/L}}
{events}
"""


def course(
    drug: str = "anakinra", dose: str = "100 mg", *, patient: str = "", more: str = "", treatments: str = "", events: str = ""
) -> Course:
    patient = patient or "creatinine_clearance: 90 mL/min"
    return read_course(BASE.format(drug=drug, dose=dose, patient=patient, more=more, treatments=treatments, events=events)).course


def codes(course: Course, drug: str = "anakinra") -> list[str]:
    found = obstacles(course, Regimen.of(course), drug)
    for each in found:
        for language in ("en", "fr"):
            text = Language(language).note(each)
            assert text
            assert "{" not in text
    return [each.code for each in found]


def test_each_rule_has_a_name_and_a_plain_record_meets_none() -> None:
    assert [rule.name for rule in rules()] == ["biologics", "infection", "interaction", "kidneys", "pregnancy"]
    assert codes(course()) == []


@pytest.mark.parametrize(
    ("events", "against"),
    [
        ("events: [{what: infection, at: 38 d}]", True),
        ("events: [{what: infection, from: 10 d, to: 40 d}]", True),
        # an infection without an end lasts 14 days, as the model takes it
        ("events: [{what: infection, at: 20 d}]", False),
        ("events: [{what: infection, from: 10 d, to: 20 d}]", False),
    ],
)
def test_during_an_infection_nothing_is_proposed(events: str, against: bool) -> None:
    assert codes(course(events=events)) == (["advice.infection.label"] if against else [])
    assert codes(course("colchicine", "1 mg", events=events), "colchicine") == (["advice.infection"] if against else [])
    # those during which the model lets CRP bound the disease from above alone
    assert days_of("infection") == 14.0


@pytest.mark.parametrize(
    ("more", "events", "against"),
    [
        ("conditions: [{name: pregnancy}]", "", True),
        ("conditions: [{name: grossesse de 20 semaines}]", "", True),
        ("excluded: [{name: pregnancy}]", "", False),
        ("findings: [{what: pregnancy test, value: negative}]", "", False),
        ("findings: [{what: pregnancy test, value: positive}]", "", True),
        ("", "events: [{what: pregnancy, at: 10 d}]", True),
        ("", "events: [{what: pregnancy, from: -400 d, to: -120 d}]", False),
    ],
)
def test_in_pregnancy_nothing_is_proposed(more: str, events: str, against: bool) -> None:
    assert codes(course(more=more, events=events)) == (["advice.pregnancy.label"] if against else [])
    assert codes(course("prednisone", "20 mg", more=more, events=events), "prednisone") == (["advice.pregnancy"] if against else [])


@pytest.mark.parametrize(
    ("treatments", "against"),
    [
        ("  - {drug: tocilizumab, dose: 162 mg, every: 7 d, from: 5 d}", True),
        ("  - {drug: RoActemra, dose: 162 mg, every: 7 d, from: 5 d}", True),
        ("  - {drug: canakinumab, dose: 150 mg, every: 28 d, from: 5 d}", True),
        ("  - {drug: golimumab, dose: 50 mg, every: 30 d, from: 5 d}", True),
        ("  - {drug: tocilizumab, dose: 162 mg, every: 7 d, from: -90 d, to: -20 d}", False),
        ("  - {drug: methotrexate, dose: 15 mg, every: 7 d, from: 5 d}", False),
        ("  - {drug: colchicine, dose: 1 mg, every: 1 d, from: 5 d}", False),
    ],
)
def test_two_biologics_are_not_proposed_together(treatments: str, against: bool) -> None:
    assert codes(course(treatments=treatments)) == (["advice.biologics"] if against else [])


@pytest.mark.parametrize(
    ("treatments", "against"),
    [
        ("  - {drug: clarithromycin, dose: 500 mg, every: 0.5 d, from: 35 d}", True),
        ("  - {drug: clarithromycine, dose: 500 mg, every: 0.5 d, from: 35 d}", True),
        ("  - {drug: Zeclar, dose: 500 mg, every: 0.5 d, from: 35 d}", True),
        ("  - {drug: ciclosporine, dose: 100 mg, every: 0.5 d, from: 0 d}", True),
        ("  - {drug: pristinamycine, dose: 1 g, every: 0.5 d, from: 30 d, to: 38 d}", True),
        # within the last 14 days
        ("  - {drug: clarithromycin, dose: 500 mg, every: 0.5 d, from: 20 d, to: 27 d}", True),
        ("  - {drug: clarithromycin, dose: 500 mg, every: 0.5 d, from: 10 d, to: 20 d}", False),
        ("  - {drug: allopurinol, dose: 100 mg, every: 1 d, from: 0 d}", False),
    ],
)
def test_colchicine_is_not_proposed_beside_a_strong_inhibitor(treatments: str, against: bool) -> None:
    assert codes(course("colchicine", "1 mg", treatments=treatments), "colchicine") == (["advice.interaction"] if against else [])
    assert codes(course(treatments=treatments)) == []  # anakinra is


@pytest.mark.parametrize(
    ("patient", "more", "against"),
    [
        ("creatinine_clearance: 29 mL/min", "", True),
        ("creatinine_clearance: 31 mL/min", "", False),
        ("height: 160 cm", "conditions: [{name: haemodialysis}]", True),
        ("height: 160 cm", "conditions: [{name: insuffisance rénale terminale}]", True),
        ("height: 160 cm", "conditions: [{name: gout}]", False),
    ],
)
def test_colchicine_is_not_proposed_below_30_ml_a_minute(patient: str, more: str, against: bool) -> None:
    assert codes(course("colchicine", "1 mg", patient=patient, more=more), "colchicine") == (["advice.kidneys"] if against else [])


def test_dialysis_in_words_is_a_clearance_below_30_and_a_number_counts_before_it() -> None:
    words = course(patient="height: 160 cm", more="conditions: [{name: dialysis}]")
    assert (patient_of(words).clearance_ml_min or 99.0) < 30.0
    assert patient_of(words, 80.0).clearance_ml_min == 80.0
    assert patient_of(Course("", patient=Patient(creatinine_clearance_ml_min=50.0))).clearance_ml_min == 50.0


def test_every_contraindication_has_a_source() -> None:
    found = [each for reason in ("pregnancy", "infection", "biologics") for each in cited(reason).values()]
    inhibitors, organ = inhibitors_of("colchicine"), least_clearance("colchicine")
    assert inhibitors is not None
    assert organ is not None
    for each in (*found, inhibitors.cited, organ[1]):
        assert each.source in references()
        assert each.told
