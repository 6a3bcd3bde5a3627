"""Parameters as data: what each means, its unit, its distribution and where it was published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import DataFileError, checked, literature, read_data
from rechallenge.literature.potency import with_fit

Distribution = Literal["lognormal", "logitnormal", "fixed"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the mechanism, with its prior.

    Attributes
    ----------
    meaning
        What it is, by language.
    center, spread
        Median, and standard deviation of the logarithm (lognormal) or of the logit (logitnormal); 0 when fixed.
    source
        Entry of ``references.yaml``; None when no published value is known.
    """

    name: str
    meaning: Mapping[str, str]
    unit: str
    distribution: Distribution
    center: float
    spread: float
    source: str | None
    note: str

    @property
    def location(self) -> float:
        """Median on the scale where the prior is normal."""
        if self.distribution == "logitnormal":
            return math.log(self.center / (1.0 - self.center))
        return math.log(self.center)

    def quantile(self, probability: float) -> float:
        """Prior quantile, in the parameter's own unit."""
        if self.distribution == "fixed":
            return self.center
        value = self.location + self.spread * NormalDist().inv_cdf(probability)
        return 1.0 / (1.0 + math.exp(-value)) if self.distribution == "logitnormal" else math.exp(value)


class _ParametersEntry(TypedDict):
    meaning: dict[str, str]
    unit: str
    distribution: Distribution
    median: float
    log_sd: NotRequired[float]
    logit_sd: NotRequired[float]
    source: str | None
    note: str


def parameter_from(name: str, entry: object) -> Parameter:
    """Build a parameter from its entry in a data file.

    Raises
    ------
    DataFileError
        When a field is missing, or is not of its kind.
    """
    fields = checked(_ParametersEntry, entry, name)
    match fields["distribution"]:
        case "lognormal":
            spread = fields.get("log_sd")
        case "logitnormal":
            spread = fields.get("logit_sd")
        case "fixed":
            spread = 0.0
    if spread is None:
        raise DataFileError(f"{name}: a {fields['distribution']} parameter has no spread")
    return Parameter(
        name=name,
        meaning=fields["meaning"],
        unit=fields["unit"],
        distribution=fields["distribution"],
        center=fields["median"],
        spread=spread,
        source=fields["source"],
        note=fields["note"],
    )


@cache
def disease_parameters() -> dict[str, Parameter]:
    """Parameters of the disease, by name, in the order of ``disease.yaml``; those of an outcome stand in its own file."""
    read = read_data(literature("disease.yaml")).items()
    return {name: parameter_from(name, with_fit(name, checked(dict[str, object], entry, name))) for name, entry in read}
