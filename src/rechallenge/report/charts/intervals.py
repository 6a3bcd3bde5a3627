"""Charts of intervals: what was expected before this patient's data, beside what is believed after them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import BLUE, GREY, INK, MUTED, NUMBER, SOLID, Spec, chart, dashes, label, quantitative
from rechallenge.questions.answer import Answer, Estimate

ROW_PX = 46
PLOT_PX = 300
LABEL_PX = 196


@dataclass(frozen=True, slots=True)
class Pair:
    """One quantity, before and after."""

    name: str
    prior: Estimate | None
    posterior: Estimate


def dependence_chart(answer: Answer, language: Language) -> Spec | None:
    """Least daily steroid dose without and with the drug, on one axis."""
    doses = answer.details.get("prednisone_mg") or {}
    prior = answer.details.get("prior") or {}
    pairs = [
        Pair(language.text(f"legend.{k}_drug"), prior.get(k), doses[k]) for k in ("without", "with") if isinstance(doses.get(k), Estimate)
    ]
    if not pairs:
        return None
    ends = [v for p in pairs for e in (p.prior, p.posterior) if e is not None for v in (e.value, e.high) if math.isfinite(v)]
    top = max([*ends, 10.0]) * 1.04
    axis = {"grid": True, "tickCount": 8, "format": NUMBER}
    parts = _rows(pairs, (0.0, top), language, axis=axis, title=language.text("axis.prednisone"))
    return chart({"layer": parts, "width": PLOT_PX, "height": ROW_PX * len(pairs)})


def analogy_chart(answer: Answer, language: Language) -> Spec | None:
    """Each quantity of the analogy on its own axis, the prior above the posterior."""
    table = answer.details.get("table") or []
    pairs = [
        Pair(language.text(row["quantity"]), row.get("prior"), row["posterior"])
        for row in table
        if isinstance(row.get("posterior"), Estimate)
    ]
    if not pairs:
        return None
    parts: list[Spec] = []
    for pair in pairs:
        ends = [v for e in (pair.prior, pair.posterior) if e is not None for v in (e.low, e.value, e.high) if math.isfinite(v)]
        endless = (pair.prior is not None and math.isinf(pair.prior.high)) or math.isinf(pair.posterior.high)
        share = pair.posterior.unit in ("probability", "share")
        low, high = (0.0, 1.0) if share else (min([*ends, 0.0]), max([*ends, 1e-6]) * (1.4 if endless else 1.06))
        axis = {"grid": True, "tickCount": 5, "format": ".0%" if share else NUMBER}
        parts.append({"layer": _rows([pair], (low, high), language, axis=axis, title=""), "width": PLOT_PX, "height": ROW_PX})
    return chart({"vconcat": parts, "spacing": 30, "bounds": "flush"})


def _rows(pairs: Sequence[Pair], domain: tuple[float, float], language: Language, axis: Spec, title: str) -> list[Spec]:
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
