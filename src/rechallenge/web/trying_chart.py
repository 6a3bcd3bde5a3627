"""The chart that shows the regimens of 'what if' side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rechallenge.literature.pharmacology import STEROID
from rechallenge.outcomes import Outcome, outcomes
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import BLUE, GREEN, INK, NUMBER, VERMILION, Spec, chart, number_format, quantitative

if TYPE_CHECKING:
    from rechallenge.questions.forecast_start import ForecastStart


MOST = 4
"""Regimens side by side."""
LOOKS: tuple[tuple[str, list[float]], ...] = ((BLUE, []), (VERMILION, [6.0, 4.0]), (GREEN, [2.0, 2.0]), (INK, [8.0, 2.0, 2.0, 2.0]))
"""Colour and dash of each regimen: either tells them apart."""


def whatif_chart(forecast_start: ForecastStart, language: Language) -> Spec:
    """Chart of the scenarios side by side, empty: the page fills its data as the sliders move."""
    exposures = list(forecast_start.problem.regimen_exposures)
    asked = [drug for drug in forecast_start.problem.drugs if drug != STEROID]
    # in order of what decides
    panels = [
        _panel("risk", language, quantitative("m", domain=(0, 1.0), axis={"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]}), 150),
        *(_outcome_panel(outcome, language) for outcome in drawn_outcomes()),
    ]
    burden = quantitative("m", scale={"zero": True, "nice": True}, axis={"tickCount": 3, "format": NUMBER})
    if asked:
        panels.append(_panel("drug", language, burden, 60, steps=True, drug=asked[-1]))
    if STEROID in exposures:
        panels.append(_panel("steroid", language, burden, 60, steps=True))
    for panel in panels[:-1]:
        panel["layer"] = [_without_axis(layer) for layer in panel["layer"]]
    return {
        **chart({"vconcat": panels, "spacing": 34, "bounds": "flush"}),
        "params": [{"name": "bands", "value": True}],
        "datasets": {name: [] for name in ("risk", *(outcome.name for outcome in drawn_outcomes()), "drug", "steroid")},
        "usermeta": {"embedOptions": {"formatLocale": number_format(language)}},
    }


_DAYS = [0, 7, 14, 30, 60, 90, 120, 150, 180]


def drawn_outcomes() -> tuple[Outcome, ...]:
    """Outcomes whose course to come is drawn: the marker of activity, and what the patient feels."""
    return tuple(outcome for outcome in outcomes().values() if outcome.model.is_marker or outcome.reported_by_patient)


def _outcome_panel(outcome: Outcome, language: Language) -> Spec:
    """Panel of an outcome, its axis with every other tick where it is logarithmic."""
    title, least = language.outcome_axis(outcome), outcome.chart.ticks[0]
    if outcome.scale.logarithmic:
        axis = {"values": list(outcome.chart.ticks[1::2]), "format": NUMBER}
        y = quantitative("m", scale={"type": "log", "domainMin": least, "nice": False, "clamp": True}, axis=axis)
        return _panel(outcome.name, language, y, 150, title=title)
    y = quantitative("m", domain=(0, outcome.scale.most), axis={"values": list(outcome.chart.ticks)})
    return _panel(outcome.name, language, y, 80, title=title)


def _panel(name: str, language: Language, y: Spec, height: int, *, steps: bool = False, drug: str = "", title: str = "") -> Spec:
    title = title or language.text(f"web.whatif.axis.{name}", drug=drug)
    x = quantitative("t", domain=(0, _DAYS[-1]), title=language.text("web.whatif.axis.days"), axis={"values": _DAYS, "grid": False})
    colour = {"field": "s", "type": "nominal", "scale": {"domain": list(range(MOST)), "range": [each[0] for each in LOOKS]}, "legend": None}
    dash = {
        "field": "s",
        "type": "nominal",
        "scale": {"domain": list(range(MOST)), "range": [each[1] or [1, 0] for each in LOOKS]},
        "legend": None,
    }
    scale = {key: value for key, value in y["scale"].items() if key != "zero" or y["scale"].get("type") != "log"}  # a logarithm has none
    y = {**y, "title": None, "scale": scale}
    number = ".0%" if name == "risk" else NUMBER
    tooltip = [
        {"field": "name", "type": "nominal", "title": language.text("web.whatif.regimen")},
        {"field": "t", "type": "quantitative", "title": language.text("web.hover.day")},
        {"field": "m", "type": "quantitative", "title": language.text("web.hover.middle"), "format": number},
        *(
            {"field": field, "type": "quantitative", "title": language.text(f"web.hover.{code}"), "format": number}
            for field, code in (("c", "low"), ("d", "high"))
            if not steps
        ),
    ]
    line = {
        "mark": {"type": "line", "strokeWidth": 2.2, "clip": True, **({"interpolate": "step-after"} if steps else {})},
        "encoding": {"x": x, "y": y, "color": colour, "strokeDash": dash},
    }
    band = {
        "mark": {"type": "area", "opacity": {"expr": "bands ? 0.13 : 0"}, "clip": True, "line": False},
        "encoding": {"x": x, "y": {**y, "field": "c"}, "y2": {"field": "d"}, "color": colour},
    }
    hover = {
        "transform": [{"filter": "datum.t % 4 === 0"}],
        "mark": {"type": "point", "size": 60, "opacity": 0, "clip": True, "filled": True},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }
    return {
        "width": 620,
        "height": height,
        "title": {"text": title, "fontSize": 12, "offset": 4},
        "data": {"name": name},
        "layer": [line, hover] if steps else [band, line, hover],
    }


def _without_axis(layer: Spec) -> Spec:
    encoding = layer["encoding"]
    axis = {**encoding["x"]["axis"], "labels": False, "ticks": False}
    return {**layer, "encoding": {**encoding, "x": {**encoding["x"], "title": None, "axis": axis}}}
