"""Many draws of a patient's course at once, as NumPy arrays for the questions and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.inference.batches import in_batches
from rechallenge.inference.forward import Run, run
from rechallenge.inference.layout import Layout
from rechallenge.inference.problem import Data, Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Paths:
    """Draws of the course, one a row.

    Attributes
    ----------
    days
        Days of the curves, shape (days,).
    crp_mg_l, pain, motion, log_activity
        Curves, shape (draws, days); the activity is what the CRP would be without any drug, less its background.
    parameters
        Parameters in their own units by name, each of shape (draws,).
    moments
        Days of the uncertain and known moments, shape (draws, moments).
    filters, drugs
        State at the last day, shapes (draws, 4) and (draws, exposures, 3).
    """

    days: Floats
    crp_mg_l: Floats
    pain: Floats
    motion: Floats
    log_activity: Floats
    parameters: Mapping[str, Floats]
    moments: Floats
    filters: Floats
    drugs: Floats

    def taken(self, rows: NDArray[np.int64], days: slice = slice(None)) -> Paths:
        """Some of the draws, and some of the days of their curves; a row may be taken more than once."""
        return Paths(
            days=self.days[days],
            crp_mg_l=self.crp_mg_l[rows, days],
            pain=self.pain[rows, days],
            motion=self.motion[rows, days],
            log_activity=self.log_activity[rows, days],
            parameters={name: values[rows] for name, values in self.parameters.items()},
            moments=self.moments[rows],
            filters=self.filters[rows],
            drugs=self.drugs[rows],
        )


@partial(jax.jit, static_argnums=0)
def _runs(layout: Layout, data: Data, draws: tuple[Array, Array]) -> Run:
    return jax.lax.map(lambda draw: run(layout, data, *draw), draws)


def paths(problem: Problem, vectors: Floats, works: Floats) -> Paths:
    """Run every draw.

    Parameters
    ----------
    vectors, works
        Unknowns of shape (draws, size), and which exposures act, shape (draws, exposures).
    """
    draws: Any = in_batches(partial(_runs, problem.layout, jax.device_put(problem.data)), (vectors, works))
    kept = slice(0, len(problem.days))
    return Paths(
        days=problem.days,
        crp_mg_l=draws.trajectory.crp_mg_l[:, kept],
        pain=draws.trajectory.pain[:, kept],
        motion=draws.trajectory.motion[:, kept],
        log_activity=draws.log_activity[:, kept],
        parameters=dict(draws.parameters),
        moments=draws.moments,
        filters=draws.trajectory.state.filters,
        drugs=draws.trajectory.state.drugs,
    )
