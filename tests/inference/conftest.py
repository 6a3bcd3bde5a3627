"""What the tests of the inference share: double precision, records of one shape, and fits made once."""

from __future__ import annotations

import pytest

from rechallenge.inference.fit import Fit
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.problem import build_problem
from rechallenge.mechanism.processes import WAXING
from tests.inference.records import record

FIVE_STATEMENTS = """
observations:
  - {what: CRP, at: 0 d, value: markedly raised}
  - {what: pain, at: 0 d, value: severe}
  - {what: CRP, at: 5 d, value: normal}
  - {what: pain, at: 5 d, change: improved}
  - {what: CRP, at: 20 d, value: normal}
"""


@pytest.fixture(scope="session")
def vague_fit() -> Fit:
    """A first answer on a record of words alone."""
    return fit_course(record(FIVE_STATEMENTS), method="laplace", seed=7)


@pytest.fixture(scope="session")
def waxing_fit() -> Fit:
    """The same under the disease process of one mode."""
    course = record(FIVE_STATEMENTS)
    return fit_course(course, method="laplace", seed=7, problem=build_problem(course, process=WAXING))
