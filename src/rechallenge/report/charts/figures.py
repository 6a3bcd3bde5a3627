"""Which charts a report has."""

from __future__ import annotations

from collections.abc import Callable

from rechallenge.course.model import Course
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import Spec
from rechallenge.questions.answer import Answer
from rechallenge.report.charts.curves import response_chart, withdrawal_chart
from rechallenge.report.charts.evidence import attribution_chart
from rechallenge.report.charts.forest import forest_chart
from rechallenge.report.charts.intervals import analogy_chart, dependence_chart
from rechallenge.report.charts.phases import phases_chart
from rechallenge.report.charts.regimen import regimen_chart
from rechallenge.report.charts.timeline import timeline
from rechallenge.report.inputs import Answers, Fit

CHARTS: dict[str, Callable[[Answer, Language], Spec | None]] = {
    "response": response_chart,
    "attribution": attribution_chart,
    "dependence": dependence_chart,
    "withdrawal": withdrawal_chart,
    "regimen": regimen_chart,
    "analogy": analogy_chart,
}


def figure_name(question: str, number: int) -> str:
    """Name of the chart of the `number`-th answer to a question."""
    return f"{question}-{number}"


def phases_name(number: int) -> str:
    """Name of the chart of the phases with and without the `number`-th drug."""
    return f"phases-{number}"


def drugs_of(answers: Answers) -> tuple[str, ...]:
    """Drugs under question, in order."""
    return tuple(dict.fromkeys(a.drug for found in answers.values() for a in found if a.drug is not None))


def report_charts(course: Course, answers: Answers, fit: Fit | None, language: Language) -> dict[str, Spec]:
    """Specifications of all charts of a report by name; an answer whose curves are missing has none."""
    charts = {"timeline": timeline(course, fit, drugs_of(answers), language)}
    for question, make in CHARTS.items():
        for number, answer in enumerate(answers.get(question, ())):
            spec = make(answer, language)
            if spec is not None:
                charts[figure_name(question, number)] = spec
    for number, answer in enumerate(answers.get("attribution", ())):
        if (phases := phases_chart(answer, language)) is not None:
            charts[phases_name(number)] = phases
    # The published outcomes are the same whatever the drug: one forest is enough.
    forests = (forest_chart(answer, language) for answer in answers.get("analogy", ()))
    if (forest := next((spec for spec in forests if spec is not None), None)) is not None:
        charts["forest"] = forest
    return charts
