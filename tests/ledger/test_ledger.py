"""The ledger of a record: every statement is there, used with where, or shown only with why."""

from __future__ import annotations

from typing import Any

import pytest

from rechallenge.analogy.diagnosis import disease_of
from rechallenge.course.cases import case_path
from rechallenge.course.model import Condition, Course
from rechallenge.formats.reading import read_course
from rechallenge.inference.modelled import patient_covariates
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.ledger.statement import Ledger, Reason, StatementStatus, UseKind
from rechallenge.literature.evidence import evidence
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model, drug_outline


def ledger(text: str) -> Ledger:
    return ledger_of_reading(read_course(f"rechallenge: 1\n{text}"))


def status(found: Ledger, path: str) -> tuple[StatementStatus, Reason | None, set[UseKind]]:
    (statement,) = [each for each in found.statements if each.path == path]
    return statement.status, statement.reason, {use.kind for use in statement.uses}


def scalars(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in scalars(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in scalars(inner)]
    return [str(value)]


@pytest.mark.parametrize("case", ["index", "index.fr"])
def test_every_scalar_of_the_index_case_is_in_it_once_in_the_order_of_the_file(case: str) -> None:
    from ruamel.yaml import YAML

    data = YAML(typ="safe").load(case_path(case).read_text(encoding="utf-8"))
    found = ledger_of_reading(read_course(case_path(case)))
    written = {"True": "yes", "False": "no", "non": "no", "oui": "yes"}
    assert [each.written for each in found.statements] == [written.get(text, text) for text in scalars(data)]
    assert all(each.place is not None and each.place.line for each in found.statements)


def test_what_is_used_names_where_and_what_is_shown_only_says_why() -> None:
    for case in ("index", "aosd_33", "simulated-responder", "gout_60m"):
        for each in ledger_of_reading(read_course(case_path(case))).statements:
            assert (each.status is StatementStatus.USED) == bool(each.uses) == (each.reason is None), each


COURSE = """
title: Everything once
anchor: 2018-03-12
source: {citation: somewhere, note: ours}
patient: {sex: female, age: 70 a, weight: 60 kg, height: 160 cm, creatinine: 70 umol/L, note: lives alone}
conditions: [{name: gout, since: 2010, code: "ICD-10:M10"}]
findings: [{what: blue sclerae, note: since birth}]
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 40 d, outcome: good, route: sc, note: well borne, codes: [ATC:L04AC03]}
  - {drug: colchicine, dose: 1 mg, every: 1 d, from: -20 d, outcome: none, dependence: 1 mg}
  - {drug: prednisone, dose: 10 mg, every: 1 d, from: -10 d, dependence: 10 mg}
  - {drug: allopurinol, dose: 200 mg, every: 1 d, from: -300 d}
  - {drug: ibuprofen, dose: 400 mg, every: 1 d, from: 3 d}
  - {drug: azathioprine, dose: 50 mg}
observations:
  - {what: CRP, at: 0 d, value: 80 mg/L, upper_limit: 6 mg/L}
  - {what: pain, at: 5 d, change: improved, since: start of anakinra}
  - {what: fatigue, at: 5 d, value: severe}
  - {what: platelets, at: 5 d, value: 400 G/L}
events:
  - {what: relapse, after: stop of anakinra, within: 14 d, site: shoulder}
  - {what: infection, at: -200 d}
  - {what: infection, at: -1 d}
  - {what: adverse event, drug: anakinra, at: 3 d, previous_reports: yes, note: a rash}
  - {what: holiday, at: 9 d}
care: {consent: given, weather: fine}
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("rechallenge", UseKind.FORMAT),
        ("title", UseKind.CARE),
        ("patient.sex", UseKind.COVARIATE),
        ("patient.age", UseKind.COVARIATE),
        ("patient.weight", UseKind.COVARIATE),
        ("patient.creatinine", UseKind.COVARIATE),
        ("conditions[0].name", UseKind.DISEASE),
        ("treatments[0].dose", UseKind.DOSING),
        ("treatments[0].to", UseKind.DOSING),
        ("treatments[1].outcome", UseKind.EFFECT),
        ("treatments[2].dependence", UseKind.LEAST_DOSE),
        ("observations[0].value", UseKind.VALUE),
        ("observations[0].at", UseKind.TIMING),
        ("observations[0].upper_limit", UseKind.LIMIT),
        ("observations[1].change", UseKind.CHANGE),
        ("observations[1].since", UseKind.TIMING),
        ("events[0].what", UseKind.RELAPSE),
        ("events[0].within", UseKind.TIMING),
        ("events[2].what", UseKind.INFECTION),
        ("events[3].previous_reports", UseKind.CAUSALITY),
        ("care.consent", UseKind.CARE),
    ],
)
def test_a_statement_is_used_where_the_model_or_a_score_takes_it(path: str, kind: UseKind) -> None:
    found, reason, kinds = status(ledger(COURSE), path)
    assert (found, reason) == (StatementStatus.USED, None)
    assert kind in kinds


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("anchor", Reason.CALENDAR),
        ("source.citation", Reason.REFERENCE),
        ("source.note", Reason.FREE_TEXT),
        ("patient.note", Reason.FREE_TEXT),
        ("patient.height", Reason.PATIENT),
        ("conditions[0].since", Reason.CONDITION),
        ("conditions[0].code", Reason.CODE),
        ("findings[0].what", Reason.FINDING),
        ("findings[0].note", Reason.FREE_TEXT),
        ("treatments[0].outcome", Reason.OUTCOME_HIDDEN),
        ("treatments[0].note", Reason.FREE_TEXT),
        ("treatments[0].codes[0]", Reason.CODE),
        ("treatments[1].dependence", Reason.LEAST_DOSE_OF_OTHER),
        ("treatments[3].dose", Reason.UNMODELLED_DRUG),
        ("treatments[4].drug", Reason.UNMODELLED_DRUG_AT_FIRST_DOSE),
        ("treatments[5].drug", Reason.UNTIMED_DRUG),
        ("observations[2].value", Reason.UNMODELLED_OBSERVATION),
        ("observations[3].value", Reason.COMPARED_WITHOUT_MODEL),
        ("events[0].site", Reason.NO_EFFECT),
        ("events[1].what", Reason.INFECTION_WITHOUT_READING),
        ("events[4].what", Reason.OTHER_EVENT),
        ("care.weather", Reason.FREE_TEXT),
    ],
)
def test_a_statement_is_shown_only_for_a_reason(path: str, reason: Reason) -> None:
    assert status(ledger(COURSE), path) == (StatementStatus.SHOWN, reason, set())


def test_a_stop_of_another_drug_from_which_a_relapse_is_counted_is_used() -> None:
    text = """
treatments: [{drug: anakinra, dose: 100 mg, from: 0 d}, {drug: methotrexate, dose: 15 mg, from: 0 d, to: 30 d}]
observations: [{what: CRP, at: 0 d, value: 80 mg/L}]
events: [{what: relapse, after: stop of methotrexate, within: 14 d}]
"""
    assert status(ledger(text), "treatments[1].to")[0] is StatementStatus.USED
    assert status(ledger(text), "treatments[1].dose")[0] is StatementStatus.SHOWN


def test_the_anchor_is_used_where_a_time_is_a_date() -> None:
    text = "anchor: 2018-03-12\nobservations: [{what: CRP, at: 2018-03-14, value: 80 mg/L}]"
    assert status(ledger(text), "anchor")[2] == {UseKind.CALENDAR}


@pytest.mark.parametrize("drug", KINETIC_DRUGS)
def test_the_outline_of_a_drug_is_that_of_its_model(drug: str) -> None:
    outline, model = drug_outline(drug), drug_model(drug)
    assert (outline.exposure, outline.action) == (model.exposure, model.action)
    assert outline.covariates == {each.name for each in model.covariates}
    assert outline.tells_veins == model.goes_into_vein("iv")
    assert outline.covariates <= set(patient_covariates(read_course("rechallenge: 1\ntitle: none").course))


def test_a_diagnosis_is_known_by_the_words_of_the_published_outcomes() -> None:
    for disease in evidence().diseases.values():
        for word in disease.words:
            assert disease_of(Course("", conditions=(Condition(word),))) is not None
    assert disease_of(Course("", conditions=(Condition("a broken leg"),))) is None


def test_a_low_crp_under_an_interleukin_6_blocker_is_shown_only_and_the_times_of_the_blocker_are_used() -> None:
    found = ledger(
        "title: t\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: -4 d}\n"
        "  - {drug: tocilizumab, dose: 520 mg, route: iv, every: 28 d, from: 0 d}\n"
        "observations:\n  - {what: CRP, at: 0 d, value: 95 mg/L}\n  - {what: CRP, at: 7 d, value: 3 mg/L}\n"
        "  - {what: CRP, at: 8 d, value: 30 mg/L}\n"
    )
    assert status(found, "observations[0].value")[0] is StatementStatus.USED
    assert status(found, "observations[1].value") == (StatementStatus.SHOWN, Reason.SUPPRESSED, set())
    assert status(found, "observations[2].value") == (StatementStatus.USED, None, {UseKind.VALUE})
    for name in ("drug", "from", "route"):
        assert UseKind.SUPPRESSION in status(found, f"treatments[1].{name}")[2]


@pytest.mark.parametrize(
    ("given", "field", "used"),
    [
        ("from: 0 d, outcome: none", "outcome", UseKind.RESPONSE),
        ("from: 0 d, to: 30 d, relapses: at each stop", "relapses", UseKind.RELAPSE),
        ("from: 0 d, relapses: at each of 3 stops", "relapses", UseKind.RELAPSE),
        ("from: 0 d, relapses: none", "relapses", None),  # of how many stops, and whether there was one, is not told
        ("relapses: at each stop", "relapses", None),
    ],
)
def test_words_on_the_drug_in_question_are_used_where_they_say_something(given: str, field: str, used: UseKind | None) -> None:
    drug = f"{{drug: anakinra, dose: 100 mg, every: 1 d, {given}}}"
    told = f"title: t\ntreatments: [{drug}]\nobservations: [{{what: CRP, at: 90 d, value: 4 mg/L}}]\n"
    found, _, kinds = status(ledger(told), f"treatments[0].{field}")
    assert (found, used in kinds) == ((StatementStatus.USED, True) if used is not None else (StatementStatus.SHOWN, False))


def test_a_drug_without_kinetics_that_acts_by_its_dates_is_used_by_them_and_its_dose_is_shown() -> None:
    given = "{drug: methotrexate, dose: 15 mg, every: 7 d, from: 0 d, outcome: good}, {drug: ciclosporin, dose: 100 mg}"
    found = ledger(f"title: t\ntreatments: [{given}]\n")
    assert status(found, "treatments[0].drug") == (StatementStatus.USED, None, {UseKind.DOSING})
    assert UseKind.DOSING in status(found, "treatments[0].from")[2]
    assert status(found, "treatments[0].outcome") == (StatementStatus.USED, None, {UseKind.RESPONSE})
    assert status(found, "treatments[0].dose") == (StatementStatus.SHOWN, Reason.DOSE_OF_DATES, set())
    assert status(found, "treatments[1].drug") == (StatementStatus.SHOWN, Reason.UNTIMED_DRUG, set())
