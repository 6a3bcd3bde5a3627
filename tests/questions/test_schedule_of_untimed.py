"""A drug that was given at no known time is told in the report, and does not stop the forecast of the others."""

from __future__ import annotations

from rechallenge.formats.reading import read_course
from rechallenge.inference.forecast import plan
from rechallenge.inference.problem import build_problem

COURSE = """\
rechallenge: 1
treatments:
  - {drug: colchicine, dose: unknown, outcome: no effect}
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}
observations:
  - {what: CRP, at: 0 d, value: 120 mg/L}
  - {what: CRP, at: 5 d, value: normal}
"""


def test_a_drug_without_a_time_is_no_part_of_what_goes_on() -> None:
    course = read_course(COURSE).course
    problem = build_problem(course)
    regimen = plan(problem, (), 10)
    (amounts,) = regimen.amounts_mg
    assert list(amounts) == [100.0] * 10
