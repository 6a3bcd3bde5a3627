"""One change that came with one start may be a coincidence: what the record does not tell, and how often it would take."""

from __future__ import annotations

import math

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.inference.evidence import Evidence
from rechallenge.questions.attribution.verdict import computed_verdict, p_works
from rechallenge.questions.suspects import OtherCauses, other_causes
from rechallenge.single_case.tally import tally

COURSE = """
rechallenge: 1
title: t
conditions: [{{name: {disease}}}]
treatments: [{treatment}]
observations:
  - {{what: CRP, at: -3 d, value: 90 mg/L}}
  - {{what: CRP, at: 0 d, value: 100 mg/L}}
  - {{what: CRP, at: 4 d, value: 5 mg/L}}
  - {{what: CRP, at: 20 d, value: 3 mg/L}}
{more}
"""
ONGOING = "{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}"
STOPPED = "{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}"
RELAPSED = "  - {what: CRP, at: 34 d, value: 80 mg/L}\nevents:\n  - {what: relapse, at: 34 d}"
CERTAIN = Evidence(30.0, 0.1)


def causes(disease: str = "a disease without a name", treatment: str = ONGOING, more: str = "") -> OtherCauses:
    course = read_course(COURSE.format(disease=disease, treatment=treatment, more=more)).course
    return other_causes(course, "anakinra", tally(course, "anakinra"))


def test_one_start_makes_it_likely_at_most_where_flares_end() -> None:
    found = causes()
    assert found.changes == 1
    # in 7 of 100 on placebo where the disease persists, in 15 where flares end: an unnamed disease is a mixture
    assert 0.07 < found.p_unrecorded < 0.15
    assert 0.87 < p_works(CERTAIN, doubt=found.doubt) < 0.90
    assert p_works(CERTAIN, doubt=causes("gout").doubt) == pytest.approx(1.0 / 1.15, abs=0.005)
    # the model's numerical error takes nothing of that away
    assert computed_verdict(Evidence(9.0, 3.0), found.doubt) == "undecided"


def test_a_disease_that_persists_does_not_end_on_the_day_of_a_first_dose() -> None:
    found = causes("Schnitzler syndrome")
    assert p_works(CERTAIN, doubt=found.doubt) > 0.92
    assert computed_verdict(Evidence(9.0, 2.0), found.doubt) == "drug"


def test_a_stop_with_its_relapse_would_ask_for_a_second_coincidence() -> None:
    once, twice = causes(), causes(treatment=STOPPED, more=RELAPSED)
    assert twice.changes == 2
    assert twice.p_unrecorded == pytest.approx(once.p_unrecorded**2)
    assert p_works(CERTAIN, doubt=twice.doubt) > 0.98


@pytest.mark.parametrize(("told", "changes"), [("each", 3), ("3 of 3", 4)])
def test_stops_without_days_are_coincidences_too(told: str, changes: int) -> None:
    words = {"each": "at each stop", "3 of 3": "at each of 3 stops"}[told]
    found = causes(treatment=ONGOING.replace("}", f", relapses: {words}}}"))
    assert found.changes == changes


def test_evidence_against_the_drug_and_weak_evidence_are_hardly_changed() -> None:
    found = causes()
    assert found.doubt.shared(Evidence(-2.0, 0.1)) == Evidence(-2.0, 0.1)
    assert found.doubt.shared(Evidence(math.log(1.5), 0.1)).log == pytest.approx(math.log(1.5), abs=0.07)
