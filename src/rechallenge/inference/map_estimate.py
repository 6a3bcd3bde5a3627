"""Individual estimates: the most probable random effects of each patient of a table, given a population model.

Known as MAP, empirical Bayes or post-hoc estimates (NONMEM: ``METHOD=1 INTER MAXEVAL=0``). Typical values, the covariance of the random
effects and the residual error are given; each patient's measurements move his own parameters away from the typical ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike, NDArray

from rechallenge.execution import Executors, cores, in_double_precision, threads
from rechallenge.formats.cells import Table
from rechallenge.formats.event_table import EventTable, read_nonmem
from rechallenge.inference.map_search import Best, MapProgram, search
from rechallenge.inference.residual_error import Measured, Residual
from rechallenge.mechanism.compartment_models import CompartmentModel
from rechallenge.mechanism.patients import Prepared, Rule, lognormal, prepare

Numbers = NDArray[np.float64]
N = TypeVar("N", bound=np.generic)

# Patients in one batch: enough to vectorise, few enough that one slow search does not hold up many.
BATCH = 250
# Starts agree that end within this of one another, in standard deviations of the random effects.
SAME_PLACE = 1e-3
# A search that promises no more than this on minus twice the log posterior has come to its end.
AT_THE_END = 1e-7
STILL = 1e-6


class SearchOutcome(StrEnum):
    """How the search for one patient's estimates ended."""

    FOUND = "found"
    """A minimum, as the slope and the curvature there say."""
    NO_DATA = "no data"
    """The patient has no measurement: the estimates are those of the population."""
    NOT_CONVERGED = "not converged"
    """The search was still moving when it was stopped: give more starts, or look for data that the model cannot explain."""
    NEVER_MOVED = "never moved"
    """The search did not leave its start although it should have: nothing can be computed there; check typical values and units."""
    NOT_A_MINIMUM = "not a minimum"
    """The slope is nil but the curvature is not positive: a saddle; give more starts."""


@dataclass(frozen=True)
class MapEstimates:
    """Individual estimates of all patients.

    Attributes
    ----------
    patients
        Identities, in the order of the table.
    names
        Of the random effects.
    eta
        Random effects, shape (patients, effects).
    standard_error
        Of the random effects, same shape: roots of the diagonal of `covariance`.
    covariance
        Covariance of the random effects given the measurements, shape (patients, effects, effects): from the expected curvature, as
        NONMEM's ETC.
    objective
        Contribution of each patient to the objective function, as NONMEM's OBJ (conditional, with interaction), shape (patients,).
    minus_two_log_posterior
        What was minimised, without constants, shape (patients,).
    outcome
        How each search ended, an `SearchOutcome` each.
    agreeing, starts
        How many of how many starts came to the same place as the best of them, shape (patients,).
    steps
        Most steps that a start took, shape (patients,).
    observed_curvature
        Smallest eigenvalue of the second derivatives at the estimate, in units of those of the prior: above 0 at a minimum, 1 where the
        measurements tell nothing, shape (patients,).
    predicted
        At each row of the table.
    parameters
        Individual parameters by name, at each row of the table.
    """

    patients: tuple[float, ...]
    names: tuple[str, ...]
    eta: Numbers
    standard_error: Numbers
    covariance: Numbers
    objective: Numbers
    minus_two_log_posterior: Numbers
    outcome: tuple[SearchOutcome, ...]
    agreeing: NDArray[np.int64]
    starts: int
    steps: NDArray[np.int64]
    observed_curvature: Numbers
    predicted: Numbers
    parameters: Mapping[str, Numbers]

    @property
    def failed(self) -> tuple[float, ...]:
        """Patients whose estimates should not be used."""
        return tuple(p for p, o in zip(self.patients, self.outcome, strict=True) if o not in (SearchOutcome.FOUND, SearchOutcome.NO_DATA))


@in_double_precision
def map_estimate(
    table: EventTable | Table,
    model: CompartmentModel,
    typical: Mapping[str, float],
    omega: Mapping[str, float] | ArrayLike,
    residual: Residual | Mapping[int, Residual],
    *,
    random: Sequence[str] | None = None,
    rule: Rule | None = None,
    starts: int = 5,
    seed: int = 0,
    executor: Executors = threads,
) -> MapEstimates:
    r"""Most probable random effects of every patient of a table.

    Parameters
    ----------
    table
        As for `rechallenge.formats.event_table.read_nonmem`, or what it returned.
    model
        Compartments, such as `rechallenge.mechanism.compartment_models.ONE_COMPARTMENT_ORAL`.
    typical
        Typical values by name, in the units of the table.
    omega
        Variances of the random effects by the name of their parameter, or their covariance matrix.
    residual
        Residual error; one for each compartment number where several are measured.
    random
        With a matrix: the names of its random effects, in order.
    rule
        How parameters follow from typical values, random effects and covariates; by default each of `random` is its typical value times
        the exponential of its random effect. Written with `jax.numpy`; a covariate is a number, or one a record where it changes.
    starts
        From how many places to search: the typical patient, then draws from the population.
    seed
        Of these draws.
    executor
        What searches for batches of patients side by side (`rechallenge.execution`). It changes nothing but the time.

    Raises
    ------
    CourseError
        With all errors of the table at once.
    ValueError
        When model, typical values, covariance or residual error do not fit together.

    Examples
    --------
    >>> from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT
    >>> table = "ID,TIME,AMT,DV\n1,0,100,.\n1,2,0,4.2\n1,12,0,2.1\n"
    >>> found = map_estimate(table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}, {"CL": 0.1, "V": 0.1}, Residual(proportional=0.01))
    >>> found.outcome, found.agreeing.tolist()
    ((<SearchOutcome.FOUND: 'found'>,), [5])
    """
    if not isinstance(table, EventTable):
        table = read_nonmem(table)
    covariance, names = _random_effects(omega, random, rule)
    root = _square_root(covariance)
    if rule is None:
        if lacking := [name for name in names if name not in typical]:
            raise ValueError(f"omega has a random effect of {lacking[0]}, and typical has no {lacking[0]} (it has {', '.join(typical)})")
        rule = lognormal(*names)
    spread = np.sqrt(np.diag(covariance))
    prepared = prepare(table, model, typical, rule, spread)
    measured = _measurements(prepared, residual)
    places = np.vstack([np.zeros(len(names)), np.random.default_rng(seed).standard_normal((max(starts, 1) - 1, len(names)))])
    best = _search_all(prepared, measured, root, places, executor)
    longer = prepare(table, model, typical, rule, spread, etas=np.asarray(best.point.z) @ root.T) if prepared.facts.steady else prepared
    if longer.facts != prepared.facts:
        # A lag or an infusion came out longer than was foreseen for the steady states.
        prepared = longer
        best = _search_all(prepared, measured, root, places, executor)
    return _told(prepared, measured, root, names, best, places)


def _random_effects(
    omega: Mapping[str, float] | ArrayLike, random: Sequence[str] | None, rule: Rule | None
) -> tuple[Numbers, tuple[str, ...]]:
    if isinstance(omega, Mapping):
        covariance = np.diag(np.array(list(omega.values()), dtype=float))
        names = tuple(random) if random is not None else tuple(map(str, omega))
    else:
        covariance = np.atleast_2d(np.asarray(omega, dtype=float))
        if random is None and rule is None:
            raise ValueError("a covariance matrix needs the names of its random effects: random=('CL', 'V')")
        names = tuple(random) if random is not None else tuple(f"ETA{i + 1}" for i in range(len(covariance)))
    if covariance.shape != (len(names), len(names)):
        raise ValueError(f"the covariance matrix is of shape {covariance.shape}, and there are {len(names)} random effects")
    return covariance, names


def _square_root(covariance: Numbers) -> Numbers:
    """A matrix whose product with its transpose is the covariance; random effects of variance 0 stay 0."""
    if not np.isfinite(covariance).all() or not np.allclose(covariance, covariance.T, rtol=1e-8):
        raise ValueError("the covariance matrix of the random effects is not symmetric and finite")
    values, vectors = np.linalg.eigh(covariance)
    if values.min(initial=0.0) < -1e-9 * max(values.max(initial=0.0), 1e-300):
        raise ValueError(
            "the covariance matrix of the random effects has a negative eigenvalue: a correlation is too strong, or a variance below 0"
        )
    root: Numbers = vectors * np.sqrt(np.maximum(values, 0.0))
    return root


def _measurements(prepared: Prepared, residual: Residual | Mapping[int, Residual]) -> Measured:
    """All measurements with the residual error of their compartment, shape (patients, records)."""
    table, filled = prepared.table, prepared.filled
    number = np.asarray(prepared.patients.compartment) + 1

    def padded(column: NDArray[N]) -> NDArray[N]:
        full = np.zeros(filled.shape, dtype=column.dtype)
        full[filled] = column
        return full

    counts = padded(table.is_measured)
    of_each = residual if isinstance(residual, Mapping) else dict.fromkeys(np.unique(number[counts]).tolist(), residual)
    if lacking := sorted(set(np.unique(number[counts]).tolist()) - set(of_each)):
        raise ValueError(f"compartment {lacking[0]} is measured and has no residual error")

    def by_compartment(read: Callable[[Residual], float]) -> Numbers:
        found = np.zeros(filled.shape)
        for compartment, error in of_each.items():
            found[number == compartment] = read(error)
        return found

    value = np.nan_to_num(padded(table.item["DV"]))
    on_log = by_compartment(lambda error: error.logarithmic) > 0
    to_log = on_log & (by_compartment(lambda error: not error.dv_is_log) > 0) & counts
    if (value[to_log] <= 0).any():
        patient = table.patients[int(np.argwhere(to_log & (value <= 0))[0][0])]
        raise ValueError(f"patient {patient:g} has a measurement that is not above 0, which a logarithmic residual error cannot bear")
    return Measured(
        np.where(to_log, np.log(np.where(to_log, value, 1.0)), value),
        counts,
        padded(table.item["CENS"]),
        by_compartment(lambda error: error.additive),
        by_compartment(lambda error: error.proportional),
        by_compartment(lambda error: error.covariance),
        by_compartment(lambda error: error.logarithmic),
    )


def _search_all(prepared: Prepared, measured: Measured, root: Numbers, starts: Numbers, executor: Executors) -> Best:
    """Search in batches of one size, side by side."""
    program = MapProgram(prepared.model, prepared.rule, prepared.facts, censored=bool(np.asarray(measured.beyond).any()))
    n_patients = len(prepared.table.patients)
    size = min(BATCH, n_patients)
    batches = [np.minimum(np.arange(first, first + size), n_patients - 1) for first in range(0, n_patients, size)]

    @in_double_precision
    def run(batch: NDArray[np.int64]) -> Best:
        patients, readings = jax.tree.map(lambda x: x[batch], (prepared.patients, measured))
        return jax.tree.map(np.asarray, search(program, prepared.typical, root, patients, readings, starts))

    first = run(batches[0])  # alone, so that it is compiled once
    with executor(max(min(len(batches) - 1, cores()), 1)) as pool:
        parts = [first, *pool.map(run, batches[1:])]
    joined: Best = jax.tree.map(lambda *x: np.concatenate(x)[:n_patients], *parts)
    return joined


def _outcome(measuring: bool, never_moved: bool, converged: bool, rising: bool) -> SearchOutcome:
    if not measuring:
        return SearchOutcome.NO_DATA
    if never_moved:
        return SearchOutcome.NEVER_MOVED
    if not converged:
        return SearchOutcome.NOT_CONVERGED
    return SearchOutcome.FOUND if rising else SearchOutcome.NOT_A_MINIMUM


def _told(prepared: Prepared, measured: Measured, root: Numbers, names: tuple[str, ...], best: Best, starts: Numbers) -> MapEstimates:
    z = np.asarray(best.point.z)
    n_patients, n_effects = z.shape
    eta, curvature = z @ root.T, np.asarray(best.point.curvature)
    covariance = 2.0 * root @ np.linalg.inv(curvature) @ root.T
    _, log_volume = np.linalg.slogdet(0.5 * curvature)
    # A direction that no variance belongs to adds nothing: there the curvature is that of the prior.
    known = np.asarray(np.isfinite(best.observed).all(axis=(1, 2)))
    observed = np.where(known[:, None, None], best.observed, np.eye(n_effects))
    lowest = np.where(known, np.linalg.eigvalsh(observed)[:, 0] / 2.0 if n_effects else 1.0, np.nan)
    measuring = np.asarray(measured.counts).any(axis=1)
    stuck = (np.asarray(best.found.moved) < STILL) & (np.asarray(best.found.promised) > AT_THE_END)
    never_moved = stuck[np.arange(n_patients), np.asarray(best.start)]
    converged = np.asarray(best.gain <= AT_THE_END)
    rising = lowest > 0.0
    outcome = tuple(_outcome(*facts) for facts in np.stack([measuring, never_moved, converged, rising], axis=1).tolist())
    apart = np.linalg.norm(np.asarray(best.found.point.z) - z[:, None], axis=-1)
    given = jax.vmap(lambda covariate, eta: dict(prepared.rule(prepared.typical, eta, covariate)))(
        prepared.patients.covariate, jnp.asarray(eta)
    )
    shape = prepared.filled.shape
    by_row = {name: prepared.by_row(np.broadcast_to(np.asarray(v).reshape(n_patients, -1), shape)) for name, v in given.items()}
    return MapEstimates(
        patients=prepared.table.patients,
        names=names,
        eta=eta,
        standard_error=np.sqrt(np.diagonal(covariance, axis1=1, axis2=2)),
        covariance=covariance,
        objective=np.asarray(best.point.value) + log_volume,
        minus_two_log_posterior=np.asarray(best.point.value),
        outcome=outcome,
        agreeing=np.sum(apart <= SAME_PLACE, axis=1),
        starts=len(starts),
        steps=np.max(np.asarray(best.found.steps), axis=1),
        observed_curvature=lowest,
        predicted=prepared.by_row(np.asarray(best.point.predicted)),
        parameters=by_row,
    )
