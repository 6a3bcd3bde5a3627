"""Chart of the attribution: the weight of evidence on a scale, what it does to a prior belief, and the tally of stops and restarts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rechallenge.literature.distributions import Z90
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import (
    BLUE,
    DASHED,
    GREY,
    INK,
    MUTED,
    NUMBER,
    PALE,
    WIDTH,
    Spec,
    chart,
    quantitative,
    text_width,
)
from rechallenge.questions.attribution.answer import AttributionAnswer, Belief
from rechallenge.questions.ratio import TOLD_RATIO
from rechallenge.single_case.tally import Tally

ZONES = (
    (-math.inf, -3.0, "strong_against"),
    (-3.0, -1.0, "against"),
    (-1.0, 1.0, "undecided"),
    (1.0, 3.0, "for"),
    (3.0, math.inf, "strong_for"),
)
"""Zones of the log Bayes factor, after Kass and Raftery (1995): one is barely worth a mention, three is strong."""

_BELIEF_PX, _NUMBER_PX = 270, 11.0
"""Width of the panel of beliefs, and size of the numbers in it."""


def attribution_chart(answer: AttributionAnswer, language: Language) -> Spec:
    """Scale of evidence above; tally and sensitivity to the prior below."""
    lower = [panel for panel in (_tally(answer.tally, language), _sensitivity(answer.sensitivity, language)) if panel is not None]
    told = answer.verdict != "not_computed"
    upper = [_scale(answer.log_bayes_factor, answer.log_bayes_factor_error, language)] if told else []
    return chart({"vconcat": [*upper, {"hconcat": lower, "spacing": 56}], "spacing": 26})


def _scale(value: float, error: float, language: Language) -> Spec:
    # What lies beyond the scale stands at its edge.
    reach = math.ceil(math.log(TOLD_RATIO))
    at = min(max(value, -reach), reach)
    x = quantitative(
        "x", domain=(-reach, reach), title=language.text("axis.log_bayes_factor"), axis={"grid": False, "tickCount": 13, "format": NUMBER}
    )
    y = quantitative("y", domain=(0, 1), axis=None)
    zones: list[Spec] = [
        {"x": max(low, -reach), "x2": min(high, reach), "y": 0, "y2": 0.42, "text": language.text(f"zone.{name}"), "shade": shade}
        for (low, high, name), shade in zip(ZONES, (0.95, 0.5, 0.16, 0.5, 0.95), strict=True)
    ]
    scale = WIDTH / (2 * reach)
    texts = [{"x": 0.5 * (z["x"] + z["x2"]), "y": 0.56, "text": z["text"]} for z in zones if (z["x2"] - z["x"]) * scale > 50]
    layers: list[Spec] = [
        {
            "data": {"values": zones},
            "mark": {"type": "rect", "color": PALE},
            "encoding": {
                "x": x,
                "x2": {"field": "x2"},
                "y": y,
                "y2": {"field": "y2"},
                "opacity": {"field": "shade", "type": "quantitative", "scale": None},
            },
        },
        {
            "data": {"values": texts},
            "mark": {"type": "text", "color": MUTED, "fontSize": 11, "baseline": "bottom", "lineBreak": "\n", "lineHeight": 12},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
        {
            "data": {"values": [{"x": max(value - Z90 * error, -reach), "x2": min(value + Z90 * error, reach), "y": 0.21}]},
            "mark": {"type": "rule", "strokeWidth": 3, "color": BLUE},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y},
        },
        {
            "data": {"values": [{"x": at, "y": 0.21}]},
            "mark": {"type": "point", "filled": True, "size": 130, "color": BLUE, "opacity": 1, "stroke": "#ffffff", "strokeWidth": 1.5},
            "encoding": {"x": x, "y": y},
        },
    ]
    return {"width": WIDTH, "height": 72, "title": language.text("chart.attribution.scale"), "layer": layers}


def _tally(tally: Tally, language: Language) -> Spec | None:
    """Three rows of circles: filled for each time that it happened, empty where it did not, a dot where the record does not say."""
    pairs = [pair for pair in tally.pairs if pair.total]
    if not pairs:
        return None
    x = quantitative("x", domain=(0, 10), axis=None)
    y = quantitative("y", domain=(len(pairs), 0), axis=None)
    dots: list[Spec] = []
    texts: list[Spec] = []
    for row, pair in enumerate(pairs):
        n, k, unknown = pair.total, pair.hits, pair.unknown
        words = language.text(f"tally.{pair.name}", n=n, k=k) + (language.text("tally.unknown", n=unknown) if unknown else "")
        texts.append({"x": 0, "y": row + 0.3, "text": words})
        dots += [
            {"x": 0.3 + 0.62 * i, "y": row + 0.7, "kind": "yes" if i < k else "no" if i < n - unknown else "unknown"}
            for i in range(min(n, 15))
        ]
    layers: list[Spec] = [
        {
            "data": {"values": texts},
            "mark": {"type": "text", "align": "left", "baseline": "middle"},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        }
    ]
    for kind, filled, size, colour in (("yes", True, 110, BLUE), ("no", False, 110, BLUE), ("unknown", True, 18, GREY)):
        layers.append(
            {
                "data": {"values": [d for d in dots if d["kind"] == kind]},
                "mark": {"type": "point", "filled": filled, "size": size, "color": colour, "opacity": 1, "strokeWidth": 1.6},
                "encoding": {"x": x, "y": y},
            }
        )
    return {"width": 270, "height": 46 * len(pairs), "title": language.text("chart.attribution.tally"), "layer": layers}


def _side_by_side(value: Spec) -> tuple[float, float]:
    """Where two numbers stand so that neither lies on the other: over their points, or pushed apart by as much as they overlap."""
    p, q = float(value["p"]), float(value["q"])
    room = (0.5 * (text_width(value["a"], _NUMBER_PX) + text_width(value["b"], _NUMBER_PX)) + 6.0) / _BELIEF_PX
    push = 0.5 * max(0.0, room - abs(q - p)) * (1.0 if q >= p else -1.0)
    return p - push, q + push


def _sensitivity(cases: Sequence[Belief], language: Language) -> Spec:
    """Show what readers who believed differently beforehand should believe now."""
    values: list[Spec] = [
        {"p": c.prior, "q": c.p_drug_works, "y": i + 0.5, "a": language.percent(c.prior), "b": language.percent(c.p_drug_works)}
        for i, c in enumerate(cases)
    ]
    for value in values:
        value["at_p"], value["at_q"] = _side_by_side(value)
    x = quantitative("p", domain=(0, 1), title=language.text("axis.p_drug_works"), axis={"format": ".0%", "tickCount": 5})
    y = quantitative("y", domain=(len(cases), 0), axis=None)
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 1.4, "color": GREY, "strokeDash": DASHED},
            "encoding": {"x": x, "x2": {"field": "q"}, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 60, "color": PALE, "opacity": 1, "stroke": GREY, "strokeWidth": 1.4},
            "encoding": {"x": x, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 80, "color": BLUE, "opacity": 1},
            "encoding": {"x": {**x, "field": "q"}, "y": y},
        },
    ]
    for field, text, colour in (("at_p", "a", MUTED), ("at_q", "b", INK)):
        layers.append(
            {
                "mark": {"type": "text", "dy": -12, "fontSize": _NUMBER_PX, "color": colour},
                "encoding": {"x": {**x, "field": field}, "y": y, "text": {"field": text}},
            }
        )
    return {
        "width": _BELIEF_PX,
        "height": 36 * len(cases),
        "title": language.text("chart.attribution.sensitivity"),
        "data": {"values": values},
        "layer": layers,
    }
