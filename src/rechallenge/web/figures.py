"""The charts of the report made for a screen: a value under the pointer, days that can be zoomed, a band that can be hidden."""

from __future__ import annotations

from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import NUMBER, Spec, number_format

ZOOM, BANDS = "zoom", "bands"
"""Names of what a reader may change: the days shown, and whether bands are."""

_HOVER_PX = 7
_SHOWN_DAYS = {"filter": {"param": ZOOM}}
"""A name that goes with a day goes with it out of sight."""


def interactive(spec: Spec, language: Language, *, zoom: bool = False) -> Spec:
    """Make a static chart interactive.

    Parameters
    ----------
    spec
        A specification of `rechallenge.report.charts`.
    zoom
        Whether its panels share an axis of days that the wheel and a drag may change.
    """
    made = _walked(spec, language, zoom)
    params: list[Spec] = [{"name": BANDS, "value": True}]
    if zoom:
        panels = made.get("vconcat") or [made]
        views = []
        for number, panel in enumerate(panels):
            layers = panel.get("layer") or []
            if layers and _has_days(layers[0]):
                name = f"panel{number}"
                _named_leaf(layers, name)
                views.append(name)
        params.append({"name": ZOOM, "select": {"type": "interval", "encodings": ["x"]}, "bind": "scales", "views": views})
    return {**made, "params": params, "usermeta": {"embedOptions": {"formatLocale": number_format(language)}}}


def _within(value: object, language: Language, zoom: bool) -> object:
    if isinstance(value, list):
        return [_within(item, language, zoom) for item in value]
    return _walked(value, language, zoom) if isinstance(value, dict) else value


def _walked(spec: Spec, language: Language, zoom: bool) -> Spec:
    """Copy a specification; bands follow the switch, curves and observations say their values, nothing is drawn outside its panel."""
    made: Spec = {
        key: value if key in ("data", "encoding", "config", "mark") else _within(value, language, zoom) for key, value in spec.items()
    }
    if "encoding" in made:
        made["encoding"] = {channel: _quiet(each) for channel, each in made["encoding"].items()}
    mark = made.get("mark")
    if isinstance(mark, dict):
        made["mark"] = _mark(mark, made.get("encoding") or {})
        encoding = made.get("encoding") or {}
        beside = mark.get("type") == "text" or mark.get("clip") is False
        if zoom and beside and "field" in encoding.get("x", {}):
            made["transform"] = [*(made.get("transform") or []), _SHOWN_DAYS]
        if mark.get("type") == "point" and {"x", "y"} <= set(encoding) and "field" in encoding["x"] and "field" in encoding["y"]:
            made["encoding"] = {**encoding, "tooltip": _point_tooltip(encoding, language)}
    curve = _curve_of(made)
    if curve is not None:
        made["layer"] = [*made["layer"], _hover(curve, language)]
    return made


def _quiet(channel: Spec) -> Spec:
    """Take the zero out of a logarithmic scale, of which Vega would warn on the console."""
    scale = channel.get("scale")
    if isinstance(scale, dict) and scale.get("type") == "log":
        return {**channel, "scale": {name: value for name, value in scale.items() if name != "zero"}}
    return channel


def _mark(mark: Spec, encoding: Spec) -> Spec:
    shown = dict(mark)
    if mark.get("type") == "area":
        shown["opacity"] = {"expr": f"{BANDS} ? {mark.get('opacity', 1)} : 0"}
    if mark.get("type") in ("area", "line") and "field" in encoding.get("x", {}):
        shown["clip"] = True
    elif "value" in encoding.get("x", {}) or mark.get("type") == "text":
        shown["clip"] = False  # names stand beside their panel; Vega-Lite would cut them off where days can be zoomed
    return shown


def _curve_of(spec: Spec) -> Spec | None:
    """Encoding of the line in a layer that holds a curve with its bands, or None."""
    values = spec.get("data", {}).get("values") if isinstance(spec.get("data"), dict) else None
    if not values or "layer" not in spec or not {"t", "m", "c", "d"} <= set(values[0]):
        return None
    return next(
        (layer["encoding"] for layer in spec["layer"] if isinstance(layer.get("mark"), dict) and layer["mark"].get("type") == "line"), None
    )


def _hover(encoding: Spec, language: Language) -> Spec:
    """An invisible strip for each day of a curve, that tells its value."""
    number = _format(encoding["y"])
    tooltip = [
        {"field": "t", "type": "quantitative", "title": language.text("web.hover.day"), "format": ",.1~f"},
        {"field": "m", "type": "quantitative", "title": language.text("web.hover.middle"), "format": number},
        {"field": "c", "type": "quantitative", "title": language.text("web.hover.low"), "format": number},
        {"field": "d", "type": "quantitative", "title": language.text("web.hover.high"), "format": number},
    ]
    return {
        "mark": {"type": "rule", "strokeWidth": _HOVER_PX, "opacity": 0, "clip": True},
        "encoding": {"x": encoding["x"], "tooltip": tooltip},
    }


def _point_tooltip(encoding: Spec, language: Language) -> list[Spec]:
    named = (("x", "web.hover.day", ",.1~f"), ("y", "web.hover.value", _format(encoding["y"])))
    return [
        {"field": encoding[axis]["field"], "type": "quantitative", "title": language.text(code), "format": number}
        for axis, code, number in named
    ]


def _format(y: Spec) -> str:
    axis = y.get("axis")
    chosen = axis.get("format") if isinstance(axis, dict) else None
    return ".0%" if chosen == ".0%" else NUMBER


def _has_days(layer: Spec) -> bool:
    inner = layer.get("layer", [layer])[0]
    return bool(inner.get("encoding", {}).get("x", {}).get("field") in ("t", "t1"))


def _named_leaf(layers: list[Spec], name: str) -> None:
    leaf = layers[0]
    while "layer" in leaf:
        leaf = leaf["layer"][0]
    leaf["name"] = name
