"""Understanding one patient's course: everything, or all errors at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rechallenge.course.background import understand_conditions, understand_findings, understand_source
from rechallenge.course.causality_items import understand_criteria
from rechallenge.course.checks import check_doses, check_observations
from rechallenge.course.context import Context
from rechallenge.course.document import VERSION, CourseDocument
from rechallenge.course.draft import Draft
from rechallenge.course.event_checks import check_events, understand_once
from rechallenge.course.events import understand_events
from rechallenge.course.extent import check_extent
from rechallenge.course.limits import understand_limits
from rechallenge.course.model import Course
from rechallenge.course.named_events import name_events
from rechallenge.course.observations import understand_observations
from rechallenge.course.open_ends import settle_ends
from rechallenge.course.patient import understand_patient
from rechallenge.course.places import Places
from rechallenge.course.possible import check_possible
from rechallenge.course.problems import CourseError, Problem, listed
from rechallenge.course.stop_relapses import check_stop_relapses
from rechallenge.course.switches import apply_switches, noted_interruptions
from rechallenge.course.timeline import boundaries_of
from rechallenge.course.treatments import one_moment, understand_treatment
from rechallenge.course.validation import validate
from rechallenge.course.values_in_names import with_split_names


@dataclass(frozen=True, slots=True)
class Reading:
    """A course, what was done to understand it, and the document as written.

    Attributes
    ----------
    course
        What the record says.
    notes
        Conversions, assumptions and doubts, in the order of the source; none is an error.
    document
        The record as written, with English field names.
    text
        The text that was read, for hashing and archiving.
    places
        Where each field of the document stands in the source.
    """

    course: Course
    notes: tuple[Problem, ...]
    document: CourseDocument
    text: str
    places: Places = field(default_factory=Places)


def understand_draft(draft: Draft) -> tuple[Context, Course | None, CourseDocument | None]:
    """Validate a draft and understand as much of it as can be.

    Returns
    -------
    context, course, document
        What was told, errors among it, with the place of everything; course and document are None when nothing could be read.
    """
    document, places, problems = validate(draft)
    incomplete = any(problem.path.startswith("treatments") for problem in problems)
    context = Context(places, problems=[*draft.problems, *problems], incomplete=incomplete)
    if document is None:
        return context, None, None
    if document.rechallenge != str(VERSION):
        context.error("version.wrong", "rechallenge", found=document.rechallenge, expected=VERSION)
    return context, understand(context, document), document


def read_draft(draft: Draft, text: str) -> Reading:
    """Understand a draft, of which `text` is the source.

    Raises
    ------
    CourseError
        With all errors at once, each with its path and its place.
    """
    context, course, document = understand_draft(draft)
    errors = [problem for problem in context.problems if problem.severity == "error"]
    if errors or course is None or document is None:
        raise CourseError(errors)
    return Reading(course, listed(context.problems), document, text, context.places)


def understand(context: Context, document: CourseDocument) -> Course:
    """Return the course that a document tells; what cannot be understood is recorded in the context as errors."""
    if document.anchor is not None:
        context.read_anchor(document.anchor)
    document = with_split_names(context, document)
    patient = understand_patient(context, document.patient)
    treatments = [understand_treatment(context, e, f"treatments[{i}]", patient) for i, e in enumerate(document.treatments)]
    treatments = one_moment(context, treatments)
    events = name_events(context, document, treatments)
    treatments, switches = apply_switches(context, events.switches, treatments)
    boundaries = boundaries_of(treatments)
    known = frozenset(t.drug for t in treatments if t.known)
    limits = understand_limits(context, document, patient)
    observations, untimed = understand_observations(context, document.observations, boundaries, known, limits)
    course = Course(
        title=document.title or "",
        patient=patient,
        source=understand_source(document),
        conditions=understand_conditions(context, document),
        findings=(*understand_findings(context, document), *untimed),
        treatments=tuple(treatments),
        observations=observations,
        events=understand_once(context, understand_events(context, events.others, boundaries)),
        boundaries=boundaries,
        switches=(*switches, *noted_interruptions(document, treatments)),
        anchor=context.anchor.isoformat() if context.anchor else None,
        care=dict(document.care),
        criteria=understand_criteria(context, document),
        upper_limits=dict(limits.stated),
        simulated=None if document.simulated is None else dict(document.simulated),
    )
    course = settle_ends(context, course)
    check_doses(context, course, document)
    course = check_observations(context, course)
    check_events(context, course.events, boundaries)
    check_stop_relapses(context, course.treatments, course.events, boundaries)
    check_extent(context, course)
    check_possible(context, course)
    return course


def read_document(document: CourseDocument) -> Reading:
    """Understand a document made in Python instead of read from a file.

    Raises
    ------
    CourseError
        With all errors at once; they carry paths and no lines.
    """
    context = Context(Places())
    course = understand(context, document)
    errors = [p for p in context.problems if p.severity == "error"]
    if errors:
        raise CourseError(errors)
    return Reading(replace(course), listed(context.problems), document, "")
