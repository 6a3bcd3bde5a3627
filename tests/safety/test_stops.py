"""Stops that are not proposed: diseases in which they are dangerous, each with a source, and the adrenal glands."""

from __future__ import annotations

import pytest

from rechallenge.course.regimen import Regimen
from rechallenge.formats.reading import read_course
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_outline
from rechallenge.literature.references import references
from rechallenge.literature.stops import dangerous_stops
from rechallenge.questions.schedule import stopped_on
from rechallenge.safety.situation import patient_of
from rechallenge.safety.stops import against_stop

COURSE = """
rechallenge: 1
title: A stop
conditions: [{{name: {disease}}}]
treatments:
  - {{drug: prednisone, dose: 10 mg, every: 1 d, from: {steroid}}}
  - {{drug: colchicine, dose: 1 mg, every: 1 d, from: -40 d}}
  - {{drug: anakinra, dose: 100 mg, route: sc, every: 1 d, from: 0 d}}
observations:
  - {{what: CRP, at: 6 d, value: 6 mg/L}}
"""


def codes(disease: str, drug: str, steroid: str = "-60 d") -> list[str]:
    course = read_course(COURSE.format(disease=disease, steroid=steroid)).course
    regimen = Regimen.of(course, 7.0)
    return [each.code for each in against_stop(course, regimen, drug, stopped_on(regimen, drug, 0.0), patient_of(course))]


@pytest.mark.parametrize(
    ("disease", "drug"),
    [
        ("familial Mediterranean fever", "colchicine"),
        ("fièvre méditerranéenne familiale", "colchicine"),
        ("suspected familial Mediterranean fever", "colchicine"),
        ("AA amyloidosis", "anakinra"),
        ("DIRA", "anakinra"),
        ("CINCA", "anakinra"),
        ("giant cell arteritis", "prednisone"),
        ("maladie de Horton", "prednisone"),
    ],
)
def test_a_stop_is_not_proposed_where_the_disease_makes_it_dangerous(disease: str, drug: str) -> None:
    assert "advice.stop.dangerous" in codes(disease, drug)


@pytest.mark.parametrize(
    ("disease", "drug"),
    [("gout", "anakinra"), ("gout", "colchicine"), ("familial Mediterranean fever", "anakinra"), ("no giant cell arteritis", "prednisone")],
)
def test_a_stop_is_dangerous_only_of_its_drug_in_its_disease(disease: str, drug: str) -> None:
    assert "advice.stop.dangerous" not in codes(disease, drug)


def test_a_glucocorticoid_is_not_stopped_at_once_after_weeks_of_it() -> None:
    assert {"advice.adrenal.below", "advice.adrenal.fast"} <= set(codes("gout", "prednisone"))
    assert codes("gout", "prednisone", steroid="0 d") == []


def test_each_danger_has_a_source_that_is_cited_and_drugs_that_exist() -> None:
    exposures = {drug_outline(drug).exposure for drug in KINETIC_DRUGS}
    for danger in dangerous_stops().values():
        assert danger.source in references()
        assert danger.told
        assert danger.why
        assert set(danger.drugs) <= exposures
