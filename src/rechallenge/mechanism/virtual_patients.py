"""Virtual patients by the thousand: drawn from the population, treated by one plan, told day by day.

Each patient is drawn from a stream of random numbers of its own, and runs through one and the same compiled program, whatever the
number of patients, the size of the chunks and what runs them side by side: so these change nothing. A program takes patients one after
another (`jax.lax.map`), and each core has one at work: the year of one patient stays in the core's cache, which made it two to
four times as fast on two cores as patients side by side (`jax.vmap`), and needs no more memory for many than for few. On a GPU they
run side by side.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.arrays import Floats
from rechallenge.execution import Executors, cores, in_double_precision, threads
from rechallenge.formats.cells import Table
from rechallenge.literature.parameters import Parameter, disease_parameters
from rechallenge.mechanism.assembly import Exposure, drugs_of
from rechallenge.mechanism.engine import Grid, exposed, simulate
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.nodes import HOURLY, HOURLY_TOLD_DAILY, HOURS
from rechallenge.mechanism.population import BATCH, DrawnPatients, Population, population_of
from rechallenge.mechanism.processes import WAXING
from rechallenge.mechanism.processes.process import DiseaseProcess
from rechallenge.outcomes import Outcome, OutcomeModel, outcome_parameters, outcomes

CHUNK = 500


@dataclass(frozen=True, slots=True)
class VirtualCourses:
    """What became of some virtual patients, one a row.

    Attributes
    ----------
    patients
        Their names: as in the table, or their numbers from 1.
    days
        Days of the curves, shape (times,).
    levels
        Curve of each outcome by name, without any error of measurement, shape (patients, times).
    activity_mg_l
        Marker that the disease would sustain if nothing hid it, less the background, shape (patients, times).
    parameters
        Parameters in their own units, by name, shape (patients,); those of a drug are named ``anakinra.clearance_l_h``.
    """

    patients: tuple[str, ...]
    days: Floats
    levels: Mapping[str, Floats]
    activity_mg_l: Floats
    parameters: Mapping[str, Floats]


@partial(jax.jit, static_argnums=(0, 1, 2, 3, 4))
def _years(
    process: DiseaseProcess,
    exposures: tuple[Exposure, ...],
    followed: tuple[OutcomeModel, ...],
    every_hours: int,
    side_by_side: bool,
    patients: DrawnPatients,
) -> tuple[dict[str, Array], Array]:
    """Outcomes and activity of each patient, every so many hours."""

    def one(patient: DrawnPatients) -> tuple[dict[str, Array], Array]:
        n_days, n_exposures = patient.dose_mg.shape
        drugs, earlier = drugs_of(exposures, patient.parameters, jnp.ones(len(exposures))), jnp.zeros((n_exposures, 3))
        nodes, told_hours = (HOURLY_TOLD_DAILY, HOURS) if every_hours % HOURS == 0 else (HOURLY, 1)
        grid = Grid(np.ones(1), np.zeros(n_days, np.int64))
        known = exposed(grid, patient.dose_mg, earlier, drugs, nodes=nodes)
        # What treatment does to the process itself takes days: the mean of a day is near enough.
        of_days = known.mean_passing(nodes)
        passing = jnp.append(jnp.repeat(of_days, HOURS), of_days[-1])
        hours = jnp.full(n_days * HOURS, 1.0 / HOURS)
        activity = process.simulate(patient.unit_normals, hours, patient.parameters, passing=passing)
        response = OutcomeResponse(followed, patient.parameters)
        path = simulate(grid, patient.dose_mg, earlier, activity, drugs, response, nodes=nodes, known=known)
        levels = {name: curve[:: every_hours // told_hours] for name, curve in path.levels.items()}
        return levels, jnp.exp(activity[::every_hours])

    return jax.vmap(one)(patients) if side_by_side else jax.lax.map(one, patients)


@in_double_precision
def simulate_patients(
    patients: int | Table,
    doses: Mapping[str, object],
    *,
    days: int = 365,
    seed: int = 0,
    every_hours: int = HOURS,
    disease: Mapping[str, Parameter] | None = None,
    followed: Sequence[Outcome] | None = None,
    process: DiseaseProcess = WAXING,
    chunk: int = CHUNK,
    workers: int | None = None,
    streams: Sequence[int] | None = None,
    executor: Executors = threads,
) -> Iterator[VirtualCourses]:
    r"""Simulate virtual patients, chunk by chunk.

    Activity is drawn, and everything computed, hour by hour; parameters are drawn from the priors of the data files, those of the
    drugs given each patient's covariates. Doses are given at the beginning of each day, none into a vein.

    Parameters
    ----------
    patients
        How many; or a table with one row a patient (path, text, columns by name, data frame). Its columns may be ID, covariates
        (weight_kg, creatinine_clearance_ml_min, female, statin) and parameters by name, which are then not drawn.
    doses
        For each drug mg a day: one number, one a day, or one a day of each patient of a table, shape (patients, days).
    days
        For how long.
    seed
        A patient depends on it and on its own place alone.
    every_hours
        Hours between two points of the curves.
    disease
        Priors of the disease; by default those of ``disease.yaml``. `rechallenge.analogy.borrowing.parameters_of` gives those of a
        diagnosis.
    followed
        Outcomes to simulate; by default those that every course has.
    process
        How the disease behaves without treatment.
    chunk
        Patients at a time; as much is held in memory, and a few programs' worth.
    workers
        How many programs run side by side; by default as many as there are cores.
    streams
        Number of each patient's stream of random numbers, by default its place: with the numbers of some patients of another call, these
        are simulated again. Of an episodic disease the days that two calls share are then the same.
    executor
        What runs the programs (`rechallenge.execution`). It changes nothing but the time.

    Yields
    ------
    VirtualCourses
        The next patients, in order.

    Raises
    ------
    CourseError
        With all that is wrong with the table and the doses: patient, line and column, or drug and day. Raised by the call itself.
    ValueError
        For times that do not fit: days or hours that are no whole numbers above 0, or days that these hours do not divide.

    Examples
    --------
    >>> courses = next(simulate_patients("ID,weight_kg\nA,60\nB,80\n", {"anakinra": 100.0}, days=20))
    >>> courses.patients, courses.levels["crp"].shape
    (('A', 'B'), (2, 21))
    """
    for name, value in (("days", days), ("every_hours", every_hours), ("chunk", chunk), ("workers", 1 if workers is None else workers)):
        if value < 1 or value != int(value):
            raise ValueError(f"{name} is a whole number above 0, and not {value}")
    if (days * HOURS) % every_hours:
        raise ValueError(f"{every_hours} hours do not divide {days} days")
    chosen = [each for each in outcomes().values() if each.always] if followed is None else list(followed)
    priors = {**(disease_parameters() if disease is None else disease), **outcome_parameters(chosen)}
    population = replace(population_of(patients, doses, days, seed, process, priors), streams=streams)
    if streams is not None and len(streams) != population.size:
        raise ValueError(f"there are {population.size} patients, and {len(streams)} streams")
    return _chunks(population, tuple(each.model for each in chosen), every_hours, chunk, workers or cores(), executor)


def _chunks(
    population: Population, followed: tuple[OutcomeModel, ...], every_hours: int, chunk: int, workers: int, executor: Executors
) -> Iterator[VirtualCourses]:
    exposures, side_by_side = population.exposures, jax.default_backend() != "cpu"

    @in_double_precision
    def run(rows: range) -> tuple[DrawnPatients, dict[str, Floats], Floats]:
        drawn = population.drawn(rows)
        levels, activity = jax.tree.map(
            lambda curve: np.asarray(curve)[: len(rows)], _years(population.process, exposures, followed, every_hours, side_by_side, drawn)
        )
        return drawn, levels, activity

    days = np.arange(0.0, population.days + 0.5 * every_hours / HOURS, every_hours / HOURS)

    def told(rows: range, parts: Sequence[tuple[DrawnPatients, dict[str, Floats], Floats]]) -> VirtualCourses:
        levels = {model.name: np.concatenate([levels[model.name] for _, levels, _ in parts]) for model in followed}
        activity = np.concatenate([activity for _, _, activity in parts])
        names = parts[0][0].parameters
        parameters = {name: np.concatenate([drawn.parameters[name] for drawn, _, _ in parts])[: len(rows)] for name in names}
        return VirtualCourses(population.names(rows), days, levels, activity, parameters)

    # The programs of a chunk, and enough of the next ones that no core waits; no more, so that memory does not grow.
    pending: deque[tuple[range, Future[tuple[DrawnPatients, dict[str, Floats], Floats]]]] = deque()
    with executor(workers) as pool:
        pieces = _pieces(population.size, chunk)
        parts: list[tuple[DrawnPatients, dict[str, Floats], Floats]] = []
        first = True
        while True:
            while len(pending) < (1 if first else 2 * workers) and (rows := next(pieces, None)) is not None:
                pending.append((rows, pool.submit(run, rows)))
            if not pending:
                return
            rows, future = pending.popleft()
            parts.append(future.result())
            first = False  # alone, since several at once would all compile
            start = rows.start - rows.start % chunk
            if rows.stop == min(start + chunk, population.size):
                yield told(range(start, rows.stop), parts)
                parts = []


def _pieces(size: int, chunk: int) -> Iterator[range]:
    """Programs' worths of patients, none of which reaches into the next chunk."""
    for start in range(0, size, chunk):
        stop = min(start + chunk, size)
        for first in range(start, stop, BATCH):
            yield range(first, min(first + BATCH, stop))
