"""The rules by which starts and stops are counted, at their limits: 28 and 90 days, half, 2.2 points, the limit of normal."""

from __future__ import annotations

import pytest

from rechallenge.formats.reading import read_course
from rechallenge.single_case.tally import Tally, improvements_without, tally

ON = "rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 200 d}\n"
OFF = "rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, interruptions: [{from: 20 d, to: 150 d}]}\n"
ENDED = "rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 20 d}\n"


def text(head: str, readings: dict[float, str], events: str = "", what: str = "CRP") -> str:
    rows = "".join(f"  - {{what: {what}, at: {day} d, value: {value}}}\n" for day, value in readings.items())
    return head + (f"observations:\n{rows}" if rows else "") + (f"events:\n  - {events}\n" if events else "")


def counted(*given: object, **more: str) -> Tally:
    return tally(read_course(text(*given, **more)).course, "anakinra")  # type: ignore[arg-type]


def improved(*given: object, **more: str) -> bool | None:
    found = counted(*given, **more)
    return None if found.challenges_unknown else bool(found.improved)


def relapsed(*given: object, **more: str) -> bool | None:
    found = counted(*given, **more)
    return None if found.dechallenges_unknown else bool(found.relapsed)


@pytest.mark.parametrize(("day", "counts"), [(28, True), (29, False)])
def test_what_comes_within_28_days_of_a_start_decides_about_it(day: int, counts: bool) -> None:
    assert improved(ON, {-1: "100 mg/L", 6: "90 mg/L", day: "4 mg/L"}) is counts


def test_where_nothing_is_told_within_28_days_the_first_statement_after_them_decides() -> None:
    assert improved(ON, {-1: "100 mg/L", 40: "90 mg/L", 60: "4 mg/L"}) is False
    assert improved(ON, {-1: "100 mg/L", 40: "4 mg/L", 60: "90 mg/L"}) is True


@pytest.mark.parametrize(("bad", "counts"), [(12, True), (13, False)])
def test_an_improvement_is_not_credited_where_values_were_bad_after_the_published_onset_of_12_days(bad: int, counts: bool) -> None:
    assert improved(ON, {-1: "100 mg/L", bad: "90 mg/L", 15: "4 mg/L"}) is counts


def test_pain_that_fell_in_time_is_credited_where_crp_fell_too_late() -> None:
    late = {-1: "100 mg/L", 13: "90 mg/L", 15: "4 mg/L"}
    pain = "".join(f"  - {{what: pain, at: {day} d, value: {value}}}\n" for day, value in ((-1, 8), (3, 2)))
    found = tally(read_course(text(ON, late) + pain).course, "anakinra")
    assert (found.improved, found.challenges_unknown) == (1, 0)


def test_a_drug_without_a_published_onset_is_credited_whenever_it_was_begun_before() -> None:
    from rechallenge.outcomes import marker
    from rechallenge.single_case.credit import may_have_brought
    from rechallenge.single_case.stretch import Improvement

    found = Improvement(marker(), last_bad=80.0, first_good=90.0)
    assert [may_have_brought("methotrexate", day, found) for day in (0.0, 89.0, 90.0)] == [True, True, False]
    assert [may_have_brought("prednisone", day, found) for day in (61.0, 62.0)] == [False, True]  # seen to act within 18 days


def test_what_an_infection_hides_says_nothing() -> None:
    infection = "{what: infection, from: -3 d, to: 8 d}"
    assert improved(ON, {-1: "200 mg/L", 6: "90 mg/L", 7: "4 mg/L"}, infection) is None
    # the state before is not known
    assert improved(ON, {-1: "200 mg/L", 12: "4 mg/L"}, infection) is None
    assert improved(ON, {-20: "60 mg/L", 12: "4 mg/L"}, infection) is True


def test_a_crp_that_tocilizumab_keeps_low_says_nothing_and_a_raised_one_is_a_relapse() -> None:
    blocked = "  - {drug: tocilizumab, dose: 520 mg, route: iv, every: 28 d, from: 3 d, to: 60 d}\n"
    assert improved(ON + blocked, {-1: "100 mg/L", 6: "2 mg/L"}) is None
    assert improved(ON + blocked, {-1: "100 mg/L", 2: "40 mg/L", 6: "2 mg/L"}) is True
    assert relapsed(ENDED + blocked, {-1: "100 mg/L", 2: "4 mg/L", 40: "60 mg/L"}) is True
    assert relapsed(ENDED + blocked, {-1: "100 mg/L", 2: "4 mg/L", 40: "2 mg/L"}) is None


@pytest.mark.parametrize(("crp", "counts"), [("50 mg/L", True), ("51 mg/L", False)])
def test_crp_at_half_of_what_it_was_is_an_improvement(crp: str, counts: bool) -> None:
    assert improved(ON, {-1: "100 mg/L", 6: crp}) is counts


@pytest.mark.parametrize(("crp", "counts"), [("10 mg/L", True), ("10.5 mg/L", False)])
def test_crp_back_at_its_limit_is_an_improvement_even_where_it_is_not_halved(crp: str, counts: bool) -> None:
    assert improved(ON, {-1: "14 mg/L", 6: crp}) is counts


def test_a_normal_crp_that_was_normal_is_none() -> None:
    assert improved(ON, {-1: "9 mg/L", 6: "8 mg/L"}) is False


@pytest.mark.parametrize(("before", "after", "counts"), [("7.5", "5.3", True), ("7.5", "5.4", False)])
def test_pain_is_better_from_a_fall_of_2_2_points(before: str, after: str, counts: bool) -> None:
    assert improved(ON, {-1: before, 6: after}, what="pain") is counts


@pytest.mark.parametrize(("before", "after", "counts"), [("2.5", "4.7", True), ("2.5", "4.6", False)])
def test_pain_is_worse_after_a_stop_from_a_rise_of_2_2_points(before: str, after: str, counts: bool) -> None:
    assert relapsed(ENDED, {19: before, 40: after}, what="pain") is counts


@pytest.mark.parametrize(("day", "counts"), [(110, True), (111, None)])
def test_what_comes_within_90_days_of_a_stop_decides_about_it(day: int, counts: bool | None) -> None:
    assert relapsed(ENDED, {19: "4 mg/L", day: "60 mg/L"}) is counts


@pytest.mark.parametrize(("day", "counts"), [(21, True), (110, True), (111, None)])
def test_a_relapse_within_90_days_of_a_stop_is_one_after_it(day: int, counts: bool | None) -> None:
    assert relapsed(ENDED, {}, f"{{what: relapse, at: {day} d}}") is counts


@pytest.mark.parametrize(
    ("before", "after", "counts"), [("10 mg/L", "11 mg/L", True), ("9 mg/L", "9.5 mg/L", False), ("11 mg/L", "80 mg/L", False)]
)
def test_crp_relapses_where_it_rises_above_its_limit_from_below(before: str, after: str, counts: bool) -> None:
    assert relapsed(ENDED, {19: before, 40: after}) is counts


@pytest.mark.parametrize(
    ("when", "counts"), [("at: 60 d", False), ("at: 111 d", None), ("from: 10 d, to: 21 d", None), ("from: 10 d, to: 22 d", False)]
)
def test_a_remission_that_goes_on_for_more_than_a_day_after_a_stop_is_no_relapse(when: str, counts: bool | None) -> None:
    # a word on the day after tells that the stop at day 20 was one
    assert relapsed(ENDED, {21: "4"}, f"{{what: remission, {when}}}", what="limitation of movement") is counts


def test_only_what_was_stated_since_the_boundary_before_is_compared() -> None:
    # the reading of day 10, on the drug, is no state to hold the restart of day 150 against
    found = counted(OFF, {10: "100 mg/L", 155: "4 mg/L"})
    assert (found.rechallenges, found.rechallenges_unknown) == (1, 1)


def test_the_last_statement_before_a_start_is_the_one_compared() -> None:
    assert improved(ON, {-10: "100 mg/L", -1: "20 mg/L", 6: "15 mg/L"}) is False


def test_a_relapse_after_the_next_stop_says_that_the_start_had_improved() -> None:
    found = counted(ENDED, {}, "{what: relapse, at: 30 d}")
    assert (found.improved, found.relapsed) == (1, 1)


def test_after_a_relapse_a_normal_crp_alone_is_an_improvement() -> None:
    found = counted(OFF, {155: "10 mg/L"}, "{what: relapse, at: 30 d}")
    assert (found.rechallenges, found.improved_again, found.rechallenges_unknown) == (1, 1, 0)
    raised = counted(OFF, {155: "11 mg/L"}, "{what: relapse, at: 30 d}")
    assert (raised.improved_again, raised.rechallenges_unknown) == (0, 0)


def test_improvements_before_a_start_and_after_a_stop_are_the_disease_s_own() -> None:
    rows = "observations:\n  - {what: CRP, at: -2 d, change: improved, since: -20 d}\n"
    assert improvements_without(read_course(ENDED + rows).course, "anakinra") == 1
    after = "observations:\n  - {what: CRP, at: 60 d, change: improved, since: SINCE d}\n"
    assert improvements_without(read_course(ENDED + after.replace("SINCE", "30")).course, "anakinra") == 1
    assert improvements_without(read_course(ENDED + after.replace("SINCE", "20")).course, "anakinra") == 1
    assert improvements_without(read_course(ENDED + after.replace("SINCE", "10")).course, "anakinra") == 0
    during = "observations:\n  - {what: CRP, at: 10 d, change: improved, since: -2 d}\n"
    assert improvements_without(read_course(ENDED + during).course, "anakinra") == 0
