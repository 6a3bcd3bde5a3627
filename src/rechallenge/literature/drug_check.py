"""What a drug file must hold, checked when it is loaded: its parameters, their units, their sources; all errors at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal, NotRequired, TypeAlias, final

from typing_extensions import TypedDict

from rechallenge.data_files import DataFileError, checked
from rechallenge.literature.potency import with_fit
from rechallenge.literature.references import references
from rechallenge.vocabulary.languages import base

if TYPE_CHECKING:
    from pint import UnitRegistry

Kinetics = Literal["one-compartment", "two-compartment", "effect-compartment"]
Entry: TypeAlias = dict[str, object]
"""A table of a drug file, not yet checked."""
Entries: TypeAlias = dict[str, Entry]
"""Such tables by name."""

# The parameters of each model, with the units in which the mechanism takes them. A file may state others of the same dimension.
PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "one-compartment": {"clearance_l_h": "L/h", "volume_l": "L", "absorption_1_h": "1/h"},
    "two-compartment": {
        "clearance_l_h": "L/h",
        "central_volume_l": "L",
        "exchange_l_h": "L/h",
        "peripheral_volume_l": "L",
        "absorption_1_h": "1/h",
        "bioavailability": "",
    },
    "effect-compartment": {"effect_half_life_h": "h"},
}
# What a drug may have besides: of all that its site reaches, the share that it can remove; all of it without.
EFFECT: Mapping[str, str] = {"share": ""}
# What doses into a vein need besides, where the parameters are apparent.
VEIN: Mapping[str, Mapping[str, str]] = {"one-compartment": {"bioavailability": ""}}
EXPOSURE_UNITS: Mapping[str, str] = {"one-compartment": "mg/L", "two-compartment": "mg/L", "effect-compartment": "mg/d"}
# The longer endings first.
UNITS_IN_NAMES = (
    *(("_nmol_l", "nmol/L"), ("_l_nmol", "L/nmol"), ("_ng_h", "ng/h"), ("_nmol", "nmol")),
    *(("_l_h", "L/h"), ("_1_h", "1/h"), ("_l", "L"), ("_h", "h")),
)
ACTIONS = ("interleukin-1", "drive")
SPREADS: Mapping[str, str | None] = {"lognormal": "log_sd", "logitnormal": "logit_sd", "fixed": None}
FORMS = ("power", "log10", "linear", "factor", "below")
COVARIATES = ("weight_kg", "creatinine_clearance_ml_min", "female", "statin")


class DrugFileError(DataFileError):
    """A drug file that cannot be used; the message holds all that is wrong with it, one line each."""

    def __init__(self, drug: str, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"drugs/{drug}.yaml: {problem}" for problem in self.problems))


@cache
def _units() -> UnitRegistry[float]:
    from pint import UnitRegistry  # takes a third of a second, and is needed for a unit in another spelling alone

    return UnitRegistry()


def _factor(found: str, expected: str) -> float:
    """How many of the expected unit one of the found unit is; ValueError when it is none of its kind."""
    if found == expected:
        return 1.0
    try:
        units = _units()
        return float(units.Quantity(1.0, units.parse_units(found)).to(units.parse_units(expected)).magnitude)
    except Exception as error:  # pint raises errors of many kinds, also of Python's own parser
        raise ValueError(str(error)) from None


@final
class EquivalentEntry(TypedDict):
    """``mechanism`` of a drug that acts as another does."""

    equivalent_of: str
    equivalence: float
    source: str
    note: NotRequired[str]


@final
class MechanismEntry(TypedDict):
    """``mechanism`` of a drug with kinetics of its own; parameters as `rechallenge.literature.parameters` reads them."""

    kinetics: Kinetics
    action: str
    exposure_unit: str
    parameters: Entries
    intravenous: Entries
    covariates: NotRequired[list[Entry]]


class BindingEntry(TypedDict):
    """``binding`` of a drug file."""

    parameters: Entries
    covariates: NotRequired[list[Entry]]


def checked_mechanism(drug: str, entry: Entry) -> EquivalentEntry | MechanismEntry:
    """Return the ``mechanism`` of a drug file with its medians in the units of the mechanism.

    Raises
    ------
    DrugFileError
        With all that is wrong: an unknown model or action, parameters that are missing or not of the model, units of another
        dimension, values that cannot be, covariates of parameters that are not there, sources that are not in ``references.yaml``.
    """
    problems: list[str] = []
    if "equivalent_of" in entry:
        if not _positive(entry.get("equivalence")):
            problems.append("equivalence should be above 0: milligrams of the other drug that one milligram stands for")
        if entry.get("source") not in references():
            problems.append(f"source {entry.get('source')!r} is not in references.yaml")
        if problems:
            raise DrugFileError(drug, problems)
        return checked(EquivalentEntry, entry, drug)
    kinetics = str(entry.get("kinetics"))
    if kinetics not in PARAMETERS:
        raise DrugFileError(drug, [f"kinetics {kinetics!r} is not known (known: {', '.join(PARAMETERS)})"])
    if entry.get("action") not in ACTIONS:
        problems.append(f"action {entry.get('action')!r} is not known (known: {', '.join(ACTIONS)})")
    exposure_unit = EXPOSURE_UNITS[kinetics]
    if entry.get("exposure_unit") != exposure_unit:
        problems.append(f"exposure_unit of a {kinetics} model is {exposure_unit}, not {entry.get('exposure_unit')!r}")
    expected = {**PARAMETERS[kinetics], "half_effect": exposure_unit}
    given = {name: _fitted(drug, name, told, problems) for name, told in checked(Entries, entry.get("parameters", {}), drug).items()}
    problems += [f"parameter {name} is missing" for name in expected if name not in given]
    expected |= EFFECT
    problems += [f"parameter {name} is not of a {kinetics} model" for name in given if name not in expected]
    parameters = {name: _parameter(name, given[name], unit, problems) for name, unit in expected.items() if name in given}
    vein = checked(Entries, entry.get("intravenous", {}), drug)
    by_vein = VEIN.get(kinetics, {})
    problems += [f"parameter {name} of intravenous doses is not of a {kinetics} model" for name in vein if name not in by_vein]
    intravenous = {name: _parameter(name, vein[name], unit, problems) for name, unit in by_vein.items() if name in vein}
    for covariate in checked(list[Entry], entry.get("covariates", []), drug):
        problems += _covariate(covariate, parameters)
    if problems:
        raise DrugFileError(drug, problems)
    return checked(MechanismEntry, {**entry, "parameters": parameters, "intravenous": intravenous}, drug)


def checked_binding(drug: str, entry: Entry) -> BindingEntry:
    """Return the ``binding`` of a drug file with its medians in the units that the names of its parameters tell.

    Raises
    ------
    DrugFileError
        With all that is wrong, as for the mechanism.
    """
    problems: list[str] = []
    given = checked(Entries, entry.get("parameters", {}), drug)
    parameters = {name: _parameter(name, told, _unit_of(name), problems) for name, told in given.items()}
    for covariate in checked(list[Entry], entry.get("covariates", []), drug):
        problems += _covariate(covariate, parameters)
    if problems:
        raise DrugFileError(drug, problems)
    return checked(BindingEntry, {**entry, "parameters": parameters}, drug)


def _fitted(drug: str, name: str, entry: Entry, problems: list[str]) -> Entry:
    """One parameter with the numbers of the fit, where its file says that it is fitted."""
    try:
        return with_fit(f"{drug}.{name}", entry)
    except KeyError:
        problems.append(f"{name} is not among the fitted parameters ({entry.get('fitted')})")
    except ValueError as error:
        problems.append(f"{error}: a fitted parameter has no numbers of its own")
    return entry


def _unit_of(name: str) -> str:
    """Unit that the name of a parameter ends in; none where it is a plain number."""
    return next((unit for ending, unit in UNITS_IN_NAMES if name.endswith(ending)), "")


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and value > 0.0


def _parameter(name: str, entry: Entry, unit: str, problems: list[str]) -> Entry:
    """One parameter in the expected unit."""
    lacking = [key for key in ("meaning", "unit", "distribution", "median", "source", "note") if key not in entry]
    if lacking:
        problems.append(f"{name} has no {', '.join(lacking)}")
        return entry
    meaning, distribution, median = entry["meaning"], entry["distribution"], entry["median"]
    if not (isinstance(meaning, dict) and base().code in meaning):
        problems.append(f"{name} needs its meaning in {base().name}; other languages may follow")
    if not (isinstance(distribution, str) and distribution in SPREADS):
        problems.append(f"{name} has the distribution {distribution!r} (known: {', '.join(SPREADS)})")
    elif (spread := SPREADS[distribution]) is not None and not _positive(entry.get(spread)):
        problems.append(f"{name} is {distribution} and needs {spread} above 0")
    if entry["source"] is not None and entry["source"] not in references():
        problems.append(f"source {entry['source']!r} of {name} is not in references.yaml (null where nothing is published)")
    if not (isinstance(median, int | float) and _positive(median)):
        problems.append(f"{name} should be a number above 0, not {median!r}")
        return entry
    try:
        in_unit = median * _factor(str(entry["unit"]), unit)
    except ValueError:
        problems.append(f"{name} is in {entry['unit']!r}, which is not a unit of its kind (such as {unit or 'none: it is a share'!r})")
        return entry
    return {**entry, "unit": unit, "median": in_unit}


def _covariate(entry: Entry, parameters: Entries) -> list[str]:
    """What is wrong with one covariate."""
    problems = []
    if entry.get("parameter") not in parameters:
        problems.append(f"a covariate is of {entry.get('parameter')!r}, which is no parameter here")
    if entry.get("name") not in COVARIATES:
        problems.append(f"covariate {entry.get('name')!r} is not known (known: {', '.join(COVARIATES)})")
    if entry.get("form") not in FORMS:
        problems.append(f"covariate {entry.get('name')} has the form {entry.get('form')!r} (known: {', '.join(FORMS)})")
    if entry.get("source") not in references():
        problems.append(f"source {entry.get('source')!r} of covariate {entry.get('name')} is not in references.yaml")
    return problems
