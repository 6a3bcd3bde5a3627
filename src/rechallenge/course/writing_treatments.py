"""Writing a treatment back as an entry of a course file: its doses in steps, and its interruptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rechallenge.course.model import DoseStep, StopRelapses, Treatment
from rechallenge.course.times import When
from rechallenge.course.writing_fields import codes_of, filled, follows, interval, number, time


def _step(step: DoseStep, following: DoseStep | None) -> dict[str, object]:
    dose = step.as_written or ("unknown" if step.dose_mg is None else f"{number(step.dose_mg)} mg")
    if step.every_days is None:
        return {"dose": dose, "at": [time(step.start)], **({} if step.note is None else {"note": step.note})}
    every = None if step.as_written is not None and step.dose_mg is not None else f"{number(step.every_days)} d"
    entry = filled(dose=dose, every=every, from_=time(step.start), note=step.note)
    if step.dose_mg_end is not None:
        entry["taper"] = f"{number(step.dose_mg_end)} mg"
    if step.stop is None or step.stop.key.endswith(".outcome") or (following is not None and following.start.key == step.stop.key):
        return entry
    if follows(step.stop, step.start):
        entry["for"] = interval(step.stop.low, step.stop.high, "d")
    else:
        entry["to"] = time(step.stop)
    return entry


def _same_regimen(first: DoseStep, second: DoseStep) -> bool:
    return (first.dose_mg, first.every_days, first.dose_mg_end, second.note) == (second.dose_mg, second.every_days, None, None)


def _joined(steps: Sequence[DoseStep], notes: Mapping[str, str]) -> tuple[list[DoseStep], list[dict[str, object]]]:
    """Undo the interruptions with a note, and those whose end is counted from their beginning: written as times, the two would come apart.

    `notes` are those of interruptions, by the key of their beginning.
    """
    whole: list[DoseStep] = []
    gaps: list[dict[str, object]] = []
    for step in steps:
        last = whole[-1] if whole else None
        if last is not None and last.stop is not None and _is_gap(last.stop, step.start, notes) and _same_regimen(last, step):
            counted = follows(step.start, last.stop)
            end = {"for": interval(step.start.low, step.start.high, "d")} if counted else {"to": time(step.start)}
            gaps.append(filled(from_=time(last.stop), note=notes.get(last.stop.key)) | end)
            whole[-1] = replace(last, stop=step.stop)
        else:
            whole.append(step)
    return whole, gaps


def _is_gap(stop: When, start: When, notes: Mapping[str, str]) -> bool:
    return follows(start, stop) or (stop.key in notes and start.earliest > stop.earliest)


def stop_relapses(said: StopRelapses) -> str:
    """Return ``at each stop``, ``2 of 3`` or ``none``."""
    if said.stops is not None and said.relapses is not None:
        return f"{said.relapses} of {said.stops}"
    return {"each": "at each stop", "some": "at some stops", "none": "none"}[said.share]


def treatment_entry(treatment: Treatment, notes: Mapping[str, str]) -> dict[str, object]:
    """Return the entry of a treatment; `notes` are those of interruptions, by the key of their beginning."""
    steps, gaps = _joined(treatment.steps, notes)
    following = [*steps, None][1:]
    return filled(
        drug=treatment.drug,
        route=treatment.route,
        steps=[_step(step, after) for step, after in zip(steps, following, strict=True)] or None,
        interruptions=gaps or None,
        outcome=treatment.effect,
        dependence=None if treatment.hold_mg is None else f"{number(treatment.hold_mg[0])}..{number(treatment.hold_mg[1])} mg",
        relapses=None if treatment.relapses is None else stop_relapses(treatment.relapses),
        indication=treatment.indication,
        note=treatment.note,
        codes=codes_of(treatment.codes),
    )
