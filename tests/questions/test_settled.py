"""A number that other draws might change by more than a tenth of its interval is marked, in the report and in the file."""

from __future__ import annotations

import pytest

from rechallenge.inference.summary import Estimate
from rechallenge.presentation.language import Language
from rechallenge.questions.quantities import number_row
from rechallenge.report.answers_json import _keyed

MARKS = {"en": "±3% by chance of the computation: not settled", "fr": "±3\u202f% par le hasard du calcul\u00a0: non stabilisé"}


@pytest.mark.parametrize("language", MARKS)
def test_an_unsettled_number_is_marked_and_a_settled_one_is_not(language: str) -> None:
    tongue = Language(language)
    unsettled, settled = (Estimate(0.4, 0.3, 0.5, "probability", error=error) for error in (0.03, 0.019))
    row = number_row("", unsettled, None, tongue, None)
    assert MARKS[language].replace("\u202f", " ").replace("\u00a0", " ") in row.interval.replace("\u202f", " ").replace("\u00a0", " ")
    assert "±" not in number_row("", settled, None, tongue, None).interval
    written = _keyed("p", unsettled, tongue)
    assert written["p_error"] == 0.03
    assert "±" in written["p_note"]
    assert "p_note" not in _keyed("p", settled, tongue)


def test_where_no_error_was_computed_the_file_states_none() -> None:
    assert set(_keyed("p", Estimate(0.4, 0.3, 0.5), Language("en"))) == {"p", "p_interval"}
