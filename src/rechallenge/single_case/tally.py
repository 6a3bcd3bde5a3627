"""Challenge, dechallenge, rechallenge: what the record says came after each start and each stop of a drug.

The rule, read from the record alone and from no model:

- *Improved* after a start, until the next stop: the record says so ("improved"), or CRP is below its normal limit or at half
  of what it was or less, or pain or movement is better by 2.2 points of 10, against the last statement since the drug was
  stopped. The statements of the first four weeks decide; where there are none, the first ones after. After a relapse a normal
  CRP is an improvement. It is credited to every drug begun early enough to act before it, and not to one whose published onset had
  passed while values were still bad (`rechallenge.single_case.credit`). A relapse after the next stop says it as well: what relapses
  had improved. Without any of these the one word that the record gives for the outcome decides for a first start.
- *Relapsed* after a stop, until the next start and within 90 days: the record has a relapse, or says "worse", or CRP rises above
  its limit from below. A remission or statements without any of this count as no relapse.
- What the record does not say is counted as unknown, and neither for nor against the drug; so is what an infection or another drug
  hides (`rechallenge.course.obscured`).

Uncertain days are ordered by their middles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen
from rechallenge.single_case.credit import may_have_brought
from rechallenge.single_case.stretch import Direction, StretchOfRecord, change, edges_of, tells


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
    edges = edges_of(course, names)
    count = dict.fromkeys(Tally.__dataclass_fields__, 0)
    started = False
    for place, edge in enumerate(edges):
        if edge.boundary.kind == "stop":
            _add(count, "dechallenges", "relapsed", edge.relapsed)
            continue
        found = _improved(edge.stretch, exposure)
        following = edges[place + 1] if place + 1 < len(edges) else None
        if found is None and following is not None and following.relapse_told:
            found = True
        if not started and found is None:
            effects = [t.effect for t in course.treatments if t.drug in names and t.effect is not None]
            found = effects[0] != "none" if effects else None
        _add(count, "rechallenges" if started else "challenges", "improved_again" if started else "improved", found)
        started = True
    return Tally(**count)


def _improved(stretch: StretchOfRecord, exposure: str) -> bool | None:
    """Whether the disease got better after a start, so that the drug may have brought it; None where the record does not say."""
    if not stretch.deciding():
        return None
    last = stretch.decided_by()
    return any(may_have_brought(exposure, stretch.begin, each) for each in stretch.improvements() if each.first_good <= last)


def improvements_without(course: Course, exposure: str) -> int:
    """How many statements say that the disease got better by itself: before the first start, or after a stop."""
    names = Regimen.of(course).drugs_of(exposure)
    on = [b for b in course.boundaries if b.drug in names]
    found = 0
    for observation in course.observations:
        day = observation.at.middle
        last = max((b for b in on if b.at.middle < day), key=lambda b: b.at.middle, default=None)
        if (
            (last is None or last.kind == "stop")
            and observation.since is not None
            and tells(course, observation)
            and change(observation) is Direction.BETTER
        ):
            since = observation.since.middle
            found += last is None or since >= last.at.middle
    return found


def _add(count: dict[str, int], total: str, hit: str, found: bool | None) -> None:
    count[total] += 1
    if found is None:
        count[f"{total}_unknown"] += 1
    else:
        count[hit] += found
