"""The risk of relapse under a regimen of the reader's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.report.cache import Cache
from rechallenge.report.fitting import fitted
from rechallenge.report.steps import OnProgress, Step, silent

if TYPE_CHECKING:
    from rechallenge.questions.answer import Answer


def what_if(
    case: str | Path,
    *,
    stop: Sequence[str] = (),
    regimen: str | Path | None = None,
    horizon_days: float = 90.0,
    seed: int = 0,
    quick: bool = False,
    on_progress: OnProgress = silent,
    cache: Cache | None = None,
) -> Answer:
    """Tell what would happen if the treatment were changed today, the end of the record.

    Parameters
    ----------
    case
        Path of the course file, ``"-"`` for standard input, or the text itself.
    stop
        Drugs to stop, and when: ``"anakinra@today"``, ``"prednisone@14 d"``.
    regimen
        Path or text of a regimen (`rechallenge.formats.regimens.read_regimen`). Drugs that neither it nor `stop` names go on.
    horizon_days
        How far to look.
    seed, quick, on_progress, cache
        As for `rechallenge.make_report`, whose fit is used when there is one.

    Raises
    ------
    CourseError
        The course, the regimen or a stop is wrong.
    ValueError
        Neither `stop` nor `regimen` says what to change.
    """
    from rechallenge.formats.reading import read_course, source_of
    from rechallenge.formats.regimens import changed
    from rechallenge.ledger.build import ledger_of_reading

    source = source_of(case)
    reading = read_course(source)
    course = reading.course
    if not stop and regimen is None:
        raise ValueError("say what changes: a drug to stop, or a regimen")
    plan = changed(course, stop, regimen)
    on_progress(Step("read", 0.5, notes=reading.notes))
    on_progress(Step("read", 1.0, notes=plan.notes, source=str(regimen) if isinstance(regimen, Path) else None))
    fit = fitted(course, source.text, "laplace" if quick else "nuts", seed, on_progress=on_progress, store=cache or Cache())
    from rechallenge.questions.whatif.compute import what_if as ask

    return ask(course, fit, plan, horizon_days=horizon_days, seed=seed, ledger=ledger_of_reading(reading))
