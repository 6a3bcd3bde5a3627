"""Regimens tried one after another: where the draws leave the patient today, kept ready, and what each regimen would make of it.

A forecast start holds all that a forecast needs and nothing of the past, so that it can be sent to another process and asked again and
again; every regimen meets the same spontaneous activity, and the program that runs them is compiled once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.course.model import Course, Treatment
from rechallenge.execution import Executors, threads
from rechallenge.inference.fit import Fit
from rechallenge.inference.forecast import Forecast, Plan, forecast, plan
from rechallenge.inference.modelled import patient_covariates
from rechallenge.inference.paths import Paths
from rechallenge.inference.problem import InferenceProblem
from rechallenge.literature.pharmacology import STEROID
from rechallenge.questions.forecasts import rows_taken

HORIZON_DAYS = 180
# With two forecasts each, 200 runs: the interval over what is not known can be told from chance (`forecasts.chances`).
N_PASTS = 100
CLEARANCE = "creatinine_clearance_ml_min"


@dataclass(frozen=True, slots=True)
class ForecastStart:
    """Draws of a patient as they stand at the end of the record.

    Attributes
    ----------
    course, problem
        What was fitted.
    paths, works
        The draws, their curves cut down to the last day, and which exposures act in each.
    seed
        Of the spontaneous activity to come.
    """

    course: Course
    problem: InferenceProblem
    paths: Paths
    works: Floats
    seed: int = 0

    @classmethod
    def of(cls, course: Course, fit: Fit, *, n_pasts: int = N_PASTS, seed: int = 0) -> ForecastStart:
        """Take some of the draws of a fit; of the past only the last day is kept."""
        works = fit.draws[1]
        rows = rows_taken(len(works), n_pasts)
        return cls(course, fit.problem, fit.paths.taken(rows, np.s_[-1:]), works[rows], seed)

    @property
    def depends_on_kidneys(self) -> tuple[str, ...]:
        """Exposures whose clearance follows the renal function."""
        return tuple(
            name for name, model in self.problem.models.items() if any(covariate.name == CLEARANCE for covariate in model.covariates)
        )

    @property
    def clearance_ml_min(self) -> float | None:
        """Creatinine clearance of the patient as recorded; None when the record does not give it."""
        return patient_covariates(self.course)[CLEARANCE]

    def with_clearance(self, clearance_ml_min: float) -> ForecastStart:
        """Return the same patient with another renal function from today on.

        What the record taught of this patient's clearance stays: the published relation only shifts it, from the recorded renal
        function (the reference one where none is recorded) to the new one.
        """
        parameters: dict[str, Floats] = dict(self.paths.parameters)
        for exposure, model in self.problem.models.items():
            for covariate in model.covariates:
                if covariate.name != CLEARANCE:
                    continue
                before = covariate.reference if self.clearance_ml_min is None else self.clearance_ml_min
                factor = covariate.ratio(clearance_ml_min, before)
                name = f"{exposure}.{covariate.parameter}"
                parameters[name] = parameters[name] * factor
        return dataclasses.replace(self, paths=dataclasses.replace(self.paths, parameters=parameters))

    def under(self, changes: tuple[Treatment, ...] = (), *, horizon_days: int = HORIZON_DAYS, executor: Executors = threads) -> Forecast:
        """Forecast a regimen; drugs that `changes` does not name go on as they are. `executor` gives what runs draws side by side."""
        regimen = plan(self.problem, changes, horizon_days)
        return forecast(self.problem, self.paths, self.works, regimen, horizon_days, self.seed, executor)

    def burden(self, changes: tuple[Treatment, ...] = (), *, horizon_days: int = HORIZON_DAYS) -> Burden:
        """Count what a regimen takes."""
        regimen = plan(self.problem, changes, horizon_days)
        names = [exposure.name for exposure in self.problem.layout.exposures]
        told = self.problem.regimen_exposures
        return Burden({name: _given(regimen, place, horizon_days) for place, name in enumerate(names) if name in told}, horizon_days)


def _given(regimen: Plan, place: int, horizon_days: int) -> tuple[Floats, Floats]:
    days, amounts = regimen.days[place], regimen.amounts_mg[place]
    inside = (days >= 0) & (days < horizon_days)
    order = np.argsort(days[inside], kind="stable")
    return days[inside][order], amounts[inside][order]


@dataclass(frozen=True, slots=True)
class Burden:
    """Doses from today until the horizon, by exposure: their days, and milligrams of the exposure's drug."""

    doses: Mapping[str, tuple[Floats, Floats]]
    horizon_days: int

    def mean_mg_per_day(self, exposure: str) -> float:
        """Mean over the horizon."""
        return float(self.doses[exposure][1].sum()) / self.horizon_days if exposure in self.doses else 0.0

    @property
    def prednisone_mg_per_day(self) -> float:
        """Mean daily glucocorticoid, in prednisone-equivalents."""
        return self.mean_mg_per_day(STEROID)

    def daily_level(self, exposure: str) -> Floats:
        """Milligrams a day on each day until the horizon, each dose spread until the next, shape (days + 1,).

        The last dose is spread over as long as the one before it, or until the horizon where it is the only one.
        """
        days, amounts = self.doses[exposure]
        level = np.zeros(self.horizon_days + 1)
        if len(days) == 0:
            return level
        at, first = np.unique(np.floor(days * 48.0 + 0.5) / 48.0, return_inverse=True)
        sums = np.bincount(first, weights=amounts)
        gaps = np.diff(at)
        last = gaps[-1] if len(gaps) else self.horizon_days - at[0]
        ends = np.append(at[1:], at[-1] + last)
        gaps = np.append(gaps, last)
        # a pause is no spacing: after the usual gap nothing is given
        usual = np.minimum(gaps, np.append(gaps[0], gaps[:-1])) if len(gaps) > 1 else gaps
        stop = np.minimum(ends, at + np.where(gaps > 2.0 * usual, usual, gaps))
        whole = np.arange(self.horizon_days + 1.0)
        place = np.clip(np.searchsorted(at, whole, side="right") - 1, 0, None)
        given = (whole >= at[place]) & (whole < np.maximum(stop[place], at[place] + 1e-9))
        level = np.where(given, sums[place] / np.maximum(stop - at, 1e-9)[place], 0.0)
        level[-1] = level[-2]  # the horizon ends the picture, not the treatment
        return np.asarray(level)

    def lowest_mg(self, exposure: str) -> float:
        """Daily milligrams on the last day before the horizon."""
        return float(self.daily_level(exposure)[-2]) if exposure in self.doses else 0.0
