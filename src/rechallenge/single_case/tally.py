"""Challenge, dechallenge, rechallenge: what the record says came after each start and each stop of a drug.

The rule, read from the record alone and from no model:

- *Improved* after a start, until the next stop: the record says so ("improved"), or CRP is below its normal limit or at half
  of what it was or less, or pain or movement is better by 2.2 points of 10, against the last statement since the drug was
  stopped. The statements of the first four weeks decide; where there are none, the first ones after. After a relapse a normal
  CRP is an improvement. A relapse after the next stop says it as well: what relapses had improved. Without any of these the one
  word that the record gives for the outcome decides for a first start.
- *Relapsed* after a stop, until the next start and within 90 days: the record has a relapse, or says "worse", or CRP rises above
  its limit from below. A remission or statements without any of this count as no relapse.
- What the record does not say is counted as unknown, and neither for nor against the drug.

Uncertain days are ordered by their middles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rechallenge.course.model import Boundary, Course, Observation
from rechallenge.course.regimen import Regimen
from rechallenge.outcomes import marker

FIRST_DAYS, RELAPSE_DAYS = 28.0, 90.0
# As for relief of pain in `response`.
SCORE_CHANGE = 2.2
HALVED = 0.5
_BETTER, _SAME, _WORSE = -1, 0, 1


class Followed(NamedTuple):
    """Starts or stops of one kind: how many, how many followed by what speaks for the drug, and of how many nothing is recorded."""

    name: str
    total: int
    hits: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of starts and stops, and of what followed; what is not recorded stands under `*_unknown`."""

    challenges: int = 0
    improved: int = 0
    challenges_unknown: int = 0
    dechallenges: int = 0
    relapsed: int = 0
    dechallenges_unknown: int = 0
    rechallenges: int = 0
    improved_again: int = 0
    rechallenges_unknown: int = 0

    def as_dict(self) -> dict[str, int]:
        """Give the counts by name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    @property
    def pairs(self) -> tuple[Followed, Followed, Followed]:
        """First starts, stops and further starts, each with what followed."""
        return (
            Followed("challenges", self.challenges, self.improved, self.challenges_unknown),
            Followed("dechallenges", self.dechallenges, self.relapsed, self.dechallenges_unknown),
            Followed("rechallenges", self.rechallenges, self.improved_again, self.rechallenges_unknown),
        )


def tally(course: Course, exposure: str) -> Tally:
    """Count the starts and stops of a drug and what followed them."""
    names = Regimen.of(course).drugs_of(exposure)
    edges = sorted((b for b in course.boundaries if b.drug in names), key=lambda b: (b.at.middle, b.kind == "start"))
    days = [-math.inf, *(edge.at.middle for edge in edges), math.inf, math.inf]
    count = dict.fromkeys(Tally.__dataclass_fields__, 0)
    started = relapsed = False
    for place, edge in enumerate(edges):
        stretch = _Stretch(course, days[place], days[place + 1], days[place + 2], started and relapsed)
        if edge.kind == "stop":
            event = _relapse_event(course, edge, stretch.end)
            found = True if event else stretch.relapsed()
            relapsed = bool(found)
            _add(count, "dechallenges", "relapsed", found)
            continue
        found = stretch.improved()
        following = edges[place + 1] if place + 1 < len(edges) else None
        if found is None and following is not None and following.kind == "stop" and _relapse_event(course, following, days[place + 3]):
            found = True
        if not started and found is None:
            effects = [t.effect for t in course.treatments if t.drug in names and t.effect is not None]
            found = effects[0] != "none" if effects else None
        _add(count, "rechallenges" if started else "challenges", "improved_again" if started else "improved", found)
        started = True
    return Tally(**count)


def improvements_without(course: Course, exposure: str) -> int:
    """How many statements say that the disease got better by itself: before the first start, or after a stop."""
    names = Regimen.of(course).drugs_of(exposure)
    on = [b for b in course.boundaries if b.drug in names]
    found = 0
    for observation in course.observations:
        day = observation.at.middle
        last = max((b for b in on if b.at.middle < day), key=lambda b: b.at.middle, default=None)
        if (last is None or last.kind == "stop") and observation.since is not None and _change(observation) == _BETTER:
            since = observation.since.middle
            found += last is None or since >= last.at.middle
    return found


def _add(count: dict[str, int], total: str, hit: str, found: bool | None) -> None:
    count[total] += 1
    if found is None:
        count[f"{total}_unknown"] += 1
    else:
        count[hit] += found


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The record around one start or stop: what was stated since the one before, and until the next.

    `flaring` says that a relapse stands between the boundary before and this one.
    """

    course: Course
    since: float
    begin: float
    end: float
    flaring: bool

    def improved(self) -> bool | None:
        after = self._statements(self.begin, self.end)
        deciding = [o for o in after if o.at.middle <= self.begin + FIRST_DAYS]
        if not deciding and after:
            first = min(o.at.middle for o in after)
            deciding = [o for o in after if o.at.middle <= first]
        known = self._directions(deciding)
        return _BETTER in known if known else None

    def relapsed(self) -> bool | None:
        last = min(self.end, self.begin + RELAPSE_DAYS)
        known = self._directions(self._statements(self.begin, last))
        if _WORSE in known:
            return True
        quiet = any(
            e.what == "remission" and e.at.middle <= last and (e.until or e.at).middle > self.begin + 1.0 for e in self.course.events
        )
        return False if known or quiet else None

    def _statements(self, low: float, high: float) -> list[Observation]:
        return [o for o in self.course.observations if o.outcome is not None and low < o.at.middle <= high]

    def _directions(self, observations: Sequence[Observation]) -> list[int]:
        return [direction for direction in map(self._against, observations) if direction is not None]

    def _against(self, observation: Observation) -> int | None:
        """Direction of a statement against the state at the boundary; None when it cannot be told."""
        if observation.since is not None:
            # A comparison with a moment long after the boundary, or long before, is about something else.
            return _change(observation) if self.since < observation.since.middle <= self.begin + 1.0 else None
        outcome = observation.outcome
        assert outcome is not None  # `_statements` keeps no others
        low, high = _bounds(observation)
        limit = self.course.upper_limit_for(observation)
        before = [
            o
            for o in self.course.observations
            if o.outcome is observation.outcome and o.since is None and self.since < o.at.middle <= self.begin
        ]
        if not before:
            # A relapse stands for a raised marker, and for nothing that could be compared with another outcome.
            return (_BETTER if high <= limit else _SAME) if self.flaring and outcome is marker() else None
        last = max(before, key=lambda o: o.at.middle)
        low_before, high_before = _bounds(last)
        limit_before = self.course.upper_limit_for(last)
        if outcome.scale.logarithmic:
            if (outcome is marker() and high <= limit and low_before >= limit_before) or high <= HALVED * low_before:
                return _BETTER
            return _WORSE if outcome is marker() and low >= limit and high_before <= limit_before else _SAME
        if high <= low_before - SCORE_CHANGE:
            return _BETTER
        return _WORSE if low >= high_before + SCORE_CHANGE else _SAME


def _relapse_event(course: Course, stop: Boundary, end: float) -> bool:
    begin = stop.at.middle
    for event in course.events:
        if event.what != "relapse":
            continue
        if event.after is not None:
            if (event.after.drug, event.after.kind, event.after.occurrence) == (stop.drug, stop.kind, stop.occurrence):
                return True
        elif begin <= event.at.middle <= min(end, begin + RELAPSE_DAYS):
            return True
    return False


def _change(observation: Observation) -> int | None:
    """Direction of a relative statement."""
    none = 1.0 if observation.ratio else 0.0
    if observation.high is not None and observation.high < none:
        return _BETTER
    if observation.low is not None and observation.low > none:
        return _WORSE
    return _SAME


def _bounds(observation: Observation) -> tuple[float, float]:
    low = 0.0 if observation.low is None else observation.low
    return low, math.inf if observation.high is None else observation.high
