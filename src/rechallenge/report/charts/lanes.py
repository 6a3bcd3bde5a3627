"""Treatments as bars: height by dose, ends that fade where their time is uncertain."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.course.model import Course, Treatment
from rechallenge.course.regimen import daily_mg_on
from rechallenge.presentation.doses import dose_words
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import BLUE, GREY, INK, MUTED, TEXT_PX, WIDTH, Spec, faded, label, quantitative, text_width
from rechallenge.report.charts.window import Bar, Window, bar

LANE_PX = 40
BAR = 0.5
"""Share of a lane that the highest dose fills; the rest holds the dose in words."""


def treatment_panel(course: Course, drugs: Iterable[str], window: Window, language: Language, width: int = WIDTH) -> Spec | None:
    """Panel of treatments, one lane a drug in the order of the file; None when no drug was recorded.

    Parameters
    ----------
    drugs
        The drugs under question, drawn darker.
    """
    names = list(dict.fromkeys(t.drug for t in course.treatments if t.steps))
    if not names:
        return None
    asked = set(drugs)
    x = quantitative("t", domain=(window.low, window.high), axis=None)
    y = quantitative("y", domain=(len(names), 0), axis=None)
    pieces: dict[tuple[str, str], list[Spec]] = {}
    layers: list[Spec] = []
    words: list[Spec] = []
    arrows: list[Spec] = []
    for lane, name in enumerate(names):
        treatments = [t for t in course.treatments if t.drug == name]
        drawn = _bars(treatments, window)
        colour = BLUE if name in asked else GREY
        top = max((d for s in drawn for day in (s.start, s.end) if (d := daily_mg_on(s.step, day, None))), default=1.0)
        for number, s in enumerate(drawn):
            key = f"{lane}.{number}"
            for kind, begin, finish in (("in", s.start, s.solid_from), ("solid", s.solid_from, s.solid_to), ("out", s.solid_to, s.end)):
                if finish > begin or (kind == "solid" and s.start == s.end):
                    finish = max(finish, begin + 0.004 * window.span)
                    # the certain part overlaps the fading ones a little, so that no seam shows
                    over = 0.0008 * window.span if kind == "solid" else 0.0
                    pieces.setdefault((colour, kind), []).extend(
                        _outline(s, key, max(begin - over, s.start), min(finish + over, max(s.end, finish)), lane, top)
                    )
            if s.came_in:
                arrows.append({"t": window.low - 0.008 * window.span, "y": lane + 1 - BAR / 2, "shape": "triangle-left", "c": colour})
            if s.runs_on:
                arrows.append({"t": window.high + 0.008 * window.span, "y": lane + 1 - BAR / 2, "shape": "triangle-right", "c": colour})
        words += _words(drawn, lane, window, language, width)
        layers.append(
            label(
                _fitted(language.drug(name), 96),
                {"value": -12},
                {"datum": lane + 1 - BAR / 2, "type": "quantitative"},
                align="right",
                color=INK if name in asked else MUTED,
            )
        )
    encoding = {"x": x, "y": y, "y2": {"field": "base"}, "detail": {"field": "id", "type": "nominal"}}
    bars = [
        {"data": {"values": values}, "mark": {"type": "area", "color": _fill(colour, kind), "opacity": 1}, "encoding": encoding}
        for (colour, kind), values in sorted(pieces.items())
    ]
    text = {
        "data": {"values": words},
        "mark": {"type": "text", "align": "center", "baseline": "bottom", "fontSize": TEXT_PX - 1, "dy": -3},
        "encoding": {"x": x, "y": y, "text": {"field": "text"}},
    }
    ends = {
        "data": {"values": arrows},
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1, "clip": False},  # it stands beside the panel
        "encoding": {
            "x": x,
            "y": y,
            "shape": {"field": "shape", "type": "nominal", "scale": None},
            "color": {"field": "c", "type": "nominal", "scale": None},
        },
    }
    layered = [*bars, text, *([ends] if arrows else []), *layers]
    return {"width": width, "height": LANE_PX * len(names), "layer": layered}


def _bars(treatments: Iterable[Treatment], window: Window) -> list[Bar]:
    return [s for t in treatments for step in t.steps if (s := bar(step, window)) is not None]


def _outline(s: Bar, key: str, begin: float, finish: float, lane: int, top: float) -> list[Spec]:
    def height(day: float) -> float:
        daily = daily_mg_on(s.step, day, None)
        # an unknown dose is drawn at half height; a small one stays visible
        return BAR * (0.5 if daily is None else max(daily / top, 0.12))

    return [{"t": t, "y": lane + 1 - height(t), "base": lane + 1, "id": f"{key}.{begin:.3f}"} for t in (begin, finish)]


def _fill(colour: str, kind: str) -> object:
    if kind == "solid":
        return colour
    pale = faded(colour)
    return {
        "gradient": "linear",
        "x1": 0,
        "x2": 1,
        "y1": 0,
        "y2": 0,
        "stops": [{"offset": 0, "color": pale if kind == "in" else colour}, {"offset": 1, "color": colour if kind == "in" else pale}],
    }


def _words(drawn: list[Bar], lane: int, window: Window, language: Language, width: int) -> list[Spec]:
    """Doses above their bars, the longest bars first, left out where two would touch."""
    scale = width / window.span
    taken: list[tuple[float, float]] = []
    words: list[Spec] = []
    for s in sorted(drawn, key=lambda s: s.start - s.end):
        text = dose_words(s.step, language)
        half = 0.5 * text_width(text, TEXT_PX - 1) + 3
        centre = min(max(0.5 * (s.start + s.end - 2 * window.low) * scale, half), width - half)
        if all(centre + half < a or centre - half > b for a, b in taken):
            taken.append((centre - half, centre + half))
            daily = max((d for day in (s.start, s.end) if (d := daily_mg_on(s.step, day, None)) is not None), default=None)
            words.append({"t": window.low + centre / scale, "y": lane + 1 - BAR, "text": text, "d": daily})
    return words


def _fitted(text: str, width: float) -> str:
    while text_width(text) > width and len(text) > 4:
        text = text[:-2].rstrip() + "…"
    return text
