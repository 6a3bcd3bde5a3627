"""The sources of the package, or those that a report on one course may cite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.literature.references import Reference, references

_METHODS = ("hoffman2014", "delmoral2006", "vehtari2021", "vehtari2024", "kass1995")


def sources(case: str | Path | None = None) -> tuple[Reference, ...]:
    """Return sources; the work of ``rechallenge references``.

    Parameters
    ----------
    case
        A course file: only its own publication and what a report on it may cite. None: all sources of the package.

    Raises
    ------
    CourseError
        With all that is wrong with the file.
    """
    return tuple(references().values()) if case is None else sources_of(read_course(case).course)


def sources_of(course: Course) -> tuple[Reference, ...]:
    """Return what a report on a course may cite, in the order of the report: what it says, its parameters, its methods."""
    from rechallenge.presentation.language import Language
    from rechallenge.report.sections.context import ReportContext
    from rechallenge.report.sections.whole import compose
    from rechallenge.vocabulary.languages import base

    context = ReportContext(course=course, answers={}, fit=None, language=Language(base().code), version="", seed=0)
    compose(context)
    for identifier in (*_parameters(course), *_METHODS):
        context.citations.number(identifier)
    return context.citations.cited


def _parameters(course: Course) -> Iterator[str]:
    from rechallenge.literature.generic import acts_by_dates, generic_model
    from rechallenge.literature.parameters import disease_parameters
    from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model
    from rechallenge.outcomes import outcome_parameters, outcomes

    recorded = {o.outcome for o in course.observations}
    followed = [each for each in outcomes().values() if each.always or each in recorded]
    named = [*disease_parameters().values(), *outcome_parameters(followed).values()]
    for drug in dict.fromkeys(t.drug for t in course.treatments if t.drug in KINETIC_DRUGS):
        model = drug_model(drug)
        into_vein = any(model.goes_into_vein(t.route) for t in course.treatments if t.drug == drug)
        named += (model.intravenous() if into_vein else model).parameters.values()
    for drug in dict.fromkeys(t.drug for t in course.treatments if t.steps and acts_by_dates(t.drug)):
        named += generic_model(drug).parameters.values()
    yield from (parameter.source for parameter in named if parameter.source is not None)
