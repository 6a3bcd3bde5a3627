"""On-periods of a drug: what counts as a stop, and which moments are one."""

from __future__ import annotations

import pytest

from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course


def course_of(body: str) -> Course:
    return read_course(f"rechallenge: 1\n{body}").course


def edges(course: Course, drug: str = "anakinra") -> list[tuple[str, int, float, float]]:
    return [(b.kind, b.occurrence, b.at.earliest, b.at.latest) for b in course.boundaries if b.drug == drug]


def anakinra(fields: str) -> str:
    return f"treatments:\n  - {{drug: anakinra, dose: 100 mg, every: 1 d, {fields}}}\n"


def test_a_drug_given_at_the_end_of_the_record_has_no_last_stop() -> None:
    assert edges(course_of(anakinra("from: 0 d"))) == [("start", 1, 0, 0)]


def test_an_interruption_is_a_stop_and_a_start() -> None:
    course = course_of(anakinra("from: 0 d, to: 90 d, interruptions: [{from: 30 d, to: 40 d}]"))
    assert edges(course) == [("start", 1, 0, 0), ("stop", 1, 30, 30), ("start", 2, 40, 40), ("stop", 2, 90, 90)]
    assert [(s.start.low, s.stop.low if s.stop else None) for s in course.treatments[0].steps] == [(0, 30), (40, 90)]


def test_an_interruption_of_uncertain_length_ends_so_long_after_its_own_beginning() -> None:
    course = course_of(anakinra("from: 0 d, interruptions: [{from: 30..60 d, for: 3..14 d}]"))
    stop, restart = course.boundaries[1].at, course.boundaries[2].at
    assert restart.after is stop
    assert (restart.earliest, restart.latest) == (33, 74)


@pytest.mark.parametrize(
    "events",
    [
        "[{what: stop, drug: anakinra, at: 30..60 d}, {what: restart, drug: anakinra, after: stop of anakinra, within: 3..14 d}]",
        "[{what: reprise, drug: Kineret, après: arrêt de l'anakinra, dans les: 3..14 j}, {what: arrêt, drug: anakinra, le: 30..60 j}]",
    ],
)
def test_a_stop_and_a_restart_written_as_events_are_an_interruption(events: str) -> None:
    written = course_of(anakinra("from: 0 d") + f"events: {events}\n")
    meant = course_of(anakinra("from: 0 d, interruptions: [{from: 30..60 d, for: 3..14 d}]"))
    assert edges(written) == edges(meant)
    assert written.boundaries[2].at.after is written.boundaries[1].at
    assert written.events == ()


def test_a_stop_without_restart_ends_the_drug() -> None:
    assert edges(course_of(anakinra("from: 0 d") + "events: [{what: stop, drug: anakinra, at: 30 d}]\n"))[-1] == ("stop", 1, 30, 30)


def test_a_restart_of_a_drug_that_had_ended_resumes_its_last_dose() -> None:
    course = course_of(anakinra("from: 0 d, to: 30 d") + "events: [{what: restart, drug: anakinra, at: 45 d}]\n")
    assert edges(course)[-1] == ("start", 2, 45, 45)
    assert course.treatments[0].steps[-1].dose_mg == 100


def test_a_change_of_dose_is_no_stop() -> None:
    course = course_of(
        "treatments:\n  - {drug: prednisone, every: 1 d, steps: [{dose: 40 mg, from: -60 d}, {dose: 20 mg, from: -30..-20 d, to: 10 d}]}\n"
    )
    assert edges(course, "prednisone") == [("start", 1, -60, -60), ("stop", 1, 10, 10)]


def test_a_change_of_dose_written_as_two_treatments_is_no_stop_and_one_moment() -> None:
    text = (
        "treatments:\n  - {drug: prednisone, dose: 40 mg, every: 1 d, from: -60 d, to: -30..-20 d}\n"
        "  - {drug: prednisone, dose: 20 mg, every: 1 d, from: -30..-20 d}\n"
    )
    course = course_of(text)
    assert edges(course, "prednisone") == [("start", 1, -60, -60)]
    assert course.treatments[0].steps[0].stop is course.treatments[1].steps[0].start


def test_a_gap_of_one_dosing_interval_is_no_stop() -> None:
    text = (
        "treatments:\n  - {drug: prednisone, dose: 40 mg, every: 1 d, from: 0 d, to: 9 d}\n"
        "  - {drug: prednisone, dose: 20 mg, every: 1 d, from: 10 d}\n"
    )
    assert edges(course_of(text), "prednisone") == [("start", 1, 0, 0)]


def test_a_taper_cut_by_an_interruption_keeps_its_line() -> None:
    text = "treatments:\n  - {drug: prednisone, dose: 20 mg, taper: 0.5 mg, from: 0 d, to: 39 d, interruptions: [{from: 10 d, to: 20 d}]}\n"
    first, second = course_of(text).treatments[0].steps
    assert (first.dose_mg, first.dose_mg_end) == (20, pytest.approx(15))
    assert (second.dose_mg, second.dose_mg_end) == (pytest.approx(10), 0.5)


def test_single_doses_have_starts_and_no_stop() -> None:
    course = course_of("treatments:\n  - {drug: canakinumab, dose: 150 mg, at: [0 d, 28..35 d]}\n")
    assert [(s.every_days, s.stop) for s in course.treatments[0].steps] == [(None, None), (None, None)]
    assert edges(course, "canakinumab") == [("start", 1, 0, 0), ("start", 2, 28, 35)]


def test_each_stop_is_followed_by_an_event_of_its_own() -> None:
    body = anakinra("from: 0 d, to: 90 d, interruptions: [{from: 30 d, to: 40 d}]")
    course = course_of(body + "events: [{what: relapse, after: each stop of anakinra, within: 1..14 d}]\n")
    assert [(e.after.occurrence, e.at.earliest, e.at.latest) for e in course.events if e.after] == [(1, 31, 44), (2, 91, 104)]
    assert len({e.at.key for e in course.events}) == 2


def test_a_flare_is_a_relapse_and_keeps_its_word() -> None:
    event = course_of("events: [{what: poussée, le: J5}]").events[0]
    assert (event.what, event.written) == ("relapse", "poussée")


def test_a_remission_lasts_from_one_moment_until_another() -> None:
    event = course_of("events: [{what: remission, from: 90 d, to: 365 d}]").events[0]
    assert (event.what, event.at.low, event.until.low if event.until else None) == ("remission", 90, 365)


def test_an_event_of_uncertain_beginning_lasts_from_that_same_moment() -> None:
    event = course_of("events: [{what: infection, from: 10..20 d, for: 5 d}]").events[0]
    assert event.until is not None
    assert event.until.after is event.at


def test_a_dose_by_weight_uses_the_weight_of_the_patient() -> None:
    course = course_of("patient: {weight: 50 kg}\ntreatments: [{drug: canakinumab, dose: 4 mg/kg, every: 4 wk, from: 0 d}]\n")
    assert course.treatments[0].steps[0].dose_mg == 200


@pytest.mark.parametrize(
    ("fields", "mg", "every"), [("dose: 20 mg/d", 20, 1), ("dose: 40 mg/j, every: 12 h", 20, 0.5), ("dose: 20 mg", 20, 1)]
)
def test_the_spacing_may_stand_in_the_dose_or_be_the_usual_one(fields: str, mg: float, every: float) -> None:
    reading = read_course(f"rechallenge: 1\ntreatments: [{{drug: prednisone, {fields}, from: 0 d}}]")
    step = reading.course.treatments[0].steps[0]
    assert (step.dose_mg, step.every_days) == (mg, every)
    assert {n.code for n in reading.notes} & {"dose.per_day", "dose.every_assumed"}


def test_dependence_at_20_mg_lies_between_three_quarters_and_all_of_it() -> None:
    assert course_of("treatments: [{drug: prednisone, dependence: 20 mg}]").treatments[0].hold_mg == (15, 20)
    assert course_of("treatments: [{drug: prednisone, dependence: 12..20 mg}]").treatments[0].hold_mg == (12, 20)


def test_a_drug_without_any_time_is_reported_and_not_modelled() -> None:
    reading = read_course("rechallenge: 1\ntreatments: [{drug: colchicine, outcome: inefficace}]")
    assert reading.course.treatments[0].steps == ()
    assert "time.untimed" in {n.code for n in reading.notes}
