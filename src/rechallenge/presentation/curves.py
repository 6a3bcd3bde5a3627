"""Pieces of charts of curves: the axis of a probability, and names beside the ends of curves."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rechallenge.presentation.theme import TEXT_PX, Spec, label, quantitative

CEILING = 1.04
"""Top of an axis of probability: a curve at 100 % is not cut."""


def probability_axis(title: str | None = None) -> Spec:
    """Axis of a probability, from 0 to 100 %."""
    return quantitative("m", domain=(0, CEILING), title=title, axis={"format": ".0%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1]})


def end_labels(
    named: Sequence[tuple[float, str, str]], domain: tuple[float, float], width: int, height: int, *, logarithmic: bool = False
) -> list[Spec]:
    """Names of curves beside their right ends, kept 15 px apart."""
    low, high = domain

    def pixel(value: float) -> float:
        value = min(max(value, low), high)
        share = math.log(value / low) / math.log(high / low) if logarithmic else (value - low) / (high - low)
        return height * (1 - share)

    placed: list[tuple[float, str, str]] = []
    for value, text, colour in sorted(named, key=lambda item: -item[0]):
        at = pixel(value)
        if placed and at < placed[-1][0] + 15:
            at = placed[-1][0] + 15
        placed.append((at, text, colour))
    # pushed past the bottom: move the whole stack up
    shift = max(0.0, placed[-1][0] - height + 2) if placed else 0.0
    return [label(text, {"value": width + 7}, {"value": at - shift}, color=colour, fontSize=TEXT_PX - 1) for at, text, colour in placed]
