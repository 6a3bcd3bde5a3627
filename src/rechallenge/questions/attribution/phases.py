"""Chart of the phases: each reading in its phase, with the median of the phase, one panel a series."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rechallenge.outcomes import outcomes
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import BLUE, INK, MUTED, NUMBER, WIDTH, Spec, chart, quantitative
from rechallenge.questions.attribution.answer import Comparison

MOST_PANELS = 3
HEIGHT = 130
# Readings of a phase spread over this share of its column, in order of time.
SPREAD = 0.66
# Columns narrower than this, in px, have no room for their days.
LABEL = 72
COLOURS = {"off": INK, "on": BLUE}


def phases_chart(compared: Sequence[Comparison], language: Language) -> Spec | None:
    """One panel a series that could be compared; nothing when there is none."""
    panels = [_panel(entry, language) for entry in [each for each in compared if each.statistics][:MOST_PANELS]]
    return chart({"vconcat": panels, "spacing": 22}) if panels else None


def _panel(entry: Comparison, language: Language) -> Spec:
    outcome = outcomes().get(entry.outcome)
    logarithmic = outcome is not None and outcome.scale.logarithmic
    phases = entry.phases
    low, high = _domain(entry)
    y = quantitative("m", domain=(low, high), title=_title(entry, language), axis={"grid": True, "format": NUMBER, "titleX": -42})
    if outcome is not None and logarithmic:
        y["scale"]["type"] = "log"
        y["axis"]["values"] = [tick for tick in outcome.chart.ticks if low <= tick <= high]
    x = quantitative("x", domain=(0, len(phases)), axis=None)
    dots: list[Spec] = []
    brackets: list[Spec] = []
    medians: list[Spec] = []
    words: list[Spec] = []
    for place, phase in enumerate(phases):
        side, n = phase.side, len(phase.values)
        middles = []
        for i, (_, least, most) in enumerate(phase.values):
            at = place + 0.5 + (0.0 if n == 1 else SPREAD * (i / (n - 1) - 0.5))
            bottom, top = max(low, low if least is None else least), min(high, high if most is None else most)
            middles.append(math.sqrt(bottom * top) if logarithmic else 0.5 * (bottom + top))
            if least is not None and least == most:
                dots.append({"x": at, "m": min(max(least, low), high), "side": COLOURS[side]})
            else:
                brackets.append({"x": at, "m": bottom, "m2": top, "side": COLOURS[side]})
        ordered = sorted(middles)
        median = 0.5 * (ordered[(n - 1) // 2] + ordered[n // 2])
        medians.append({"x": place + 0.12, "x2": place + 0.88, "m": median, "side": COLOURS[side]})
        label = language.text(f"single_case.phase.{side}", low=phase.from_day, high=phase.to_day)
        words.append({"x": place + 0.5, "m": low, "text": label if WIDTH / len(phases) >= LABEL else label.split("\n")[0]})
    colour = {"field": "side", "type": "nominal", "scale": None}
    layers: list[Spec] = [
        {
            "data": {"values": medians},
            "mark": {"type": "rule", "strokeWidth": 1.6, "opacity": 0.55},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "color": colour},
        },
        {
            "data": {"values": dots},
            "mark": {"type": "point", "filled": True, "size": 34, "opacity": 1, "stroke": "#ffffff", "strokeWidth": 0.8},
            "encoding": {"x": x, "y": y, "color": colour},
        },
        {
            "data": {"values": words},
            "mark": {"type": "text", "color": MUTED, "fontSize": 11, "dy": 14, "lineBreak": "\n"},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]
    if brackets:
        layers.insert(
            1,
            {
                "data": {"values": brackets},
                "mark": {"type": "rule", "strokeWidth": 1.6},
                "encoding": {"x": x, "y": y, "y2": {"field": "m2"}, "color": colour},
            },
        )
    return {"width": WIDTH, "height": HEIGHT, "layer": layers}


def _domain(entry: Comparison) -> tuple[float, float]:
    """Bounds of the axis: all that was measured and every limit."""
    outcome = outcomes().get(entry.outcome)
    if outcome is not None and outcome.scale.is_score:
        return 0.0, outcome.scale.most
    told = [v for phase in entry.phases for _, *bounds in phase.values for v in bounds if v is not None]
    if outcome is not None and outcome.scale.logarithmic:
        positive = [v for v in told if v > 0]
        least, most = outcome.chart.spans or (min(positive, default=1.0), max(positive, default=1.0))
        return max(0.8 * min([*positive, 2.5 * least]), outcome.chart.ticks[0]), 1.3 * max([*positive, most])
    room = 0.08 * (max(told) - min(told)) or 1.0
    return min(told) - room, max(told) + room


def _title(entry: Comparison, language: Language) -> str:
    if (outcome := outcomes().get(entry.outcome)) is not None:
        return language.outcome_axis(outcome)
    unit = language.unit(entry.unit)
    return f"{entry.what} ({unit})" if unit else entry.what
