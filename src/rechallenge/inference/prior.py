"""Draws of the unknowns before this patient's data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rechallenge.inference.problem import Problem
from rechallenge.mechanism.activity import REFERENCE_LOG_ACTIVITY

Floats = NDArray[np.float64]


def prior_vectors(problem: Problem, size: int, rng: np.random.Generator) -> Floats:
    """Draw vectors of unknowns from the prior, one a row.

    All are standard normals, save for the knots of the activity that are told directly: those hold its value, drawn from the
    process under the parameters of the same row.
    """
    layout, data = problem.layout, problem.data
    vectors = rng.standard_normal((size, layout.size))
    location, spread = data.priors.location, data.priors.spread
    typical, volatility, persistence = (
        location[place] + spread[place] * vectors[:, place]
        for place in map(layout.parameters.index, ("drive_mg_l", "volatility", "persistence_d"))
    )
    first = layout.size - layout.n_knots
    deviation = np.zeros(size)
    for knot in range(layout.n_knots):
        share = data.knot_gap_days[knot] / np.exp(persistence)
        keep = np.exp(-share) if knot else np.zeros(size)
        deviation = keep * deviation + np.exp(volatility) * np.sqrt(1.0 - keep**2) * vectors[:, first + knot]
        if data.knot_told[knot]:
            vectors[:, first + knot] = typical + deviation - REFERENCE_LOG_ACTIVITY
    return vectors
