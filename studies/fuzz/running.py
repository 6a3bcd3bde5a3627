"""The inputs of one seed, tried one after another; how far they are is kept."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rechallenge.fingerprint import fingerprint
from rechallenge.replacing import replacing
from studies.fuzz.inputs import made
from studies.fuzz.trying import tried

SAVED_EVERY = 500
MOST_OF_A_KIND = 3
"""Inputs that are kept of each kind of finding."""


@dataclass(slots=True)
class FuzzState:
    """How far the inputs of a seed are tried.

    Attributes
    ----------
    version
        Fingerprint of the program that tried them.
    next
        Number of the next one.
    counts
        How many of each kind were accepted, refused, failed.
    kinds
        How many findings there are of each kind.
    slowest
        Seconds of computing of the slowest.
    """

    version: str
    next: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0


def begun(path: Path, version: str) -> FuzzState:
    """Read how far an earlier run of this version was; from the beginning where there was none."""
    if path.exists():
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.get("version") == version:
            return FuzzState(**found)
    return FuzzState(version)


def run(seed: int, inputs: int, results: Path) -> FuzzState:
    """Try inputs up to a number; findings go to ``found-<seed>.jsonl``, one line each, of a kind only the first three."""
    kept, found_in = results / f"state-{seed}.json", results / f"found-{seed}.jsonl"
    state = begun(kept, fingerprint())
    if state.next == 0:
        found_in.unlink(missing_ok=True)
    counts, kinds = Counter(state.counts), Counter(state.kinds)
    while state.next < inputs:
        given = made(seed, state.next)
        result, found, seconds = tried(given, state.next)
        counts[f"{given.kind} {result}"] += 1
        state.slowest = max(state.slowest, seconds)
        if found is not None:
            name = f"{found.what[:60]} | {found.where}"
            kinds[name] += 1
            if kinds[name] <= MOST_OF_A_KIND:
                with found_in.open("a", encoding="utf-8") as file:
                    file.write(found.line + "\n")
        state.next += 1
        if state.next % SAVED_EVERY == 0 or state.next == inputs:
            state.counts, state.kinds = dict(counts), dict(kinds)
            with replacing(kept, flush=False) as part:
                part.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
            told = f"seed {seed}: {state.next} inputs, {kinds.total()} findings of {len(kinds)} kinds, slowest {state.slowest:.2f} s"
            print(told, file=sys.stderr, flush=True)
    return state
