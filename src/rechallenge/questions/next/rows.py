"""Tables of what may be done to learn more, and of how the verdict grew, as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rechallenge.presentation.document import Block, Table, TableCell, Text, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.presentation.quantities import NOTHING
from rechallenge.questions.next.answer import GrowthPoint, NextAnswer, NextOption
from rechallenge.questions.next.sentence import measured_of

# Rows of a table that a reader looks through.
MOST_ROWS = 14
MOST_DAYS = 12
HEADS = ("act", "measured", "bits", "bits_risk", "bits_steroid", "decides", "disease_days_added", "steroid_total", "visits")


def next_blocks(answer: NextAnswer, language: Language) -> Iterable[Block]:
    """Table of the options, why others are not offered, and how the verdict grew."""
    if shown := shown_options(answer.options):
        yield _options(shown, language)
    if answer.n_beyond_limits:
        yield Text(language.text("next.beyond", n=answer.n_beyond_limits), "small")
    for reason in answer.withheld:
        yield Text(language.message(reason), "small")
    for drug, points in answer.growth.items():
        told = sum(each.p_drug_works is not None for each in points)
        if told > 1:
            yield _growth(drug, points, language)
        if told < len(points):
            yield Text(language.text("next.untold" if told > 1 else "next.growth_untold", drug=drug), "small")


def shown_options(options: Sequence[NextOption]) -> list[NextOption]:
    """Of each act and each thing that is measured the day that tells most, the best first; and doing nothing."""
    best: dict[tuple[str, str, str | None], NextOption] = {}
    for each in options:
        best.setdefault((each.name, str(each.values), each.measure), each)
    found = [each for each in best.values() if each.measure is not None][:MOST_ROWS]
    return [*found, *(each for each in options if each.measure is None)] if found else []


def option_row(option: NextOption, language: Language) -> tuple[str, ...]:
    """One option as texts, in the order of `HEADS`."""
    act = capitalised(language.message(option.act))
    nothing = option.measure is None
    return (
        language.text("next.as_good", act=act) if option.tied else act,
        NOTHING if nothing else capitalised(language.message(measured_of(option))),
        _bits(option.bits, option.bits_error, language),
        _bits(option.bits_risk, option.bits_risk_error, language),
        "" if option.bits_steroid is None else _bits(option.bits_steroid, option.bits_steroid_error, language),
        NOTHING if nothing else language.percent(option.p_decides),
        language.exact(round(option.burden.disease_days_added, 1)),
        language.exact(round(option.burden.steroid_mg)),
        language.integer(option.burden.visits),
    )


def option_heads(language: Language) -> tuple[str, ...]:
    """Heads of `option_row`."""
    return tuple(language.text(f"head.next.{name}") for name in HEADS)


def _bits(bits: float, error: float | None, language: Language) -> str:
    value = _hundredths(bits, language)
    return language.text("value.give_or_take", value=value, error=_hundredths(error, language)) if error else value


def _hundredths(bits: float, language: Language) -> str:
    """Bits to a hundredth: more figures mean nothing beside their errors."""
    from babel.numbers import format_decimal

    return str(format_decimal(bits, format="0.00", locale=language.locale))


def _options(options: Sequence[NextOption], language: Language) -> Table:
    rows = []
    for place, option in enumerate(options):
        act, measured, *numbers = option_row(option, language)
        rows.append((TableCell(act, strong=place == 0), TableCell(measured), *(TableCell(each, numeric=True) for each in numbers)))
    return table(option_heads(language), rows, language.text("table.next"), (2.2, 2.0, 1.1, 1.1, 1.1, 0.9, 0.9, 0.9, 0.7))


def _growth(drug: str, points: Sequence[GrowthPoint], language: Language) -> Table:
    rows = [
        (
            TableCell(language.day(each.day)),
            TableCell(NOTHING if each.p_drug_works is None else language.percent(each.p_drug_works), numeric=True),
        )
        for each in _some(points)
    ]
    head = (language.text("head.next.until"), language.text("head.next.p_acts", drug=drug))
    return table(head, rows, language.text("table.growth", drug=drug))


def _some(points: Sequence[GrowthPoint]) -> Iterator[GrowthPoint]:
    """Some of many points, the first and the last among them."""
    n = len(points)
    places = range(n) if n <= MOST_DAYS else sorted({round(place * (n - 1) / (MOST_DAYS - 1)) for place in range(MOST_DAYS)})
    return (points[place] for place in places)
