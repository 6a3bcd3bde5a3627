"""Try invented inputs: ``python -m studies.fuzz --inputs 200000 --workers 2``. A run that was stopped goes on where it was.

What was tried by another version of the program is tried again. Ends with status 1 where something was found.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from rechallenge.execution import processes
from studies.fuzz.running import run


def shares(inputs: int, workers: int) -> list[int]:
    """Split inputs among the seeds of so many workers.

    >>> shares(7, 2)
    [4, 3]
    """
    return [(inputs + workers - 1 - worker) // workers for worker in range(workers)]


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m studies.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=2_000, help="How many, all runs together.")
    parser.add_argument("--seed", type=int, default=0, help="Of the first worker; the others take the next ones.")
    parser.add_argument("--workers", type=int, default=1, help="Processes, each with a seed and a share of the inputs of its own.")
    parser.add_argument("--results", type=Path, default=Path("build/fuzz"), help="Folder of what is found and how far it is.")
    chosen = parser.parse_args()
    chosen.results.mkdir(parents=True, exist_ok=True)
    with processes(chosen.workers) as pool:
        begun_each = [
            pool.submit(run, chosen.seed + worker, share, chosen.results)
            for worker, share in enumerate(shares(chosen.inputs, chosen.workers))
        ]
        states = [each.result() for each in begun_each]
    counts, kinds = Counter[str](), Counter[str]()
    for state in states:
        counts.update(state.counts)
        kinds.update(state.kinds)
    for name, n in sorted(counts.items()):
        print(f"{n:8d}  {name}")
    print(f"{counts.total()} inputs, {kinds.total()} findings, slowest {max(state.slowest for state in states):.2f} s")
    for name, n in kinds.most_common():
        print(f"{n:8d}  {name}")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
