"""Try invented inputs: ``python -m studies.fuzz --inputs 200000``. A run that was stopped goes on where it was."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from studies.fuzz.inputs import made
from studies.fuzz.trying import tried


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m studies.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=2_000, help="How many, all runs together.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--results", type=Path, default=Path("build/fuzz"), help="Folder of what is found and how far it is.")
    chosen = parser.parse_args()
    chosen.results.mkdir(parents=True, exist_ok=True)
    run(chosen.seed, chosen.inputs, chosen.results)


def run(seed: int, inputs: int, results: Path) -> Counter[str]:
    """Try inputs up to a number; findings go to ``found-<seed>.jsonl``, one line each, of a kind only the first three."""
    state, found_in = results / f"state-{seed}.json", results / f"found-{seed}.jsonl"
    kept: dict[str, Any] = {"next": 0, "counts": {}, "kinds": {}, "slowest": 0.0}
    if state.exists():
        kept = json.loads(state.read_text(encoding="utf-8"))
    counts: Counter[str] = Counter(kept["counts"])
    kinds: Counter[str] = Counter(kept["kinds"])
    slowest, number = float(kept["slowest"]), int(kept["next"])
    while number < inputs:
        given = made(seed, number)
        result, found, seconds = tried(given, number)
        counts[f"{given.kind} {result}"] += 1
        slowest = max(slowest, seconds)
        if found is not None:
            name = f"{found.what[:60]} | {found.where}"
            kinds[name] += 1
            if kinds[name] <= 3:
                with found_in.open("a", encoding="utf-8") as file:
                    file.write(found.line + "\n")
        number += 1
        if number % 500 == 0 or number == inputs:
            state.write_text(json.dumps({"next": number, "counts": counts, "kinds": kinds, "slowest": slowest}, indent=1), encoding="utf-8")
            print(f"{number} inputs, {sum(kinds.values())} findings of {len(kinds)} kinds, slowest {slowest:.2f} s", flush=True)
    for name, n in kinds.most_common():
        print(f"{n:6d}  {name}")
    return counts


if __name__ == "__main__":
    main()
