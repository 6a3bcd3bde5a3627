"""Virtual patients of a short simulation-based calibration, each drawn, charted and fitted once in a process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
from scipy.stats import kstest

from rechallenge.inference.effort import Effort
from studies.calibration.cases import Case
from studies.calibration.designs import ChartedDay, Design, Look
from studies.calibration.replicates import LayOut, tried

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


@cache
def ranks_of(number: int, lay_out: LayOut) -> Mapping[str, float]:
    """Ranks of the truth of one patient among the draws, by quantity; the drug works in every second patient.

    It is kept, so that a test of one patient takes seconds and a test of all of them none.
    """
    case = Case("short", number, 1, works=number % 2 > 0)
    return tried(case, ("laplace",), lay_out, telling, (ONE_RUN, ONE_RUN)).said["laplace"].ranks


def p_uniform(quantity: str, size: int, lay_out: LayOut) -> float:
    """Probability, by a Kolmogorov-Smirnov test, that uniform ranks of so many patients stray as far."""
    return float(kstest([ranks_of(number, lay_out)[quantity] for number in range(size)], "uniform").pvalue)
