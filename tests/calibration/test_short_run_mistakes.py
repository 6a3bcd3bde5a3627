"""The short calibration of `test_short_run` catches the program when it is wrong: mistakes made on purpose."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from studies.calibration.replicates import LayOut
from tests.calibration import wrong
from tests.calibration.short_run import LEVEL, p_uniform, ranks_of


class Mistake(NamedTuple):
    """A wrong problem, the quantity whose ranks show it, and how many patients are enough for a p-value far below the level."""

    lay_out: LayOut
    shows_in: str
    patients: int


MISTAKES = [
    Mistake(wrong.limits_and_words_dropped, "fit to CRP as limits and words", 8),
    Mistake(wrong.limits_and_words_flipped, "fit to CRP as limits and words", 8),
    Mistake(wrong.half_life_halved, "crp_half_life_h", 8),
    Mistake(wrong.uncertain_times_at_their_middle, "day of the first stop", 18),
]
NAMED = [pytest.param(mistake, id=mistake.lay_out.__name__) for mistake in MISTAKES]
EACH = [
    pytest.param(mistake, patient, id=f"{mistake.lay_out.__name__}-{patient}")
    for mistake in MISTAKES
    for patient in range(mistake.patients)
]


@pytest.mark.parametrize(("mistake", "patient"), EACH)
def test_a_mistake_lets_every_patient_be_fitted(mistake: Mistake, patient: int) -> None:
    assert 0.0 <= ranks_of(patient, mistake.lay_out)[mistake.shows_in] <= 1.0


@pytest.mark.parametrize("mistake", NAMED)
def test_a_mistake_made_on_purpose_is_caught(mistake: Mistake) -> None:
    assert p_uniform(mistake.shows_in, mistake.patients, mistake.lay_out) < LEVEL
