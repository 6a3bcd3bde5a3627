"""The regimens of one patient that no other beats, searched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.report.cache import Cache
from rechallenge.report.fitting import fitted
from rechallenge.report.steps import OnProgress, Step, silent

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language
    from rechallenge.questions.regimen.frontier import Frontier, TriedRegimen
    from rechallenge.questions.regimen.search_space import Limits


def best_regimens(
    case: str | Path,
    limits: Limits | None = None,
    *,
    seed: int = 0,
    quick: bool = False,
    on_progress: OnProgress = silent,
    cache: Cache | None = None,
) -> Frontier:
    """Search the regimens that take less drug and steroid for little more risk of relapse.

    Parameters
    ----------
    case
        Path of the course file, ``"-"`` for standard input, or the text itself.
    limits
        What is not to be done (`rechallenge.questions.regimen.search_space.Limits`).
    seed, quick, on_progress, cache
        As for `rechallenge.make_report`, whose fit is used when there is one.

    Raises
    ------
    CourseError
        The course is wrong, or holds no drug whose regimen could be searched.
    """
    from rechallenge.course.problems import CourseError, Problem
    from rechallenge.formats.reading import read_course, source_of

    source = source_of(case)
    reading = read_course(source)
    course = reading.course
    if not any(treatment.known and treatment.steps for treatment in course.treatments):
        raise CourseError([Problem("regimen.none")])
    on_progress(Step("read", 1.0, notes=reading.notes))
    fit = fitted(course, source.text, "laplace" if quick else "nuts", seed, on_progress=on_progress, store=cache or Cache())
    from rechallenge.questions.forecast_start import ForecastStart
    from rechallenge.questions.regimen.search import search

    return search(ForecastStart.of(course, fit, seed=seed), limits, on_progress=lambda done: on_progress(Step("answers", done)))


def regimen_text(point: TriedRegimen, frontier: Frontier, language: Language) -> str:
    """Name a regimen of a frontier, marked where this patient never had it."""
    from rechallenge.questions.regimen.search import named

    name = language.message(named(point.choice, frontier.drug, frontier.steroid_mg_per_day))
    return name if point.tried else f"{name} ({language.text('advice.extrapolated')})"


def frontier_record(frontier: Frontier, language: Language) -> dict[str, object]:
    """Write a frontier as plain JSON values, its fields named as those of ``answers.json``."""

    def entry(point: TriedRegimen) -> dict[str, object]:
        return {
            "regimen": regimen_text(point, frontier, language),
            "p_relapse_90d": point.risk.value,
            "p_relapse_90d_interval": [point.risk.low, point.risk.high],
            "drug_mg_per_week": point.drug_mg_per_week,
            "injections_per_week": point.injections_per_week,
            "prednisone_mg_per_day": point.prednisone_mg_per_day,
            "lowest_prednisone_mg": point.lowest_prednisone_mg,
            "dose_mg": point.choice.dose_mg,
            "every_days": None if point.choice.dose_mg is None else point.choice.every_days,
            "current": point.is_current,
            "tried": point.tried,
            "reasons": [language.message(reason) for reason in point.reasons],
            "warnings": [language.message(warning) for warning in point.warnings],
        }

    return {
        "drug": frontier.drug,
        "horizon_days": frontier.horizon_days,
        "n_tried": frontier.n_tried,
        "withheld": [language.message(reason) for reason in frontier.withheld],
        "notes": [language.message(note) for note in frontier.notes],
        "current": entry(frontier.current),
        "frontier": [entry(point) for point in frontier.points],
    }
