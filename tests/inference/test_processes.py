"""A further disease process is one module: inference, forecast and simulation take it as it comes."""

from __future__ import annotations

import ast
import pathlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

import rechallenge
from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.inference.forecast import forecast, plan
from rechallenge.inference.likelihood import value_and_gradient
from rechallenge.inference.paths import paths
from rechallenge.inference.prior import prior_vectors
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.literature.parameters import disease_parameters
from rechallenge.mechanism.processes import PROCESSES, parameters_under
from rechallenge.mechanism.processes.process import (
    Alternative,
    Days,
    DiseaseProcess,
    Draws,
    Knots,
    Numbers,
    Parameters,
    Path,
    PseudoObservations,
)
from rechallenge.mechanism.virtual_patients import simulate_patients


@dataclass(frozen=True, slots=True)
class OneFlare(DiseaseProcess):
    """One flare that begins and ends within the record: two unit normals whatever the knots, which lie on every day."""

    name: ClassVar[str] = "one flare"
    parameters: ClassVar[tuple[str, ...]] = ("drive_mg_l",)
    spreads: ClassVar[tuple[str, ...]] = ()
    alternatives: ClassVar[tuple[Alternative, ...]] = ()

    def _log_activity(self, unit_normals: Array, days: Array, parameters: Parameters) -> Array:
        begin = 10.0 * unit_normals[0]
        end = begin + 10.0 * jnp.exp(unit_normals[1])
        return jnp.where((days >= begin) & (days < end), jnp.log(parameters["drive_mg_l"]), 0.0)

    def fluctuates(self, parameters: Mapping[str, Draws]) -> bool:
        return True

    def knot_days(self, first_day: float, last_day: float, spoken: Sequence[tuple[float, float]]) -> Days:
        return np.arange(first_day, last_day + 0.5)

    def future_knot_days(self, horizon_days: float) -> Days:
        return np.arange(horizon_days + 1.0)

    def n_unit_normals(self, n_knots: int) -> int:
        return 2

    def used(self, knots: Knots) -> Numbers:
        return np.ones(2, bool)

    def path(
        self,
        unit_normals: Array,
        knots: Knots,
        pseudo_observations: PseudoObservations,
        error: Array,
        parameters: Parameters,
        passing: Array | None = None,
    ) -> Path:
        days = jnp.cumsum(jnp.asarray(knots.gap_days))
        log_activity = self._log_activity(unit_normals, days, parameters)
        return Path(log_activity, jnp.zeros(()), jnp.append(unit_normals, days[-1]))

    def simulate(
        self,
        unit_normals: Array,
        gap_days: Numbers,
        parameters: Parameters,
        state: Array | None = None,
        passing: Array | None = None,
    ) -> Array:
        days = jnp.append(0.0, jnp.cumsum(jnp.asarray(gap_days)))
        if state is None:
            return self._log_activity(unit_normals, days, parameters)
        return self._log_activity(state[:2], days + state[2], parameters)


@pytest.fixture(scope="module")
def problem() -> InferenceProblem:
    return build_problem(read_course(case_path("simulated-ambiguous")).course, process=OneFlare())


def test_the_unknowns_are_those_of_the_process(problem: InferenceProblem) -> None:
    assert "drive_mg_l" in problem.layout.parameters
    assert not {"volatility", "persistence_d"} & set(problem.layout.parameters)
    assert problem.layout.activity == slice(problem.layout.size - 2, problem.layout.size)


def test_the_record_has_a_density_under_it(problem: InferenceProblem) -> None:
    value, gradient = value_and_gradient(problem.layout, problem.data, np.zeros(problem.layout.size), np.ones(2))
    assert np.isfinite(float(value))
    assert np.asarray(gradient).shape == (problem.layout.size,)


def test_its_future_goes_on_from_its_own_state(problem: InferenceProblem) -> None:
    """A flare that ends before the last day does not come back, and CRP falls to its background."""
    vectors = prior_vectors(problem, 5, np.random.default_rng(0))
    vectors[:, problem.layout.activity] = [0.5, 0.0]
    acts = np.zeros((5, len(problem.layout.exposures)))
    past = paths(problem, vectors, acts)
    assert past.process[:, :2].tolist() == [[0.5, 0.0]] * 5
    future = forecast(problem, past, acts, plan(problem, (), 30.0), 30, seed=0)
    np.testing.assert_allclose(future.marker[:, -1], past.parameters["crp_background_mg_l"] + 1.0, rtol=0.05)


def test_virtual_patients_live_by_it() -> None:
    courses = next(simulate_patients(3, {"prednisone": 5.0}, days=40, process=OneFlare()))
    assert set(np.round(np.unique(courses.activity_mg_l / courses.parameters["drive_mg_l"][:, None], axis=1).max(axis=1), 6)) <= {0.0, 1.0}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_names_parameters_of_the_disease(name: str) -> None:
    process = PROCESSES[name]
    assert process.name == name
    assert set(process.parameters) <= set(parameters_under(process, disease_parameters()))
    assert {*process.spreads, *(other.parameter for other in process.alternatives)} <= set(process.parameters)


def test_nothing_that_fits_or_asks_names_what_only_one_process_has() -> None:
    """The recipes of simulated patients state true values, and do."""
    own = {name for process in PROCESSES.values() for name in process.parameters} - {"drive_mg_l"}
    found = [
        f"{path.name}:{node.lineno}"
        for folder in ("inference", "questions", "report")
        for path in sorted((pathlib.Path(rechallenge.__file__).parent / folder).rglob("*.py"))
        if path.name != "simulated.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in own
    ]
    assert found == []
