"""Probabilities far out in the tails, and gradients of a record that states everything."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import log_ndtr

from rechallenge.inference.likelihood import log_interval, value_and_gradient
from rechallenge.inference.problem import build_problem
from tests.inference.records import record, unknowns

EVERYTHING = """
    dependence: 15..20 mg
    outcome: good
observations:
  - {what: CRP, at: -3 d, value: 120 mg/L}
  - {what: CRP, at: -6..-2 d, value: markedly raised}
  - {what: pain, at: 0 d, value: severe}
  - {what: limitation of movement, at: 0 d, value: 7}
  - {what: CRP, at: 5 d, value: < 5 mg/L}
  - {what: CRP, at: 1 d, value: > 10 mg/L}
  - {what: CRP, at: 2 d, value: 10..100 mg/L}
  - {what: pain, at: 5 d, change: improved}
  - {what: pain, at: 8 d, change: -50 %, since: 0 d}
  - {what: CRP, at: 8 d, change: < -50 %, since: -3 d}
  - {what: CRP, at: 8 d, change: < -20 mg/L, since: -3 d}
  - {what: CRP, after: stop of anakinra, within: 1..4 d, value: 20..200 mg/L}
  - {what: CRP, at: 24 d, value: 40 mg/L}
events:
  - {what: infection, from: 22 d, to: 26 d}
  - {what: remission, from: 4 d, to: 9 d}
  - {what: relapse, after: stop of anakinra, within: 1..6 d}
"""
TREATMENTS = """treatments:
  - drug: anakinra
    dose: 100 mg
    every: 1 d
    from: 0 d
    interruptions: [{from: 10..14 d, for: 3..8 d}]
  - drug: prednisone
    steps:
      - {dose: 20 mg, every: 1 d, from: -20..-10 d}
      - {dose: 20 mg, taper: 10 mg, every: 1 d, from: 15..18 d, for: 6 d}
"""


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("low", "high"), [(-1.0, 1.0), (-np.inf, -30.0), (30.0, np.inf), (5.0, 6.0), (-31.0, -30.0), (30.0, 31.0), (-np.inf, 8.0), (0.0, 1e-4)]
)
def test_the_probability_of_an_interval_is_accurate_in_both_tails(low: float, high: float) -> None:
    """SciPy's log_ndtr, always worked out in the lower tail."""
    a, b = (-high, -low) if low > 0 else (low, high)
    upper, lower = log_ndtr(b), log_ndtr(a)
    expected = upper + np.log1p(-np.exp(lower - upper))
    assert float(log_interval(jnp.asarray(low), jnp.asarray(high))) == pytest.approx(expected, rel=1e-9)


def test_a_naive_difference_of_probabilities_would_have_failed_in_the_upper_tail() -> None:
    from scipy.stats import norm

    assert norm.cdf(31.0) - norm.cdf(30.0) == 0.0
    assert np.isfinite(float(log_interval(jnp.asarray(30.0), jnp.asarray(31.0))))


@pytest.mark.parametrize(("low", "high"), [(-np.inf, -30.0), (30.0, np.inf), (-35.0, -34.9), (-np.inf, np.inf), (9.0, 9.1)])
def test_gradients_stay_finite_in_the_tails(low: float, high: float) -> None:
    slope = jax.grad(lambda move: log_interval(jnp.asarray(low) + move, jnp.asarray(high) + move))(0.0)
    assert np.isfinite(float(slope))


def test_the_gradient_of_a_record_that_states_everything_agrees_with_finite_differences() -> None:
    problem = build_problem(record(EVERYTHING, TREATMENTS))
    data, works = jax.device_put(problem.data), jnp.ones(len(problem.layout.exposures))
    evaluate = partial(value_and_gradient, problem.layout, data)
    at = jnp.asarray(unknowns(problem, seed=6))  # one under which the relapses come, and are recognised
    value, exact = evaluate(at, works)
    assert np.isfinite(float(value))
    step = 1e-5
    along = [np.eye(problem.layout.size)[place] for place in range(problem.layout.size)]
    differences = [float(evaluate(at + step * e, works)[0] - evaluate(at - step * e, works)[0]) / (2 * step) for e in along]
    np.testing.assert_allclose(np.asarray(exact), differences, rtol=1e-4, atol=1e-4)
    assert np.all(np.isfinite(np.asarray(exact)))
    # Every parameter that the record bears on is felt; the rest follow their prior alone.
    felt = dict(
        zip(
            problem.layout.parameters,
            np.abs(np.asarray(exact)[: len(problem.layout.parameters)] + np.asarray(at)[: len(problem.layout.parameters)]),
            strict=True,
        )
    )
    assert min(felt.values()) > 1e-6, felt
