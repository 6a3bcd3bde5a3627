"""Stops and restarts that are written as events: they belong to the treatments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rechallenge.course.context import Context, when_text
from rechallenge.course.document import CourseDocument, EventEntry
from rechallenge.course.following import end_of, moments_of, suffix_of
from rechallenge.course.model import Boundary, DoseStep, Switch, Treatment
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import field_name
from rechallenge.course.regimen import resumed_mg, runs_on
from rechallenge.course.timeline import Interruption, boundaries_of, cut
from rechallenge.course.times import When
from rechallenge.course.treatments import canonical_drug
from rechallenge.literature.naming import named

SwitchEntry = tuple[str, Literal["stop", "restart"], EventEntry]
"""Path of an event, what it is, and its fields."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """One change from on to off or back; `implied` is the end that the same line gives ("for 3 d")."""

    kind: Literal["stop", "restart"]
    drug: str
    at: When
    path: str
    implied: bool = False


def apply_switches(
    context: Context, entries: Sequence[SwitchEntry], treatments: Sequence[Treatment]
) -> tuple[list[Treatment], tuple[Switch, ...]]:
    """Cut the stops and restarts written as events out of the treatments.

    A stop with an end (``for``, ``to``), or one that a restart follows, is an interruption; a stop alone ends the drug; a restart of a drug
    that had ended resumes its last dose, until its own end where it has one. A stop or restart that the treatment has too is that same one.

    Returns
    -------
    treatments, switches
        The treatments with the stops in their steps, and the stops and restarts as they were written.
    """
    found: list[Switch] = []
    turns: list[_Turn] = []
    boundaries = boundaries_of(treatments)
    for wanted in ("stop", "restart"):
        for path, kind, entry in entries:
            if kind == wanted:
                drug = _drug_of(context, entry, path, treatments)
                if drug is not None:
                    found += _switches(context, entry, path, kind, drug, boundaries)
        boundaries = _with_stops(boundaries, found)
    for switch in found:
        opposite: Literal["stop", "restart"] = "stop" if switch.kind == "restart" else "restart"
        turns.append(_Turn("restart" if switch.kind == "restart" else "stop", switch.drug, switch.at, switch.path))
        if switch.until is not None:
            turns.append(_Turn(opposite, switch.drug, switch.until, switch.path, implied=True))
    result = list(treatments)
    edges: dict[str, When] = {}
    for drug in dict.fromkeys(turn.drug for turn in turns):
        timeline = _Timeline(context, result, drug, edges)
        timeline.apply(sorted((t for t in turns if t.drug == drug), key=lambda t: t.at.middle))
    return result, tuple(_at_edges(switch, edges) for switch in found)


def _at_edges(switch: Switch, edges: Mapping[str, When]) -> Switch:
    """Give a switch the moments of the treatment that it was found to be."""
    until = None if switch.until is None else edges.get(switch.until.key, switch.until)
    return replace(switch, at=edges.get(switch.at.key, switch.at), until=until)


def _drug_of(context: Context, entry: EventEntry, path: str, treatments: Sequence[Treatment]) -> str | None:
    if entry.drug is None:
        names = list(dict.fromkeys(t.drug for t in treatments))
        context.error("event.no_drug", path, expected=names[-1] if names else "anakinra")
        return None
    if several := named(entry.drug).several:
        context.error("event.several_drugs", f"{path}.drug", found=entry.drug, drugs=", ".join(several))
        return None
    drug = canonical_drug(entry.drug)
    if any(t.drug == drug for t in treatments):
        return drug
    if not context.incomplete:
        context.error("event.drug_absent", f"{path}.drug", found=entry.drug, nearest=nearest(entry.drug, [t.drug for t in treatments]))
    return None


def _switches(
    context: Context, entry: EventEntry, path: str, kind: Literal["stop", "restart"], drug: str, boundaries: Sequence[Boundary]
) -> Iterator[Switch]:
    begun = "at"
    if entry.from_ is not None:
        if entry.at is not None:
            context.error("key.together", f"{path}.from", first=field_name("at"), second=field_name("from"))
            return
        begun, entry = "from", entry.model_copy(update={"at": entry.from_})
    if entry.at is None and entry.after is None:
        context.error("time.missing", path)
        return
    if entry.at is not None and entry.after is not None:
        context.error("time.at_and_after", f"{path}.after", found=entry.after)
        return
    moments = moments_of(context, entry, path, boundaries)
    for number, moment in enumerate(moments):
        at = moment.at if begun == "at" else replace(moment.at, key=f"{path}.from")
        until = end_of(context, entry, path, at, suffix_of(number, moments))
        if until is None and (entry.to is not None or entry.for_ is not None):
            continue
        yield Switch(kind, drug, at, until, entry.site, entry.note, entry.what, path)


def _with_stops(boundaries: Sequence[Boundary], switches: Sequence[Switch]) -> tuple[Boundary, ...]:
    """Starts and stops of the treatments, and the stops among some switches, numbered together in order of time."""
    found = [b for b in boundaries if b.kind == "start"]
    stops = [(b.drug, b.at) for b in boundaries if b.kind == "stop"]
    for switch in switches:
        if not any(drug == switch.drug and _within(switch.at, at) for drug, at in stops):
            stops.append((switch.drug, switch.at))
    count: dict[str, int] = {}
    for drug, at in sorted(stops, key=lambda stop: stop[1].middle):
        count[drug] = count.get(drug, 0) + 1
        found.append(Boundary(drug, "stop", count[drug], at))
    return tuple(found)


def _within(inner: When, outer: When) -> bool:
    """Whether one moment surely lies where another may."""
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


class _Timeline:
    """Turns one drug off and on in the order of time."""

    def __init__(self, context: Context, treatments: list[Treatment], drug: str, edges: dict[str, When]) -> None:
        self.context = context
        self.treatments = treatments
        self.drug = drug
        self.edges = edges
        self.mine = [i for i, t in enumerate(treatments) if t.drug == drug]

    @property
    def steps(self) -> list[DoseStep]:
        return [step for i in self.mine for step in self.treatments[i].steps]

    def apply(self, turns: Sequence[_Turn]) -> None:
        """Apply the turns; a stop and the restart that follows it are one gap."""
        place = 0
        while place < len(turns):
            turn, following = turns[place], turns[place + 1] if place + 1 < len(turns) else None
            place += 1
            if turn.kind == "restart":
                self.restart(turn)
                continue
            back = following if following is not None and following.kind == "restart" else None
            if not self.cut(Interruption(turn.at, None if back is None else back.at, turn.path)):
                self.stop_again(turn)
            elif back is not None and any(step.start is back.at for step in self.steps):
                place += 1

    def cut(self, gap: Interruption) -> bool:
        done = False
        for i in self.mine:
            left = cut(self.treatments[i].steps, gap)
            if left is not None:
                self.treatments[i] = replace(self.treatments[i], steps=tuple(left))
                done = True
        return done

    def stop_again(self, turn: _Turn) -> None:
        """Take a stop that the treatment has too: the narrower of the two is kept."""
        for i in self.mine:
            for number, step in enumerate(self.treatments[i].steps):
                if step.stop is not None and _within(turn.at, step.stop):
                    self.keep(i, number, replace(step, stop=self.narrower(turn, step.stop)))
                    return
        self.context.error("event.stop_when_off", turn.path, drug=self.drug, found=when_text(turn.at))

    def restart(self, turn: _Turn) -> None:
        for i in self.mine:
            for number, step in enumerate(self.treatments[i].steps):
                if step.every_days is not None and _within(turn.at, step.start):
                    self.keep(i, number, replace(step, start=self.narrower(turn, step.start)))
                    return
        if any(runs_on(step, turn.at.middle) for step in self.steps):
            self.context.error("event.restart_when_on", turn.path, drug=self.drug, found=when_text(turn.at))
            return
        before = [s for s in self.steps if s.every_days is not None and s.start.middle < turn.at.middle]
        if not before:
            self.context.error("event.restart_first", turn.path, drug=self.drug, found=when_text(turn.at))
            return
        if turn.implied:
            self.context.error("event.pause_past_end", turn.path, drug=self.drug, found=when_text(turn.at))
            return
        self.context.note("event.restart_dose", turn.path, drug=self.drug)
        last = max(before, key=lambda s: s.start.middle)
        owner = next(i for i in self.mine if last in self.treatments[i].steps)
        resumed = DoseStep(resumed_mg(last), last.every_days, turn.at)
        self.treatments[owner] = replace(self.treatments[owner], steps=(*self.treatments[owner].steps, resumed))

    def narrower(self, turn: _Turn, written: When) -> When:
        """Return the moment of the treatment, or that of the event where it says it more closely, which is told."""
        if (turn.at.earliest, turn.at.latest) == (written.earliest, written.latest):
            self.edges[turn.at.key] = written
            return written
        self.context.note("event.same_moment", turn.path, drug=self.drug, found=when_text(turn.at), written=when_text(written))
        return turn.at

    def keep(self, owner: int, number: int, step: DoseStep) -> None:
        steps = list(self.treatments[owner].steps)
        steps[number] = step
        self.treatments[owner] = replace(self.treatments[owner], steps=tuple(steps))


def noted_interruptions(document: CourseDocument, treatments: Sequence[Treatment]) -> tuple[Switch, ...]:
    """Return the interruptions written within treatments of which the record says something."""
    edges = {edge.key: edge for t in treatments for step in t.steps for edge in (step.start, step.stop) if edge is not None}
    found = []
    for i, entry in enumerate(document.treatments):
        for j, interruption in enumerate(entry.interruptions or []):
            path = f"treatments[{i}].interruptions[{j}]"
            start, end = edges.get(f"{path}.from"), edges.get(f"{path}.to") or edges.get(f"{path}.for")
            if interruption.note is not None and start is not None:
                found.append(Switch("interruption", canonical_drug(entry.drug), start, end, note=interruption.note, path=path))
    return tuple(found)
