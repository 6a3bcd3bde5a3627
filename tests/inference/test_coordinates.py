"""The coordinates of the activity: the same patients whatever they are, and nearly normal where a record is dense."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.inference.coordinates import moved, refined
from rechallenge.inference.forward import background, run
from rechallenge.inference.forward import treated as treatments
from rechallenge.inference.laplace import Mode, find_mode
from rechallenge.inference.layout import named
from rechallenge.inference.likelihood import log_posterior
from rechallenge.inference.normal import MultivariateNormal
from rechallenge.inference.nuts import _given_days
from rechallenge.inference.prior import prior_vectors
from rechallenge.inference.problem import Data, InferenceProblem, build_problem
from rechallenge.mechanism.processes import WAXING
from tests.inference.records import record

IDLE, ACTING = jnp.zeros(1), jnp.ones(1)
UNDER_TREATMENT = """
treatments:
  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d, to: 18 d}
observations:
  - {what: CRP, at: 0 d, value: 95 mg/L}
  - {what: CRP, at: 6 d, value: 7 mg/L}
  - {what: CRP, at: 12 d, value: 6 mg/L}
  - {what: CRP, at: 17 d, value: 8 mg/L}
  - {what: CRP, at: 21 d, value: 60 mg/L}
"""


@pytest.fixture(scope="module")
def dense() -> tuple[InferenceProblem, Mode]:
    """A record of many readings, with its mode in the account in which the drug does nothing."""
    problem = build_problem(read_course(case_path("simulated-non-responder")).course, process=WAXING)
    return problem, find_mode(problem.layout, jax.device_put(problem.data), IDLE, seed=0)


def test_moved_draws_are_the_same_patients(dense: tuple[InferenceProblem, Mode]) -> None:
    problem, mode = dense
    vectors = prior_vectors(problem, 20, np.random.default_rng(0))
    there = moved(problem.layout, problem.data, mode.pseudo_observations, IDLE, vectors)
    at_mode = problem.data._replace(pseudo_observations=mode.pseudo_observations)
    back = moved(problem.layout, at_mode, problem.data.pseudo_observations, IDLE, there)
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
                IDLE,
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


@pytest.fixture(scope="module")
def treated() -> tuple[InferenceProblem, Data]:
    """A record under a drug, and its data in refined coordinates about a patient whose drug removes most of the activity."""
    problem = build_problem(record(UNDER_TREATMENT, treatments=""), process=WAXING)
    layout, data = problem.layout, jax.device_put(problem.data)
    curvature = 4.0 * np.eye(layout.size)
    suited = refined(layout, data, ACTING, np.zeros(layout.size), curvature)
    return problem, data._replace(pseudo_observations=jax.tree.map(jnp.asarray, suited))


def test_the_density_is_one_in_all_coordinates_but_for_the_change_of_volume(treated: tuple[InferenceProblem, Data]) -> None:
    """Change of variables: the log density in the new coordinates is the old one less the log volume that a small cube comes to."""
    problem, there = treated
    layout, here = problem.layout, problem.data
    density = jax.jit(partial(log_posterior, layout))
    with jax.enable_x64(True):
        for vector in 0.5 * np.random.default_rng(1).standard_normal((3, layout.size)):
            arrived = moved(layout, here, there.pseudo_observations, ACTING, vector[None])[0]
            steps = moved(layout, here, there.pseudo_observations, ACTING, vector + 1e-5 * np.eye(layout.size))
            volume = np.linalg.slogdet((steps - arrived) / 1e-5)[1]
            old, new = (float(density(data, at, ACTING)) for data, at in ((here, vector), (there, arrived)))
            assert new == pytest.approx(old - volume, abs=1e-3)


def test_a_reading_under_a_drug_holds_the_level_and_not_the_activity(treated: tuple[InferenceProblem, Data]) -> None:
    """Where the drug removes more, the activity is held to be higher, so that CRP under the drug stays about as it was read."""
    problem, there = treated
    layout, under = problem.layout, (problem.days >= 4.0) & (problem.days <= 17.0)
    centre, more_removed = np.zeros(layout.size), np.eye(layout.size)[layout.parameters.index("il1_share")]
    level_of = jax.jit(lambda data, vector: run(layout, data, vector, ACTING).trajectory.levels["crp"])
    with jax.enable_x64(True):
        parameters = named(layout, there.priors.natural(jnp.zeros(len(layout.parameters))))
        moments = jnp.zeros(layout.n_unknown_moments)
        passing = treatments(layout, there, parameters, moments, ACTING).passing
        of_activity = there.pseudo_observations.of_activity(passing, background(layout, parameters))

        def change(data: Data) -> float:
            before, after = (np.asarray(level_of(data, vector))[: len(under)][under] for vector in (centre, more_removed))
            return float(np.abs(np.log(after / before)).mean())

        assert change(there) < 0.5 * change(there._replace(pseudo_observations=of_activity))
