"""The posterior of the published outcomes as it ships: drawn once, found wrong when the studies or the model have changed since.

It depends on no patient, and drawing it takes longer than a physician waits for a quick report. ``make data`` draws it anew.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict, get_args

import numpy as np

from rechallenge.analogy.assumptions import Assumed
from rechallenge.arrays import Floats

FILE = "posterior.json"


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws of one posterior.

    Logits of the share of the activity that interleukin-1 carries, logarithms of days to a relapse and of CRP in mg/L; each of shape
    (draws,), those by disease (draws, diseases). `between_*` and `*_spread` are standard deviations.
    """

    diseases: tuple[str, ...]
    disease: Floats
    typical: Floats
    between_diseases: Floats
    between_studies: Floats
    between_patients: Floats
    relapse: Floats
    relapse_typical: Floats
    relapse_between: Floats
    relapse_spread: Floats
    start_typical: Floats
    start_between: Floats
    start_spread: Floats

    def of_disease(self, disease: str | None, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Means of the logit and of the log time to relapse in one disease; None is a disease of which nothing is published."""
        if disease is not None:
            place = self.diseases.index(disease)
            return self.disease[:, place], self.relapse[:, place]
        noise = rng.standard_normal((2, len(self.typical)))
        return self.typical + self.between_diseases * noise[0], self.relapse_typical + self.relapse_between * noise[1]


class _PosteriorFile(TypedDict):
    digest: str
    diseases: tuple[str, ...]
    draws: dict[str, dict[str, list[float] | list[list[float]]]]


@cache
def _shipped() -> _PosteriorFile:
    # written by us, and long: it is not checked number by number
    found: _PosteriorFile = json.loads(files("rechallenge.analogy").joinpath(FILE).read_text(encoding="utf-8"))
    return found


def shipped_digest() -> str:
    """Hash of what the shipped draws were drawn from."""
    return _shipped()["digest"]


@cache
def shipped(assumed: Assumed = "modelled") -> Draws:
    """Draws that ship, under one of the `ASSUMPTIONS`."""
    if assumed not in get_args(Assumed):
        raise ValueError(f"no such assumption: {assumed}")
    data = _shipped()
    return Draws(tuple(data["diseases"]), **{name: np.array(values) for name, values in data["draws"][assumed].items()})
