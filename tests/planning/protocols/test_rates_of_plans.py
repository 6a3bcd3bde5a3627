"""How often a plan would settle it: courses whose answer is known, and the shares that are told of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import rechallenge
from rechallenge.formats.reading import read_course
from rechallenge.inference.fit import Fit
from rechallenge.inference.summary import Message
from rechallenge.planning.protocols.characteristics import (
    COURSES,
    _rate,
    _SummedUp,
    _under,
    features_of,
    log_odds_weights,
    rates_of,
    treatment_of_order,
)
from rechallenge.planning.protocols.making import make_protocol
from rechallenge.planning.protocols.protocol import Protocol
from rechallenge.planning.protocols.rates import NoRates, PlanRates
from rechallenge.planning.protocols.request import ProtocolRequest
from rechallenge.presentation.language import Language
from rechallenge.report.protocols.rates import rates_sentence
from tests.planning.protocols.courses import DAY, RESPONDER
from tests.questions.conftest import made_fit


@pytest.fixture(scope="module")
def responder() -> Fit:
    """Draws of the prior: nothing has to be inferred, and the drug acts as likely as not."""
    return made_fit(read_course(RESPONDER).course, 0.0)


@pytest.fixture(scope="module")
def protocol() -> Protocol:
    """Four periods of 14 days, by turns, of which the first day of each is not evaluated."""
    return make_protocol(read_course(RESPONDER).course, ProtocolRequest(DAY)).protocol


def test_the_drug_is_given_in_its_periods_alone(protocol: Protocol) -> None:
    assert [(step.start.low, step.stop.low) for step in treatment_of_order(protocol, "ABAB").steps if step.start and step.stop] == [
        (14.0, 28.0),
        (42.0, 56.0),
    ]
    assert [step.start.low for step in treatment_of_order(protocol, "BBAA").steps if step.start] == [0.0, 14.0]


def test_a_course_is_summed_up_at_each_look(protocol: Protocol) -> None:
    values = np.zeros((2, 57))
    values[0, :14] = values[0, 28:42] = 2.0  # without the drug
    never, early = np.full(4, np.inf), np.array([5.0, np.inf, np.inf, np.inf])
    found = features_of(protocol, "ABAB", values, np.array(protocol.visits), np.stack([never, early]))
    assert protocol.looks == (28, 56)
    assert found.shape == (2, 2, 5)
    # difference, its square, one kind missing, difference of the shares of periods with a relapse, and the product
    assert found[0].tolist() == [[2.0, 4.0, 0.0, 0.0, 0.0]] * 2
    # visits of the first period are on days 6 and 13: after the relapse on day 5 nothing is left of it at the first look
    assert found[1].tolist() == [[0.0, 0.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.5, 0.0]]


def test_the_factor_of_two_normals_is_theirs() -> None:
    rng = np.random.default_rng(1)
    weights = log_odds_weights(rng.normal(2.0, 1.0, (5000, 1)), rng.normal(0.0, 1.0, (5000, 1)))
    at = np.array([[-1.0], [1.0], [3.0]])
    assert weights(at) == pytest.approx(2.0 * at[:, 0] - 2.0, abs=0.25)


def test_a_plan_ends_at_the_first_look_that_is_certain() -> None:
    log_factors = np.log([[11.0, 0.01], [2.0, 12.0], [0.05, 100.0], [3.0, 0.5]])
    shown = _SummedUp(np.zeros((4, 2, 5)), np.array([0.0, 1.0, 1.0, 2.0]), 7.0)
    found = _under(True, log_factors, shown, np.arange(4), (28, 56))
    assert (found.for_drug.share, found.against_drug.share, found.open_at_end.share) == (0.5, 0.25, 0.25)
    assert (found.days, found.relapses, found.disease_days) == (42.0, 1.0, 7.0)


def test_courses_of_one_draw_count_for_less() -> None:
    happened = np.repeat([True, False], 500)
    apart, alike = _rate(happened, np.arange(1000)), _rate(happened, np.arange(1000) // 100)
    # 90 % interval of 500 of 1000 (Wilson): 0.474 to 0.526; of ten draws that agree within themselves it is that of 5 of 10
    assert (apart.low, apart.high) == pytest.approx((0.474, 0.526), abs=0.001)
    assert (alike.low, alike.high) == pytest.approx((0.269, 0.731), abs=0.005)
    none = _rate(np.zeros(1000, bool), np.arange(1000) // 10)
    assert none.share == none.low == 0.0
    assert none.high == pytest.approx(0.026, abs=0.002)  # none of a hundred draws


def test_where_the_drug_does_nothing_the_plan_seldom_says_that_it_acts(responder: Fit, protocol: Protocol) -> None:
    found = rates_of(responder, protocol)
    assert isinstance(found, PlanRates)
    assert found.outcome == "crp"
    assert found.courses == COURSES
    for each in (found.where_it_acts, found.where_idle):
        assert each.for_drug.share + each.against_drug.share + each.open_at_end.share == pytest.approx(1.0)
    # ever above 10 where it does nothing: at most one in ten (Ville)
    assert found.where_idle.for_drug.low <= 0.1
    assert found.where_it_acts.for_drug.share > found.where_idle.for_drug.share
    assert found == rates_of(responder, protocol)


def test_the_rates_of_a_blinded_plan_know_nothing_of_its_order(responder: Fit) -> None:
    course, request = read_course(RESPONDER).course, ProtocolRequest(DAY, blinded=True)
    one, other = (make_protocol(course, request, number).protocol for number in (1, 6))
    assert rates_of(responder, one) == rates_of(responder, other)


def test_a_drug_that_always_acts_has_no_rates(responder: Fit, protocol: Protocol) -> None:
    found = rates_of(responder, replace(protocol, drug="prednisone"))
    assert found == NoRates(Message("plans.rates.acts_always", {"drug": "prednisone"}))
    assert rates_sentence(protocol, found, Language("en")).startswith("Prednisone always acts in the model")


def test_the_command_tells_the_rates_and_the_plan_holds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, responder: Fit) -> None:
    monkeypatch.setattr("rechallenge.report.fitting.fitted", lambda *_, **__: responder)
    finished = rechallenge.plan(RESPONDER, tmp_path / "plan", simulate=True, quick=True, language="fr")
    assert isinstance(finished.rates, PlanRates)
    record = json.loads((tmp_path / "plan" / "plan.json").read_text(encoding="utf-8"))["rates"]
    assert record["where_it_acts"]["for_drug"]["share"] == finished.rates.where_it_acts.for_drug.share
    page = (tmp_path / "plan" / "plan.html").read_text(encoding="utf-8")
    assert "À quelle fréquence il trancherait" in page
    assert "n'a pas été simulée" not in page
