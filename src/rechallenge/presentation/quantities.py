"""Numbers, quantities, estimates and times as one language writes them."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping

from rechallenge.course.times import When
from rechallenge.inference.summary import Estimate
from rechallenge.presentation.chance import chance_word
from rechallenge.presentation.texts import Texts
from rechallenge.vocabulary.numerals import NBSP, format_decimal, format_exact

# UCUM writes "u" for the Greek letter.
_MICRO = re.compile(r"\bu(?=[gLlm])")


LEAST_TOLD: Mapping[str, float] = {"mg/day": 1.0, "d": 1.0}
"""By unit: what an estimate of nothing is told to lie below. Less than the smallest tablet of prednisone cannot be given, and less than a
day is not recorded; neither is a published number."""

NEXT_TO_NOTHING = 1e-3
"""An estimate of less than this, in its unit, is one of nothing."""

NOTHING = "–"
"""What stands for a number that is not there."""


class Quantities(Texts):
    """What one language makes of numbers and of days."""

    def number(self, value: float | None) -> str:
        """Write a number with the figures that it deserves; an infinite one is "not reached"."""
        if value is None or value != value:
            return NOTHING
        if abs(value) == math.inf:
            return self.text("value.not_reached")
        return format_decimal(value, self.locale)

    def exact(self, value: float) -> str:
        """Write a number that someone chose, such as a dose, with all its digits."""
        return format_exact(value, self.locale)

    def integer(self, value: float) -> str:
        """Write a count."""
        return format_decimal(value, self.locale, 0)

    def percent(self, share: float) -> str:
        """Write a probability as a percentage, never claiming 0 or 100 %."""
        if share != share:
            return NOTHING
        if share < 0.01:
            return self.definition.below.format(self.definition.percent.format(1))
        if share > 0.99:
            return self.definition.above.format(self.definition.percent.format(99))
        return self.definition.percent.format(round(100 * share))

    def percent_words(self, share: float) -> str:
        r"""Write a probability within a sentence, where a sign is no word: "over 99%".

        Examples
        --------
        >>> from rechallenge.presentation.language import Language
        >>> Language("en").percent_words(0.999), Language("fr").percent_words(0.001)
        ('over 99%', 'moins de 1\u202f%')
        """
        if share < 0.01:
            return self.text("value.under", text=self.definition.percent.format(1))
        if share > 0.99:
            return self.text("value.over", text=self.definition.percent.format(99))
        return self.percent(share)

    def chance(self, p: float) -> str:
        """Write a probability in words, with its percentage: "very likely (96%)"."""
        return f"{self.text('chance.' + chance_word(p))} ({self.percent(p)})"

    def chance_feminine(self, p: float) -> str:
        """Write a probability in words of something whose name is feminine: "une rechute est quasi certaine (> 99 %)"."""
        word = chance_word(p)
        return f"{self.text(f'chance.{word}.feminine')} ({self.percent(p)})"

    def quantity(self, value: float | None, unit: str) -> str:
        """Write a number and its unit."""
        if unit == "d":
            return self.days(value)
        if unit in ("probability", "share"):
            return NOTHING if value is None else self.percent(value)
        text, symbol = self.number(value), self.unit(unit)
        return f"{text}{NBSP}{symbol}" if symbol and value is not None and math.isfinite(value) else text

    def unit(self, unit: str) -> str:
        """Spell a unit; one that no catalogue has is written as it is, a UCUM "u" as the Greek letter that it stands for."""
        return self.lookup(f"unit.{unit}", "" if unit in ("", "1") else _MICRO.sub("µ", unit))

    def days(self, value: float | None) -> str:
        """Write a duration: "1 day", "4.6 days"."""
        return self.number(value) if value is None or not math.isfinite(value) else self.text("count.days", n=value)

    def is_none(self, estimate: Estimate, unit: str | None = None) -> bool:
        """Whether an estimate is of nothing at all, which no record can show: its interval then stands in its place."""
        return (estimate.unit if unit is None else unit) in LEAST_TOLD and abs(estimate.value) < NEXT_TO_NOTHING

    def estimated(self, estimate: Estimate, unit: str | None = None) -> str:
        r"""Write the number of an estimate; never a bare 0, but how far it may lie from that.

        Examples
        --------
        >>> from rechallenge.presentation.language import Language
        >>> english = Language("en")
        >>> english.estimated(Estimate(0.0, 0.0, 2.5, "mg/day")), english.estimated(Estimate(0.0, 0.0, 0.0, "mg/day"))
        ('0 to 2.5\xa0mg/day', '<1.0\xa0mg/day')
        """
        unit = estimate.unit if unit is None else unit
        if not self.is_none(estimate, unit):
            return self.quantity(estimate.value, unit)
        if math.isinf(estimate.high):
            return self.text("value.or_more", low=self.quantity(0.0, unit))
        if estimate.high < NEXT_TO_NOTHING <= -estimate.low:
            return self.text("value.range", low=self.number(estimate.low), high=self.quantity(0.0, unit))
        if estimate.high < NEXT_TO_NOTHING:
            return self.definition.below.format(self.quantity(LEAST_TOLD[unit], unit))
        low = estimate.low if estimate.low <= -NEXT_TO_NOTHING else 0.0
        return self.text("value.range", low=self.number(low), high=self.quantity(estimate.high, unit))

    def interval(self, estimate: Estimate, unit: str | None = None) -> str:
        """Write an estimate with its 90 % interval: "4.1 mg/L (3.0 to 6.2)"."""
        unit = estimate.unit if unit is None else unit
        if self.is_none(estimate, unit):
            return self.estimated(estimate, unit)
        main = self.quantity(estimate.value, unit)
        bounds = (estimate.value, estimate.low, estimate.high)
        if all(math.isinf(b) for b in bounds) or estimate.low == estimate.high:
            return main
        return f"{main} ({self.bounds(estimate, unit)})"

    def bounds(self, estimate: Estimate, unit: str | None = None) -> str:
        """Write the bounds of an interval without their unit: "3.0 to 6.2"."""
        write = self.percent if (estimate.unit if unit is None else unit) in ("probability", "share") else self.number
        if math.isinf(estimate.high) and math.isfinite(estimate.low):
            return self.text("value.or_more", low=write(estimate.low))
        return self.text("value.range", low=write(estimate.low), high=write(estimate.high))

    def unsettled(self, estimate: Estimate, unit: str | None = None) -> str:
        """Mark a number that other draws of the same answer might change; empty where it is settled."""
        if estimate.settled or estimate.error is None:
            return ""
        return self.text("value.unsettled", error=self.quantity(estimate.error, estimate.unit if unit is None else unit))

    # times

    def day(self, value: float) -> str:
        """Name a day of the course: "day 5", "J5"."""
        return self.text("day.name", n=format_exact(round(value, 1), self.locale))

    def when(self, when: When, anchor: str | None = None) -> str:
        """Name a moment, or the days between which it lies; with the date when day 0 has one."""
        if when.known:
            text, date = self.day(when.earliest), self.date(anchor, when.earliest) if anchor else ""
            return f"{text} ({date})" if date else text
        low, high = (format_exact(round(d, 1), self.locale) for d in (when.earliest, when.latest))
        return self.text("day.between", low=low, high=high)

    def moment(self, when: When) -> str:
        """Name the moment with which something is compared: "day 0", "days 20 to 30"."""
        if when.known:
            return self.day(when.earliest)
        low, high = (format_exact(round(d, 1), self.locale) for d in (when.earliest, when.latest))
        return self.text("day.range", low=low, high=high)

    def date(self, anchor: str, days: float = 0.0) -> str:
        """Write the calendar date `days` after the ISO 8601 date `anchor`; nothing before year 1 or after 9999."""
        from babel.dates import format_date

        try:
            day = datetime.date.fromisoformat(anchor[:10]) + datetime.timedelta(days=days)
        except OverflowError:
            return ""
        return str(format_date(day, format="medium", locale=self.locale))
