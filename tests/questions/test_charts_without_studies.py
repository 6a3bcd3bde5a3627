"""A drug of which nothing was published has no forest of studies."""

from __future__ import annotations

from dataclasses import replace

from rechallenge.presentation.language import Language
from rechallenge.questions.analogy.answer import AnalogyAnswer
from rechallenge.questions.registry import questions
from tests.report.fixtures import answers


def test_a_drug_without_published_outcomes_has_no_chart_of_them() -> None:
    (answer,) = (each for given in answers().values() for each in given if isinstance(each, AnalogyAnswer))
    (question,) = (each for each in questions() if each.name == "analogy")
    assert answer.published is None
    assert question.charts(replace(answer, table=()), 1, Language("en")) == {}
