r"""Whether a change of the code left the numbers as they were.

What is recorded in one checkout is compared with what is recorded in another:

    PYTHONPATH=src python -m studies.same_numbers record before.npz      # in the old checkout
    PYTHONPATH=src python -m studies.same_numbers record after.npz       # in the new one
    python -m studies.same_numbers compare before.npz after.npz --tolerance 1e-9

For each shipped course and each of its hypotheses: the log posterior and its gradient at fixed vectors, drawn from the prior.
For each course too, in every language, what needs no sampling: what ``check`` and ``score`` print, and with ``--quick-reports``
the tally, the single-case statistics and the criteria of ``answers.json``. An old checkout that lacks this file can be given it:
it needs nothing else of `studies`.
"""

from __future__ import annotations

import argparse
import difflib
import json
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

VECTORS = 100
# Draws far out in the prior overflow in some courses, which tells nothing.
SPREAD = 0.7
LANGUAGES = ("en", "fr")
# Lines of a difference that are shown.
MOST_LINES = 12
UNSAMPLED = ("criteria", "causality", "reporting")


def _cases() -> dict[str, Path]:
    from rechallenge.course.cases import case_names, case_path

    return {name: case_path(name) for name in case_names()}


def posteriors(vectors: int = VECTORS) -> Iterator[tuple[str, np.ndarray]]:
    """Log posterior, shape (vectors,), and gradient, shape (vectors, unknowns), of each course under each hypothesis."""
    import jax

    jax.config.update("jax_enable_x64", True)
    from rechallenge.formats.reading import read_course
    from rechallenge.inference.likelihood import value_and_gradient
    from rechallenge.inference.problem import build_problem

    for name, path in _cases().items():
        problem = build_problem(read_course(path).course)
        layout = problem.layout
        # Parameters may change their order, so each is drawn, and its slope written, by its name; what follows them goes by its place.
        names = [*layout.parameters, *(f"unknown {place}" for place in range(layout.size - len(layout.parameters)))]
        columns = [np.random.default_rng(zlib.crc32(unknown.encode())).standard_normal(vectors) for unknown in names]
        at, order = SPREAD * np.stack(columns, axis=1), np.argsort(names)
        exposures = [exposure.name for exposure in layout.exposures]
        hypotheses = {"all": np.ones(max(len(exposures), 1))}
        hypotheses |= {drug: np.where(np.array(exposures) == drug, 0.0, 1.0) for drug in problem.drugs}
        for hypothesis, acts in hypotheses.items():
            found = [value_and_gradient(layout, problem.data, vector, acts) for vector in at]
            yield f"{name}/{hypothesis}/value", np.array([float(value) for value, _ in found])
            yield f"{name}/{hypothesis}/gradient", np.stack([np.asarray(gradient)[order] for _, gradient in found])


def _printed(*arguments: str) -> str:
    run = subprocess.run([sys.executable, "-m", "rechallenge", *arguments], capture_output=True, text=True, check=False)
    return run.stdout + run.stderr


def texts(quick_reports: bool) -> Iterator[tuple[str, str]]:
    """What is printed of each course without any sampling."""
    for name, path in _cases().items():
        for language in LANGUAGES:
            for command in ("check", "score"):
                # A checkout's own place is no difference.
                yield f"{name}/{command}/{language}", _printed(command, str(path), "--lang", language).replace(f"{path.parent}/", "")
        if quick_reports:
            with tempfile.TemporaryDirectory() as folder:
                _printed("report", str(path), "-o", folder, "--quick")
                answers = json.loads((Path(folder) / "answers.json").read_text(encoding="utf-8"))
            kept: dict[str, Any] = {key: answers[key] for key in UNSAMPLED}
            for drug, entry in answers["attribution"].items():
                if isinstance(entry, dict) and "tally" in entry:
                    kept[drug] = {"tally": entry["tally"], "single_case": entry["single_case"]}
            yield f"{name}/unsampled", json.dumps(kept, sort_keys=True)


def record(path: Path, *, vectors: int, quick_reports: bool) -> None:
    """Write all numbers and texts of this checkout."""
    found: dict[str, Any] = dict(posteriors(vectors)) if vectors else {}
    found |= {f"text:{name}": np.array(text) for name, text in texts(quick_reports)}
    np.savez_compressed(path, **found)


def compare(before: Path, after: Path, tolerance: float) -> list[str]:
    """Tell what differs: numbers by more than the tolerance (relative, or absolute below 1), texts at all."""
    told = []
    with np.load(before) as old, np.load(after) as new:
        for name in sorted({*old.files, *new.files}):
            if name not in old.files or name not in new.files:
                told.append(f"{name}: only {'after' if name in new.files else 'before'}")
            elif name.startswith("text:"):
                if str(old[name]) != str(new[name]):
                    lines = difflib.unified_diff(str(old[name]).splitlines(), str(new[name]).splitlines(), lineterm="", n=0)
                    told.append("\n".join([f"{name}: another text", *list(lines)[2:MOST_LINES]]))
            elif old[name].shape != new[name].shape:
                told.append(f"{name}: shape {old[name].shape} became {new[name].shape}")
            else:
                worst = np.nanmax(np.abs(old[name] - new[name]) / np.maximum(np.abs(old[name]), 1.0))
                if worst > tolerance or np.any(np.isnan(old[name]) != np.isnan(new[name])):
                    told.append(f"{name}: differs by {worst:.2g}")
    return told


def main() -> None:
    """Record or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record")
    recording.add_argument("path", type=Path)
    recording.add_argument("--vectors", type=int, default=VECTORS)
    recording.add_argument("--quick-reports", action="store_true")
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument("--tolerance", type=float, default=1e-9)
    given = parser.parse_args()
    if given.command == "record":
        record(given.path, vectors=given.vectors, quick_reports=given.quick_reports)
        return
    told = compare(given.before, given.after, given.tolerance)
    print("\n".join(told) or f"the same, to {given.tolerance:g}")
    raise SystemExit(1 if told else 0)


if __name__ == "__main__":
    main()
