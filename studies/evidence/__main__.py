"""Estimate the frozen problems: ``python -m studies.evidence long`` (or ``program``); what is kept is not computed again."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import jax

from rechallenge.formats.reading import read_course
from rechallenge.inference.fitting import fit_course
from rechallenge.report.compiled import compiled_folder
from studies.evidence.long_paths import estimated, long_path
from studies.evidence.patients import CASES
from studies.evidence.problems import Frozen, freeze, frozen
from studies.evidence.results import METHODS, Estimated, compared, keep, kept

RESULTS = Path(__file__).parents[2] / "docs" / "evidence"


def by_program(problem: Frozen) -> Estimated:
    """Estimate of a full answer of the program, and the time of all of that answer."""
    start = time.monotonic()
    fit = fit_course(read_course(problem.course).course, seed=problem.number, problem=problem.problem)
    return estimated(problem, fit.log_bayes_factor(problem.drug), time.monotonic() - start)


def main() -> None:
    """Go on with one method, patient after patient, from where it was left; or freeze the problems anew."""
    parser = argparse.ArgumentParser(prog="python -m studies.evidence", description=__doc__)
    parser.add_argument("method", choices=[*METHODS, "compare", "freeze"])
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--patients", type=int, default=len(CASES), help="how many of the patients, the first")
    given = parser.parse_args()
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_compilation_cache_dir", str(compiled_folder()))
    if given.method == "freeze":
        freeze()
    elif given.method == "compare":
        print(compared(given.results))
    else:
        done = kept(given.results, given.method)
        estimate = long_path if given.method == "long" else by_program
        for problem in frozen(number for number in range(given.patients) if number not in done):
            keep(given.results, given.method, found := estimate(problem))
            print(found, flush=True)


if __name__ == "__main__":
    main()
