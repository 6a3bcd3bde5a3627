"""How each known drug moves and acts, read from its data file in ``drugs/``."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from rechallenge.data_files import checked, literature, read_data, yaml_table
from rechallenge.literature.drug_check import Entry, checked_binding, checked_mechanism
from rechallenge.literature.drug_check import Kinetics as Kinetics
from rechallenge.literature.parameters import Parameter, parameter_from

STEROID = "prednisone"
"""Exposure to which all glucocorticoids of the model add, in prednisone-equivalents."""

ACTS = "acts"
"""Name of the parameter of a drug model that says whether the drug acts; a model without it is that of a drug that does."""

# Every file of the folder that says how its drug moves and acts: to add a drug is to add a file.
KINETIC_DRUGS = tuple(
    sorted(
        file.name.removesuffix(".yaml")
        for file in literature("drugs").iterdir()
        if file.name.endswith(".yaml") and "\nmechanism:" in file.read_text(encoding="utf-8")
    )
)


BORROWED_ACTIONS = frozenset({"interleukin-1"})
"""Sites of action whose drugs the outcomes of ``evidence.yaml`` are of."""


@dataclass(frozen=True, slots=True)
class Covariate:
    """How a parameter depends on the patient.

    `power`: multiply by (value / reference) ** coefficient. `log10`: multiply by 10 ** (coefficient * (value - reference)),
    the value capped at `cap`. `linear`: multiply by 1 + coefficient * (value / reference - 1), the value capped likewise, so that
    the coefficient is the share that goes with the covariate. `factor`: multiply by `coefficient` where the value is 1 (yes).
    `below`: multiply by `coefficient` where the value is below `reference`. `missing_log_sd` widens the prior when the value is not
    recorded.
    """

    parameter: str
    name: str
    form: Literal["power", "log10", "linear", "factor", "below"]
    coefficient: float
    source: str
    reference: float = 1.0
    cap: float | None = None
    missing_log_sd: float = 0.0

    def log_factor(self, value: float) -> float:
        """Logarithm of the factor by which the typical value is multiplied."""
        if self.form == "power":
            return self.coefficient * math.log(value / self.reference)
        if self.form == "factor":
            return value * math.log(self.coefficient)
        if self.form == "below":
            return math.log(self.coefficient) if value < self.reference else 0.0
        capped = value if self.cap is None else min(value, self.cap)
        if self.form == "linear":
            return math.log1p(self.coefficient * (capped / self.reference - 1.0))
        return math.log(10.0) * self.coefficient * (capped - self.reference)

    def ratio(self, value: float, other: float) -> float:
        """How much greater the typical value is at one value of the covariate than at another."""
        return math.exp(self.log_factor(value) - self.log_factor(other))


@dataclass(frozen=True, slots=True)
class DrugModel:
    """Kinetics and action of one drug.

    Attributes
    ----------
    exposure
        The exposure to which its doses add: its own name, or that of the drug whose equivalent it is.
    equivalence
        Milligrams of the exposure's drug that one milligram of this drug stands for.
    action
        Name of the site at which it acts (`rechallenge.mechanism.sites`).
    exposure_unit
        mg/L for a concentration, mg/d for a dose rate felt by the tissues.
    vein
        Parameters that only doses into a vein need, where the others are apparent (divided by a bioavailability).
    into_vein
        Whether some of its doses go into a vein, and those are among its parameters.
    """

    name: str
    exposure: str
    equivalence: float
    kinetics: Kinetics
    action: str
    exposure_unit: str
    parameters: Mapping[str, Parameter]
    covariates: tuple[Covariate, ...]
    vein: Mapping[str, Parameter] = field(default_factory=dict)
    into_vein: bool = False

    def goes_into_vein(self, route: str | None) -> bool:
        """Whether a dose by this route goes into a vein, and moves otherwise for it: the effect that outlasts a steroid does not."""
        return route == "iv" and "bioavailability" in {**self.parameters, **self.vein}

    def intravenous(self) -> DrugModel:
        """The same drug where some of its doses go into a vein."""
        return dataclasses.replace(self, parameters={**self.parameters, **self.vein}, into_vein=True)

    def acting_where(self, acts: Parameter) -> DrugModel:
        """The same drug where it is an unknown whether it acts at all: it does above 1 of this parameter."""
        return dataclasses.replace(self, parameters={**self.parameters, ACTS: acts})

    def for_patient(self, covariates: Mapping[str, float | None]) -> DrugModel:
        """Shift the typical values to this patient; a covariate that is not recorded widens the prior instead."""
        parameters = dict(self.parameters)
        for covariate in self.covariates:
            parameter = parameters[covariate.parameter]
            value = covariates.get(covariate.name)
            if value is None:
                spread = math.hypot(parameter.spread, covariate.missing_log_sd)
                parameters[covariate.parameter] = dataclasses.replace(parameter, spread=spread)
            else:
                center = parameter.center * math.exp(covariate.log_factor(value))
                parameters[covariate.parameter] = dataclasses.replace(parameter, center=center)
        return dataclasses.replace(self, parameters=parameters)


def _block(name: str, key: str) -> Entry:
    return checked(Entry, read_data(literature("drugs", f"{name}.yaml"))[key], f"drugs/{name}.yaml")


@cache
def drug_model(name: str) -> DrugModel:
    """Kinetics and action of a known drug; KeyError when it has none, DrugFileError when its file cannot be used."""
    if name not in KINETIC_DRUGS:
        raise KeyError(name)
    entry = checked_mechanism(name, _block(name, "mechanism"))
    if "equivalent_of" in entry:
        return dataclasses.replace(drug_model(entry["equivalent_of"]), name=name, equivalence=entry["equivalence"])
    return DrugModel(
        name=name,
        exposure=name,
        equivalence=1.0,
        kinetics=entry["kinetics"],
        action=entry["action"],
        exposure_unit=entry["exposure_unit"],
        parameters={key: parameter_from(f"{name}.{key}", value) for key, value in entry["parameters"].items()},
        covariates=checked(tuple[Covariate, ...], entry.get("covariates", ()), name),
        vein={key: parameter_from(f"{name}.{key}", value) for key, value in entry["intravenous"].items()},
    )


@dataclass(frozen=True, slots=True)
class DrugOutline:
    """What a drug file says of the drug beside its numbers: to know whether a statement on it matters, without reading them all.

    Attributes
    ----------
    exposure, action
        As of a `DrugModel`.
    covariates
        Names of the covariates on which its parameters depend.
    tells_veins
        Whether a dose into a vein moves otherwise than one by another route.
    """

    exposure: str
    action: str
    covariates: frozenset[str]
    tells_veins: bool

    @property
    def borrowed(self) -> bool:
        """Whether published outcomes of like diseases inform the share of the activity that it can remove."""
        return self.action in BORROWED_ACTIONS


@cache
def exposure_of(drug: str) -> str:
    """Exposure to which a drug belongs: itself where it has no mechanism.

    Examples
    --------
    >>> exposure_of("methylprednisolone"), exposure_of("infliximab")
    ('prednisone', 'infliximab')
    """
    return drug_outline(drug).exposure if drug in KINETIC_DRUGS else drug


def drug_outline(name: str) -> DrugOutline:
    """Outline of a known drug; KeyError when it has no mechanism.

    Examples
    --------
    >>> drug_outline("methylprednisolone").exposure, sorted(drug_outline("anakinra").covariates)
    ('prednisone', ['creatinine_clearance_ml_min', 'weight_kg'])
    """
    if name not in KINETIC_DRUGS:
        raise KeyError(name)
    text = literature("drugs", f"{name}.yaml").read_text(encoding="utf-8")
    block = next(part for part in re.split(r"^(?=[a-z]\w*:)", text, flags=re.MULTILINE) if part.startswith("mechanism:"))
    # Their numbers are the bulk of these files, and take most of the time that it takes to read one.
    parts = re.split(r"^(?=  [a-z]\w*:)", block, flags=re.MULTILINE)
    kept = "".join(part for part in parts if not part.startswith(("  parameters:", "  intravenous:")))
    entry = checked(Entry, yaml_table(kept, name)["mechanism"], name)
    if "equivalent_of" in entry:
        return drug_outline(str(entry["equivalent_of"]))
    return DrugOutline(
        exposure=name,
        action=str(entry["action"]),
        covariates=frozenset(each.name for each in checked(tuple[Covariate, ...], entry.get("covariates", ()), name)),
        tells_veins="    bioavailability:" in block,
    )


@dataclass(frozen=True, slots=True)
class Binding:
    """What binds a drug, or what it binds: parameters by name, and how they depend on the patient."""

    parameters: Mapping[str, Parameter]
    covariates: tuple[Covariate, ...]


@cache
def binding_of(name: str) -> Binding:
    """Binding of a drug whose file tells it; KeyError when it does not, DrugFileError when the file cannot be used."""
    entry = checked_binding(name, _block(name, "binding"))
    return Binding(
        parameters={key: parameter_from(f"{name}.{key}", value) for key, value in entry["parameters"].items()},
        covariates=checked(tuple[Covariate, ...], entry.get("covariates", ()), name),
    )


def creatinine_clearance_ml_min(age_years: float, weight_kg: float, creatinine_umol_l: float, female: bool) -> float:
    """Creatinine clearance by Cockcroft and Gault (Nephron 1976;16:31-41), serum creatinine in umol/L.

    Examples
    --------
    >>> round(creatinine_clearance_ml_min(77, 60, 70, female=True))
    56
    """
    creatinine_mg_dl = creatinine_umol_l / 88.4
    clearance = (140.0 - age_years) * weight_kg / (72.0 * creatinine_mg_dl)
    return 0.85 * clearance if female else clearance
