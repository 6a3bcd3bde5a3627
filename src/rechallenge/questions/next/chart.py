"""Chart of what is expected to be learnt, against the day of the measurement: one curve an act."""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.presentation.curves import end_labels
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import BLUE, DASHED, DOTTED, GREEN, GREY, MUTED, NUMBER, SOLID, VERMILION, Spec, chart, quantitative
from rechallenge.questions.next.answer import NextAnswer, NextOption
from rechallenge.questions.next.sentence import single

HEIGHT, WIDTH = 230, 400
LOOKS = ((VERMILION, SOLID), (BLUE, DASHED), (GREEN, [8, 3, 2, 3]), (GREY, DOTTED))
"""Colour and dash of each curve, the act that tells most first."""


def next_chart(answer: NextAnswer, language: Language) -> Spec | None:
    """Expected information by day, each act with the measurement of which one day tells most; None where nothing is measured."""
    curves = _curves(single(answer.options))
    if not curves:
        return None
    days = sorted({option.day for curve in curves for option in curve if option.day is not None})
    top = max(max(_high(option) for curve in curves for option in curve), 0.02)
    x = quantitative("day", domain=(0, days[-1]), title=language.text("axis.next.day"), axis={"grid": False, "values": _ticks(days)})
    y = quantitative("bits", domain=(0, top), title=language.text("axis.next.bits"), axis={"format": NUMBER, "tickCount": 5})
    layers: list[Spec] = []
    named: list[tuple[float, str, str]] = []
    for curve, (colour, dash) in zip(curves, LOOKS, strict=False):
        rows = [
            {"day": each.day, "bits": each.bits, "low": max(each.bits - (each.bits_error or 0.0), 0.0), "high": _high(each)}
            for each in curve
        ]
        layers.append(
            {
                "data": {"values": rows},
                "layer": [
                    {"mark": {"type": "line", "color": colour, "strokeDash": dash, "strokeWidth": 2}, "encoding": {"x": x, "y": y}},
                    {
                        "mark": {"type": "rule", "color": colour, "opacity": 0.6},
                        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
                    },
                    {"mark": {"type": "point", "filled": True, "size": 36, "color": colour, "opacity": 1}, "encoding": {"x": x, "y": y}},
                ],
            }
        )
        what = language.outcome(curve[0].measure or "") if curve[0].measure != "relapse" else language.text("event.relapse")
        text = language.text("next.curve", act=curve[0].act, what=what)
        named.append((curve[-1].bits, text, MUTED if colour == GREY else colour))
    layers += end_labels(named, (0, top), WIDTH, HEIGHT)
    return chart({"width": WIDTH, "height": HEIGHT, "layer": layers})


def _high(option: NextOption) -> float:
    return option.bits + (option.bits_error or 0.0)


def _ticks(days: Sequence[int]) -> list[int]:
    return [day for day in (0, 7, 14, 28, 42, 60, 90) if day <= days[-1]]


def _curves(options: Sequence[NextOption]) -> list[list[NextOption]]:
    """Of each act the measurement of which one day tells most, on all its days; the act that tells most first, going on always there."""
    chosen: dict[tuple[str, str], NextOption] = {}
    for each in options:
        chosen.setdefault((each.name, str(each.values)), each)
    best = sorted(chosen.values(), key=lambda each: -each.bits)
    kept = best[: len(LOOKS)]
    kept += [each for each in best[len(LOOKS) :] if each.action == "go_on"]
    if len(kept) > len(LOOKS):
        kept.pop(len(LOOKS) - 1)
    return [
        sorted((each for each in options if (each.act, each.measure) == (first.act, first.measure)), key=lambda each: each.day or 0)
        for first in kept
    ]
