"""Ends of treatments of which the record does not tell what they are: asked about, and until then neither a stop nor a drug still given.

- A drug that ends on the last day of the record, where nothing tells of a stop: was it stopped, or is that only as far as the record goes?
- A drug of no effect without an end: nobody goes on with it for ever, and nobody wrote when it ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rechallenge.course.context import Context, when_text
from rechallenge.course.extent import last_day
from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.regimen import last_mg
from rechallenge.course.timeline import boundaries_of
from rechallenge.course.times import When
from rechallenge.literature.drugs import known_drugs


def settle_ends(context: Context, course: Course) -> Course:
    """Mark the ends that the record leaves open, each told as a doubt.

    Parameters
    ----------
    context
        Takes the doubts.
    course
        As it was read.

    Returns
    -------
    course
        The same, with `DoseStep.end_open` where an end is open, and without the stops that are none.
    """
    last = last_day(course)
    treatments = [_settled(context, course, i, treatment, last) for i, treatment in enumerate(course.treatments)]
    if treatments == list(course.treatments):
        return course
    return replace(course, treatments=tuple(treatments), boundaries=boundaries_of(treatments))


def _settled(context: Context, course: Course, number: int, treatment: Treatment, last: float) -> Treatment:
    if not treatment.steps:
        return treatment
    step = max(treatment.steps, key=lambda s: s.start.middle)
    path = f"treatments[{number}]"
    if step.every_days is None:
        return treatment
    if step.stop is None and treatment.effect == "none":
        context.warn("end.no_effect", f"{path}.outcome", drug=treatment.drug, found=when_text(step.start))
        if step.start.latest >= last:
            return treatment
        return _with(treatment, step, lambda: replace(step, stop=When(step.start.latest, last, f"{path}.outcome"), end_open=True))
    if step.stop is not None and _is_last_word(course, treatment, step, step.stop, last):
        context.warn("end.last_day", step.stop.key, drug=treatment.drug, found=when_text(step.stop))
        return _with(treatment, step, lambda: replace(step, end_open=True))
    return treatment


def _with(treatment: Treatment, step: DoseStep, made: Callable[[], DoseStep]) -> Treatment:
    return replace(treatment, steps=tuple(made() if each is step else each for each in treatment.steps))


def _is_last_word(course: Course, treatment: Treatment, step: DoseStep, stop: When, last: float) -> bool:
    """Whether a drug in question ends where the record does, and nothing tells that it was stopped.

    What is written as a stop, as a duration or as a taper to nothing is one, and so is an end of uncertain day.
    """
    if not stop.key.endswith(".to") or "interruptions[" in stop.key or not stop.known or stop.earliest < last or last_mg(step, None) == 0:
        return False
    if not _in_question(course, treatment) or not (course.observations or course.events):
        return False
    others = [s for t in course.treatments if t.drug == treatment.drug for s in t.steps if s is not step]
    if any(s.stop is None or s.stop.latest > stop.earliest for s in others):
        return False
    named = [e.after for e in course.events] + [
        next((b for b in course.boundaries if b.at is o.at.after), None) for o in course.observations
    ]
    stops = [b for b in named if b is not None and b.kind == "stop" and b.drug == treatment.drug]
    since = any(o.since is not None and o.since.key == stop.key for o in course.observations)
    return not since and all(b.at.key != stop.key for b in stops)


def _in_question(course: Course, treatment: Treatment) -> bool:
    """Whether it is asked if a drug worked: any with kinetics but glucocorticoids, or these where there is no other."""
    drugs = known_drugs()
    asked = {t.drug for t in course.treatments if t.known and drugs[t.drug].kind != "glucocorticoid"}
    return treatment.known and (treatment.drug in asked or not asked)
