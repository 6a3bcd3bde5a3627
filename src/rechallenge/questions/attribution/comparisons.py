"""The phases with and without a drug, compared without a model: a sentence and a line of a table for each series."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from rechallenge.outcomes import outcomes
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, Heading, TableCell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.attribution.answer import Comparison, Randomisation, StatisticEntry

LEAST_P = 0.001
NO_NUMBER = "–"


def comparison_blocks(found: Sequence[Comparison], figure: str, composition: Composition) -> Iterable[Block]:
    """Blocks on the comparisons of all series; `figure` names the chart of their phases."""
    language = composition.language
    compared = [entry for entry in found if entry.statistics]
    yield Heading(language.text("single_case.title"))
    for entry in found:
        yield Text(" ".join(language.message(message) for message in (entry.sentence, *entry.remarks)))
    if not compared:
        yield Text(language.text("single_case.nothing" if found else "single_case.none"))
        return
    yield from composition.figure(figure, language.text("single_case.caption"), language.text("single_case.table"))
    descriptive = any(entry.randomisation is not None and entry.randomisation.descriptive for entry in compared)
    head = ["series", "sides", "nap", "change", "regression", "p" if descriptive else "p_tested"]
    yield table(
        [language.text(f"single_case.head.{name}") for name in head],
        [_row(entry, language) for entry in compared],
        language.text("single_case.table"),
        (1.5, 0.9, 1.6, 1.8, 1.8, 1.2),
    )
    if descriptive:
        cite = composition.citations.mark("bulte2008") + composition.citations.mark("zucker1997")
        yield Text(language.text("single_case.descriptive", cite=cite), "small")


def _row(entry: Comparison, language: Language) -> tuple[TableCell, ...]:
    outcome = outcomes().get(entry.outcome)
    unit = "0-10" if outcome is not None and outcome.scale.is_score else entry.unit
    name = language.outcome(outcome or entry.what)
    symbol = language.unit(unit)
    texts = (
        language.text("single_case.cell.sides", off=entry.readings.off, on=entry.readings.on),
        _share(entry.statistics["nap"], language),
        _change(entry, language),
        _effect(entry, language),
        _p(entry.randomisation, language),
    )
    return (
        TableCell(capitalised(f"{name} ({symbol})" if symbol else name), strong=True),
        *(TableCell(text, numeric=True) for text in texts),
    )


def _share(nap: StatisticEntry, language: Language) -> str:
    if nap.value is None or nap.interval is None:
        return NO_NUMBER
    value = language.percent(nap.value)
    if nap.value in (0.0, 1.0):
        value = language.text(f"single_case.cell.{'all' if nap.value else 'none'}")
    low, high = (language.percent(bound) for bound in nap.interval)
    return language.text("single_case.cell.interval", value=value, low=low, high=high)


def _change(entry: Comparison, language: Language) -> str:
    """Ratio of the means where zero means nothing, their difference for scores."""
    outcome = outcomes().get(entry.outcome)
    ratio = outcome is not None and outcome.scale.logarithmic
    found = entry.statistics["lrr" if ratio else "mean_difference"]
    if ratio and found.value is None:
        # the correction for few readings needs two on each side; the medians do not
        found = entry.statistics["lrm"]
    return _turned(found.value, found.interval, found.undefined, entry.improvement == "decrease", ratio, language)


def _effect(entry: Comparison, language: Language) -> str:
    found = entry.regression
    if found is None:
        return NO_NUMBER
    return _turned(found.effect.value, found.effect.interval, found.undefined, False, found.logarithmic, language)


def _turned(
    value: float | None, interval: Sequence[float] | None, undefined: str | None, mirrored: bool, ratio: bool, language: Language
) -> str:
    """Write a change as with minus without, or as a factor; the statistics count an improvement as positive."""
    if value is None:
        return NO_NUMBER if undefined is None else language.text(f"single_case.undefined.{undefined}")
    numbers = [value, *(interval or ())]
    if mirrored:
        numbers = [-number for number in numbers]
    if ratio:
        numbers = [math.exp(number) for number in numbers]
    if interval is None:
        return language.text("single_case.cell.factor", value=numbers[0]) if ratio else language.number(numbers[0])
    low, high = sorted(numbers[1:])
    if ratio:
        return language.text("single_case.cell.factor_interval", value=numbers[0], low=low, high=high)
    return language.text(
        "single_case.cell.interval", value=language.number(numbers[0]), low=language.number(low), high=language.number(high)
    )


def _p(test: Randomisation | None, language: Language) -> str:
    if test is None or test.p is None or test.undefined:
        return NO_NUMBER if test is None else language.text(f"single_case.undefined.{test.undefined}")
    return f"< {language.exact(LEAST_P)}" if test.p < LEAST_P else language.number(test.p)
