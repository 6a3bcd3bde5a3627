"""Panels of the timeline that show an outcome over time: what the model infers, and what was recorded."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rechallenge.course.model import Observation
from rechallenge.outcomes import Outcome
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import (
    BLUE,
    DASHED,
    INK,
    MUTED,
    NUMBER,
    VERMILION,
    WIDTH,
    Spec,
    curve_layers,
    label,
    quantitative,
    rows,
    rule,
)
from rechallenge.questions.answer import Band
from rechallenge.report.charts.window import Window

RING = {"type": "point", "filled": False, "size": 260, "strokeWidth": 2, "opacity": 1, "color": VERMILION}


def domain_of(outcome: Outcome, observations: Sequence[Observation], band: Band | None) -> tuple[float, float]:
    """Bounds of the axis: the scale of a score; of a quantity everything recorded, the band of the model, and what it spans at least."""
    if outcome.scale.is_score:
        return 0.0, outcome.scale.most
    values = [v for o in observations if o.since is None for v in (o.low, o.high) if v is not None and v > 0]
    if band is not None:
        finite = [float(v) for v in (*band.low90, *band.high90) if math.isfinite(v)]
        values += [min(finite, default=1.0), max(finite, default=100.0)]
    values += outcome.chart.spans or ()
    return max(min(values) * 0.85, outcome.chart.ticks[0]), max(values) * 1.35


def outcome_panel(
    outcome: Outcome,
    observations: Sequence[Observation],
    band: Band | None,
    window: Window,
    language: Language,
    *,
    normal: float = math.inf,
    width: int = WIDTH,
    odd: Sequence[Observation] = (),
    numbered: Sequence[tuple[Observation, str]] = (),
) -> Spec:
    """One outcome over time, with its upper limit of normal where that is finite; a ring about what is `odd`, a badge beside `numbered`."""
    mine = [o for o in observations if o.outcome is outcome]
    low, high = domain_of(outcome, mine, band)
    logarithmic = outcome.scale.logarithmic
    axis: Spec = {"values": [t for t in outcome.chart.ticks if low <= t <= high], "grid": True, "titleX": -42}
    y = quantitative(
        "m",
        domain=(low, high),
        title=language.outcome_axis(outcome),
        scale={"type": "log"} if logarithmic else {},
        axis=axis if outcome.scale.is_score else {**axis, "format": NUMBER},
    )
    return _panel(
        mine,
        band,
        window,
        y,
        (low, high),
        outcome.chart.height,
        width,
        odd=odd,
        numbered=numbered,
        floor=low if logarithmic else None,
        normal=normal,
        words=language.text("legend.normal"),
    )


def _panel(
    observations: list[Observation],
    band: Band | None,
    window: Window,
    y: Spec,
    domain: tuple[float, float],
    height: int,
    width: int,
    *,
    odd: Sequence[Observation] = (),
    numbered: Sequence[tuple[Observation, str]] = (),
    floor: float | None = None,
    normal: float = math.inf,
    words: str = "",
) -> Spec:
    x = quantitative("t", domain=(window.low, window.high), axis={"labels": False, "ticks": False, "domain": False, "grid": True})
    layers: list[Spec] = []
    if band is not None:
        layers += curve_layers(rows(band, floor=floor, window=(window.low, window.high)), x, y, BLUE)
    if math.isfinite(normal):
        layers.append(rule(normal, y, dash=DASHED))
        level = {"datum": normal, "type": "quantitative"}
        layers.append(label(words, {"value": width + 6}, level, color=MUTED, fontSize=11))
    layers += observation_layers(observations, x, y, domain, window)
    rings = [{"t": window.clip(o.at.middle), "m": place(o, domain)} for o in observations if any(o is each for each in odd)]
    if rings:
        layers.append({"data": {"values": rings}, "mark": RING, "encoding": {"x": x, "y": y}})
    at = [
        {"t": window.clip(o.at.middle), "m": place(o, domain), "text": text}
        for o, text in numbered
        if any(o is each for each in observations)
    ]
    layers += badges(at, x, y)
    if not layers:  # an empty panel still needs a mark
        layers.append(rule(domain[0], y))
    return {"width": width, "height": height, "layer": layers}


def badges(values: Sequence[Spec], x: Spec, y: Spec, offset: int = 11) -> list[Spec]:
    """Numbers on small discs, a little left of and above what they mark."""
    if not values:
        return []
    aside = {"xOffset": -offset, "yOffset": -0.5 * offset}
    disc = {"type": "point", "filled": True, "size": 150, "color": INK, "opacity": 1, **aside}
    text = {"type": "text", "color": "#ffffff", "fontSize": 10, "fontWeight": "bold", **aside}
    return [
        {"data": {"values": values}, "mark": disc, "encoding": {"x": x, "y": y}},
        {"data": {"values": values}, "mark": text, "encoding": {"x": x, "y": y, "text": {"field": "text"}}},
    ]


_INWARD = {"expr": "datum.shape === 'triangle-down' ? -4 : 4"}
"""The head of an arrow ends at the edge of its panel, where a chart that can be zoomed would cut it off."""


def observation_layers(
    observations: Sequence[Observation], x: Spec, y: Spec, domain: tuple[float, float], window: Window, colour: str = INK
) -> list[Spec]:
    """Observations by what they are: dot, bracket, arrow of a limit, triangle of a change; a whisker where the day is uncertain."""
    marks: dict[str, list[Spec]] = {kind: [] for kind in ("dot", "bracket", "cap", "arrow", "change", "whisker")}
    for o in observations:
        _mark(o, domain, window, marks)
    shape = {"field": "shape", "type": "nominal", "scale": None}
    spans: dict[str, dict[str, object]] = {
        "whisker": {"x": x, "x2": {"field": "t2"}, "y": y},
        "bracket": {"x": x, "y": y, "y2": {"field": "m2"}},
        "cap": {"x": x, "y": y},
        "arrow": {"x": x, "y": y, "shape": shape},
        "change": {"x": x, "y": y, "shape": shape},
        "dot": {"x": x, "y": y},
    }
    looks: dict[str, dict[str, object]] = {
        "whisker": {"type": "rule", "strokeWidth": 1.2, "opacity": 0.75},
        "bracket": {"type": "rule", "strokeWidth": 1.6},
        "cap": {"type": "tick", "orient": "horizontal", "size": 9, "thickness": 1.6},
        "arrow": {"type": "point", "filled": True, "size": 46, "opacity": 1, "yOffset": _INWARD},
        "change": {"type": "point", "filled": False, "size": 60, "strokeWidth": 1.6, "opacity": 1},
        "dot": {"type": "point", "filled": True, "size": 46, "opacity": 1, "stroke": "#ffffff", "strokeWidth": 1},
    }
    return [
        {"data": {"values": values}, "mark": {**looks[kind], "color": colour}, "encoding": spans[kind]}
        for kind, values in marks.items()
        if values
    ]


def place(o: Observation, domain: tuple[float, float]) -> float:
    """Height at which an observation is drawn: its value, the middle of its interval, or near the top where only a change is known."""
    low, high = domain
    if o.since is not None:
        return high * (high / low) ** -0.06 if low > 0 else high - 0.1 * (high - low)
    bottom, top = (edge if bound is None else min(max(bound, low), high) for bound, edge in ((o.low, low), (o.high, high)))
    return math.sqrt(bottom * top) if low > 0 else 0.5 * (bottom + top)


def _mark(o: Observation, domain: tuple[float, float], window: Window, marks: dict[str, list[Spec]]) -> None:
    low, high = domain
    t, height = window.clip(o.at.middle), place(o, domain)

    def inside(value: float) -> float:
        return min(max(value, low), high)

    if o.since is not None:
        # how much higher or lower is not known: a triangle near the top says only which way
        neutral = 1.0 if o.ratio else 0.0
        down = o.high is not None and o.high <= neutral
        up = o.low is not None and o.low >= neutral
        marks["change"].append({"t": t, "m": height, "shape": "triangle-down" if down else "triangle-up" if up else "stroke"})
    elif o.measured and o.low is not None:
        marks["dot"].append({"t": t, "m": height})
    else:
        bottom = low if o.low is None else inside(o.low)
        top = high if o.high is None else inside(o.high)
        marks["bracket"].append({"t": t, "m": bottom, "m2": top})
        for bound, end, shape in ((o.low, bottom, "triangle-down"), (o.high, top, "triangle-up")):
            open_end = bound is None or (shape == "triangle-down" and bound <= 0)
            if open_end:
                marks["arrow"].append({"t": t, "m": end, "shape": shape})
            else:
                marks["cap"].append({"t": t, "m": end})
    if not o.at.known:
        marks["whisker"].append({"t": window.clip(o.at.earliest), "t2": window.clip(o.at.latest), "m": height})
