"""Which criteria to score on a course: those that are asked for, or those that it bears on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rechallenge.course.causality_items import contradiction
from rechallenge.course.mentions import said, status_of_diagnosis
from rechallenge.course.model import Course
from rechallenge.course.problems import CourseError
from rechallenge.criteria.reading import evidence_of
from rechallenge.criteria.score import Score, score_course
from rechallenge.formats.reading import read_course
from rechallenge.literature.classification import CriteriaSet, criteria_sets
from rechallenge.literature.drugs import folded


def relevant(course: Course) -> tuple[CriteriaSet, ...]:
    """Return the sets that a course bears on: its disease was diagnosed or ruled out, an item was given, or one with points is there.

    A raised CRP or urate points to nothing by itself, so values of the laboratory do not count here. Those of a diagnosis come
    first, and those of a disease that was ruled out last.
    """
    found: list[tuple[int, CriteriaSet]] = []
    for criteria in criteria_sets().values():
        diagnoses = [status_of_diagnosis(criteria.disease, c, criteria.disease_but_not) for c in course.conditions]
        named = [found.status for found in diagnoses if found is not None]
        own = [item for domain in criteria.domains for item in domain.items if not any(rule.observed for rule in item.rules)]
        own += criteria.sufficient
        given = {stated.item for stated in course.criteria} & {item.id for item in criteria.items}
        if named or given or any(evidence_of(item, course).status == "present" and item.weight != 0 for item in own):
            found.append((0 if "present" in named else 2 if named and set(named) == {"absent"} else 1, criteria))
    return tuple(criteria for _, criteria in sorted(found, key=lambda pair: pair[0]))


def criteria_named(name: str) -> CriteriaSet | None:
    """Return the criteria that a name or a disease means ("ssc_2013", "sclérodermie"), or None.

    >>> criteria_named("Systemic sclerosis").name, criteria_named("lupus")
    ('ssc_2013', None)
    """
    known = criteria_sets()
    return known.get(folded(name).replace(" ", "_")) or next((c for c in known.values() if said(c.disease, name)), None)


def score(case: str | Path, criteria: Iterable[str] = ()) -> tuple[Score, ...]:
    """Score classification criteria on a course file; the work of ``rechallenge score``.

    Parameters
    ----------
    case
        A course file, as `rechallenge.formats.reading.read_course` takes it.
    criteria
        Names or diseases; those that the course bears on when none is given.

    Raises
    ------
    CourseError
        With all that is wrong with the file, and with items that it gives against its own findings.
    ValueError
        When there are no criteria of such a name.
    """
    course = read_course(case).course
    chosen = [(name, criteria_named(name)) for name in criteria]
    unknown = [name for name, found in chosen if found is None]
    if unknown:
        raise ValueError(f"no such criteria: {', '.join(unknown)} (known: {', '.join(criteria_sets())})")
    scores = tuple(score_course(found, course) for _, found in chosen if found is not None) if chosen else score_relevant(course)
    stated = {s.item: s for s in course.criteria}
    against = [contradiction(stated[i.id], ", ".join(e.because)) for s in scores for i, e in s.contradictions]
    if against:
        raise CourseError({problem.path: problem for problem in against}.values())
    return scores


def score_relevant(course: Course) -> tuple[Score, ...]:
    """Score the sets that a course bears on."""
    return tuple(score_course(criteria, course) for criteria in relevant(course))
