"""Readings of one variable beside each other: one line written twice, two readings of one day, and those that cannot both be.

All comparisons are made after sorting, so that a long record takes no longer a reading than a short one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from rechallenge.course.context import Context, when_text
from rechallenge.course.model import Course, Observation
from rechallenge.course.naming import name_of
from rechallenge.course.possible import entry_of
from rechallenge.literature.drugs import folded
from rechallenge.literature.parameters import Parameter
from rechallenge.outcomes import Outcome, outcome_parameters

# What bounds a doubt: the fastest turnover and the largest error of a reading that the model holds possible, one in forty beyond.
_EXTREME = 0.975
# Standard deviations by which two readings of one value may differ, nineteen times in twenty.
_APART = 1.96 * math.sqrt(2)
_HOURS = 24.0


def _variable(observation: Observation) -> tuple[str, str]:
    """What was measured, and where: two sites are two things."""
    if observation.outcome is None:
        return folded(observation.what), ""
    name = name_of(observation.what)
    return observation.outcome.name, folded(observation.site or "") if name is not None else folded(observation.what)


def without_repeats(context: Context, course: Course) -> Course:
    """Keep of a line that is written twice the first alone, and tell it."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for o in course.observations:
        since = None if o.since is None else (o.since.earliest, o.since.latest)
        said = (o.low, o.high) if (o.low, o.high) != (None, None) else (folded(o.written),)
        key = (*_variable(o), o.at.earliest, o.at.latest, said, o.ratio, since, o.unit)
        if key in seen:
            context.warn("observation.twice", entry_of(o.at.key), what=o.what, when=when_text(o.at))
            continue
        seen.add(key)
        kept.append(o)
    return course if len(kept) == len(course.observations) else replace(course, observations=tuple(kept))


def check_readings(context: Context, course: Course) -> None:
    """Refuse a word and a number that contradict each other at one time; doubt numbers that no turnover explains."""
    levels = [o for o in course.observations if o.since is None and o.at.known and (o.low, o.high) != (None, None)]
    levels.sort(key=lambda o: (_variable(o), o.at.earliest))
    for _, group in groupby(levels, key=_variable):
        series = list(group)
        for _, same in groupby(series, key=lambda o: o.at.earliest):
            _check_moment(context, list(same))
        _check_pace(context, [o for o in series if o.measured])


def _check_moment(context: Context, readings: Sequence[Observation]) -> None:
    words = [o for o in readings if not re.search(r"\d", o.written)]
    for word, other in (*_furthest(words, readings), *_furthest(readings, words)):
        first, second = sorted((word, other), key=lambda o: context.places.of(entry_of(o.at.key)) is not None and _order(context, o))
        place = context.places.of(entry_of(first.at.key))
        values = {"what": second.what, "when": when_text(second.at), "first": first.written, "second": second.written}
        context.error("observation.contradiction", entry_of(second.at.key), **values, line_first=place and place.line)
        return


def _order(context: Context, observation: Observation) -> tuple[int, int]:
    place = context.places.of(entry_of(observation.at.key))
    return (0, 0) if place is None else (place.line or 0, place.column or 0)


def _furthest(lower: Sequence[Observation], higher: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Give the two that are furthest apart, one of each kind, where the first certainly lies below the second."""
    below = min((o for o in lower if o.high is not None), key=lambda o: o.high or 0.0, default=None)
    above = max((o for o in higher if o.low is not None), key=lambda o: o.low or 0.0, default=None)
    if below is not None and above is not None and (below.high or 0.0) < (above.low or 0.0):
        yield below, above


def _check_pace(context: Context, readings: Sequence[Observation]) -> None:
    """Doubt two numbers within a day that neither turnover nor error explains, the furthest apart of each day."""
    for _, group in groupby(readings, key=lambda o: math.floor(o.at.earliest)):
        day = list(group)
        low, high = min(day, key=lambda o: o.low or 0.0), max(day, key=lambda o: o.low or 0.0)
        outcome = low.outcome
        if outcome is None or low.low is None or high.low is None or low.low == high.low:
            continue
        timed = all(o.at.earliest % 1 for o in (low, high))
        hours = _HOURS * abs(high.at.earliest - low.at.earliest) if timed else _HOURS
        if _explained(outcome, low.low, high.low, hours):
            continue
        first, second = sorted((low, high), key=lambda o: _order(context, o))
        place = context.places.of(entry_of(first.at.key))
        values = {"what": second.what, "when": when_text(second.at), "first": first.written, "second": second.written}
        context.warn("observation.pace", entry_of(second.at.key), **values, line_first=place and place.line)


def _explained(outcome: Outcome, low: float, high: float, hours: float) -> bool:
    """Whether a fall from one value to the other in so many hours is within what the model holds possible."""
    roles, parameters = dict(outcome.model.roles), outcome_parameters([outcome])
    half_life, error = roles.get("half_life_h"), parameters[outcome.model.error]
    if half_life is None:
        return True
    shortest = _least(parameters[half_life]) if isinstance(half_life, str) else half_life
    turned, spread = math.pow(2.0, hours / shortest), _APART * error.quantile(_EXTREME)
    if outcome.scale.logarithmic:
        least = max(low, outcome.scale.least_reading)
        return high <= least * turned * math.exp(spread)
    return high - low <= high * (1 - 1 / turned) + spread


def _least(parameter: Parameter) -> float:
    return parameter.quantile(1 - _EXTREME)
