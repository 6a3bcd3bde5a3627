"""Figures of the page on calibration, in the dress of a report's charts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from rechallenge.inference.fit import PRIOR_WORKS
from rechallenge.presentation.theme import BLUE, DASHED, GREY, INK, MUTED, PALE, PAPER, SOLID, VERMILION, Spec, chart, dashes, quantitative
from rechallenge.questions.attribution.verdict import IDLE, WORKS
from studies.calibration.groups import ANSWERS, FITS, PatientGroup
from studies.calibration.reliability import forecasts_of, groups
from studies.calibration.uniformity import POINTS, band, ranks_of

# Parameters that the answers rest on most; the tables hold all.
PARAMETERS = ("drive_mg_l", "flare_days", "interval_days", "il1_share", "prednisone.half_effect")
LOOKS: Mapping[str, tuple[str, str, Sequence[float]]] = {
    "nuts": ("full answer", BLUE, SOLID),
    "laplace": ("first answer", VERMILION, DASHED),
}
LEAST_IN_GROUP = 5
LOWEST, HIGHEST = -6.0, 12.0
COLUMNS, SMALL, EVIDENCE_WIDTH = 3, 168, 262


def ranks_chart(methods: Sequence[PatientGroup]) -> Spec:
    """How far the ECDF of the ranks lies from that of uniform ranks, for the main quantities, with the band of chance."""
    ranks = [ranks_of(method.said) for method in methods]
    shown = [name for name in (*ANSWERS, *FITS, *PARAMETERS) if all(name in found for found in ranks)]
    curves = [{name: np.searchsorted(np.sort(found[name]), POINTS) / len(found[name]) - POINTS for name in shown} for found in ranks]
    edges = {name: [edge - POINTS for edge in band(len(ranks[0][name]))] for name in shown}
    reach = 1.1 * max(float(np.abs([*(c[name] for c in curves), *edges[name]]).max()) for name in shown)
    x = quantitative("z", domain=(0, 1), axis={"values": [0, 0.5, 1], "grid": False})
    y = quantitative("m", domain=(-reach, reach), axis={"tickCount": 5})

    def panel(name: str) -> Spec:
        bounds = [{"z": z, "c": _short(c), "d": _short(d)} for z, c, d in zip(POINTS, *edges[name], strict=True)]
        layers: list[Spec] = [
            {
                "data": {"values": bounds},
                "mark": {"type": "area", "color": PALE, "opacity": 0.7},
                "encoding": {"x": x, "y": {**y, "field": "c"}, "y2": {"field": "d"}},
            },
        ]
        for method, curve in zip(methods, curves, strict=True):
            _, colour, dash = LOOKS[method.method]
            points = [{"z": 0.0, "m": 0.0}, *({"z": z, "m": _short(m)} for z, m in zip(POINTS, curve[name], strict=True))]
            points.append({"z": 1.0, "m": 0.0})
            mark = {"type": "line", "color": colour, "strokeWidth": 1.8, **dashes(dash)}
            layers.append({"data": {"values": points}, "mark": mark, "encoding": {"x": x, "y": y}})
        return {"width": SMALL, "height": 84, "title": name, "layer": layers}

    axes = "across: share of draws below the truth; up: share of patients with less, minus that"
    return _with_key(methods, [panel(name) for name in shown], axes, points=False)


def reliability_chart(methods: Sequence[PatientGroup]) -> Spec:
    """What came of what was foretold, by tenths of probability."""
    forecasts = [{each.event: each for each in forecasts_of(method.replicates, method.said)} for method in methods]
    x = quantitative("p", domain=(0, 1), axis={"values": [0, 0.5, 1], "format": ".0%"})
    y = quantitative("came", domain=(0, 1), axis={"values": [0, 0.5, 1], "format": ".0%"})

    def panel(event: str) -> Spec:
        layers: list[Spec] = [
            {
                "data": {"values": [{"p": 0, "came": 0}, {"p": 1, "came": 1}]},
                "mark": {"type": "line", "color": GREY, "strokeWidth": 1},
                "encoding": {"x": x, "y": y},
            }
        ]
        for method, each in zip(methods, forecasts, strict=True):
            if event not in each:
                continue
            _, colour, dash = LOOKS[method.method]
            points = [
                {"p": _short(g.mean), "came": _short(g.came.value), "c": _short(g.came.interval[0]), "d": _short(g.came.interval[1])}
                for g in groups(each[event])
                if g.came.total >= LEAST_IN_GROUP
            ]
            whisker = {"type": "rule", "color": colour, "strokeWidth": 1.2, "opacity": 0.7, **dashes(dash)}
            layers.append(
                {"data": {"values": points}, "mark": whisker, "encoding": {"x": x, "y": {**y, "field": "c"}, "y2": {"field": "d"}}}
            )
            layers.append({"data": {"values": points}, "mark": _point(method.method), "encoding": {"x": x, "y": y}})
        return {"width": SMALL, "height": SMALL, "title": event, "layer": layers}

    axes = "across: probability that was said; up: how often it came"
    return _with_key(methods, [panel(event) for event in dict.fromkeys(event for each in forecasts for event in each)], axes, points=True)


def evidence_chart(studies: Mapping[str, PatientGroup]) -> Spec:
    """Log Bayes factors of drugs that work and of those that do nothing, by the number of stops, one column a study."""
    x = quantitative("x", domain=(LOWEST, HIGHEST), title="log Bayes factor for the drug", axis={"grid": False, "tickCount": 9})
    y = quantitative("y", domain=(4.0, 0.0), axis=None)
    edges = [math.log(p / (1.0 - p)) - math.log(PRIOR_WORKS / (1.0 - PRIOR_WORKS)) for p in (IDLE, WORKS)]

    def panel(place: int, title: str, found: PatientGroup) -> Spec:
        limits = {"type": "rule", "color": MUTED, "strokeDash": DASHED}
        layers: list[Spec] = [{"data": {"values": [{"x": edge} for edge in edges]}, "mark": limits, "encoding": {"x": x}}]
        for works, method in ((True, "nuts"), (False, "laplace")):
            points, medians = [], []
            for stops in range(4):
                mine = [
                    said.log_bayes_factor[0]
                    for replicate, said in zip(found.replicates, found.said, strict=True)
                    if (replicate.case.works, replicate.case.stops) == (works, stops)
                ]
                middle = stops + (0.3 if works else 0.66)
                # Spread over a strip, so that equal values show: the golden ratio fills it evenly.
                places = [middle + 0.24 * ((k * 0.618034) % 1.0 - 0.5) for k in range(len(mine))]
                points += [{"x": _short(min(max(v, LOWEST), HIGHEST)), "y": _short(p)} for v, p in zip(sorted(mine), places, strict=True)]
                medians += [{"x": _short(float(np.median(mine))), "y": middle - 0.17, "y2": middle + 0.17}] if mine else []
            mark = {**_point(method), "size": 18, "opacity": 0.75, "strokeWidth": 1.1}
            layers.append({"data": {"values": points}, "mark": mark, "encoding": {"x": x, "y": y}})
            rule = {"type": "rule", "color": INK, "strokeWidth": 2.5}
            layers.append({"data": {"values": medians}, "mark": rule, "encoding": {"x": x, "y": y, "y2": {"field": "y2"}}})
        words = [{"y": k + 0.48, "text": "never stopped" if k == 0 else f"{k} stop{'s' * (k > 1)}"} for k in range(4 if place == 0 else 0)]
        text = {"type": "text", "align": "right", "baseline": "middle", "color": MUTED, "fontSize": 11}
        layers.append({"data": {"values": words}, "mark": text, "encoding": {"x": {"value": -6}, "y": y, "text": {"field": "text"}}})
        return {"width": EVIDENCE_WIDTH, "height": 300, "title": title, "layer": layers}

    panels = [panel(place, title, found) for place, (title, found) in enumerate(studies.items())]
    named = (("nuts", "the drug works"), ("laplace", "the drug does nothing"))
    return chart(
        {"background": PAPER, "vconcat": [_key(named, lines=False, points=True), {"hconcat": panels, "spacing": 26}], "spacing": 8}
    )


def _with_key(methods: Sequence[PatientGroup], panels: list[Spec], axes: str, *, points: bool) -> Spec:
    key = _key([(method.method, LOOKS[method.method][0]) for method in methods], lines=True, points=points)
    key["layer"].append(_text(axes, 130 * len(methods), MUTED))
    return chart({"background": PAPER, "vconcat": [key, {"concat": panels, "columns": COLUMNS}], "spacing": 8})


def _key(entries: Sequence[tuple[str, str]], *, lines: bool, points: bool) -> Spec:
    """What the marks mean, above the panels."""
    layers: list[Spec] = []
    for place, (method, words) in enumerate(entries):
        _, colour, dash = LOOKS[method]
        left = place * 130
        if lines:
            line = {"type": "rule", "color": colour, "strokeWidth": 1.8, **dashes(dash)}
            span = {"x": {"value": left}, "x2": {"value": left + 22}, "y": {"value": 8}}
            layers.append({"data": {"values": [{}]}, "mark": line, "encoding": span})
        if points:
            layers.append({"data": {"values": [{}]}, "mark": _point(method), "encoding": {"x": {"value": left + 11}, "y": {"value": 8}}})
        layers.append(_text(words, left + 28, INK))
    return {"width": 610, "height": 16, "layer": layers}


def _text(words: str, left: float, colour: str) -> Spec:
    mark = {"type": "text", "text": words, "align": "left", "baseline": "middle", "color": colour, "fontSize": 11}
    return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"value": left}, "y": {"value": 8}}}


def _point(method: str) -> Spec:
    """Filled circle of the full answer, open diamond of the first: told apart without colour."""
    if method == "nuts":
        return {"type": "point", "filled": True, "shape": "circle", "size": 44, "opacity": 1, "color": BLUE}
    return {"type": "point", "filled": False, "shape": "diamond", "size": 44, "opacity": 1, "color": VERMILION, "strokeWidth": 1.6}


def _short(value: float) -> float:
    return round(float(value), 4)
