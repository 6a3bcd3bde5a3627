"""Answers to some of the questions on one course, without a report."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.report.cache import Cache
from rechallenge.report.fitting import fitted
from rechallenge.report.steps import OnProgress, Step, silent

if TYPE_CHECKING:
    from rechallenge.questions.answer import Answer


def ask(
    case: str | Path,
    names: Collection[str] = (),
    *,
    seed: int = 0,
    quick: bool = False,
    on_progress: OnProgress = silent,
    cache: Cache | None = None,
) -> dict[str, tuple[Answer, ...]]:
    """Answer questions on a course.

    Parameters
    ----------
    case
        Path of the course file, ``"-"`` for standard input, or the text itself.
    names
        Which (`rechallenge.questions.registry.questions` lists them); all of them when not given.
    seed, quick, on_progress, cache
        As for `rechallenge.make_report`, whose fit is used when there is one.

    Returns
    -------
    dict
        Answers by the name of their question.

    Raises
    ------
    CourseError
        The course is wrong.
    ValueError
        There is no question of a name.
    """
    from rechallenge.formats.reading import read_course, source_of
    from rechallenge.questions.registry import questions

    known = [question.name for question in questions()]
    if absent := [name for name in names if name not in known]:
        raise ValueError(f"no such question: {', '.join(absent)}; there are {', '.join(known)}")
    source = source_of(case)
    reading = read_course(source)
    course = reading.course
    on_progress(Step("read", 1.0, notes=reading.notes))
    fit = fitted(course, source.text, "laplace" if quick else "nuts", seed, on_progress=on_progress, store=cache or Cache())
    from rechallenge.ledger.build import ledger_of_reading
    from rechallenge.questions import answer_all

    return answer_all(course, fit, ledger=ledger_of_reading(reading), seed=seed, names=names)
