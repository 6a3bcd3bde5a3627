"""How an observation reads in words: the interval that it became, for the terminal, the page and the report."""

from __future__ import annotations

import math

from rechallenge.course.model import Course, Observation
from rechallenge.course.obscured import Hidden, bounds_of_disease, hidden_by
from rechallenge.course.times import When
from rechallenge.presentation.language import Language
from rechallenge.vocabulary.numerals import NBSP


def observation_words(observation: Observation, language: Language) -> str:
    r"""Say what an observation was understood to mean, in a few words.

    A value is a number, a limit or a range in its unit ("at most 10 mg/L"); a change says by how much, and compared with when.

    Examples
    --------
    >>> from rechallenge.outcomes import marker
    >>> normal = Observation("CRP", marker(), When(5, 5), None, 10.0, "normal", unit="mg/L")
    >>> observation_words(normal, Language("en"))
    'at most 10\xa0mg/L'
    """
    if observation.outcome is None:
        return language.text("observation.not_modelled")
    if observation.since is not None:
        return _change(observation, observation.since, language)
    low, high = observation.low, observation.high
    # what has no unit is read on the scale
    return _between(None if low == 0 and high is not None and high > 0 else low, high, observation.unit or "0-10", language)


def reading_words(course: Course, observation: Observation, language: Language) -> str:
    """Say what an observation was understood to mean, and what it says of the disease where an infection or a drug hides that."""
    meaning, hidden, told = observation_words(observation, language), hidden_by(course, observation), bounds_of_disease(course, observation)
    if not hidden:
        return meaning
    side = "nothing" if told.none else "at_most" if told.low is None else "at_least"
    return language.text(f"observation.hidden.{side}", meaning=meaning, hidden=hidden_words(hidden, language))


def hidden_words(hidden: Hidden, language: Language) -> str:
    """Name what hides the disease: an infection, drugs."""
    return language.items([*([language.text("hidden.infection")] if hidden.infection else []), *map(language.drug, hidden.drugs)])


def _between(low: float | None, high: float | None, unit: str, language: Language) -> str:
    """Write an interval: a number, "at most", "at least", or both ends; its unit stands once, at the end."""
    if low is None and high is None:
        return language.text("observation.any")
    if low is None:
        return language.text("observation.at_most", high=_amount(high, unit, language))
    if high is None:
        return language.text("observation.at_least", low=_amount(low, unit, language))
    if low == high:
        return _amount(low, unit, language)
    return language.text("value.range", low=_amount(low, "", language), high=_amount(high, unit, language))


def _change(observation: Observation, since: When, language: Language) -> str:
    low, high, moment = observation.low, observation.high, language.moment(since)
    if low is None and high is None:
        return language.text("observation.change.any", since=moment)
    if observation.ratio:
        return language.text("observation.change.ratio", bounds=_between(low, high, "", language), since=moment)
    unit = observation.unit or ""
    # a change by the whole scale of a score is as far as it can go, and so an open end
    most = math.inf if observation.outcome is None else observation.outcome.scale.most
    if high is not None and high <= 0 and (low is None or low <= -most):
        return language.text("observation.change.lower", by=_amount(-high, unit, language), since=moment)
    if low is not None and low >= 0 and (high is None or high >= most):
        return language.text("observation.change.higher", by=_amount(low, unit, language), since=moment)
    return language.text("observation.change.between", bounds=_between(low, high, unit, language), since=moment)


def _amount(value: float | None, unit: str, language: Language) -> str:
    """Write a number with its unit; what a conversion left behind the fourth decimal is not shown."""
    assert value is not None  # the caller has looked
    symbol = language.unit(unit)
    return f"{language.exact(round(value, 4))}{NBSP if symbol else ''}{symbol}"
