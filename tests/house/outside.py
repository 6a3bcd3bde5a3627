"""The program with what a fit finds stood in for: every other part of a report, of an answer and of the page is the program's own.

Called with the arguments of the command line; with ``page`` and a course, it prints what the page shows of it as JSON.
"""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np

from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.questions.answer import Band

LAST_DAY = 14.0
FOUND = {
    "days": np.array([0.0, LAST_DAY]),
    "levels": {"saa": Band(np.array([0.0, LAST_DAY]), *([np.array([300.0, 10.0])] * 5), "mg/L")},
    "marker_without_drug": {},
    "parameters": (),
    "diagnostics": Diagnostics("nuts", 1.004, 1240.0, 0, None, 4000, starts_agree=True),
    **dict.fromkeys(("checks", "prior_checks", "event_checks", "learned"), ()),
    "problem": SimpleNamespace(end_day=LAST_DAY),
    "as_bytes": lambda: b"no posterior",
}


def fitted(*_: object, **__: object) -> SimpleNamespace:
    return SimpleNamespace(**FOUND)


def answered(course: object, fit: object, **_: object) -> dict[str, Any]:
    """Answer the question that was added; those of the package need draws."""
    from rechallenge.questions.registry import questions

    return {each.name: each.compute(SimpleNamespace(fit=fit)) for each in questions() if each.name == "reach"}  # type: ignore[arg-type]


def page_of(path: str, code: str) -> dict[str, object]:
    """What the page shows of a file that is opened there, and offers in this language."""
    from rechallenge.formats.reading import Source, read_course
    from rechallenge.presentation.language import Language
    from rechallenge.web.answering import shown_answers
    from rechallenge.web.findings import Findings, FitView
    from rechallenge.web.page import page
    from rechallenge.web.record import opened
    from rechallenge.web.suggesting import suggestions, variables

    with open(path, encoding="utf-8") as file:
        text = file.read()
    course, fit, language = read_course(Source(text)).course, fitted(), Language(code)
    findings = Findings("laplace", answered(course, fit), FitView.of(fit), None)  # type: ignore[arg-type]
    return {
        "opened": opened(text).document,
        "page": page(code).render()["html"],
        "means": variables()["serum amyloid a"],
        "offers": suggestions(language)["value-saa"],
        "answers": shown_answers(course, findings, language),
    }


def main() -> None:
    if sys.argv[1] == "page":
        print(json.dumps(page_of(*sys.argv[2:])))
        return
    from rechallenge import questions
    from rechallenge.cli import main as program
    from rechallenge.report import asking, job

    with patch.object(job, "fitted", fitted), patch.object(asking, "fitted", fitted), patch.object(questions, "answer_all", answered):
        program()


if __name__ == "__main__":
    main()
