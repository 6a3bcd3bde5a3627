"""What the fields of a design may hold: words of closed lists, numbers, shares, lengths of time, doses and bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

from rechallenge.course.context import Context, with_unit
from rechallenge.course.drug_of_entry import canonical_drug
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import OurWord, OurWords, drug_name, field_name
from rechallenge.course.units import Amount, amount_of, factor
from rechallenge.literature.pharmacology import KINETIC_DRUGS
from rechallenge.outcomes import outcomes
from rechallenge.outcomes.registry import named
from rechallenge.planning.trials.design import LevelBound, TrialDrug
from rechallenge.planning.trials.document import GivenEntry, LevelEntry

W = TypeVar("W", bound=str)

LEAST, MOST = 0.0, 1.0
MOST_DAYS = 1_100
"""Longest follow-up that is simulated: three years."""


@dataclass(slots=True)
class DesignFields:
    """Reads single fields; after an error each gives what is usual, so that the others can be told too."""

    context: Context

    def word(self, list_name: str, path: str, text: str | None, known: tuple[W, ...], default: W) -> W:
        """Read a word of a closed list; the default after an error, and where there is none."""
        found = self.context.choice(list_name, path, text) if text else None
        return next((each for each in known if each.replace("_", " ") == found), default)

    def amount(self, path: str, text: str) -> Amount | None:
        """Read a number, a limit or an interval with its unit; None after an error."""
        found = self.context.attempt(path, lambda: amount_of(text))
        if found is None and not any(problem.path == path for problem in self.context.problems):
            self.context.error("number.unreadable", path, found=text)
        return found

    def number(self, path: str, text: str, low: float, high: float, default: float = 0.0) -> float:
        """Read a number between two bounds, or a share in percent; the default after an error, and where it was told as missing."""
        if not text:
            return default
        amount = self.amount(path, text)
        if amount is None:
            return default
        if amount.low is None or amount.low != amount.high or amount.unit not in (None, "%"):
            self.context.error("number.unreadable", path, found=text)
            return default
        value = amount.low / 100.0 if amount.unit == "%" else amount.low
        if not low <= value <= high:
            self.context.error("trial.number_beyond", path, found=text, low=low, high=high)
            return default
        return value

    def share(self, path: str, text: str, low: float = LEAST, high: float = MOST) -> float:
        """Read a share, from 0 to 1 or in percent."""
        return self.number(path, text, low, high, default=0.5)

    def count(self, path: str, text: str, low: int, high: int) -> int:
        """Read a whole number."""
        value = self.number(path, text, low, high, default=low)
        if value != int(value):
            self.context.error("trial.not_whole", path, found=text)
        return max(int(value), low)

    def days(self, path: str, text: str | None, *, least: int) -> int | None:
        """Read a length of time in whole days."""
        if not text:
            return None
        amount = self.amount(path, text)
        if amount is None:
            return None
        if amount.unit is None:
            self.context.error("unit.missing", path, found=text, what=field_name(path.rpartition(".")[2]), expected="d", write=f"{text} d")
            return None
        if amount.low is None or amount.low != amount.high:
            self.context.error("trial.one_time", path, found=text)
            return None
        unit, value = amount.unit, amount.low
        times = self.context.attempt(path, lambda: factor(unit, "d", "time"))
        if times is None:
            return None
        whole = round(value * times)
        if not least <= whole <= MOST_DAYS:
            self.context.error("trial.days_beyond", path, found=text, low=least, high=MOST_DAYS)
            return None
        return whole

    def given(self, path: str, entry: GivenEntry) -> TrialDrug:
        """Read a drug of which kinetics are known, with one dose and its spacing."""
        drug = canonical_drug(entry.drug) if entry.drug else ""
        if drug and drug not in KINETIC_DRUGS:
            spelled = OurWords(drug_name(each) for each in KINETIC_DRUGS)
            close = nearest(entry.drug, KINETIC_DRUGS)
            self.context.error("trial.drug", f"{path}.drug", found=entry.drug, expected=spelled, nearest=close)
        amount = self.amount(f"{path}.dose", entry.dose) if entry.dose else None
        mg = 0.0
        if amount is not None and amount.unit is None:
            self.context.error(
                "unit.missing", f"{path}.dose", found=entry.dose, what=field_name("dose"), expected="mg", write=f"{entry.dose} mg"
            )
        elif amount is not None and (amount.low is None or amount.low != amount.high or amount.low <= 0):
            self.context.error("trial.dose", f"{path}.dose", found=entry.dose)
        elif amount is not None:
            unit = str(amount.unit)
            times = self.context.attempt(f"{path}.dose", lambda: factor(unit, "mg", "dose"))
            mg = float(amount.low or 0.0) * (times or 0.0)
        return TrialDrug(drug, mg, float(self.days(f"{path}.every", entry.every, least=1) or 1))

    def level(self, path: str, entry: LevelEntry | None) -> LevelBound | None:
        """Read a bound of an outcome."""
        if entry is None or not entry.what:
            return None
        outcome = named(entry.what)
        if outcome is None or not outcome.always:
            self.unknown_outcome(f"{path}.what", entry.what, ())
            return None
        amount = self.amount(f"{path}.value", entry.value) if entry.value else None
        if amount is None:
            return None
        if amount.low is not None and amount.low == amount.high:
            self.context.error("trial.bound", f"{path}.value", found=entry.value)
            return None
        unit = outcome.scale.unit
        if amount.unit is None and unit:
            self.context.error(
                "unit.missing", f"{path}.value", found=entry.value, what=entry.what, expected=unit, write=with_unit(entry.value, unit)
            )
            return None
        times = 1.0
        if amount.unit is not None and unit:
            written = amount.unit
            times = self.context.attempt(f"{path}.value", lambda: factor(written, unit, outcome.name)) or math.nan
        low, high = (None if each is None else each * times for each in (amount.low, amount.high))
        return LevelBound(outcome.name, low, high)

    def unknown_outcome(self, path: str, found: str, others: tuple[str, ...]) -> None:
        """Tell that something is no outcome, with those that there are."""
        known = OurWords((*others, *(OurWord(each.names[0], each.label) for each in outcomes().values() if each.always)))
        self.context.error("trial.outcome", path, found=found, expected=known, nearest=nearest(found, known))
