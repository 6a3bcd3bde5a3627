"""The linear recurrence against the plain loop that it stands for."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge.mechanism.recurrence import linear_recurrence


@pytest.mark.parametrize("n_steps", [1, 2, 83])
def test_every_state_is_that_of_a_plain_loop(n_steps: int) -> None:
    rng = np.random.default_rng(n_steps)
    first, keep, inflow = rng.normal(size=3), rng.uniform(size=(n_steps, 3)), rng.normal(size=(n_steps, 3))
    states = [first]
    for step in range(n_steps):
        states.append(states[-1] * keep[step] + inflow[step])
    np.testing.assert_allclose(np.asarray(linear_recurrence(first, keep, inflow)), states, rtol=1e-12, atol=1e-14)
