"""How many independent draws a second does the sampler make? On the index case and the four simulated courses.

Beside it, in the same run: the same posterior in a plain NumPyro version (NUTS in the prior's own coordinates, all unknowns together,
its own mass matrix); it stops at a cap on its time, and it is said when it does. On the index case, a gradient of the same posterior whose
equations are solved by diffrax: a sampler needs as many of these a draw, and is not run through. Independent draws are the smallest
effective number over the parameters, which all versions share; warm-up counts, compiling stands apart. Then: what a second course of the
same shape has to compile, and what threads and lockstep are worth.

Chains, and patients, run side by side on threads and are not vectorised: vectorised trees all grow as far as the tallest, so that lockstep
pays only where its gradient costs far less than one alone.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any
from unittest.mock import patch

import jax
import jax.numpy as jnp
import numpy as np
from numpyro.infer.hmc import hmc

from rechallenge.course.cases import case_path
from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course
from rechallenge.inference import forward
from rechallenge.inference.chains import Chains
from rechallenge.inference.effort import FULL
from rechallenge.inference.laplace import Mode, find_mode
from rechallenge.inference.layout import Layout
from rechallenge.inference.likelihood import log_posterior, value_and_gradient
from rechallenge.inference.nuts import BLOCK, sample
from rechallenge.inference.problem import Data, InferenceProblem, build_problem
from rechallenge.mechanism.engine import simulate
from rechallenge.mechanism.processes.process import PseudoObservations
from studies.benchmarks.measuring import machine
from studies.benchmarks.sampler_diffrax import solved_by_diffrax

jax.config.update("jax_enable_x64", True)

CASES = ("index", "simulated-responder", "simulated-non-responder", "simulated-coincidence", "simulated-ambiguous")
SPARSE = "crowned_dens_aouba_1"
# Of the plain versions: draws of the warm-up and after it, chains, and draws between two looks at the clock.
PLAIN_WARMUP, PLAIN_DRAWS, PLAIN_CHAINS, PLAIN_BLOCK = 500, 250, 4, 25
LOCKSTEP, GRADIENTS = 8, 40
# Draws of each chain after the warm-up of which an effective number can be told.
FEWEST = 50
WIDTHS = (8, 8, 6, 6, 11, 11, 6)


@dataclass(frozen=True)
class Sampled:
    """What one version did on one case: seconds without compiling, gradients a draw, and independent draws, none when it was capped."""

    case: str
    version: str
    compile_s: float
    seconds: float
    draws: int
    steps: float
    independent: float | None
    rhat: float | None

    @property
    def per_second(self) -> float | None:
        """Independent draws a second."""
        return None if self.independent is None else self.independent / self.seconds


def counted(work: Callable[[], Any]) -> tuple[Any, int]:
    """Do some work and count the programs that it had to compile."""
    compiled = 0

    def listen(event: str, duration_secs: float, **_: str | int) -> None:
        nonlocal compiled
        compiled += event == "/jax/core/compile/backend_compile_duration"

    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        return work(), compiled
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.perf_counter()
    return work(), time.perf_counter() - begin


def course_of(case: str) -> Course:
    return read_course(case_path(case)).course


def acting(problem: InferenceProblem) -> jax.Array:
    return jnp.ones(max(len(problem.layout.exposures), 1))


def over_parameters(layout: Layout, vectors: np.ndarray) -> tuple[float, float]:
    """Smallest effective number and largest R-hat over the parameters, from draws of shape (chains, draws, size)."""
    each = np.zeros(vectors.shape[:2], int)
    chains = Chains(vectors[..., : len(layout.parameters)], vectors[..., 0], each.astype(bool), each)
    return chains.effective_size, chains.rhat


# ours


def ours(case: str, repeats: int) -> list[Sampled]:
    """The sampler as the full report uses it, the search for the mode included."""
    problem = build_problem(course_of(case))
    layout, data, works = problem.layout, jax.device_put(problem.data), acting(problem)

    def once(seed: int, draws: int, chains: int) -> Chains:
        mode = find_mode(layout, data, works, seed)
        return sample(layout, data, works, mode, chains=chains, draws=draws, stretches=1, least_effective=0.0, seed=seed)

    _, first = timed(lambda: once(0, BLOCK, 1))
    _, again = timed(lambda: once(0, BLOCK, 1))
    found = []
    for seed in range(1, repeats + 1):
        drawn, seconds = timed(partial(once, seed, FULL.draws, FULL.chains))
        independent, rhat = over_parameters(layout, drawn.vectors)
        n_draws = drawn.vectors.shape[0] * drawn.vectors.shape[1]
        found.append(Sampled(case, "rechallenge", first - again, seconds, n_draws, float(drawn.n_steps.mean()), independent, rhat))
    return found


# plain


def plain(case: str, cap_s: float) -> Sampled:
    """NUTS on the same posterior as NumPyro does it by itself; no search for the mode, no coordinates of ours."""
    problem = build_problem(course_of(case))
    layout, works = problem.layout, acting(problem)
    data = jax.device_put(problem.data._replace(pseudo_observations=PseudoObservations.none(layout.n_knots)))
    start, kernel = hmc(lambda vector: -log_posterior(layout, data, vector, works), algo="NUTS")

    @jax.jit
    def block(state: Any) -> tuple[Any, tuple[jax.Array, jax.Array]]:
        def step(state: Any, _: None) -> tuple[Any, tuple[jax.Array, jax.Array]]:
            state = kernel(state)
            return state, (state.z, state.num_steps)

        return jax.lax.scan(step, state, None, length=PLAIN_BLOCK)

    def begin(chain: int) -> Any:
        key, place = jax.random.split(jax.random.key(chain))
        return start(0.5 * jax.random.normal(place, (layout.size,)), PLAIN_WARMUP, rng_key=key)

    state, first = timed(lambda: begin(0))
    program, compiling = timed(lambda: block.lower(state).compile())
    states, seconds = [begin(chain) for chain in range(PLAIN_CHAINS)], 0.0
    kept: list[list[Any]] = [[] for _ in range(PLAIN_CHAINS)]
    with ThreadPoolExecutor(PLAIN_CHAINS) as pool:
        while seconds < cap_s and len(kept[0]) * PLAIN_BLOCK < PLAIN_WARMUP + PLAIN_DRAWS:
            results, took = timed(lambda: list(pool.map(lambda each: jax.block_until_ready(program(each)), states)))  # noqa: B023
            states, seconds = [state for state, _ in results], seconds + took
            for chain, (_, output) in zip(kept, results, strict=True):
                chain.append([np.asarray(part) for part in output])
    vectors = np.stack([np.concatenate([part[0] for part in chain]) for chain in kept])
    steps = float(np.mean([part[1] for chain in kept for part in chain]))
    counting = vectors[:, PLAIN_WARMUP:]
    independent, rhat = over_parameters(layout, counting) if counting.shape[1] >= FEWEST else (None, None)
    return Sampled(case, "NumPyro", first + compiling, seconds, vectors.shape[0] * vectors.shape[1], steps, independent, rhat)


def by_diffrax(case: str) -> dict[str, float]:
    """Milliseconds of a gradient by our simulator and by diffrax, and how far their log posteriors lie apart at the prior's centre."""
    problem = build_problem(course_of(case))
    layout, data, works = problem.layout, jax.device_put(problem.data), acting(problem)
    centre = jnp.zeros(layout.size)
    found: dict[str, float] = {}
    for name, simulator in (("ours", simulate), ("diffrax", solved_by_diffrax)):
        with patch.object(forward, "simulate", simulator):
            program, compiling = timed(jax.jit(jax.value_and_grad(partial(_posterior, layout, data, works))).lower(centre).compile)
        value, _ = jax.block_until_ready(program(centre))
        seconds = [timed(lambda: jax.block_until_ready(program(centre)))[1] for _ in range(5)]  # noqa: B023
        found |= {f"{name}_ms": 1e3 * statistics.median(seconds), f"{name}_compile_s": compiling, f"{name}_log": float(value)}
    return found


# what is shared, and what runs side by side


def another_patient(problem: InferenceProblem, factor: float) -> InferenceProblem:
    """A patient of the same shape whose readings are so many times as high."""
    values = problem.data.values
    return replace(problem, data=problem.data._replace(values=values._replace(shift=values.shift + np.log(factor))))


def reuse(case: str) -> dict[str, float]:
    """What a second course of the same shape compiles: programs, beside those of the first."""

    def whole(problem: InferenceProblem) -> Chains:
        layout, data, works = problem.layout, jax.device_put(problem.data), acting(problem)
        mode = find_mode(layout, data, works, 0)
        return sample(layout, data, works, mode, chains=2, draws=BLOCK, stretches=1, least_effective=0.0, seed=0)

    problem = build_problem(course_of(case))
    jax.clear_caches()
    (_, first_s), first = counted(lambda: timed(lambda: whole(problem)))
    (_, second_s), second = counted(lambda: timed(lambda: whole(another_patient(problem, 1.2))))
    return {"first_compiled": first, "first_s": first_s, "second_compiled": second, "second_s": second_s}


def lockstep(case: str) -> dict[str, float]:
    """Milliseconds of a gradient, alone and as one of eight in lockstep."""
    problem = build_problem(course_of(case))
    layout, data, works = problem.layout, jax.device_put(problem.data), acting(problem)
    vectors = 0.3 * jax.random.normal(jax.random.key(0), (LOCKSTEP, layout.size))
    together = jax.jit(jax.vmap(jax.value_and_grad(partial(_posterior, layout, data, works))))

    def median_ms(work: Callable[[], Any], gradients: int) -> float:
        jax.block_until_ready(work())
        seconds = [timed(lambda: jax.block_until_ready(work()))[1] for _ in range(GRADIENTS)]
        return 1e3 * statistics.median(seconds) / gradients

    return {
        "alone_ms": median_ms(lambda: value_and_gradient(layout, data, vectors[0], works), 1),
        "lockstep_ms": median_ms(lambda: together(vectors), LOCKSTEP),
    }


def _posterior(layout: Layout, data: Data, works: jax.Array, vector: jax.Array) -> jax.Array:
    return log_posterior(layout, data, vector, works)


def side_by_side(case: str) -> dict[str, float]:
    """Seconds of two chains of one patient, and of two patients of one shape, one after the other and on threads."""
    problem = build_problem(course_of(case))
    layout, works = problem.layout, acting(problem)
    patients = [jax.device_put(each.data) for each in (problem, another_patient(problem, 1.2))]
    modes = [find_mode(layout, data, works, 0) for data in patients]

    def draw(data: Data, mode: Mode, chains: int) -> Chains:
        return sample(layout, data, works, mode, chains=chains, draws=4 * BLOCK, stretches=1, least_effective=0.0, seed=0)

    draw(patients[0], modes[0], 1)
    _, one_chain = timed(lambda: draw(patients[0], modes[0], 1))
    _, two_chains = timed(lambda: draw(patients[0], modes[0], 2))
    _, in_turn = timed(lambda: [draw(data, mode, 1) for data, mode in zip(patients, modes, strict=True)])
    with ThreadPoolExecutor(2) as pool:
        _, together = timed(lambda: list(pool.map(lambda data, mode: draw(data, mode, 1), patients, modes)))
    return {"one_chain_s": one_chain, "two_chains_s": two_chains, "two_patients_in_turn_s": in_turn, "two_patients_together_s": together}


# showing


def line(found: Sequence[Sampled]) -> str:
    """One line of the table: medians over the repeats."""
    first = found[0]
    told = [each for each in found if each.independent is not None]
    seconds = statistics.median(each.seconds for each in found)
    text = f"{first.case:24} {first.version:12} {first.compile_s:8.1f} {seconds:8.1f} {first.draws:6d} {first.steps:6.0f}"
    if not told:
        return f"{text}  hit the cap: no draw after the warm-up counts"
    capped = "  hit the cap" if first.version != "rechallenge" and first.draws < PLAIN_CHAINS * (PLAIN_WARMUP + PLAIN_DRAWS) else ""
    independent = statistics.median(each.independent or 0.0 for each in told)
    per_second = statistics.median(each.per_second or 0.0 for each in told)
    return f"{text} {independent:11.0f} {per_second:11.2f} {max(each.rhat or 0.0 for each in told):6.3f}{capped}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=1, help="runs of the sampler on each case (default: %(default)s)")
    parser.add_argument("--cap", type=float, default=60.0, help="seconds for each plain version (default: %(default)s)")
    parser.add_argument("--cases", nargs="+", default=CASES, help="which cases (default: all)")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    options = parser.parse_args()
    tell = (lambda *_, **__: None) if options.json else partial(print, flush=True)
    about = machine()
    tell(f"{about['system']} on {about['processor']}, {about['threads']} threads")
    names = ("compile", "seconds", "draws", "steps", "independent", "a second", "R-hat")
    tell(f"{'case':24} {'version':12} " + " ".join(f"{name:>{width}}" for name, width in zip(names, WIDTHS, strict=True)))
    sampled: list[Sampled] = []
    for case in options.cases:
        mine = ours(case, options.repeats)
        tell(line(mine))
        other = plain(case, options.cap)
        tell(line([other]))
        sampled += [*mine, other]
    solvers: dict[str, float] = {}
    if "index" in options.cases:
        try:
            solvers = by_diffrax("index")
            tell("\nA gradient on index: {ours_ms:.2f} ms by our simulator, {diffrax_ms:.0f} ms by diffrax".format(**solvers), end=" ")
            tell("(log posteriors {ours_log:.3f} and {diffrax_log:.3f} at the prior's centre),".format(**solvers))
            slower = solvers["diffrax_ms"] / solvers["ours_ms"]
            told = [each.per_second for each in sampled if (each.case, each.version) == ("index", "NumPyro") and each.per_second]
            rate = f": NumPyro with it would make {told[0] / slower:.4f} independent draws a second" if told else ""
            tell(f"{slower:.0f} times as long{rate}.")
        except ModuleNotFoundError:
            tell("diffrax is not installed: its gradient was left out")
    shared = reuse(SPARSE)
    tell("\nA second course of the same shape: {second_compiled} programs compiled ({first_compiled} for the first);".format(**shared))
    tell("{first_s:.1f} s for the first, {second_s:.1f} s for the second.".format(**shared))
    side = side_by_side(SPARSE)
    tell("Side by side on threads: one chain {one_chain_s:.1f} s, two {two_chains_s:.1f} s;".format(**side), end=" ")
    tell("two patients {two_patients_in_turn_s:.1f} s in turn, {two_patients_together_s:.1f} s together.".format(**side))
    gradients = {case: lockstep(case) for case in (SPARSE, "index")}
    for case, times in gradients.items():
        tell(f"A gradient on {case}: {times['alone_ms']:.2f} ms alone, {times['lockstep_ms']:.2f} ms as one of {LOCKSTEP} in lockstep.")
    if options.json:
        report = {"machine": about, "sampled": [asdict(each) for each in sampled], "solvers": solvers}
        print(json.dumps({**report, "reuse": shared, "side_by_side": side, "gradients": gradients}, indent=2))


if __name__ == "__main__":
    main()
