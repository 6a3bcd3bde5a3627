"""Which drugs act: the sets share what is told of the drug in question, and what a record cannot tell apart stays open."""

from __future__ import annotations

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language
from rechallenge.questions.attribution.compute import attribution
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.suspects import Doubt
from tests.questions.conftest import made_fit

COURSE = """
rechallenge: 1
title: two drugs
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}
  - {drug: colchicine, dose: 1 mg, every: 1 d, from: -60 d}
observations: [{what: CRP, at: -3 d, value: 110 mg/L}, {what: CRP, at: 0 d, value: 120 mg/L}, {what: CRP, at: 6 d, value: < 5 mg/L}]
"""
ALONE = COURSE.replace("  - {drug: colchicine, dose: 1 mg, every: 1 d, from: -60 d}\n", "")


def test_the_sets_sum_to_one_and_to_what_is_told_of_the_drug() -> None:
    course = read_course(COURSE).course
    (answer,) = attribution(Forecasts(course, made_fit(course, 2.0)))
    p = answer.p_drug_works
    assert p is not None
    sets = {each.drugs: each for each in answer.acting_sets}
    assert set(sets) == {(), ("anakinra",), ("colchicine",), ("anakinra", "colchicine")}
    assert sum(each.p for each in sets.values()) == pytest.approx(1.0)
    assert sum(each.p for drugs, each in sets.items() if "anakinra" in drugs) == pytest.approx(p)
    # draws are those of the prior: colchicine acts in half of them, whatever anakinra does
    assert sum(each.p for drugs, each in sets.items() if "colchicine" in drugs) == pytest.approx(0.5, abs=0.05)
    assert all(each.prior_p == pytest.approx(0.25) for each in sets.values())
    assert answer.p_removes_half is not None
    assert 0.0 < answer.p_removes_half < p


def test_a_drug_alone_acts_or_does_not() -> None:
    course = read_course(ALONE).course
    (answer,) = attribution(Forecasts(course, made_fit(course, 2.0)))
    assert {each.drugs: each.prior_p for each in answer.acting_sets} == {("anakinra",): 0.5, (): 0.5}


def test_what_the_fit_weighs_bounds_the_factor_where_the_record_cannot_tell_two_drugs_apart() -> None:
    # potency alone speaks for the drug: no more is granted than if the other could do as much
    assert Doubt(most=0.6931).log(5.0) == 0.6931
    assert Doubt(most=0.6931).log(0.3) == 0.3
    assert Doubt(most=0.6931).log(-2.0) == -2.0


def test_names_of_sets_are_written_in_both_languages() -> None:
    said = [Language(code).text("acting_sets.only", n=2, drugs=["anakinra", "colchicine"]) for code in ("en", "fr")]
    assert said == ["anakinra and colchicine together, no other", "anakinra et colchicine ensemble, aucun autre"]


STEROID = """
rechallenge: 1
title: a steroid raised with the drug
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}
  - drug: prednisone
    steps: [{dose: %s mg, every: 1 d, from: -40 d}, {dose: 30 mg, every: 1 d, from: 0 d}]
observations: [{what: CRP, at: -3 d, value: 110 mg/L}, {what: CRP, at: 0 d, value: 120 mg/L}, {what: CRP, at: 6 d, value: < 5 mg/L}]
"""


def test_the_share_of_a_steroid_grows_with_the_step_of_its_dose() -> None:
    shares = []
    for before in ("28", "2"):
        course = read_course(STEROID % before).course
        fit = made_fit(course, 2.0)
        (answer,) = attribution(Forecasts(course, fit))
        (told,) = (note for note in answer.notes if note.code == "attribution.steroid_share")
        assert (told.values["drug"], told.values["what"]) == ("prednisone", "crp")
        shares.append(told.values["share"].value)  # type: ignore[attr-defined]
        assert all("prednisone" in Language(code).message(told) for code in ("en", "fr"))
    # from 28 to 30 mg next to nothing, from 2 to 30 mg much
    assert shares[0] < 0.1 < 0.2 < shares[1] <= 1.0
    alone = read_course(ALONE).course
    (answer,) = attribution(Forecasts(alone, made_fit(alone, 2.0)))
    assert not [note for note in answer.notes if note.code == "attribution.steroid_share"]
