"""One answer as lines of text: its sentence, its curve as a table, and what must be known before trusting it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rechallenge.cli.columns import Row, aligned
from rechallenge.cli.outcome import printable

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language
    from rechallenge.questions.answer import Answer, Band

TOLD_DAYS = (1, 3, 7, 14, 30, 60, 90, 180, 365)
"""Days at which a curve is told; the eye reads no more of a table."""


def answer_text(answer: Answer, language: Language) -> Iterator[str]:
    """Write an answer as lines of text."""
    yield printable(language.message(answer.sentence))
    probabilities = {name: band for name, band in answer.curves.items() if band.unit in ("", "probability")}
    if probabilities:
        yield ""
        yield from aligned(list(_table(probabilities, language)))
    if answer.warnings or answer.notes:
        yield ""
    for warning in answer.warnings:
        yield f"{language.text('cli.warning')}: {printable(language.message(warning))}"
    for note in answer.notes:
        yield f"{language.text('cli.note')}: {printable(language.message(note))}"


def _table(curves: Mapping[str, Band], language: Language) -> Iterator[Row]:
    """Tell curves side by side, a row for each day that all of them reach."""
    import numpy as np

    yield ("", *(language.text(f"cli.curve.{name}") for name in curves))
    for day in TOLD_DAYS:
        if all(band.days[0] <= day <= band.days[-1] for band in curves.values()):
            cells = []
            for band in curves.values():
                low, median, high = (float(np.interp(day, band.days, values)) for values in (band.low90, band.median, band.high90))
                text = language.percent(median)
                if high > low:
                    text += f" ({language.text('value.range', low=language.percent(low), high=language.percent(high))})"
                cells.append(text)
            yield (language.day(day), *cells)
