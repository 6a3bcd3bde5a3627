"""What a regimen is when regimens are searched: a level on each of a few axes, and the steps from one to another.

The space hold what can be prescribed: doses, spacings, and the ways to lower the glucocorticoid, within the limits of the one who
prescribes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rechallenge.course.model import Patient
from rechallenge.course.regimen import Dosage, Regimen
from rechallenge.literature.pharmacology import STEROID
from rechallenge.literature.prescribing import existing_mg, rounded_up_mg
from rechallenge.questions.regimen.candidates import may_be_offered
from rechallenge.questions.schedule import WEEK_DAYS, taper_doses
from rechallenge.safety.adrenal import is_fast, may_be_suppressed, physiological_mg, today_mg
from rechallenge.safety.menu import menu

# Rungs of the space of the glucocorticoid; doses and spacings of the drug are those of its menu (`rechallenge.safety.menu`).
TAPER_MG = (1.0, 2.5, 5.0)
TAPER_WEEKS = (1.0, 2.0, 4.0)
FLOORS_MG = (0.0, 2.5, 5.0, 7.5, 10.0, 15.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the one who prescribes will not do.

    Attributes
    ----------
    max_dose_mg
        Largest single dose, within what is published for the patient.
    max_per_week
        Most doses a week of the drug.
    lowest_prednisone_mg
        Daily prednisone below which the taper does not go.
    adrenal_tested
        Whether the adrenal glands were tested; without it no taper goes below what they make (5 mg in adults).
    clearance_ml_min
        Creatinine clearance from today on; as recorded by default.
    """

    max_dose_mg: float | None = None
    max_per_week: float | None = None
    lowest_prednisone_mg: float = 0.0
    adrenal_tested: bool = False
    clearance_ml_min: float | None = None

    def floor_mg(self, patient: Patient) -> float:
        """Daily prednisone below which nothing is searched."""
        return self.lowest_prednisone_mg if self.adrenal_tested else max(self.lowest_prednisone_mg, physiological_mg(patient))


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


class SearchSpace:
    """The levels that the limits leave, and the neighbours of a regimen on them.

    Attributes
    ----------
    menu
        What may be proposed of the drug.
    options
        Doses and spacings to try: those of the menu, and the one given last where it may be offered; within the limits.
    now_mg, floors, steps
        Daily prednisone of today, the doses to which it may be lowered, and by how much at a time.
    """

    def __init__(self, regimen: Regimen, drug: str, limits: Limits, patient: Patient) -> None:
        self.last = regimen.latest(drug)
        self.patient = patient
        self.menu = menu(self.last.drug, patient, self.last.route)
        options = set(self.menu.options)
        if may_be_offered(self.menu, self.last, patient):
            options.add((self.last.dose_mg, self.last.every_days))
        most_mg, least_days = limits.max_dose_mg or math.inf, WEEK_DAYS / (limits.max_per_week or math.inf)
        self.options = frozenset((mg, days) for mg, days in options if mg <= most_mg + 1e-9 and days >= least_days - 1e-9)
        self.doses = sorted({mg for mg, _ in self.options})
        self.spacings = sorted({days for _, days in self.options})
        now = regimen.current(STEROID) if drug != STEROID else ()
        self.now_mg = sum(dosage.daily_mg for dosage in now)
        self.floor_mg = limits.floor_mg(patient)
        self.suppressed = may_be_suppressed(regimen) and not limits.adrenal_tested
        # of a glucocorticoid that is itself searched, no dose is proposed to which it would fall too fast
        self.falls_from_mg = today_mg(regimen) if drug == STEROID and self.suppressed else 0.0
        self.without_tablets = now[-1].drug if now and not existing_mg(now[-1].drug) else None
        self.floors = [] if self.without_tablets else [mg for mg in FLOORS_MG if self.floor_mg <= mg < self.now_mg]
        least = rounded_up_mg(STEROID, self.floor_mg) if self.floor_mg > 0.0 else None
        if least is not None and least < self.now_mg and not self.without_tablets:
            self.floors = sorted({least, *self.floors})
        self.steps = [mg for mg in TAPER_MG if mg < self.now_mg or mg == TAPER_MG[0]]

    def starts(self, current: Choice) -> Iterator[Choice]:
        """The present regimen and the extremes: none, the least and the most, with and without the fastest taper that is not too fast."""
        tapers = (Taper(mg, weeks, floor) for floor in self.floors for mg in reversed(self.steps) for weeks in TAPER_WEEKS)
        fastest = next((taper for taper in tapers if self.allows_taper(taper)), None)
        for taper in (None, fastest) if fastest else (None,):
            yield replace(current, taper=taper)
            yield Choice(None, current.every_days, taper)
            if self.doses and self.spacings:
                heaviest, lightest = max(self.options, key=_daily), min(self.options, key=_daily)
                yield Choice(*heaviest, taper)
                yield Choice(*lightest, taper)

    def neighbours(self, choice: Choice) -> Iterator[Choice]:
        """One step on one axis, to what may be proposed."""
        yield from (other for other in self._beside(choice) if self.allows(other))

    def _beside(self, choice: Choice) -> Iterator[Choice]:
        if choice.dose_mg is None:
            if self.options:
                mg, days = min(self.options, key=_daily)
                yield replace(choice, dose_mg=mg, every_days=days)
        else:
            doses, spacings = list(_beside(choice.dose_mg, self.doses)), list(_beside(choice.every_days, self.spacings))
            for dose in doses:
                yield replace(choice, dose_mg=dose)
            for every in spacings:
                yield replace(choice, every_days=every)
            for dose, every in itertools.product(doses, spacings):
                yield replace(choice, dose_mg=dose, every_days=every)
            if not self.options or choice.every_days >= self.spacings[-1] or choice.dose_mg <= self.doses[0]:
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
        given = choice.dose_mg is None or any(
            abs(mg - choice.dose_mg) < 1e-9 and abs(days - choice.every_days) < 1e-9 for mg, days in self.options
        )
        mg = 0.0 if (dosage := choice.dosage(self.last)) is None else dosage.daily_mg
        return given and not is_fast(self.falls_from_mg, [(0.0, mg)]) and (choice.taper is None or self.allows_taper(choice.taper))

    def allows_taper(self, taper: Taper) -> bool:
        """Whether a taper is not faster than guidelines have it, where the adrenal glands may not have recovered."""
        stages = taper_doses(self.now_mg, taper.by_mg, taper.weeks, taper.floor_mg, 0.0, math.inf)
        return not self.suppressed or not is_fast(self.now_mg, stages)


def _daily(option: tuple[float, float]) -> float:
    return option[0] / option[1]


def _beside(value: float, levels: list[float] | tuple[float, ...]) -> Iterator[float]:
    below, above = [level for level in levels if level < value - 1e-9], [level for level in levels if level > value + 1e-9]
    yield from below[-1:]
    yield from above[:1]
