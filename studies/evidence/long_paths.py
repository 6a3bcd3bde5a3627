"""Long path sampling: the Bayes factor of a frozen problem by the full sampler at fixed shares of the drug's effect.

Nothing is shared with the estimator that it judges but the likelihood and Bennett's ratio: at each share the chains of the full sampler
find their own coordinates and start anew. Neighbouring shares are compared draw by draw. Each chain along all shares is one run; the
error is the spread of the runs, which are independent.
"""

from __future__ import annotations

import time

import jax
import jax.numpy as jnp
import numpy as np

from rechallenge.arrays import Floats
from rechallenge.inference.annealing import share_left
from rechallenge.inference.coordinates import moved
from rechallenge.inference.evidence import Evidence, acceptance_ratio
from rechallenge.inference.laplace import find_mode, log_posteriors
from rechallenge.inference.nuts import sample
from studies.evidence.problems import Frozen
from studies.evidence.results import Estimated

# Shares of the effect, as many runs side by side, and draws of each at each share.
SHARES, RUNS, DRAWS = 9, 4, 150


def long_path(problem: Frozen, shares: int = SHARES, draws: int = DRAWS) -> Estimated:
    """Log Bayes factor of the drug's working against its doing nothing, with the spread of independent runs."""
    start = time.monotonic()
    active, idle = problem.works
    path = [idle + float(share_left(at)) * (active - idle) for at in jnp.linspace(0.0, 1.0, shares)]
    drawn = [_drawn(problem, works, draws, number) for number, works in enumerate(path)]
    runs = np.zeros(RUNS)
    for at in range(shares - 1):
        forward = _gains(problem, (path[at], path[at + 1]), drawn[at])
        backward = _gains(problem, (path[at + 1], path[at]), drawn[at + 1])
        runs += [acceptance_ratio(up, down) for up, down in zip(forward, backward, strict=True)]
    error = float(runs.std(ddof=1) / np.sqrt(RUNS))
    return estimated(problem, Evidence(float(runs.mean()), error), time.monotonic() - start)


def estimated(problem: Frozen, evidence: Evidence, seconds: float) -> Estimated:
    """An estimate with what is kept of its problem."""
    return Estimated(problem.number, problem.density, problem.n_readings, problem.digest(), evidence.log, evidence.error, seconds)


def _gains(problem: Frozen, ends: tuple[Floats, Floats], draws: Floats) -> Floats:
    """Change of the log density from one share to another at the draws of each run, shape (runs, draws)."""
    flat = draws.reshape(-1, problem.layout.size)
    begin, end = (log_posteriors(problem.layout, problem.data, jnp.asarray(works), flat) for works in ends)
    return (end - begin).reshape(draws.shape[:2])


def _drawn(problem: Frozen, works: Floats, draws: int, seed: int) -> Floats:
    """Draws of each run at one share, in the coordinates of the problem, shape (runs, draws, size)."""
    layout, data, acts = problem.layout, jax.device_put(problem.data), jnp.asarray(works)
    mode = find_mode(layout, data, acts, seed)
    found = sample(layout, data, acts, mode, chains=RUNS, draws=draws, stretches=1, least_effective=0.0, seed=1000 * problem.number + seed)
    there = data._replace(pseudo_observations=mode.pseudo_observations)
    alike = moved(layout, there, data.pseudo_observations, acts, found.vectors.reshape(-1, layout.size))
    return alike.reshape(found.vectors.shape)
