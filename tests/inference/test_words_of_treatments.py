"""What the words of a treatment say: its outcome as a ratio of levels, relapses at stops without days; by hand and by sums over which."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import norm

from rechallenge.course.model import Course
from rechallenge.inference.words_of_treatments import words_of_treatments
from tests.inference.records import Told, record, told
from tests.inference.test_events import relapsed

GIVEN = "{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d"
CRP = "  - {what: CRP, at: -1 d, value: 80 mg/L}\n  - {what: CRP, at: 120 d, value: 30 mg/L}\n"
TWO_STOPS = ", interruptions: [{from: 20 d, to: 30 d}, {from: 60 d, to: 75 d}]"


def said_course(words: str, text: str = "") -> Course:
    return record(f"observations:\n{CRP}{text}", f"treatments:\n  - {GIVEN}{words}}}\n")


def said(words: str, text: str = "") -> Told:
    return told(said_course(words, text))


# outcomes in a word


def ratio(run: Told, low: float, high: float, quiet: bool) -> float:
    """Chance of a ratio of levels 7 to 28 days after the start to those of the week before, over eight days of each, by hand."""
    level, after = np.log(run.crp), 7.0 + 21.0 * (np.arange(8) + 0.5) / 8.0
    before = -7.0 + 7.0 * (((np.arange(8) * 3) % 8) + 0.5) / 8.0
    now, then = np.interp(after, run.days, level), np.interp(before, run.days, level)
    spread = np.sqrt(2.0) * run.parameters["crp_error"]
    top = np.maximum(then + np.log(high), np.log(10.0) if quiet else -np.inf)
    each = norm.cdf((top - now) / spread) - norm.cdf((then + (np.log(low) if low > 0.0 else -np.inf) - now) / spread)
    return 0.05 + 0.95 * float(np.mean(each))


@pytest.mark.oracle
@pytest.mark.parametrize(("word", "low", "high", "quiet"), [("partial", 0.3, 0.8, False), ("good", 0.0, 0.5, True)])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_outcome_of_the_drug_in_question_is_a_ratio_of_levels_of_crp(word: str, low: float, high: float, quiet: bool, seed: int) -> None:
    with_word = told(record(f"observations:\n{CRP}", f"treatments:\n  - {GIVEN}, outcome: {word}}}\n"), seed)
    without = told(record(f"observations:\n{CRP}", f"treatments:\n  - {GIVEN}}}\n"), seed)
    assert with_word.log_likelihood - without.log_likelihood == pytest.approx(np.log(ratio(with_word, low, high, quiet)), abs=0.03)


@pytest.mark.oracle
def test_no_effect_is_a_level_that_stays() -> None:
    # with an end of its own, which the word then does not tell
    with_word, without = said(", to: 100 d, outcome: none"), said(", to: 100 d")
    assert with_word.log_likelihood - without.log_likelihood == pytest.approx(np.log(ratio(with_word, 0.7, np.inf, False)), abs=0.03)


def test_a_word_weighs_no_more_than_that_one_in_twenty_is_mistaken() -> None:
    without = said(", to: 100 d").log_likelihood
    for word in ("none", "partial", "good"):
        # a word that is surely wrong weighs this very number: but for the last digits of a difference
        assert np.log(0.05) - 1e-9 <= said(f", to: 100 d, outcome: {word}").log_likelihood - without <= 0.0


def test_an_effect_is_judged_while_the_drug_is_given_and_within_the_record() -> None:
    def window(given: str, crp: str = CRP) -> tuple[float, float]:
        (word,) = words_of_treatments(record(f"observations:\n{crp}", f"treatments:\n  - {GIVEN}, {given}}}\n")).outcomes.values()
        return word.at.earliest, word.at.latest

    assert window("outcome: good") == (7.0, 28.0)
    assert window("to: 10 d, outcome: good") == (7.0, 10.0)
    assert window("to: 4 d, outcome: good") == (2.0, 4.0)
    assert window("outcome: good", "  - {what: CRP, at: 12 d, value: 4 mg/L}\n") == (7.0, 12.0)
    assert window("outcome: good", "  - {what: CRP, at: -1 d, value: 90 mg/L}\n") == (7.0, 7.0)


def test_an_effect_is_compared_with_the_time_before_the_drug_and_not_before_a_change_of_its_dose() -> None:
    treatments = "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: -30 d, to: 0 d}\n  - " + GIVEN + ", outcome: good}\n"
    (word,) = words_of_treatments(record(f"observations:\n{CRP}", treatments)).outcomes.values()
    assert (word.since.earliest, word.since.latest, word.at.earliest) == (-37.0, -30.0, 7.0)


def test_where_crp_cannot_be_read_the_word_is_no_statement() -> None:
    infected = "events:\n  - {what: infection, from: 5 d, to: 20 d}\n"
    run = said(", outcome: good", infected)
    assert "outcome_words" not in run.problem.n_statements
    assert run.log_likelihood == said("", infected).log_likelihood


# relapses at stops


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("words", "chance"),
    [
        ("at each stop", lambda a, b: a * b),
        ("1 of 2", lambda a, b: a * (1.0 - b) + b * (1.0 - a)),
        ("none of 2", lambda a, b: (1.0 - a) * (1.0 - b)),
    ],
)
def test_relapses_at_stops_are_summed_over_which_of_them_had_one(words: str, chance: Callable[[float, float], float]) -> None:
    run = said(f"{TWO_STOPS}, relapses: {words}")
    without = said(TWO_STOPS)
    # a relapse may be told of a stop that had none, and one that there was not be told
    each = [0.02 + 0.96 * (relapsed(run, first, last) - 0.02) / 0.98 for first, last in ((20.0, 30.0), (60.0, 75.0))]
    # each of the two within 0.05, as in the tests of one relapse
    assert run.log_likelihood - without.log_likelihood == pytest.approx(np.log(chance(*each)), abs=0.1)


def test_a_stop_after_which_nothing_is_written_says_nothing() -> None:
    for stops in (", to: 40 d", TWO_STOPS):
        run = told(record("", f"treatments:\n  - {GIVEN}{stops}}}\n"))
        assert sum(run.problem.n_statements.values()) == 0
        assert run.log_likelihood == 0.0


def test_a_relapse_with_a_day_is_not_counted_again() -> None:
    events = "events:\n  - {what: relapse, after: each stop of anakinra, within: 1..9 d}\n"
    assert said(f"{TWO_STOPS}, relapses: at each stop", events).log_likelihood == said(TWO_STOPS, events).log_likelihood
    one = "events:\n  - {what: relapse, after: stop 1 of anakinra, within: 1..9 d}\n"
    assert said(f"{TWO_STOPS}, relapses: 2 of 2", one).problem.data.stops is not None
    (windows,) = words_of_treatments(said_course(f"{TWO_STOPS}, relapses: 2 of 2", one)).stops.values()
    assert [(stop.earliest, windows.fewest, windows.most) for stop, _ in windows.windows] == [(60.0, 1, 1)]


@pytest.mark.parametrize(("words", "stops"), [("at each stop", 2), ("at each of 3 stops", 3), ("at each of 9 stops", 4)])
def test_stops_without_days_lie_somewhere_within_the_treated_time(words: str, stops: int) -> None:
    run = said(f", relapses: {words}")
    (windows,) = words_of_treatments(said_course(f", relapses: {words}")).stops.values()
    assert len(windows.windows) == windows.fewest == windows.most == stops
    assert run.problem.moments.n_unknown == 2 * stops
    for (_, ended), (stop, again) in zip(windows.windows, windows.windows[1:], strict=False):
        assert ended.latest <= stop.earliest < again.latest <= 120.0
    assert np.isfinite(run.log_likelihood)


@pytest.mark.oracle
def test_stops_without_days_say_what_the_same_stops_say_that_are_written_out() -> None:
    (windows,) = words_of_treatments(said_course(", relapses: at each stop")).stops.values()
    pauses = ", ".join(f"{{from: {stop.low:g}..{stop.high:g} d, for: {again.low:g}..{again.high:g} d}}" for stop, again in windows.windows)
    run, written = said(", relapses: at each stop"), said(f", interruptions: [{pauses}], relapses: at each stop")
    assert run.log_likelihood == pytest.approx(written.log_likelihood, abs=1e-9)


@pytest.mark.parametrize("given", ["from: 115 d", "from: 0 d, to: 8 d"])
def test_a_treatment_too_short_for_a_stop_without_a_day_says_nothing_of_it(given: str) -> None:
    # a stop with a day is one in itself
    treatments = f"treatments:\n  - {{drug: anakinra, dose: 100 mg, every: 1 d, {given}, relapses: at each of 3 stops}}\n"
    found = words_of_treatments(record(f"observations:\n{CRP}", treatments)).stops
    assert [len(each.windows) for each in found.values()] == ([] if "115" in given else [1])
