"""The forest plot and the section about like diseases."""

from __future__ import annotations

import re

import pytest

from rechallenge.analogy.forest import forest, jeffreys
from rechallenge.formats.reading import read_course
from rechallenge.literature.evidence import evidence
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Figure, Table, Text
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import DARK
from rechallenge.questions.analogy import Analogy
from rechallenge.questions.analogy.answer import AnalogyAnswer
from rechallenge.questions.analogy.compute import analogy
from rechallenge.questions.analogy.forest import forest_chart
from rechallenge.questions.analogy.like_diseases import like_diseases
from rechallenge.questions.forecasts import Forecasts
from rechallenge.report.charts.render import draw
from tests.questions.conftest import RESPONDER, made_fit


@pytest.fixture(scope="module")
def answer() -> AnalogyAnswer:
    fit = made_fit(read_course(RESPONDER.replace("title: A", "conditions: [calcinosis]\ntitle: A")).course, 3.0)
    (found,) = analogy(Forecasts(fit.course, fit))
    return found


@pytest.mark.oracle
def test_the_interval_of_a_count_is_jeffreys_as_published() -> None:
    """Brown, Cai and DasGupta 2001 (Stat Sci 16:101), table 5, holds 95 %; ours is the 90 % of the same law: Beta(5.5, 10.5)."""
    share, low, high = jeffreys(5, 15)
    assert share == pytest.approx(1 / 3)
    assert (low, high) == pytest.approx((0.1668, 0.5435), abs=2e-3)
    assert jeffreys(3, 3)[2] == 1.0
    assert jeffreys(0, 3)[1] == 0.0


def test_every_disease_has_a_line_and_every_study_with_responders_has_one() -> None:
    rows = forest()
    assert [row.disease for row in rows if row.study is None] == [*evidence().diseases, None]
    assert {row.study for row in rows if row.study} == {study.identifier for study in evidence().studies if study.responses}
    assert all(row.low <= row.share <= row.high for row in rows)


@pytest.mark.oracle
@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_forest_is_valid_vega_lite_and_can_be_told_in_grey(answer: AnalogyAnswer, code: str) -> None:
    import altair

    language = Language(code)
    assert answer.published is not None
    spec = forest_chart(answer.forest, answer.published.disease, language)
    altair.Chart.from_dict(spec, validate=True)
    svg = draw({"forest": spec}, language)["forest"].svg
    drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', svg))
    assert drawn <= set(DARK)
    marks = {layer["mark"]["shape"] for layer in spec["layer"] if layer["mark"].get("type") == "point"}
    assert marks == {"square", "diamond"}, "studies and diseases differ in shape and not in colour alone"
    assert language.text("forest.own") in svg


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_section_tells_what_was_published_and_what_the_answer_owes_to_it(answer: AnalogyAnswer, code: str) -> None:
    context = Composition(language=Language(code), drawn=frozenset({"forest"}))
    blocks = list(like_diseases(answer, context))
    (table,) = (block for block in blocks if isinstance(block, Table))
    assert len(table.rows) == 8
    assert sum(isinstance(block, Figure) for block in blocks) == 1
    said = " ".join(block.text for block in blocks if isinstance(block, Text))
    assert "{" not in said
    assert not re.search(r"\b(?:published|borrowing|assumed|forest)\.\w", said + " ".join(cell.text for row in table.rows for cell in row))
    cited = len(context.citations.listing("en").entries)
    assert cited == len(answer.sources) + 1


def test_a_drug_that_is_no_blocker_has_no_forest() -> None:
    fit = made_fit(
        read_course(
            RESPONDER.replace("drug: anakinra", "drug: colchicine").replace("100 mg", "1 mg").replace("    route: sc\n", "")
        ).course,
        0.0,
    )
    (found,) = analogy(Forecasts(fit.course, fit))
    assert found.published is None
    assert list(Analogy().charts(found, 0, Language("en"))) == ["analogy-0"]
