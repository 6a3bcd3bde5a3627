"""How fast is the simulator, and how exact? Beside it, in the same run: compiled LSODA and diffrax; the judge is SciPy at 1e-10.

Three drugs (anakinra with stops, prednisone tapered, colchicine), all doses at the beginning of the day; the untreated activity turns at
every hour. Both sides are repeated in turns. Compilation is timed apart, in new processes, without and with a cache on disk. Peers that are
not installed are named and left out: `make bench` installs them.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from rechallenge.mechanism.virtual_patients import simulate_patients
from studies.benchmarks.engine_case import DAYS, DRUGS, HOURLY, HOURS, crp, hourly_activity, plan, typical
from studies.benchmarks.engine_diffrax import by_diffrax
from studies.benchmarks.engine_equations import compiled_lsoda, oracle, packed
from studies.benchmarks.measuring import machine

# Tolerances of the peers, at which their error is no smaller than ours.
LSODA_RTOL, DIFFRAX_RTOL, ATOL_SHARE = 1e-6, 1e-4, 1e-3
CALLS, PATIENTS, JUDGED, SLOPE_STEP = 20, 1000, 2, 1e-4
Row = dict[str, Any]


class Time(NamedTuple):
    """Seconds as the clock has them, and of the processor: where others use the machine, the latter is what a free one would take."""

    wall: float
    processor: float


def in_turns(repeats: int, *runs: Callable[[], Any]) -> list[Time]:
    """Median times of each, repeated in turns, after one run of each that does not count."""
    times: list[list[tuple[float, float]]] = [[] for _ in runs]
    for repeat in range(repeats + 1):
        for run, kept in zip(runs, times, strict=True):
            start, processor = time.perf_counter(), time.process_time()
            run()
            if repeat:
                kept.append((time.perf_counter() - start, time.process_time() - processor))
    return [Time(*(statistics.median(each) for each in zip(*kept, strict=True))) for kept in times]


def times_of(times: Sequence[Time], scale: float = 1.0, their_scale: float = 1.0) -> Row:
    """Ours, and where there are two theirs, in the unit of a row."""
    ours, *others = times
    row = {"ours": ours.wall * scale, "processor": ours.processor * scale}
    for theirs in others:
        row |= {"theirs": theirs.wall * their_scale, "their_processor": theirs.processor * their_scale}
    return row


def worst(found: np.ndarray, true: np.ndarray) -> float:
    """Largest relative error."""
    return float(np.max(np.abs(found / true - 1.0)))


def doses() -> dict[str, np.ndarray]:
    return dict(zip(DRUGS, plan().T, strict=True))


def one_year(repeats: int) -> list[Row]:
    parameters, activity, dose_mg = typical(), hourly_activity(), plan()
    background, p = parameters["crp_background_mg_l"], packed(parameters, activity)
    true = background + oracle(p, dose_mg)
    given = {name: jnp.asarray(value) for name, value in parameters.items()}
    program = jax.jit(lambda log_activity, dose_mg: crp(given, log_activity, dose_mg, HOURLY))

    def ours() -> None:
        for _ in range(CALLS):
            program(activity, dose_mg).block_until_ready()

    row: Row = {
        "what": "one patient-year, told hourly, ms",
        "budget": 1.0,
        "times_asked": 20,
        "error": worst(np.asarray(program(activity, dose_mg)), true),
    }
    peer = compiled_lsoda(LSODA_RTOL, LSODA_RTOL * ATOL_SHARE)
    if peer is None:
        return [{**row, **times_of(in_turns(repeats, ours), scale=1e3 / CALLS)}]
    name, lsoda = peer
    both = in_turns(repeats, ours, lambda: lsoda(p, dose_mg))
    error = worst(background + lsoda(p, dose_mg), true)
    return [{**row, **times_of(both, scale=1e3 / CALLS, their_scale=1e3), "peer": name, "peer_error": error}]


def many_years(repeats: int, looped: int) -> list[Row]:
    threads = int(machine()["threads"])  # type: ignore[call-overload]
    hourly = next(simulate_patients(looped, doses(), every_hours=1, chunk=looped))
    of_patient = [{name: float(value[i]) for name, value in hourly.parameters.items()} for i in range(looped)]
    packs = [packed(known, np.log(hourly.activity_mg_l[i])) for i, known in enumerate(of_patient)]
    dose_mg, background = plan(), hourly.parameters["crp_background_mg_l"]
    true = [background[i] + oracle(packs[i], dose_mg) for i in range(JUDGED)]

    def ours() -> None:
        for _ in simulate_patients(PATIENTS, doses()):
            pass

    daily = next(simulate_patients(JUDGED, doses())).levels["crp"]
    error = max(worst(daily[i], true[i][::HOURS]) for i in range(JUDGED))
    row: Row = {"what": f"{PATIENTS:,} patient-years on {threads} threads, s", "times_asked": 20, "error": error}
    peer = compiled_lsoda(LSODA_RTOL, LSODA_RTOL * ATOL_SHARE)
    if peer is None:
        return [{**row, **times_of(in_turns(repeats, ours))}]
    name, lsoda = peer
    with ThreadPoolExecutor(threads) as pool:
        both = in_turns(repeats, ours, lambda: list(pool.map(lambda p: lsoda(p, dose_mg), packs)))
    error = max(worst(background[i] + lsoda(packs[i], dose_mg)[::HOURS], true[i][::HOURS]) for i in range(JUDGED))
    told = f"{name}; timed on {looped} of them"
    return [{**row, **times_of(both, their_scale=PATIENTS / looped), "peer": told, "peer_error": error}]


def gradient(repeats: int) -> list[Row]:
    parameters, dose_mg = typical(), plan()
    given = {name: jnp.asarray(value) for name, value in parameters.items()}
    activity = hourly_activity()[::HOURS]
    straight = np.interp(np.arange(DAYS * HOURS + 1), np.arange(0, DAYS * HOURS + 1, HOURS), activity)
    true = parameters["crp_background_mg_l"] + oracle(packed(parameters, straight), dose_mg, HOURS)
    readings = jnp.log(jnp.asarray(true)) + 0.1

    def of(year: Callable[..., Any]) -> Callable[..., Any]:
        return jax.jit(
            jax.value_and_grad(lambda p, path: jnp.sum((jnp.log(year(p, path, jnp.asarray(dose_mg))) - readings) ** 2), argnums=(0, 1))
        )

    def slope(name: str) -> float:
        """Derivative of the same sum by central differences of the oracle."""
        sums = []
        for sign in (-1.0, 1.0):
            moved = {**parameters, name: parameters[name] * (1.0 + sign * SLOPE_STEP)}
            found = moved["crp_background_mg_l"] + oracle(packed(moved, straight), dose_mg, HOURS)
            sums.append(float(np.sum((np.log(found) - np.asarray(readings)) ** 2)))
        return (sums[1] - sums[0]) / (2.0 * SLOPE_STEP * parameters[name])

    program = of(crp)

    def ours() -> None:
        for _ in range(CALLS):
            jax.block_until_ready(program(given, activity))

    judged = ("il1_share", "anakinra.half_effect", "crp_half_life_h")
    slopes = np.array([slope(name) for name in judged])
    off = worst(np.array([float(program(given, activity)[1][0][name]) for name in judged]), slopes)
    row: Row = {
        "what": f"value and gradient, {len(given) + len(activity)} unknowns, ms",
        "budget": 3.0,
        "times_asked": 100,
        "error": worst(np.asarray(jax.jit(crp)(given, activity, dose_mg)), true),
        "gradient_error": off,
    }
    year = by_diffrax(DIFFRAX_RTOL, DIFFRAX_RTOL * ATOL_SHARE)
    if year is None:
        return [{**row, **times_of(in_turns(repeats, ours), scale=1e3 / CALLS)}]
    peer = of(year)
    both = in_turns(repeats, ours, lambda: jax.block_until_ready(peer(given, activity)))
    error = worst(np.asarray(jax.jit(year)(given, activity, jnp.asarray(dose_mg))), true)
    return [{**row, **times_of(both, scale=1e3 / CALLS, their_scale=1e3), "peer": "diffrax, Tsit5", "peer_error": error}]


def in_a_new_process(task: str, *arguments: str, cache: str = "") -> dict[str, Any]:
    """Run one of `TASKS` by itself."""
    environment = {
        **os.environ,
        **({"JAX_COMPILATION_CACHE_DIR": cache, "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0"} if cache else {}),
    }
    command = [sys.executable, "-m", "studies.benchmarks.how_fast_is_the_engine", "--task", task, *arguments]
    told: dict[str, Any] = json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)
    return told


def memory(size: str, repeats: str) -> dict[str, Any]:
    """Seconds of so many virtual patients after compilation, and the most memory held, in MB."""
    plan_mg, size_ = doses(), int(size)
    times = times_of(in_turns(int(repeats), lambda: [None for _ in simulate_patients(size_, plan_mg)]))
    import resource

    try:
        with open("/proc/self/status") as status:
            peak = next(float(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return {**times, "peak_mb": peak}


def compilation() -> dict[str, Row]:
    """Seconds of the first call of each program, less those of the second."""
    given = {name: jnp.asarray(value) for name, value in typical().items()}
    activity, dose_mg = hourly_activity(), jnp.asarray(plan())
    year = jax.jit(lambda p, path: crp(p, path, dose_mg, HOURLY))
    slopes = jax.jit(jax.value_and_grad(lambda p, path: jnp.sum(jnp.log(crp(p, path, dose_mg)))))
    programs: dict[str, Callable[[], Any]] = {
        "one patient-year": lambda: year(given, activity),
        "value and gradient": lambda: slopes(given, activity[::HOURS]),
        "virtual patients": lambda: next(simulate_patients(1, doses())).levels["crp"],
    }
    told: dict[str, Row] = {}
    for name, program in programs.items():
        found = []
        for _ in range(2):
            start, processor = time.perf_counter(), time.process_time()
            jax.block_until_ready(program())
            found.append((time.perf_counter() - start, time.process_time() - processor))
        told[name] = {"ours": found[0][0] - found[1][0], "processor": found[0][1] - found[1][1]}
    return told


TASKS: dict[str, Callable[..., dict[str, Any]]] = {"memory": memory, "compilation": compilation}


def apart(repeats: int) -> list[Row]:
    """Rows that take new processes: memory and compilation."""
    rows: list[Row] = []
    few, many = (in_a_new_process("memory", str(size), str(repeats)) for size in (1000, 10_000))
    flat = f"{many['peak_mb']:.0f} MB held at most; with 1,000 patients {few['peak_mb']:.0f} MB"
    rows.append({"what": "10,000 patient-years, s", "budget": 8.0, "note": flat, **many})
    with tempfile.TemporaryDirectory() as cache:
        cold = [in_a_new_process("compilation") for _ in range(repeats)]
        in_a_new_process("compilation", cache=cache)
        warm = [in_a_new_process("compilation", cache=cache) for _ in range(repeats)]
    for found, how, budget in ((cold, "cold", 3.0), (warm, "from the cache on disk", 1.0)):
        for name in found[0]:
            times = {kind: statistics.median(one[name][kind] for one in found) for kind in ("ours", "processor")}
            rows.append({"what": f"compilation {how}: {name}, s", "budget": budget, **times})
    return rows


def line(row: Row) -> str:
    parts = [f"{row['what']:57}", *(f"{row[kind]:9.3g}" if kind in row else " " * 9 for kind in ("ours", "processor"))]
    parts.append(f"{row['budget']:6g}" if "budget" in row else " " * 6)
    if "theirs" in row:
        parts.append(
            f"{row['theirs']:9.3g} {row['their_processor']:9.3g} {row['theirs'] / row['ours']:6.0f} x (asked {row['times_asked']})"
        )
    if "error" in row:
        parts.append(f"error {row['error']:.1e}" + (f", theirs {row['peer_error']:.1e}" if "peer_error" in row else ""))
    if "gradient_error" in row:
        parts.append(f"gradient {row['gradient_error']:.1e}")
    parts += [row[key] for key in ("peer", "note") if key in row]
    if "times_asked" in row and "theirs" not in row:
        parts.append("NO PEER: it is not installed, so nothing stands beside this row")
    return "  ".join(parts).rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--looped", type=int, default=20, help="patients that LSODA is timed on (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(TASKS[options.task[0]](*options.task[1:])))
        return
    steps: Sequence[Callable[[], list[Row]]] = (
        lambda: one_year(options.repeats),
        lambda: many_years(options.repeats, options.looped),
        lambda: gradient(options.repeats),
        lambda: apart(options.repeats),
    )
    rows = []
    if not options.json:
        head = f"medians of {options.repeats}, {machine()['threads']} threads"
        print(f"{head:57}  {'ours':>9}  {'processor':>9}  {'budget':>6}  {'theirs':>9} {'processor':>9}")
    for step in steps:
        for row in step():
            rows.append(row)
            if not options.json:
                print(line(row), flush=True)
    if options.json:
        print(json.dumps({"machine": machine(), "rows": rows}, indent=2))
        return
    print(f"\nErrors are relative, of CRP, against SciPy's DOP853 at 1e-10; LSODA ran at {LSODA_RTOL:g}, diffrax at {DIFFRAX_RTOL:g}.")
    print("Processor: time of all threads together, which does not count what others take of a shared machine.")


if __name__ == "__main__":
    main()
