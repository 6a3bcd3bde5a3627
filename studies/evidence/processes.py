"""Was it the drug, under one disease process or another: ``python -m studies.evidence.processes CASE ...``.

For each course the log Bayes factor of each drug in question under the processes asked for, by tempering
(`rechallenge.inference.tempering`), in a few runs whose spread is the error.
"""

from __future__ import annotations

import argparse
import time

import jax
import numpy as np

from rechallenge.formats.reading import read_course
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.inference.tempering import WALKERS, runs
from rechallenge.mechanism.processes import PROCESSES, USUAL


def log_bayes_factor(problem: InferenceProblem, drug: str, walkers: int, n_runs: int) -> Evidence:
    """Log Bayes factor of the drug's working against its doing nothing, from independent runs."""
    names = [exposure.name for exposure in problem.layout.exposures]
    ends = (np.ones(len(names)), np.array([float(name != drug) for name in names]))
    works, idle = (
        runs(problem.layout, problem.data, acts, [2 * seed + i for seed in range(n_runs)], walkers=walkers).evidence
        for i, acts in enumerate(ends)
    )
    return works.over(idle)


def main() -> None:
    """Print one line a course, drug and process."""
    parser = argparse.ArgumentParser(prog="python -m studies.evidence.processes", description=__doc__)
    parser.add_argument("cases", nargs="+", metavar="CASE")
    parser.add_argument("--process", nargs="+", choices=sorted(PROCESSES), default=[USUAL.name])
    parser.add_argument("--walkers", type=int, default=WALKERS)
    parser.add_argument("--runs", type=int, default=2)
    given = parser.parse_args()
    jax.config.update("jax_enable_x64", True)
    for case in given.cases:
        course = read_course(case).course
        for name in given.process:
            problem = build_problem(course, process=PROCESSES[name])
            for drug in problem.drugs:
                start = time.monotonic()
                found = log_bayes_factor(problem, drug, given.walkers, given.runs)
                print(f"{case}: {drug}, {name}: {found.log:.2f} ± {found.error:.2f} ({time.monotonic() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
