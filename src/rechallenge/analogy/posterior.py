"""The posterior of the published outcomes as it ships: drawn once, found wrong when the studies or the model have changed since.

It depends on no patient, and drawing it takes longer than a physician waits for a quick report. ``python -m rechallenge.analogy
draw`` draws it anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from rechallenge.analogy.assumptions import Assumed

Floats = NDArray[np.float64]

FILE = "posterior.json"
MODEL_FILES = ("analogy/model.py", "analogy/effect.py", "analogy/assumptions.py", "literature/evidence.yaml", "literature/evidence.py")
"""What decides the draws; another sampler would draw from the same posterior."""


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


def content_digest() -> str:
    """Hash of the studies and of the model."""
    total = hashlib.sha256()
    for name in MODEL_FILES:
        total.update(files("rechallenge").joinpath(*name.split("/")).read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()


def to_text(digest: str, diseases: tuple[str, ...], draws: Mapping[str, Mapping[str, Floats]]) -> str:
    """Write draws by assumption as the file that ships, three decimals each, one line a quantity."""

    def numbers(values: Floats) -> str:
        return json.dumps(np.round(values, 3).tolist(), separators=(",", ":"))

    blocks = [
        f'  "{assumed}": {{\n' + ",\n".join(f'   "{name}": {numbers(values)}' for name, values in each.items()) + "\n  }"
        for assumed, each in draws.items()
    ]
    head = f' "digest": "{digest}",\n "diseases": {json.dumps(list(diseases))},\n'
    return "{\n" + head + ' "draws": {\n' + ",\n".join(blocks) + "\n }\n}\n"


@cache
def _shipped() -> Any:
    return json.loads(files("rechallenge.analogy").joinpath(FILE).read_text(encoding="utf-8"))


def shipped_digest() -> str:
    """Hash of what the shipped draws were drawn from."""
    return str(_shipped()["digest"])


@cache
def shipped(assumed: Assumed = "modelled") -> Draws:
    """Draws that ship, under one of the `ASSUMPTIONS`."""
    if assumed not in get_args(Assumed):
        raise ValueError(f"no such assumption: {assumed}")
    data = _shipped()
    return Draws(tuple(data["diseases"]), **{name: np.array(values) for name, values in data["draws"][assumed].items()})
