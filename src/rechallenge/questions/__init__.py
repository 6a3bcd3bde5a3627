"""The questions that a course can answer, one folder each, registered (`rechallenge.questions.registry`).

In a folder ``answer.py`` holds the types of its answers, ``compute.py`` computes them and knows no language, ``__init__.py`` is the
`Question` (`rechallenge.questions.base`), and the other modules show it. What several questions use lies beside the folders.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from rechallenge.execution import Executors, threads

if TYPE_CHECKING:
    from rechallenge.course.model import Course
    from rechallenge.inference.fit import Fit
    from rechallenge.inference.problem import InferenceProblem
    from rechallenge.ledger.statement import Ledger
    from rechallenge.questions.answer import Answer


def prepare(course: Course, problem: InferenceProblem) -> None:
    """Compile what the answers will ask of a fit, to be called in a thread while the fit is being made."""
    import numpy as np

    from rechallenge.inference.forecast import forecast, plan
    from rechallenge.inference.paths import paths
    from rechallenge.questions.forecasts import HORIZON_DAYS

    works = np.ones((1, max(len(problem.layout.exposures), 1)))
    past = paths(problem, np.zeros((1, problem.layout.size)), works)
    forecast(problem, past, works, plan(problem, (), HORIZON_DAYS), HORIZON_DAYS, 0)


def answer_all(
    course: Course,
    fit: Fit,
    *,
    ledger: Ledger | None = None,
    seed: int = 0,
    names: Collection[str] = (),
    executor: Executors = threads,
) -> dict[str, tuple[Answer, ...]]:
    """Answer every question that can be asked of a fitted course.

    Parameters
    ----------
    course, fit
        The course, and its fit.
    ledger
        What became of each statement of the record: answers warn of those that are only shown and would bear on them. None for a course
        that was not read from a record.
    seed
        Of the spontaneous activity after the record; all regimens meet the same.
    names
        Of the questions; all of them when not given.
    executor
        Gives what runs the draws of a forecast side by side.

    Returns
    -------
    dict
        Answers by the name of the question, in the order of the report: one a drug where the question is about a drug.
    """
    # Here and not at the top: the report reads the types of answers without loading JAX.
    from rechallenge.ledger.statement import Ledger
    from rechallenge.questions.bearing import warned
    from rechallenge.questions.forecasts import Forecasts
    from rechallenge.questions.registry import questions

    known = Ledger() if ledger is None else ledger
    forecasts = Forecasts(course, fit, seed, executor)
    asked = [question for question in questions() if question.applies(course) and (not names or question.name in names)]
    return {question.name: warned(question, question.compute(forecasts), known) for question in asked}
