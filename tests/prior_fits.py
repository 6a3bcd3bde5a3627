"""Fits of draws from the prior, kept where the program finds them: for tests of what is told of a fit, whatever it found.

That a course is fitted and then reported is tested by ``rechallenge report`` (tests/cli/test_report_command.py), with an outcome of an
extension by tests/outcomes/test_adding_an_outcome.py, and on the page (tests/web/test_page.py).

``python -m tests.prior_fits COURSE CACHE`` keeps one under the extensions that its environment names.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from rechallenge.execution import in_double_precision
from rechallenge.formats.reading import read_course
from rechallenge.inference.accounts import acting
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import N_KEPT, Account, Fit
from rechallenge.inference.prior import prior_vectors
from rechallenge.inference.problem import build_problem
from rechallenge.report.cache import Cache
from rechallenge.report.fitting import POSTERIOR, fit_key


@in_double_precision
def keep_a_fit(text: str, cache: Path) -> None:
    """Keep a fit that says what the prior says as the quick fit of a course."""
    course = read_course(text).course
    problem = build_problem(course)
    vectors = prior_vectors(problem, N_KEPT["laplace"], np.random.default_rng(0))
    accounts = {name: Account(works, Evidence(0.0, 0.1), None, vectors) for name, works in acting(problem).items()}
    fit = Fit(course, problem, "laplace", 0, accounts, Diagnostics("laplace", None, None, None, None, N_KEPT["laplace"], True))
    Cache(cache / "results").put(fit_key(text, "laplace", 0), {POSTERIOR: fit.as_bytes()})


if __name__ == "__main__":
    keep_a_fit(Path(sys.argv[1]).read_text(encoding="utf-8"), Path(sys.argv[2]))
