"""How fast are the individual estimates of 4,000 patients? Beside them, in the same run, a plain loop over patients with SciPy.

One-compartment oral model, eight measurements a patient, five starts each on both sides. The loop has the model in closed form and SciPy's
BFGS with its own finite differences, as is usual; it is timed on the first patients and told per patient. Both must end at the same places.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import minimize

from rechallenge.formats.event_table import read_nonmem
from rechallenge.inference.map_estimate import map_estimate
from rechallenge.inference.residual_error import Residual
from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT_ORAL
from studies.benchmarks.measuring import machine

TYPICAL, VARIANCE, PROPORTIONAL, DOSE = np.array([4.0, 70.0, 1.0]), 0.16, 0.0225, 100.0
TIMES = np.array([0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 24.0, 36.0])
STARTS, BUDGET_S = 5, 20.0


def curve(eta: np.ndarray) -> np.ndarray:
    clearance, volume, absorption = TYPICAL * np.exp(eta)
    rate = clearance / volume
    return DOSE * absorption / volume / (absorption - rate) * (np.exp(-rate * TIMES) - np.exp(-absorption * TIMES))


def population(size: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    draws = np.random.default_rng(1)
    etas = np.sqrt(VARIANCE) * draws.standard_normal((size, 3))
    values = np.array([curve(eta) for eta in etas])
    values = values * (1.0 + np.sqrt(PROPORTIONAL) * draws.standard_normal(values.shape))
    n = len(TIMES) + 1
    time_h, first = np.tile(np.r_[0.0, TIMES], size), np.tile(np.arange(n) == 0, size)
    value = np.column_stack([np.zeros(size), values]).ravel()
    columns = {"ID": np.repeat(np.arange(size), n), "TIME": time_h, "AMT": np.where(first, DOSE, 0.0), "EVID": first * 1, "DV": value}
    return columns, values


def by_scipy(value: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, float]:
    def objective(eta: np.ndarray) -> float:
        predicted = curve(eta)
        variance = PROPORTIONAL * predicted**2
        return float(np.sum((value - predicted) ** 2 / variance + np.log(variance)) + eta @ eta / VARIANCE)

    with np.errstate(all="ignore"):
        ends = [minimize(objective, start, method="BFGS") for start in starts]
    best = min(ends, key=lambda end: end.fun if np.isfinite(end.fun) else np.inf)
    return best.x, best.fun


def repeated(run: Callable[[], Any], repeats: int) -> tuple[list[float], Any]:
    seconds, result = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        result = run()
        seconds.append(time.perf_counter() - start)
    return seconds, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=4000)
    parser.add_argument("--looped", type=int, default=40, help="patients that the loop is timed on (default: %(default)s)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    options = parser.parse_args()
    columns, values = population(options.patients)
    typical = dict(zip(("CL", "V", "KA"), TYPICAL.tolist(), strict=True))

    def ours() -> Any:
        omega = dict.fromkeys(typical, VARIANCE)
        return map_estimate(read_nonmem(columns), ONE_COMPARTMENT_ORAL, typical, omega, Residual(proportional=PROPORTIONAL), starts=STARTS)

    (first,), _ = repeated(ours, 1)
    seconds, found = repeated(ours, options.repeats)
    starts = np.vstack([np.zeros(3), np.sqrt(VARIANCE) * np.random.default_rng(0).standard_normal((STARTS - 1, 3))])
    looped, theirs = repeated(lambda: [by_scipy(value, starts) for value in values[: options.looped]], options.repeats)
    worse = found.minus_two_log_posterior[: options.looped] - np.array([value for _, value in theirs])
    apart = np.abs(found.eta[: options.looped] - np.array([eta for eta, _ in theirs])).max()
    ours_s, loop_s = statistics.median(seconds), statistics.median(looped) / options.looped * options.patients
    told = {
        "patients": options.patients,
        "seconds": ours_s,
        "budget_s": BUDGET_S,
        "seconds_of_the_first_run_with_compilation": first,
        "seconds_of_the_loop": loop_s,
        "times_faster": loop_s / ours_s,
        "found": found.outcome.count("found"),
        "worst_objective_above_the_loop": float(worse.max()),
        "largest_difference_in_eta": float(apart),
    }
    if options.json:
        print(json.dumps({"machine": machine(), **told}, indent=2))
        return
    print(f"{options.patients} patients, {STARTS} starts each, {machine()['threads']} threads, medians of {options.repeats}")
    print(f"rechallenge   {ours_s:8.2f} s  (budget {BUDGET_S:.0f} s; first run, with compilation, {first:.1f} s)")
    print(f"SciPy, loop   {loop_s:8.2f} s  (timed on {options.looped} patients): {loop_s / ours_s:.0f} times as long")
    print(f"found {told['found']}; objective above the loop's by at most {worse.max():.1e}; estimates apart by at most {apart:.1e}")


if __name__ == "__main__":
    main()
