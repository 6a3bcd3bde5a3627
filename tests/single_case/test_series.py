"""From a course to phases: what is certain counts, what is not is left out and told."""

from __future__ import annotations

import math

import pytest

from rechallenge.course.cases import case_names, case_path
from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.single_case import Series, SingleCase, series_of, single_case


def course_of(treatments: str, observations: str, events: str = "[]") -> Course:
    return read_course(f"rechallenge: 1\ntitle: t\ntreatments: {treatments}\nobservations: {observations}\nevents: {events}\n").course


def only(course: Course) -> Series:
    (found,) = series_of(course, ("anakinra",))
    return found


def sides(series: Series) -> dict[float, str]:
    return {reading.day: reading.side for reading in series.readings}


ONCE = "[{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 10 d}]"


def test_a_reading_on_the_day_of_a_start_or_stop_belongs_to_the_phase_before() -> None:
    course = course_of(ONCE, "[" + ", ".join(f"{{what: CRP, at: {d} d, value: {20 + d} mg/L}}" for d in (-1, 0, 1, 10, 11)) + "]")
    assert sides(only(course)) == {-1: "off", 0: "off", 1: "on", 10: "on", 11: "off"}


def test_a_drug_still_given_at_the_end_has_no_phase_after_it() -> None:
    course = course_of("[{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]", "[{what: CRP, at: 900 d, value: 3 mg/L}]")
    assert sides(only(course)) == {900: "on"}


def test_readings_that_an_uncertain_start_may_precede_or_follow_are_left_out_and_counted() -> None:
    course = course_of(
        "[{drug: anakinra, dose: 100 mg, every: 1 d, from: 3..9 d}]",
        "[{what: CRP, at: 2 d, value: 90 mg/L}, {what: CRP, at: 5 d, value: 50 mg/L}, {what: CRP, at: 8..12 d, value: 40 mg/L},"
        " {what: CRP, at: 10 d, value: 9 mg/L}]",
    )
    found = only(course)
    assert sides(found) == {2: "off", 10: "on"}
    assert found.left_out["uncertain_phase"] == 2


def test_three_days_after_a_stop_lies_after_it_whenever_that_was() -> None:
    course = course_of(
        "[{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, interruptions: [{from: 14..60 d, for: 7..28 d}]}]",
        "[{what: CRP, after: stop 1 of anakinra, within: 2..4 d, value: 90 mg/L},"
        " {what: CRP, after: start 2 of anakinra, within: 3..4 d, value: 5.5 mg/L},"
        " {what: CRP, after: stop 1 of anakinra, within: 9..10 d, value: 70 mg/L}]",
    )
    found = only(course)
    assert [(r.low, r.side) for r in found.readings] == [(90.0, "off"), (5.5, "on")]
    assert found.left_out["uncertain_phase"] == 1


def test_nothing_says_when_a_single_dose_was_gone() -> None:
    course = course_of(
        "[{drug: canakinumab, dose: 150 mg, at: [0 d]}]",
        "[{what: CRP, at: -1 d, value: 90 mg/L}, {what: CRP, at: 9 d, value: 8 mg/L}, {what: CRP, at: 400 d, value: 50 mg/L}]",
    )
    (found,) = series_of(course, ("canakinumab",))
    assert sides(found) == {-1: "off", 9: "on"}
    assert found.left_out["uncertain_phase"] == 1


def test_a_drug_given_at_unknown_times_leaves_every_phase_uncertain() -> None:
    course = course_of("[{drug: anakinra, dose: 100 mg}]", "[{what: CRP, at: 1 d, value: 9 mg/L}, {what: CRP, at: 5 d, value: 19 mg/L}]")
    assert only(course).left_out["uncertain_phase"] == 2


def test_statements_that_compare_and_crp_during_an_infection_are_left_out() -> None:
    course = course_of(
        ONCE,
        "[{what: CRP, at: -5 d, value: 90 mg/L}, {what: CRP, at: 4 d, change: improved}, {what: CRP, at: 6 d, value: 150 mg/L},"
        " {what: CRP, at: 9 d, value: 7 mg/L}]",
        "[{what: infection, from: 5 d, to: 7 d}]",
    )
    found = only(course)
    assert sides(found) == {-5: "off", 9: "on"}
    assert found.left_out == {"uncertain_phase": 0, "comparison": 1, "infection": 1, "suppressed": 0}


def test_a_variable_of_which_only_changes_are_told_is_no_series() -> None:
    course = course_of(ONCE, "[{what: pain, at: 5 d, change: improved}]")
    assert series_of(course, ("anakinra",)) == ()


def test_limits_keep_their_bounds_and_a_whole_score_is_the_number_that_was_said() -> None:
    course = course_of(
        ONCE,
        "[{what: CRP, at: -2 d, value: '> 60 mg/L'}, {what: CRP, at: 5 d, value: '< 5 mg/L'},"
        " {what: pain, at: -2 d, value: 7}, {what: pain, at: 5 d, value: 0}, {what: pain, at: 6 d, value: 10}]",
    )
    crp, pain = series_of(course, ("anakinra",))
    assert [(r.low, r.high) for r in crp.readings] == [(60.0, math.inf), (0.0, 5.0)]
    assert [(r.low, r.high) for r in pain.readings] == [(7.0, 7.0), (0.0, 0.0), (10.0, 10.0)]


def test_each_variable_has_its_better_direction_and_an_unknown_one_is_not_judged() -> None:
    course = course_of(
        ONCE,
        "[{what: haemoglobin, at: -2 d, value: 10 g/dL}, {what: VS, at: -2 d, value: 80 mm}, {what: urate, at: -2 d, value: 400 umol/L}]",
    )
    assert {s.what: s.improvement for s in series_of(course, ("anakinra",))} == {
        "haemoglobin": "increase",
        "VS": "decrease",
        "urate": None,
    }
    assert {s.series.what: s.cannot for s in single_case(course, ("anakinra",))}["urate"] == "direction_unknown"


def _single_case(name: str) -> dict[str, SingleCase]:
    found = single_case(read_course(case_path(name)).course, ("anakinra",))
    return {"other" if result.series.outcome is None else result.series.outcome.name: result for result in found}


def test_the_index_case_has_no_number_to_compare() -> None:
    found = _single_case("index")
    assert found["crp"].cannot == "no_number"
    assert found["pain"].cannot == "no_on"
    assert all(result.summary is None for result in found.values())


def test_a_course_that_is_only_a_start_says_little_however_large_the_change() -> None:
    for name in ("simulated-coincidence", "simulated-ambiguous"):
        assert "one_change" in _single_case(name)["crp"].little
    assert "few_readings" in _single_case("simulated-ambiguous")["crp"].little


def test_a_responder_is_better_on_the_drug_at_each_change_and_a_non_responder_is_not() -> None:
    responder, other = _single_case("simulated-responder")["crp"], _single_case("simulated-non-responder")["crp"]
    assert [phase.side for phase in responder.series.phases] == ["off", "on", "off", "on", "off", "on"]
    assert responder.little == ()
    assert min(nap.value or 0.0 for _, _, nap in responder.changes) > 0.9
    assert responder.regression is not None
    assert responder.regression.p_beyond == 1.0
    assert other.summary is not None
    nap = other.summary.statistics["nap"]
    assert (nap.low or 1.0) < 0.5 < (nap.high or 0.0)
    assert other.regression is not None
    assert (other.regression.p_beyond or 0.0) < 0.05
    assert other.test is not None
    assert other.test.descriptive
    assert (other.test.p or 0.0) > 0.1


def test_trends_are_carried_on_from_the_first_baseline_only() -> None:
    course = course_of(
        "[{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 10 d}]",
        "[" + ", ".join(f"{{what: CRP, at: {d} d, value: {v} mg/L}}" for d, v in ((2, 9), (5, 8), (15, 60), (18, 70))) + "]",
    )
    (found,) = single_case(course, ("anakinra",))
    assert found.first_change is not None
    assert {s.undefined for s in found.first_change.values()} == {"no_baseline"}
    assert found.test is not None
    assert found.test.p == pytest.approx(1.0)


@pytest.mark.parametrize("name", case_names())
def test_every_packaged_case_gets_its_statistics_or_the_reason_why_not(name: str) -> None:
    course = read_course(case_path(name)).course
    for drug in {t.drug for t in course.treatments if t.known}:
        for result in single_case(course, (drug,)):
            assert (result.summary is None) == (result.cannot is not None)
