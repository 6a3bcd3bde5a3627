"""Courses of untreated patients drawn from the priors of every report: CRP, pain, flares, and the prednisone that would hold them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats.qmc import Sobol

from rechallenge.arrays import Draws, Floats
from rechallenge.execution import in_double_precision
from rechallenge.formats.reading import read_course
from rechallenge.inference.paths import Paths, paths
from rechallenge.inference.problem import build_problem
from rechallenge.literature.natural_history import natural_histories
from rechallenge.literature.pharmacology import STEROID
from rechallenge.mechanism.dependence import least_holding_dose_mg
from rechallenge.mechanism.relapse import RELAPSE_LEVEL
from rechallenge.outcomes import marker, outcomes

YEAR_DAYS = 365
# Patients are spread evenly over what the priors allow (a scrambled Sobol sequence, whose length is a power of two): of as many drawn
# one by one, what one in twenty needs would be known to 7 %.
SIZE, SEED = 4096, 0
# A normal is taken no further out than where so small a share lies.
LEAST_SHARE = 1e-12
UNNAMED = "unnamed"
"""Key of a disease that is not named, in the natural history and here."""
# A record whose statements are about a year, under its usual process; what they say does not enter a draw from the prior. The steroid
# begins when the year is over.
RECORD = """rechallenge: 1
title: A patient before any data
{conditions}treatments:
  - {{drug: prednisone, dose: 10 mg, every: 1 d, from: {end} d}}
observations:
  - {{what: CRP, at: 0 d, value: 50 mg/L}}
  - {{what: pain, at: 0 d, value: 5}}
  - {{what: CRP, at: {end} d, value: 50 mg/L}}
"""


@dataclass(frozen=True, slots=True)
class PriorCourses:
    """Untreated patients with one disease, one a row; day 0 is the first of a record, mostly in a flare.

    Attributes
    ----------
    days
        Shape (days,).
    crp_mg_l, pain
        Shape (patients, days).
    background_mg_l
        CRP without the disease, shape (patients,).
    least_prednisone_mg
        Least daily dose that holds the disease at its typical activity, shape (patients,).
    """

    days: Floats
    crp_mg_l: Draws
    pain: Draws
    background_mg_l: Floats
    least_prednisone_mg: Floats

    @property
    def active(self) -> NDArray[np.bool_]:
        """Whether CRP is above its background by the level of active disease, shape (patients, days)."""
        return self.crp_mg_l - self.background_mg_l[:, None] > RELAPSE_LEVEL

    def another_flare_within(self, days: float) -> float:
        """Share of patients whose first flare ended within half of the year who have another within so many days of that end."""
        found, ended = 0, 0
        for active in self.active:
            (quiet,) = np.nonzero(~active)
            if not active[0] or not quiet.size or self.days[quiet[0]] > YEAR_DAYS / 2:
                continue
            ended += 1
            later = (self.days > self.days[quiet[0]]) & (self.days <= self.days[quiet[0]] + days)
            found += bool(np.any(active & later))
        return found / ended if ended else float("nan")


def diseases() -> Iterator[str]:
    """Keys of the diseases with a natural history, that of a disease which is not named first."""
    yield UNNAMED
    yield from (key for key in natural_histories() if key != UNNAMED)


@cache
def prior_courses(disease: str, size: int = SIZE, seed: int = SEED) -> PriorCourses:
    """Draw patients with a disease from the prior."""
    told = _drawn(disease, size, seed)
    within = (told.days >= 0.0) & (told.days < YEAR_DAYS)
    felt = next(each.name for each in outcomes().values() if each.relief is not None)
    dose = least_holding_dose_mg(*(jnp.asarray(told.parameters[name]) for name in ("drive_mg_l", f"{STEROID}.half_effect")))
    crp, pain = (told.levels[name][:, within] for name in (marker().name, felt))
    background = told.parameters[str(dict(marker().model.roles)["background"])]
    return PriorCourses(told.days[within], crp, pain, background, np.asarray(dose))


@in_double_precision
def _drawn(disease: str, size: int, seed: int) -> Paths:
    word = natural_histories()[disease].words
    conditions = f"conditions: [{{name: {word[0]}}}]\n" if word else ""
    problem = build_problem(read_course(RECORD.format(conditions=conditions, end=YEAR_DAYS)).course)
    vectors = ndtri(np.clip(Sobol(problem.layout.size, seed=seed).random(size), LEAST_SHARE, 1.0 - LEAST_SHARE))
    return paths(problem, vectors, np.ones((size, len(problem.layout.exposures))))
