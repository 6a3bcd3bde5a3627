"""All patients of a table as arrays of one shape, and what a model predicts at each of their records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from numpy.typing import NDArray

from rechallenge.arrays import Quantities
from rechallenge.execution import in_double_precision
from rechallenge.formats.event_table import EventTable
from rechallenge.formats.nonmem_checks import check_compartments, check_parameters, covariate_columns
from rechallenge.mechanism.amounts import ProgramFacts, amounts_at_records, facts_of
from rechallenge.mechanism.compartment_models import CompartmentModel, Parameters
from rechallenge.mechanism.events import Events, Numbers, SteadyStates, in_order, list_events

N = TypeVar("N", bound=np.generic)
Covariates = Mapping[str, Array]
Rule = Callable[[Quantities, Array, Covariates], Parameters]
"""Parameters of one patient from typical values, random effects and covariates (each a number, or one a record)."""

MOVING = ("ALAG", "D", "R", "F")
# A lag or duration is foreseen to be as long as this many standard deviations of each random effect make it.
FORESEEN_DEVIATIONS = 3.0


class PatientCovariates(NamedTuple):
    """What is known of patients, each field with the patients first.

    Attributes
    ----------
    covariate
        Shape (patients,) where a covariate does not change in any patient, (patients, records) where it does.
    compartment
        Compartment that each record tells of, numbered from 0, shape (patients, records).
    """

    events: Events
    steady: SteadyStates
    covariate: Quantities
    compartment: Numbers


@dataclass(frozen=True)
class Prepared:
    """A table made ready for a model.

    Attributes
    ----------
    facts
        What shapes the program.
    patients
        All patients.
    filled
        Which of the records of each patient are in the table, shape (patients, records).
    """

    table: EventTable
    model: CompartmentModel
    rule: Rule
    typical: Mapping[str, float]
    facts: ProgramFacts
    patients: PatientCovariates
    filled: NDArray[np.bool_]

    def by_row(self, value: NDArray[N]) -> NDArray[N]:
        """Put values of shape (patients, records) in the order of the rows of the table."""
        flat: NDArray[N] = value[self.filled]
        return flat


class _Asked(Mapping[str, Array]):
    """Stands in for the covariates, and notes which are asked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __getitem__(self, name: str) -> Array:
        if name not in self.names:
            self.names.append(name)
        return jnp.ones(())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


@cache
def lognormal(*names: str) -> Rule:
    """Rule by which each named parameter is its typical value times the exponential of its random effect, in this order.

    Examples
    --------
    >>> float(lognormal("CL")({"CL": 4.0, "V": 70.0}, jnp.zeros(1), {})["CL"])
    4.0
    """

    def rule(typical: Quantities, eta: Array, _: Covariates) -> Parameters:
        return {**typical, **{name: typical[name] * jnp.exp(eta[i]) for i, name in enumerate(names)}}

    return rule


def prepare(
    table: EventTable,
    model: CompartmentModel,
    typical: Mapping[str, float],
    rule: Rule,
    spread: NDArray[np.float64] | None = None,
    etas: NDArray[np.float64] | None = None,
) -> Prepared:
    """Make a table ready for a model.

    Parameters
    ----------
    typical
        Typical values, handed to the rule.
    spread
        Standard deviations of the random effects, shape (effects,); none by default.
    etas
        Random effects of each patient that the steady states must be able to bear, shape (patients, effects), where they are known.

    Raises
    ------
    CourseError
        When a dose goes into a compartment that is not there, a covariate is missing, or a typical parameter cannot be.
    ValueError
        When the rule leaves out a parameter that the model needs, or gives one that it does not know.
    """
    check_compartments(table, model.network.size)
    spread = np.zeros(0) if spread is None else spread
    asked = _Asked()
    given = rule(typical, jnp.zeros(len(spread)), asked)
    if missing := [name for name in model.parameters if name not in given]:
        raise ValueError(f"the model needs {', '.join(missing)}: it has {', '.join(sorted(given))}")
    if unknown := sorted(set(given) - model.known - set(typical)):
        raise ValueError(f"the model knows no {', '.join(unknown)}: it knows {', '.join(sorted(model.known))}")
    covariates = covariate_columns(table, asked.names)
    lengths = np.array([rows.stop - rows.start for rows in table.rows])
    filled = np.arange(lengths.max()) < lengths[:, None]

    def padded(column: NDArray[N]) -> NDArray[N]:
        last = np.array([rows.stop - 1 for rows in table.rows])
        first = np.array([rows.start for rows in table.rows])
        taken: NDArray[N] = column[np.minimum(first[:, None] + np.arange(lengths.max()), last[:, None])]
        return taken

    by_record = {name: padded(column) for name, column in covariates.items()}
    constant = {name: value[:, 0] if (value == value[:, :1]).all() else value for name, value in by_record.items()}
    number = padded(table.item["CMT"]).astype(np.int64)
    measured = np.where((number == 0) | padded(table.is_dose), model.measured, number) - 1

    def parameters(etas: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        values = jax.vmap(lambda covariate, eta: dict(rule(typical, eta, covariate)))(constant, jnp.asarray(etas))
        rows = {name: np.broadcast_to(np.asarray(v).reshape(len(lengths), -1), filled.shape)[filled] for name, v in values.items()}
        return {name: value for name, value in rows.items() if name in model.known}

    typically = np.zeros((len(lengths), len(spread)))
    at_typical = parameters(typically)
    check_parameters(table, at_typical, model.may_be_zero(at_typical))
    remembered = _remembered(table, at_typical)
    if table.item["SS"].any():
        corners = [
            typically + FORESEEN_DEVIATIONS * sign * s * np.eye(len(spread))[i] for i, s in enumerate(spread) for sign in (-1.0, 1.0)
        ]
        corners += [] if etas is None else [etas]
        remembered = max([remembered, *(_remembered(table, parameters(corner)) for corner in corners)])
    events, steady = list_events(table, remembered)
    moved = any(name.rstrip("0123456789") in MOVING for name in given)
    if not moved:
        events = in_order(events)
    return Prepared(
        table,
        model,
        rule,
        dict(typical),
        facts_of(events, moved, remembered),
        PatientCovariates(events, steady, constant, measured),
        filled,
    )


def _remembered(table: EventTable, parameters: Mapping[str, NDArray[np.float64]]) -> int:
    """How many doses before a steady state may still be coming, or running, at its record."""
    item = table.item
    rows = np.flatnonzero(table.is_dose & (item["SS"] > 0) & (item["II"] > 0) & (item["AMT"] > 0))
    if not len(rows):
        return 0
    number, rate = np.maximum(item["CMT"][rows], 1), item["RATE"][rows]

    def held(kind: str, otherwise: float) -> NDArray[np.float64]:
        found = np.full(len(rows), otherwise)
        for name, value in parameters.items():
            if name.rstrip("0123456789") == kind and name != kind:
                found = np.where(number == int(name[len(kind) :]), value[rows], found)
        return found

    speed = np.where(rate > 0, rate, held("R", 1.0))
    lasting = np.where(rate == 0, 0.0, np.where(rate == -2, held("D", 0.0), held("F", 1.0) * item["AMT"][rows] / speed))
    return int(np.max((held("ALAG", 0.0) + lasting) / item["II"][rows]) + 1e-9)


def predict_patient(
    model: CompartmentModel, rule: Rule, facts: ProgramFacts, typical: Quantities, patient: PatientCovariates, eta: Array
) -> Array:
    """What the model predicts at each record of one patient, in the unit of the measurements, shape (records,)."""
    parameters = rule(typical, eta, patient.covariate)
    amounts = amounts_at_records(model, facts, patient.events, patient.steady, parameters)
    predicted = jnp.zeros(patient.compartment.shape)
    for number, (amount, scale) in enumerate(zip(amounts, model.scales(parameters), strict=True)):
        here = patient.compartment == number
        predicted = jnp.where(here, amount if scale is None else amount / scale, predicted)
    return predicted


@partial(jax.jit, static_argnums=(0, 1, 2))
def _predict_all(model: CompartmentModel, rule: Rule, facts: ProgramFacts, typical: Quantities, patients: PatientCovariates) -> Array:
    return jax.vmap(lambda patient: predict_patient(model, rule, facts, typical, patient, jnp.zeros(0)))(patients)


@in_double_precision
def predict(table: EventTable, model: CompartmentModel, typical: Mapping[str, float], rule: Rule | None = None) -> NDArray[np.float64]:
    r"""What a model without random effects predicts at each row of a table.

    Parameters
    ----------
    table
        Doses and times, as `rechallenge.formats.event_table.read_nonmem` gives them.
    model
        Compartments, such as `rechallenge.mechanism.compartment_models.ONE_COMPARTMENT_ORAL`.
    typical
        Parameters by name, in the units of the table.
    rule
        How they depend on covariates; by default not at all.

    Returns
    -------
    ndarray
        One value a row, after whatever happens there.

    Examples
    --------
    >>> from rechallenge.formats.event_table import read_nonmem
    >>> from rechallenge.mechanism.compartment_models import ONE_COMPARTMENT
    >>> table = read_nonmem("ID,TIME,AMT\n1,0,100\n1,0,0\n")
    >>> predict(table, ONE_COMPARTMENT, {"CL": 1.0, "V": 20.0}).round(6).tolist()
    [5.0, 5.0]
    """
    prepared = prepare(table, model, typical, lognormal() if rule is None else rule)
    return prepared.by_row(np.asarray(_predict_all(model, prepared.rule, prepared.facts, prepared.typical, prepared.patients)))
