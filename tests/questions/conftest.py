"""Courses, and fits made of draws from the prior: what is true of every patient is true of these, and nothing has to be inferred."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.inference.accounts import acting
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import N_KEPT, Account, Fit
from rechallenge.inference.problem import build_problem
from rechallenge.questions.answer import Answer, innermost

RESPONDER = """
rechallenge: 1
title: A responder
patient: {sex: female, age: 70 a, weight: 60 kg, creatinine: 70 umol/L}
treatments:
  - {drug: prednisone, dose: 10 mg, every: 1 d, from: -20 d}
  - drug: anakinra
    dose: 100 mg
    route: sc
    every: 1 d
    from: 0 d
    interruptions: [{from: 14 d, for: 5 d}]
observations:
  - {what: CRP, at: -1 d, value: 110 mg/L}
  - {what: pain, at: -1 d, value: 7}
  - {what: CRP, at: 6 d, value: 6 mg/L}
  - {what: CRP, at: 18 d, value: 85 mg/L}
  - {what: CRP, at: 24 d, value: 7 mg/L}
  - {what: CRP, at: 35 d, value: 4 mg/L}
events:
  - {what: relapse, at: 17 d}
"""
"""Given until the end of the record, stopped once."""

STOPPED = """
rechallenge: 1
title: Stopped for good
treatments:
  - {drug: anakinra, dose: 100 mg, route: sc, every: 1 d, from: 0..3 d}
observations:
  - {what: CRP, at: 0 d, value: "> 40 mg/L"}
  - {what: CRP, at: 19 d, value: normal}
events:
  - {what: stop, drug: anakinra, at: 20 d}
"""
"""No glucocorticoid, an uncertain first dose, no longer given at the end."""

SILENT = """
rechallenge: 1
title: Nothing observed
treatments:
  - {drug: anakinra, dose: 100 mg, route: sc, every: 1 d, from: 0 d}
"""


def made_fit(course: Course, log_bayes_factor: float) -> Fit:
    """Make a fit whose draws are the prior's, and whose Bayes factor is as told."""
    problem = build_problem(course)
    # of the very mean and spread of the prior, so that chance teaches nothing
    half = np.random.default_rng(0).standard_normal((N_KEPT["nuts"] // 2, problem.layout.size))
    half = (half - half.mean(axis=0)) / half.std(axis=0)
    vectors = np.concatenate([half, -half])
    accounts = {
        name: Account(works, Evidence(-log_bayes_factor * (works == 0.0).sum(), 0.1), None, vectors)
        for name, works in acting(problem).items()
    }
    diagnostics = Diagnostics("nuts", 1.0, 1000.0, 0, None, N_KEPT["nuts"], True)
    return Fit(course, problem, "nuts", 0, accounts, diagnostics)


def said(answer: Answer) -> str:
    """Code of an answer's sentence; of what is said first, where more is said beside it."""
    return innermost(answer.sentence).code


@pytest.fixture(scope="session")
def working() -> Fit:
    return made_fit(read_course(RESPONDER).course, 50.0)


@pytest.fixture(scope="session")
def idle() -> Fit:
    """A course on which the drug does nothing."""
    return made_fit(read_course(RESPONDER).course, -50.0)


@pytest.fixture(scope="session")
def stopped() -> Fit:
    return made_fit(read_course(STOPPED).course, 0.0)


@pytest.fixture(scope="session")
def silent() -> Fit:
    return made_fit(read_course(SILENT).course, 0.0)
