"""Another prior without another fit: against normals whose ratios are known, and against a fit under that prior."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from rechallenge.inference.fit import Account, Fit
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.reweighting import bayes_factor_under, mean_ratio, shifted


@pytest.mark.oracle
@pytest.mark.parametrize("by", [-1.0, -0.4, 0.7, 1.4])
@pytest.mark.parametrize("reading", [-0.5, 1.5])
def test_the_evidence_of_a_normal_reading_under_another_prior_is_known(reading: float, by: float) -> None:
    """A reading of error 1 of a quantity about 0 of spread 1, told under a prior about `by` instead."""
    posterior = reading / 2 + np.sqrt(0.5) * np.random.default_rng(3).standard_normal(1000)
    found = mean_ratio(shifted(posterior, by))
    expected = norm.logpdf(reading, by, np.sqrt(2.0)) - norm.logpdf(reading, 0.0, np.sqrt(2.0))
    assert found.trusted
    assert abs(found.log - expected) < 4.0 * found.error


def test_a_prior_that_no_draw_reaches_is_not_trusted() -> None:
    found = mean_ratio(shifted(np.random.default_rng(1).standard_normal(1000), 4.0))
    assert not found.trusted


def test_priors_nearly_alike_are_told_without_a_tail() -> None:
    found = mean_ratio(shifted(np.random.default_rng(1).standard_normal(400), 0.05))
    assert found.trusted
    assert found.pareto_k == -np.inf
    assert found.log == pytest.approx(0.0, abs=4.0 * found.error)


def test_draws_that_a_first_answer_repeats_count_as_one() -> None:
    """They make a mean as uncertain as the few draws that they come from."""
    few = shifted(np.random.default_rng(1).standard_normal(100), 0.8)
    once, often = mean_ratio(few), mean_ratio(np.repeat(few, 4))
    assert often.log == pytest.approx(once.log, abs=1e-9)
    assert often.error == pytest.approx(once.error)


@pytest.mark.oracle
def test_the_bayes_factor_under_another_volatility_is_what_a_fit_under_it_finds(waxing_fit: Fit) -> None:
    problem, factor = waxing_fit.problem, 2.0
    place = problem.layout.parameters.index("volatility")
    location = problem.data.priors.location.copy()
    location[place] += np.log(factor)
    other = replace(problem, data=problem.data._replace(priors=problem.data.priors._replace(location=location)))
    by = np.log(factor) / problem.data.priors.spread[place]

    def log_ratio(account: Account) -> np.ndarray:
        return shifted(account.vectors[:, place], by)

    weighed = bayes_factor_under(waxing_fit, "anakinra", log_ratio)
    fitted = fit_course(waxing_fit.course, method="laplace", seed=7, problem=other).log_bayes_factor("anakinra")
    assert weighed.trusted
    assert abs(weighed.log_bayes_factor.log - fitted.log) < 4.0 * np.hypot(weighed.log_bayes_factor.error, fitted.error)
    # The wrong variant: the prior moved the other way.
    wrong = bayes_factor_under(waxing_fit, "anakinra", lambda account: -log_ratio(account)).log_bayes_factor
    assert abs(wrong.log - fitted.log) > abs(weighed.log_bayes_factor.log - fitted.log)
