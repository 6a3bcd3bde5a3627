"""Many draws of a patient's course at once, as NumPy arrays for the questions and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.arrays import Draws, Floats
from rechallenge.execution import Executors, in_double_precision, threads
from rechallenge.inference.batches import in_batches
from rechallenge.inference.forward import run
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_prior, log_statements
from rechallenge.inference.problem import Data, InferenceProblem
from rechallenge.inference.programs import Program
from rechallenge.mechanism.relapse import cumulative_hazard
from rechallenge.outcomes import marker


@dataclass(frozen=True, slots=True)
class Paths:
    """Draws of the course, one a row.

    Attributes
    ----------
    days
        Days of the curves, shape (days,).
    levels
        Curve of each outcome by name, shape (draws, days).
    log_activity
        What the marker would be without any drug, less its background, as its logarithm, shape (draws, days).
    hazard
        Cumulative hazard of a recognised relapse since the first day, shape (draws, days).
    parameters
        Parameters in their own units by name, each of shape (draws,).
    moments
        Days of the uncertain and known moments, shape (draws, moments).
    filters, drugs, process
        State at the last day, shapes (draws, 4), (draws, exposures, 3) and (draws, states).
    log_likelihood
        Log probability of each statement of the record, by its kind (`rechallenge.inference.likelihood.log_statements`), shape
        (draws, statements).
    log_prior
        Log prior density of the unknowns, shape (draws,).
    """

    days: Floats
    levels: Mapping[str, Floats]
    log_activity: Floats
    hazard: Floats
    parameters: Mapping[str, Floats]
    moments: Floats
    filters: Floats
    drugs: Floats
    process: Floats
    log_likelihood: Mapping[str, Floats]
    log_prior: Floats

    @property
    def marker(self) -> Floats:
        """Curves of the outcome on whose scale activity is told, shape (draws, days)."""
        return self.levels[marker().name]

    def taken(self, rows: NDArray[np.int64], days: slice = slice(None)) -> Paths:
        """Some of the draws, and some of the days of their curves; a row may be taken more than once."""
        return Paths(
            days=self.days[days],
            levels={name: curve[rows, days] for name, curve in self.levels.items()},
            log_activity=self.log_activity[rows, days],
            hazard=self.hazard[rows, days],
            parameters={name: values[rows] for name, values in self.parameters.items()},
            moments=self.moments[rows],
            filters=self.filters[rows],
            drugs=self.drugs[rows],
            process=self.process[rows],
            log_likelihood={kind: each[rows] for kind, each in self.log_likelihood.items()},
            log_prior=self.log_prior[rows],
        )


@Program
def _runs(layout: Layout, data: Data, draws: tuple[Array, Array]) -> dict[str, Any]:
    length_days = jnp.asarray(data.length_days)

    def one(draw: tuple[Array, Array]) -> dict[str, Any]:
        found = run(layout, data, *draw)
        curves, state = found.trajectory, found.trajectory.state
        return {
            "levels": dict(curves.levels),
            "log_activity": found.log_activity,
            "hazard": cumulative_hazard(curves.levels[layout.marker.name], length_days, found.parameters["relapse_recognition_per_d"]),
            "parameters": dict(found.parameters),
            "moments": found.moments,
            "filters": state.filters,
            "drugs": state.drugs,
            "process": found.process_state,
            "log_likelihood": log_statements(layout, data, found),
            "log_prior": log_prior(layout, draw[0], found),
        }

    return jax.lax.map(one, draws)


@in_double_precision
def paths(problem: InferenceProblem, vectors: Draws, works: Floats, executor: Executors = threads) -> Paths:
    """Run every draw.

    Parameters
    ----------
    vectors, works
        Unknowns of shape (draws, size), and which exposures act, shape (draws, exposures).
    executor
        What runs draws side by side.
    """
    draws = in_batches(partial(_runs, problem.layout, jax.device_put(problem.data)), (vectors, works), executor)
    told = len(problem.days)
    levels = {name: curve[:, :told] for name, curve in draws.pop("levels").items()}
    curves = {name: draws.pop(name)[:, :told] for name in ("log_activity", "hazard")}
    stated = problem.n_statements
    statements = {kind: each[:, : stated[kind]] for kind, each in draws.pop("log_likelihood").items()}
    return Paths(days=problem.days, levels=levels, **curves, log_likelihood=statements, **draws)
