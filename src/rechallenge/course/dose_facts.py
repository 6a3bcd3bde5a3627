"""What stands behind the amount of a dose: how often it is given, by which route, how many times or for how long.

The last two say more than a dose, and are refused with the fields to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rechallenge.course.dose_words import dose_plain, one_of, words_of_doses
from rechallenge.course.our_words import drug_name, time_text
from rechallenge.course.problems import RefusedError
from rechallenge.course.spacing import LEAST_SPACING_DAYS, SAME, AmountFact, facts_of, one_spacing
from rechallenge.literature.naming import named

# A number of doses up to this may be that of one day: "20 mg x 2".
_MOST_A_DAY = 4


@dataclass(frozen=True, slots=True)
class WrittenDose:
    """One dose as it is written.

    Attributes
    ----------
    amount, unit
        The number and its unit, as written; `mg` is the amount in milligrams, None where the unit is none of mass.
    by_weight
        Whether it is an amount for each kilogram.
    every_days
        How often it is given; None where the text does not say.
    per_days
        Where the text gives the total of so many days instead ("20 mg/d"), these days.
    route
        Route, where the text says it.
    """

    amount: float
    unit: str
    mg: float | None
    by_weight: bool = False
    every_days: float | None = None
    per_days: float | None = None
    route: str | None = None

    @property
    def one(self) -> str:
        """One dose as its field should have it."""
        return f"{self.amount:g} {self.unit}{'/kg' if self.by_weight else ''}".strip()


def with_facts(found: str, dose: WrittenDose, text: str, counted: bool, times: float) -> WrittenDose:
    """Add to a dose what stands behind its amount.

    Parameters
    ----------
    found
        The whole dose as written, for errors.
    dose
        Its amount.
    text
        What stands behind the amount.
    counted, times
        Whether the amount was written as so many times another one, and how many times.

    Raises
    ------
    RefusedError
        When the text says more than a spacing and a route, or two of either.
    """
    facts, rest = facts_of(text)
    divided = re.sub(rf"^(?:{one_of(words_of_doses().words['divided'])})\s+", "", rest)
    if rest and divided != rest:  # "8 mg/kg/day divided q12h"
        rate = next((fact.days for fact in facts if fact.kind == "rate"), None)
        more, rest = facts_of(divided)
        each = next((fact.days for fact in more if fact.kind == "each"), None)
        if not rest and rate is not None and each is not None and each < rate and {fact.kind for fact in more} <= {"each", "route"}:
            route = next((fact.route for fact in (*facts, *more) if fact.kind == "route"), None)
            return replace(dose, every_days=each, per_days=rate, route=route)
        rest = rest or divided
    if rest:
        if rest in words_of_doses().words["stopped"]:
            raise RefusedError("dose.stopped", found=found)
        if (other := named(rest)).known and not other.several:
            raise RefusedError("dose.other_drug", found=found, drug=drug_name(other.drug))
        raise RefusedError("dose.rest", found=found, rest=rest, dose=dose.one)
    by_kind: dict[str, list[AmountFact]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    if "as_needed" in by_kind:
        raise RefusedError("dose.as_needed", found=found)
    if "once" in by_kind:
        raise RefusedError("dose.once", found=found, dose=dose.one)
    routes = {fact.route for fact in by_kind.get("route", ())}
    if len(routes) > 1:
        raise RefusedError("dose.two_routes", found=found)
    route = next(iter(routes), None)
    try:
        days = one_spacing(facts)
    except RefusedError:
        raise RefusedError("dose.two_spacings", found=found) from None
    if days is not None and days < LEAST_SPACING_DAYS * (1 - 1e-9):
        raise RefusedError("interval.short", found=found)
    single = dose.one if not counted else f"{dose.amount / times:g} {dose.unit}"
    if "count" in by_kind or "lasting" in by_kind or (counted and days is None):
        number_of = by_kind["count"][0].n if "count" in by_kind else times
        every = days or 1.0
        lasting = by_kind["lasting"][0].days if "lasting" in by_kind else number_of * every
        code = "dose.lasting" if "lasting" in by_kind else "dose.count"
        by_sign = re.search(r"\bx\s*\d|\d\s*x\b", dose_plain(found)) is not None  # "3 pulses of 1 g" are none of one day
        if code == "dose.count" and by_sign and days is None and route is None and 2 <= number_of <= _MOST_A_DAY:
            often = time_text(f"{24 / number_of:g} h")
            raise RefusedError("dose.count_or_daily", found=found, dose=single, days=lasting, often=often)
        raise RefusedError(code, found=found, dose=single, every=every, days=lasting, n=number_of, route=route or "")
    rate = next((fact.days for fact in by_kind.get("rate", ())), None)
    if (split := by_kind.get("split")) and not (split[0].n == 1.0 and rate is None):
        if rate is None:
            rate = days
        if rate is None or split[0].n <= 0:
            raise RefusedError("dose.rest", found=found, rest=text, dose=dose.one)
        return replace(dose, every_days=rate / split[0].n, per_days=rate, route=route)
    if rate is not None and any(fact.kind == "each" and abs(fact.days - rate) > SAME * rate for fact in facts):
        raise RefusedError("dose.two_spacings", found=found)
    return replace(dose, every_days=days, per_days=rate, route=route)
