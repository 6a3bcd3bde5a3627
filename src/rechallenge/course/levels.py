"""Understanding a level of an outcome: a number, limit, interval or word, or a multiple of normal, becomes an interval."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import cast

from rechallenge.course.characters import DASH
from rechallenge.course.context import Context, unit_added
from rechallenge.course.limits import UpperLimits
from rechallenge.course.naming import Name
from rechallenge.course.our_words import OurWords, leading, outcome_name
from rechallenge.course.problems import RefusedError
from rechallenge.course.status_of_values import value_of
from rechallenge.course.units import Amount, amount_of, refuse_letters, refuse_point, unit_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.words_of_time import time_words
from rechallenge.course.written_changes import written_change
from rechallenge.course.written_values import Taken, symbols_unified, taken_apart
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import Outcome
from rechallenge.outcomes.outcome import Scale
from rechallenge.outcomes.words import Word

# A reading of 0 has been rounded down: in its unit it is at most this.
_ROUNDS_TO_NOTHING = 0.5
# A word and a number of a score so many points apart contradict each other. Ours: words of degree overlap by two.
_APART = 2.0
# A word in brackets behind a number and its unit: "12 mg/L (haemolysed)".
_REMARK = re.compile(r"(?P<number>[^()]*\d[^()]*?)\s*\((?P<remark>[^()\d/]*[^\W\d_]{3,}[^()\d/]*)\)")
_PERCENT_CHANGE = re.compile(r"[-+]\s*\d+(?:[.,]\d+)?\s*%")

_WORD_BEHIND = re.compile(r"[\d.,]+(?:\s*[^\s\d]+)?[\s,(]+(?P<word>[^\W\d][^\d()]*?)\)?")


@dataclass(frozen=True, slots=True)
class WrittenBounds:
    """Bounds that a statement gives, on the scale of its outcome; None where open."""

    low: float | None
    high: float | None
    unit: str | None
    ratio: bool = False


@dataclass(frozen=True, slots=True)
class ValueField:
    """A value or change as the file gives it.

    Attributes
    ----------
    place
        Number of its observation in the file.
    path, text
        Where it stands, and what stands there.
    unit
        The unit that its observation gives apart from it.
    name
        What its observation is of.
    """

    place: int
    path: str
    text: str
    unit: str | None
    name: Name

    @property
    def outcome(self) -> Outcome:
        """The outcome that it is of."""
        return self.name.outcome

    @property
    def what(self) -> str:
        """How a message calls it."""
        return self.name.spelling if self.outcome.scale.is_score else outcome_name(self.outcome)


def open_ends(low: float | None, high: float | None, scale: Scale) -> tuple[float | None, float | None]:
    """Open the ends at the edge of what is possible, which say nothing; noise may carry a reading past them."""
    return (None if low is not None and low <= 0 else low), (None if high is not None and high >= scale.most else high)


def note_unreadable(context: Context, path: str, text: str, what: str, words: tuple[Word, ...], unit: str = "") -> None:
    """Refuse what is neither a value nor a word for one, or says that there is none ("not done")."""
    said = value_of(what, text)
    if said is not None and (said.why == "not_done" or (said.status != "present" and not re.search(r"\w", text))):
        context.error("value.none", path, found=text, what=what)
        return
    head, _, behind = text.strip().partition(" ")
    number = time_words().numbers.get(folded(head))
    if number is not None and re.fullmatch(r"|[^\d\s]*\s*/\s*\S+|mm|cm", behind):
        context.error("value.in_digits", path, found=text, write=f"{number} {behind or unit}".strip())
        return
    spellings = [spelling for word in words for spelling in word.words]
    context.error("value.unreadable", path, found=text, what=what, expected=leading(words), nearest=context.nearest(text, spellings))


def amount_in(context: Context, field: ValueField, text: str) -> Amount | None:
    """Read a number with its unit, from the text or from beside it; None after an error or where it is none.

    Two units are refused.
    """
    amount = context.attempt(field.path, lambda: amount_of(text))
    beside = field.unit or field.name.unit
    if amount is None or beside is None:
        return amount
    unit = unit_of(beside)
    if amount.unit is None:
        return replace(amount, unit=unit)
    if unit != amount.unit:
        context.error("unit.two", field.path, found=field.text, unit=beside)
        return None
    return amount


def _taken_apart(text: str, outcome: Outcome, beside: str | None) -> Taken:
    """Take a level apart; what a refusal offers to write has its unit, where the text has none."""
    try:
        refuse_letters(text)
        return taken_apart(text, outcome)
    except RefusedError as refusal:
        if outcome.scale.is_score or beside is not None:
            raise
        unit = outcome.scale.unit or ""
        values = {
            name: OurWords(unit_added(each, unit) for each in value) if isinstance(value, OurWords) else unit_added(str(value), unit)
            for name, value in refusal.values.items()
            if name in ("first", "second", "interval", "write", "values")
        }
        raise RefusedError(refusal.code, **{**refusal.values, **values}) from None


def level_of(context: Context, field: ValueField, limits: UpperLimits) -> WrittenBounds | None:
    """Read a level: a word, a number on the scale of the outcome, or a multiple of its limit; None after an error."""
    outcome, text = field.outcome, field.text
    limit = limits.of(field.place, outcome)
    if compares(text, outcome):
        context.error("value.change", field.path, found=text)
        return None
    taken = context.attempt(field.path, lambda: _taken_apart(text, outcome, field.unit or field.name.unit))
    if taken is None:
        return None
    if not outcome.scale.is_score and re.match(rf"{DASH}\s*\d", taken.text):
        context.error("value.negative", field.path, found=text, what=field.what)
        return None
    word = outcome.word(taken.text) or (None if re.search(r"\d", taken.text) else taken.word)
    if word is not None:
        return WrittenBounds(*open_ends(*word.bounds(limit, limits.usual(outcome)), outcome.scale), outcome.scale.unit or None)
    if taken.times is not None:
        return _multiple(context, field, taken, limit, limits)
    remark = _REMARK.fullmatch(taken.text)
    if remark is not None and remark["remark"] not in (outcome.scale.units or {}):
        context.error("value.remark", field.path, found=text, write=remark["number"], remark=remark["remark"])
        return None
    errors = len(context.problems)
    amount = amount_in(context, field, taken.text)
    if amount is None:
        if len(context.problems) == errors:
            note_unreadable(context, field.path, text, field.what, outcome.words, outcome.scale.unit or "")
        return None
    if (behind := _remark_behind(outcome, taken.text, amount)) is not None:
        context.error("value.remark", field.path, found=text, write=behind[0], remark=behind[1])
        return None
    if not outcome.reads_numbers_as(field.name.spelling):
        return _angle(context, field, amount)
    said = _score(context, field, amount) if outcome.scale.is_score else _quantity(context, field, amount)
    if said is None or not _agrees(context, field, taken, said, limit):
        return None
    if taken.left is not None:
        context.note("value.number_kept", field.path, found=text, kept=taken.text, left=taken.left)
    if taken.interval:
        context.note("value.interval", field.path, found=text, low=amount.low, high=amount.high)
    own = limits.own.get(field.place)
    if taken.limit is not None and own is not None:
        context.note("limit.beside", field.path, found=text, limit=own, unit=outcome.scale.unit)
    return said


def _remark_behind(outcome: Outcome, text: str, amount: Amount) -> tuple[str, str] | None:
    """Return a number with its unit, and words behind it that are no part of the unit: "12 mg/L à J5", "7/10 au repos"; None without."""
    units = {outcome.scale.unit, *(outcome.scale.units or ())}
    if amount.unit is None or amount.unit in units:
        return None
    match = re.fullmatch(r"(?P<number>[<>]?=?\s*\d[\d.,]*\s*(?P<unit>[^\W\d_%]\S*|/\s*100?|%))[\s,;]+(?P<remark>\D*[^\W\d_].*)", text)
    if match is None or unit_of(re.sub(r"\s", "", match["unit"]).rstrip(",;")) not in units:
        return None
    return match["number"].rstrip(",;"), match["remark"]


def compares(text: str, outcome: Outcome) -> bool:
    """Whether a text compares the outcome with before ("better", "-30 %") and is no level of it."""
    if outcome.word(text) is not None:
        return False
    plain_text = symbols_unified(text)
    if _PERCENT_CHANGE.fullmatch(plain_text) or re.match(
        r"\+\s*\d\S*\s*[^\W\d_]" if not outcome.scale.is_score else r"\+\s*\d", plain_text
    ):
        return True
    behind = _WORD_BEHIND.fullmatch(plain_text)
    if behind is not None and outcome.word(behind["word"]) is not None:
        return False  # "85 mg/L raised" is a level, and tells no rise
    return any(vocabulary().change(scale, text) for scale in ("points", "ratio")) or written_change(text, outcome.improvement) is not None


def _multiple(context: Context, field: ValueField, taken: Taken, limit: float | None, limits: UpperLimits) -> WrittenBounds | None:
    """Read a multiple of the upper limit of normal; without a limit of the laboratory, of those that laboratories use."""
    outcome, beside = field.outcome, field.unit
    if beside is not None:
        context.error("unit.two", field.path, found=field.text, unit=beside)
        return None
    usual = limits.usual(outcome)
    least, most = (limit, limit) if limit is not None else (outcome.normal.least_upper if outcome.normal else None, usual)
    if least is None or most is None or taken.times is None:
        note_unreadable(context, field.path, field.text, field.what, outcome.words)
        return None
    low, high = (None if times is None else times * by for times, by in zip(taken.times, (least, most), strict=True))
    codes = ("value.times_limit", "value.times_usual") if high is not None else ("value.times_limit_least", "value.times_usual_least")
    shown = {"low": low or 0.0, "high": high} if high is not None else {"low": low}
    context.note(
        codes[limit is None], field.path, found=field.text, least=least, most=most, unit=outcome.scale.unit, what=outcome.names[0], **shown
    )
    return WrittenBounds(*open_ends(low, high, outcome.scale), outcome.scale.unit)


def _angle(context: Context, field: ValueField, amount: Amount) -> WrittenBounds | None:
    """Read a number of a movement: degrees are shown, anything else may tell how limited it is, or how free."""
    if amount.unit in ("deg", "°", "degrees", "degrés"):
        context.note("value.motion_degrees", field.path, found=field.text)
        return WrittenBounds(amount.low, amount.high, "deg")
    context.error("value.motion_number", field.path, found=field.text)
    return None


def _agrees(context: Context, field: ValueField, taken: Taken, said: WrittenBounds, limit: float | None) -> bool:
    """Refuse a word and a number that contradict each other: "normal (25 mg/L)"."""
    word, outcome = taken.word, field.outcome
    if word is None:
        return True
    low = 0.0 if said.low is None else said.low
    high = outcome.scale.most if said.high is None else said.high
    if outcome.scale.is_score:
        above = word.high is not None and low > word.high + _APART
        below = word.low is not None and high < word.low - _APART
    else:
        normal = outcome.normal
        highest = limit if limit is not None else normal.upper if normal else None
        lowest = limit if limit is not None else normal.least_upper if normal else None
        above = word.limit in ("high", "most") and highest is not None and low > highest
        below = word.limit == "low" and lowest is not None and high < lowest
    if above or below:
        context.error("value.word_and_number", field.path, found=field.text, kept=taken.text)
    return not (above or below)


def _quantity(context: Context, field: ValueField, amount: Amount) -> WrittenBounds | None:
    path, text, what, outcome = field.path, field.text, field.what, field.outcome
    found = in_own_unit(context, field, amount)
    if found is None:
        return None
    plausible = outcome.plausible
    if plausible is not None and "." in text:
        one, own = (amount.low, found.low) if amount.low else (amount.high, found.high)
        times = own / one if one and own else 1.0
        if context.attempt(path, lambda: refuse_point(text, plausible.low, plausible.high, times)) is None:
            return None
    if (found.high is not None and found.high < 0) or (found.low is not None and found.low < 0):
        context.error("value.negative", path, found=text, what=what)
        return None
    if outcome.plausible is not None:
        low, high = outcome.plausible.low, outcome.plausible.high
        too_high = any(bound is not None and bound > high for bound in (found.low, found.high))
        if too_high or (found.single and 0 < cast(float, found.low) < low):
            context.warn("value.implausible", path, what=what, found=text, low=low, high=high, unit=outcome.scale.unit)
    unit = outcome.scale.unit
    if found.single:
        return WrittenBounds(None, _ROUNDS_TO_NOTHING, unit) if found.low == 0 else WrittenBounds(found.low, found.high, unit)
    return WrittenBounds(*open_ends(found.low, found.high, outcome.scale), unit)


def in_own_unit(context: Context, field: ValueField, amount: Amount) -> Amount | None:
    """Convert a quantity; None after an error. A number without a unit is read where it can have only one, and that is told."""
    scale, path, text, what = field.outcome.scale, field.path, field.text, field.outcome.names[0]
    if amount.unit is None and scale.bare:
        context.note("unit.assumed", path, found=text, unit=scale.unit, what=what)
        return replace(amount, unit=scale.unit)
    times = (scale.units or {}).get(amount.unit or "")
    if times is not None:
        low, high = (None if bound is None else bound * times for bound in (amount.low, amount.high))
        return Amount(low, high, scale.unit, amount.whole and times == 1.0)
    return context.converted(path, text, amount, scale.unit, what)


def _score(context: Context, field: ValueField, amount: Amount) -> WrittenBounds | None:
    path, text, what, scale = field.path, field.text, field.what, field.outcome.scale
    times = factor_of(context, field, amount)
    if times is None:
        return None
    low = None if amount.low is None else amount.low * times
    high = None if amount.high is None else amount.high * times
    if any(bound is not None and not 0 <= bound <= scale.most for bound in (low, high)):
        context.error("value.scale", path, found=text, what=what, high=scale.most / times)
        return None
    if times != 1.0 and amount.single and low is not None:
        context.note("unit.converted", path, found=text, value=low, unit=f"/{scale.most:g}")
    if amount.single and amount.whole and times == 1.0 and low is not None:
        # a whole number of a score was rounded by the patient
        return WrittenBounds(*open_ends(low - 0.5, low + 0.5, scale), None)
    return (
        WrittenBounds(low, high, None)
        if amount.single and low not in (0.0, scale.most)
        else WrittenBounds(*open_ends(low, high, scale), None)
    )


def factor_of(context: Context, field: ValueField, amount: Amount) -> float | None:
    """Factor to a score from the way in which it is written; None after an error."""
    scale = field.outcome.scale
    unit = None if amount.unit is None else re.sub(r"\s+", "", amount.unit)
    times = 1.0 if unit is None else (scale.units or {}).get(unit)
    other = None if unit is None else re.fullmatch(r"/(\d+)|%", unit)
    if times is None and other is not None and amount.low is not None and 0 <= amount.low <= (of := float(other[1] or 100)) and of > 0:
        context.error("value.other_scale", field.path, found=field.text, write=f"{amount.low * scale.most / of:.2g}/{scale.most:g}")
        return None
    if times is None:
        context.error("unit.impossible", field.path, found=str(amount.unit), expected=f"0..{scale.most:g}", what=field.what)
    return times
