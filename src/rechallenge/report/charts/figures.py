"""Which charts a report has."""

from __future__ import annotations

from rechallenge.course.model import Course
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec
from rechallenge.questions.base import Answers
from rechallenge.questions.registry import answered, drugs_of
from rechallenge.report.charts.timeline import timeline
from rechallenge.report.inputs import ReportedFit


def report_charts(course: Course, answers: Answers, fit: ReportedFit | None, language: Language) -> dict[str, Spec]:
    """Specifications of all charts of a report by name: the timeline, and those of each answer."""
    marks = next((found for question, _, answer in answered(answers) if (found := tuple(question.marks(answer)))), ())
    charts = {"timeline": timeline(course, fit, drugs_of(answers), language, marks=marks)}
    for question, number, answer in answered(answers):
        charts.update(question.charts(answer, number, language))
    return charts
