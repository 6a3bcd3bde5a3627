"""Writing a course back as a document: what was understood, in the words of the course file."""

from __future__ import annotations

from rechallenge.course.document import VERSION, CourseDocument
from rechallenge.course.model import Course, Event, Finding, Observation, Switch
from rechallenge.course.status import is_fluid
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.writing_fields import boundary_name, codes_of, filled, follows, interval, number, time, value_of
from rechallenge.course.writing_treatments import treatment_entry
from rechallenge.outcomes import Outcome, marker


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
    entry = filled(what=observation.what, note=observation.note, codes=codes_of(observation.codes))
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
    entry = filled(what=switch.kind, drug=switch.drug, at=time(switch.at), site=switch.site, note=_remark(switch.written, switch.note))
    if switch.until is not None and follows(switch.until, switch.at):
        return entry | {"for": interval(switch.until.low, switch.until.high, "d")}
    return entry if switch.until is None else entry | {"to": time(switch.until)}


def _event(event: Event) -> dict[str, object]:
    entry = filled(
        what=event.what if event.what != "other" else event.written,
        site=event.site,
        note=event.note if event.what == "other" else _remark(event.written, event.note),
        drug=event.drug,
        codes=codes_of(event.codes),
    )
    entry |= {question: "yes" if answer else "no" for question, answer in event.answers}
    if event.after is not None:
        entry["after"] = boundary_name(event.after)
    if event.after is not None and follows(event.at, event.after.at):
        entry["within"] = f"{number(event.at.low)}..{number(event.at.high)} d"
    else:
        entry["at"] = time(event.at)
    if event.until is not None:
        if follows(event.until, event.at):
            entry["for"] = interval(event.until.low, event.until.high, "d")
        else:
            entry["to"] = time(event.until)
    return entry


def _finding(finding: Finding) -> tuple[str, dict[str, object]]:
    common = filled(
        what=finding.what,
        site=finding.site,
        side=finding.side,
        at=None if finding.at is None else time(finding.at),
        note=finding.note,
    )
    if is_fluid(finding):
        cells = None if finding.cells_per_mm3 is None else f"{number(finding.cells_per_mm3)} /mm3"
        return "fluids", common | filled(cells=cells, appearance=finding.value, crystals=finding.crystals)
    present = {"present": "yes", "absent": "no", "unknown": "unknown", None: None}[finding.stated]
    if finding.kind == "imaging":
        return "imaging", common | filled(method=finding.method, value=finding.value, size=finding.size, present=present)
    resectable = None if finding.resectable is None else ("yes" if finding.resectable else "no")
    fields = filled(
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
            filled(name=c.name, subtype=c.subtype, code=c.code, criteria=c.criteria, since=c.since, note=c.note, codes=codes_of(c.codes)),
        )
        for c in course.conditions
    ]
    source = filled(citation=course.source.citation, doi=course.source.doi, url=course.source.url, note=course.source.note)
    measures = (
        ("age", patient.age_years, "a"),
        ("weight", patient.weight_kg, "kg"),
        ("height", patient.height_cm, "cm"),
        ("creatinine", patient.creatinine_umol_l, "umol/L"),
        ("creatinine_clearance", patient.creatinine_clearance_ml_min, "mL/min"),
    )
    who = filled(sex=patient.sex, reference=patient.reference, note=patient.note)
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
            "treatments": [treatment_entry(t, notes) for t in course.treatments],
            "observations": [_observation(o, course) for o in course.observations],
            "events": [*map(_event, course.events), *switches],
            "care": course.care,
            "upper_limit": None if limit is None else f"{number(limit)} {marker().scale.unit}",
            "criteria": {stated.item: stated.status for stated in course.criteria},
            "simulated": course.simulated,
        }
    )
