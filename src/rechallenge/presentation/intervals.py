"""Pieces of charts of intervals: what was expected before this patient's data, beside what is believed after them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.inference.summary import Estimate
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import BLUE, GREY, INK, MUTED, SOLID, Spec, dashes, label, quantitative

ROW_PX = 46
PLOT_PX = 300


@dataclass(frozen=True, slots=True)
class Pair:
    """One quantity, before and after."""

    name: str
    prior: Estimate | None
    posterior: Estimate

    @property
    def finite(self) -> list[float]:
        """Finite values and bounds of both, for the ends of an axis."""
        both = (each for each in (self.prior, self.posterior) if each is not None)
        return [v for each in both for v in (each.low, each.value, each.high) if math.isfinite(v)]


def pair_rows(pairs: Sequence[Pair], domain: tuple[float, float], language: Language, axis: Spec, title: str) -> list[Spec]:
    """Layers of pairs, one a row on a shared axis: the prior above the posterior, each with its words beside the plot."""
    x = quantitative("v", domain=domain, axis=axis, title=title)
    y = quantitative("y", domain=(len(pairs), 0), axis=None)
    layers: list[Spec] = []
    for row, pair in enumerate(pairs):
        for estimate, dy, colour, dash, width, code in (
            (pair.prior, 0.3, GREY, [4.0, 3.0], 3, "legend.prior_short"),
            (pair.posterior, 0.68, BLUE, SOLID, 6, "legend.posterior_short"),
        ):
            if estimate is not None:
                layers += _interval(estimate, row + dy, domain, x, y, colour, dash, width)
                text = f"{language.text(code)} {language.interval(estimate)}"
                place = {"datum": row + dy, "type": "quantitative", "axis": None}
                layers.append(label(text, {"value": PLOT_PX + 14}, place, color=MUTED if colour == GREY else INK, fontSize=11))
        layers.append(label(pair.name, {"value": -14}, {"datum": row + 0.5, "type": "quantitative", "axis": None}, align="right"))
    return layers


def _interval(
    estimate: Estimate, at: float, domain: tuple[float, float], x: Spec, y: Spec, colour: str, dash: list[float], width: int
) -> list[Spec]:
    low, high = domain

    def inside(v: float) -> float:
        return high if math.isnan(v) else min(max(v, low), high)

    data = [{"v": inside(estimate.low), "w": inside(estimate.high), "y": at}]
    layers: list[Spec] = [
        {
            "data": {"values": data},
            "mark": {"type": "rule", "strokeWidth": width, "color": colour, "opacity": 0.75, **dashes(dash)},
            "encoding": {"x": x, "x2": {"field": "w"}, "y": y},
        }
    ]
    if math.isinf(estimate.high):
        layers.append(
            {
                "data": {"values": [{"v": high, "y": at}]},
                "mark": {"type": "point", "shape": "triangle-right", "filled": True, "size": 70, "color": colour, "opacity": 1},
                "encoding": {"x": x, "y": y},
            }
        )
    if math.isfinite(estimate.value):
        layers.append(
            {
                "data": {"values": [{"v": inside(estimate.value), "y": at}]},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 75,
                    "color": colour,
                    "opacity": 1,
                    "stroke": "#ffffff",
                    "strokeWidth": 1.2,
                },
                "encoding": {"x": x, "y": y},
            }
        )
    return layers
