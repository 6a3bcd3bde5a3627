"""What hides the disease from a reading: an infection, which adds to it, and drugs that keep it low whatever the disease does.

A reading then bounds what the disease causes from one side only, or says nothing of it. Which outcomes these are stands in their data files
(`rechallenge.outcomes.outcome.Outcome`), which drugs and for how long in `rechallenge.literature.crp_suppression`.
"""

from __future__ import annotations

from typing import NamedTuple

from rechallenge.course.model import Course, DoseStep, Event, Observation
from rechallenge.course.times import When
from rechallenge.literature.contraindications import days_of
from rechallenge.literature.crp_suppression import washout_days
from rechallenge.outcomes import Outcome


class Hidden(NamedTuple):
    """What hides the disease from readings: an infection, and drugs that keep them low."""

    infection: bool = False
    drugs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.infection or bool(self.drugs)


class Bounds(NamedTuple):
    """Bounds that a statement sets to what the disease causes; None where it sets none."""

    low: float | None
    high: float | None

    @property
    def none(self) -> bool:
        """Whether it says nothing of the disease."""
        return self.low is None and self.high is None


def lasts_over(infection: Event, when: When) -> bool:
    """Whether an infection may last at a moment; one whose end is not recorded lasts the days that its data file tells."""
    ends = infection.until.latest if infection.until else infection.at.latest + days_of("infection")
    return infection.at.earliest <= when.latest and when.earliest <= ends


def infected(course: Course, outcome: Outcome | None, when: When) -> bool:
    """Whether an infection may add to an outcome at a moment."""
    return (
        outcome is not None
        and outcome.raised_by_infection
        and any(event.what == "infection" and lasts_over(event, when) for event in course.events)
    )


def suppressed_by(course: Course, outcome: Outcome | None, when: When) -> tuple[str, ...]:
    """Drugs that may keep an outcome low at a moment, in the order of the file.

    From the first dose on, which is given after what was measured on its day, until the washout after the last one. A drug of which the
    record gives no time suppresses nothing: it may be long past.
    """
    if outcome is None or not outcome.suppressed_with_interleukin_6:
        return ()
    found = []
    for treatment in course.treatments:
        washout = washout_days(treatment.drug, treatment.route)
        if washout is not None and any(_acts_at(step, washout, when) for step in treatment.steps):
            found.append(treatment.drug)
    return tuple(dict.fromkeys(found))


def hidden_by(course: Course, *observations: Observation) -> Hidden:
    """What may have moved what was read, or what it is compared with."""
    moments = [(each.outcome, when) for each in observations for when in (each.at, each.since) if when is not None]
    drugs = dict.fromkeys(drug for outcome, when in moments for drug in suppressed_by(course, outcome, when))
    return Hidden(any(infected(course, outcome, when) for outcome, when in moments), tuple(drugs))


def bounds_of_disease(course: Course, observation: Observation) -> Bounds:
    """Bounds that a statement sets to what the disease causes, on the scale of the statement.

    During an infection a level is at least what the disease causes: its upper bound stays. Under a drug that suppresses it a level is at
    most that: its lower bound stays, where it is above the limit of normal; a low one says nothing. A comparison follows its two levels.

    Examples
    --------
    >>> from rechallenge.outcomes import marker
    >>> reading = Observation("CRP", marker(), When(5, 5), 90.0, 90.0, "90 mg/L", unit="mg/L")
    >>> bounds_of_disease(Course("t", events=(Event("infection", When(4, 4)),)), reading)
    Bounds(low=None, high=90.0)
    """
    low, high, outcome, since = observation.low, observation.high, observation.outcome, observation.since
    added, removed = infected(course, outcome, observation.at), bool(suppressed_by(course, outcome, observation.at))
    # What was added before makes a fall look greater and a rise smaller, and the other way round.
    added_before = since is not None and infected(course, outcome, since)
    removed_before = since is not None and bool(suppressed_by(course, outcome, since))
    if added or removed_before:
        low = None
    if removed or added_before:
        high = None
    if removed and low is not None and low < _active_from(course, observation):
        low = None
    return Bounds(low, high)


def _active_from(course: Course, observation: Observation) -> float:
    """Least lower bound that tells of disease under a drug that suppresses: above the limit of normal, or no lower than before."""
    if observation.since is None:
        return course.upper_limit_for(observation)
    return 1.0 if observation.ratio else 0.0


def _acts_at(step: DoseStep, washout: float, when: When) -> bool:
    if when.latest <= step.start.earliest:
        return False
    if step.every_days is None:
        return when.earliest < step.start.latest + washout
    return step.stop is None or step.end_open or when.earliest < step.stop.latest + washout
