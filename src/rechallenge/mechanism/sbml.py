"""One patient's model as SBML, the exchange format of systems biology, so that any other simulator can run and check it.

Written as differential equations, doses and a piecewise linear activity: what the model says, not how the simulator here solves it.
Time is in days, amounts in mg, concentrations in mg/L.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import libsbml

from rechallenge.literature.pharmacology import Kinetics
from rechallenge.mechanism.compartments import OUT
from rechallenge.mechanism.kinetics import HOURS_PER_DAY, KINETICS
from rechallenge.mechanism.links import link_of
from rechallenge.outcomes import OutcomeModel

LEVEL, VERSION = 3, 2


class DrugCourse(NamedTuple):
    """One drug of a course.

    Attributes
    ----------
    name
        An identifier: letters, digits and underscores.
    kinetics, parameters
        Model and its parameters by name, in hours and litres, as in ``literature/drugs``.
    half_effect, share
        Exposure that halves the signal, and share of the activity that the drug can remove.
    doses
        Day and mg of each dose.
    """

    name: str
    kinetics: Kinetics
    parameters: Mapping[str, float]
    half_effect: float
    share: float
    doses: Sequence[tuple[float, float]]


class InflammationCourse(NamedTuple):
    """How outcomes follow the signal, and the untreated activity.

    Attributes
    ----------
    outcomes
        Which, as `rechallenge.outcomes` models them.
    parameters
        Those that their links ask for, by name.
    knot_days, log_activity
        Logarithm of the activity, in units of the marker that it sustains, linear between the knots.
    """

    outcomes: tuple[OutcomeModel, ...]
    parameters: Mapping[str, float]
    knot_days: Sequence[float]
    log_activity: Sequence[float]


class _Writer:
    """An SBML model that grows by values, equations and events."""

    def __init__(self, name: str) -> None:
        self.document = libsbml.SBMLDocument(LEVEL, VERSION)
        self.model = self.document.createModel(name)

    def value(self, name: str, value: float, *, constant: bool = True) -> None:
        parameter = self.model.createParameter()
        parameter.setId(name)
        parameter.setValue(float(value))
        parameter.setConstant(constant)

    def follows(self, name: str, formula: str) -> None:
        """A value that is given by a formula at all times."""
        self.value(name, 0.0, constant=False)
        rule = self.model.createAssignmentRule()
        rule.setVariable(name)
        rule.setMath(_formula(formula))

    def moves(self, name: str, slope: str, start: str = "0") -> None:
        """A value with a rate of change, per day."""
        self.value(name, 0.0, constant=False)
        initial = self.model.createInitialAssignment()
        initial.setSymbol(name)
        initial.setMath(_formula(start))
        rule = self.model.createRateRule()
        rule.setVariable(name)
        rule.setMath(_formula(slope))

    def dose(self, place: int, name: str, day: float, added: str) -> None:
        event = self.model.createEvent()
        event.setId(f"dose_{place}_{name}")
        event.setUseValuesFromTriggerTime(True)
        trigger = event.createTrigger()
        trigger.setMath(_formula(f"time >= {day!r}"))
        trigger.setInitialValue(False)
        trigger.setPersistent(True)
        assignment = event.createEventAssignment()
        assignment.setVariable(name)
        assignment.setMath(_formula(f"{name} + {added}"))


def _formula(text: str) -> Any:
    parsed = libsbml.parseL3Formula(text)
    if parsed is None:
        raise ValueError(f"not a formula: {text} ({libsbml.getLastParseL3Error()})")
    return parsed


class _Formula(str):
    """A name or formula that divides as a number would: what a model computes of it is a formula."""

    __slots__ = ()

    def __truediv__(self, other: object) -> _Formula:
        return _Formula(f"({self} / {other})")

    def __rtruediv__(self, other: object) -> _Formula:
        return _Formula(f"({other} / {self})")


def _kinetics(writer: _Writer, drug: DrugCourse) -> None:
    """Equations of one drug; its exposure is the value ``NAME_exposure``."""
    name = drug.name
    for parameter, value in {**drug.parameters, "half_effect": drug.half_effect, "share": drug.share}.items():
        writer.value(f"{name}_{parameter}", value)
    described = KINETICS[drug.kinetics]
    model = described.model
    stated = described.stated({parameter: _Formula(f"{name}_{parameter}") for parameter in drug.parameters})
    slopes: list[list[str]] = [[] for _ in model.network.compartments]
    for (source, target), rate in zip(model.network.flows, model.flow(stated), strict=True):
        flow = f"{HOURS_PER_DAY} * {rate} * {name}_{model.network.compartments[source]}"
        slopes[source].append(f"- {flow}")
        if target != OUT:
            slopes[target].append(f"+ {flow}")
    for compartment, terms in zip(model.network.compartments, slopes, strict=True):
        writer.moves(f"{name}_{compartment}", f"0 {' '.join(terms)}")
    measured = model.network.compartments[model.measured - 1]
    writer.follows(f"{name}_exposure", f"{name}_{measured} / {model.measured_scale(stated)}")
    for place, (day, dose_mg) in enumerate(drug.doses):
        writer.dose(place, f"{name}_{model.network.compartments[0]}", day, f"{stated.get('F1', 1.0)} * {dose_mg!r}")


def _outcome(writer: _Writer, model: OutcomeModel) -> None:
    """Equations of one outcome: its filters one after another, in balance at first, and the level that they mean."""
    link = link_of(model)
    held: list[str] = []
    for place, each in enumerate(link.filters):
        half = each.feed.half_signal
        feed = "signal" if half is None else f"signal / (signal + {half})"
        name = f"{model.name}_held_{place}"
        fed = held[-1] if held else f"({feed})"
        writer.moves(name, f"ln(2) * {HOURS_PER_DAY} / {each.half_life_h} * ({fed} - {name})", feed)
        held.append(name)
    writer.follows(model.name, link.formula(held))


def to_sbml(drugs: Sequence[DrugCourse], inflammation: InflammationCourse) -> str:
    """Write one patient's model as SBML.

    Parameters
    ----------
    drugs
        All drugs; none has been given before day 0.
    inflammation
        Response and activity. It starts in balance with the activity of day 0.

    Returns
    -------
    str
        SBML, level 3 version 2. Each outcome has its own name and unit, time is in days.

    Raises
    ------
    ValueError
        When a name is no identifier, or the knots do not ascend.

    Examples
    --------
    >>> quiet = InflammationCourse((), {}, [0.0, 10.0], [3.0, 3.0])
    >>> to_sbml([], quiet).startswith("<?xml")
    True
    """
    days, logs = [float(day) for day in inflammation.knot_days], [float(log) for log in inflammation.log_activity]
    if len(days) != len(logs) or any(later <= day for day, later in pairwise(days)):
        raise ValueError("the knots of the activity should ascend, with one value each")
    if wrong := [drug.name for drug in drugs if not libsbml.SyntaxChecker.isValidSBMLSId(drug.name)]:
        raise ValueError(f"{wrong[0]!r} is not an identifier: letters, digits and underscores")
    writer = _Writer("inflammation")
    for drug in drugs:
        _kinetics(writer, drug)
    pieces = [
        f"{log!r} + {(later_log - log) / (later - day)!r} * (time - {day!r}), time < {later!r}"
        for (day, later), (log, later_log) in zip(pairwise(days), pairwise(logs), strict=True)
    ]
    writer.follows("log_activity", f"piecewise({', '.join([*pieces, repr(logs[-1])])})")
    through = [f"(1 - {d.name}_share * {d.name}_exposure / ({d.name}_half_effect + {d.name}_exposure))" for d in drugs]
    writer.follows("signal", " * ".join(["exp(log_activity)", *through]))
    for name, value in inflammation.parameters.items():
        writer.value(name, value)
    for model in inflammation.outcomes:
        _outcome(writer, model)
    written: str = libsbml.writeSBMLToString(writer.document)
    return written
