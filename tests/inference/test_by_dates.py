"""Drugs without kinetics act by their dates: an exposure of 1 while they are given, which fades with the half-life."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rechallenge.course.model import DoseStep
from rechallenge.course.regimen import doses_until
from rechallenge.course.times import When
from rechallenge.formats.reading import read_course
from rechallenge.inference.by_dates import units_of
from rechallenge.inference.forecast import plan
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.literature.drugs import cotreatments
from rechallenge.literature.generic import acts_by_dates, generic_model
from rechallenge.literature.pharmacology import KINETIC_DRUGS
from rechallenge.literature.references import references

# the published half-life of infliximab is 8 to 10 days
HALF_LIFE = math.sqrt(80.0)


def exposure(steps: tuple[DoseStep, ...], day: float) -> float:
    """Exposure on a day: each unit adds its rate of loss, and decays with it."""
    rate = math.log(2.0) / HALF_LIFE
    units = [dose for step in units_of(steps, generic_model("infliximab")) for dose in doses_until(step, day, 1.0)]
    return sum(amount * rate * math.exp(-rate * (day - given)) for given, amount in units)


def when(day: float) -> When:
    return When(day, day)


@pytest.mark.parametrize("day", [0.5, 3.5, 20.5, 69.5])
def test_it_is_one_while_a_drug_is_given_whatever_its_spacing(day: float) -> None:
    for every in (0.5, 1.0, 7.0, 56.0):
        assert exposure((DoseStep(300.0, every, when(0.0), when(70.0)),), day) == pytest.approx(1.0, abs=0.05)


def test_it_is_half_after_a_half_life_and_a_change_of_dose_changes_nothing() -> None:
    once = (DoseStep(300.0, 56.0, when(0.0), when(70.0)),)
    raised = (DoseStep(300.0, 56.0, when(0.0), when(30.0)), DoseStep(600.0, 56.0, when(30.0), when(70.0)))
    for steps in (once, raised):
        assert exposure(steps, 70.0 + HALF_LIFE) == pytest.approx(0.5, abs=0.05)
    assert exposure(raised, 45.5) == pytest.approx(1.0, abs=0.05)


def test_an_infusion_alone_fades_from_one() -> None:
    assert exposure((DoseStep(300.0, None, when(0.0)),), 0.001) == pytest.approx(1.0, abs=0.01)
    assert exposure((DoseStep(300.0, None, when(0.0)),), HALF_LIFE) == pytest.approx(0.5, abs=0.01)


def problem(treatments: str) -> InferenceProblem:
    readings = "observations: [{what: CRP, at: 0 d, value: 90 mg/L}, {what: CRP, at: 40 d, value: 5 mg/L}]\n"
    head = "rechallenge: 1\ntitle: t\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"
    return build_problem(read_course(head + treatments + readings).course)


def test_it_is_in_the_model_beside_the_drug_in_question_and_is_none_itself() -> None:
    found = problem("  - {drug: Remicade, dose: 300 mg, at: [21 d, 35 d]}\n")
    assert [each.name for each in found.layout.exposures] == ["anakinra", "infliximab"]
    assert (found.drugs, found.regimen_exposures, found.assumed_dose) == (("anakinra",), ("anakinra",), ())
    assert np.count_nonzero(found.data.doses.certain_mg[:, 1]) == 2


@pytest.mark.parametrize("drug", ["paracetamol", "ibuprofen", "allopurinol", "amoxicillin"])
def test_what_acts_on_symptoms_or_is_not_known_is_not_in_it(drug: str) -> None:
    assert [each.name for each in problem(f"  - {{drug: {drug}, dose: 100 mg, every: 1 d, from: 0 d}}\n").layout.exposures] == ["anakinra"]


def test_one_without_a_time_is_not_in_it() -> None:
    assert len(problem("  - {drug: methotrexate, dose: 15 mg}\n").layout.exposures) == 1


def test_its_outcome_in_a_word_is_a_statement() -> None:
    assert problem("  - {drug: methotrexate, dose: 15 mg, every: 7 d, from: -90 d, outcome: good}\n").n_statements["effects"] == 1


@pytest.mark.parametrize(("to", "goes_on"), [("", True), (", to: 30 d", False)])
def test_it_goes_on_beyond_the_record_where_it_is_given_at_its_end(to: str, goes_on: bool) -> None:
    found = problem(f"  - {{drug: methotrexate, dose: 15 mg, every: 7 d, from: -30 d{to}}}\n")
    place = [each.name for each in found.layout.exposures].index("methotrexate")
    assert plan(found, (), 10.0).amounts_mg[place].tolist() == ([1.0] * 10 if goes_on else [])


def test_before_data_it_may_remove_anything_from_four_to_ninety_six_percent() -> None:
    half = generic_model("infliximab").parameters["half_effect"]
    low, high = (1.0 / (1.0 + half.quantile(p)) for p in (0.95, 0.05))
    assert (low, high) == pytest.approx((0.036, 0.964), abs=0.002)


def test_every_drug_of_it_has_no_kinetics_of_its_own_and_every_source_is_known() -> None:
    drugs = [drug for drug in cotreatments() if acts_by_dates(drug)]
    assert {"infliximab", "tocilizumab", "ciclosporin", "methotrexate"} <= set(drugs)
    assert not set(drugs) & set(KINETIC_DRUGS)
    sources = {parameter.source for drug in drugs for parameter in generic_model(drug).parameters.values()}
    assert sources - {None} <= set(references())
    # the rest is wide, and says that it is ours
    assert "Ours" in generic_model("methotrexate").parameters["effect_half_life_h"].note
