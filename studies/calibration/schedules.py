"""The schedule of a patient of the study: stretches, pauses and visits by the levels of the patient's factors.

Records have few lengths and few numbers of entries, so that patients of an arm share compiled programs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from studies.calibration.arms import Patient, StudyArm, arm_named
from studies.calibration.cases import Case
from studies.calibration.designs import ChartedDay, ChartedInfection, Design, Kind, Look, about, kind, steroid_steps, whole

FIRST_DAY = -12
# Entries of CRP and of pain: at most 16 together, and four times as many in a dense record. All sizes here are ours.
N_CRP, N_PAIN = 10, 5
DENSE_FACTOR = 4
NUMBERS: dict[Kind, float] = {"number": 0.7, "word": 0.2, "change": 0.1}
ONLY_NUMBERS: dict[Kind, float] = {"number": 1.0}
ONLY_WORDS: dict[Kind, float] = {"word": 0.65, "change": 0.35}
IN_FRENCH: dict[Kind, float] = {"number": 0.3, "word": 0.4, "change": 0.3}
SELDOM, OFTEN = 0.1, 0.6
# Days of visits that are known to within some days only, at the most: of stops and visits together, where those of stops are.
MOST_UNCERTAIN = {False: 4, True: 8}
SECOND_BEGUN = (-14, 10)
INFECTION_MG_L = (40.0, 160.0)
# The chart has the infection from some days before its peak on, and until what it adds is less than the error of a reading.
INFECTION_TOLD = (3, 16)
RAISE_MG, RAISE_DAYS, RAISE_FROM = (20.0, 40.0), (4, 10), (-2, 2)


@dataclass(frozen=True, slots=True)
class _Habits:
    """How a chart of one kind is kept: how often entries are numbers, words or changes, how often days are uncertain, and stops ever."""

    kinds: Mapping[Kind, float]
    uncertain_visit: float = SELDOM
    vague: bool = False
    denser: int = 1


HABITS = {
    "usual": _Habits(NUMBERS),
    "dense": _Habits(ONLY_NUMBERS, 0.0, denser=DENSE_FACTOR),
    "words only": _Habits(ONLY_WORDS),
    "uncertain dates": _Habits(NUMBERS, OFTEN, vague=True),
    "French": _Habits(IN_FRENCH),
    "an infection told": _Habits(NUMBERS),
}


def scheduled(case: Case, rng: np.random.Generator) -> Design:
    """Draw the schedule of a patient with the levels of a case."""
    arm, habits = arm_named(case.drugs), HABITS[case.record]
    timeline = arm.timeline
    last = timeline.ends_on(case.stops)
    edges = [whole(timeline.first_stretch, rng)]
    for _ in range(case.stops):
        edges += [edges[-1] + whole(timeline.pause, rng)]
        edges += [edges[-1] + whole(timeline.later_stretch, rng)]
    pauses = tuple((about(edges[2 * k], habits.vague, rng), about(edges[2 * k + 1], habits.vague, rng)) for k in range(case.stops))
    days = _days(last, edges[: 2 * case.stops], habits.denser * N_CRP, rng)
    sure = [day for day in days if day in (FIRST_DAY, 0, last) or rng.random() >= habits.uncertain_visit]
    unsure = [day for day in days if day not in sure][: MOST_UNCERTAIN[habits.vague] - 2 * case.stops * habits.vague]
    visits = [_uncertain(day, last, rng) if day in unsure else ChartedDay(day, day, day) for day in days]
    looks = [Look("CRP", visit, kind(dict(habits.kinds), place > 0, rng)) for place, visit in enumerate(visits)]
    seen = sorted({0, *map(int, rng.choice(days, habits.denser * N_PAIN, replace=False))})
    looks += [Look("pain", ChartedDay(day, day, day), kind(dict(habits.kinds), place > 0, rng)) for place, day in enumerate(seen)]
    who = _Person.of(case.patient, rng)  # type: ignore[arg-type]
    design = Design(
        who.written,
        steroid_steps(arm.steroid, last, rng, who.weight_kg if case.patient == "child" else None) if arm.steroid else (),
        pauses,
        tuple(looks),
        last,
        arm,
        arm.dose[who.patient],
        second=_second(arm, who.patient, last, rng),
        french=case.record == "French",
    )
    return replace(design, infection=_infection(last, rng)) if case.record == "an infection told" else design


def raised_in_secret(design: Design, rng: np.random.Generator) -> Design:
    """The same schedule, the glucocorticoid raised for some days about the first dose of the drug; the chart does not tell it."""
    first = whole(RAISE_FROM, rng)
    last = first + whole(RAISE_DAYS, rng)
    more = float(rng.uniform(*RAISE_MG))

    def charted(day: int) -> float:
        return [dose for begun, dose in design.steroid if begun <= day][-1]

    kept = [(day, dose) for day, dose in design.steroid if not first <= day <= last]
    raised = [(day, charted(day) + more) for day in (first, *(day for day, _ in design.steroid if first < day < last))]
    return replace(design, steroid_taken=tuple(sorted([*kept, *raised, (last, charted(last))])))


@dataclass(frozen=True, slots=True)
class _Person:
    """Who the patient is, as the course file has it, and the weight in kg."""

    patient: Patient
    written: str
    weight_kg: int

    @classmethod
    def of(cls, patient: Patient, rng: np.random.Generator) -> _Person:
        sex = "female" if rng.random() < 0.6 else "male"
        if patient == "child":
            age = int(rng.integers(4, 15))
            # About the median of growth charts: 16 kg at 4 years, 50 at 14.
            weight = round((16.0 + 3.4 * (age - 4)) * float(rng.uniform(0.85, 1.2)))
            kidneys = f"creatinine_clearance: {rng.integers(90, 131)} mL/min"
        else:
            age, weight = int(rng.integers(35, 86)), int(rng.integers(50, 96))
            poor = patient == "adult with poor kidneys"
            kidneys = f"creatinine_clearance: {rng.integers(16, 30)} mL/min" if poor else f"creatinine: {rng.integers(55, 121)} umol/L"
        return cls(patient, f"patient: {{sex: {sex}, age: {age} a, weight: {weight} kg, {kidneys}}}\n", weight)


def _days(last: int, edges: Sequence[int], number: int, rng: np.random.Generator) -> list[int]:
    """So many days of visits: the first and last of the record, the first dose, within its first week, once in each pause, and others."""
    in_pauses = [int(rng.integers(stop + 2, restart + 1)) for stop, restart in zip(edges[::2], edges[1::2], strict=True)]
    found = {FIRST_DAY, 0, whole((3, 7), rng), *in_pauses, last}
    while len(found) < number:
        # The widest gap is filled next, so that no month goes by without a visit.
        before, after = max(pairwise(sorted(found)), key=lambda gap: gap[1] - gap[0])
        middle = 0.5 * (before + after)
        spread = 0.25 * (after - before)
        found.add(min(max(round(float(rng.uniform(middle - spread, middle + spread))), before + 1), after - 1))
    return sorted(found)


def _uncertain(day: int, last: int, rng: np.random.Generator) -> ChartedDay:
    """The day of a visit that is known to within some days only."""
    low = max(day - int(rng.integers(0, 3)), FIRST_DAY)
    high = min(low + int(rng.integers(2, 6)), last)
    return ChartedDay(float(rng.uniform(low, high)), low, high)


def _second(arm: StudyArm, patient: Patient, last: int, rng: np.random.Generator) -> tuple[str, ...]:
    if arm.second is None:
        return ()
    dose, begun = arm.second.dose[patient], whole(SECOND_BEGUN, rng)
    drug = f"  - drug: {arm.second.drug}"
    if arm.second.infusions:
        days = ", ".join(f"{begun + since} d" for since in arm.second.infusions if begun + since <= last)
        return drug, f"    dose: {dose.amount}", f"    at: [{days}]"
    return drug, f"    dose: {dose.amount}", f"    every: {dose.every_days} d", f"    from: {begun} d"


def _infection(last: int, rng: np.random.Generator) -> ChartedInfection:
    before, after = INFECTION_TOLD
    peak = float(rng.uniform(2.0, last - after - 1.0))
    return ChartedInfection(peak, float(rng.uniform(*INFECTION_MG_L)), int(np.floor(peak)) - before, int(np.ceil(peak)) + after)
