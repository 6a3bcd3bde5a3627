"""The four simulated courses: made again from their recipes, and judged as their truth deserves."""

from __future__ import annotations

import jax
import pytest

from rechallenge.course.cases import case_path
from rechallenge.course.reading import read_course
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.simulated import RECIPES, simulated_course

VERDICTS = {
    "simulated-responder": (0.9, 1.0),
    "simulated-non-responder": (0.0, 0.2),
    "simulated-coincidence": (0.2, 0.9),
    "simulated-ambiguous": (0.2, 0.9),
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_simulated_course_is_what_its_recipe_gives(name: str) -> None:
    jax.config.update("jax_enable_x64", True)
    assert case_path(name).read_text(encoding="utf-8") == simulated_course(RECIPES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", VERDICTS)
def test_the_full_fit_judges_a_simulated_course_as_its_truth_deserves(name: str) -> None:
    low, high = VERDICTS[name]
    assert low <= fit_course(read_course(case_path(name)).course).weights["works"] <= high
