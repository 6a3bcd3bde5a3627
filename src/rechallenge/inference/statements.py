"""What a record states, as arrays: values and changes, relapses and remissions, doses that hold, outcomes of drugs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rechallenge.course.model import Course
from rechallenge.course.obscured import bounds_of_disease
from rechallenge.course.times import When
from rechallenge.inference.modelled import followed, modelled
from rechallenge.inference.timetable import Timetable
from rechallenge.inference.words_of_treatments import OutcomeWord, Windows, mistaken_share
from rechallenge.outcomes import Outcome

# An uncertain day is summed over this many days spread over its interval.
N_DAYS = 8
# Share of the activity that each outcome word says was removed: 30 of 100 is a moderate change of pain, 50 a really important
# one (chronic gout, in evidence.yaml of the sources); "partial" spans them.
OUTCOME_SHARE = {"none": (-np.inf, 0.3), "partial": (0.2, 0.7), "good": (0.5, np.inf)}


class ValueStatements(NamedTuple):
    """Statements on outcomes, one entry each, padded where `present` is 0.

    Each says that ``value(at) - weight * value(since) - shift`` lies above 0 for its lower bound and below 0 for its upper one:
    a level has no weight, a difference a weight of 1, a ratio of scores its bound as weight. Logarithmic outcomes are taken on the log
    scale, where a ratio is a difference, save for differences in their unit (`natural`).

    Attributes
    ----------
    outcome, at_moment, since_moment
        Which of the outcomes of the layout, and the moments from which the days count, shape (statements,).
    at_offset, since_offset
        Days over which each statement is spread, shape (statements, days).
    relative, natural, measured
        Whether it compares with an earlier value, is told in its unit, is a number and not an interval, shape (statements,).
    bounded, weight, shift
        The bounds, lower and upper, shape (2, statements).
    """

    outcome: NDArray[np.int64]
    at_moment: NDArray[np.int64]
    at_offset: NDArray[np.float64]
    since_moment: NDArray[np.int64]
    since_offset: NDArray[np.float64]
    relative: NDArray[np.bool_]
    natural: NDArray[np.bool_]
    measured: NDArray[np.bool_]
    bounded: NDArray[np.bool_]
    weight: NDArray[np.float64]
    shift: NDArray[np.float64]
    present: NDArray[np.float64]


class EventStatements(NamedTuple):
    """Relapses that were recognised between `first` and `last`, and remissions (no relapse) from `first` to `last`."""

    first_moment: NDArray[np.int64]
    first_offset: NDArray[np.float64]
    last_moment: NDArray[np.int64]
    last_offset: NDArray[np.float64]
    relapse: NDArray[np.bool_]
    present: NDArray[np.float64]


class Effects(NamedTuple):
    """Outcomes of drugs in words: the share of activity removed at a daily dose, one entry each."""

    exposure: NDArray[np.int64]
    daily_mg: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    present: NDArray[np.float64]


class OutcomeWords(NamedTuple):
    """Outcomes of drugs in words, as ratios of levels of the marker: one entry each, padded where `present` is 0.

    Attributes
    ----------
    at_moment, since_moment, at_offset, since_offset
        The days after the start and those before it, as in `ValueStatements`.
    log_low, log_high
        Logarithms of the bounds of the ratio; infinite where open.
    quiet
        Whether a level below that of active disease is such an outcome too.
    mistaken
        Share of such words that say something else, a single number.
    """

    at_moment: NDArray[np.int64]
    at_offset: NDArray[np.float64]
    since_moment: NDArray[np.int64]
    since_offset: NDArray[np.float64]
    log_low: NDArray[np.float64]
    log_high: NDArray[np.float64]
    quiet: NDArray[np.bool_]
    mistaken: NDArray[np.float64]
    present: NDArray[np.float64]


class StopCounts(NamedTuple):
    """How many of the stops of a drug a relapse followed: one entry a drug, and in it one place a stop.

    Attributes
    ----------
    first_moment, last_moment, first_offset, last_offset
        When the window of each stop begins and ends, shape (drugs, stops).
    window
        Whether there is such a stop, shape (drugs, stops).
    counted
        Whether a number of relapses, from none to one at each, is what is told, shape (drugs, stops + 1).
    """

    first_moment: NDArray[np.int64]
    first_offset: NDArray[np.float64]
    last_moment: NDArray[np.int64]
    last_offset: NDArray[np.float64]
    window: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    present: NDArray[np.float64]


class Holds(NamedTuple):
    """Daily prednisone found to be the least that holds the disease, between `low` and `high` mg, one entry each."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    present: NDArray[np.float64]


def _spread_over(when: When, moments: Timetable, shuffle: int = 0) -> tuple[int, NDArray[np.float64]]:
    """Moment from which a statement's day counts, and offsets spread evenly over its interval."""
    base = 0 if when.after is None else moments.number(when.after)
    shares = (np.arange(N_DAYS) + 0.5) / N_DAYS
    # Two uncertain days of one statement are paired in different orders, so that their combinations are sampled evenly.
    order = (np.arange(N_DAYS) * (2 * shuffle + 1)) % N_DAYS
    return base, when.low + (when.high - when.low) * shares[order]


def values(course: Course, moments: Timetable, size: int, order: Sequence[Outcome] | None = None) -> ValueStatements:
    """Statements on values and changes, padded to `size`; `order` is that of the outcomes, by default of those that the course follows."""
    places = {each: place for place, each in enumerate(followed(course) if order is None else order)}
    table = ValueStatements(
        outcome=np.zeros(size, np.int64),
        at_moment=np.zeros(size, np.int64),
        at_offset=np.zeros((size, N_DAYS)),
        since_moment=np.zeros(size, np.int64),
        since_offset=np.zeros((size, N_DAYS)),
        relative=np.zeros(size, bool),
        natural=np.zeros(size, bool),
        measured=np.zeros(size, bool),
        bounded=np.zeros((2, size), bool),
        weight=np.zeros((2, size)),
        shift=np.zeros((2, size)),
        present=np.zeros(size),
    )
    for row, place in enumerate(modelled(course)):
        observation = course.observations[place]
        outcome, relative = observation.outcome, observation.since is not None
        assert outcome is not None  # those that are modelled have one
        logarithmic = outcome.scale.logarithmic
        bounds = bounds_of_disease(course, observation)
        table.outcome[row] = places[outcome]
        table.at_moment[row], table.at_offset[row] = _spread_over(observation.at, moments)
        if observation.since is not None:
            table.since_moment[row], table.since_offset[row] = _spread_over(observation.since, moments, shuffle=1)
        table.relative[row], table.natural[row] = relative, logarithmic and relative and not observation.ratio
        table.measured[row] = observation.measured and None not in bounds
        for edge, bound in enumerate(bounds):
            if bound is None:
                continue
            table.bounded[edge, row] = True
            ratio_of_scores = relative and observation.ratio and not logarithmic
            table.weight[edge, row] = bound if ratio_of_scores else float(relative)
            table.shift[edge, row] = 0.0 if ratio_of_scores else bound if table.natural[row] else outcome.scale.on_log_scale(bound)
        table.present[row] = 1.0
    return table


def events(course: Course, moments: Timetable, size: int) -> EventStatements:
    """Relapses and remissions, padded to `size`; a relapse on a known day is one recognised within half a day of it."""
    columns = {name: np.zeros(size, np.int64 if name.endswith("moment") else float) for name in EventStatements._fields}
    columns["relapse"] = np.zeros(size, bool)
    row = 0
    for event in course.events:
        if event.what not in ("relapse", "remission"):
            continue
        base = 0 if event.at.after is None else moments.number(event.at.after)
        last = event.until if event.what == "remission" and event.until is not None else event.at
        last_base = 0 if last.after is None else moments.number(last.after)
        known = event.what == "relapse" and event.at.low == event.at.high
        columns["first_moment"][row], columns["last_moment"][row] = base, last_base
        columns["first_offset"][row] = event.at.low - (0.5 if known else 0.0)
        columns["last_offset"][row] = last.high + (0.5 if known else 0.0)
        if event.what == "remission":  # shown to last from the end of the uncertain start to the beginning of the uncertain end
            columns["first_offset"][row], columns["last_offset"][row] = event.at.high, last.low
        columns["relapse"][row] = event.what == "relapse"
        columns["present"][row] = 1.0
        row += 1
    _count_once(columns)
    return EventStatements(**columns)


def _count_once(columns: dict[str, NDArray[Any]]) -> None:
    """Leave to each remission the days that none before it covers: days told twice are quiet once.

    Days are compared where they are counted from one moment, as known days are.
    """
    base, first, last = columns["first_moment"], columns["first_offset"], columns["last_offset"]
    told = (columns["present"] > 0) & ~columns["relapse"] & (base == columns["last_moment"])
    for moment in set(base[told].tolist()):
        covered = -np.inf
        for row in sorted(np.flatnonzero(told & (base == moment)), key=lambda row: (first[row], -last[row])):
            first[row] = max(first[row], min(covered, last[row]))
            covered = max(covered, last[row])


def effects(entries: Sequence[tuple[int, float, str]], size: int) -> Effects:
    """Outcome words of drugs, from (exposure, daily mg, word), padded to `size`."""
    table = Effects(np.zeros(size, np.int64), np.ones(size), np.full(size, -np.inf), np.full(size, np.inf), np.zeros(size))
    for row, (exposure, daily_mg, word) in enumerate(entries):
        table.exposure[row], table.daily_mg[row], table.present[row] = exposure, daily_mg, 1.0
        table.low[row], table.high[row] = OUTCOME_SHARE[word]
    return table


def outcome_words(words: Sequence[OutcomeWord], moments: Timetable, size: int) -> OutcomeWords:
    """Outcomes in words as ratios of levels of the marker, padded to `size`."""
    table = OutcomeWords(
        at_moment=np.zeros(size, np.int64),
        at_offset=np.zeros((size, N_DAYS)),
        since_moment=np.zeros(size, np.int64),
        since_offset=np.zeros((size, N_DAYS)),
        log_low=np.full(size, -np.inf),
        log_high=np.full(size, np.inf),
        quiet=np.zeros(size, bool),
        mistaken=np.array(mistaken_share()),
        present=np.zeros(size),
    )
    for row, word in enumerate(words):
        table.at_moment[row], table.at_offset[row] = _spread_over(word.at, moments)
        table.since_moment[row], table.since_offset[row] = _spread_over(word.since, moments, shuffle=1)
        if word.low > 0.0:
            table.log_low[row] = np.log(word.low)
        table.log_high[row], table.quiet[row], table.present[row] = np.log(word.high), word.quiet, 1.0
    return table


def stop_counts(entries: Sequence[Windows], moments: Timetable, size: int, places: int) -> StopCounts:
    """Relapses at stops, padded to `size` drugs of `places` stops."""
    shape = (size, places)
    table = StopCounts(
        first_moment=np.zeros(shape, np.int64),
        first_offset=np.zeros(shape),
        last_moment=np.zeros(shape, np.int64),
        last_offset=np.zeros(shape),
        window=np.zeros(shape, bool),
        counted=np.ones((size, places + 1), bool),
        present=np.zeros(size),
    )
    for row, entry in enumerate(entries):
        for place, (first, last) in enumerate(entry.windows):
            # a window ends a known time after its stop, or at a moment of its own: when the drug was given again
            of_stop = last.low == last.high and last.after is not None
            ends = last.after if of_stop and last.after is not None else last
            table.first_moment[row, place], table.last_moment[row, place] = moments.number(first), moments.number(ends)
            table.last_offset[row, place] = last.high if of_stop else 0.0
            table.window[row, place] = True
        numbers = np.arange(places + 1)
        table.counted[row] = (numbers >= entry.fewest) & (numbers <= entry.most)
        table.present[row] = 1.0
    return table


def holds(entries: list[tuple[float, float]], size: int) -> Holds:
    """Holding doses of prednisone, padded to `size`."""
    table = Holds(np.ones(size), np.full(size, np.inf), np.zeros(size))
    for row, (low, high) in enumerate(entries):
        table.low[row], table.high[row], table.present[row] = low, high, 1.0
    return table
