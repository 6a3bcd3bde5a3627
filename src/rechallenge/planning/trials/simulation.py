"""One setting, simulated: who can be enrolled, and what each patient would have on the drug and on placebo."""

from __future__ import annotations

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from rechallenge.arrays import Floats
from rechallenge.execution import in_double_precision
from rechallenge.literature.pharmacology import STEROID, drug_model
from rechallenge.mechanism.dependence import least_holding_dose_mg
from rechallenge.mechanism.processes import EPISODIC
from rechallenge.mechanism.relapse import RELAPSE_LEVEL
from rechallenge.mechanism.virtual_patients import simulate_patients
from rechallenge.outcomes import Outcome, marker, outcome
from rechallenge.planning.trials.design import RELAPSE, STEROID_DOSE, WITHIN_PATIENTS, LevelBound, TrialDesign
from rechallenge.planning.trials.meanwhile import BELIEVED, DRUG, PLACEBO, GuessedArm, Losses
from rechallenge.planning.trials.measured import DailyValues, first_event, relapse_hazard_of
from rechallenge.planning.trials.populations import setting_of
from rechallenge.planning.trials.schedules import Arms, Flags, arms_of, doses_mg

CANDIDATES = 20
"""Patients who are looked at for each one that is wanted; a setting that does not give enough of them cannot be filled."""


@dataclass(frozen=True, slots=True)
class SettingData:
    """What the patients of one setting would have; the first axis of outcomes is the world (`DRUG`, `PLACEBO`, `BELIEVED`).

    Attributes
    ----------
    screened
        How many were looked at to find these patients.
    time, event
        Days from randomisation to a relapse or to where a patient is lost, and whether it was a relapse, shape (3, patients).
    value
        Endpoint of patients in groups, shape (3, patients); within patients the difference on the drug less on placebo, in the worlds
        `DRUG` and `BELIEVED`; NaN where nothing was measured.
    baseline
        Endpoint on the day of randomisation, shape (patients,).
    order
        Within patients, mean over the pairs of +1 where the drug comes first and -1 where placebo does, shape (patients,).
    contrast
        Of a staggered start, after each of the days less before it, shape (3, patients, starts).
    start
        Which of them was drawn, shape (patients,).
    """

    screened: int
    time: Floats
    event: Flags
    value: Floats
    baseline: Floats
    order: Floats
    contrast: Floats
    start: NDArray[np.int64]

    @property
    def patients(self) -> int:
        """Patients that could be enrolled."""
        return len(self.baseline)


def simulate_setting(design: TrialDesign, setting: int, seed: int) -> SettingData:
    """Simulate the patients of one setting, from random numbers of its own.

    Parameters
    ----------
    setting
        Number of the setting; with the seed it decides everything.
    """
    rng = np.random.default_rng([seed, setting])
    if design.population.rates is not None:
        return _by_rates(design, rng)
    return _Simulation(design, rng).data()


def _by_rates(design: TrialDesign, rng: np.random.Generator) -> SettingData:
    """Relapses at the constant rates that published shares come to."""
    rates, size = design.population.rates, design.enrolment.most
    assert rates is not None
    waited = rng.exponential(size=size)
    per_day = -np.log1p(-np.array([rates.on_drug, rates.on_placebo, rates.on_placebo])) / rates.within_days
    with np.errstate(divide="ignore"):
        relapse = waited / per_day[:, None]
    belief = GuessedArm(design, size, rng)
    for world in (DRUG, PLACEBO, BELIEVED):
        relapse[world] = relapse[world] / belief.factor(world)
    lost = Losses(design, size, rng)
    time, event = zip(*(lost.survival(each) for each in relapse), strict=True)
    empty = np.zeros(size)
    nothing = np.full((3, size), np.nan)
    return SettingData(size, np.stack(time), np.stack(event), nothing, empty, empty, nothing[..., None], np.zeros(size, np.int64))


@dataclass(frozen=True, slots=True)
class _World:
    """One world of the patients: levels by outcome from randomisation on, shape (patients, days), and parameters by name."""

    levels: dict[str, Floats]
    parameters: dict[str, Floats]


class _Simulation:
    """A setting in which everything is simulated by the model."""

    def __init__(self, design: TrialDesign, rng: np.random.Generator) -> None:
        self.design = design
        self.seed = int(rng.integers(2**31))
        self.wanted = design.enrolment.most
        self.setting = setting_of(design.population, CANDIDATES * self.wanted, rng)
        self.missed = self._missed(rng)
        self.rows, self.screened = self._enrolled()
        self.rng = rng
        size = len(self.rows)
        self.arms: Arms = arms_of(design, size, rng)
        self.belief, self.lost = GuessedArm(design, size, rng), Losses(design, size, rng)
        self.patience = rng.exponential(size=(2 * (design.periods.pairs if design.periods else 1), size))
        self.noise = rng.standard_normal((2 * (design.periods.pairs if design.periods else 1) + 1, size))
        model = drug_model(STEROID).parameters["half_effect"]
        self.steroid_mg = np.exp(model.location + model.spread * rng.standard_normal(size))

    def _missed(self, rng: np.random.Generator) -> Flags:
        share = self.design.occurrences.missed_doses if self.design.estimand.missed_doses == "treatment policy" else 0.0
        return np.asarray(rng.random((CANDIDATES * self.wanted, self.design.days)) < share)

    def _followed(self) -> list[Outcome]:
        names = [self.design.endpoint.what, *(each.outcome for each in self._bounds() if each is not None)]
        return list(dict.fromkeys([marker(), *(outcome(name) for name in names if name not in (RELAPSE, STEROID_DOSE))]))

    def _bounds(self) -> tuple[LevelBound | None, LevelBound | None]:
        return self.design.population.active, self.design.run_in.responders if self.design.run_in else None

    def _levels(self, rows: NDArray[np.int64], on: Flags) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """Levels of some patients, shape (patients, days + 1), and their parameters."""
        days = on.shape[-1]
        drug, taken = self.design.treatment, ~self.missed[rows, :days]
        doses = {drug.drug: np.where(taken, doses_mg(on, drug.dose_mg, drug.every_days), 0.0)}
        for each in self.design.background:
            doses[each.drug] = doses_mg(np.ones_like(on), each.dose_mg, each.every_days)
        found = list(
            simulate_patients(
                {name: column[rows] for name, column in self.setting.columns.items()},
                doses,
                days=days,
                seed=self.seed,
                disease=self.setting.priors,
                followed=self._followed(),
                process=EPISODIC,
                workers=1,
                streams=rows.tolist(),
            )
        )
        levels = {name: np.concatenate([each.levels[name] for each in found]) for name in found[0].levels}
        return levels, {name: np.concatenate([each.parameters[name] for each in found]) for name in found[0].parameters}

    def _enrolled(self) -> tuple[NDArray[np.int64], int]:
        """Look at patients until enough of them can be randomised; gives their places, and how many were looked at."""
        active, responders = self._bounds()
        if active is None and responders is None:
            return np.arange(self.wanted), self.wanted
        found: list[int] = []
        days = max(self.design.run_in_days, 1)
        for first in range(0, CANDIDATES * self.wanted, 2 * self.wanted):
            rows = np.arange(first, first + 2 * self.wanted)
            levels, _ = self._levels(rows, np.full((len(rows), days), self.design.run_in is not None))
            fits = _within(active, levels, 0) & _within(responders, levels, self.design.run_in_days)
            found += rows[fits].tolist()
            if len(found) >= self.wanted:
                last = found[self.wanted - 1]
                return np.array(found[: self.wanted]), last + 1
        return np.array(found, np.int64), CANDIDATES * self.wanted

    def data(self) -> SettingData:
        """What the enrolled patients would have."""
        size, starts = len(self.rows), max(len(self.design.starts_days), 1)
        survival = np.full((3, size), np.inf), np.zeros((3, size), bool)
        value, baseline = np.full((3, size), np.nan), np.zeros(size)
        contrast = np.full((3, size, starts), np.nan)
        if size:
            there = [self._world(world) for world in (DRUG, PLACEBO)]
            for world in (DRUG, PLACEBO, BELIEVED):
                here = there[DRUG if world == DRUG else PLACEBO]
                if self.design.endpoint.what == RELAPSE:
                    survival[0][world], survival[1][world] = self.lost.survival(self._relapse(here, 0, None, self.belief.factor(world)))
                elif self.design.kind == "staggered start":
                    contrast[world] = self._contrasts(here, world)
                elif self.design.kind in WITHIN_PATIENTS:
                    value[world] = self._difference(here, world)
                else:
                    value[world] = self._value(here, (0, self.design.follow_up_days), 0, self.belief.factor(world))
            daily = self._compared(there[PLACEBO], np.ones(size))
            baseline = daily.measured(daily.values[:, 0], self.noise[-1])
        order = self.arms.order.mean(axis=1) if self.arms.order.shape[1] else np.zeros(size)
        start = self.arms.start if len(self.arms.start) else np.zeros(size, np.int64)
        return SettingData(self.screened, *survival, value, baseline, order, contrast, start)

    def _world(self, world: int) -> _World:
        levels, parameters = self._levels(self.rows, self.arms.on[world])
        return _World({name: curve[:, self.design.run_in_days :] for name, curve in levels.items()}, parameters)

    def _relapse(self, there: _World, first: int, last: int | None, factor: Floats, draw: int = 0, *, after_quiet: bool = False) -> Floats:
        """Days from one day to a relapse before another; where asked, only once the disease has been quiet, as it is for a rescue."""
        stop = None if last is None else last + 1
        level, rate = there.levels[marker().name][:, first:stop], there.parameters["relapse_recognition_per_d"]
        hazard = relapse_hazard_of(level, rate)
        if after_quiet:
            quiet = np.maximum.accumulate(level < RELAPSE_LEVEL, axis=1)
            hazard = np.cumsum(np.where(quiet, np.diff(hazard, axis=1, prepend=0.0), 0.0), axis=1)
        return first_event(hazard * factor[:, None], self.patience[draw])

    def _compared(self, there: _World, factor: Floats) -> DailyValues:
        what = self.design.endpoint.what
        if what in (RELAPSE, STEROID_DOSE):
            level = there.levels[marker().name] - there.parameters[str(dict(marker().model.roles)["background"])][:, None]
            return DailyValues(_steroid_dose(np.maximum(level, 0.0), self.steroid_mg[:, None]), np.zeros(len(level)))
        known = outcome(what)
        level = there.levels[what]
        if known.scale.logarithmic:
            level = np.log(np.maximum(level, known.scale.least_reading or 1e-6))
        elif known.scale.is_score:
            level = level * factor[:, None]
        error = known.model.error
        return DailyValues(level, there.parameters[error] if isinstance(error, str) else np.full(len(level), float(error or 0.0)))

    def _value(self, there: _World, between: tuple[int, int], draw: int, factor: Floats) -> Floats:
        """Endpoint over the last days of a stretch, NaN of those who have left."""
        first, last = between
        end, left = self.lost.end_of(first, last, self._relapse(there, first, last, factor, draw, after_quiet=True))
        daily = self._compared(there, factor)
        mean = DailyValues(daily.values[:, first : last + 1], daily.error).mean_before(end, self.design.endpoint.over_days)
        return np.where(left, np.nan, daily.measured(mean, self.noise[draw]))

    def _difference(self, there: _World, world: int) -> Floats:
        """Mean over the pairs of the period on the drug less that on placebo."""
        plan = self.design.periods
        assert plan is not None
        total, count = np.zeros(len(self.rows)), np.zeros(len(self.rows))
        relative = self.design.endpoint.what != STEROID_DOSE and outcome(self.design.endpoint.what).scale.logarithmic
        for pair in range(plan.pairs):
            sign = self.arms.order[:, pair].astype(float)
            values = []
            for period in (2 * pair, 2 * pair + 1):
                on = (sign == 1.0) == (period % 2 == 0)
                factor = np.where(on, self.belief.factor(DRUG if world == DRUG else BELIEVED), self.belief.factor(PLACEBO))
                value = self._value(there, (period * plan.days, (period + 1) * plan.days), period, factor)
                values.append(value + period * np.log1p(plan.effect) if relative else value * (1.0 + plan.effect) ** period)
            difference = sign * (values[0] - values[1])
            known = np.isfinite(difference)
            total, count = total + np.where(known, difference, 0.0), count + known
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def _contrasts(self, there: _World, world: int) -> Floats:
        """After each possible start, as long after it for all, less before it."""
        daily, over = self._compared(there, self.belief.factor(world)), self.design.endpoint.over_days
        on_drug = self.design.follow_up_days - max(self.design.starts_days)
        error = daily.error * (self.noise[0] - self.noise[1])
        found = [daily.mean_before(day + on_drug, over) - daily.mean_before(day, over) + error for day in self.design.starts_days]
        left = self.lost.leaving < self.design.follow_up_days
        return np.where(left[:, None], np.nan, np.stack(found, axis=-1))


def _within(bound: LevelBound | None, levels: dict[str, Floats], day: int) -> Flags:
    """Who lies within a bound on a day."""
    level = next(iter(levels.values()))[:, day] if bound is None else levels[bound.outcome][:, day]
    if bound is None:
        return np.ones(len(level), bool)
    return (level >= (-np.inf if bound.low is None else bound.low)) & (level <= (np.inf if bound.high is None else bound.high))


def _steroid_dose(activity_mg_l: Floats, half_effect_mg_d: Floats) -> Floats:
    """Least prednisone that would hold what is left of the activity, in mg/day, as `rechallenge.mechanism.dependence` has it."""
    return np.asarray(in_double_precision(least_holding_dose_mg)(jnp.asarray(activity_mg_l), jnp.asarray(half_effect_mg_d)))
