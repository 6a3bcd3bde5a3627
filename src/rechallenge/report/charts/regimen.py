"""Chart of the regimens: risk beside burden, one row each, so that every name can be read.

The frontier is what is not worse than another regimen on all three columns: full marks; dominated regimens are drawn hollow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rechallenge.questions.answer import Answer, Estimate
from rechallenge.report.charts.theme import BLUE, GREY, INK, MUTED, NUMBER, PALE, VERMILION, Spec, chart, quantitative
from rechallenge.report.language import Language

ROW_PX = 30


def regimen_name(row: Mapping[str, Any], language: Language) -> str:
    """Name of a candidate regimen in the language of the report."""
    text = language.text(str(row["regimen"]), **dict(row.get("values") or {}))
    return text[:1].upper() + text[1:]


def regimen_chart(answer: Answer, language: Language) -> Spec | None:
    """Risk of relapse with its interval, drug a week and prednisone a day of each regimen, safest first."""
    frontier = sorted(answer.details.get("frontier") or [], key=lambda r: r["p_relapse_90d"])
    if not frontier:
        return None
    values = []
    for i, row in enumerate(frontier):
        interval = row.get("interval")
        estimate = (
            interval if isinstance(interval, Estimate) else Estimate(row["p_relapse_90d"], row["p_relapse_90d"], row["p_relapse_90d"])
        )
        values.append(
            {
                "y": i + 0.5,
                "name": regimen_name(row, language),
                "p": row["p_relapse_90d"],
                "low": estimate.low,
                "high": estimate.high,
                "drug": row["drug_mg_per_week"],
                "steroid": row["prednisone_mg_per_day"],
                "drug_text": language.exact(round(row["drug_mg_per_week"])),
                "steroid_text": language.number(row["prednisone_mg_per_day"]),
                "efficient": bool(row.get("efficient")),
            }
        )
    n = len(values)
    y = quantitative("y", domain=(n, 0), axis=None)
    panels = [_risk(y, n, language)]
    for field, colour in (("drug", BLUE), ("steroid", GREY)):
        panels.append(_burden(field, y, n, max(max(v[field] for v in values), 1.0), colour, language))
    body = {"hconcat": panels, "spacing": 30, "bounds": "flush", "data": {"values": values}}
    return chart(body)


def _risk(y: Spec, n: int, language: Language) -> Spec:
    x = quantitative("p", domain=(0, 1), title=language.text("axis.p_relapse_90d"), axis={"format": ".0%", "tickCount": 3})
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "color": VERMILION, "opacity": 0.65},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "text", "align": "right", "baseline": "middle"},
            "encoding": {
                "x": {"value": -14},
                "y": y,
                "text": {"field": "name"},
                "color": {"condition": {"test": "datum.efficient", "value": INK}, "value": MUTED},
            },
        },
    ]
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
    return {"width": 196, "height": ROW_PX * n, "layer": layers, "title": {"text": language.text("chart.regimen.risk")}}


def _burden(field: str, y: Spec, n: int, top: float, colour: str, language: Language) -> Spec:
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
    return {"width": 96, "height": ROW_PX * n, "layer": [zero, bar, text], "title": {"text": language.text(f"chart.regimen.{field}")}}
