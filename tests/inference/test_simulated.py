"""The four simulated courses are judged as their truth deserves."""

from __future__ import annotations

import pytest

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.inference.fitting import fit_course

VERDICTS = {
    "simulated-responder": (0.9, 1.0),
    "simulated-non-responder": (0.0, 0.2),
    "simulated-coincidence": (0.2, 0.9),
    "simulated-ambiguous": (0.2, 0.9),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", VERDICTS)
def test_the_full_fit_judges_a_simulated_course_as_its_truth_deserves(name: str) -> None:
    low, high = VERDICTS[name]
    assert low <= fit_course(read_course(case_path(name)).course).weights["works"] <= high
