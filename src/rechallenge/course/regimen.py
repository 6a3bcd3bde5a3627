"""What is given on a day: how many milligrams, at which spacing, by which route.

Here alone are doses read from the steps of treatments. On an uncertain day there are two ways to tell whether a step runs, for two needs:

- `runs_on`, by the middles of its uncertain start and stop. Drawing, adding up what was taken and cutting interruptions need one answer a
  day, and the end of one step must be the beginning of the next, without a gap and without an overlap.
- `surely_runs_on`, wherever in their intervals its start and stop lie. A scenario begins with what is given today: a drug that may have
  been stopped already is not something that could be stopped, lowered or continued.

The likelihood does neither: there uncertain starts and stops are unknowns, and the amounts on the line of a taper are arrays that follow
them (`rechallenge.inference.dosing`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rechallenge.course.model import Course, DoseStep, Treatment
from rechallenge.course.times import When
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model

# What is taken where the record does not give a dose: the usual one, or None where it stays unknown.
Unknown = TypeVar("Unknown", float, None)

# Two spacings this close are one: 3.5 days and "twice a week".
SAME_SPACING_DAYS = 0.05


def runs_on(step: DoseStep, day: float) -> bool:
    """Whether regular doses are being given on a day, going by the middles of uncertain times."""
    return step.every_days is not None and step.start.middle <= day < end_of(step)


def surely_runs_on(step: DoseStep, day: float) -> bool:
    """Whether regular doses are being given on a day, whatever the uncertain times are."""
    if step.end_open:
        return False
    return step.every_days is not None and step.start.latest <= day and (step.stop is None or step.stop.earliest >= day)


def first_mg(step: DoseStep, unknown_mg: Unknown) -> float | Unknown:
    """Dose at the start of a step; `unknown_mg` where the record does not give it."""
    return unknown_mg if step.dose_mg is None else step.dose_mg


def last_mg(step: DoseStep, unknown_mg: Unknown) -> float | Unknown:
    """Dose at the end of a step, where its taper leads; `unknown_mg` where the record does not give it."""
    return first_mg(step, unknown_mg) if step.dose_mg_end is None else step.dose_mg_end


def resumed_mg(step: DoseStep) -> float | None:
    """Dose to which a drug goes back after a step: its last one, or its first where a taper led to nothing; None where it is not known."""
    return last_mg(step, None) or first_mg(step, None)


def dose_on(step: DoseStep, day: float, unknown_mg: Unknown) -> float | Unknown:
    """Dose on a day, on the line of a taper; `unknown_mg` where the record does not give it.

    The line goes from the middle of an uncertain start to the middle of an uncertain stop, and is level beyond them. Without a stop a taper
    has no line: its first dose stays.

    Examples
    --------
    >>> dose_on(DoseStep(20.0, 1.0, When(0.0, 0.0), When(40.0, 40.0), 10.0), 10.0, unknown_mg=None)
    17.5
    """
    first, last = first_mg(step, unknown_mg), step.dose_mg_end
    if first is None or last is None or step.stop is None:
        return first
    share = (day - step.start.middle) / max(step.stop.middle - step.start.middle, 1e-9)
    return first + min(max(share, 0.0), 1.0) * (last - first)


def daily_mg_on(step: DoseStep, day: float, unknown_mg: Unknown) -> float | Unknown:
    """Dose a day on a day of a step; a single dose counts as that of one day."""
    dose = dose_on(step, day, unknown_mg)
    return dose if dose is None else dose / (step.every_days or 1.0)


def doses_until(step: DoseStep, end_day: float, unknown_mg: float) -> list[tuple[float, float]]:
    """Days and amounts of the doses of a step before a day; uncertain times at their middles.

    Examples
    --------
    >>> doses_until(DoseStep(None, 2.0, When(1.0, 1.0)), 6.0, unknown_mg=100.0)
    [(1.0, 100.0), (3.0, 100.0), (5.0, 100.0)]
    """
    first = step.start.middle
    if step.every_days is None:
        return [(first, first_mg(step, unknown_mg))]
    number = max(0, math.ceil((min(end_of(step), end_day) - 1e-9 - first) / step.every_days))
    days = [first + place * step.every_days for place in range(number)]
    return [(day, dose_on(step, day, unknown_mg)) for day in days]


def end_of(step: DoseStep) -> float:
    """Middle of the possible stops of a step; infinite while it is still given."""
    return math.inf if step.stop is None else step.stop.middle


@dataclass(frozen=True, slots=True)
class Dosage:
    """One dose of one drug at one spacing, by one route.

    Attributes
    ----------
    drug
        As the record names it; one with kinetics.
    dose_mg, every_days
        Amount of this drug, and days between two doses.
    route
        None where the record does not say.
    """

    drug: str
    dose_mg: float
    every_days: float
    route: str | None = None

    @property
    def exposure(self) -> str:
        """The exposure to which it adds."""
        return drug_model(self.drug).exposure

    @property
    def equivalent_mg(self) -> float:
        """One dose, in milligrams of the exposure's drug."""
        return self.dose_mg * drug_model(self.drug).equivalence

    @property
    def daily_mg(self) -> float:
        """Mean milligrams of the exposure's drug a day."""
        return self.equivalent_mg / self.every_days


@dataclass(frozen=True, slots=True)
class Regimen:
    """What one patient is given.

    Exposures are named as in `rechallenge.literature.pharmacology.DrugModel`: several drugs of the record may add to one, as all
    glucocorticoids do. Doses that the record does not give are the usual ones.

    Attributes
    ----------
    treatments
        In the order of the file.
    today
        The day that `current` means: the last one of the record. By default one after all that is recorded.
    """

    treatments: tuple[Treatment, ...]
    today: float = math.inf

    @classmethod
    def of(cls, course: Course, today: float = math.inf) -> Regimen:
        """Take the treatments of a course."""
        return cls(course.treatments, today)

    def drugs_of(self, exposure: str) -> tuple[str, ...]:
        """Drugs that add to an exposure, in the order of the file."""
        drugs = dict.fromkeys(t.drug for t in self.treatments if t.drug in KINETIC_DRUGS)
        return tuple(drug for drug in drugs if drug_model(drug).exposure == exposure)

    def starts_of(self, exposure: str) -> tuple[When, ...]:
        """Start of each step of an exposure, in the order of the file."""
        return tuple(step.start for _, step in self._steps(exposure))

    def first_start(self, exposure: str) -> When | None:
        """When an exposure was first given; None where the record does not say."""
        return min(self.starts_of(exposure), key=lambda start: start.middle, default=None)

    def route_of(self, drug: str) -> str | None:
        """Route that a drug stays on: the last that the record names for it."""
        return next((t.route for t in reversed(self.treatments) if t.drug == drug and t.route is not None), None)

    # On a day that may be uncertain: surely given.

    def current_of(self, drug: str) -> Dosage | None:
        """How a drug is surely given today: of several steps the last in the file; None when it is not."""
        steps = [step for t in self.treatments if t.drug == drug for step in t.steps if surely_runs_on(step, self.today)]
        return self._dosage(drug, steps[-1]) if steps else None

    def current(self, exposure: str) -> tuple[Dosage, ...]:
        """What is surely given today of an exposure, one entry a drug."""
        return tuple(dosage for drug in self.drugs_of(exposure) if (dosage := self.current_of(drug)) is not None)

    def current_daily_mg(self, exposure: str) -> float:
        """Milligrams of the exposure's drug that are surely given today."""
        return sum(dosage.daily_mg for dosage in self.current(exposure))

    def latest(self, exposure: str) -> Dosage:
        """What is given today of an exposure, or was given last; the usual dosage where the record has single doses only."""
        if now := self.current(exposure):
            return now[-1]
        regular = [(drug, step) for drug, step in self._steps(exposure) if step.every_days is not None]
        if not regular:
            usual = known_drugs()[self.drugs_of(exposure)[-1]]
            return Dosage(usual.name, usual.usual_dose_mg, usual.usual_interval_days, self.route_of(usual.name))
        return self._dosage(*max(regular, key=lambda found: end_of(found[1])))

    def latest_of(self, exposures: Sequence[str]) -> str | None:
        """Last of some exposures that is given today, or else the last of them; None when there are none."""
        return next((exposure for exposure in reversed(exposures) if self.current(exposure)), exposures[-1] if exposures else None)

    @property
    def drugs_with_open_end(self) -> tuple[str, ...]:
        """Drugs with kinetics of which it is not told whether they are still given (`DoseStep.end_open`), in the order of the file."""
        drugs = (t.drug for t in self.treatments if t.drug in KINETIC_DRUGS and any(step.end_open for step in t.steps))
        return tuple(drug for drug in dict.fromkeys(drugs) if self.current_of(drug) is None)

    def end_open(self, exposure: str) -> bool:
        """Whether it is not told if an exposure is still given: the record ends with it, or it was of no effect and has no end."""
        return not self.current(exposure) and any(step.end_open for _, step in self._steps(exposure))

    # On a day that may be uncertain: by the middles.

    def daily_mg(self, exposure: str, day: float) -> float:
        """Milligrams of the exposure's drug that regular doses gave on a day of the record."""
        return sum(
            daily_mg_on(step, day, known_drugs()[drug].usual_dose_mg) * drug_model(drug).equivalence
            for drug, step in self._steps(exposure)
            if runs_on(step, day)
        )

    def days_on(self, exposure: str) -> float:
        """Days on which regular doses of an exposure were given until today, summed over its drugs."""
        return sum(min(end_of(step), self.today) - step.start.middle for _, step in self._steps(exposure) if step.every_days is not None)

    # Without a day.

    def had(self, dosage: Dosage) -> bool:
        """Whether the record has a step of a drug at this dose and spacing."""
        return any(
            step.dose_mg == dosage.dose_mg and step.every_days is not None and abs(step.every_days - dosage.every_days) < SAME_SPACING_DAYS
            for treatment in self.treatments
            if treatment.drug == dosage.drug
            for step in treatment.steps
        )

    def increases(self) -> Iterator[tuple[str, When]]:
        """Give each moment from which more of a drug is given than before, its first dose included: the drug, and when."""
        for treatment in self.treatments:
            for place, step in enumerate(treatment.steps):
                if place == 0 or _is_more(treatment.steps[place - 1], step):
                    yield treatment.drug, step.start

    @property
    def doses_recorded(self) -> bool:
        """Whether there are doses, and the record gives the amount of each."""
        steps = [step for treatment in self.treatments for step in treatment.steps]
        return bool(steps) and all(step.dose_mg is not None for step in steps)

    @property
    def routes_recorded(self) -> bool:
        """Whether there are treatments, and the record gives the route of each."""
        return bool(self.treatments) and all(treatment.route for treatment in self.treatments)

    def _steps(self, exposure: str) -> list[tuple[str, DoseStep]]:
        drugs = self.drugs_of(exposure)
        return [(treatment.drug, step) for treatment in self.treatments if treatment.drug in drugs for step in treatment.steps]

    def _dosage(self, drug: str, step: DoseStep) -> Dosage:
        usual = known_drugs()[drug]
        every = usual.usual_interval_days if step.every_days is None else step.every_days
        return Dosage(drug, resumed_mg(step) or usual.usual_dose_mg, every, self.route_of(drug))


def highest_daily_mg(treatment: Treatment) -> float:
    """Highest daily dose of a treatment with a drug that has kinetics, in mg of its exposure's drug."""
    usual_mg, equivalence = known_drugs()[treatment.drug].usual_dose_mg, drug_model(treatment.drug).equivalence
    return max(equivalence * daily_mg_on(step, step.start.middle, usual_mg) for step in treatment.steps)


def _is_more(earlier: DoseStep, later: DoseStep) -> bool:
    """Whether a step gives more a day than the end of the step before it; unknown doses are alike, and another spacing then counts."""
    before, after = last_mg(earlier, None), first_mg(later, None)
    if before is None or after is None or earlier.every_days is None or later.every_days is None:
        return before is None and after is None and earlier.every_days != later.every_days
    return after / later.every_days > before / earlier.every_days
