"""The phases with and without a drug, compared without a model: a sentence and a line of a table for each series."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.outcomes import outcomes
from rechallenge.presentation.document import Block, Cell, Heading, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.report.charts.figures import phases_name
from rechallenge.report.sections.context import Context

LEAST_P = 0.001
NO_NUMBER = "–"


def without_model(found: Sequence[Mapping[str, Any]], context: Context, number: int = 0) -> tuple[Block, ...]:
    """Blocks on the statistics of `questions.without_model`, for the `number`-th drug."""
    language = context.language
    compared = [entry for entry in found if entry["statistics"]]
    blocks: list[Block] = [Heading(language.text("single_case.title"))]
    for entry in found:
        said = [entry["sentence"], *entry["remarks"]]
        blocks.append(Text(" ".join(language.message(message) for message in said)))
    if not compared:
        return (*blocks, Text(language.text("single_case.nothing" if found else "single_case.none")))
    blocks += context.figure(phases_name(number), language.text("single_case.caption"), language.text("single_case.table"))
    descriptive = any(entry["randomisation"]["descriptive"] for entry in compared)
    head = ["series", "sides", "nap", "change", "regression", "p" if descriptive else "p_tested"]
    blocks.append(
        table(
            [language.text(f"single_case.head.{name}") for name in head],
            [_row(entry, language) for entry in compared],
            language.text("single_case.table"),
            (1.5, 0.9, 1.6, 1.8, 1.8, 1.2),
        )
    )
    if descriptive:
        cite = context.citations.mark("bulte2008") + context.citations.mark("zucker1997")
        blocks.append(Text(language.text("single_case.descriptive", cite=cite), "small"))
    return tuple(blocks)


def _row(entry: Mapping[str, Any], language: Language) -> tuple[Cell, ...]:
    outcome = outcomes().get(entry["variable"])
    unit = "0-10" if outcome is not None and outcome.scale.is_score else entry["unit"]
    name = language.outcome(outcome or entry["what"])
    symbol = language.unit(unit)
    texts = (
        language.text("single_case.cell.sides", **entry["readings"]),
        _share(entry["statistics"]["nap"], language),
        _change(entry, language),
        _effect(entry, language),
        _p(entry["randomisation"], language),
    )
    return (Cell(capitalised(f"{name} ({symbol})" if symbol else name), strong=True), *(Cell(text, numeric=True) for text in texts))


def _share(nap: Mapping[str, Any], language: Language) -> str:
    value = language.percent(nap["value"])
    if nap["value"] in (0.0, 1.0):
        value = language.text(f"single_case.cell.{'all' if nap['value'] else 'none'}")
    low, high = (language.percent(bound) for bound in nap["interval"])
    return language.text("single_case.cell.interval", value=value, low=low, high=high)


def _change(entry: Mapping[str, Any], language: Language) -> str:
    """Ratio of the means where zero means nothing, their difference for scores."""
    outcome = outcomes().get(entry["variable"])
    ratio = outcome is not None and outcome.scale.logarithmic
    found = entry["statistics"]["lrr" if ratio else "mean_difference"]
    if ratio and found["value"] is None:
        # the correction for few readings needs two on each side; the medians do not
        found = entry["statistics"]["lrm"]
    return _turned(found["value"], found["interval"], found["undefined"], entry["improvement"] == "decrease", ratio, language)


def _effect(entry: Mapping[str, Any], language: Language) -> str:
    found = entry["regression"]
    effect = found["effect"]
    return _turned(effect["value"], effect["interval"], found["undefined"], False, found["logarithmic"], language)


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


def _p(test: Mapping[str, Any], language: Language) -> str:
    if test["p"] is None or test["undefined"]:
        return language.text(f"single_case.undefined.{test['undefined']}")
    return f"< {language.exact(LEAST_P)}" if test["p"] < LEAST_P else language.number(test["p"])
