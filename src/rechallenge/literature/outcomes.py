"""Published outcomes that the model is held against, as data: kinetics, CRP, relapses and steroid doses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from typing_extensions import TypedDict

from rechallenge.data_files import checked, literature, read_data

Measure = Literal["apparent_clearance", "clearance", "time_of_peak", "half_life", "peak_concentration", "area"]


@dataclass(frozen=True, slots=True)
class KineticOutcome:
    """What a study measured of a drug: mean and standard deviation over `n` subjects, or the range of single values.

    Attributes
    ----------
    weight_kg
        Of whom to simulate: median, and standard deviation of the logarithm.
    creatinine_clearance_ml_min
        Bounds between which theirs lies evenly.
    n_assumed
        Whether the size of the group is ours.
    derived
        The value as printed, where another unit is used.
    why
        Why model and literature part, or may; empty where nothing is to be said.
    """

    id: str
    drug: str
    measure: Measure
    what: str
    unit: str
    n: int
    weight_kg: tuple[float, float]
    creatinine_clearance_ml_min: tuple[float, float]
    source: str
    why: str
    mean: float | None = None
    sd: float | None = None
    range: tuple[float, float] | None = None
    dose_mg: float = 1.0
    n_assumed: bool = False
    derived: str = ""


@dataclass(frozen=True, slots=True)
class CrpOutcome:
    """A study of ``evidence.yaml`` whose CRP is printed before and after."""

    study: str
    why: str


@dataclass(frozen=True, slots=True)
class RelapseOutcome:
    """A study of ``evidence.yaml`` with relapses after a stop; `missed_days` counts from the end of the drug's effect.

    `disease` is its key in ``natural_history.yaml``.
    """

    study: str
    disease: str
    treated_days: int
    why: str
    missed_days: int | None = None


@dataclass(frozen=True, slots=True)
class SteroidOutcome:
    """A patient who relapsed below `value` mg of prednisone a day, coming down from `start`; `disease` as in `RelapseOutcome`."""

    id: str
    disease: str
    what: str
    value: float
    start: float
    start_printed: bool
    source: str
    why: str
    start_as_printed: str = ""


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A published outcome that the model says nothing of, and why."""

    what: str
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class PublishedOutcomes:
    """All published outcomes of the predictive check."""

    kinetics: tuple[KineticOutcome, ...]
    crp: tuple[CrpOutcome, ...]
    relapses: tuple[RelapseOutcome, ...]
    steroids: tuple[SteroidOutcome, ...]
    not_compared: tuple[NotCompared, ...]


class _OutcomesFile(TypedDict):
    kinetics: list[dict[str, object]]
    crp: tuple[CrpOutcome, ...]
    relapses: tuple[RelapseOutcome, ...]
    steroids: tuple[SteroidOutcome, ...]
    not_compared: tuple[NotCompared, ...]


@cache
def outcomes() -> PublishedOutcomes:
    """Read the published outcomes that ship; a key too many or too few is an error of ours and raises DataFileError."""
    data = checked(_OutcomesFile, read_data(literature("outcomes.yaml")), "outcomes.yaml")
    kinetics = tuple(kinetic_outcome(entry) for entry in data["kinetics"])
    return PublishedOutcomes(kinetics, data["crp"], data["relapses"], data["steroids"], data["not_compared"])


def kinetic_outcome(entry: Mapping[str, object]) -> KineticOutcome:
    """Build a kinetic outcome from its entry in a data file, where the patients are a table of their own."""
    place = f"kinetics of {entry.get('id')}"
    patients = checked(dict[str, object], entry["patients"], place)
    return checked(KineticOutcome, {**{key: value for key, value in entry.items() if key != "patients"}, **patients}, place)
