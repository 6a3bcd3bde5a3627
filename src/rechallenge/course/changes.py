"""Understanding a change of an outcome: a word, a percentage, a factor or a difference becomes bounds of it."""

from __future__ import annotations

import re

from rechallenge.course.context import Context, unit_added
from rechallenge.course.levels import ValueField, WrittenBounds, amount_in, factor_of, in_own_unit, note_unreadable
from rechallenge.course.naming import Name
from rechallenge.course.phrases import phrases, plain
from rechallenge.course.units import Amount, amount_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.course.written_changes import written_change
from rechallenge.course.written_values import refuse_two, symbols_unified
from rechallenge.outcomes import Outcome

_SIGNED = re.compile(r"^[<>=\s]*[-+]|^[<>=\s]*0+(?:[.,]0+)?(?!\d)")

_SIGN_APART = re.compile(r"^([-+])\s+(?=\d)")


def change_of(context: Context, path: str, text: str, what: str, unit: str | None, name: Name | None) -> WrittenBounds | None:
    """Read a change; None after an error. `name` is None where no outcome is known by the name `what`."""
    outcome = None if name is None else name.outcome
    told = "points" if outcome is None else outcome.changes
    word = vocabulary().change(told, text)
    if word is not None:
        return WrittenBounds(word.low, word.high, None, told == "ratio")
    if outcome is not None and outcome.word(text) is not None:
        context.error("change.level", path, found=text)
        return None
    if _reached(context, path, text, "" if outcome is None or unit is not None else outcome.scale.unit or ""):
        return None
    written = written_change(text, None if outcome is None else outcome.improvement)
    if written is not None and written.factor is not None:
        return _factor(context, path, text, written.factor)
    bare = _SIGN_APART.sub(r"\1", symbols_unified(text)) if written is None or written.text is None else written.text
    errors = len(context.problems)
    amount = _amount(context, path, bare, text, unit, name)
    if amount is None:
        if len(context.problems) == errors:
            note_unreadable(context, path, text, what, vocabulary().changes[told])
        return None
    if _SIGNED.match(bare) is None:
        context.error("change.unsigned", path, found=text, down=f"-{bare.lstrip('<>= ')}", up=f"+{bare.lstrip('<>= ')}")
        return None
    if amount.unit == "%":
        return _percent(context, path, text, amount)
    if name is None or outcome is None:
        return WrittenBounds(amount.low, amount.high, amount.unit)
    return _difference(context, ValueField(-1, path, text, unit, name), amount, outcome)


def _reached(context: Context, path: str, text: str, of: str) -> bool:
    """Refuse what a value fell or rose to, which is a value or what is left of an earlier one; True after an error."""
    match = re.fullmatch(rf"{phrases().reached}\s*(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>.*)", plain(symbols_unified(text)))
    if match is None:
        return False
    left = float(match["number"].replace(",", "."))
    if re.match(r"%|percent|per cent|pour cent", match["unit"]):
        context.error("change.reached", path, found=text, write=f"{left - 100:+.4g} %")
    else:
        level = symbols_unified(text)[match.start("number") :]
        context.error("change.level", path, found=unit_added(level, of) if of else level)
    return True


def _amount(context: Context, path: str, bare: str, text: str, unit: str | None, name: Name | None) -> Amount | None:
    if name is None:
        return context.attempt(path, lambda: amount_of(bare, unit))
    outcome = name.outcome
    if context.attempt(path, lambda: refuse_two(bare, outcome)) is None:
        return None
    return amount_in(context, ValueField(-1, path, text, unit, name), bare)


def _difference(context: Context, field: ValueField, amount: Amount, outcome: Outcome) -> WrittenBounds | None:
    scale = outcome.scale
    if not scale.is_score:
        found = in_own_unit(context, field, amount)
        return None if found is None else WrittenBounds(found.low, found.high, scale.unit)
    times = factor_of(context, field, amount)
    if times is None:
        return None
    low = None if amount.low is None else amount.low * times
    high = None if amount.high is None else amount.high * times
    if any(bound is not None and abs(bound) > scale.most for bound in (low, high)):
        context.error("value.scale", field.path, found=field.text, what=field.what, high=scale.most / times)
        return None
    if amount.single and amount.whole and times == 1.0 and low is not None and high is not None:
        return WrittenBounds(max(low - 0.5, -scale.most), min(high + 0.5, scale.most), None)
    return WrittenBounds(low, high, None)


def _factor(context: Context, path: str, text: str, times: float) -> WrittenBounds | None:
    spread = phrases().factor_rounding
    low, high = round(times / spread, 10), round(times * spread, 10)
    context.note("change.percent", path, found=text, low=low, high=high)
    return WrittenBounds(low, high, None, ratio=True)


def _percent(context: Context, path: str, text: str, amount: Amount) -> WrittenBounds | None:
    spread = vocabulary().percent_rounding if amount.single else 0.0
    low = None if amount.low is None else round(1 + amount.low / 100 - spread, 10)
    high = None if amount.high is None else round(1 + amount.high / 100 + spread, 10)
    if high is not None and high <= 0:
        context.error("change.below_nothing", path, found=text)
        return None
    low = None if low is not None and low <= 0 else low
    if amount.single:
        context.note("change.percent", path, found=text, low=low or 0.0, high=high)
    return WrittenBounds(low, high, None, ratio=True)
