"""The coordinates of the activity: the same patients whatever they are, and nearly normal where a record is dense."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.inference.coordinates import moved
from rechallenge.inference.laplace import Mode, find_mode
from rechallenge.inference.normal import MultivariateNormal
from rechallenge.inference.nuts import _given_days
from rechallenge.inference.prior import prior_vectors
from rechallenge.inference.problem import InferenceProblem, build_problem


@pytest.fixture(scope="module")
def dense() -> tuple[InferenceProblem, Mode]:
    """A record of many readings, with its mode in the account in which the drug does nothing."""
    problem = build_problem(read_course(case_path("simulated-non-responder")).course)
    return problem, find_mode(problem.layout, jax.device_put(problem.data), jnp.zeros(1), seed=0)


def test_moved_draws_are_the_same_patients(dense: tuple[InferenceProblem, Mode]) -> None:
    problem, mode = dense
    vectors = prior_vectors(problem, 20, np.random.default_rng(0))
    there = moved(problem.layout, problem.data, mode.pseudo_observations, vectors)
    back = moved(
        problem.layout, problem.data._replace(pseudo_observations=mode.pseudo_observations), problem.data.pseudo_observations, there
    )
    np.testing.assert_allclose(back, vectors, rtol=1e-6, atol=1e-8)
    assert np.max(np.abs(there - vectors)) > 1.0


def test_at_the_mode_the_noise_of_the_activity_is_nearly_standard(dense: tuple[InferenceProblem, Mode]) -> None:
    """In the refined coordinates the curvature by each knot's noise is about 1, whatever the record says of it; in the first ones not."""
    problem, mode = dense
    knots = problem.layout.activity
    precision = np.linalg.inv(mode.normal.root @ mode.normal.root.T)[knots, knots]
    assert np.all((np.diag(precision) > 0.5) & (np.diag(precision) < 2.0))
    jacobian = np.stack(
        [
            moved(
                problem.layout,
                problem.data._replace(pseudo_observations=mode.pseudo_observations),
                problem.data.pseudo_observations,
                point[None],
            )[0, knots]
            for point in mode.normal.mean + 1e-4 * np.eye(problem.layout.size)[knots]
        ]
    )
    first = np.linalg.inv((jacobian - jacobian.mean(axis=0)) / 1e-4 + np.eye(len(jacobian)) * 1e-9)
    assert np.max(np.diag(first @ precision @ first.T)) > 2.0


def test_nothing_follows_an_uncertain_day_that_is_only_padding(dense: tuple[InferenceProblem, Mode]) -> None:
    """Padding is drawn anew whatever the likelihood says: a chance correlation with it must not move a patient."""
    problem, _ = dense
    layout = problem.layout
    rng = np.random.default_rng(2)
    correlated = MultivariateNormal(np.zeros(layout.size), np.linalg.cholesky(np.cov(rng.standard_normal((layout.size, 3 * layout.size)))))
    _, gain, _ = _given_days(layout, correlated, n_days=1)
    assert np.all(gain[:, 1:] == 0.0)
    assert np.any(gain[:, 0] != 0.0)
