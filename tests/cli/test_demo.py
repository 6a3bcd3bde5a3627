"""``rechallenge demo``: whoever reads French is shown the case as it was written in French.

A fit of it, of draws from the prior, is found in the cache. That the case is fitted is tested on the page (tests/web/test_page.py), and
that a course is fitted and then reported by ``rechallenge report`` (tests/cli/test_report_command.py).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.inference.accounts import acting
from rechallenge.inference.diagnostics import Diagnostics
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import N_KEPT, Account, Fit
from rechallenge.inference.prior import prior_vectors
from rechallenge.inference.problem import build_problem
from rechallenge.report.cache import Cache
from rechallenge.report.fitting import POSTERIOR, fit_key
from tests.cli.running import run


def keep_a_fit(text: str, cache: Path) -> None:
    """Keep a fit that says what the prior says as the quick fit of a course."""
    course = read_course(text).course
    problem = build_problem(course)
    vectors = prior_vectors(problem, N_KEPT["laplace"], np.random.default_rng(0))
    accounts = {name: Account(works, Evidence(0.0, 0.1), None, vectors) for name, works in acting(problem).items()}
    fit = Fit(course, problem, "laplace", 0, accounts, Diagnostics("laplace", None, None, None, None, N_KEPT["laplace"], True))
    Cache(cache / "results").put(fit_key(text, "laplace", 0), {POSTERIOR: fit.as_bytes()})


def test_the_french_demo_quotes_a_french_record(tmp_path: Path) -> None:
    folder = tmp_path / "essai"
    keep_a_fit(case_path("index.fr").read_text(encoding="utf-8"), tmp_path / "cache")
    done = run("demo", "--lang", "fr", "--quick", "-o", str(folder), cache=tmp_path / "cache")
    assert done.returncode == 0, done.stderr
    assert "Premier ajustement" not in done.stderr, "the fit that was kept is that of the demo"
    assert str(folder / "report.html") in done.stdout
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Anakinra dans les poussées inflammatoires de calcinose" in page
    assert "Anakinra in inflammatory flares" not in page
