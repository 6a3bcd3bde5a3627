"""``python -m studies.mutation``: draw mutants, run the tests that reach them, and print the share that they notice."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rechallenge.data_files import checked, read_data
from studies.mutation.running import TOP, Result, fail_anyway, run
from studies.mutation.sample import KnownFirst, keep, kept, sample

LEAST_KILLED = 0.85


def main() -> int:
    """Print each survivor with its explanation, and the score; 1 when it is below the goal or a survivor is not explained."""
    parser = argparse.ArgumentParser(
        prog="python -m studies.mutation",
        description="Change one number, comparison or condition at a time and run the tests that reach it. Stopped work goes on.",
    )
    parser.add_argument("--mutants", type=int, default=400, help="how many (400)")
    parser.add_argument(
        "--coverage",
        type=Path,
        default=TOP / ".coverage",
        help="data file of a run of the tests with --cov-context=test, where there is one",
    )
    parser.add_argument("--results", type=Path, default=TOP / ".mutants.jsonl", help="file in which results are kept")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--keep", action="store_true", help="keep what was tried as the sample, with the test that noticed each mutant")
    chosen = parser.parse_args()
    names = kept()
    mutants = sample(TOP / "src/rechallenge", chosen.mutants, names)
    results = []
    for number, result in enumerate(run(mutants, KnownFirst(names, chosen.coverage), chosen.results, chosen.workers), 1):
        results.append(result)
        print(f"\r{number} of {len(mutants)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if chosen.keep:
        keep(results)
    return print_results(results)


def print_results(results: Sequence[Result]) -> int:
    """Print survivors and score; gives the exit status."""
    reasons = checked(dict[str, str], read_data(Path(__file__).with_name("survivors.toml"))["survivors"], "survivors.toml")
    doubtful = set(fail_anyway(sorted({result.by for result in results if result.by})))
    if doubtful:
        print(f"These tests fail without any change, so they notice nothing: {', '.join(sorted(doubtful))}")
    survivors = [result for result in results if not result.killed or result.by in doubtful]
    unexplained = 0
    for result in survivors:
        reason = reasons.get(result.name)
        unexplained += reason is None
        print(f"survives  {result.name} (line {result.line}): {result.why or result.by}")
        print(f"          {reason or 'NOT EXPLAINED'}")
    share = 1 - len(survivors) / len(results) if results else 1.0
    print(f"{len(results) - len(survivors)} of {len(results)} mutants are noticed ({share:.0%}; goal {LEAST_KILLED:.0%}).")
    print(f"{len(survivors)} survive, {unexplained} of them without an explanation in studies/mutation/survivors.toml.")
    return 0 if share >= LEAST_KILLED and not unexplained else 1


if __name__ == "__main__":
    sys.exit(main())
