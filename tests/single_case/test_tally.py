"""Challenge, dechallenge, rechallenge, as the record tells them."""

from __future__ import annotations

import pytest

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.outcomes import marker
from rechallenge.single_case.tally import Tally, tally

HEAD = "rechallenge: 1\ntitle: t\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, "


def counted(rest: str) -> Tally:
    return tally(read_course(HEAD + rest).course, "anakinra")


def test_the_index_case_relapsed_at_each_stop_and_improved_each_time() -> None:
    found = tally(read_course(case_path("index")).course, "anakinra")
    assert (found.challenges, found.improved) == (1, 1)
    assert (found.dechallenges, found.relapsed) == (2, 2)
    assert (found.rechallenges, found.improved_again) == (2, 2)
    assert found.challenges_unknown == found.dechallenges_unknown == found.rechallenges_unknown == 0


def test_what_is_not_recorded_is_unknown() -> None:
    found = counted("to: 20 d}\n")
    assert (found.challenges, found.improved, found.challenges_unknown) == (1, 0, 1)
    assert (found.dechallenges, found.relapsed, found.dechallenges_unknown) == (1, 0, 1)


@pytest.mark.parametrize(
    ("after", "improved"),
    [("{what: CRP, at: 6 d, value: 4 mg/L}", 1), ("{what: CRP, at: 6 d, value: 90 mg/L}", 0), ("{what: CRP, at: 6 d, value: 40 mg/L}", 1)],
)
def test_crp_below_its_limit_or_halved_is_an_improvement(after: str, improved: int) -> None:
    found = counted(f"to: 20 d}}\nobservations:\n  - {{what: CRP, at: -1 d, value: 100 mg/L}}\n  - {after}\n")
    assert (found.improved, found.challenges_unknown) == (improved, 0)


def test_a_stop_without_relapse_counts_as_one() -> None:
    found = counted("to: 20 d}\nobservations:\n  - {what: CRP, at: 19 d, value: 4 mg/L}\n  - {what: CRP, at: 40 d, value: 5 mg/L}\n")
    assert (found.dechallenges, found.relapsed, found.dechallenges_unknown) == (1, 0, 0)


def test_an_improvement_long_before_a_restart_is_not_its_merit() -> None:
    text = (
        "interruptions: [{from: 20 d, for: 20 d}]}\nobservations:\n  - {what: CRP, at: -1 d, value: 100 mg/L}\n"
        "  - {what: CRP, at: 39 d, value: 4 mg/L}\n  - {what: CRP, at: 50 d, value: 4 mg/L}\n"
    )
    found = counted(text)
    assert (found.rechallenges, found.improved_again) == (1, 0)


def test_the_one_word_outcome_decides_only_where_nothing_else_does() -> None:
    assert counted("outcome: good}\n").improved == 1
    assert counted("outcome: none}\n").improved == 0
    contradicted = "outcome: good}\nobservations:\n  - {what: CRP, at: -1 d, value: 100 mg/L}\n  - {what: CRP, at: 6 d, value: 90 mg/L}\n"
    assert counted(contradicted).improved == 0


@pytest.mark.parametrize(("value", "limit"), [("normal", 10.0), ('"< 5 mg/L"', 5.0), ('"< 0.3 mg/L"', 10.0), ("4 mg/L", 10.0)])
def test_the_limit_of_a_normal_crp_is_that_of_the_laboratory(value: str, limit: float) -> None:
    course = read_course(f"rechallenge: 1\ntitle: t\nobservations:\n  - {{what: CRP, at: 0 d, value: {value}}}\n").course
    assert course.upper_limit_of_normal(marker()) == limit
