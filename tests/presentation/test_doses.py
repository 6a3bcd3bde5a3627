"""How doses read is said once, for the terminal, the report and its charts."""

from __future__ import annotations

import pytest

from rechallenge.course.model import DoseStep
from rechallenge.course.times import When
from rechallenge.presentation.doses import dose_words
from rechallenge.presentation.language import Language


@pytest.mark.parametrize(
    ("dose", "every", "last", "english", "french"),
    [
        (100.0, 1.0, None, "100 mg/day", "100 mg/j"),
        (20.0, 1.0, 6.0, "20 → 6 mg/day", "20 → 6 mg/j"),
        (20.0, 1.0, 20.0, "20 mg/day", "20 mg/j"),
        (150.0, 28.0, None, "150 mg every 28 days", "150 mg tous les 28 jours"),
        (0.5, 0.5, None, "0.5 mg, 2 times a day", "0,5 mg, 2 fois par jour"),
        (300.0, None, None, "300 mg once", "300 mg une fois"),
        (None, 1.0, None, "dose not recorded", "dose non précisée"),
        (None, 28.0, None, "dose not recorded, every 28 days", "dose non précisée, tous les 28 jours"),
    ],
)
def test_a_step_reads_as_its_dose_and_spacing(
    dose: float | None, every: float | None, last: float | None, english: str, french: str
) -> None:
    step = DoseStep(dose, every, When(0.0, 0.0), None if every is None else When(40.0, 40.0), last)
    assert [dose_words(step, Language(code)).replace("\u00a0", " ") for code in ("en", "fr")] == [english, french]
