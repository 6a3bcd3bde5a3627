"""The timeline: everything that was done, measured and inferred, over one axis of days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rechallenge.course.model import Course, Event
from rechallenge.inference.diagnostics import SURPRISE
from rechallenge.outcomes import marker, outcomes
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    NUMBER,
    TEXT_PX,
    VERMILION,
    WIDTH,
    Spec,
    chart,
    label,
    quantitative,
    text_width,
)
from rechallenge.questions.base import Mark
from rechallenge.report.charts.lanes import treatment_panel
from rechallenge.report.charts.panels import badges, outcome_panel
from rechallenge.report.charts.window import Window, timeline_window
from rechallenge.report.inputs import ReportedFit

ROW_PX = 19
LEFT_PX, RIGHT_PX = 96, 66
"""What stands beside the plotting area: names of drugs, and what a line or an event is."""

EVENT_LOOKS = {
    "relapse": ("triangle-up", VERMILION),
    "remission": ("circle", GREEN),
    "infection": ("diamond", INK),
    "adverse event": ("cross", INK),
    "other": ("square", GREY),
}


def timeline(
    course: Course,
    fit: ReportedFit | None,
    drugs: Iterable[str],
    language: Language,
    *,
    width: int = WIDTH,
    marks: Sequence[Mark] = (),
) -> Spec:
    """Specification of the timeline of a course; without a fit, of what was recorded alone.

    Parameters
    ----------
    width
        Of the plotting area, in px.
    marks
        Numbers beside entries of the record: what carries the verdict.
    """
    texts = {list_: {mark.place: mark.text for mark in marks if mark.entries == list_} for list_ in ("observations", "events")}
    window = timeline_window(course, fit)
    surprises = {check.index for check in fit.checks if check.tail < SURPRISE} if fit is not None else set()
    odd = [o for index, o in enumerate(course.observations) if index in surprises]
    panels = [treatment_panel(course, drugs, window, language, width)]
    recorded = {o.outcome for o in course.observations}
    for outcome in outcomes().values():
        if outcome is marker() or outcome in recorded:
            band = fit.levels.get(outcome.name) if fit is not None else None
            limit = course.upper_limit_of_normal(outcome)
            numbered = [(o, texts["observations"][at]) for at, o in enumerate(course.observations) if at in texts["observations"]]
            panels.append(
                outcome_panel(outcome, course.observations, band, window, language, normal=limit, width=width, odd=odd, numbered=numbered)
            )
    panels.append(_event_panel(course.events, window, language, width, texts["events"]))
    panels.append(_legend_panel(course, fit is not None, bool(odd), language, width, carrying=any(texts.values())))
    shown = [p for p in panels if p is not None]
    return chart({"vconcat": shown, "spacing": 12, "bounds": "flush"})


def _event_panel(events: Sequence[Event], window: Window, language: Language, width: int, texts: Mapping[int, str]) -> Spec:
    """Events as marks with their names, uncertain times as whiskers, in as many rows as keep the names apart; the axis of days below."""
    scale = width / window.span
    free: list[float] = []
    marks: list[Spec] = []
    for place, event in sorted(enumerate(events), key=lambda entry: entry[1].at.middle):
        until = event.at if event.until is None else event.until
        first, last = window.clip(event.at.earliest), window.clip(until.latest)
        at = window.clip(event.at.middle)
        text = language.text(f"event.{event.what}")
        need = max((last - window.low) * scale, (at - window.low) * scale + 8) + text_width(text, TEXT_PX - 1) + 10
        left = need > width + 60
        begin = (first - window.low) * scale - (text_width(text, TEXT_PX - 1) + 14 if left else 6)
        row = next((i for i, edge in enumerate(free) if edge < begin), len(free))
        if row == len(free):
            free.append(0.0)
        free[row] = (last - window.low) * scale + 8 if left else need
        shape, colour = EVENT_LOOKS[event.what]
        marks.append(
            {
                "t": at,
                "t1": first,
                "t2": last,
                "r": row,
                "text": text,
                "at": min(first, at) if left else max(last, at),
                "left": left,
                "shape": shape,
                "c": colour,
                "mark": texts.get(place, ""),
            }
        )
    height = max(1, len(free)) * ROW_PX + 4
    title = language.text("axis.days")
    axis = {"grid": False, "title": title, "tickCount": min(10, width // 45), "format": NUMBER}
    x = quantitative("t", domain=(window.low, window.high), axis=axis)
    y = quantitative("r", domain=(max(1, len(free)) - 0.5, -0.5), axis=None)
    colour_of = {"field": "c", "type": "nominal", "scale": None}
    span = {
        "mark": {"type": "rule", "strokeWidth": 1.4},
        "encoding": {"x": {**x, "field": "t1"}, "x2": {"field": "t2"}, "y": y, "color": colour_of},
    }
    points = {
        "mark": {"type": "point", "filled": True, "size": 62, "opacity": 1},
        "encoding": {"x": x, "y": y, "color": colour_of, "shape": {"field": "shape", "type": "nominal", "scale": None}},
    }
    layers: list[Spec] = [span, points]
    for left, align, dx in ((False, "left", 8), (True, "right", -8)):
        layers.append(
            {
                "transform": [{"filter": "datum.left" if left else "!datum.left"}],
                "mark": {"type": "text", "align": align, "dx": dx, "baseline": "middle", "fontSize": TEXT_PX - 1},
                "encoding": {"x": {**x, "field": "at"}, "y": y, "text": {"field": "text"}},
            }
        )
    numbered = [mark for mark in marks if mark["mark"]]
    layers += badges([{**mark, "text": mark["mark"]} for mark in numbered], x, y)
    if events:
        layers.append(label(language.text("axis.events"), {"value": -12}, {"value": height / 2}, align="right", color=MUTED))
    return {"width": width, "height": height, "data": {"values": marks or [{}]}, "layer": layers}


@dataclass(frozen=True, slots=True)
class _Key:
    """One entry of the legend: the name of its text, and what it looks like."""

    code: str
    look: str


def _legend_panel(course: Course, fitted: bool, odd: bool, language: Language, width: int, *, carrying: bool) -> Spec:
    """Legend of what the timeline really holds."""
    observed = [o for o in course.observations if o.outcome is not None]
    absolute = [o for o in observed if o.since is None]
    keys = [
        _Key("legend.model", "band") if fitted else None,
        _Key("legend.measured", "dot") if any(o.measured for o in absolute) else None,
        _Key("legend.interval", "bracket") if any(not o.measured and o.low and o.high is not None for o in absolute) else None,
        _Key("legend.limit", "limit") if any(not o.measured and (not o.low or o.high is None) for o in absolute) else None,
        _Key("legend.change", "change") if any(o.since is not None for o in observed) else None,
        _Key("legend.uncertain", "whisker"),
        _Key("legend.odd", "ring") if odd else None,
        _Key("legend.carrying", "badge") if carrying else None,
    ]
    x0, x, row, top = -float(LEFT_PX), -float(LEFT_PX), 0, 46.0  # below the axis of days, whose labels the layout does not count
    layers: list[Spec] = []
    for key in (k for k in keys if k is not None):
        text = language.text(key.code)
        need = 24 + text_width(text, TEXT_PX - 1) + 16
        if x > x0 and x + need > width + RIGHT_PX:
            x, row = x0, row + 1
        layers += _swatch(key.look, x, top + row * ROW_PX)
        layers.append(label(text, {"value": x + 24}, {"value": top + row * ROW_PX}, fontSize=TEXT_PX - 1, color=MUTED))
        x += need
    return {"width": width, "height": top + 8 + row * ROW_PX, "layer": layers}


def _swatch(look: str, x: float, y: float) -> list[Spec]:
    def mark(kind: str, *, x2: float | None = None, y2: float | None = None, dx: float = 9, dy: float = 0, **style: object) -> Spec:
        encoding: Spec = {"x": {"value": x + dx}, "y": {"value": y + dy}}
        if x2 is not None:
            encoding["x2"] = {"value": x + x2}
        if y2 is not None:
            encoding["y2"] = {"value": y + y2}
        return {"data": {"values": [{}]}, "mark": {"type": kind, "color": INK, **style}, "encoding": encoding}

    point = {"filled": True, "size": 40, "opacity": 1}
    stem = mark("rule", dy=-7, y2=7, strokeWidth=1.6)
    if look == "band":
        return [
            mark("rect", dx=0, x2=18, dy=-7, y2=7, color=BLUE, opacity=0.2),
            mark("rect", dx=0, x2=18, dy=-3.5, y2=3.5, color=BLUE, opacity=0.25),
            mark("rule", dx=0, x2=18, color=BLUE, strokeWidth=2),
        ]
    if look == "dot":
        return [mark("point", **point)]
    if look == "bracket":
        caps = [mark("rule", dx=5, x2=13, dy=d, strokeWidth=1.6) for d in (-7, 7)]
        return [stem, *caps]
    if look == "limit":
        return [stem, mark("rule", dx=5, x2=13, dy=-7, strokeWidth=1.6), mark("point", dy=6, shape="triangle-down", **point)]
    if look == "ring":
        return [mark("point", filled=False, size=130, strokeWidth=2, opacity=1, color=VERMILION)]
    if look == "badge":
        return badges([{"text": "1"}], {"value": x + 9}, {"value": y}, offset=0)
    if look == "change":
        return [mark("point", shape="triangle-down", size=56, filled=False, strokeWidth=1.6, opacity=1)]
    return [mark("rule", dx=0, x2=18, strokeWidth=1.2, opacity=0.75), mark("point", **point)]
