"""The forecast held against the patient's own days: what is counted, what is expected, and when it warns."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import gamma

from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.course.times import When
from rechallenge.formats.reading import read_course
from rechallenge.inference.fit import Fit
from rechallenge.inference.paths import Paths
from rechallenge.mechanism.relapse import LEAST_RECOGNITION_PER_D
from rechallenge.outcomes import marker
from rechallenge.presentation.language import Language
from rechallenge.questions.withdrawal.answer import OwnDays
from rechallenge.questions.withdrawal.own_days import (
    MISFIT,
    Hazards,
    Stretch,
    days_of,
    held_against,
    misfits,
    own_days,
    simulated_anew,
    stretches,
    tail,
)
from tests.questions.conftest import RESPONDER, STOPPED

LANGUAGES = ("en", "fr")
TREATED = RESPONDER.split("observations:")[0]


def found(text: str) -> list[tuple[bool, float, float, float, bool]]:
    """On or off, its start, the days between which it ended, and whether with a relapse."""
    return [(each.on, each.start.middle, each.first, each.last, each.relapsed) for each in stretches(read_course(text).course, "anakinra")]


def at(day: float) -> When:
    return When(day, day)


def test_each_stretch_counts_until_its_relapse_or_until_the_record_falls_silent() -> None:
    assert found(RESPONDER) == [(True, 0.0, 6.0, 6.0, False), (False, 14.0, 17.0, 17.5, True), (True, 19.0, 35.0, 35.0, False)]


def test_a_stretch_of_which_nothing_is_told_is_no_evidence() -> None:
    assert found(STOPPED) == [(True, 1.5, 19.0, 19.0, False)]


def test_a_rise_of_the_marker_is_a_relapse_without_its_name() -> None:
    readings = "observations:\n" + "".join(
        f"  - {{what: CRP, at: {day} d, value: {crp} mg/L}}\n" for day, crp in {0: 90, 10: 4, 18: 60}.items()
    )
    assert found(TREATED + readings) == [(True, 0.0, 10.0, 10.0, False), (False, 14.0, 14.0, 18.0, True)]
    # a value that was never quiet before is no relapse
    raised = readings.replace("4 mg/L", "50 mg/L")
    assert found(TREATED + raised) == [(True, 0.0, 10.0, 10.0, False), (False, 14.0, 18.0, 18.0, False)]


def past(level: Floats, recognition: float) -> Paths:
    draws = len(level)
    none = np.zeros((draws, 1))
    return Paths(
        days=np.arange(level.shape[1], dtype=float),
        levels={marker().name: level},
        log_activity=none,
        hazard=none,
        parameters={"relapse_recognition_per_d": np.full(draws, recognition)},
        moments=none,
        filters=none,
        drugs=none,
        process=none,
        log_likelihood={},
        log_prior=none,
    )


@pytest.mark.oracle
def test_the_expected_number_is_the_cumulative_hazard_of_a_relapse() -> None:
    """A disease that is quiet until day 10 and fully active from day 11 is recognised at a constant rate."""
    level = np.where(np.arange(16.0) <= 10.0, 1.0, 1000.0)[None]
    rate, hazards = LEAST_RECOGNITION_PER_D + 0.2, Hazards.of(past(level, 0.2))
    to_15 = rate * (4.0 + 0.5)  # half of the day on which it rises
    assert hazards.expected(Stretch(False, at(5), 15.0, 15.0, False, False), np.array([5.0])) == pytest.approx(to_15, rel=1e-6)
    # days may count from the start of the stretch, which may differ from draw to draw
    assert hazards.expected(Stretch(False, at(5), 10.0, 10.0, True, False), np.array([5.0])) == pytest.approx(to_15, rel=1e-6)
    # of a relapse between two days it is that of an exponential between two values
    to_13, drawn = rate * 2.5, np.random.default_rng(1).exponential(size=400_000)
    between = drawn[(drawn > to_13) & (drawn < to_15)].mean()
    assert hazards.expected(Stretch(False, at(5), 13.0, 15.0, False, True), np.array([5.0])) == pytest.approx(between, rel=0.01)
    # what was active from the first day on is no new relapse; nor is one expected of what stays quiet
    assert hazards.expected(Stretch(False, at(11), 15.0, 15.0, False, False), np.array([11.0])) == 0.0
    assert hazards.expected(Stretch(True, at(0), 10.0, 10.0, False, False), np.array([0.0])) == pytest.approx(0.0, abs=1e-9)


def test_draws_are_averaged_as_survival_and_not_as_hazard() -> None:
    """Of two equally probable patients, one of whom never relapses, at least half are without a relapse."""
    level = np.array([np.ones(400), np.where(np.arange(400.0) < 5.0, 1.0, 1000.0)])
    whole = Stretch(False, at(0), 399.0, 399.0, False, False)
    assert Hazards.of(past(level, 1.0)).expected(whole, np.zeros(2)) <= np.log(2.0) + 1e-9


def test_an_uncertain_stop_is_that_of_each_draw(stopped: Fit) -> None:
    anew = simulated_anew(stopped)
    (each,) = stretches(stopped.course, "anakinra")
    days = days_of(each.start, anew, stopped.problem)
    assert 0.0 <= days.min() < 0.5 < 2.5 < days.max() <= 3.0
    assert set(days_of(at(4), anew, stopped.problem)) == {4.0}


@pytest.mark.oracle
def test_the_tail_of_relapses_that_ended_their_stretches_is_that_of_a_gamma() -> None:
    """Cumulative hazards up to a relapse are exponential, and their sum over stretches a gamma."""
    for n, expected in ((3, 0.4), (2, 1.1)):
        assert tail(n, expected) == pytest.approx(min(1.0, 2.0 * gamma.cdf(expected, n)), rel=1e-9)


def side(recorded: int, expected: float) -> OwnDays:
    return OwnDays(days=30.0, stretches=3, recorded=recorded, expected=expected, tail=tail(recorded, expected))


@pytest.mark.parametrize(("recorded", "expected", "code"), [(3, 0.2, "more"), (0, 6.0, "fewer"), (2, 1.5, None), (0, 3.0, None)])
def test_a_misfit_warns_and_reads_in_both_languages(recorded: int, expected: float, code: str | None) -> None:
    warned = misfits({"off": side(recorded, expected)}, "anakinra")
    assert [each.code for each in warned] == ([] if code is None else [f"own_days.misfit.{code}"])
    for language in map(Language, LANGUAGES):
        for message in (*warned, *held_against({"on": side(recorded, expected), "off": side(1, 1.0)}, "anakinra")):
            assert "{" not in language.message(message)


def test_one_record_in_twenty_at_most_is_told_a_misfit_by_chance() -> None:
    rng = np.random.default_rng(1)
    for expected in (0.3, 1.0, 4.0):
        drawn = rng.poisson(expected, 2000)
        warned = np.array([tail(int(n), expected) < MISFIT for n in range(drawn.max() + 1)])
        assert warned[drawn].mean() <= 1.3 * MISFIT


def test_chance_is_drawn_anew_and_the_fitted_parameters_stay(working: Fit) -> None:
    anew = simulated_anew(working)
    rows = np.linspace(0, len(working.draws[1]) - 1, len(anew.marker)).round().astype(int)
    assert np.allclose(anew.parameters["drive_mg_l"], working.paths.parameters["drive_mg_l"][rows])
    assert not np.allclose(anew.marker, working.paths.marker[rows])
    # on days of a drug that works the same patients have fewer relapses than after its stops
    hazards = Hazards.of(anew)
    on, off = (
        hazards.expected(Stretch(on, at(start), start + 5.0, start + 5.0, False, False), np.full(len(anew.marker), start))
        for on, start in ((True, 9.0), (False, 14.0))
    )
    assert 0.0 < on < off


def test_a_drug_that_works_is_expected_to_relapse_after_its_stops_and_not_on_it(working: Fit) -> None:
    course: Course = working.course
    lived = own_days(course, working, "anakinra")
    assert {name: (each.stretches, each.recorded) for name, each in lived.items()} == {"on": (2, 0), "off": (1, 1)}
    assert lived["off"].days == 3.5
