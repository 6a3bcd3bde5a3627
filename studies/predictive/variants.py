"""Variants of the model that are held against published outcomes, and how virtual patients of studies are drawn under each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.literature.parameters import Parameter
from rechallenge.literature.potency import SOURCE

# Share of the variance of a prior that the patients of one study have in common (what is not known of the typical value, and what is
# particular to a study): hardly a paper tells, so it is drawn anew for each study and parameter, evenly between these. Ours.
LEAST_SHARED, MOST_SHARED = 0.2, 0.8


@dataclass(frozen=True, slots=True)
class Variant:
    """What is switched on.

    Attributes
    ----------
    flares
        Whether flares begin and end as published of the disease, as in every fit; else activity waxes and wanes and never ends.
    ended
        Whether treatment ends flares, and keeps them from beginning, as in every fit; else it only hides them.
    apart
        Whether patients of one study have part of a prior's spread in common; else each is drawn for itself.
    without_own
        Whether the study that is predicted is taken out of the priors.
    earlier
        Whether priors are those of an earlier version (``earlier.yaml``).
    """

    flares: bool = True
    ended: bool = True
    apart: bool = True
    without_own: bool = False
    earlier: bool = False


MODEL = Variant()
"""The model as it is."""


@dataclass(frozen=True, slots=True)
class Studies:
    """Virtual studies of one size.

    Attributes
    ----------
    number, patients
        How many studies, and patients in each; arrays of patients have the shape (number * patients,), study after study.
    """

    number: int
    patients: int

    @property
    def size(self) -> int:
        """Patients of all of them."""
        return self.number * self.patients

    def normals(self, rng: np.random.Generator, variant: Variant, *, wholly: bool = False) -> Floats:
        """Standard normals of the patients, those of one study alike as far as they have things in common (or wholly), shape (size,)."""
        own = rng.standard_normal((self.number, self.patients))
        if not variant.apart:
            return own.reshape(-1)
        shared = np.ones((self.number, 1)) if wholly else rng.uniform(LEAST_SHARED, MOST_SHARED, (self.number, 1))
        common = rng.standard_normal((self.number, 1))
        return np.asarray((np.sqrt(shared) * common + np.sqrt(1.0 - shared) * own).reshape(-1))

    def of_each(self, values: Floats) -> Floats:
        """The same, a study a row, shape (number, patients)."""
        return values.reshape(self.number, self.patients)


def drawn(parameter: Parameter, studies: Studies, rng: np.random.Generator, variant: Variant) -> Floats:
    """Draw a parameter of all patients from its prior, shape (size,).

    The half effects that were fitted are those of a study: what separates patients of a study was not (`studies/potency`).
    """
    wholly = parameter.source == SOURCE and parameter.distribution == "lognormal"
    values = parameter.location + parameter.spread * studies.normals(rng, variant, wholly=wholly)
    return np.asarray(1.0 / (1.0 + np.exp(-values)) if parameter.distribution == "logitnormal" else np.exp(values))
