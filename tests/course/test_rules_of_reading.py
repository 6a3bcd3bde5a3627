"""Rules by which a record is read, at their limits: events held against stops and remissions, readings of one day, values, times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rechallenge.course.assertion import read as segmented
from rechallenge.course.dose_text import written_dose
from rechallenge.course.model import Condition
from rechallenge.course.moments import duration_of
from rechallenge.course.problems import Cell, CourseError, Problem, RefusedError
from rechallenge.course.writing import document_of
from rechallenge.course.writing_fields import value_of
from rechallenge.course.written_values import taken_apart
from rechallenge.formats.reading import read_course
from rechallenge.outcomes import outcome

HEAD = "rechallenge: 1\nanchor: 2018-03-01\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 20 d}\n"
AGAIN = HEAD.replace("to: 20 d", "interruptions: [{from: 20 d, to: 60 d}]")
LAST = "  - {what: ESR, at: 400 d, value: 10 mm/h}\n"


def rows(kind: str, *entries: str) -> str:
    return f"{kind}:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def read(text: str) -> Any:
    return read_course(text)


def problems(text: str) -> list[Problem]:
    """All that is told of a record, errors or notes."""
    try:
        return list(read_course(text).notes)
    except CourseError as error:
        return list(error.problems)


def codes(text: str) -> list[str]:
    return [problem.code for problem in problems(text)]


def values(text: str, code: str) -> Mapping[str, Any]:
    (found,) = [problem.values for problem in problems(text) if problem.code == code]
    return found


# events


@pytest.mark.parametrize(("day", "late"), [(140, False), (141, True)])
def test_a_relapse_more_than_120_days_after_its_stop_is_doubted(day: int, late: bool) -> None:
    text = (
        HEAD
        + rows("events", f"what: relapse, at: {day} d, after: stop of anakinra")
        + rows("observations", "what: ESR, at: 400 d, value: 10 mm/h")
    )
    assert ("event.late_relapse" in codes(text)) is late
    if late:
        assert values(text, "event.late_relapse")["days"] == 121


def test_a_relapse_on_the_day_of_a_stop_is_doubted_and_one_the_day_after_is_not() -> None:
    last = rows("observations", "what: ESR, at: 400 d, value: 10 mm/h")
    assert "event.day_of_stop" in codes(HEAD + rows("events", "what: relapse, at: 20 d") + last)
    assert "event.day_of_stop" not in codes(HEAD + rows("events", "what: relapse, at: 21 d") + last)


def test_a_relapse_before_the_stop_that_it_is_said_to_follow_is_refused() -> None:
    last = rows("observations", "what: ESR, at: 400 d, value: 10 mm/h")
    assert codes(HEAD + rows("events", "what: relapse, at: 19 d, after: stop of anakinra") + last) == ["event.before_stop"]
    assert "event.before_stop" not in codes(HEAD + rows("events", "what: relapse, at: 20 d, after: stop of anakinra") + last)


@pytest.mark.parametrize(("day", "doubted"), [(60, False), (61, True)])
def test_a_relapse_after_the_drug_was_given_again_is_doubted(day: int, doubted: bool) -> None:
    text = AGAIN + rows("events", f"what: relapse, at: {day} d, after: stop of anakinra")
    assert ("event.given_again" in codes(text)) is doubted


@pytest.mark.parametrize(
    ("relapse", "code"),
    [
        ("at: 31 d", "event.relapse_in_remission"),
        ("at: 30 d", "event.edge_of_remission"),
        ("at: 40 d", "event.edge_of_remission"),
        ("at: 29 d", None),
        ("at: 41 d", None),
        ("at: 28..32 d", None),
        ("from: 25 d, to: 31 d", "event.relapse_in_remission"),  # it goes on into the quiet days
        ("from: 25 d, to: 30 d", None),
    ],
)
def test_a_relapse_within_a_remission_is_refused_and_one_at_its_edge_doubted(relapse: str, code: str | None) -> None:
    text = HEAD + rows("events", "what: remission, from: 30 d, to: 40 d", f"what: relapse, {relapse}")
    found = {each for each in codes(text) if "remission" in each}
    assert found == ({code} if code else set())


def test_a_remission_of_one_day_is_asked_for_its_end_a_month_later_say() -> None:
    text = HEAD + rows("events", "what: remission, at: 30 d")
    line = values(text, "event.remission_one_day")["line"]
    assert "60 d" in str(line)


def test_an_event_written_three_times_is_taken_once_and_counted() -> None:
    text = HEAD + rows("events", *["what: relapse, at: 30 d"] * 3)
    assert values(text, "event.twice")["n"] == 3
    assert len(read(text).course.events) == 1


def test_an_event_written_twice_is_told_with_the_words_of_the_first() -> None:
    text = HEAD + rows("events", "what: relapse, at: 30 d", "what: flare, at: 30 d")
    assert values(text, "event.twice")["what"] == "relapse"


# readings


def test_a_line_written_twice_is_taken_once_and_those_after_it_are_kept() -> None:
    text = HEAD + rows(
        "observations", "what: CRP, at: 3 d, value: 40 mg/L", "what: CRP, at: 3 d, value: 40 mg/L", "what: CRP, at: 9 d, value: 4 mg/L"
    )
    assert "observation.twice" in codes(text)
    assert [(o.at.middle, o.low) for o in read(text).course.observations] == [(3.0, 40.0), (9.0, 4.0)]


def test_doses_given_from_two_lines_at_once_are_refused_once_for_each_line() -> None:
    entry = "drug: anakinra, dose: 100 mg, every: 1 d"
    text = "rechallenge: 1\n" + rows(
        "treatments", f"{entry}, from: 0 d, to: 30 d", f"{entry}, from: 10 d, to: 40 d", f"{entry}, from: 50 d, to: 60 d"
    )
    assert codes(text).count("dose.overlap") == 1
    assert "dose.overlap" not in codes(
        "rechallenge: 1\n" + rows("treatments", f"{entry}, from: 0 d, to: 30 d", f"{entry}, from: 30 d, to: 60 d")
    )


# values


def reading(value: str, what: str = "CRP") -> tuple[float | None, float | None, float | None]:
    found = read(HEAD + rows("observations", f'what: {what}, at: 3 d, value: "{value}"')).course.observations[0]
    return found.low, found.high, found.upper_limit


@pytest.mark.parametrize(
    ("value", "interval"),
    [("about 100 mg/L", "80..120 mg/L"), ("~ 50 mg/L", "40..60 mg/L"), ("80 ± 15 mg/L", "65..95 mg/L"), ("10 ± 15 mg/L", "0..25 mg/L")],
)
def test_a_number_that_is_not_exact_is_asked_for_as_an_interval(value: str, interval: str) -> None:
    assert values(HEAD + rows("observations", f'what: CRP, at: 3 d, value: "{value}"'), "value.about")["interval"] == interval


@pytest.mark.parametrize(("value", "interval"), [("about 5", "4..6"), ("about 50 mm", "40..60 mm"), ("5 ± 2", "3..7")])
def test_pain_that_is_not_exact_is_a_point_more_or_less(value: str, interval: str) -> None:
    assert values(HEAD + rows("observations", f'what: pain, at: 3 d, value: "{value}"'), "value.about")["interval"] == interval


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("12 mg/L (normal < 5 mg/L)", (12.0, 12.0, 5.0)),
        ("12 mg/L [0-5 mg/L]", (12.0, 12.0, 5.0)),
        ("12 mg/L (<5 mg/L)", (12.0, 12.0, 5.0)),
        ("120 mg/L [2-30 mg/L]", (120.0, 120.0, 30.0)),  # three times the usual limit of 10 is still one
    ],
)
def test_a_limit_of_normal_beside_a_value_is_kept(value: str, found: tuple[float, float, float]) -> None:
    assert reading(value) == found


@pytest.mark.parametrize("value", ["120 mg/L (85 mg/L)", "120 mg/L [2-31 mg/L]"])
def test_a_second_value_beside_a_value_is_no_limit(value: str) -> None:
    assert "value.two" in codes(HEAD + rows("observations", f'what: CRP, at: 3 d, value: "{value}"'))


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        # limits of laboratories lie between 3 and 10 mg/L; a whole multiple is rounded to a half, another to a twentieth
        ("3x normal", 2.5 * 3, 3.5 * 10),
        ("2.5x normal", 2.45 * 3, 2.55 * 10),
        ("2-3 N", 2 * 3, 3 * 10),
    ],
)
def test_a_multiple_of_normal_is_as_exact_as_it_is_written(value: str, low: float, high: float) -> None:
    assert reading(value)[:2] == pytest.approx((low, high))


@pytest.mark.parametrize(("length", "number"), [(120, 12.0), (121, None)])
def test_a_value_of_up_to_120_characters_is_taken_apart_and_a_longer_one_is_not(length: int, number: float | None) -> None:
    text = "12." + "0" * (length - len("12. mg/L (N < 5)")) + " mg/L (N < 5)"
    assert len(text) == length
    try:
        limit = taken_apart(text, outcome("crp")).limit
    except RefusedError:
        limit = None
    assert limit == ("5" if number else None)


# times


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("12..20 march 2018", (11.0, 19.0)),
        ("12 march..20 april 2018", (11.0, 50.0)),
        ("march..april 2018", (0.0, 60.0)),
        ("week 2..4", (14.0, 34.0)),
    ],
)
def test_what_one_end_of_an_interval_leaves_out_the_other_says(written: str, days: tuple[float, float]) -> None:
    at = (
        read(f"rechallenge: 1\nanchor: 2018-03-01\nobservations: [{{what: CRP, at: {written}, value: 3 mg/L}}]\n").course.observations[0].at
    )
    assert (at.low, at.high) == days


@pytest.mark.parametrize(
    ("written", "write"), [("00/12/2018", "2018-12"), ("00/01/2018", "2018-01"), ("00/13/2018", "2018"), ("00/00/2018", "2018")]
)
def test_a_date_with_a_part_left_out_is_refused_with_the_month_to_write(written: str, write: str) -> None:
    text = f"rechallenge: 1\nanchor: 2018-03-01\nobservations: [{{what: CRP, at: {written}, value: 3 mg/L}}]\n"
    assert values(text, "time.not_whole")["write"] == write


def test_an_entry_that_is_a_list_is_named_by_its_number_and_place() -> None:
    (found,) = problems("rechallenge: 1\nobservations:\n  - {what: CRP, at: 0 d, value: 3 mg/L}\n  - [1]\n")
    assert (found.code, found.values["found"], found.place.line if found.place else None) == ("shape.entry", "observations 2", 4)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("observations: [CRP 12 mg/L]", "{what: CRP, at: 3 d, value: 12 mg/L}"),
        ("events: [relapse]", "{what: relapse, at: 40 d}"),
        ("events: [no relapse since January]", "{what: no relapse since January, at: 40 d}"),
        ("treatments: [{drug: anakinra, steps: [100 mg]}]", "{dose: 100 mg, every: 1 d, from: 0 d}"),
        ("treatments: [{drug: anakinra, from: 0 d, interruptions: [7 d]}]", "{from: 30 d, to: 37 d}"),
    ],
)
def test_an_entry_of_which_a_name_says_too_little_is_refused_with_one_that_is_whole(section: str, line: str) -> None:
    (found,) = [problem for problem in problems(f"rechallenge: 1\n{section}\n") if problem.code.startswith("shape")]
    assert (found.code, str(found.values["line"])) == ("shape.entry", line)
    whole = section[: section.rindex("[")] + f"[{line}]" + "}]" * section.count("}")
    understood = problems(f"rechallenge: 1\n{whole}\n")
    assert [problem.code for problem in understood if problem.code.startswith(("shape", "key"))] == []


def test_a_finding_an_image_a_drug_and_a_diagnosis_may_be_a_text_alone() -> None:
    text = """rechallenge: 1
conditions: [gout]
findings: [podagra, no tophi]
imaging: [no tophi on ultrasound]
treatments: [colchicine]
observations: [{what: CRP, at: 0 d, value: 40 mg/L}]
"""
    alone = read_course(text)
    named = text.replace("[gout]", "[{name: gout}]").replace("[podagra, no tophi]", "[{what: podagra}, {what: no tophi}]")
    named = named.replace("[no tophi on ultrasound]", "[{what: no tophi on ultrasound}]").replace("[colchicine]", "[{drug: colchicine}]")
    assert alone.course == read_course(named).course
    assert [(each.what, each.status.status) for each in alone.course.findings if each.kind == "clinical"] == [
        ("podagra", "present"),
        ("no tophi", "absent"),
    ]


@pytest.mark.parametrize(
    ("written", "section"),
    [
        ("Antécédents", "conditions"),
        ("medications", "treatments"),
        ("Labs", "observations"),
        ("évolution", "events"),
        ("symptoms", "findings"),
    ],
)
def test_a_section_under_another_name_is_refused_with_its_own(written: str, section: str) -> None:
    (found,) = [problem for problem in problems(f"rechallenge: 1\n{written}: []\n") if problem.code == "key.unknown"]
    assert found.values["nearest"] == section


# words


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("no septic arthritis", [("septic arthritis", "absent")]),
        ("bilateral shoulder pain", [("shoulder pain", None)]),
    ],
)
def test_what_a_text_names_is_given_whole(text: str, chunks: list[tuple[str, str | None]]) -> None:
    assert list(segmented(text).chunks()) == chunks


# writing


@pytest.mark.parametrize(
    ("change", "shown"),
    # a round percentage is one of within five points of it
    [("-30%", "-35..-25%"), ("+50%", "+45..55%"), ("-90%", "-95..-85%"), ("-60..-20%", "-60..-20%")],
)
def test_a_change_is_written_as_the_percentages_that_it_was_read_as(change: str, shown: str) -> None:
    entry = f'what: CRP, at: 9 d, since: 3 d, change: "{change}"'
    first = read(HEAD + rows("observations", entry)).course.observations[0]
    assert value_of(first).replace(" ", "") == shown
    again = read(HEAD + rows("observations", f'what: CRP, at: 9 d, since: 3 d, change: "{value_of(first)}"')).course.observations[0]
    assert (again.low, again.high) == pytest.approx((first.low, first.high))


def test_a_cell_of_a_table_is_counted_from_one() -> None:
    assert Cell().row == 1


# doses, stops, quantities


def test_a_dose_in_so_many_doses_a_day_is_spread_over_the_day() -> None:
    dose = written_dose("1 mg in 2 doses per day")
    assert (dose.amount, dose.every_days, dose.per_days) == (1.0, 0.5, 1.0)


def test_stops_of_a_drug_are_numbered_from_one() -> None:
    text = HEAD.replace(", to: 20 d", "") + rows(
        "events", "what: stop, drug: anakinra, at: 20 d, for: 5 d", "what: stop, drug: anakinra, at: 40 d, for: 5 d"
    )
    stops = [(b.occurrence, b.at.middle) for b in read(text).course.boundaries if b.kind == "stop"]
    assert stops == [(1, 20.0), (2, 40.0)]


@pytest.mark.parametrize(("height", "cm"), [("0.3", 30.0), ("1.72", 172.0), ("2.9", 290.0), ("172", 172.0)])
def test_a_bare_height_below_three_is_in_metres(height: str, cm: float) -> None:
    found = [note.values for note in problems(f"rechallenge: 1\npatient: {{height: {height}}}\n") if note.code == "unit.bare"]
    assert [each["unit"] for each in found] == ["m" if cm != float(height) else "cm"]


def test_a_duration_without_a_unit_is_refused() -> None:
    with pytest.raises(RefusedError) as refusal:
        duration_of("3")
    assert refusal.value.code == "time.unit_missing"


def test_a_diagnosis_is_not_among_the_excluded_ones_unless_the_record_says_so() -> None:
    assert not Condition("gout").excluded


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("100 mg 5 days a week", 1.4),
        ("100 mg 5 days out of 7", 1.4),
        ("100 mg 5 jours sur 10", 2.0),
        ("100 mg 2 times a week", 3.5),
        ("100 mg every other day", 2.0),
        ("100 mg alternate weeks", 14.0),
        ("100 mg every 2 weeks", 14.0),
    ],
)
def test_a_spacing_in_words_is_the_days_from_dose_to_dose(text: str, days: float) -> None:
    assert written_dose(text).every_days == pytest.approx(days)


def test_a_pause_written_beside_a_treatment_is_written_back_as_one_pause() -> None:
    text = HEAD.replace("to: 20 d", "interruptions: [{from: 20 d, for: 5 d, note: surgery}]")
    (entry,) = document_of(read(text).course).treatments
    assert entry.interruptions is not None
    assert [(gap.from_, gap.to, gap.note) for gap in entry.interruptions] == [("20 d", "25 d", "surgery")]
    assert entry.steps is not None
    assert len(entry.steps) == 1
