"""Parameters as data: what each means, its unit, its distribution and where it was published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import NormalDist
from typing import Any, Literal

from ruamel.yaml import YAML

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


def parameter_from(name: str, entry: Mapping[str, Any]) -> Parameter:
    """Build a parameter from its entry in a data file; a missing key is an error of ours and raises KeyError."""
    distribution: Distribution = entry["distribution"]
    spread_key = {"lognormal": "log_sd", "logitnormal": "logit_sd"}.get(distribution)
    return Parameter(
        name=name,
        meaning=dict(entry["meaning"]),
        unit=entry["unit"],
        distribution=distribution,
        center=float(entry["median"]),
        spread=float(entry[spread_key]) if spread_key else 0.0,
        source=entry["source"],
        note=entry["note"],
    )


def read_data(*path: str) -> Any:
    """Read one of the YAML files of this folder."""
    resource = files("rechallenge.literature").joinpath(*path)
    return YAML(typ="safe", pure=False).load(resource.read_text(encoding="utf-8"))


@cache
def disease_parameters() -> dict[str, Parameter]:
    """Parameters of the disease, by name, in the order of ``disease.yaml``; those of an outcome stand in its own file."""
    return {name: parameter_from(name, entry) for name, entry in read_data("disease.yaml").items()}
