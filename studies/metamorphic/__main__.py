"""Judge the relations: ``python -m studies.metamorphic --courses 100``."""

from __future__ import annotations

import argparse
from collections import Counter

import jax

from rechallenge.mechanism.processes import PROCESSES, USUAL
from rechallenge.report.compiled import compiled_folder
from studies.metamorphic.judging import judged
from studies.metamorphic.relations import RELATIONS


def main() -> None:
    """Print each relation on each course, and how many of each kept it."""
    parser = argparse.ArgumentParser(prog="python -m studies.metamorphic", description=__doc__)
    parser.add_argument("--courses", type=int, default=5)
    parser.add_argument("--method", choices=["laplace", "nuts"], default="laplace")
    parser.add_argument("--relations", default="".join(RELATIONS))
    parser.add_argument("--process", choices=list(PROCESSES), default=USUAL.name)
    given = parser.parse_args()
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_compilation_cache_dir", str(compiled_folder()))
    counts: Counter[tuple[str, str]] = Counter()
    for each in judged(range(given.courses), PROCESSES[given.process], given.method, given.relations):
        counts[each.relation, each.outcome] += 1
        print(f"{each.relation} {each.seed:3d} {each.change:+6.2f} ± {each.error:.2f} {each.outcome}", flush=True)
    for name, relation in RELATIONS.items():
        told = ", ".join(f"{counts[name, outcome]} {outcome}" for outcome in ("kept", "broken", "not judged"))
        print(f"({name}) {relation.sentence} {told}")


if __name__ == "__main__":
    main()
