"""How numbers of an answer are written, and which reasons stand in it: by hand-made answers, without a fit."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen
from rechallenge.formats.reading import read_course
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Fit
from rechallenge.presentation.language import Language
from rechallenge.questions import misfit
from rechallenge.questions.analogy.like_diseases import _trust
from rechallenge.questions.attribution.comparisons import _p, _turned
from rechallenge.questions.attribution.verdict import changed_with, why_undecided
from rechallenge.questions.schedule import stopped_on, taper_doses
from rechallenge.questions.suspects import other_causes
from rechallenge.single_case.tally import Tally

ENGLISH = Language("en")


@pytest.mark.parametrize(("weight", "code"), [(0.0, "borrowing.none"), (1.0, "borrowing.full")])
def test_no_trust_and_full_trust_in_like_diseases_have_names(weight: float, code: str) -> None:
    assert _trust(weight, ENGLISH) == ENGLISH.text(code)
    assert _trust(0.25, ENGLISH) == ENGLISH.text("borrowing.weight", weight=0.25)


def test_a_change_is_written_as_with_minus_without_or_as_a_factor() -> None:
    # the statistics count an improvement as positive: CRP that fell to a quarter, between a half and a fifth
    value, interval = math.log(4.0), (math.log(2.0), math.log(5.0))
    factor = ENGLISH.text("single_case.cell.factor_interval", value=0.25, low=0.2, high=0.5)
    assert _turned(value, interval, None, True, True, ENGLISH) == factor
    assert _turned(value, None, None, True, True, ENGLISH) == ENGLISH.text("single_case.cell.factor", value=0.25)
    points = ENGLISH.text("single_case.cell.interval", value=ENGLISH.number(-3.0), low=ENGLISH.number(-5.0), high=ENGLISH.number(-1.0))
    assert _turned(3.0, (1.0, 5.0), None, True, False, ENGLISH) == points
    assert _turned(3.0, None, None, False, False, ENGLISH) == ENGLISH.number(3.0)
    assert _turned(None, None, None, False, False, ENGLISH) == "–"
    assert _turned(None, None, "one_value", False, False, ENGLISH) == ENGLISH.text("single_case.undefined.one_value")


@pytest.mark.parametrize(("p", "written"), [(0.0009, "< 0.001"), (0.001, "0.0010")])
def test_a_p_below_one_in_a_thousand_is_written_as_a_bound(p: float, written: str) -> None:
    assert _p(cast(Any, SimpleNamespace(p=p, undefined=None)), ENGLISH) == written


# reasons

ONCE = (
    "rechallenge: 1\ntreatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 30 d}\n"
    "events:\n  - {what: relapse, at: 40 d}\n"
)


def reasons(counts: Tally, course: Course | None = None, *, places: int = 20, fluctuates: bool = False) -> list[str]:
    process = SimpleNamespace(fluctuates=lambda parameters: fluctuates)
    problem = SimpleNamespace(observation_places=tuple(range(places)), n_statements={}, layout=SimpleNamespace(process=process))
    fit = cast(Fit, SimpleNamespace(problem=problem, paths=SimpleNamespace(parameters={})))
    course = course or read_course(ONCE).course
    found = why_undecided(course, fit, other_causes(course, "anakinra", counts), counts, Evidence(0.0, 0.1))
    return [message.code for message in found]


@pytest.mark.parametrize(
    ("counts", "codes"),
    [
        ({"dechallenges": 0}, ["reason.never_stopped"]),
        ({"dechallenges": 2, "dechallenges_unknown": 2}, ["reason.stops_untold"]),
        ({"dechallenges": 2}, ["reason.no_relapse"]),
        ({"dechallenges": 3, "relapsed": 2}, ["reason.some_relapses"]),
        ({"dechallenges": 3, "relapsed": 2, "dechallenges_unknown": 1}, ["reason.balanced"]),
        ({"dechallenges": 1, "relapsed": 1}, ["reason.stopped_once"]),
        ({"dechallenges": 2, "relapsed": 2}, ["reason.balanced"]),
        ({"dechallenges": 2, "relapsed": 2, "challenges": 1, "challenges_unknown": 1}, ["reason.start_untold"]),
        ({"dechallenges": 2, "relapsed": 2, "challenges": 2, "challenges_unknown": 1}, ["reason.balanced"]),
    ],
)
def test_why_a_verdict_is_open_follows_the_counts(counts: dict[str, int], codes: list[str]) -> None:
    assert reasons(replace(Tally(), **counts)) == codes


def test_a_record_without_readings_and_events_and_a_disease_that_fluctuates_are_reasons() -> None:
    told = replace(Tally(), dechallenges=2, relapsed=2)
    silent = read_course(ONCE.partition("events:")[0]).course
    assert reasons(told, silent, places=0) == ["reason.no_observation"]
    assert reasons(told, silent, places=1) == ["reason.few_statements"]
    assert (reasons(told, places=8), reasons(told, places=9)) == (["reason.few_statements"], ["reason.balanced"])
    assert reasons(told, fluctuates=True) == ["reason.volatile"]


@pytest.mark.parametrize(("day", "together"), [(7, ["prednisone"]), (8, []), (-7, ["prednisone"]), (-8, [])])
def test_what_was_started_within_a_week_of_the_first_dose_may_have_done_it(day: int, together: list[str]) -> None:
    text = f"{ONCE.partition('events:')[0]}  - {{drug: prednisone, dose: 20 mg, every: 1 d, from: {day} d}}\n"
    assert changed_with(read_course(text).course, "anakinra") == together


# signs


def test_relief_is_half_normal_of_two_points_and_a_raised_crp_lognormal_about_fifty() -> None:
    # medians lie between the eighth and the ninth of sixteen parts
    assert len(misfit.RELIEF) == len(misfit.ADDED) == 16
    assert np.median(misfit.RELIEF) == pytest.approx(2.0 * 0.6745, rel=0.01)
    assert np.median(misfit.ADDED) == pytest.approx(50.0, rel=0.01)
    # the outermost parts reach from 1/32 to 31/32 of the probability
    assert (misfit.ADDED[0], misfit.ADDED[-1]) == pytest.approx((50.0 * math.exp(-1.8627), 50.0 * math.exp(1.8627)), rel=1e-3)
    assert misfit.RELIEF[0] == pytest.approx(2.0 * 0.03918, rel=1e-3)


# schedules


def test_a_stop_today_gives_nothing_more_and_one_in_a_week_gives_until_then() -> None:
    regimen = Regimen.of(read_course(ONCE.replace(", to: 30 d", "")).course, today=60.0)
    (now,) = stopped_on(regimen, "anakinra", 0.0)
    assert now.steps == ()
    (later,) = stopped_on(regimen, "anakinra", 7.0)
    (step,) = later.steps
    assert step.stop is not None
    assert (step.dose_mg, step.every_days, step.start.earliest, step.stop.latest) == (100.0, 1.0, 0.0, 7.0)


def test_a_week_of_a_taper_has_seven_days() -> None:
    assert taper_doses(10.0, 5.0, 1.0, 0.0, 0.0, 90.0) == [(0.0, 5.0), (7.0, 0.0)]
