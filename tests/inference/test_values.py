"""Each kind of statement on a value against a textbook density: SciPy's normal distribution on the program's own curves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from tests.inference.records import Told, record, told

INFECTION = "events:\n  - {what: infection, from: 4 d, to: 8 d}\n"


def stated(*statements: str, events: str = "") -> Told:
    return told(record("\n".join(["observations:", *(f"  - {each}" for each in statements), events])))


def crp_z(run: Told, bound: float, day: float) -> float:
    return (np.log(bound) - np.log(run.on(run.crp, day))) / run.parameters["crp_error"]


@pytest.mark.oracle
@pytest.mark.parametrize("day", [0, 3, 12])
def test_a_measured_crp_is_normal_on_the_log_scale(day: int) -> None:
    run = stated(f"{{what: CRP, at: {day} d, value: 37 mg/L}}")
    expected = norm.logpdf(np.log(37.0), np.log(run.on(run.crp, day)), run.parameters["crp_error"])
    assert run.log_likelihood == pytest.approx(expected, abs=1e-9)


@pytest.mark.oracle
def test_a_crp_below_a_limit() -> None:
    run = stated("{what: CRP, at: 6 d, value: < 5 mg/L}")
    assert run.log_likelihood == pytest.approx(norm.logcdf(crp_z(run, 5.0, 6)), abs=1e-9)
    # Wrong by construction: the same limit taken from above says something else.
    assert run.log_likelihood != pytest.approx(norm.logsf(crp_z(run, 5.0, 6)), abs=0.05)


@pytest.mark.oracle
def test_a_crp_above_a_limit() -> None:
    run = stated("{what: CRP, at: 1 d, value: > 20 mg/L}")
    assert run.log_likelihood == pytest.approx(norm.logsf(crp_z(run, 20.0, 1)), abs=1e-9)
    assert run.log_likelihood != pytest.approx(norm.logcdf(crp_z(run, 20.0, 1)), abs=0.05)


@pytest.mark.oracle
def test_a_crp_between_two_limits() -> None:
    run = stated("{what: CRP, at: 1 d, value: 10..100 mg/L}")
    expected = np.log(norm.cdf(crp_z(run, 100.0, 1)) - norm.cdf(crp_z(run, 10.0, 1)))
    assert run.log_likelihood == pytest.approx(expected, abs=1e-9)


@pytest.mark.oracle
@pytest.mark.parametrize(("word", "low", "high"), [("severe", 6.0, np.inf), ("moderate", 3.0, 7.0), ("none", -np.inf, 0.5)])
def test_a_word_for_pain_is_its_interval(word: str, low: float, high: float) -> None:
    """The intervals of docs/course-file.md; an end at the edge of the scale is open."""
    run = stated(f"{{what: pain, at: 4 d, value: {word}}}")
    pain, error = run.on(run.pain, 4), run.parameters["pain_error"]
    assert run.log_likelihood == pytest.approx(np.log(norm.cdf(high, pain, error) - norm.cdf(low, pain, error)), abs=1e-9)


@pytest.mark.oracle
def test_a_whole_number_of_pain_was_rounded() -> None:
    run = stated("{what: pain, at: 4 d, value: 6}")
    pain, error = run.on(run.pain, 4), run.parameters["pain_error"]
    assert run.log_likelihood == pytest.approx(np.log(norm.cdf(6.5, pain, error) - norm.cdf(5.5, pain, error)), abs=1e-9)


@pytest.mark.oracle
def test_a_measured_limitation_of_movement() -> None:
    run = stated("{what: limitation of movement, at: 4 d, value: 3.3}")
    assert run.log_likelihood == pytest.approx(norm.logpdf(3.3, run.on(run.motion, 4), run.parameters["pain_error"]), abs=1e-9)


@pytest.mark.oracle
def test_a_change_of_pain_in_words_compares_two_noisy_readings() -> None:
    run = stated("{what: pain, at: 7 d, change: improved, since: 1 d}")
    difference, error = run.on(run.pain, 7) - run.on(run.pain, 1), np.sqrt(2.0) * run.parameters["pain_error"]
    improved = norm.logcdf(-1.3, difference, error)
    assert run.log_likelihood == pytest.approx(improved, abs=1e-3)  # the far end, a fall by the whole scale, adds the rest
    worse = stated("{what: pain, at: 7 d, change: worse, since: 1 d}").log_likelihood
    assert worse == pytest.approx(norm.logsf(1.3, difference, error), abs=1e-3)
    assert worse != pytest.approx(improved, abs=0.1)


@pytest.mark.oracle
def test_a_change_of_crp_in_per_cent_is_a_ratio() -> None:
    run = stated("{what: CRP, at: 7 d, change: < -50 %, since: 1 d}")
    log_ratio, error = np.log(run.on(run.crp, 7) / run.on(run.crp, 1)), np.sqrt(2.0) * run.parameters["crp_error"]
    assert run.log_likelihood == pytest.approx(norm.logcdf(np.log(0.5), log_ratio, error), abs=1e-9)


@pytest.mark.oracle
def test_a_change_of_crp_in_mg_per_l_is_a_difference() -> None:
    run = stated("{what: CRP, at: 7 d, change: < -30 mg/L, since: 1 d}")
    now, then = run.on(run.crp, 7), run.on(run.crp, 1)
    spread = run.parameters["crp_error"] * np.hypot(now, then)
    assert run.log_likelihood == pytest.approx(norm.logcdf(-30.0, now - then, spread), abs=1e-9)


@pytest.mark.oracle
def test_a_change_of_pain_in_per_cent_is_a_ratio_of_scores() -> None:
    run = stated("{what: pain, at: 7 d, change: < -40 %, since: 1 d}")
    now, then = run.on(run.pain, 7), run.on(run.pain, 1)
    # now/then < 0.6 when now - 0.6 then < 0
    assert run.log_likelihood == pytest.approx(
        norm.logcdf(0.0, now - 0.6 * then, run.parameters["pain_error"] * np.hypot(1.0, 0.6)), abs=1e-9
    )


@pytest.mark.oracle
def test_an_uncertain_day_averages_the_probability_over_its_days() -> None:
    run = stated("{what: CRP, at: 2..18 d, value: < 5 mg/L}")
    days = np.linspace(2.0, 18.0, 4001)
    crp = np.exp(np.interp(days, run.days, np.log(run.crp)))
    expected = np.log(np.mean(norm.cdf(np.log(5.0 / crp) / run.parameters["crp_error"])))
    assert run.log_likelihood == pytest.approx(expected, abs=0.05)  # eight days stand for all
    # Wrong by construction: the middle of the interval is not the interval.
    assert run.log_likelihood != pytest.approx(norm.logcdf(crp_z(run, 5.0, 10)), abs=0.06)


@pytest.mark.oracle
def test_an_infection_leaves_of_a_crp_only_its_upper_bound() -> None:
    run = stated("{what: CRP, at: 6 d, value: 80 mg/L}", events=INFECTION)
    assert run.log_likelihood == pytest.approx(norm.logcdf(crp_z(run, 80.0, 6)), abs=1e-9)
    assert stated("{what: CRP, at: 6 d, value: > 80 mg/L}", events=INFECTION).log_likelihood == 0.0


def test_an_infection_does_not_reach_beyond_its_end() -> None:
    late = "{what: CRP, at: 12 d, value: 30 mg/L}"
    assert stated(late, events=INFECTION).log_likelihood == pytest.approx(stated(late).log_likelihood, abs=1e-9)


def test_statements_are_independent_and_add_up() -> None:
    # On one day, so that the activity is told at the same knots whichever of them is stated.
    first, second = "{what: CRP, at: 3 d, value: normal}", "{what: pain, at: 3 d, value: mild}"
    assert stated(first, second).log_likelihood == pytest.approx(stated(first).log_likelihood + stated(second).log_likelihood, abs=1e-9)


def test_what_the_model_does_not_know_says_nothing() -> None:
    assert stated("{what: general state, at: 3 d, value: poor}").log_likelihood == 0.0
