"""What a design comes to: operating characteristics by size, the smallest size that settles it, patients and time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.planning.trials.design import RELAPSE, TrialDesign
from rechallenge.planning.trials.replicates import SettingResult, look_sizes, sizes_of

MONTH_DAYS = 30.4375


@dataclass(frozen=True, slots=True)
class SimulatedRate:
    """A share of simulated trials, and its standard error, which settings as a whole decide."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class SizeRow:
    """One number of patients: probability of a significant result for the drug (assurance), and of one where the drug does nothing."""

    patients: int
    assurance: SimulatedRate
    type_1: SimulatedRate


@dataclass(frozen=True, slots=True)
class SimulatedRange:
    """Median and 90 % interval of what simulated trials show."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look: patients, and the share of trials that end there."""

    patients: int
    ended: float


@dataclass(frozen=True, slots=True)
class TrialResult:
    """Operating characteristics of a design.

    Attributes
    ----------
    done, settings
        Settings that were simulated, of those that were asked for.
    sizes
        By number of patients.
    smallest
        Least number of patients with the assurance that is asked for; None where none up to the most that could be had has it.
    own
        Row of the design's own number.
    power_of_settings
        Power in a setting: median and 90 % interval over settings. Assurance is its mean.
    looks
        Of trials of the design's own number.
    expected_patients, expected_days
        Mean over trials of the design's own number: patients analysed where they end, and days from the first patient until then.
    screened_per_patient
        Patients looked at for each who is randomised.
    unfilled
        Share of settings that do not give enough patients for the design's own number.
    effect
        Hazard ratio, or difference of the endpoint, in trials of the design's own number.
    events_drug, events_placebo
        Relapses by group in these; None for another endpoint.
    outcome_drug, outcome_placebo
        Share of patients with a relapse, or mean of the endpoint, over settings.
    """

    done: int
    settings: int
    sizes: tuple[SizeRow, ...]
    smallest: int | None
    own: SizeRow
    power_of_settings: SimulatedRange
    looks: tuple[LookRow, ...]
    expected_patients: float
    expected_days: float
    screened_per_patient: float
    unfilled: float
    effect: SimulatedRange | None
    events_drug: SimulatedRange | None
    events_placebo: SimulatedRange | None
    outcome_drug: SimulatedRange | None
    outcome_placebo: SimulatedRange | None

    @property
    def complete(self) -> bool:
        """Whether all settings were simulated."""
        return self.done == self.settings


def summarise(design: TrialDesign, settings: Sequence[SettingResult]) -> TrialResult:
    """Sum up the settings that have been simulated; their order changes nothing."""
    settings = sorted(settings, key=lambda each: each["setting"])
    rows = []
    for place, size in enumerate(sizes_of(design)):
        success = np.array([each["success"][place] for each in settings]) / design.trials
        filled = [each["mistaken"][place] / design.trials for each in settings if each["patients"] >= size]
        rows.append(SizeRow(size, _rate(success, design.trials), _rate(np.array(filled), design.trials)))
    own = next(row for row in rows if row.patients == design.enrolment.number)
    at = rows.index(own)
    power = np.array([each["success"][at] for each in settings]) / design.trials
    stopped = np.array([look for each in settings for look in each["stopped"]], int)
    patients = look_sizes(design, design.enrolment.number)
    ended = [float(np.mean(stopped == look)) if len(stopped) else 0.0 for look in range(len(patients))]
    expected = sum(share * size for share, size in zip(ended, patients, strict=True)) or float(patients[-1])
    enrolled, screened = (sum(each[name] for each in settings) for name in ("patients", "screened"))
    relapses = design.endpoint.what == RELAPSE
    estimates = np.array([value for each in settings for value in each["estimate"]])
    return TrialResult(
        done=len(settings),
        settings=design.settings,
        sizes=tuple(rows),
        smallest=_smallest(rows, design.power),
        own=own,
        power_of_settings=SimulatedRange(*np.quantile(power, [0.5, 0.05, 0.95]).tolist()),
        looks=tuple(LookRow(size, share) for size, share in zip(patients, ended, strict=True)),
        expected_patients=expected,
        expected_days=expected / design.enrolment.per_month * MONTH_DAYS + design.days,
        screened_per_patient=screened / max(enrolled, 1),
        unfilled=float(np.mean([each["patients"] < design.enrolment.number for each in settings])),
        effect=_range(np.exp(estimates) if relapses else estimates),
        events_drug=_range([value for each in settings for value in each["events_drug"]]) if relapses else None,
        events_placebo=_range([value for each in settings for value in each["events_placebo"]]) if relapses else None,
        outcome_drug=_range([each["share_drug"] for each in settings]),
        outcome_placebo=_range([each["share_placebo"] for each in settings]),
    )


def _rate(shares: Floats, trials: int) -> SimulatedRate:
    """Mean over settings; its error is that of their spread, and at least that of one trial in all of them."""
    if not len(shares):
        return SimulatedRate(0.0, 1.0)
    spread = float(shares.std(ddof=1)) if len(shares) > 1 else 1.0
    return SimulatedRate(float(shares.mean()), max(spread / math.sqrt(len(shares)), 1.0 / (trials * len(shares))))


def _smallest(rows: Sequence[SizeRow], asked: float) -> int | None:
    """Least number of patients from which on assurance is as asked, between two sizes on the line that joins them."""
    for place, row in enumerate(rows):
        if all(later.assurance.value >= asked for later in rows[place:]):
            if place == 0:
                return row.patients
            before = rows[place - 1]
            rise = row.assurance.value - before.assurance.value
            share = (asked - before.assurance.value) / rise if rise > 0 else 1.0
            return math.ceil(before.patients + share * (row.patients - before.patients) - 1e-9)
    return None


def _range(values: Sequence[float | int | None] | Floats) -> SimulatedRange | None:
    known = [float(each) for each in values if each is not None]
    return SimulatedRange(*np.quantile(known, [0.5, 0.05, 0.95]).tolist()) if known else None
