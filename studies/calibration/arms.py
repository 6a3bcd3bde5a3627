"""What virtual patients are given: the drug in question, how its stretches and pauses run, and what is given beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Patient = Literal["adult", "child", "adult with poor kidneys"]
PATIENTS: tuple[Patient, ...] = ("adult", "child", "adult with poor kidneys")


@dataclass(frozen=True, slots=True)
class Timeline:
    """How stretches with the drug and pauses follow each other, in days; the sizes are ours.

    Attributes
    ----------
    first_stretch, pause, later_stretch
        Least and greatest length; the last stretch goes on to the end of the record.
    last_day
        Of a record with at most one stop, and of one with more: few lengths, so that patients share compiled programs.
    horizon_days
        Length of the simulation from day 0: the longest record, and what the answers foretell after it.
    """

    first_stretch: tuple[int, int]
    pause: tuple[int, int]
    later_stretch: tuple[int, int]
    last_day: tuple[int, int]
    horizon_days: int

    def ends_on(self, stops: int) -> int:
        """Last day of a record with so many stops."""
        return self.last_day[stops > 1]


# Three pauses and stretches after the first end on day 86 at the latest, and leave a week to the end.
DAILY = Timeline((10, 17), (5, 12), (6, 11), (43, 93), 210)
# Doses are 28 days apart, and a pause is one only where it is longer.
MONTHLY = Timeline((10, 20), (30, 36), (8, 12), (84, 172), 300)


@dataclass(frozen=True, slots=True)
class Steroid:
    """A glucocorticoid given by mouth every day from before the record on.

    Attributes
    ----------
    drug
        Its name.
    doses_mg, child_mg_per_kg
        Daily doses to begin with, of adults and of children.
    steps_mg, least_mg
        By how much it is lowered, and the least daily dose.
    """

    drug: str
    doses_mg: tuple[float, ...]
    child_mg_per_kg: tuple[float, ...]
    steps_mg: tuple[float, float]
    least_mg: float


PREDNISONE = Steroid("prednisone", (10.0, 15.0, 20.0, 30.0), (0.3, 0.5, 0.8), (2.5, 5.0), 5.0)
# Four fifths of the same.
METHYLPREDNISOLONE = Steroid("methylprednisolone", (8.0, 12.0, 16.0, 24.0), (0.24, 0.4, 0.64), (2.0, 4.0), 4.0)


@dataclass(frozen=True, slots=True)
class GivenDose:
    """What is given at once, and how far apart in days."""

    amount: str
    every_days: int = 1


@dataclass(frozen=True, slots=True)
class SecondDrug:
    """Another drug, begun some time before or after the drug in question; whether it acts is drawn as the model believes it beforehand.

    Attributes
    ----------
    drug
        Its name.
    dose
        Of each patient.
    infusions
        Days of single doses since the first one; empty where it is given regularly.
    """

    drug: str
    dose: Mapping[Patient, GivenDose]
    infusions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyArm:
    """One treatment of the study.

    Attributes
    ----------
    name
        As the page tells it.
    drug, route, dose
        The drug in question, and what each patient is given.
    share
        Parameter that says which share of the activity the drug can remove.
    steroid, second
        What is given beside it.
    """

    name: str
    drug: str
    route: str
    dose: Mapping[Patient, GivenDose]
    share: str = "il1_share"
    steroid: Steroid | None = None
    second: SecondDrug | None = None
    timeline: Timeline = DAILY


# Published doses (`literature/drugs`); below 30 mL/min anakinra is given every other day.
ANAKINRA: Mapping[Patient, GivenDose] = {
    "adult": GivenDose("100 mg"),
    "child": GivenDose("2 mg/kg"),
    "adult with poor kidneys": GivenDose("100 mg", 2),
}
CANAKINUMAB: Mapping[Patient, GivenDose] = {
    "adult": GivenDose("150 mg", 28),
    "child": GivenDose("3 mg/kg", 28),
    "adult with poor kidneys": GivenDose("150 mg", 28),
}
COLCHICINE: Mapping[Patient, GivenDose] = {
    "adult": GivenDose("1 mg"),
    "child": GivenDose("0.5 mg"),
    "adult with poor kidneys": GivenDose("0.5 mg"),
}
INFLIXIMAB: Mapping[Patient, GivenDose] = dict.fromkeys(PATIENTS, GivenDose("5 mg/kg"))

BESIDE_PREDNISONE = StudyArm("anakinra beside prednisone", "anakinra", "sc", ANAKINRA, steroid=PREDNISONE)
ARMS: tuple[StudyArm, ...] = (
    BESIDE_PREDNISONE,
    StudyArm("anakinra alone", "anakinra", "sc", ANAKINRA),
    StudyArm("anakinra into a vein, beside prednisone", "anakinra", "iv", ANAKINRA, steroid=PREDNISONE),
    StudyArm("canakinumab beside prednisone", "canakinumab", "sc", CANAKINUMAB, steroid=PREDNISONE, timeline=MONTHLY),
    StudyArm("colchicine by mouth, beside prednisone", "colchicine", "po", COLCHICINE, "colchicine.share", steroid=PREDNISONE),
    StudyArm("anakinra beside colchicine", "anakinra", "sc", ANAKINRA, second=SecondDrug("colchicine", COLCHICINE)),
    StudyArm("anakinra beside infliximab", "anakinra", "sc", ANAKINRA, second=SecondDrug("infliximab", INFLIXIMAB, (0, 14, 42))),
    StudyArm("anakinra beside methylprednisolone", "anakinra", "sc", ANAKINRA, steroid=METHYLPREDNISOLONE),
)


def arm_named(name: str) -> StudyArm:
    """StudyArm of a name; KeyError where there is none."""
    found = {arm.name: arm for arm in ARMS}
    return found[name]
