"""Reading a regimen to try on paper, written as the treatments of a course are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rechallenge.course.model import Course
from rechallenge.course.planned_regimen import PlannedRegimen, stopped, understand_regimen
from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats.reading import Source, draft_of


def read_regimen(source: str | Path | Source, course: Course) -> PlannedRegimen:
    """Read a regimen: ``treatments`` as in a course file, with times from today.

    Parameters
    ----------
    source
        A path, ``"-"``, or the text. A treatment without ``from`` begins today, one without ``to`` does not end.
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
    return understand_regimen(draft_of(source), course)


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
