"""Writing a course back as a document: what was understood, in the words of the course file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rechallenge.course.document import VERSION, CourseDocument
from rechallenge.course.model import Boundary, Code, Course, DoseStep, Event, Finding, Observation, StopRelapses, Switch, Treatment
from rechallenge.course.status import is_fluid
from rechallenge.course.times import When
from rechallenge.course.vocabulary import vocabulary
from rechallenge.outcomes import Outcome, marker


def number(value: float) -> str:
    """Return the shortest text that reads back to the same number."""
    return repr(float(value)).removesuffix(".0")


def interval(low: float, high: float, unit: str) -> str:
    """Return ``5 d`` or ``0..5 d``."""
    return f"{number(low)} {unit}" if low == high else f"{number(low)}..{number(high)} {unit}"


def time(when: When) -> str:
    """Return a moment counted from day 0."""
    return interval(when.earliest, when.latest, "d")


def _bounded(low: float | None, high: float | None, unit: str, whole_is_rounded: bool = False) -> str:
    suffix = f" {unit}" if unit else ""
    if low is not None and low == high:
        # a whole number on a 0-10 scale would be read as a rounded one
        text = f"{low:.1f}" if whole_is_rounded and float(low).is_integer() else number(low)
        return f"{text}{suffix}"
    if low is None and high is not None:
        return f"< {number(high)}{suffix}"
    if high is None and low is not None:
        return f"> {number(low)}{suffix}"
    return f"{number(low or 0.0)}..{number(high or 0.0)}{suffix}"


def value_of(observation: Observation) -> str:
    """Return the value or change that an observation became, so that it reads back to the same bounds."""
    low, high = observation.low, observation.high
    if low is None and high is None:
        return observation.written
    if observation.ratio:
        least, most = (None if ratio is None else round((ratio - 1) * 100, 9) for ratio in (low, high))
        return _signed(_bounded(least, most, "%"))
    if observation.outcome is not None and observation.since is None and not observation.outcome.reads_numbers_as(observation.what):
        return observation.written  # under this name a word is read and a number is not
    score = observation.outcome is not None and observation.outcome.scale.is_score
    written = _bounded(low, high, "" if score else observation.unit or "", whole_is_rounded=score)
    return written if observation.since is None else _signed(written)


def _signed(change: str) -> str:
    """Write the sign of a change that rises: without one the reader asks for it."""
    return re.sub(r"^([<>] )?(?=\d)", r"\1+", change)


def _filled(**fields: object) -> dict[str, object]:
    return {name.rstrip("_"): value for name, value in fields.items() if value is not None}


def _codes(codes: Sequence[Code]) -> list[str] | None:
    return [str(code) for code in codes] or None


def boundary_name(boundary: Boundary) -> str:
    """Return ``stop 2 of anakinra``."""
    return f"{boundary.kind} {boundary.occurrence} of {boundary.drug}"


def _follows(when: When, start: When | None) -> bool:
    return when.after is not None and start is not None and when.after.key == start.key


def _step(step: DoseStep, following: DoseStep | None) -> dict[str, object]:
    dose = step.as_written or ("unknown" if step.dose_mg is None else f"{number(step.dose_mg)} mg")
    if step.every_days is None:
        return {"dose": dose, "at": [time(step.start)], **({} if step.note is None else {"note": step.note})}
    every = None if step.as_written is not None and step.dose_mg is not None else f"{number(step.every_days)} d"
    entry = _filled(dose=dose, every=every, from_=time(step.start), note=step.note)
    if step.dose_mg_end is not None:
        entry["taper"] = f"{number(step.dose_mg_end)} mg"
    if step.stop is None or step.stop.key.endswith(".outcome") or (following is not None and following.start.key == step.stop.key):
        return entry
    if _follows(step.stop, step.start):
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
            counted = _follows(step.start, last.stop)
            end = {"for": interval(step.start.low, step.start.high, "d")} if counted else {"to": time(step.start)}
            gaps.append(_filled(from_=time(last.stop), note=notes.get(last.stop.key)) | end)
            whole[-1] = replace(last, stop=step.stop)
        else:
            whole.append(step)
    return whole, gaps


def _is_gap(stop: When, start: When, notes: Mapping[str, str]) -> bool:
    return _follows(start, stop) or (stop.key in notes and start.earliest > stop.earliest)


def stop_relapses(said: StopRelapses) -> str:
    """Return ``at each stop``, ``2 of 3`` or ``none``."""
    if said.stops is not None and said.relapses is not None:
        return f"{said.relapses} of {said.stops}"
    return {"each": "at each stop", "some": "at some stops", "none": "none"}[said.share]


def _treatment(treatment: Treatment, notes: Mapping[str, str]) -> dict[str, object]:
    steps, gaps = _joined(treatment.steps, notes)
    following = [*steps, None][1:]
    return _filled(
        drug=treatment.drug,
        route=treatment.route,
        steps=[_step(step, after) for step, after in zip(steps, following, strict=True)] or None,
        interruptions=gaps or None,
        outcome=treatment.effect,
        dependence=None if treatment.hold_mg is None else f"{number(treatment.hold_mg[0])}..{number(treatment.hold_mg[1])} mg",
        relapses=None if treatment.relapses is None else stop_relapses(treatment.relapses),
        indication=treatment.indication,
        note=treatment.note,
        codes=_codes(treatment.codes),
    )


def _since(observation: Observation, course: Course) -> str | None:
    since = observation.since
    if since is None:
        return None
    boundary = next((b for b in course.boundaries if b.at.key == since.key), None)
    if boundary is not None:
        return boundary_name(boundary)
    if any(o.at.key == since.key for o in course.observations):
        return None  # the last earlier record, which the reader finds by itself
    return time(since)


def _given_with_observations(course: Course, outcome: Outcome) -> list[float]:
    return [o.upper_limit for o in course.observations if o.outcome is outcome and o.upper_limit is not None]


def _upper_limit(observation: Observation, course: Course) -> float | None:
    """Upper limit to write with an observation: its own, or that of the course where there is no other place for it."""
    outcome = observation.outcome
    if outcome is None or observation.upper_limit is not None or outcome is marker() or _given_with_observations(course, outcome):
        return observation.upper_limit
    return course.upper_limits.get(outcome.name)


def _observation(observation: Observation, course: Course) -> dict[str, object]:
    entry = _filled(what=observation.what, note=observation.note, codes=_codes(observation.codes))
    after = observation.at.after
    boundary = next((b for b in course.boundaries if after is not None and b.at.key == after.key), None)
    if boundary is not None:
        entry |= {"after": boundary_name(boundary), "within": f"{number(observation.at.low)}..{number(observation.at.high)} d"}
    else:
        entry["at"] = time(observation.at)
    since = _since(observation, course)
    relative = observation.since is not None
    entry["change" if relative else "value"] = value_of(observation)
    limit = None if relative else _upper_limit(observation, course)
    if limit is not None and observation.outcome is not None:
        entry["upper_limit"] = f"{number(limit)} {observation.outcome.scale.unit}"
    if since is not None:
        entry["since"] = since
    return entry


def _remark(written: str, note: str | None) -> str | None:
    """Return the note of an event; what its description says beside a name is kept in it."""
    if not written or vocabulary().event(written) is not None or written in (note or ""):
        return note
    return f"{written}; {note}" if note else written


def _switch(switch: Switch) -> dict[str, object]:
    """Write a stop or restart; its days stand in the doses too, and are read as the same moment."""
    entry = _filled(what=switch.kind, drug=switch.drug, at=time(switch.at), site=switch.site, note=_remark(switch.written, switch.note))
    if switch.until is not None and _follows(switch.until, switch.at):
        return entry | {"for": interval(switch.until.low, switch.until.high, "d")}
    return entry if switch.until is None else entry | {"to": time(switch.until)}


def _event(event: Event) -> dict[str, object]:
    entry = _filled(
        what=event.what if event.what != "other" else event.written,
        site=event.site,
        note=event.note if event.what == "other" else _remark(event.written, event.note),
        drug=event.drug,
        codes=_codes(event.codes),
    )
    entry |= {question: "yes" if answer else "no" for question, answer in event.answers}
    if event.after is not None:
        entry["after"] = boundary_name(event.after)
    if event.after is not None and _follows(event.at, event.after.at):
        entry["within"] = f"{number(event.at.low)}..{number(event.at.high)} d"
    else:
        entry["at"] = time(event.at)
    if event.until is not None:
        if _follows(event.until, event.at):
            entry["for"] = interval(event.until.low, event.until.high, "d")
        else:
            entry["to"] = time(event.until)
    return entry


def _finding(finding: Finding) -> tuple[str, dict[str, object]]:
    common = _filled(
        what=finding.what,
        site=finding.site,
        side=finding.side,
        at=None if finding.at is None else time(finding.at),
        note=finding.note,
    )
    if is_fluid(finding):
        cells = None if finding.cells_per_mm3 is None else f"{number(finding.cells_per_mm3)} /mm3"
        return "fluids", common | _filled(cells=cells, appearance=finding.value, crystals=finding.crystals)
    present = {"present": "yes", "absent": "no", "unknown": "unknown", None: None}[finding.stated]
    if finding.kind == "imaging":
        return "imaging", common | _filled(method=finding.method, value=finding.value, size=finding.size, present=present)
    resectable = None if finding.resectable is None else ("yes" if finding.resectable else "no")
    fields = _filled(
        kind=finding.kind,
        value=finding.value,
        titre=finding.titre,
        pattern=finding.pattern,
        size=finding.size,
        resectable=resectable,
        present=present,
        upper_limit=finding.upper_limit,
    )
    return "findings", common | fields


def document_of(course: Course) -> CourseDocument:
    """Return a document that reads back to this course, words replaced by the intervals that they became.

    An interruption between two different doses whose length is uncertain is written by its possible days, so its end is
    no longer counted from its beginning.
    """
    patient = course.patient
    sections: dict[str, list[dict[str, object]]] = {"findings": [], "imaging": [], "fluids": []}
    for finding in course.findings:
        section, entry = _finding(finding)
        sections[section].append(entry)
    conditions = [
        (
            c.excluded,
            _filled(name=c.name, subtype=c.subtype, code=c.code, criteria=c.criteria, since=c.since, note=c.note, codes=_codes(c.codes)),
        )
        for c in course.conditions
    ]
    source = _filled(citation=course.source.citation, doi=course.source.doi, url=course.source.url, note=course.source.note)
    measures = (
        ("age", patient.age_years, "a"),
        ("weight", patient.weight_kg, "kg"),
        ("height", patient.height_cm, "cm"),
        ("creatinine", patient.creatinine_umol_l, "umol/L"),
        ("creatinine_clearance", patient.creatinine_clearance_ml_min, "mL/min"),
    )
    who = _filled(sex=patient.sex, reference=patient.reference, note=patient.note)
    who |= {name: f"{number(value)} {unit}" for name, value, unit in measures if value is not None}
    notes = {s.at.key: s.note for s in course.switches if s.kind == "interruption" and s.note is not None}
    switches = [_switch(s) for s in course.switches if s.kind != "interruption"]
    limit = course.upper_limits.get(marker().name)
    if limit == max(_given_with_observations(course, marker()), default=None):
        limit = None  # it stands with its observations
    return CourseDocument.model_validate(
        {
            "rechallenge": VERSION,
            "title": course.title or None,
            "source": source or None,
            "anchor": course.anchor,
            "patient": who or None,
            "conditions": [entry for excluded, entry in conditions if not excluded],
            "excluded": [entry for excluded, entry in conditions if excluded],
            **sections,
            "treatments": [_treatment(t, notes) for t in course.treatments],
            "observations": [_observation(o, course) for o in course.observations],
            "events": [*map(_event, course.events), *switches],
            "care": course.care,
            "upper_limit": None if limit is None else f"{number(limit)} {marker().scale.unit}",
            "criteria": {stated.item: stated.status for stated in course.criteria},
            "simulated": course.simulated,
        }
    )
