"""A short simulation-based calibration by the first answer: it holds for the program as it is.

That it catches the program when it is wrong is shown in `test_short_run_mistakes`; the long one, with the sampler, is docs/calibration.md.
"""

from __future__ import annotations

import pytest

from rechallenge.inference.problem import build_problem
from tests.calibration.short_run import LEVEL, p_uniform, ranks_of

PATIENTS = range(48)


@pytest.mark.parametrize("patient", PATIENTS)
def test_every_quantity_of_a_patient_has_a_rank(patient: int) -> None:
    ranks = ranks_of(patient, build_problem)
    assert ranks.keys() == ranks_of(PATIENTS[0], build_problem).keys()
    assert all(0.0 <= rank <= 1.0 for rank in ranks.values())


def test_the_truth_stands_anywhere_among_the_draws() -> None:
    assert {name: p for name in ranks_of(PATIENTS[0], build_problem) if (p := p_uniform(name, len(PATIENTS), build_problem)) < LEVEL} == {}
