"""What carries the verdict: how the Bayes factor would change without each statement, and without each stop and what followed it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rechallenge.course.model import Boundary, Course
from rechallenge.course.regimen import Regimen
from rechallenge.inference.fit import Fit
from rechallenge.inference.leaving_out import EvidenceChange, LikelihoodStatement, WithoutStatements
from rechallenge.inference.summary import Message
from rechallenge.questions.attribution.answer import Carrier, RecordEntry
from rechallenge.single_case.stretch import edges_of

# These many stand under the sentence; of those, what changes the odds by less than a fifth would not be felt by anybody.
MOST_TOLD = 3
WORTH_TELLING = math.log(1.2)


def carriers(course: Course, fit: Fit, drug: str) -> tuple[Carrier, ...]:
    """Each statement, and each stop with the statements that followed it, the weightiest first; those told are numbered.

    A stop is followed by statements about days after it and before the next start, or said to be after it. Where it is followed by one
    alone, that stands for both. What could not be computed comes last.
    """
    weighed = WithoutStatements(fit)
    found = [
        *(_carrier(weighed.change(drug, [each]), [each], _named(course, each)) for each in weighed.statements),
        *(
            _carrier(weighed.change(drug, followed), followed, _stop(course, stop, followed))
            for stop, followed in _stops(course, weighed.statements, drug)
        ),
    ]
    found.sort(key=lambda each: math.inf if each.log_bayes_factor is None else -abs(each.log_bayes_factor))
    return tuple(_numbered(found))


def _carrier(change: EvidenceChange, left_out: Sequence[LikelihoodStatement], named: Message) -> Carrier:
    return Carrier(
        statement=named,
        entries=tuple(RecordEntry(list=each.entries, index=each.place) for each in left_out),
        log_bayes_factor=change.log if change.trusted else None,
        log_bayes_factor_error=change.error if change.trusted else None,
        bound=change.bound,
        pareto_k=change.pareto_k if math.isfinite(change.pareto_k) else None,
    )


def _numbered(found: Sequence[Carrier]) -> Iterator[Carrier]:
    """Number those that are told; of a stop and a statement that followed it, the weightier is. A bound that allows none is not told."""
    told: set[RecordEntry] = set()
    number = 0
    for each in found:
        log = each.log_bayes_factor
        if number < MOST_TOLD and log is not None and not each.says_nothing and abs(log) >= WORTH_TELLING and not told & set(each.entries):
            number += 1
            told |= set(each.entries)
            each = replace(each, rank=number)
        yield each


def _stops(course: Course, statements: Sequence[LikelihoodStatement], drug: str) -> Iterator[tuple[Boundary, list[LikelihoodStatement]]]:
    """Each stop of the drug, with two or more statements that followed it."""
    for edge in edges_of(course, Regimen.of(course).drugs_of(drug)):
        if edge.boundary.kind != "stop":
            continue
        followed = [each for each in statements if _follows(course, each, edge.boundary, edge.stretch.end)]
        if len(followed) > 1:
            yield edge.boundary, followed


def _follows(course: Course, statement: LikelihoodStatement, stop: Boundary, end: float) -> bool:
    if statement.entries == "treatments":
        return False
    if statement.entries == "events":
        event = course.events[statement.place]
        if event.after is not None:
            return event.after == stop
        at = event.at
    else:
        at = course.observations[statement.place].at
    return stop.at.middle < at.middle <= end


def _named(course: Course, statement: LikelihoodStatement) -> Message:
    """Name one statement."""
    if statement.entries == "observations":
        observation = course.observations[statement.place]
        what = observation.what if observation.outcome is None else observation.outcome.name
        return Message("carried.value", {"what": what, "written": observation.written, "when": observation.at})
    if statement.entries == "events":
        event = course.events[statement.place]
        if event.until is not None:
            return Message("carried.event.lasting", {"what": f"event.{event.what}", "from": event.at.middle, "until": event.until.middle})
        return Message("carried.event", {"what": f"event.{event.what}", "when": event.at})
    treatment = course.treatments[statement.place]
    if statement.kind == "holds" and treatment.hold_mg is not None:
        low, high = treatment.hold_mg
        if low == high:
            return Message("carried.hold.one", {"drug": treatment.drug, "low": low})
        return Message("carried.hold", {"drug": treatment.drug, "low": low, "high": high})
    if statement.kind == "stops":
        return Message("carried.relapses", {"drug": treatment.drug})
    return Message("carried.effect", {"drug": treatment.drug, "effect": f"outcome.{treatment.effect}"})


def _stop(course: Course, stop: Boundary, followed: Sequence[LikelihoodStatement]) -> Message:
    """Name a stop with what followed it."""
    values: dict[str, object] = {"drug": stop.drug, "when": stop.at, "n": len(followed)}
    if any(each.entries == "events" and course.events[each.place].what == "relapse" for each in followed):
        return Message("carried.stop.relapse", values)
    return Message("carried.stop", values)
