"""Short records that share one shape, so that one compiled program serves them all, and what the likelihood says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.inference.forward import Run, run
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_likelihood
from rechallenge.inference.problem import Data, InferenceProblem, build_problem

PATIENT = "rechallenge: 1\npatient: {sex: female, age: 60 a, weight: 70 kg, creatinine: 70 umol/L}\n"
ANAKINRA = "treatments:\n  - {drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}\n"


def with_prednisone(field: str) -> str:
    """Treatments with anakinra, and prednisone of which one thing more is said."""
    return f"{ANAKINRA}  - {{drug: prednisone, dose: 20 mg, every: 1 d, from: -20 d, {field}}}\n"


def record(text: str, treatments: str = ANAKINRA) -> Course:
    """Course with these observations and events."""
    return read_course(f"{PATIENT}{treatments}{text}").course


@partial(jax.jit, static_argnums=0)
def _program(layout: Layout, data: Data, vector: jax.Array, works: jax.Array) -> tuple[jax.Array, Run]:
    draw = run(layout, data, vector, works)
    return log_likelihood(layout, data, draw), draw


@dataclass(frozen=True)
class Told:
    """A record under one draw of its unknowns.

    Attributes
    ----------
    log_likelihood
        What the program says.
    levels
        Curve of each outcome on the days of the record, for the oracle to work from.
    parameters, moments
        Parameters in their own units, days of the moments.
    """

    problem: InferenceProblem
    log_likelihood: float
    days: np.ndarray
    levels: Mapping[str, np.ndarray]
    parameters: Mapping[str, float]
    moments: np.ndarray

    @property
    def crp(self) -> np.ndarray:
        return self.levels["crp"]

    @property
    def pain(self) -> np.ndarray:
        return self.levels["pain"]

    @property
    def motion(self) -> np.ndarray:
        return self.levels["motion"]

    def on(self, curve: np.ndarray, day: float) -> float:
        return float(np.interp(day, self.days, curve))


def unknowns(problem: InferenceProblem, seed: int = 0) -> np.ndarray:
    """A draw of the unknowns, not far from the centre of the prior."""
    return 0.4 * np.random.default_rng(seed).standard_normal(problem.layout.size)


def told(course: Course, seed: int = 0) -> Told:
    """Run a record under a draw."""
    problem = build_problem(course)
    works = np.ones(max(len(problem.layout.exposures), 1))
    total, draw = _program(problem.layout, jax.device_put(problem.data), jnp.asarray(unknowns(problem, seed)), jnp.asarray(works))
    kept = slice(0, len(problem.days))
    path = draw.trajectory
    return Told(
        problem,
        float(total),
        problem.days,
        {name: np.asarray(curve)[kept] for name, curve in path.levels.items()},
        {name: float(value) for name, value in draw.parameters.items()},
        np.asarray(draw.moments),
    )
