"""What was done to a virtual patient and when someone looked: a schedule as in a chart, with what the chart leaves vague."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from studies.calibration.arms import BESIDE_PREDNISONE, PREDNISONE, GivenDose, Steroid, StudyArm

Kind = Literal["number", "word", "change"]

# Days. Ranges of the stretches with and without the drug are ours: weeks with it, and a pause from a few days to nearly two weeks.
STEROID_FROM = -40
FIRST_STRETCH, PAUSE, LATER_STRETCH = (10, 24), (4, 12), (8, 18)
BEFORE = (-12, -5, 0)
FIRST_LOOK = (3, 7)
LOOK_EVERY = (6, 13)
TAPER_FROM, TAPER_EVERY = 10, 10
# Shares of what a chart holds: ours, since nobody has counted them.
VAGUE, TAPERED, UNCERTAIN_VISIT, WITH_PAIN = 0.5, 0.5, 0.15, 0.6
CRP_KINDS: dict[Kind, float] = {"number": 0.7, "word": 0.2, "change": 0.1}
PAIN_KINDS: dict[Kind, float] = {"number": 0.5, "word": 0.2, "change": 0.3}


@dataclass(frozen=True, slots=True)
class ChartedDay:
    """A day, and the days between which the chart puts it."""

    day: float
    low: float
    high: float

    @property
    def written(self) -> str:
        """As a course file writes it."""
        return f"{self.low:g} d" if self.low == self.high else f"{self.low:g}..{self.high:g} d"

    @property
    def known(self) -> str:
        """The true day, as a course file writes it."""
        return f"{self.day:.6g} d"


@dataclass(frozen=True, slots=True)
class Look:
    """One entry of the chart to be: what is looked at, when, and in which form it is written down."""

    what: Literal["CRP", "pain"]
    at: ChartedDay
    kind: Kind


@dataclass(frozen=True, slots=True)
class ChartedInfection:
    """An infection that the chart tells.

    Attributes
    ----------
    peak_day
        Day on which the CRP that it adds is highest.
    peak_mg_l
        CRP that it adds then.
    first_day, last_day
        Days between which the chart has it.
    """

    peak_day: float
    peak_mg_l: float
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Design:
    """A schedule of treatment and of looking at the patient.

    Attributes
    ----------
    patient
        Age in years, weight in kg, creatinine in umol/L, sex.
    steroid
        Days and daily doses in mg of the glucocorticoid, each until the next; empty where there is none.
    pauses
        Stops and restarts of the drug, which is given from day 0.
    looks
        Entries of the chart, in order.
    last_day
        Last day of the record; the drug is still given.
    arm
        Which drugs these are.
    dose
        Of the drug in question.
    second
        Second drug, as the course file lists it.
    steroid_taken
        Days and doses of the glucocorticoid as they truly were, where the chart does not tell them.
    infection
        An infection that the chart tells.
    french
        Whether the chart is in French.
    """

    patient: str
    steroid: tuple[tuple[int, float], ...]
    pauses: tuple[tuple[ChartedDay, ChartedDay], ...]
    looks: tuple[Look, ...]
    last_day: int
    arm: StudyArm = BESIDE_PREDNISONE
    dose: GivenDose = BESIDE_PREDNISONE.dose["adult"]
    second: tuple[str, ...] = ()
    steroid_taken: tuple[tuple[int, float], ...] = ()
    infection: ChartedInfection | None = None
    french: bool = False

    def follow_up_days(self, pause: int) -> int:
        """Days after a stop for which the chart tells whether the disease came back: it never runs into the restart."""
        stop, restart = self.pauses[pause]
        return int(np.floor(restart.low - stop.high))

    def treatments(self, *, true: bool) -> str:
        """Section of the course file, as it was (`true`), the drug ending with the day after the last entry; or as the chart has it."""
        lines = ["treatments:"]
        steroid = (self.steroid_taken or self.steroid) if true else self.steroid
        if self.arm.steroid is not None:
            lines += [f"  - drug: {self.arm.steroid.drug}", "    steps:"]
            lines += [f"      - {{dose: {dose:g} mg, every: 1 d, from: {day} d}}" for day, dose in steroid]
        lines += self.second
        lines += [f"  - drug: {self.arm.drug}", f"    dose: {self.dose.amount}", f"    route: {self.arm.route}"]
        lines += [f"    every: {self.dose.every_days} d", "    from: 0 d"]
        if self.pauses:
            lines.append("    interruptions:")
            told = [[m.known if true else m.written for m in pause] for pause in self.pauses]
            lines += [f"      - {{from: {stop}, to: {restart}}}" for stop, restart in told]
        # That day is the "today" of all answers.
        lines += [f"    to: {self.last_day + 1} d"] if true else []
        return "\n".join(lines) + "\n"


def drawn(stops: int, rng: np.random.Generator) -> Design:
    """Draw a design with so many stops of the drug."""
    vague = rng.random() < VAGUE
    edges = [whole(FIRST_STRETCH, rng)]
    for _ in range(stops):
        edges += [edges[-1] + whole(PAUSE, rng)]
        edges += [edges[-1] + whole(LATER_STRETCH, rng)]
    last = edges[-1]
    pauses = tuple((about(edges[2 * k], vague, rng), about(edges[2 * k + 1], vague, rng)) for k in range(stops))
    days = sorted({*_chosen(BEFORE, rng), 0, whole(FIRST_LOOK, rng), *_regular(last, rng), *_in_pauses(edges, rng), last})
    looks = [Look("CRP", _visit(day, last, rng), kind(CRP_KINDS, place > 0, rng)) for place, day in enumerate(days)]
    if rng.random() < WITH_PAIN:
        seen = [day for day in days if day == 0 or rng.random() < 0.6]
        looks += [Look("pain", ChartedDay(day, day, day), kind(PAIN_KINDS, place > 0, rng)) for place, day in enumerate(seen)]
    female = rng.random() < 0.6
    patient = (
        f"patient: {{sex: {'female' if female else 'male'}, age: {rng.integers(35, 86)} a, weight: {rng.integers(50, 96)} kg, "
        f"creatinine: {rng.integers(55, 121)} umol/L}}\n"
    )
    return Design(patient, steroid_steps(PREDNISONE, last, rng), pauses, tuple(looks), last)


def whole(between: tuple[int, int], rng: np.random.Generator) -> int:
    """A whole number between two, both included."""
    return int(rng.integers(between[0], between[1] + 1))


def _chosen(days: Sequence[int], rng: np.random.Generator) -> list[int]:
    return [day for day in days if rng.random() < 0.6]


def _regular(last: int, rng: np.random.Generator) -> list[int]:
    days, day = [], FIRST_LOOK[1]
    while (day := day + whole(LOOK_EVERY, rng)) < last:
        days.append(day)
    return days


def _in_pauses(edges: Sequence[int], rng: np.random.Generator) -> list[int]:
    """One look in most pauses, two days after the stop or later."""
    pauses = zip(edges[::2], edges[1::2], strict=False)
    return [int(rng.integers(stop + 2, restart + 1)) for stop, restart in pauses if rng.random() < 0.8]


def about(day: int, vague: bool, rng: np.random.Generator) -> ChartedDay:
    """A day, or somewhere in an interval of two or three days that begins with it or holds it."""
    if not vague:
        return ChartedDay(day, day, day)
    low = day - int(rng.integers(0, 2))
    high = low + int(rng.integers(1, 3))
    return ChartedDay(float(rng.uniform(low, high)), low, high)


def _visit(day: int, last: int, rng: np.random.Generator) -> ChartedDay:
    """The day of a visit, seldom known to within a few days only."""
    if day in (0, last) or rng.random() >= UNCERTAIN_VISIT:
        return ChartedDay(day, day, day)
    low, high = day - 1, min(day + int(rng.integers(1, 4)), last)
    return ChartedDay(float(rng.uniform(low, high)), low, high)


def kind(shares: dict[Kind, float], can_change: bool, rng: np.random.Generator) -> Kind:
    """Form of an entry; the first of its variable compares with nothing."""
    kinds: list[Kind] = [kind for kind in shares if can_change or kind != "change"]
    p = np.array([shares[kind] for kind in kinds])
    return kinds[int(rng.choice(len(kinds), p=p / p.sum()))]


def steroid_steps(
    steroid: Steroid, last: int, rng: np.random.Generator, child_weight_kg: float | None = None
) -> tuple[tuple[int, float], ...]:
    """Days and daily doses in mg of a glucocorticoid, which is lowered in half of the patients; a child's dose goes by its weight in kg."""
    if child_weight_kg is None:
        dose = float(rng.choice(steroid.doses_mg))
    else:
        half_tablets = round(float(rng.choice(steroid.child_mg_per_kg)) * child_weight_kg / steroid.steps_mg[0])
        dose = max(half_tablets * steroid.steps_mg[0], steroid.least_mg)
    steps = [(STEROID_FROM, dose)]
    if rng.random() < TAPERED:
        by = float(rng.choice(steroid.steps_mg))
        for day in range(TAPER_FROM, last, TAPER_EVERY):
            if dose - by < steroid.least_mg:
                break
            dose -= by
            steps.append((day, dose))
    return tuple(steps)
