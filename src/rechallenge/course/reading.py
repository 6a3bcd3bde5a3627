"""Reading one patient's course from a file: everything understood, or all errors at once."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from rechallenge.course.background import understand_conditions, understand_findings, understand_patient, understand_source
from rechallenge.course.checks import check_doses, check_observations, check_span
from rechallenge.course.context import Context
from rechallenge.course.document import VERSION, CourseDocument
from rechallenge.course.events import apply_switches, understand_events
from rechallenge.course.limits import understand_limits
from rechallenge.course.model import Course
from rechallenge.course.moments import anchor_of
from rechallenge.course.observations import understand_observations
from rechallenge.course.problems import CourseError, Problem
from rechallenge.course.shape import Places, shape
from rechallenge.course.stated import understand_criteria
from rechallenge.course.timeline import boundaries_of
from rechallenge.course.treatments import one_moment, understand_treatment
from rechallenge.course.tree import parse_tree

MAX_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A course, what was done to understand it, and the document as written.

    Attributes
    ----------
    course
        What the record says.
    notes
        Conversions, assumptions and doubts, in the order of the file; none is an error.
    document
        The file as written, with English field names.
    text
        The text that was read, for hashing and archiving.
    """

    course: Course
    notes: tuple[Problem, ...]
    document: CourseDocument
    text: str


def _bytes_of(source: str | Path) -> bytes:
    name = str(source)
    try:
        if name == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CourseError([Problem("file.missing", {"found": name})], name) from None
    except (OSError, ValueError):
        raise CourseError([Problem("file.unreadable", {"found": name})], name) from None
    if len(data) > MAX_BYTES:
        raise CourseError([Problem("file.too_large", {"limit": MAX_BYTES // 1_000_000})], name)
    return data


def text_of(source: str | Path) -> str:
    """Return the text of a course file.

    Parameters
    ----------
    source
        A path, ``"-"`` for standard input, or the text itself (anything with a line break or a field in it).

    Raises
    ------
    CourseError
        When there is no such file, or it is empty, too large, binary, or not UTF-8.
    """
    if isinstance(source, str) and source != "-" and (not source or "\n" in source or ": " in source or source.lstrip().startswith("{")):
        if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise CourseError([Problem("file.too_large", {"limit": MAX_BYTES // 1_000_000})])
        text = source
    else:
        data = _bytes_of(source)
        controls = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
        if controls and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise CourseError([Problem("file.binary")], str(source))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise CourseError([Problem("file.encoding", {"byte": error.start + 1})], str(source)) from None
    if not text.strip():
        raise CourseError([Problem("file.empty")], None if source == text else str(source))
    return text


def read_course(source: str | Path) -> Reading:
    r"""Read one patient's course.

    Parameters
    ----------
    source
        A path to a YAML or JSON file, or to a table that `rechallenge.course.formats.csv` wrote; ``"-"`` for standard
        input; or the text of one of these.

    Returns
    -------
    Reading
        The course, with notes on all that was converted, assumed or doubted.

    Raises
    ------
    CourseError
        With all errors of the file at once, each with line, column, what was found and what was expected.

    Examples
    --------
    >>> reading = read_course("rechallenge: 1\nobservations: [{what: CRP, at: 5 d, value: normal}]")
    >>> reading.course.observations[0].high
    10.0
    """
    text = text_of(source)
    if text.startswith("record,"):
        from rechallenge.course.formats.csv import parse_table

        problems: list[Problem] = []
        root = parse_table(text)
    else:
        root, problems = parse_tree(text)
    document, places, shape_problems = shape(root)
    problems += shape_problems
    if document is None:
        raise CourseError(problems)
    context = Context(places, problems=problems, incomplete=any(p.path.startswith("treatments") for p in shape_problems))
    if document.rechallenge != str(VERSION):
        context.error("version.wrong", "rechallenge", found=document.rechallenge, expected=VERSION)
    course = understand(context, document)
    errors = [p for p in context.problems if p.severity == "error"]
    if errors:
        raise CourseError(errors)
    notes = sorted(context.problems, key=lambda p: (p.line or 0, p.column or 0))
    return Reading(course, tuple(notes), document, text)


def understand(context: Context, document: CourseDocument) -> Course:
    """Return the course that a document tells; what cannot be understood is recorded in the context as errors."""
    if document.anchor is not None:
        anchor_text = document.anchor
        context.anchor = context.attempt("anchor", lambda: anchor_of(anchor_text))
        if context.anchor is not None and "/" in anchor_text:
            context.note("time.french_date", "anchor", found=anchor_text, understood=context.anchor.isoformat())
    patient = understand_patient(context, document.patient)
    treatments = [understand_treatment(context, e, f"treatments[{i}]", patient.weight_kg) for i, e in enumerate(document.treatments)]
    treatments = one_moment(context, treatments)
    treatments = apply_switches(context, document.events, treatments)
    boundaries = boundaries_of(treatments)
    known = frozenset(t.drug for t in treatments if t.known)
    limits = understand_limits(context, document)
    observations, untimed = understand_observations(context, document.observations, boundaries, known, limits)
    course = Course(
        title=document.title or "",
        patient=patient,
        source=understand_source(document),
        conditions=understand_conditions(document),
        findings=(*understand_findings(context, document), *untimed),
        treatments=tuple(treatments),
        observations=observations,
        events=understand_events(context, document.events, boundaries),
        boundaries=boundaries,
        anchor=context.anchor.isoformat() if context.anchor else None,
        care=dict(document.care),
        criteria=understand_criteria(context, document),
        upper_limits=dict(limits.stated),
        simulated=None if document.simulated is None else dict(document.simulated),
    )
    check_doses(context, course, document)
    check_observations(context, course)
    check_span(context, course)
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
    return Reading(replace(course), tuple(context.problems), document, "")
