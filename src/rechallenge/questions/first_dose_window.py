"""The first-dose window: the course from just before the first dose of a drug, carried on beyond the record where that ends too early."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rechallenge.arrays import Floats
from rechallenge.inference.fit import Fit
from rechallenge.inference.forecast import Forecast
from rechallenge.inference.paths import Paths
from rechallenge.outcomes import Outcome, marker
from rechallenge.questions.forecasts import Forecasts
from rechallenge.questions.hidden import WINDOW_DAYS

CURVE_DAYS = (-3.0, 14.0)


@dataclass(frozen=True, slots=True)
class FirstDoseWindow:
    """Draws of the outcomes against the day of the record.

    Attributes
    ----------
    days
        Shape (days,).
    levels
        By name, each of shape (draws, days).
    start
        Day of the first dose in each draw, shape (draws,).
    carried_on
        Whether the record ends within the window, so that a forecast continues it.
    """

    days: Floats
    levels: Mapping[str, Floats]
    start: Floats
    carried_on: bool = False

    def marker_at(self, since_start: float) -> Floats:
        """Marker of activity so many days after the first dose, for each draw."""
        return _at(self.days, self.levels[marker().name], self.start + since_start)

    def days_to_marker_below(self, limit: float) -> Floats:
        """Days from the first dose until the marker is first below a limit, infinite when not within the window."""
        return _first_below(self.days, self.levels[marker().name], self.start, np.full(len(self.start), limit))

    def days_to_fall(self, outcome: Outcome, fall: float) -> Floats:
        """Days from the first dose until an outcome has fallen by so much, infinite when not within the window."""
        curves = self.levels[outcome.name]
        return _first_below(self.days, curves, self.start, _at(self.days, curves, self.start) - fall)


def first_dose(fit: Fit, drug: str, moments: Floats) -> Floats:
    """Day of the first dose of a drug in each draw of the moments, shape (draws,)."""
    starts = fit.problem.regimen.starts_of(drug)
    if all(start.known for start in starts):
        return np.full(len(moments), min(start.earliest for start in starts))
    known = fit.problem.moments
    return np.asarray(moments[:, [known.number(start) for start in starts if known.knows(start)]].min(axis=1))


def first_dose_window(forecasts: Forecasts, drug: str, which: str) -> FirstDoseWindow:
    """Course around the first dose: ``posterior``, ``prior``, or ``without``, had the drug done nothing."""
    fit = forecasts.fit
    start = first_dose(fit, drug, fit.paths.moments)
    if fit.problem.end_day >= float(start.max()) + WINDOW_DAYS:
        whole = {"posterior": lambda: fit.paths, "prior": lambda: fit.prior_paths, "without": lambda: fit.paths_without[drug]}[which]()
        return FirstDoseWindow(whole.days, whole.levels, first_dose(fit, drug, whole.moments))
    if which == "without":
        sample = forecasts.without(drug)
        return _carried_on(sample.paths, forecasts.of(sample), first_dose(fit, drug, sample.paths.moments))
    sample = forecasts.prior if which == "prior" else forecasts.posterior
    return _carried_on(sample.paths, forecasts.under(prior=which == "prior"), first_dose(fit, drug, sample.paths.moments))


def _carried_on(past: Paths, later: Forecast, start: Floats) -> FirstDoseWindow:
    days = np.concatenate([past.days, past.days[-1] + later.days[1:]])
    return FirstDoseWindow(
        days,
        {name: np.concatenate([curve, later.levels[name][:, 1:]], axis=1) for name, curve in past.levels.items()},
        start,
        carried_on=True,
    )


def _at(days: Floats, curves: Floats, at: Floats) -> Floats:
    place = np.clip(np.searchsorted(days, at, side="right"), 1, len(days) - 1)
    share = np.clip((at - days[place - 1]) / (days[place] - days[place - 1]), 0.0, 1.0)
    rows = np.arange(len(curves))
    return np.asarray(curves[rows, place - 1] * (1.0 - share) + curves[rows, place] * share)


def _first_below(days: Floats, curves: Floats, start: Floats, limit: Floats) -> Floats:
    """Days from the start until each curve is first below its limit, linear between the points."""
    low = limit[:, None]
    crossed = np.minimum((low - curves[:, :-1]) / np.minimum(curves[:, 1:] - curves[:, :-1], -1e-12), 1.0)
    at = days[:-1] + np.clip(crossed, 0.0, 1.0) * np.diff(days)
    falls = (curves[:, 1:] < low) & (curves[:, :-1] >= low) & (at >= start[:, None])
    since = np.where(falls.any(axis=1), at[np.arange(len(curves)), falls.argmax(axis=1)] - start, np.inf)
    since = np.where(_at(days, curves, start) < limit, 0.0, since)
    return np.where(since <= WINDOW_DAYS, since, np.inf)


def curve_grid() -> Floats:
    """Days about the first dose on which curves are drawn."""
    return np.linspace(*CURVE_DAYS, 69)


def marker_curves(around: FirstDoseWindow, grid: Floats) -> Floats:
    """Marker of activity on the days of the grid, counted from the first dose of each draw, shape (draws, grid)."""
    return np.stack([around.marker_at(day) for day in grid], axis=1)
