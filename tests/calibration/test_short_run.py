"""A short simulation-based calibration by the first answer: it holds for the program as it is, and catches it when it is wrong.

The long one, with the sampler, is docs/calibration.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.stats import kstest

from rechallenge.inference.effort import Effort
from studies.calibration.cases import Case
from studies.calibration.designs import ChartedDay, Design, Look
from tests.calibration import wrong

if TYPE_CHECKING:
    from rechallenge.course.model import Course
    from rechallenge.inference.problem import InferenceProblem

RIGHT, WRONG = 48, 18
# Ranks ask for draws alone, and not for the spread of an evidence over runs.
ONE_RUN = Effort(chains=1)
# Twenty-odd quantities, each at this level: all of them pass by chance in 98 of 100 choices of seeds, and the seeds are fixed.
LEVEL = 1e-3


def telling(stops: int, rng: np.random.Generator) -> Design:
    """A record that leans on all that a chart may say: the stop is known to three weeks only, readings are often limits or words."""
    stop, restart, last = ChartedDay(float(rng.uniform(9.0, 31.0)), 9, 31), ChartedDay(38, 38, 38), 44
    numbers = [Look("CRP", ChartedDay(day, day, day), "number") for day in (-9, -3, 0, 4, *range(8, 40, 2))]
    words = [Look("CRP", ChartedDay(day, day, day), "word") for day in (-6, 5, 7, 35, last)]
    looks = sorted([*numbers, *words], key=lambda look: look.at.day)
    return Design(
        "patient: {sex: female, age: 60 a, weight: 70 kg, creatinine: 70 umol/L}\n", ((-40, 15.0),), ((stop, restart),), tuple(looks), last
    )


def ranks(size: int, lay_out: Callable[[Course], InferenceProblem] | None = None) -> dict[str, np.ndarray]:
    from rechallenge.inference.problem import build_problem
    from studies.calibration.replicates import tried

    effort = (ONE_RUN, ONE_RUN)
    said = [
        tried(Case("short", n, 1, works=n % 2 > 0), ("laplace",), lay_out or build_problem, telling, effort).said["laplace"].ranks
        for n in range(size)
    ]
    return {name: np.array([each[name] for each in said]) for name in said[0]}


def uniform(ranks: np.ndarray) -> float:
    return float(kstest(ranks, "uniform").pvalue)


@pytest.fixture(scope="module")
def as_it_is() -> dict[str, np.ndarray]:
    return ranks(RIGHT)


def test_the_truth_stands_anywhere_among_the_draws(as_it_is: dict[str, np.ndarray]) -> None:
    assert {name: p for name, each in as_it_is.items() if (p := uniform(each)) < LEVEL} == {}


@pytest.mark.parametrize(
    ("mistake", "shows_in"),
    [
        (wrong.limits_and_words_dropped, "fit to CRP as limits and words"),
        (wrong.limits_and_words_flipped, "fit to CRP as limits and words"),
        (wrong.half_life_halved, "crp_half_life_h"),
        (wrong.uncertain_times_at_their_middle, "day of the first stop"),
    ],
)
def test_a_mistake_made_on_purpose_is_caught(mistake: Callable[[Course], InferenceProblem], shows_in: str) -> None:
    assert uniform(ranks(WRONG, mistake)[shows_in]) < LEVEL
