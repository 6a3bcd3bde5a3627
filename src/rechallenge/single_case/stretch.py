"""What a record says around one start or stop of a drug: in which direction each statement went, and when it got better.

Statements of which an infection or a drug hides the disease (`rechallenge.course.obscured`) say nothing here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from rechallenge.course.model import Boundary, Course, Observation
from rechallenge.course.obscured import bounds_of_disease, hidden_by
from rechallenge.course.relapses import relapses_of
from rechallenge.outcomes import Outcome, marker

FIRST_DAYS, RELAPSE_DAYS = 28.0, 90.0
# As for relief of pain in `response`.
SCORE_CHANGE = 2.2
HALVED = 0.5


class Direction(IntEnum):
    """Where a statement went against the state before."""

    BETTER = -1
    SAME = 0
    WORSE = 1


class Improvement(NamedTuple):
    """One outcome that got better: between the last day on which it is told to be bad, and the first on which it was better.

    Days are the middles of uncertain ones. The last bad one may lie before the start; after a relapse without a value it is the start.
    """

    outcome: Outcome
    last_bad: float
    first_good: float


@dataclass(frozen=True, slots=True)
class StretchOfRecord:
    """The record around one start or stop: what was stated since the one before, and until the next.

    `flaring` says that a relapse stands between the boundary before and this one.
    """

    course: Course
    since: float
    begin: float
    end: float
    flaring: bool

    def improvements(self) -> Iterator[Improvement]:
        """Give each statement that says that an outcome got better after the boundary, in order of time."""
        bad: dict[Outcome, float] = {}
        for observation in sorted(self._statements(self.begin, self.end), key=lambda o: o.at.middle):
            direction, outcome = self._against(observation), observation.outcome
            if outcome is None or direction is None:
                continue
            if direction is Direction.BETTER:
                yield Improvement(outcome, bad.get(outcome, self._compared_with(observation)), observation.at.middle)
            else:
                bad[outcome] = observation.at.middle

    def deciding(self) -> tuple[Direction, ...]:
        """Directions of the statements that tell what followed a start: those of four weeks, or the first ones after."""
        after = self._statements(self.begin, self.end)
        return tuple(self._directions([o for o in after if o.at.middle <= self._decided_by(after)]))

    def decided_by(self) -> float:
        """Day until which statements tell what followed a start."""
        return self._decided_by(self._statements(self.begin, self.end))

    def relapsed(self) -> bool | None:
        """Whether the record says that it got worse within 90 days; None where it does not say."""
        last = min(self.end, self.begin + RELAPSE_DAYS)
        known = self._directions(self._statements(self.begin, last))
        if Direction.WORSE in known:
            return True
        quiet = any(
            e.what == "remission" and e.at.middle <= last and (e.until or e.at).middle > self.begin + 1.0 for e in self.course.events
        )
        return False if known or quiet else None

    def _decided_by(self, after: Sequence[Observation]) -> float:
        early = self.begin + FIRST_DAYS
        if any(o.at.middle <= early for o in after):
            return early
        return min((o.at.middle for o in after), default=early)

    def _statements(self, low: float, high: float) -> list[Observation]:
        return [o for o in self.course.observations if o.outcome is not None and low < o.at.middle <= high and tells(self.course, o)]

    def _directions(self, observations: Sequence[Observation]) -> list[Direction]:
        return [direction for direction in map(self._against, observations) if direction is not None]

    def _against(self, observation: Observation) -> Direction | None:
        """Direction of a statement against the state at the boundary; None when it cannot be told."""
        if observation.since is not None:
            # A comparison with a moment long after the boundary, or long before, is about something else.
            return change(observation) if self.since < observation.since.middle <= self.begin + 1.0 else None
        outcome = observation.outcome
        assert outcome is not None  # `_statements` keeps no others
        low, high = self._bounds(observation)
        limit = self.course.upper_limit_for(observation)
        last = self._before(observation)
        if last is None:
            # A relapse stands for a raised marker, and for nothing that could be compared with another outcome.
            return (Direction.BETTER if high <= limit else Direction.SAME) if self.flaring and outcome is marker() else None
        if not tells(self.course, last):
            return None
        low_before, high_before = self._bounds(last)
        limit_before = self.course.upper_limit_for(last)
        if outcome.scale.logarithmic:
            if (outcome is marker() and high <= limit and low_before >= limit_before) or high <= HALVED * low_before:
                return Direction.BETTER
            return Direction.WORSE if outcome is marker() and low >= limit and high_before <= limit_before else Direction.SAME
        if high <= low_before - SCORE_CHANGE:
            return Direction.BETTER
        return Direction.WORSE if low >= high_before + SCORE_CHANGE else Direction.SAME

    def _compared_with(self, observation: Observation) -> float:
        """Day of the state at the boundary that a statement goes against."""
        if observation.since is not None:
            return observation.since.middle
        before = self._before(observation)
        return self.begin if before is None else before.at.middle

    def _before(self, observation: Observation) -> Observation | None:
        """Last value of the same outcome before the boundary, and after the one before."""
        values = [o for o in self.course.observations if o.outcome is observation.outcome and o.since is None]
        return max((o for o in values if self.since < o.at.middle <= self.begin), key=lambda o: o.at.middle, default=None)

    def _bounds(self, observation: Observation) -> tuple[float, float]:
        low, high = bounds_of_disease(self.course, observation)
        return 0.0 if low is None else low, math.inf if high is None else high


class Edge(NamedTuple):
    """One start or stop, and the record around it.

    Attributes
    ----------
    relapse_told
        Whether the record has a relapse that follows this stop.
    relapsed
        Whether the disease came back after this stop, by an event or by what was stated; None where the record does not say.
    """

    boundary: Boundary
    stretch: StretchOfRecord
    relapse_told: bool = False
    relapsed: bool | None = None


def edges_of(course: Course, drugs: Sequence[str]) -> list[Edge]:
    """Starts and stops of some drugs that add to one exposure, in order of time."""
    edges = sorted((b for b in course.boundaries if b.drug in drugs), key=lambda b: (b.at.middle, b.kind == "start"))
    days = [-math.inf, *(edge.at.middle for edge in edges), math.inf]
    found: list[Edge] = []
    for place, edge in enumerate(edges):
        flaring = any(earlier.boundary.kind == "start" for earlier in found) and bool(_last_stop(found))
        stretch = StretchOfRecord(course, days[place], days[place + 1], days[place + 2], flaring)
        if edge.kind == "stop":
            told = any(relapses_of(course.events, edge, min(stretch.end, edge.at.middle + RELAPSE_DAYS)))
            found.append(Edge(edge, stretch, told, True if told else stretch.relapsed()))
        else:
            found.append(Edge(edge, stretch))
    return found


def _last_stop(found: Sequence[Edge]) -> bool | None:
    """Whether the disease came back after the last stop; None where there was none."""
    return next((edge.relapsed for edge in reversed(found) if edge.boundary.kind == "stop"), None)


def tells(course: Course, observation: Observation) -> bool:
    """Whether a statement may be held for the disease: nothing hides it, or it is raised under a drug that would keep it low."""
    hidden = hidden_by(course, observation)
    return not hidden or (not hidden.infection and observation.since is None and bounds_of_disease(course, observation).low is not None)


def change(observation: Observation) -> Direction:
    """Direction of a relative statement."""
    none = 1.0 if observation.ratio else 0.0
    if observation.high is not None and observation.high < none:
        return Direction.BETTER
    if observation.low is not None and observation.low > none:
        return Direction.WORSE
    return Direction.SAME
