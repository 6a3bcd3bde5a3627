"""From answers to the files of a report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from rechallenge.course.model import Course
from rechallenge.execution import threads
from rechallenge.folders import replace_folder, reserved
from rechallenge.ledger.statement import Ledger
from rechallenge.presentation.language import Language, Note
from rechallenge.questions.base import Answers
from rechallenge.report.answers_json import answers_document
from rechallenge.report.charts.figures import report_charts
from rechallenge.report.charts.render import draw
from rechallenge.report.html import render_html
from rechallenge.report.inputs import ReportedFit
from rechallenge.report.pdf import render_pdf
from rechallenge.report.sections.context import ReportContext
from rechallenge.report.sections.whole import compose


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """A report in its forms: the page, the paper, the answers for programs, and the half page on top as text for the chart."""

    html: str
    pdf: bytes
    answers: Mapping[str, object]
    text: str


def build_report(
    course: Course,
    answers: Answers,
    fit: ReportedFit | None,
    *,
    language: str | Language,
    notes: Sequence[Note] = (),
    ledger: Ledger | None = None,
    version: str,
    seed: int = 0,
    executor: Executor | None = None,
) -> ReportFiles:
    """Write the report on one patient.

    Parameters
    ----------
    course, answers, fit
        The record, the answers by question, and the fit that they came from.
    language
        Its code, such as ``fr``, or the language itself.
    notes
        What reading the file had to tell.
    ledger
        What became of each of its statements; None for a course that was not read from a record.
    version, seed
        What made the answers, so that they can be made again.
    executor
        What draws the charts; by default processes that are started for this report alone.
    """
    known = Ledger() if ledger is None else ledger
    words = Language(language) if isinstance(language, str) else language
    charts = report_charts(course, answers, fit, words)
    with threads(of_arrays=False) as pool:
        drawn = pool.submit(draw, charts, words, executor)
        document = compose(
            ReportContext(
                course=course,
                answers=answers,
                fit=fit,
                language=words,
                drawn=frozenset(charts),
                version=version,
                seed=seed,
                notes=notes,
                ledger=known,
            )
        )
        numbers = answers_document(course, answers, fit, language=words, version=version, case_name=course.title, seed=seed, ledger=known)
        pictures = drawn.result()
        pdf = pool.submit(render_pdf, document, pictures)
        return ReportFiles(render_html(document, pictures), pdf.result(), numbers, document.top.text)


def report_contents(files: ReportFiles) -> dict[str, bytes]:
    """Return the files of a report by name: ``report.html``, ``report.pdf``, ``answers.json`` and ``summary.txt``."""
    return {
        "report.html": files.html.encode("utf-8"),
        "report.pdf": files.pdf,
        "answers.json": (json.dumps(files.answers, ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode("utf-8"),
        "summary.txt": files.text.encode("utf-8"),
    }


def write_report(files: ReportFiles, folder: str | Path) -> tuple[Path, ...]:
    """Write ``report.html``, ``report.pdf``, ``answers.json`` and ``summary.txt`` into a folder, made when absent.

    All of them take the place of earlier ones at once, and are readable by their owner alone.

    Raises
    ------
    FolderError
        The folder cannot be written so (`rechallenge.folders.reserved`).
    """
    target, contents = Path(folder), report_contents(files)
    with reserved(target, contents):
        replace_folder(target, contents)
    return tuple(target / name for name in contents)
