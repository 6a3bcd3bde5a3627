"""The log posterior says itself which axes it adds to an array: one of a wrong shape fails instead of repeating."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.inference.likelihood import log_posterior
from rechallenge.inference.problem import build_problem


@pytest.mark.parametrize("name", ["index", "simulated-coincidence"])
def test_no_rank_is_promoted_silently_in_the_log_posterior_and_its_gradient(name: str) -> None:
    problem = build_problem(read_course(case_path(name)).course)
    works = jnp.ones(len(problem.layout.exposures))
    with jax.numpy_rank_promotion("raise"):
        jax.make_jaxpr(lambda data, at: jax.value_and_grad(lambda vector: log_posterior(problem.layout, data, vector, works))(at))(
            problem.data, jnp.zeros(problem.layout.size)
        )


def test_the_check_above_can_fail() -> None:
    with jax.numpy_rank_promotion("raise"), pytest.raises(ValueError, match="rank_promotion"):
        jax.make_jaxpr(lambda x: x + jnp.ones((2, 3)))(jnp.ones(3))


def test_shapes_are_checked_in_the_tests() -> None:
    import numpy as np
    from jaxtyping import TypeCheckError

    from rechallenge.inference.pareto import smoothed

    with pytest.raises(TypeCheckError):
        smoothed(np.zeros((2, 3)))


def test_every_test_of_this_folder_refuses_an_array_that_repeats_silently() -> None:
    with pytest.raises(ValueError, match="rank_promotion"):
        jnp.ones(3) + jnp.ones((2, 3))
