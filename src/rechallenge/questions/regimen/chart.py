"""Chart of the regimens: risk beside burden, one row each, so that every name can be read.

Above, numbered, the frontier that the search found; below, the regimens that everyone asks about. Those that another beats are hollow.
"""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import BLUE, GREY, INK, MUTED, NUMBER, PALE, VERMILION, Spec, chart, quantitative
from rechallenge.questions.regimen.answer import RegimenAnswer, RegimenRow

ROW_PX = 30
_LIFTED = {"expr": r"indexof(datum.name, '\n') < 0 ? 0 : -6.5"}
"""Names of two lines hang from the first: lifted by half a line they stand beside their row."""


def regimen_chart(answer: RegimenAnswer, language: Language) -> Spec:
    """Risk of relapse with its interval, drug a week and prednisone a day of each regimen, safest first."""
    found, familiar = by_risk(answer.frontier), by_risk(answer.familiar)
    values: list[Spec] = []
    heads: list[Spec] = []
    at = 0.0
    for group, rows in (("found", found), ("familiar", familiar)):
        if familiar and rows:
            heads.append({"y": at + 0.5, "name": language.text(f"regimen.group.{group}")})
            at += 1.0
        values += [_value(row, at + i + 0.5, i + 1 if group == "found" else None, language) for i, row in enumerate(rows)]
        at += len(rows)
    y = quantitative("y", domain=(at, 0), axis=None)
    height = round(ROW_PX * at)
    panels = [_risk(y, height, heads, language)]
    for field, colour in (("drug", BLUE), ("steroid", GREY)):
        panels.append(_burden(field, y, height, max(max(v[field] for v in values), 1.0), colour, language))
    return chart({"hconcat": panels, "spacing": 30, "bounds": "flush", "data": {"values": values}})


def by_risk(rows: Iterable[RegimenRow]) -> list[RegimenRow]:
    """Rows of regimens, safest first."""
    return sorted(rows, key=lambda row: row.p_relapse_90d)


def _value(row: RegimenRow, y: float, number: int | None, language: Language) -> Spec:
    name = language.message(row.name).replace("; ", ";\n").replace("\u202f; ", "\u202f;\n")
    return {
        "y": y,
        "name": name if number is None else f"{number}.\u2002{name}",
        "p": row.p_relapse_90d,
        "low": row.interval.low,
        "high": row.interval.high,
        "drug": row.drug_mg_per_week,
        "steroid": row.prednisone_mg_per_day,
        "drug_text": language.exact(round(row.drug_mg_per_week)),
        "steroid_text": language.number(row.prednisone_mg_per_day),
        "efficient": row.efficient,
    }


def _risk(y: Spec, height: int, heads: list[Spec], language: Language) -> Spec:
    x = quantitative("p", domain=(0, 1), title=language.text("axis.p_relapse_90d"), axis={"format": ".0%", "tickCount": 3})
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "color": VERMILION, "opacity": 0.65},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "text", "align": "right", "baseline": "middle", "lineBreak": "\n", "lineHeight": 13, "dy": _LIFTED},
            "encoding": {
                "x": {"value": -14},
                "y": y,
                "text": {"field": "name"},
                "color": {"condition": {"test": "datum.efficient", "value": INK}, "value": MUTED},
            },
        },
    ]
    if heads:
        layers.append(
            {
                "data": {"values": heads},
                "mark": {"type": "text", "align": "right", "baseline": "middle", "color": MUTED},
                "encoding": {"x": {"value": -14}, "y": y, "text": {"field": "name"}},
            }
        )
    for efficient in (True, False):
        layers.append(
            {
                "transform": [{"filter": "datum.efficient" if efficient else "!datum.efficient"}],
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 80,
                    "fill": VERMILION if efficient else "#ffffff",
                    "stroke": VERMILION,
                    "strokeWidth": 1.6,
                    "opacity": 1,
                },
                "encoding": {"x": x, "y": y},
            }
        )
    return {"width": 196, "height": height, "layer": layers, "title": {"text": language.text("chart.regimen.risk")}}


def _burden(field: str, y: Spec, height: int, top: float, colour: str, language: Language) -> Spec:
    x = quantitative(field, domain=(0, top), title=language.text(f"axis.{field}"), axis={"grid": False, "tickCount": 3, "format": NUMBER})
    # a thick rule and not a bar: a bar would widen the scale of rows, and stand beside its own row
    bar = {
        "mark": {"type": "rule", "strokeWidth": 12, "color": colour, "opacity": 0.85, "strokeCap": "butt"},
        "encoding": {"x": x, "x2": {"datum": 0}, "y": y},
    }
    text = {
        "mark": {"type": "text", "align": "left", "dx": 5, "baseline": "middle", "fontSize": 11},
        "encoding": {"x": x, "y": y, "text": {"field": f"{field}_text"}},
    }
    zero = {"data": {"values": [{"v": 0}]}, "mark": {"type": "rule", "color": PALE}, "encoding": {"x": {**x, "field": "v"}}}
    return {"width": 96, "height": height, "layer": [zero, bar, text], "title": {"text": language.text(f"chart.regimen.{field}")}}
