"""Parameters that were fitted to published groups: how strong the drugs are (``studies/potency``, ``docs/potency.md``).

A drug file, or ``disease.yaml``, says ``fitted: potency`` of such a parameter, and the numbers come from the file of the fit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature

FILE = "potency.json"
SOURCE = "potency_fit"
"""Entry of ``references.yaml`` that stands for the fit, which names the published sources of each parameter."""
PRIOR = ("unit", "distribution", "median", "log_sd", "logit_sd")


class _FittedEntry(TypedDict):
    unit: str
    distribution: str
    median: float
    log_sd: NotRequired[float]
    logit_sd: NotRequired[float]
    typical: tuple[float, float, float]
    between_studies: tuple[float, float, float]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fitted:
    """One fitted parameter.

    Attributes
    ----------
    prior
        ``unit``, ``distribution``, ``median`` and its spread, as a data file gives them: of a patient of one more study.
    typical, between_studies
        Median and bounds of the 90 % interval: of the typical value, and of the SD between studies of its logarithm or logit.
    sources
        Entries of ``references.yaml`` that it rests on.
    """

    prior: Mapping[str, object]
    typical: tuple[float, float, float]
    between_studies: tuple[float, float, float]
    sources: tuple[str, ...]

    @property
    def note(self) -> str:
        """What is told of it beside its numbers."""
        typical, low, high = self.typical
        unit = f" {self.prior['unit']}" if self.prior["unit"] else ""
        return (
            f"Pooled fit of published groups (docs/potency.md): typically {typical:g}{unit} (90 % interval {low:g} to {high:g}); "
            f"the prior adds what separates studies. From {', '.join(self.sources)}."
        )


@cache
def _file() -> dict[str, object]:
    return checked(dict[str, object], json.loads(literature(FILE).read_text(encoding="utf-8")), FILE)


def fitted_digest() -> str:
    """Hash of what was fitted."""
    return str(_file()["digest"])


@cache
def fitted_parameters() -> Mapping[str, Fitted]:
    """Every fitted parameter by its name, such as ``anakinra.half_effect``.

    Examples
    --------
    >>> fitted_parameters()["prednisone.half_effect"].prior["unit"]
    'mg/d'
    """
    entries = checked(dict[str, _FittedEntry], _file()["parameters"], FILE)
    return {
        name: Fitted(
            {key: value for key, value in entry.items() if key in PRIOR}, entry["typical"], entry["between_studies"], entry["sources"]
        )
        for name, entry in entries.items()
    }


def with_fit(name: str, entry: Mapping[str, object]) -> dict[str, object]:
    """Return the entry of a parameter with the numbers of the fit, where it says that it is fitted.

    Raises
    ------
    KeyError
        When the fit does not know the parameter.
    ValueError
        When the entry gives numbers of its own beside, or names another fit.
    """
    if "fitted" not in entry:
        return dict(entry)
    found = fitted_parameters()[name]
    twice = [key for key in (*found.prior, "source") if key in entry]
    if twice or entry["fitted"] != "potency":
        raise ValueError(f"{name} is fitted ({entry['fitted']}): {', '.join(twice) or 'no such fit'}")
    told = " ".join(str(part) for part in (found.note, entry.get("note")) if part)
    return {**{key: value for key, value in entry.items() if key != "fitted"}, **found.prior, "source": SOURCE, "note": told}
