"""Where a segment between doses is integrated."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

# The signal turns soon after an injection, so nodes crowd there: those of Gauss and Legendre in the cube root of time. Fourteen
# integrate a day of anakinra to 1e-8 at typical kinetics and to 4e-6 over all that its priors reach.
N_NODES = 14
CROWDING = 3
# Where a record is fitted, so many do: the CRP of any patient of the priors is then within 0.1 %, mostly 0.01 % (an assay errs by 5 %).
N_FITTED_NODES, FITTED_CROWDING = 8, 2
# Where the activity is told every hour, each hour has nodes of its own, and the first of a day as many as a whole day otherwise has.
HOURS, N_HOURLY_NODES = 24, 3


def _gauss(n_nodes: int, crowding: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places and weights between 0 and 1, evenly spread for a crowding of 1."""
    nodes, weights = np.polynomial.legendre.leggauss(n_nodes)
    root = 0.5 * (nodes + 1.0)
    return root**crowding, 0.5 * weights * crowding * root ** (crowding - 1)


NODE_PLACE, NODE_WEIGHT = _gauss(N_NODES, CROWDING)


class Nodes(NamedTuple):
    """How a segment is integrated: in equal steps, between whose ends the logarithm of the activity is linear.

    The first step follows the doses and has more nodes than the others. Places are between 0 and 1 within a step, weights add up to 1.

    Attributes
    ----------
    first_place, first_weight
        Nodes of the first step.
    place, weight
        Nodes of each other step.
    steps
        How many steps a segment has.
    told
        Whether the course is told at the end of each step, or of each segment alone, which takes half the time.
    """

    first_place: NDArray[np.float64]
    first_weight: NDArray[np.float64]
    place: NDArray[np.float64]
    weight: NDArray[np.float64]
    steps: int
    told: bool

    @property
    def in_segment(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Place of each node in its segment, 0 to 1, and its weight there, shape (nodes,)."""
        places = (np.arange(1, self.steps) + self.place[:, None]).reshape(-1)
        weights = np.repeat(self.weight, self.steps - 1)
        return np.concatenate([self.first_place, places]) / self.steps, np.concatenate([self.first_weight, weights]) / self.steps

    def between(self, log_activity: Array) -> Array:
        """Values at the nodes of what is linear between the ends of steps: (segments * steps + 1,) to (segments, nodes)."""
        low, high = (edge.reshape(-1, self.steps) for edge in (log_activity[:-1], log_activity[1:]))
        first = low[:, :1] * (1.0 - self.first_place)[None] + high[:, :1] * self.first_place[None]
        if self.steps == 1:
            return first
        place = self.place[None, :, None]
        others = low[:, None, 1:] * (1.0 - place) + high[:, None, 1:] * place
        # What is computed on from here is vectorised only if it is not fused with the joining.
        return jax.lax.optimization_barrier(jnp.concatenate([first, others.reshape(len(low), -1)], axis=1))


WHOLE = Nodes(NODE_PLACE, NODE_WEIGHT, np.zeros(0), np.zeros(0), 1, False)
"""A segment is one step: the activity is told where doses may be given."""
FITTED = Nodes(*_gauss(N_FITTED_NODES, FITTED_CROWDING), np.zeros(0), np.zeros(0), 1, False)
"""The same where a record is fitted: ten thousand times over, and no closer than an assay tells."""
HOURLY = Nodes(NODE_PLACE, NODE_WEIGHT, *_gauss(N_HOURLY_NODES, 1), HOURS, True)
"""A segment is a day, and activity and course are told every hour."""
HOURLY_TOLD_DAILY = HOURLY._replace(told=False)
"""A segment is a day; the activity is told every hour, and the course every day."""
