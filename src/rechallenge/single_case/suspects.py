"""Other treatments that may have brought the change that a drug is credited with, read from the record alone.

The change is the first improvement after a start of the drug. A suspect was begun or raised early enough to act before its first good
value, and its onset had not passed while values were still bad. One that changed between the last bad value and the first good one
cannot be told apart from the drug, unless something later clears it:

- the disease came back when the drug was stopped, and the suspect was not stopped or lowered with it;
- the disease got better when the drug was given again, and the suspect was not;
- the suspect went back to what it was before, and the disease stayed quiet on the drug for four weeks, or until the suspect is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod
from typing import Literal, NamedTuple

from rechallenge.course.model import Course
from rechallenge.course.regimen import Regimen, runs_on
from rechallenge.course.times import When
from rechallenge.literature.crp_suppression import washout_days
from rechallenge.literature.pharmacology import KINETIC_DRUGS, exposure_of
from rechallenge.literature.suspects import prior_of_explaining
from rechallenge.single_case.credit import may_have_brought
from rechallenge.single_case.stretch import Edge, Improvement, StretchOfRecord, edges_of, tells

SAME_TIME_DAYS = 7.0
"""Changes so near to each other are changes at the same time where no values tell better."""
QUIET_DAYS = 28.0
"""A disease that stays quiet so long after a drug is gone does not need it."""
_INSTANT = 1e-6


class Increase(NamedTuple):
    """A drug begun, or raised: the exposure to which it adds, or its own name where it has no kinetics here."""

    drug: str
    exposure: str
    change: Literal["begun", "raised"]
    at: When


class Suspect(NamedTuple):
    """Another treatment that may have brought the change.

    Attributes
    ----------
    between
        Whether it changed between the last bad value and the first good one.
    cleared
        Whether something later tells it from the drug.
    prior
        Probability beforehand that it could bring the change as well as the drug could.
    """

    increase: Increase
    between: bool
    cleared: bool
    prior: float


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Who may have brought the first improvement after a start of a drug.

    Attributes
    ----------
    improvement
        None where the record dates none: then what changed within a week of the first dose is suspected.
    start
        Start of the drug before it; None where it has none.
    own
        Whether the drug itself may have brought it.
    """

    improvement: Improvement | None
    start: When | None
    own: bool
    suspects: tuple[Suspect, ...]

    @property
    def alike(self) -> tuple[Suspect, ...]:
        """Those that the record cannot tell from the drug, one an exposure."""
        found = [each for each in self.suspects if each.between and not each.cleared and each.prior > 0.0]
        return tuple({each.increase.exposure: each for each in reversed(found)}.values())[::-1]

    def p_another(self, counted: Callable[[str], bool] = lambda exposure: True) -> float:
        """Probability beforehand that one of these could bring the change as well as the drug could, of the exposures that are counted."""
        return 1.0 - prod(1.0 - each.prior for each in self.alike if counted(each.increase.exposure))


def suspicion(course: Course, exposure: str) -> Suspicion:
    """Find who may have brought the first improvement after a start of a drug."""
    regimen = Regimen.of(course)
    edges = edges_of(course, regimen.drugs_of(exposure))
    starts = [(edge, next(edge.stretch.improvements(), None)) for edge in edges if edge.boundary.kind == "start"]
    others = [each for each in increases(course) if each.exposure != exposure]
    if not starts:
        return Suspicion(None, None, False, ())
    edge, improvement = next(((edge, found) for edge, found in starts if found is not None), (starts[0][0], None))
    start = edge.boundary.at
    later = _Later(
        tuple(each for each in edges if each.boundary.kind == "stop" and each.stretch.begin >= edge.stretch.end),
        tuple(
            found
            for each, found in starts
            if found is not None and each.stretch.begin > edge.stretch.begin and may_have_brought(exposure, each.stretch.begin, found)
        ),
    )
    if improvement is None:
        near = [each for each in others if at_the_same_time(each.at, start)]
        suspects = [Suspect(each, True, _cleared(course, each, later, edge.stretch), _prior(each, None)) for each in near]
        return Suspicion(None, start, True, tuple(suspects))
    found = []
    for each in others:
        if may_have_brought(each.exposure, each.at.middle, improvement):
            between = improvement.last_bad <= each.at.middle < improvement.first_good
            found.append(Suspect(each, between, _cleared(course, each, later, edge.stretch), _prior(each, improvement)))
    return Suspicion(improvement, start, may_have_brought(exposure, start.middle, improvement), tuple(found))


def increases(course: Course) -> Iterator[Increase]:
    """Give each moment from which more of a drug is given than before, a single dose beside regular ones too.

    A switch between drugs of one exposure at one dose is none.
    """
    regimen = Regimen.of(course)
    for drug, at in regimen.increases():
        exposure = exposure_of(drug)
        before, after = (_level(course, regimen, exposure, at.middle + side * _INSTANT) for side in (-1.0, 1.0))
        if before == 0.0:
            yield Increase(drug, exposure, "begun", at)
        elif after > before or exposure not in KINETIC_DRUGS or _is_single(course, drug, at):
            yield Increase(drug, exposure, "raised", at)


def _is_single(course: Course, drug: str, at: When) -> bool:
    return any(step.start is at and step.every_days is None for treatment in course.treatments_of(drug) for step in treatment.steps)


def at_the_same_time(one: When, other: When) -> bool:
    """Whether two moments surely lie within a week."""
    return max(one.latest, other.latest) - min(one.earliest, other.earliest) <= SAME_TIME_DAYS


def _level(course: Course, regimen: Regimen, exposure: str, day: float) -> float:
    """Milligrams a day of an exposure; of a drug without kinetics, whether it is given."""
    if exposure in KINETIC_DRUGS:
        return regimen.daily_mg(exposure, day)
    return float(any(runs_on(step, day) for treatment in course.treatments_of(exposure) for step in treatment.steps))


def _prior(increase: Increase, improvement: Improvement | None) -> float:
    reported = improvement is not None and improvement.outcome.reported_by_patient
    return prior_of_explaining(increase.drug, reported=reported)


class _Later(NamedTuple):
    """What followed the stretch in which the change came: stops of the drug, and improvements that it may have brought again."""

    stops: tuple[Edge, ...]
    improvements: tuple[Improvement, ...]


def _cleared(course: Course, suspect: Increase, later: _Later, on: StretchOfRecord) -> bool:
    """Whether something later tells a suspect from the drug; `on` is the stretch in which the change came."""
    regimen = Regimen.of(course)
    given = _level(course, regimen, suspect.exposure, suspect.at.middle + _INSTANT)
    lowered = [day for day in _edges_of_doses(course, suspect.exposure) if _falls(course, regimen, suspect.exposure, day)]
    for stop in later.stops:
        if stop.relapsed and all(abs(day - stop.stretch.begin) > SAME_TIME_DAYS for day in lowered):
            return True
    more = [each.at.middle for each in increases(course) if each.exposure == suspect.exposure]
    if any(not any(found.last_bad <= day < found.first_good for day in more) for found in later.improvements):
        return True
    before = 0.0 if suspect.change == "begun" else _level(course, regimen, suspect.exposure, suspect.at.middle - _INSTANT)
    back = [
        day
        for day in lowered
        if suspect.at.middle < day < on.end and _level(course, regimen, suspect.exposure, day + _INSTANT) <= before < given
    ]
    return any(_stays_quiet(course, StretchOfRecord(course, on.begin, day, on.end, False), suspect) for day in back)


def _edges_of_doses(course: Course, exposure: str) -> list[float]:
    """Days on which the steps of an exposure begin or end."""
    drugs = Regimen.of(course).drugs_of(exposure) if exposure in KINETIC_DRUGS else (exposure,)
    steps = [step for drug in drugs for treatment in course.treatments_of(drug) for step in treatment.steps]
    stops = [step.stop for step in steps if step.stop is not None and not step.end_open]
    return sorted({when.middle for when in (*(step.start for step in steps), *stops)})


def _falls(course: Course, regimen: Regimen, exposure: str, day: float) -> bool:
    return _level(course, regimen, exposure, day + _INSTANT) < _level(course, regimen, exposure, day - _INSTANT)


def _stays_quiet(course: Course, after: StretchOfRecord, suspect: Increase) -> bool:
    """Whether the disease is told to stay quiet until the suspect is gone, and for four weeks at least."""
    gone = after.begin + max(QUIET_DAYS, washout_days(suspect.drug) or 0.0)
    told = [o.at.middle for o in course.observations if o.outcome is not None and o.at.middle <= after.end and tells(course, o)]
    told += [(e.until or e.at).middle for e in course.events if e.what == "remission"]
    return after.relapsed() is False and any(day >= gone for day in told)
