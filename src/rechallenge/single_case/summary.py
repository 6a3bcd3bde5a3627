"""All statistics of one series, and of all series of a course."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course
from rechallenge.single_case.overlap import Variance, ird_from, nap, nap_errors, pand, pem, pnd, tau_from
from rechallenge.single_case.randomisation import Arranged, RandomisationTest, randomisation_test
from rechallenge.single_case.regression import Regression, regression
from rechallenge.single_case.series import Phase, Series, series_of
from rechallenge.single_case.size import log_ratio_of_means, log_ratio_of_medians, mean_difference, percent_of_goal, standardised_difference
from rechallenge.single_case.statistic import Statistic
from rechallenge.single_case.trend import TAU_U, all_tau_u, baseline_corrected_tau
from rechallenge.single_case.values import Improvement, Numbers, Values, order_of_pairs, oriented, unordered
from rechallenge.single_case.values import Phase as PhaseValues

LEVEL = 0.90
"""Confidence level of the intervals, that of all intervals of this program."""
ENOUGH = 5
"""Readings with, and readings without treatment, below which a series says little. Ours, after the standards of the What Works
Clearinghouse (Kratochwill et al. 2013, doi:10.1177/0741932512452794), of which only the abstract was read."""
SHORTEST = 3
"""Readings of the shortest phase that the randomisation test allows, or those of the shortest phase there is."""
# Pain and limitation of movement: the change worth having of `tally` and `response`. CRP: halved. The scales are changes that would
# be large: a factor of e in CRP, a quarter of a score.
SCORE_CHANGE, SCORE_SCALE = 2.2, 2.5
# A CRP below this is taken at it, on the logarithmic scale: no assay in use reads less.

Cannot = Literal["direction_unknown", "no_off", "no_on", "no_number"]
Little = Literal["few_readings", "one_change", "censored"]


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics of two phases; keys are the names of the statistics.

    Attributes
    ----------
    nap_errors
        Standard error of NAP by each of its published variances.
    pairs, unordered
        Pairs of values, one of each phase, and how many of them cannot be ordered because values are known only within bounds.
    nap_least, nap_most
        NAP if all these pairs spoke against the treatment, or for it.
    """

    statistics: dict[str, Statistic]
    nap_errors: dict[Variance, float | None]
    pairs: int
    unordered: int
    nap_least: float | None
    nap_most: float | None


@dataclass(frozen=True, slots=True)
class SingleCase:
    """What the phases of one series say.

    Attributes
    ----------
    cannot
        Why nothing can be computed; then all that follows is None or empty.
    little
        Why what is computed says little: ``few_readings`` on a side, ``one_change`` of treatment only, so that time alone might
        explain it, ``censored`` (on one side most values are known only within bounds).
    summary
        All values without treatment against all with it.
    changes
        NAP of each change of treatment: the phases before and after it.
    first_change
        Statistics that carry on the trend of a baseline, for the first baseline and the phase with treatment after it.
    """

    series: Series
    cannot: Cannot | None
    little: tuple[Little, ...]
    summary: Summary | None = None
    changes: tuple[tuple[Phase, Phase, Statistic], ...] = ()
    first_change: dict[str, Statistic] | None = None
    test: RandomisationTest | None = None
    regression: Regression | None = None
    logarithmic: bool = False


def summary(
    a: PhaseValues,
    b: PhaseValues,
    improvement: Improvement = "increase",
    level: float = LEVEL,
    *,
    ratio: bool = True,
    goal: float = math.inf,
) -> Summary:
    """All statistics that need no order in time.

    Parameters
    ----------
    ratio
        Whether zero means that there is nothing, so that ratios have a meaning.
    goal
        Value aimed at, for the percentage of the way to it.
    """
    first, second = oriented(a, improvement), oriented(b, improvement)
    share, kept = nap(first, second, level=level), pand(first, second)
    found = {
        "nap": share,
        "tau": tau_from(share),
        "pnd": pnd(first, second),
        "pem": pem(first, second),
        "pand": kept,
        "ird": ird_from(kept, len(first.low), len(second.low)),
        "mean_difference": mean_difference(first, second, level=level),
        "smd": standardised_difference(first, second, level=level),
        "smd_pooled": standardised_difference(first, second, level=level, by="pooled"),
    }
    if ratio:
        found["lrr"] = log_ratio_of_means(a, b, improvement, level)
        found["lrm"] = log_ratio_of_medians(a, b, improvement, level)
    if math.isfinite(goal):
        found["pogo"] = percent_of_goal(a, b, goal, improvement)
    errors, pairs = nap_errors(first, second), len(first.low) * len(second.low)
    if share.value is None:
        return Summary(found, errors, 0, 0, None, None)
    open_pairs = unordered(first, second) if first.censored or second.censored else 0
    half = 0.5 * open_pairs / pairs
    return Summary(found, errors, pairs, open_pairs, share.value - half, share.value + half)


def trends(
    a: PhaseValues,
    b: PhaseValues,
    improvement: Improvement = "increase",
    level: float = LEVEL,
    times: tuple[Numbers, Numbers] | None = None,
) -> dict[str, Statistic]:
    """All statistics that take a trend of the baseline into account."""
    first, second = oriented(a, improvement), oriented(b, improvement)
    found = {f"tau_u_{kind}": statistic for kind, statistic in all_tau_u(first, second).items()}
    found["tau_bc"] = baseline_corrected_tau(first, second, level=level, times=times)
    found["tau_bc_kendall"] = baseline_corrected_tau(first, second, level=level, times=times, kind="kendall")
    return found


def single_case(
    course: Course,
    drugs: Sequence[str],
    *,
    randomised: bool = False,
    seed: int = 0,
) -> tuple[SingleCase, ...]:
    """Statistics of all series of a course, in phases with and without a drug.

    The goal of `percent_of_goal` is the upper limit of normal.

    Parameters
    ----------
    randomised
        Whether the moments of start and stop were drawn by lot beforehand; those of a course of care never are.
    """
    return tuple(_single_case(course, series, randomised, seed) for series in series_of(course, drugs))


def _single_case(course: Course, series: Series, randomised: bool, seed: int) -> SingleCase:
    off, on = series.side("off"), series.side("on")
    cannot = _cannot(series, off, on)
    if cannot is not None or series.improvement is None:
        return SingleCase(series, cannot, ())
    outcome = series.outcome
    logarithmic = outcome is not None and outcome.scale.logarithmic
    improvement = series.improvement
    phases = series.phases
    changes = tuple(
        (before, after, nap(*_off_and_on(series, before, after), improvement, LEVEL))
        for before, after in pairwise(phases)
        if before.side != after.side
    )
    return SingleCase(
        series,
        None,
        _little(series, off, on, len(changes)),
        summary(
            series.values(off),
            series.values(on),
            improvement,
            ratio=logarithmic or (outcome is None and min(r.low for r in series.readings) >= 0),
            goal=math.inf if outcome is None else course.upper_limit_of_normal(outcome),
        ),
        changes,
        _first_change(series, phases, improvement),
        _test(series, improvement, randomised, seed),
        _regression(series, seed),
        logarithmic,
    )


def _cannot(series: Series, off: tuple[int, ...], on: tuple[int, ...]) -> Cannot | None:
    if series.improvement is None:
        return "direction_unknown"
    if not off:
        return "no_off"
    if not on:
        return "no_on"
    return "no_number" if all(r.low != r.high for r in series.readings) else None


def _little(series: Series, off: tuple[int, ...], on: tuple[int, ...], changes: int) -> tuple[Little, ...]:
    found: list[Little] = []
    if min(len(off), len(on)) < ENOUGH:
        found.append("few_readings")
    if changes < 2:
        found.append("one_change")
    if any(2 * series.values(side).censored > len(side) for side in (off, on)):
        found.append("censored")
    return tuple(found)


def _off_and_on(series: Series, before: Phase, after: Phase) -> tuple[Values, Values]:
    first, second = (before, after) if before.side == "off" else (after, before)
    return series.values(first.readings), series.values(second.readings)


def _first_change(series: Series, phases: tuple[Phase, ...], improvement: Improvement) -> dict[str, Statistic]:
    if len(phases) > 1 and (phases[0].side, phases[1].side) == ("off", "on"):
        before, after = phases[0].readings, phases[1].readings
        return trends(series.values(before), series.values(after), improvement, times=(series.days(before), series.days(after)))
    names = [*(f"tau_u_{kind}" for kind in TAU_U), "tau_bc", "tau_bc_kendall"]
    return {name: Statistic(undefined="no_baseline") for name in names}


def _test(series: Series, improvement: Improvement, randomised: bool, seed: int) -> RandomisationTest:
    """Test the phases; values known only within bounds make all of them scores of order, which no assignment changes."""
    values = series.values()
    better = oriented(values, improvement)
    numbers: Floats = better.low if not values.censored else order_of_pairs(better, better).mean(axis=0)
    sides = [r.side for r in series.readings]
    starts = tuple(i for i in range(1, len(sides)) if sides[i] != sides[i - 1])
    arranged = Arranged(numbers, starts, "A" if sides[0] == "off" else "B")
    return randomisation_test(arranged, shortest=min(SHORTEST, *arranged.lengths), randomised=randomised, seed=seed)


def _regression(series: Series, seed: int) -> Regression:
    values, outcome = series.values(), series.outcome
    if outcome is not None and outcome.scale.logarithmic:
        with np.errstate(divide="ignore"):
            low, high = np.log(values.low), np.log(np.maximum(values.high, outcome.scale.least_reading))
        low = np.where(values.low == values.high, high, low)
        return regression(series.days(), Values(low, high), series.periods, threshold=-math.log(2), seed=seed)
    if outcome is None:
        known = values.low[values.low == values.high]
        scale = float(known.std()) if len(known) > 1 else 0.0
        if scale == 0:
            return Regression(None, None, None, None, None, None, values.censored, "constant")
        return regression(series.days(), values, series.periods, scale=scale, seed=seed)
    return regression(series.days(), values, series.periods, scale=SCORE_SCALE, threshold=-SCORE_CHANGE, seed=seed)
