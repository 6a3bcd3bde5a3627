"""Whether the response to a first dose can be read: an infection, or a drug that keeps CRP low, may hide it."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.model import Course, Observation
from rechallenge.course.obscured import Hidden, hidden_by
from rechallenge.course.times import When
from rechallenge.inference.summary import Message
from rechallenge.outcomes import marker

WINDOW_DAYS = 28.0
"""A first answer that comes later than four weeks after a first dose is no answer to it."""


def hidden_response(course: Course, first_dose: When) -> Hidden:
    """What hides the response of CRP to a first dose; nothing where it can be read, or where nothing was read.

    It can be read where the last value before the dose can, and where one after it was normal while it could be read, or the last one
    within four weeks can be read.
    """
    readings = sorted((o for o in course.observations if o.outcome is marker()), key=lambda o: o.at.middle)
    day = first_dose.middle
    before = [o for o in readings if day - WINDOW_DAYS <= o.at.middle <= day]
    after = [o for o in readings if day < o.at.middle <= day + WINDOW_DAYS]
    unread = [o for o in before[-1:] if hidden_by(course, o)]
    if not any(_normal(course, o) for o in after):
        unread += [o for o in after if hidden_by(course, after[-1]) and hidden_by(course, o)]
    return hidden_by(course, *unread)


def _normal(course: Course, observation: Observation) -> bool:
    within = observation.since is None and observation.high is not None and observation.high <= course.upper_limit_for(observation)
    return within and not hidden_by(course, observation)


def hidden_messages(hidden: Hidden) -> Iterator[Message]:
    """Name what hides the disease."""
    if hidden.infection:
        yield Message("hidden.infection")
    if hidden.drugs:
        yield Message("hidden.drugs", {"drugs": list(hidden.drugs)})
