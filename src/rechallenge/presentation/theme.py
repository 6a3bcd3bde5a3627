"""Colours, type and small pieces that the charts share.

The colours keep their order in grey (blue darkest, vermilion next, grey lightest), and every curve has its own dash as well, so that
nothing depends on colour. Light values are written into the pictures; `DARK` gives their counterparts, set by the page's style sheet.
One face of one weight is used: it is the one that vl-convert ships, so that a picture is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from rechallenge.inference.summary import Band
from rechallenge.presentation.language import Language

Spec = dict[str, Any]

FONT = "Liberation Sans"
TEXT_PX = 12
WIDTH = 610
"""Width of the plotting area of a full chart, in px."""

INK, MUTED, GRID = "#1d2329", "#5b6570", "#e3e7eb"
BLUE, VERMILION, GREY, GREEN = "#0f5e9c", "#c8501e", "#8b949e", "#1b7f5f"
PALE = "#c9d0d7"
PAPER = "#ffffff"


def faded(colour: str, share: float = 0.06) -> str:
    """Colour made nearly transparent: where one fading bar lies over another, both show.

    Examples
    --------
    >>> faded("#ff8000")
    'rgba(255, 128, 0, 0.06)'
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, {share})"


DARK = {
    INK: "#e6eaee",
    MUTED: "#a3adb8",
    GRID: "#2d343c",
    BLUE: "#62b0ea",
    VERMILION: "#f08a5d",
    GREY: "#7d8791",
    GREEN: "#6fd9b2",
    PALE: "#4a535d",
    PAPER: "#14181c",
}
DARK |= {faded(colour): faded(DARK[colour]) for colour in (BLUE, GREY)}

SOLID: list[float] = []
"""No dashes at all: a gap of 0 is drawn as stripes by some readers of PDF."""
DASHED, DOTTED = [6, 4], [1.5, 3]

NUMBER = ",.4~f"
"""D3 format of the numbers on axes."""

_NARROW, _WIDE = set("iljtfrI.,:;'’|!()[] -"), set("mwMWABCDEGHKNOQRSUVXYZ%–—+±≥≤")


def text_width(text: str, size: float = TEXT_PX) -> float:
    """Estimate the width of a text in px, well enough to keep labels apart."""
    return size * sum(0.32 if c in _NARROW else 0.74 if c in _WIDE else 0.56 for c in text)


def configuration() -> Spec:
    """Vega-Lite configuration of every chart."""
    axis = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": TEXT_PX - 1,
        "titleFontSize": TEXT_PX,
        "titleFontWeight": "normal",
        "labelColor": MUTED,
        "titleColor": INK,
        "gridColor": GRID,
        "domainColor": GREY,
        "tickColor": GREY,
        "tickSize": 4,
        "labelPadding": 4,
        "titlePadding": 8,
        "labelFlush": False,
    }
    return {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None, "cursor": "default"},
        "axis": axis,
        "axisY": {"domain": False, "ticks": False},
        "title": {
            "font": FONT,
            "fontSize": TEXT_PX + 1,
            "fontWeight": "normal",
            "color": INK,
            "anchor": "start",
            "frame": "group",
            "offset": 10,
        },
        "text": {"font": FONT, "fontSize": TEXT_PX, "color": INK},
        "concat": {"spacing": 14},
    }


def chart(body: Mapping[str, object]) -> Spec:
    """Complete a Vega-Lite specification."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "padding": 6,
        "config": configuration(),
        **body,
    }


def number_format(language: Language) -> Spec:
    """D3 number format of a language, for the labels of axes."""
    symbols = language.locale.number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
        "percent": language.definition.percent.format(""),
        "minus": "−",
    }


def quantitative(field: str, *, domain: tuple[float, float] | None = None, title: str | None = None, **more: object) -> Spec:
    """Encode a quantitative field; `more` may hold `axis`, `scale`, `type`."""
    scale: Any = more.pop("scale", {})
    if domain is not None:
        scale = {"domain": list(domain), "nice": False, **scale}
    return {"field": field, "type": "quantitative", "title": title, "scale": {"zero": False, **scale}, **more}


def rows(band: Band, *, floor: float | None = None, most: int = 360, window: tuple[float, float] | None = None) -> list[Spec]:
    """Turn a band into data rows, thinned to at most `most` points, values raised to `floor` (for a logarithmic axis)."""
    days = np.asarray(band.days, float)
    chosen = np.arange(days.size) if window is None else np.flatnonzero((days >= window[0] - 1e-9) & (days <= window[1] + 1e-9))
    if chosen.size > most:
        chosen = chosen[np.unique(np.linspace(0, chosen.size - 1, most).astype(int))]
    table = np.stack([np.asarray(c, float)[chosen] for c in (band.median, band.low50, band.high50, band.low90, band.high90)])
    if floor is not None:
        table = np.maximum(table, floor)
    table = np.where(np.isfinite(table), table, np.nan)
    return [
        {"t": round(float(t), 3), "m": _plain(m), "a": _plain(a), "b": _plain(b), "c": _plain(c), "d": _plain(d)}
        for t, m, a, b, c, d in zip(days[chosen], *table, strict=True)
    ]


def _plain(x: float) -> float | None:
    return None if np.isnan(x) else float(f"{x:.4g}")


def curve_layers(
    data: list[Spec],
    x: Spec,
    y: Mapping[str, object],
    colour: str,
    *,
    dash: Iterable[float] = SOLID,
    bands: int = 2,
    opacity: float = 0.2,
    width: float = 2.0,
) -> list[Spec]:
    """Layers of one curve: its 90 % band, its 50 % band, then its median; `bands` says how many of the two, the wide one first."""
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "color": colour, "opacity": opacity, "line": False},
            "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}},
        }
        for low, high in (("c", "d"), ("a", "b"))[:bands]
    ]
    line = {"type": "line", "color": colour, "strokeWidth": width, "strokeCap": "butt", **dashes(dash)}
    layers.append({"mark": line, "encoding": {"x": x, "y": {**y, "field": "m"}}})
    return [{"layer": layers, "data": {"values": data}}]


def dashes(dash: Iterable[float]) -> Spec:
    """Property of a mark that dashes its line; nothing for a full line."""
    pattern = list(dash)
    return {"strokeDash": pattern} if pattern else {}


def rule(y: float, y_encoding: Mapping[str, object], *, dash: Iterable[float] = (4, 3), colour: str = MUTED) -> Spec:
    """Horizontal line across a panel."""
    return {
        "data": {"values": [{"y": y}]},
        "mark": {"type": "rule", "color": colour, "strokeDash": list(dash), "strokeWidth": 1},
        "encoding": {"y": {**y_encoding, "field": "y"}},
    }


def label(text: str, x: Spec, y: Spec, **mark: object) -> Spec:
    """One text at given encodings, such as ``{"value": 4}`` for a place in px or ``{"datum": 3}`` for one on the axis."""
    return {
        "data": {"values": [{}]},
        "mark": {"type": "text", "text": text, "align": "left", "baseline": "middle", **mark},
        "encoding": {"x": x, "y": y},
    }
