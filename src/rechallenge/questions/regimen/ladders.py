"""What a regimen is when regimens are searched: a rung on each of a few ladders, and the steps from one to another.

The ladders hold what can be prescribed: doses, spacings, and the ways to lower the glucocorticoid, within the limits of the one who
prescribes.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rechallenge.course.dose_doubts import dose_doubts
from rechallenge.course.model import Patient
from rechallenge.course.regimen import Dosage, Regimen
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.pharmacology import STEROID
from rechallenge.questions.regimen.candidates import AT_ONCE_MG
from rechallenge.questions.schedule import WEEK_DAYS

# Rungs of the ladders. Doses as shares of the usual one, spacings as multiples of the usual one.
DOSE_SHARES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
SPACINGS = (1.0, 1.5, 2.0, 3.0, 3.5, 4.0, 5.0, 7.0)
TAPER_MG = (1.0, 2.5, 5.0)
TAPER_WEEKS = (1.0, 2.0, 4.0)
FLOORS_MG = (0.0, 2.5, 5.0, 7.5, 10.0, 15.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the one who prescribes will not do.

    Attributes
    ----------
    max_dose_mg
        Largest single dose; by default the last one given, or the usual one where that is larger.
    max_per_week
        Most doses a week of the drug.
    lowest_prednisone_mg
        Daily prednisone below which the taper does not go.
    adrenal_tested
        Whether the adrenal glands were tested; without it no taper goes below 5 mg.
    clearance_ml_min
        Creatinine clearance from today on; as recorded by default.
    """

    max_dose_mg: float | None = None
    max_per_week: float | None = None
    lowest_prednisone_mg: float = 0.0
    adrenal_tested: bool = False
    clearance_ml_min: float | None = None

    @property
    def floor_mg(self) -> float:
        """Daily prednisone below which nothing is searched."""
        return self.lowest_prednisone_mg if self.adrenal_tested else max(self.lowest_prednisone_mg, AT_ONCE_MG)


@dataclass(frozen=True, slots=True)
class Taper:
    """Lower the daily prednisone by `by_mg` every `weeks`, down to `floor_mg`."""

    by_mg: float
    weeks: float
    floor_mg: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One regimen: a dose every so many days (None: the drug is not given), and a taper (None: the steroid stays)."""

    dose_mg: float | None
    every_days: float
    taper: Taper | None = None

    def dosage(self, last: Dosage) -> Dosage | None:
        """How the drug is given, otherwise as it was last; None when it is not."""
        return None if self.dose_mg is None else replace(last, dose_mg=self.dose_mg, every_days=self.every_days)


class Ladders:
    """The rungs that the limits leave, and the neighbours of a regimen on them."""

    def __init__(self, regimen: Regimen, drug: str, limits: Limits, patient: Patient | None = None) -> None:
        self.last = regimen.latest(drug)
        patient = patient or Patient()
        clearance = limits.clearance_ml_min or patient.clearance_ml_min
        self.patient = dataclasses.replace(patient, creatinine_clearance_ml_min=clearance)
        usual = known_drugs()[self.last.drug]
        # a dose of the record that nothing published covers is none to propose
        given = self.last.dose_mg if not self.doubted(self.last) else usual.usual_dose_mg
        most = limits.max_dose_mg or max(given, usual.usual_dose_mg)
        self.doses = sorted({share * usual.usual_dose_mg for share in DOSE_SHARES} | {self.last.dose_mg})
        self.doses = [dose for dose in self.doses if dose <= most + 1e-9]
        self.spacings = sorted({multiple * usual.usual_interval_days for multiple in SPACINGS} | {self.last.every_days})
        if limits.max_per_week is not None:
            self.spacings = [every for every in self.spacings if WEEK_DAYS / every <= limits.max_per_week + 1e-9]
        self.now_mg = regimen.current_daily_mg(STEROID) if drug != STEROID else 0.0
        self.floors = [floor for floor in FLOORS_MG if limits.floor_mg <= floor < self.now_mg]
        if not self.floors and limits.floor_mg < self.now_mg:
            self.floors = [limits.floor_mg]
        self.steps = [mg for mg in TAPER_MG if mg < self.now_mg or mg == TAPER_MG[0]]

    def starts(self, current: Choice) -> Iterator[Choice]:
        """The present regimen and the extremes: none, the least and the most, with and without the fastest taper."""
        fastest = Taper(self.steps[-1], TAPER_WEEKS[0], self.floors[0]) if self.floors and self.steps else None
        for taper in (None, fastest) if fastest else (None,):
            yield replace(current, taper=taper)
            yield Choice(None, current.every_days, taper)
            if self.doses and self.spacings:
                yield Choice(self.doses[-1], self.spacings[0], taper)
                yield Choice(self.doses[0], self.spacings[-1], taper)

    def neighbours(self, choice: Choice) -> Iterator[Choice]:
        """One step on one ladder."""
        if choice.dose_mg is None:
            if self.doses and self.spacings:
                yield replace(choice, dose_mg=self.doses[0], every_days=self.spacings[-1])
        else:
            doses, spacings = list(_beside(choice.dose_mg, self.doses)), list(_beside(choice.every_days, self.spacings))
            for dose in doses:
                yield replace(choice, dose_mg=dose)
            for every in spacings:
                yield replace(choice, every_days=every)
            for dose, every in itertools.product(doses, spacings):
                yield replace(choice, dose_mg=dose, every_days=every)
            if choice.every_days == self.spacings[-1] or choice.dose_mg == self.doses[0]:
                yield replace(choice, dose_mg=None)
        taper = choice.taper
        if not self.floors:
            return
        if taper is None:
            yield replace(choice, taper=Taper(self.steps[0], TAPER_WEEKS[-1], self.floors[-1]))
            yield replace(choice, taper=Taper(self.steps[-1], TAPER_WEEKS[0], self.floors[-1]))
            return
        yield replace(choice, taper=None)
        for mg in _beside(taper.by_mg, self.steps):
            yield replace(choice, taper=replace(taper, by_mg=mg))
        for weeks in _beside(taper.weeks, TAPER_WEEKS):
            yield replace(choice, taper=replace(taper, weeks=weeks))
        for floor in _beside(taper.floor_mg, self.floors):
            yield replace(choice, taper=replace(taper, floor_mg=floor))

    def allows(self, choice: Choice) -> bool:
        """Whether a regimen lies within the limits of the one who prescribes, and of what is published for the patient."""
        dosage = choice.dosage(self.last)
        return dosage is None or (
            not self.doubted(dosage)
            and bool(self.doses and self.spacings)
            and dosage.dose_mg <= self.doses[-1] + 1e-9
            and dosage.every_days >= self.spacings[0] - 1e-9
        )

    def doubted(self, dosage: Dosage) -> bool:
        """Whether nothing published covers a dosage in this patient; the patient's age and weight themselves are no reason."""
        doubts = dose_doubts(dosage.drug, dosage.dose_mg, dosage.every_days, dosage.route, self.patient)
        return any(doubt.code not in ("dose.too_young", "dose.too_light") for doubt in doubts)


def _beside(value: float, rungs: list[float] | tuple[float, ...]) -> Iterator[float]:
    below, above = [rung for rung in rungs if rung < value - 1e-9], [rung for rung in rungs if rung > value + 1e-9]
    yield from below[-1:]
    yield from above[:1]
