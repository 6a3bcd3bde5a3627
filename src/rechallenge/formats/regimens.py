"""Reading a regimen to try on paper, written as the treatments of a course are."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rechallenge.course.draft import Draft
from rechallenge.course.model import Course
from rechallenge.course.planned_regimen import PlannedRegimen, no_regimen, stopped, understand_regimen
from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.reading import Source, draft_of, source_of


def read_regimen(source: str | Path | Source, course: Course) -> PlannedRegimen:
    """Read a regimen: ``treatments`` as in a course file, with times from today.

    Parameters
    ----------
    source
        A path, ``"-"``, or the text. It may be the list of treatments alone. A treatment without ``from`` begins today, one without ``to``
        does not end.
    course
        The course that it would follow; doses by weight use its patient.

    Raises
    ------
    CourseError
        With all errors at once.

    Examples
    --------
    >>> regimen = read_regimen("treatments: [{drug: anakinra, dose: 100 mg, every: 2 d}]", Course("a course"))
    >>> regimen.treatments[0].steps[0].every_days
    2.0
    """
    return understand_regimen(_draft(source), course)


_LIST = re.compile(r"\A(?:\s*#[^\n]*\n|\s*\n)*\s*(?:-\s|\[)")


def _draft(source: str | Path | Source) -> Draft:
    """Read the draft of a regimen, which may be a bare list of treatments."""
    given = source_of(source)
    if not _LIST.match(given.text):
        try:
            return draft_of(given)
        except CourseError as error:
            if any(problem.code == "yaml.not_a_course" for problem in error.problems):
                raise CourseError([replace(no_regimen(), place=problem.place) for problem in error.problems]) from None
            raise
    # under a name of its own the list is one of named fields; a line above it keeps its columns right, and its lines are one too high
    text = textwrap.indent(given.text, " ") if given.text.lstrip().startswith("[") else given.text
    draft = draft_of(Source(f"treatments:\n{text}", given.name))
    for places in (draft.places, draft.names):
        for path, place in places.items():
            places[path] = replace(place, line=max((place.line or 1) - 1, 1))
    problems = [p if p.place is None else replace(p, place=replace(p.place, line=max((p.line or 1) - 1, 1))) for p in draft.problems]
    return replace(draft, problems=problems)


def changed(course: Course, stops: Sequence[str], source: str | Path | None) -> PlannedRegimen:
    """Make one regimen of a regimen to read (None for none) and of stops such as ``anakinra@today``.

    Raises
    ------
    CourseError
        With all errors of both at once; also when a drug is both stopped and given.
    """
    problems: list[Problem] = []
    regimen = PlannedRegimen(())
    try:
        regimen = regimen if source is None else read_regimen(source, course)
    except CourseError as error:
        problems += error.problems
    treatments = list(regimen.treatments)
    for written in stops:
        try:
            treatment = stopped(course, written)
        except CourseError as error:
            problems += error.problems
            continue
        if any(other.drug == treatment.drug for other in treatments):
            problems.append(Problem("regimen.twice", {"drug": treatment.drug}))
        treatments.append(treatment)
    if problems:
        raise CourseError(problems, str(source) if isinstance(source, Path) else None)
    return PlannedRegimen(tuple(treatments), regimen.notes)
