"""Was it the drug, under one disease process or another: ``python -m studies.evidence.processes CASE ...``.

For each course the log Bayes factor of each drug in question under the process that answers use and under the one of flares, by tempering
(`studies.evidence.tempered`), in a few runs whose spread is the error.
"""

from __future__ import annotations

import argparse
import time

import jax
import numpy as np

from rechallenge.formats.reading import read_course
from rechallenge.inference.problem import InferenceProblem, build_problem
from rechallenge.mechanism.processes import EPISODIC, PROCESSES
from studies.evidence.tempered import tempered


def log_bayes_factors(problem: InferenceProblem, drug: str, particles: int, runs: int) -> list[float]:
    """Log Bayes factor of the drug's working against its doing nothing, in independent runs."""
    names = [exposure.name for exposure in problem.layout.exposures]
    ends = (np.ones(len(names)), np.array([float(name != drug) for name in names]))
    evidences = [
        [tempered(problem.layout, problem.data, works, particles, 2 * seed + i).log_evidence for i, works in enumerate(ends)]
        for seed in range(runs)
    ]
    return [works - idle for works, idle in evidences]


def main() -> None:
    """Print one line a course, drug and process."""
    parser = argparse.ArgumentParser(prog="python -m studies.evidence.processes", description=__doc__)
    parser.add_argument("cases", nargs="+", metavar="CASE")
    parser.add_argument("--process", nargs="+", choices=sorted(PROCESSES), default=[EPISODIC.name])
    parser.add_argument("--particles", type=int, default=128)
    parser.add_argument("--runs", type=int, default=2)
    given = parser.parse_args()
    jax.config.update("jax_enable_x64", True)
    for case in given.cases:
        course = read_course(case).course
        for name in given.process:
            problem = build_problem(course, process=PROCESSES[name])
            for drug in problem.drugs:
                start = time.monotonic()
                found = log_bayes_factors(problem, drug, given.particles, given.runs)
                spread = f" ± {np.std(found, ddof=1) / np.sqrt(len(found)):.2f}" if len(found) > 1 else ""
                print(f"{case}: {drug}, {name}: {np.mean(found):.2f}{spread} ({time.monotonic() - start:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
