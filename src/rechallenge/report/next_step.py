"""What would settle it, within limits of the reader's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.report.cache import Cache
from rechallenge.report.fitting import fitted
from rechallenge.report.steps import OnProgress, Step, silent

if TYPE_CHECKING:
    from rechallenge.questions.next.answer import NextAnswer


def next_step(
    case: str | Path,
    *,
    within_days: float | None = None,
    most_disease_days: float | None = None,
    most_steroid_mg: float | None = None,
    most_visits: int | None = None,
    seed: int = 0,
    quick: bool = False,
    on_progress: OnProgress = silent,
    cache: Cache | None = None,
) -> NextAnswer:
    """Tell which act and which measurement would tell most about which drugs act.

    Parameters
    ----------
    case
        Path of the course file, ``"-"`` for standard input, or the text itself.
    within_days
        Days by which the last measurement is to be made; without a limit, 90.
    most_disease_days
        Expected days of active disease until then, beyond those of going on as now.
    most_steroid_mg
        Prednisone until then, in milligrams.
    most_visits
        Visits for measurements that the patient cannot make at home.
    seed, quick, on_progress, cache
        As for `rechallenge.make_report`, whose fit is used when there is one.

    Raises
    ------
    CourseError
        The course is wrong.
    ValueError
        A limit is below 0.
    """
    from rechallenge.formats.reading import read_course, source_of
    from rechallenge.ledger.build import ledger_of_reading
    from rechallenge.questions.bearing import warned
    from rechallenge.questions.forecasts import Forecasts
    from rechallenge.questions.next import WhatNext
    from rechallenge.questions.next.answer import NextLimits
    from rechallenge.questions.next.compute import next_step as ask

    limits = NextLimits(within_days=within_days, disease_days=most_disease_days, steroid_mg=most_steroid_mg, visits=most_visits)
    source = source_of(case)
    reading = read_course(source)
    on_progress(Step("read", 1.0, notes=reading.notes))
    fit = fitted(reading.course, source.text, "laplace" if quick else "nuts", seed, on_progress=on_progress, store=cache or Cache())
    (answer,) = warned(WhatNext(), [ask(Forecasts(reading.course, fit, seed), limits)], ledger_of_reading(reading))
    return answer
