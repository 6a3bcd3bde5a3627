"""From a course to series: the values of one outcome, each in its phase, and what was left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course, Observation
from rechallenge.course.obscured import infected, suppressed_by
from rechallenge.literature.directions import improvement_of
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import Outcome
from rechallenge.single_case.phases import Period, Side, periods_of, side_of
from rechallenge.single_case.values import Improvement, Values

LeftOut = Literal["uncertain_phase", "comparison", "infection", "suppressed"]


@dataclass(frozen=True, slots=True)
class SeriesValue:
    """One value: its day (the middle of an uncertain one), its bounds, and whether the drug was given."""

    day: float
    low: float
    high: float
    side: Side


@dataclass(frozen=True, slots=True)
class Phase:
    """Readings in a row on one side, by their places in the series."""

    side: Side
    readings: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """The readings of one outcome in order of time.

    Attributes
    ----------
    outcome
        None for a series that the model does not use.
    improvement
        Which direction is better; None when that is not known.
    phases
        Readings in a row on one side; a phase that holds none is not there.
    left_out
        How many statements were not used, by reason: ``uncertain_phase`` (it is not certain whether the drug was given),
        ``comparison`` (it compares with another and gives no value), ``infection`` (what an infection raises, during one), ``suppressed``
        (what a drug keeps low whatever the disease does, under it).
    periods
        Stretches with the drug; uncertain ends at their middles.
    """

    what: str
    outcome: Outcome | None
    unit: str
    improvement: Improvement | None
    readings: tuple[SeriesValue, ...]
    periods: tuple[tuple[float, float], ...]
    left_out: dict[LeftOut, int] = field(default_factory=dict)

    @property
    def phases(self) -> tuple[Phase, ...]:
        """Phases in order."""
        found: list[Phase] = []
        for place, reading in enumerate(self.readings):
            if found and found[-1].side == reading.side and not self._apart(self.readings[place - 1].day, reading.day):
                found[-1] = Phase(reading.side, (*found[-1].readings, place))
            else:
                found.append(Phase(reading.side, (place,)))
        return tuple(found)

    def _apart(self, earlier: float, later: float) -> bool:
        """Whether the drug was started or stopped between two readings on one side."""
        return any(earlier < edge < later for period in self.periods for edge in period)

    def values(self, places: Sequence[int] | None = None) -> Values:
        """Bounds of some readings, or of all."""
        chosen = self.readings if places is None else [self.readings[p] for p in places]
        return Values(np.array([r.low for r in chosen], float), np.array([r.high for r in chosen], float))

    def days(self, places: Sequence[int] | None = None) -> Floats:
        """Days of some readings, or of all."""
        chosen = self.readings if places is None else [self.readings[p] for p in places]
        return np.array([r.day for r in chosen], float)

    def side(self, side: Side) -> tuple[int, ...]:
        """Places of the readings on one side."""
        return tuple(place for place, reading in enumerate(self.readings) if reading.side == side)


def series_of(course: Course, drugs: Sequence[str]) -> tuple[Series, ...]:
    """Series of a course in phases with and without a drug, given under one or several names."""
    periods = periods_of(course, drugs)
    groups: dict[tuple[Outcome | None, str, str], list[Observation]] = {}
    for observation in course.observations:
        name = "" if observation.outcome is not None else folded(observation.what)
        unit = "" if observation.outcome is not None else observation.unit or ""
        groups.setdefault((observation.outcome, name, unit), []).append(observation)
    found = [_series(course, observations, periods) for observations in groups.values()]
    return tuple(s for s in found if s is not None)


def _series(course: Course, observations: list[Observation], periods: tuple[Period, ...] | None) -> Series | None:
    left_out: dict[LeftOut, int] = {"uncertain_phase": 0, "comparison": 0, "infection": 0, "suppressed": 0}
    readings: list[SeriesValue] = []
    stated = [o for o in observations if o.low is not None or o.high is not None]
    if all(o.since is not None for o in stated):
        return None
    for observation in stated:
        if observation.since is not None:
            left_out["comparison"] += 1
        elif infected(course, observation.outcome, observation.at):
            left_out["infection"] += 1
        elif suppressed_by(course, observation.outcome, observation.at):
            left_out["suppressed"] += 1
        else:
            side = None if periods is None else side_of(observation.at, periods)
            if side is None:
                left_out["uncertain_phase"] += 1
                continue
            readings.append(SeriesValue(observation.at.middle, *_bounds(observation), side))
    first = observations[0]
    return Series(
        what=first.what,
        outcome=first.outcome,
        unit=(first.outcome.scale.unit if first.outcome is not None else first.unit) or "",
        improvement=first.outcome.improvement if first.outcome is not None else improvement_of(first.what),
        readings=tuple(sorted(readings, key=lambda r: r.day)),
        periods=_days(periods or ()),
        left_out=left_out,
    )


def _bounds(observation: Observation) -> tuple[float, float]:
    # An outcome cannot be below zero, nor a score beyond its scale; other series have no bounds of their own.
    scale = observation.outcome.scale if observation.outcome is not None else None
    least, most = (-math.inf, math.inf) if scale is None else (0.0, scale.most)
    if scale is not None and scale.is_score:
        # A whole score is read as rounded, half a point to each side; here it is the number that was said.
        said = (-0.5 if observation.low is None else observation.low) + 0.5
        if said.is_integer() and said + 0.5 == (most + 0.5 if observation.high is None else observation.high):
            return said, said
    return least if observation.low is None else observation.low, most if observation.high is None else observation.high


def _days(periods: Sequence[Period]) -> tuple[tuple[float, float], ...]:
    """Stretches with any drug, those that overlap made one."""
    found: list[tuple[float, float]] = []
    for period in periods:
        start, stop = period.start.middle, math.inf if period.stop is None else period.stop.middle
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(stop, found[-1][1])
        else:
            found.append((start, stop))
    return tuple(found)
