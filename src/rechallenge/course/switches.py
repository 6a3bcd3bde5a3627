"""Stops and restarts that are written as events: they belong to the treatments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rechallenge.course.context import Context, told
from rechallenge.course.document import EventEntry
from rechallenge.course.following import moments_of
from rechallenge.course.model import Boundary, DoseStep, Treatment
from rechallenge.course.nearest import nearest
from rechallenge.course.regimen import last_mg, runs_on
from rechallenge.course.timeline import Interruption, cut
from rechallenge.course.times import When
from rechallenge.course.treatments import canonical_drug
from rechallenge.course.vocabulary import vocabulary


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
