"""A protocol of one patient: what it holds, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course
from rechallenge.planning.protocols.making import make_protocol
from rechallenge.planning.protocols.protocol import Protocol
from rechallenge.planning.protocols.request import ProtocolRequest
from rechallenge.planning.protocols.tapering import taper_stages
from rechallenge.safety.adrenal import is_fast
from tests.planning.protocols.courses import DATED, DAY, LONG_LIVED, RESPONDER, STOPPED

ASKED = ProtocolRequest(DAY)
DISEASE = "conditions: [{name: NAMED}]\ntreatments:"


def made(text: str = RESPONDER, request: ProtocolRequest = ASKED) -> Protocol:
    return make_protocol(read_course(text).course, request).protocol


def refused(text: str = RESPONDER, request: ProtocolRequest = ASKED, number: int | None = None) -> set[str]:
    with pytest.raises(CourseError) as raised:
        make_protocol(read_course(text).course, request, number)
    assert all(str(problem) for problem in raised.value.problems)
    return {problem.code for problem in raised.value.problems}


def test_an_open_stop_alternates_and_begins_without_the_drug() -> None:
    protocol = made()
    assert (protocol.action, protocol.drug, protocol.sequence, protocol.orders) == ("stop", "anakinra", "ABAB", 1)
    assert (protocol.without.dose_mg, protocol.with_drug.dose_mg, protocol.with_drug.every_days) == (0.0, 100.0, 1.0)
    assert [(each.start, each.days) for each in protocol.periods] == [(0, 14), (14, 14), (28, 14), (42, 14)]
    assert protocol.steroid_mg == 10.0  # which the record gives until its end, and the protocol leaves as it is
    assert (protocol.measured, protocol.self_reported) == (("crp",), ("pain",))


def test_a_blinded_protocol_holds_no_order() -> None:
    course = read_course(RESPONDER).course
    found = make_protocol(course, replace(ASKED, blinded=True))
    assert found.protocol.sequence is None
    assert sorted(found.allocation.sequence) == ["A", "A", "B", "B"]
    assert (found.protocol.orders, found.protocol.least_p) == (6, 1 / 6)
    again = make_protocol(course, replace(ASKED, blinded=True), found.allocation.number)
    assert again == found


def test_visits_fall_on_the_same_days_of_each_period_whatever_is_given() -> None:
    protocol = made(request=replace(ASKED, blinded=True))
    within = [{day - period.start for day in protocol.visits if period.start <= day < period.end} - {0} for period in protocol.periods]
    assert within == [{6, 13}] * 4


def test_the_washout_is_five_half_lives_of_the_patient() -> None:
    # 26 days and five times as many; anakinra is gone within two days where the kidneys are not known to be ill
    assert made(LONG_LIVED, replace(ASKED, periods=2, days=400)).washout_days == 131
    assert made().washout_days == 2
    slow = made(RESPONDER.replace("creatinine: 70 umol/L", "creatinine: 180 umol/L"))
    assert slow.half_life_days > 1.5 * made().half_life_days


def test_a_washout_longer_than_a_period_is_refused_and_what_would_do_is_told() -> None:
    assert refused(LONG_LIVED) == {"plan.washout"}
    with pytest.raises(CourseError, match="528 days in all at the least"):
        make_protocol(read_course(LONG_LIVED).course, ASKED)
    assert made(LONG_LIVED, replace(ASKED, days=528)).periods[0].days == 132


def test_all_errors_are_told_at_once() -> None:
    wrong = replace(
        ASKED, action="stop", drug="colchicine", periods=30, days=20, measures=("colour of the socks",), visit_every_days=0, washout_days=-1
    )
    assert refused(request=wrong) == {"plan.drug", "plan.periods", "plan.outcome", "plan.visit_every", "plan.washout_below"}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"periods": 8, "days": 7}, {"plan.switches"}),
        ({"periods": 0}, {"plan.periods"}),
        ({"days": 0}, {"plan.days"}),
        ({"days": 2_000}, {"plan.days"}),
        ({"blinded": True, "periods": 5}, {"plan.odd"}),
        ({"blinded": True, "most_in_a_row": 0}, {"plan.in_a_row"}),
        ({"drug": "ibuprofen"}, {"plan.drug"}),
        ({"action": "sing"}, {"plan.action"}),
        ({"action": "restart", "drug": "anakinra"}, {"plan.given"}),
        ({"action": "restart"}, {"plan.which_drug.restart"}),
        ({"action": "step_down"}, {"plan.to_mg"}),
        ({"action": "step_down", "to_mg": 100.0}, {"plan.to_mg"}),
        ({"to_mg": 50.0}, {"plan.to_mg_unused"}),
        ({"washout_days": 14}, {"plan.washout"}),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, object], codes: set[str]) -> None:
    assert refused(request=replace(ASKED, **changes)) == codes  # type: ignore[arg-type]


def test_a_number_needs_an_order_that_is_drawn() -> None:
    assert refused(number=1) == {"plan.number_without_lot"}
    assert refused(request=replace(ASKED, blinded=True), number=7) == {"plan.number"}


def test_a_record_without_a_measurement_is_refused_until_one_is_named() -> None:
    bare = RESPONDER[: RESPONDER.index("observations:")]
    assert refused(bare) == {"plan.no_measure"}
    assert made(bare, replace(ASKED, measures=("CRP", "douleur"))).self_reported == ("pain",)


def test_what_a_drug_hides_is_not_measured() -> None:
    hidden = RESPONDER.replace("treatments:", "treatments:\n  - {drug: tocilizumab, dose: 162 mg, route: sc, every: 7 d, from: -60 d}")
    assert "plan.hidden" in refused(hidden, replace(ASKED, drug="prednisone", action="step_down", to_mg=7.0, measures=("CRP",)))


def test_a_drug_without_kinetics_and_one_that_is_no_longer_given_are_refused() -> None:
    beside = RESPONDER.replace("treatments:", "treatments:\n  - {drug: paracetamol, dose: 1 g, every: 1 d, from: -20 d}")
    assert refused(beside, replace(ASKED, drug="paracetamol")) == {"plan.kinetics"}
    assert refused(STOPPED, replace(ASKED, drug="anakinra")) == {"plan.not_given"}
    assert made(STOPPED, replace(ASKED, action="restart")).sequence == "BABA"


@pytest.mark.parametrize("disease", ["NOMID", "AA amyloidosis", "DIRA"])
def test_a_stop_that_safety_forbids_is_never_planned(disease: str) -> None:
    assert refused(RESPONDER.replace("treatments:", DISEASE.replace("NAMED", disease))) == {"advice.stop.dangerous"}


def test_an_infection_forbids_every_protocol() -> None:
    ill = RESPONDER + "  - {what: infection, at: 35 d}\n"
    assert refused(ill) == {"advice.infection.label"}


def test_it_is_remarked_that_nothing_is_published_on_a_stop_and_only_where_nothing_is() -> None:
    assert [each.code for each in made().remarks] == ["next.stop_unpublished"]
    assert made(RESPONDER.replace("treatments:", DISEASE.replace("NAMED", "recurrent pericarditis"))).remarks == ()


def test_a_glucocorticoid_that_the_adrenals_need_is_never_stopped() -> None:
    long_course = RESPONDER.replace("from: -20 d", "from: -200 d")
    assert "advice.adrenal.below" in refused(long_course, replace(ASKED, drug="prednisone", days=400))


def test_a_glucocorticoid_comes_down_by_steps_that_guidelines_allow() -> None:
    long_course = RESPONDER.replace("dose: 10 mg", "dose: 20 mg").replace("from: -20 d", "from: -200 d")
    asked = replace(ASKED, drug="prednisone", action="step_down", to_mg=7.5, periods=2, days=100)
    protocol = made(long_course, asked)
    # 5 mg a week at 20 mg, 2.5 mg a week from 20 to 10 mg
    assert [(each.day, each.dose_mg) for each in protocol.without.stages] == [(0, 15.0), (7, 12.5), (14, 10.0), (21, 7.5)]
    assert protocol.settling_days == 21 + protocol.washout_days
    assert protocol.steroid_mg == 0.0
    assert refused(long_course, replace(asked, days=40)) == {"plan.taper"}


@pytest.mark.parametrize(("high", "low"), [(60.0, 5.0), (37.5, 10.0), (20.0, 7.0), (9.0, 5.0), (5.0, 1.0)])
def test_no_taper_is_faster_than_safety_has_it(high: float, low: float) -> None:
    stages = taper_stages("prednisone", high, low, 1.0)
    assert stages[-1].dose_mg == low
    assert not is_fast(high, [(float(each.day), each.dose_mg) for each in stages])


def test_a_plan_does_not_begin_before_the_record_ends() -> None:
    assert refused(DATED, replace(ASKED, first_day=DAY.replace(2025, 12, 6))) == {"plan.before_the_end"}
    assert made(DATED, replace(ASKED, first_day=DAY.replace(2025, 12, 7))).first_day == DAY.replace(2025, 12, 7)


def test_days_without_the_drug_are_those_of_the_order_or_the_most_there_can_be() -> None:
    opened = made(request=replace(ASKED, days=58))
    assert [each.days for each in opened.periods] == [15, 15, 14, 14]
    assert (opened.most_days_without, opened.longest_run_days) == (29, 15)
    blinded = made(request=replace(ASKED, days=58, blinded=True))
    assert (blinded.most_days_without, blinded.longest_run_days) == (30, 30)
