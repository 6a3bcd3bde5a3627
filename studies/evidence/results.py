"""What is kept of each patient: one line of JSON an estimate, in one file a method."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from studies.evidence.patients import DENSITIES, Density

METHODS = ("long", "program")
"""Long path sampling, and the estimator of the program."""


@dataclass(frozen=True, slots=True)
class Estimated:
    """A log Bayes factor of one patient.

    Attributes
    ----------
    number, density, readings
        Of the patient, how much its chart says, and how many statements it holds.
    digest
        Densities of the problem when it was frozen: estimates of other densities are not compared.
    log, error
        The log Bayes factor and its stated error.
    seconds
        Wall-clock time.
    """

    number: int
    density: Density
    readings: int
    digest: str
    log: float
    error: float
    seconds: float


def file_of(folder: Path, method: str) -> Path:
    """Where the estimates of a method are kept."""
    return folder / f"{method}.jsonl"


def kept(folder: Path, method: str) -> dict[int, Estimated]:
    """Estimates by patient; a last line that was cut short is not one."""
    found: dict[int, Estimated] = {}
    path = file_of(folder, method)
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            each = Estimated(**json.loads(line))
        except json.JSONDecodeError:
            continue
        found[each.number] = each
    return found


def keep(folder: Path, method: str, estimated: Estimated) -> None:
    """Add an estimate to those kept, its numbers to six digits."""
    folder.mkdir(parents=True, exist_ok=True)
    rounded = {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in asdict(estimated).items()}
    with file_of(folder, method).open("a", encoding="utf-8") as file:
        file.write(json.dumps(rounded) + "\n")


@dataclass(frozen=True, slots=True)
class ErrorCheck:
    """How true the stated errors of the program are.

    Attributes
    ----------
    patients
        How many have both estimates.
    variance
        Of the differences over their joint errors: 1 where the errors are true.
    median_error, median_error_dense
        Median stated error of the program, of all and of those with a dense chart; not a number where there is none.
    """

    patients: int
    variance: float
    median_error: float
    median_error_dense: float


def compared(folder: Path) -> ErrorCheck:
    """Compare the estimates of the program with those of long path sampling, patient by patient."""
    long, program = (kept(folder, method) for method in METHODS)
    both = [(long[n], program[n]) for n in sorted(set(long) & set(program)) if long[n].digest == program[n].digest]
    standard = np.array([(b.log - a.log) / np.hypot(a.error, b.error) for a, b in both])
    errors = [each.error for each in program.values()]
    dense = [each.error for each in program.values() if each.density == DENSITIES[-1]]
    return ErrorCheck(
        len(both),
        float(np.mean(standard**2)) if both else float("nan"),
        float(np.median(errors)) if errors else float("nan"),
        float(np.median(dense)) if dense else float("nan"),
    )
