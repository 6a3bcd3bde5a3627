"""Groups of patients on one treatment, as published: what tells how strong a drug is, when it acts, and what the model is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NotRequired

from typing_extensions import TypedDict

from rechallenge.data_files import DataFileError, checked, literature, read_data
from rechallenge.literature.distributions import LogNormal, Published, published_from
from rechallenge.literature.outcomes import KineticOutcome, kinetic_outcome

Statistic = Literal["mean", "median"]
Design = Literal["randomised", "open"]
Kind = Literal["held", "relapsed"]
FILE = "trials.yaml"
WITHOUT_DRUG = ("placebo", "none")


@dataclass(frozen=True, slots=True)
class CrpLevel:
    """CRP of a group in mg/L, before and on the day of the group; None where it is not printed.

    `after_below` is a bound where no value is printed; standard deviations go with means, quartiles with medians.
    """

    statistic: Statistic
    before: float | None = None
    after: float | None = None
    after_below: float | None = None
    sd_before: float | None = None
    sd_after: float | None = None
    quartiles_before: tuple[float, float] | None = None
    quartiles_after: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class CrpFall:
    """Relative change of CRP from before: -0.4 is a fall by 40 %; `quartiles` of patients, `bounds` of the statistic (95 %)."""

    statistic: Statistic
    value: float
    quartiles: tuple[float, float] | None = None
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the group: responders, or patients with a flare, and what the paper called it."""

    n: int
    what: str


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a study.

    Attributes
    ----------
    drug
        Canonical name, or ``placebo``, or ``none``.
    dose_mg, dose_mg_per_kg, every_days
        Of one dose, and its spacing; a spacing of None is one dose alone, or one that is not printed.
    n
        Patients; None where it is not printed.
    day
        When they were seen, in days from the first dose.
    """

    drug: str
    dose_mg: float | None = None
    dose_mg_per_kg: float | None = None
    every_days: float | None = None
    n: int | None = None
    day: float | None = None
    crp_level: CrpLevel | None = None
    change: CrpFall | None = None
    responders: Count | None = None
    flares: Count | None = None

    @property
    def remaining(self) -> float | None:
        """Share of CRP that is left on the day; None where it is not printed."""
        if self.change is not None:
            return 1.0 + self.change.value
        if self.crp_level is None or self.crp_level.before is None or self.crp_level.after is None:
            return None
        return self.crp_level.after / self.crp_level.before


@dataclass(frozen=True, slots=True)
class Trial:
    """One published study of one or several groups.

    Attributes
    ----------
    history
        Key of its disease in ``natural_history.yaml``; None where it has none.
    persistent
        Whether activity would have gone on without the drug: only then does a fall tell potency.
    """

    identifier: str
    disease: str
    history: str | None
    persistent: bool
    design: Design
    groups: tuple[Group, ...]
    note: str
    source: str

    @property
    def tells_potency(self) -> bool:
        """Whether its groups identify how strong a drug is: lasting disease, or groups drawn by lot against one without the drug."""
        return self.persistent or (self.design == "randomised" and any(group.drug in WITHOUT_DRUG for group in self.groups))


@dataclass(frozen=True, slots=True)
class Onset:
    """When a drug is first seen to act, in days from its first dose: `by_days` of a new patient, and what was published."""

    drug: str
    by_days: LogNormal
    source: str
    note: str
    published: tuple[Published, ...]


@dataclass(frozen=True, slots=True)
class SteroidDose:
    """Prednisone in mg a day at which disease was ``held`` or ``relapsed``, in `n` of `of` patients (or relapses) where printed."""

    disease: str
    what: str
    kind: Kind
    mg: float
    as_printed: str
    source: str
    range: tuple[float, float] | None = None
    n: int | None = None
    of: int | None = None


class _TrialEntry(TypedDict):
    id: str
    disease: str
    history: str | None
    persistent: bool
    design: Design
    groups: tuple[Group, ...]
    note: NotRequired[str]
    source: str


class _Days(TypedDict):
    low: float
    high: float
    source: str
    note: str


class _OnsetEntry(TypedDict):
    by_days: _Days
    published: list[dict[str, object]]


class _TrialsFile(TypedDict):
    studies: list[_TrialEntry]
    onset: dict[str, _OnsetEntry]
    steroids: tuple[SteroidDose, ...]
    kinetics: list[dict[str, object]]


@cache
def _file() -> _TrialsFile:
    return checked(_TrialsFile, read_data(literature(FILE)), FILE)


@cache
def trials() -> tuple[Trial, ...]:
    """Return every published study of groups on one treatment."""
    return tuple(_trial(entry) for entry in _file()["studies"])


@cache
def onsets() -> Mapping[str, Onset]:
    """Return when each drug is seen to act, by its canonical name."""
    return {drug: _onset(drug, entry) for drug, entry in _file()["onset"].items()}


def steroid_doses() -> tuple[SteroidDose, ...]:
    """Return the published doses of prednisone at which disease was held, or came back."""
    return _file()["steroids"]


@cache
def further_kinetics() -> tuple[KineticOutcome, ...]:
    """Return kinetic outcomes that the page of the predictive check does not hold yet, as it reads its own."""
    return tuple(kinetic_outcome(entry) for entry in _file()["kinetics"])


def _trial(entry: _TrialEntry) -> Trial:
    groups = entry["groups"]
    counts = [(count, group.n) for group in groups for count in (group.responders, group.flares) if count is not None]
    if any(of is None or not 0 <= count.n <= of for count, of in counts):
        raise DataFileError(f"{FILE}: {entry['id']}")
    return Trial(
        entry["id"],
        entry["disease"],
        entry["history"],
        entry["persistent"],
        entry["design"],
        groups,
        entry.get("note", ""),
        entry["source"],
    )


def _onset(drug: str, entry: _OnsetEntry) -> Onset:
    by_days = entry["by_days"]
    published = tuple(published_from(each) for each in entry["published"])
    return Onset(drug, LogNormal.between(by_days["low"], by_days["high"]), by_days["source"], by_days["note"], published)
