"""What one device does of the two works that come in thousands: years of virtual patients, and gradients of a log posterior.

``python -m studies.benchmarks.device_rows`` prints one JSON object a line: what the device is, then each measurement as it is made. A
process sees one device (`JAX_PLATFORMS`), so that `how_fast_is_a_gpu` starts one for the GPU and one for the processors of its machine.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.errors import JaxRuntimeError

from rechallenge.course.cases import case_path
from rechallenge.execution import cores
from rechallenge.formats.reading import read_course
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_posterior
from rechallenge.inference.problem import Data, build_problem
from rechallenge.inference.programs import OPTIONS
from rechallenge.literature.parameters import disease_parameters
from rechallenge.mechanism.nodes import HOURS
from rechallenge.mechanism.population import BATCH, DrawnPatients, Population, population_of
from rechallenge.mechanism.processes import WAXING
from rechallenge.mechanism.virtual_patients import _years, simulate_patients
from rechallenge.outcomes import outcome_parameters, outcomes
from studies.benchmarks.engine_case import DAYS, DRUGS, plan

jax.config.update("jax_enable_x64", True)

Row = dict[str, Any]
# Walkers of one thread that go in lockstep: more do not fit into the cache of a core.
EIGHTS = 8
CHECKED = 8
OWN_RECORDS = 512
"""Walkers for which each is given a record of its own, as patients of a cohort have."""
# Every measurement is repeated this often after one that does not count, and more often until so many seconds are over; fewer times
# where it would take longer than the last.
LEAST_REPEATS, LEAST_S, MOST_S = 5, 1.0, 10.0


def repeated(work: Callable[[], object]) -> list[float]:
    """Seconds of each repeat."""
    work()
    seconds: list[float] = []
    while sum(seconds) < LEAST_S or (len(seconds) < LEAST_REPEATS and sum(seconds) < MOST_S):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return seconds


def measured(row: Row, work: Callable[[], object]) -> Row:
    """A row with the median, least, most and number of its seconds, or with what stopped it, which is memory in the main."""
    try:
        seconds = repeated(work)
    except JaxRuntimeError as error:
        return {**row, "note": str(error).partition("\n")[0][:120]}
    return {**row, "seconds": statistics.median(seconds), "least": min(seconds), "most": max(seconds), "repeats": len(seconds)}


# gradients


def posterior(layout: Layout, works: jax.Array, data: Data, vector: jax.Array) -> jax.Array:
    """Log posterior of one vector of unknowns, the data last but one so that gradients leave them alone."""
    return log_posterior(layout, data, vector, works)


def of_own_records(data: Data, n: int) -> Data:
    """So many records of one shape that differ in what was read, one a row."""
    rows: Data = jax.tree.map(lambda leaf: jnp.asarray(np.repeat(np.asarray(leaf)[None], n, axis=0)), data)
    factors = np.random.default_rng(1).uniform(-0.2, 0.2, (n, *(1,) * np.ndim(data.values.shift)))
    return rows._replace(values=rows.values._replace(shift=rows.values.shift + factors))


def gradients(case: str, sizes: Sequence[int]) -> Iterator[Row]:
    """Value and gradient of the log posterior of a shipped course, for so many walkers at once."""
    course = read_course(case_path(case)).course
    problem = build_problem(course)
    layout, data = problem.layout, jax.device_put(problem.data)
    one = jax.value_and_grad(partial(posterior, layout, jnp.ones(max(len(layout.exposures), 1))), argnums=1)
    alone, on_cpu = jax.jit(one), jax.default_backend() == "cpu"
    together, apart = jax.jit(jax.vmap(one, in_axes=(None, 0))), jax.jit(jax.vmap(one))
    vectors = 0.3 * np.random.default_rng(0).standard_normal((max(*sizes, CHECKED), layout.size))
    walkers = {n: jnp.asarray(vectors[:n]) for n in sorted({*sizes, CHECKED})}
    about = {"work": "gradient", "case": case}
    yield {
        "work": "course",
        "case": case,
        "observations": len(course.observations),
        "segments": len(problem.data.breakpoints) - 1,
        "unknowns": layout.size,
    }

    begin = time.perf_counter()
    single = alone.lower(data, walkers[CHECKED][0]).compile(OPTIONS)
    jax.block_until_ready(single(data, walkers[CHECKED][0]))
    yield {"work": "compilation", "case": case, "seconds": time.perf_counter() - begin}
    yield measured(
        {**about, "way": "together", "n": 1, "cost": cost(single)}, lambda: jax.block_until_ready(single(data, walkers[CHECKED][0]))
    )

    with ThreadPoolExecutor(cores()) as pool:
        # compiled side by side, which takes a minute where one after another takes several
        waiting = {n: pool.submit(together.lower(data, walkers[n]).compile) for n in walkers if n > 1}
        eights = pool.submit(together.lower(data, walkers[CHECKED]).compile, OPTIONS).result() if on_cpu else None
        records = {n: of_own_records(problem.data, n) for n in sizes if n == OWN_RECORDS}
        own = {n: pool.submit(apart.lower(of_each, walkers[n]).compile) for n, of_each in records.items()}
        programs, of_records = ({n: each.result() for n, each in compiled.items()} for compiled in (waiting, own))

        value, slope = programs[CHECKED](data, walkers[CHECKED])
        yield {"work": "check", "case": case, "values": np.asarray(value).tolist(), "gradients": np.asarray(slope).tolist()}
        for n in (n for n in sizes if n > 1):
            yield measured(
                {**about, "way": "together", "n": n, "cost": cost(programs[n])},
                lambda: jax.block_until_ready(programs[n](data, walkers[n])),  # noqa: B023
            )
            if on_cpu:
                rows = [walkers[n][i] for i in range(n)]
                yield measured(
                    {**about, "way": "a thread each", "n": n},
                    lambda: list(pool.map(lambda row: jax.block_until_ready(single(data, row)), rows)),  # noqa: B023
                )
            if eights is not None and n % EIGHTS == 0:
                parts = [walkers[n][i : i + EIGHTS] for i in range(0, n, EIGHTS)]
                yield measured(
                    {**about, "way": "eight a thread", "n": n},
                    lambda: list(pool.map(lambda part: jax.block_until_ready(eights(data, part)), parts)),  # noqa: B023
                )
            if n in of_records:
                yield measured(
                    {**about, "way": "own records", "n": n},
                    lambda: jax.block_until_ready(of_records[n](records[n], walkers[n])),  # noqa: B023
                )


def cost(program: Any) -> dict[str, float] | None:
    """Floating-point operations and bytes of memory that the compiler counts, where it does; loops it counts once."""
    counted = program.cost_analysis() or {}
    return {name: float(counted[key]) for name, key in (("flops", "flops"), ("bytes", "bytes accessed")) if key in counted} or None


# virtual patients


def population(n: int) -> Population:
    """Patients of the case that simulators are timed on."""
    priors = {**disease_parameters(), **outcome_parameters([each for each in outcomes().values() if each.always])}
    return population_of(n, dict(zip(DRUGS, plan().T, strict=True)), DAYS, 0, WAXING, priors)


def virtual_patients(sizes: Sequence[int], whole: int) -> Iterator[Row]:
    """Patient-years: through `simulate_patients`, drawn alone, and by the program alone on patients that lie on the device."""
    doses = dict(zip(DRUGS, plan().T, strict=True))
    yield measured({"work": "patients", "way": "whole", "n": whole}, lambda: [None for _ in simulate_patients(whole, doses)])
    everyone, on_cpu = population(max(sizes)), jax.default_backend() == "cpu"
    yield measured({"work": "patients", "way": "drawn", "n": BATCH}, lambda: everyone.drawn(range(BATCH)))
    pieces = [everyone.drawn(range(first, first + BATCH)) for first in range(0, max(sizes), BATCH)]
    drawn: DrawnPatients = jax.tree.map(lambda *parts: np.concatenate(parts), *pieces)
    followed = tuple(each.model for each in outcomes().values() if each.always)
    years = partial(_years, everyone.process, everyone.exposures, followed, HOURS, not on_cpu)
    with ThreadPoolExecutor(cores()) as pool:
        for n in sizes:
            step = max(1, min(BATCH, math.ceil(n / cores()))) if on_cpu else n
            parts = [jax.device_put(jax.tree.map(lambda leaf: leaf[i : i + step], drawn)) for i in range(0, n, step)]  # noqa: B023
            yield measured(
                {"work": "patients", "way": "program", "n": n},
                lambda: list(pool.map(lambda part: jax.block_until_ready(years(part)), parts)),  # noqa: B023
            )
        levels, _ = years(jax.device_put(jax.tree.map(lambda leaf: leaf[:CHECKED], drawn)))
        yield {"work": "check", "case": "patients", "values": np.asarray(levels["crp"])[:, ::30].tolist(), "gradients": []}


# one patient


def first_answer(case: str) -> Iterator[Row]:
    """The whole quick fit of one course, all programs compiled before: modes, curvature and importance draws of each hypothesis."""
    course = read_course(case_path(case)).course
    begin = time.perf_counter()
    fit_course(course, method="laplace")
    first = time.perf_counter() - begin
    again = measured({"work": "fit", "case": case}, lambda: fit_course(course, method="laplace"))
    yield {**again, "first": first}


def device() -> Row:
    """What JAX computes on here."""
    first = jax.devices()[0]
    return {
        "work": "device",
        "platform": first.platform,
        "kind": first.device_kind,
        "runtime": first.client.platform_version.split("\n")[0],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", nargs="+", default=["index"])
    parser.add_argument("--walkers", nargs="+", type=int, default=[1, EIGHTS])
    parser.add_argument("--fits", nargs="*", default=[], help="courses of which the whole quick fit is timed too")
    parser.add_argument("--patients", nargs="+", type=int, default=[BATCH])
    parser.add_argument("--whole", type=int, default=BATCH)
    options = parser.parse_args()
    steps: list[Iterator[Row]] = [gradients(case, options.walkers) for case in options.cases]
    steps.append(virtual_patients(options.patients, options.whole))
    steps += [first_answer(case) for case in options.fits]
    print(json.dumps(device()), flush=True)
    for step in steps:
        for row in step:
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
