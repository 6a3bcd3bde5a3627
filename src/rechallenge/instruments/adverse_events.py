"""The adverse events of a course, the drug that each is held against, and what the record answers about its cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rechallenge.course.model import Course, Event


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """One adverse event and one suspected drug.

    Attributes
    ----------
    answers
        Yes or no by question; what is not answered is not known. ``after_drug`` follows from the dates.
    assumed
        Whether the drug was not named, and is the only one that was being given.
    """

    event: Event
    drug: str | None
    answers: Mapping[str, bool]
    assumed: bool = False


def adverse_events(course: Course) -> tuple[AdverseEvent, ...]:
    """Return the adverse events of a course, in its order."""
    found = []
    for event in course.events:
        if event.what == "adverse event":
            drug = event.drug if event.drug is not None else _only_drug(course, event)
            answers = dict(event.answers)
            after = None if drug is None else _after(course, event, drug)
            if after is not None:
                answers["after_drug"] = after
            found.append(AdverseEvent(event, drug, answers, event.drug is None and drug is not None))
    return tuple(found)


def _only_drug(course: Course, event: Event) -> str | None:
    """Return the drug after whose start or stop the event is told, or the only one given by then."""
    if event.after is not None:
        return event.after.drug
    given = {b.drug for b in course.boundaries if b.kind == "start" and b.at.earliest <= event.at.latest}
    return given.pop() if len(given) == 1 else None


def _after(course: Course, event: Event, drug: str) -> bool | None:
    """Tell whether the event came after the first dose; None where the uncertain days leave it open."""
    starts = [b.at for b in course.boundaries if b.drug == drug and b.kind == "start"]
    if not starts:
        return None
    first = min(starts, key=lambda when: when.middle)
    if event.after is not None and event.after.drug == drug:
        return True
    if event.at.earliest >= first.latest:
        return True
    return False if event.at.latest < first.earliest else None
