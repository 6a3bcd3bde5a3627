"""The inference problems of the sixty patients as arrays, frozen: what estimators of evidence are compared on.

A change of the program changes the problem that a chart becomes. The comparison would then be of other problems; so the arrays are kept
beside the charts. Each estimate is kept with the density of its problem at fixed points: where the likelihood has changed since, it is not
compared. The coordinates that a sampler chooses (pseudo-observations) are not frozen: they change no evidence.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Floats
from rechallenge.formats.reading import read_course
from rechallenge.inference.layout import Layout
from rechallenge.inference.problem import Data, InferenceProblem, build_problem
from rechallenge.mechanism.processes import WAXING
from rechallenge.mechanism.processes.process import PseudoObservations
from studies.evidence.patients import CASES, ChartedPatient, Density, course_text

FROZEN = Path(__file__).parent / "problems.zip"
# Where the density is noted: the centre of the prior, and draws from it.
N_POINTS, POINTS_SEED = 3, 5
COORDINATES = ".pseudo_observations"
_WHEN = (1980, 1, 1, 0, 0, 0)  # of every entry, so that the file depends on its content alone


@dataclass(frozen=True, slots=True)
class Frozen:
    """One frozen problem.

    Attributes
    ----------
    number, density
        Of the patient, and how much its chart says.
    course
        The chart, as the text of a course file.
    problem
        The problem; its layout must be the one that the program makes of the chart, its arrays need not.
    """

    number: int
    density: Density
    course: str
    problem: InferenceProblem

    @property
    def drug(self) -> str:
        """The exposure under question."""
        return self.problem.drugs[0]

    @property
    def layout(self) -> Layout:
        """Shape of the problem."""
        return self.problem.layout

    @property
    def data(self) -> Data:
        """Arrays of the problem."""
        return self.problem.data

    @property
    def works(self) -> tuple[Floats, Floats]:
        """Which exposures act if all drugs work, and if the drug does nothing."""
        names = [exposure.name for exposure in self.layout.exposures]
        return np.ones(len(names)), np.where(np.array(names) == self.drug, 0.0, 1.0)

    @property
    def n_readings(self) -> int:
        """Statements in the likelihood."""
        return int(sum(np.sum(present) for present in self.data.present.values()))

    def log_densities(self) -> Floats:
        """Log posterior density at `points` if the drug works, and if it does nothing, under this version, shape (2, points)."""
        from rechallenge.inference.laplace import log_posteriors

        data = self.data._replace(pseudo_observations=PseudoObservations.none(self.layout.n_knots))
        return np.stack([log_posteriors(self.layout, data, jnp.asarray(acts), points(self.layout.size)) for acts in self.works])

    def digest(self) -> str:
        """The log densities as short text, which an estimate notes to say which density it is of."""
        return json.dumps([float(f"{value:.6g}") for value in self.log_densities().ravel()])


def points(size: int) -> Floats:
    """Points at which the density is noted, shape (points, size)."""
    return np.vstack([np.zeros(size), np.random.default_rng(POINTS_SEED).standard_normal((N_POINTS - 1, size))])


def frozen(numbers: Iterable[int] | None = None) -> Iterator[Frozen]:
    """Read the frozen problems, all or those of these numbers.

    Raises
    ------
    ValueError
        When the program now lays a chart out in other shapes: the problems must then be frozen anew.
    """
    with zipfile.ZipFile(FROZEN) as file:
        for number in range(len(CASES)) if numbers is None else numbers:
            yield _read(file, CASES[number])


def freeze() -> None:
    """Draw all sixty patients and write their problems."""
    with zipfile.ZipFile(FROZEN, "w", zipfile.ZIP_LZMA) as file:
        for case in CASES:
            _write(file, case)


def _leaves(data: Data) -> dict[str, NDArray[Any]]:
    found = {jax.tree_util.keystr(path): np.asarray(leaf) for path, leaf in jax.tree_util.tree_flatten_with_path(data)[0]}
    return {name: leaf for name, leaf in found.items() if not name.startswith(COORDINATES)}


def _write(file: zipfile.ZipFile, case: ChartedPatient) -> None:
    text = course_text(case)
    arrays = BytesIO()
    kept: dict[str, Any] = _leaves(build_problem(read_course(text).course, process=WAXING).data)
    np.savez(arrays, **kept)
    for name, content in ((f"{case.number:02d}.yaml", text.encode()), (f"{case.number:02d}.npz", arrays.getvalue())):
        file.writestr(zipfile.ZipInfo(name, _WHEN), content, zipfile.ZIP_LZMA)


def _read(file: zipfile.ZipFile, case: ChartedPatient) -> Frozen:
    text = file.read(f"{case.number:02d}.yaml").decode()
    problem = build_problem(read_course(text).course, process=WAXING)
    told = _leaves(problem.data)
    with np.load(BytesIO(file.read(f"{case.number:02d}.npz"))) as arrays:
        kept = {name: arrays[name] for name in arrays.files}
    shapes = {name: (leaf.shape, str(leaf.dtype)) for name, leaf in kept.items()}
    if shapes != {name: (leaf.shape, str(leaf.dtype)) for name, leaf in told.items()}:
        raise ValueError(f"patient {case.number}: the program lays this chart out in other arrays than those frozen; freeze all anew")
    paths, tree = jax.tree_util.tree_flatten_with_path(problem.data)
    data = jax.tree.unflatten(tree, [kept.get(jax.tree_util.keystr(path), leaf) for path, leaf in paths])
    return Frozen(case.number, case.density, text, replace(problem, data=data))
