"""What if: the regimens that a reader sets by hand, and what each makes of the patient."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rechallenge.course.dose_doubts import dose_far_beyond
from rechallenge.literature.drugs import known_drugs
from rechallenge.literature.pharmacology import STEROID
from rechallenge.literature.prescribing import prescribing
from rechallenge.presentation.language import Language
from rechallenge.safety.menu import menu
from rechallenge.safety.review import review
from rechallenge.safety.rule import obstacles
from rechallenge.safety.situation import patient_of
from rechallenge.web.trying_chart import drawn_outcomes

if TYPE_CHECKING:
    from rechallenge.arrays import Floats
    from rechallenge.course.model import Treatment
    from rechallenge.course.problems import Problem
    from rechallenge.inference.forecast import Forecast
    from rechallenge.inference.summary import Estimate
    from rechallenge.questions.forecast_start import Burden, ForecastStart


TOLD_DAYS = (7, 30, 90, 180)
_BOUNDS = {
    "day": (0.0, 365.0),
    "dose": (0.1, 2000.0),
    "every": (0.25, 120.0),
    "by": (0.1, 100.0),
    "weeks": (0.5, 52.0),
    "floor": (0.0, 200.0),
}
LEAST_CLEARANCE = 5.0
_CLEARANCE = (LEAST_CLEARANCE, 150.0)


class WrongRegimenError(ValueError):
    """What the page sent is not a regimen that it could have made."""


def controls(forecast_start: ForecastStart) -> dict[str, object]:
    """Tell the page what can be changed: each exposure as it is given today, and the renal function where a drug depends on it."""
    problem, regimen = forecast_start.problem, forecast_start.problem.regimen
    drugs = []
    for exposure in problem.regimen_exposures:
        last = regimen.latest(exposure)
        usual = known_drugs()[last.drug]
        drugs.append(
            {
                "exposure": exposure,
                "drug": last.drug,
                "given": bool(regimen.current(exposure)),
                "dose": last.dose_mg,
                "every": last.every_days,
                "usual_dose": usual.usual_dose_mg,
                "usual_every": usual.usual_interval_days,
                "max_dose": usual.plausible_dose_mg[1],
                "menus": menus(forecast_start, exposure),
                "steroid": exposure == STEROID,
                "asked": exposure in problem.drugs,
            }
        )
    # the drug in question first, then the steroid, then the others that are given
    drugs.sort(key=lambda each: (not each["asked"], not each["steroid"], not each["given"]))
    kidneys = list(forecast_start.depends_on_kidneys)
    return {
        "drugs": drugs,
        "steroid": regimen.current_daily_mg(STEROID),
        "kidneys": kidneys,
        "clearance": forecast_start.clearance_ml_min,
        "clearance_taken": patient_of(forecast_start.course).clearance_ml_min,
    }


def menus(forecast_start: ForecastStart, exposure: str) -> list[dict[str, Any]]:
    """Tell the page which doses may be offered, by renal function: each menu holds from a creatinine clearance (mL/min) on.

    One without doses has the reasons instead, as problems that the page's language tells.
    """
    from rechallenge.questions.regimen.candidates import may_be_offered

    regimen, course = forecast_start.problem.regimen, forecast_start.course
    last = regimen.latest(exposure)
    rows = prescribing(last.drug).posology
    found = []
    for least in sorted({0.0, *(bound for row in rows for bound in row.clearances if bound < math.inf)}):
        patient = patient_of(course, max(least, LEAST_CLEARANCE))
        offered, against = menu(last.drug, patient, last.route), obstacles(course, regimen, last.drug, patient)
        reasons = [*against, *([offered.reason] if offered.reason else [])]
        own = {(last.dose_mg, last.every_days)} if may_be_offered(offered, last, patient) else set()
        found.append({"from": least, "options": [] if reasons else sorted(offered.options | own), "reasons": reasons})
    return found


def with_menu_reasons(drugs: list[dict[str, Any]], language: Language) -> None:
    """Write the reasons of menus in a language."""
    for drug in drugs:
        for each in drug["menus"]:
            each["reasons"] = [language.note(reason) for reason in each["reasons"]]


def changes_of(forecast_start: ForecastStart, scenario: Mapping[str, object]) -> tuple[Treatment, ...]:
    """Return what a scenario of the page changes.

    Raises
    ------
    WrongRegimenError
        When it names what the course does not hold, or a number out of bounds.
    """
    from rechallenge.questions.forecast_start import HORIZON_DAYS
    from rechallenge.questions.schedule import given_from, stopped_on, tapered

    regimen = forecast_start.problem.regimen
    exposures = set(forecast_start.problem.regimen_exposures)
    changes: tuple[Treatment, ...] = ()
    chosen = scenario.get("drugs")
    for exposure, does in (chosen if isinstance(chosen, Mapping) else {}).items():
        if exposure not in exposures or not isinstance(does, Mapping):
            raise WrongRegimenError(str(exposure))
        what, day = does.get("do"), _number(does, "day", 0.0)
        if what == "stop":
            changes += stopped_on(regimen, exposure, day)
        elif what == "give":
            last = regimen.latest(exposure)
            dosage = replace(last, dose_mg=_number(does, "dose", last.dose_mg), every_days=_number(does, "every", last.every_days))
            if dose_far_beyond(dosage.drug, dosage.dose_mg, dosage.every_days, patient_of(forecast_start.course)) is not None:
                raise WrongRegimenError(f"dose: {dosage.dose_mg!r}")
            changes += given_from(regimen, dosage, day)
        elif what == "taper":
            changes += tapered(
                regimen,
                by_mg=_number(does, "by", 1.0),
                weeks=_number(does, "weeks", 4.0),
                floor_mg=_number(does, "floor", 0.0),
                day=day,
                horizon_days=HORIZON_DAYS,
            )
        elif what != "as_is":
            raise WrongRegimenError(str(what))
    return changes


def _number(does: Mapping[str, object], name: str, default: float) -> float:
    value = does.get(name, default)
    low, high = _BOUNDS[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or not low <= value <= high:
        raise WrongRegimenError(f"{name}: {value!r}")
    return float(value)


def _clearance(scenario: Mapping[str, object]) -> float | None:
    value = scenario.get("clearance")
    if value is None:
        return None
    low, high = _CLEARANCE
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise WrongRegimenError(f"clearance: {value!r}")
    return float(value)


@dataclass(frozen=True)
class Tried:
    """One scenario and what it makes of the patient."""

    name: str
    forecast: Forecast
    burden: Burden
    drug: str
    doubts: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, forecast_start: ForecastStart, scenario: Mapping[str, object]) -> Tried:
        """Run a scenario."""
        changes, clearance = changes_of(forecast_start, scenario), _clearance(scenario)
        patient = forecast_start if clearance is None else forecast_start.with_clearance(clearance)
        exposures = list(forecast_start.problem.regimen_exposures)
        asked = [drug for drug in forecast_start.problem.drugs if drug != STEROID]
        drug = asked[-1] if asked else (exposures[0] if exposures else STEROID)
        person = patient_of(forecast_start.course, clearance)
        name = str(scenario.get("name", ""))[:80]
        return cls(
            name,
            patient.under(changes),
            patient.burden(changes),
            drug,
            review(forecast_start.course, forecast_start.problem.regimen, changes, person),
        )

    def risk(self, day: int) -> Estimate:
        """Probability of a relapse by a day."""
        from rechallenge.questions.forecasts import probability

        return probability(self.forecast.p_relapse[:, day])

    @property
    def mg_per_week(self) -> float:
        """Mean weekly dose of the drug in question over the horizon."""
        return 7.0 * self.burden.mean_mg_per_day(self.drug)

    @cached_property
    def series(self) -> dict[str, list[float]]:
        """Curves as columns of numbers for the chart, a value a day."""
        import numpy as np

        from rechallenge.questions.forecasts import probability_band

        made: dict[str, Floats] = {}
        for outcome in drawn_outcomes():
            name, curves = outcome.name, self.forecast.levels[outcome.name]
            low, middle, high = np.quantile(curves, [0.05, 0.5, 0.95], axis=0)
            made |= {f"{name}_m": middle, f"{name}_c": low, f"{name}_d": high}
        risk = probability_band(self.forecast)
        made |= {"risk_m": risk.median, "risk_c": risk.low90, "risk_d": risk.high90}
        for name, exposure in (("drug", self.drug), ("steroid", STEROID)):
            if exposure in self.burden.doses:
                made[f"{name}_m"] = self.burden.daily_level(exposure) * (7.0 if name == "drug" else 1.0)
        # what an eye can tell apart at this width: each day of the first month, then every other one
        drawn = np.concatenate([np.arange(30), np.arange(30, len(self.forecast.days), 2)])
        made["t"] = self.forecast.days
        return {name: [float(f"{value:.4g}") for value in values[drawn]] for name, values in made.items()}


def summary(tried: Tried, language: Language) -> dict[str, object]:
    """Write the numbers that stand under a scenario."""
    risks = {}
    for day in TOLD_DAYS:
        estimate = tried.risk(day)
        percents = {language.percent(value) for value in (estimate.low, estimate.value, estimate.high)}
        risks[str(day)] = {
            "p": language.percent(estimate.value),
            # ">99 % (>99 % to >99 %)" says one thing three times
            "interval": language.bounds(estimate, "probability") if len(percents) > 1 else "",
            "value": estimate.value,
        }
    return {
        "risks": risks,
        "drug": language.quantity(tried.mg_per_week, "mg/week"),
        "steroid": language.quantity(tried.burden.prednisone_mg_per_day, "mg/day"),
        "doubts": [language.note(doubt) for doubt in tried.doubts],
        "doubted": language.text("label.warnings", n=len(tried.doubts)),
    }
