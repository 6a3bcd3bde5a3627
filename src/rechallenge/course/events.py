"""Understanding events: stops and restarts, which belong to the treatments, and what else happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from rechallenge.course.codes import understand_codes
from rechallenge.course.context import Context, told, when_after
from rechallenge.course.document import EventEntry, MomentEntry
from rechallenge.course.model import Boundary, DoseStep, Event, EventKind, Treatment
from rechallenge.course.moments import BoundaryPhrase, boundary_phrase_of
from rechallenge.course.nearest import nearest
from rechallenge.course.regimen import last_mg, runs_on
from rechallenge.course.stated import understand_answers
from rechallenge.course.timeline import Interruption, cut
from rechallenge.course.times import When
from rechallenge.course.treatments import canonical_drug
from rechallenge.course.vocabulary import vocabulary


def boundaries_named(context: Context, path: str, text: str, boundaries: Sequence[Boundary]) -> list[Boundary]:
    """Return the starts or stops that a phrase such as ``each stop of anakinra`` names; none after recording why."""
    phrase = boundary_phrase_of(text)
    if phrase is None:
        context.error("event.after_unreadable", path, found=text)
        return []
    drug = canonical_drug(phrase.drug)
    drugs = sorted({b.drug for b in boundaries})
    if drug not in drugs:
        if not context.incomplete:
            context.error("event.drug_absent", path, found=phrase.drug, nearest=nearest(phrase.drug, drugs))
        return []
    return _chosen(context, path, phrase, drug, [b for b in boundaries if b.drug == drug and b.kind == phrase.kind])


def _chosen(context: Context, path: str, phrase: BoundaryPhrase, drug: str, found: list[Boundary]) -> list[Boundary]:
    if phrase.occurrence == 0 and found:
        return found
    if phrase.occurrence == -1 and found:
        return found[-1:]
    if phrase.occurrence is None and len(found) == 1:
        return found
    chosen = [b for b in found if b.occurrence == phrase.occurrence]
    if not chosen and not context.incomplete:
        several = phrase.occurrence is None and len(found) > 1
        context.error(f"event.{'which' if several else 'no_such'}_{phrase.kind}", path, drug=drug, count=len(found))
    return chosen


@dataclass(frozen=True, slots=True)
class Moment:
    """When a statement holds, and the start or stop of a drug that it was said to follow."""

    at: When
    after: Boundary | None = None


def moments_of(context: Context, entry: MomentEntry, path: str, boundaries: Sequence[Boundary]) -> list[Moment]:
    """Return the moments of a statement: one, or one for each start or stop that it follows."""
    if entry.after is None:
        if entry.within is not None:
            context.error("key.missing", f"{path}.within", expected="after")
            return []
        when = context.when(f"{path}.at", entry.at) if entry.at is not None else None
        return [Moment(when)] if when else []
    found = boundaries_named(context, f"{path}.after", entry.after, boundaries)
    if entry.within is not None and entry.at is not None:
        context.error("key.together", f"{path}.within", first="at", second="within")
        return []
    if entry.at is not None:
        when = context.when(f"{path}.at", entry.at)
        return [Moment(when, boundary) for boundary in found] if when else []
    if entry.within is None:
        context.error("time.no_within", path)
        return []
    span = context.span(f"{path}.within", entry.within)
    if span is None:
        return []
    if span.low < 0:
        context.error("time.duration", f"{path}.within", found=entry.within)
        return []
    low, high = span.low, span.high
    if low == high and low > 0:
        # "within 14 days" is a limit, not the day itself
        low = 0.0
        context.note("time.within_from_zero", f"{path}.within", found=entry.within, high=high)
    several = len(found) > 1
    return [Moment(when_after(b.at, low, high, f"{path}.within" + (f"#{b.occurrence}" if several else "")), b) for b in found]


def _event_kind(context: Context, entry: EventEntry, path: str) -> str | None:
    kind = vocabulary().event(entry.what)
    if kind is not None:
        return kind
    known = [name for names in vocabulary().events.values() for name in names]
    near = nearest(entry.what, known, 0.8)
    if near is not None:
        context.error("event.near", f"{path}.what", found=entry.what, nearest=near)
        return None
    context.note("event.unknown", f"{path}.what", found=entry.what)
    return "other"


@dataclass(frozen=True, slots=True)
class _Switch:
    kind: str
    drug: str
    at: When
    path: str


def apply_switches(context: Context, entries: Sequence[EventEntry], treatments: Sequence[Treatment]) -> list[Treatment]:
    """Cut the stops and restarts written as events out of the treatments.

    A stop and the restart that follows it are an interruption; a stop alone ends the drug; a restart of a drug that had
    ended resumes its last dose.
    """
    result = list(treatments)
    switches: list[_Switch] = []
    stops: list[Boundary] = []
    for wanted in ("stop", "restart"):
        for i, entry in enumerate(entries):
            if vocabulary().event(entry.what) != wanted:
                continue
            path = f"events[{i}]"
            if entry.drug is None:
                context.error("event.no_drug", path)
                continue
            drug = canonical_drug(entry.drug)
            if not any(t.drug == drug for t in treatments):
                if not context.incomplete:
                    near = nearest(entry.drug, [t.drug for t in treatments])
                    context.error("event.drug_absent", f"{path}.drug", found=entry.drug, nearest=near)
                continue
            if entry.at is None and entry.after is None:
                context.error("time.missing", path)
                continue
            for moment in moments_of(context, entry, path, stops):
                switches.append(_Switch(wanted, drug, moment.at, path))
        counts: dict[str, int] = {}
        for switch in sorted(switches, key=lambda s: s.at.middle):
            counts[switch.drug] = counts.get(switch.drug, 0) + 1
            if wanted == "stop":
                stops.append(Boundary(switch.drug, "stop", counts[switch.drug], switch.at))
    ordered = sorted(switches, key=lambda s: s.at.middle)
    for drug in dict.fromkeys(s.drug for s in ordered):
        _apply(context, result, drug, [s for s in ordered if s.drug == drug])
    return result


def _apply(context: Context, treatments: list[Treatment], drug: str, switches: list[_Switch]) -> None:
    mine = [i for i, t in enumerate(treatments) if t.drug == drug]
    skip = False
    for k, switch in enumerate(switches):
        if skip:
            skip = False
            continue
        steps = [step for i in mine for step in treatments[i].steps]
        following = switches[k + 1] if k + 1 < len(switches) else None
        if switch.kind == "stop":
            skip = following is not None and following.kind == "restart"
            gap = Interruption(switch.at, following.at if skip and following else None, switch.path)
            done = False
            for i in mine:
                left = cut(treatments[i].steps, gap)
                if left is not None:
                    treatments[i] = replace(treatments[i], steps=tuple(left))
                    done = True
            if not done:
                context.error("event.stop_when_off", switch.path, drug=drug, found=told(switch.at))
            continue
        if any(runs_on(step, switch.at.middle) for step in steps):
            context.error("event.restart_when_on", switch.path, drug=drug, found=told(switch.at))
            continue
        before = [s for s in steps if s.every_days is not None and s.start.middle < switch.at.middle]
        if not before:
            context.error("event.restart_when_on", switch.path, drug=drug, found=told(switch.at))
            continue
        last = max(before, key=lambda s: s.start.middle)
        context.note("event.restart_dose", switch.path, drug=drug)
        owner = next(i for i in mine if last in treatments[i].steps)
        resumed = DoseStep(last_mg(last, None), last.every_days, switch.at)
        treatments[owner] = replace(treatments[owner], steps=(*treatments[owner].steps, resumed))


def understand_events(context: Context, entries: Sequence[EventEntry], boundaries: Sequence[Boundary]) -> tuple[Event, ...]:
    """Return all events but stops and restarts, one for each start or stop that an event follows."""
    found: list[Event] = []
    for i, entry in enumerate(entries):
        path = f"events[{i}]"
        kind = _event_kind(context, entry, path)
        if kind in ("stop", "restart"):
            if entry.codes:
                context.error("code.of_switch", f"{path}.codes", found=entry.what)
            continue
        if entry.at is not None and entry.from_ is not None:
            context.error("key.together", f"{path}.from", first="at", second="from")
            continue
        codes = understand_codes(context, entry.codes, path)
        answers = understand_answers(context, entry, path, kind in ("adverse event", None))
        timed = entry if entry.from_ is None else entry.model_copy(update={"at": entry.from_})
        if timed.at is None and timed.after is None:
            context.error("time.missing", path)
            continue
        for moment in moments_of(context, timed, path, boundaries):
            at = moment.at if entry.from_ is None else replace(moment.at, key=f"{path}.from")
            until = _until(context, entry, path, at)
            if kind is None:
                continue
            found.append(
                Event(
                    what=cast(EventKind, kind),
                    at=at,
                    until=until,
                    after=moment.after,
                    written=entry.what,
                    site=entry.site,
                    note=entry.note,
                    drug=_suspected(context, entry, path, boundaries),
                    answers=answers,
                    codes=codes,
                )
            )
    return tuple(found)


def _suspected(context: Context, entry: EventEntry, path: str, boundaries: Sequence[Boundary]) -> str | None:
    """Return the drug that an event names; one that the course does not hold is an error."""
    if entry.drug is None:
        return None
    drug = canonical_drug(entry.drug)
    drugs = sorted({b.drug for b in boundaries})
    if drug not in drugs and not context.incomplete:
        context.error("event.drug_absent", f"{path}.drug", found=entry.drug, nearest=nearest(entry.drug, drugs))
    return drug


def _until(context: Context, entry: EventEntry, path: str, start: When) -> When | None:
    if entry.to is not None and entry.for_ is not None:
        context.error("key.together", f"{path}.for", first="to", second="for")
        return None
    if entry.for_ is not None:
        return context.lasting(f"{path}.for", entry.for_, start)
    if entry.to is None:
        return None
    stop = context.when(f"{path}.to", entry.to)
    if stop is not None and stop.latest <= start.earliest:
        context.error("time.until_before_at", f"{path}.to", start=told(start), stop=told(stop))
        return None
    return stop
