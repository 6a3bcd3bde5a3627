"""Who else may have brought a change: begun or raised early enough, not yet past its onset, and what clears it."""

from __future__ import annotations

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.single_case.suspects import Suspect, Suspicion, suspicion

ANAKINRA = "  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d%s}\n"
FALL = {-7: 95, 0: 100, 3: 30, 7: 5}


def found(others: str, readings: dict[int, int] | None = None, more: str = "", events: str = "") -> Suspicion:
    rows = "".join(f"  - {{what: CRP, at: {day} d, value: {value} mg/L}}\n" for day, value in (readings or FALL).items())
    text = f"rechallenge: 1\ntitle: t\ntreatments:\n{ANAKINRA % more}{others}observations:\n{rows}{events}"
    return suspicion(read_course(text).course, "anakinra")


def one(*given: object, **more: object) -> Suspect:
    (suspect,) = found(*given, **more).suspects  # type: ignore[arg-type]
    return suspect


def drug(name: str, start: int, dose: str = "1 mg", more: str = "") -> str:
    return f"  - {{drug: {name}, dose: {dose}, every: 1 d, from: {start} d{more}}}\n"


RAISED = "  - drug: prednisone\n    steps:\n      - {dose: 5 mg, every: 1 d, from: -60 d}\n      - {dose: %s mg, every: 1 d, from: %d d}\n"


def test_a_drug_alone_has_no_suspects() -> None:
    assert found("") == Suspicion(found("").improvement, found("").start, True, ())


@pytest.mark.parametrize(
    ("start", "suspected", "between"),
    [
        # begun between the last bad value (day 0) and the first good one (day 3)
        (0, True, True),
        (2, True, True),
        # a reading on the day of a start belongs before it
        (3, False, False),
        # colchicine is seen to act within 14 days
        (-1, True, False),
        (-14, True, False),
        (-15, False, False),
    ],
)
def test_colchicine_is_suspected_from_its_onset_before_the_last_bad_value_to_the_first_good_one(
    start: int, suspected: bool, between: bool
) -> None:
    suspects = found(drug("colchicine", start)).suspects
    assert [(each.increase.change, each.between, each.cleared) for each in suspects] == ([("begun", between, False)] if suspected else [])


@pytest.mark.parametrize(("start", "suspected"), [(-90, True), (-91, False)])
def test_a_drug_without_a_published_onset_may_act_for_ninety_days(start: int, suspected: bool) -> None:
    assert bool(found(drug("methotrexate", start, "15 mg")).suspects) is suspected


def test_prednisone_that_was_raised_is_a_suspect_and_one_that_went_on_or_down_is_none() -> None:
    assert one(RAISED % ("40", 0)).increase[1:3] == ("prednisone", "raised")
    assert found(RAISED % ("5", 0)).suspects == found(RAISED % ("2", 0)).suspects == ()


def test_a_switch_to_the_same_dose_of_another_glucocorticoid_is_no_increase() -> None:
    switched = drug("prednisone", -60, "20 mg", ", to: 0 d") + drug("methylprednisolone", 0, "16 mg")
    assert found(switched).suspects == ()
    assert one(switched.replace("16 mg", "64 mg")).increase.change == "raised"


def test_a_bolus_beside_a_dose_that_goes_on_is_an_increase() -> None:
    bolus = drug("prednisone", -60, "20 mg") + "  - {drug: methylprednisolone, dose: 500 mg, route: iv, at: 0 d, additional: yes}\n"
    assert one(bolus).increase[1:3] == ("prednisone", "raised")


def test_a_change_at_any_time_counts_and_the_drug_whose_onset_had_passed_is_not_credited() -> None:
    late = {-7: 90, 0: 95, 7: 88, 14: 100, 20: 92, 24: 30, 28: 8}
    told = found("  - {drug: infliximab, dose: 300 mg, at: [21 d, 35 d, 63 d]}\n", late)
    assert told.own is False
    assert [(each.increase.drug, each.between) for each in told.alike] == [("infliximab", True)]


def test_what_only_relieves_symptoms_is_no_suspect_for_crp() -> None:
    assert one(drug("paracetamol", 0, "1000 mg")).prior == 0.0
    assert found(drug("paracetamol", 0, "1000 mg")).alike == ()
    assert found(drug("paracetamol", 0, "1000 mg")).p_another() == 0.0


def test_two_suspects_leave_a_quarter_that_neither_could_have_done_it() -> None:
    assert found(drug("colchicine", 0) + drug("methotrexate", 1, "15 mg")).p_another() == pytest.approx(0.75)


RELAPSE = "events:\n  - {what: relapse, after: stop of anakinra, within: 3 d}\n"


def test_a_relapse_after_a_stop_of_the_drug_alone_clears_the_other() -> None:
    assert one(drug("colchicine", 0), more=", to: 60 d", events=RELAPSE).cleared


@pytest.mark.parametrize(("stop", "cleared"), [(52, True), (53, False), (60, False), (67, False), (68, True)])
def test_it_does_not_where_both_were_stopped_within_a_week(stop: int, cleared: bool) -> None:
    both = drug("colchicine", 0, more=f", to: {stop} d")
    assert one(both, {**FALL, 100: 80}, more=", to: 60 d", events=RELAPSE).cleared is cleared


def test_a_stop_without_relapse_clears_nothing() -> None:
    assert not one(drug("colchicine", 0), {**FALL, 90: 4}, more=", to: 60 d").cleared


def test_an_improvement_when_the_drug_alone_is_given_again_clears_the_other() -> None:
    again = {**FALL, 70: 80, 75: 90, 82: 6}
    gap = ", interruptions: [{from: 60 d, to: 75 d}]"
    assert one(drug("colchicine", 0, more=", to: 40 d"), again, more=gap).cleared


@pytest.mark.parametrize(("day", "crp", "cleared"), [(67, 4, False), (68, 4, True), (68, 60, False)])
def test_four_quiet_weeks_on_the_drug_after_the_other_was_stopped_clear_it(day: int, crp: int, cleared: bool) -> None:
    assert one(drug("colchicine", 0, more=", to: 40 d"), {**FALL, 39: 5, day: crp}).cleared is cleared


def test_prednisone_back_at_its_dose_before_and_four_quiet_weeks_clear_it() -> None:
    lowered = RAISED % ("40", 0) + "      - {dose: %s mg, every: 1 d, from: 40 d}\n"
    readings = {**FALL, 39: 5, 80: 4}
    assert one(lowered % "5", readings).cleared
    assert not one(lowered % "10", readings).cleared


def test_where_no_improvement_is_dated_what_changed_within_a_week_is_suspected() -> None:
    silent = {-7: 95}
    assert [each.between for each in found(drug("colchicine", 7), silent).suspects] == [True]
    assert found(drug("colchicine", 8), silent).suspects == ()
