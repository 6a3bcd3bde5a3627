"""The search of regimens as the page shows it: limits from its fields, the frontier as a chart and a table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rechallenge.presentation.language import Language, capitalised
from rechallenge.presentation.theme import BLUE, GREY, INK, MUTED, NUMBER, VERMILION, Spec, chart, number_format, quantitative
from rechallenge.report.frontier import regimen_text

if TYPE_CHECKING:
    from rechallenge.questions.regimen.frontier import Frontier
    from rechallenge.questions.regimen.search_space import Limits


def limits_of(given: Mapping[str, object]) -> Limits:
    """Read the limits of the page; what is empty or no number is no limit."""
    from rechallenge.questions.regimen.search_space import Limits

    def number(name: str, least: float = 0.0) -> float | None:
        value = given.get(name)
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            return None
        return float(value) if math.isfinite(value) and value >= least else None

    return Limits(
        max_dose_mg=number("max_dose", 1e-6),
        max_per_week=number("max_per_week", 1e-6),
        lowest_prednisone_mg=number("lowest_prednisone") or 0.0,
        adrenal_tested=given.get("adrenal_tested") is True,
        clearance_ml_min=number("clearance", 5.0),
    )


def shown_frontier(frontier: Frontier, language: Language) -> dict[str, object]:
    """Write a frontier for the page."""
    from dataclasses import asdict

    if frontier.withheld:
        return {"withheld": [language.text("regimen.withheld", drug=frontier.drug), *map(language.message, frontier.withheld)]}
    rows = []
    for point in frontier.points:
        rows.append(
            {
                "regimen": regimen_text(point, frontier, language),
                "risk": language.percent(point.risk.value),
                "interval": language.bounds(point.risk, "probability"),
                "drug": language.exact(round(point.drug_mg_per_week)),
                "injections": language.exact(round(point.injections_per_week, 1)),
                "steroid": language.number(point.prednisone_mg_per_day),
                "current": point.is_current,
                "reasons": [language.message(reason) for reason in (*point.reasons, *point.warnings)],
                "choice": {**asdict(point.choice)},
            }
        )
    current = frontier.current
    return {
        "rows": rows,
        "tried": language.text("search.tried", n=frontier.n_tried, kept=len(frontier.points)),
        "notes": [language.message(note) for note in frontier.notes],
        "beaten": ""
        if any(point.is_current for point in frontier.points)
        else capitalised(" ".join(language.message(reason) for reason in current.reasons[:1])),
        "chart": frontier_chart(frontier, language),
    }


def frontier_chart(frontier: Frontier, language: Language) -> Spec:
    """Chart of the frontier: drug a week against the risk, the steroid by size."""
    numbered = list(enumerate(frontier.points, 1))
    if not any(point.is_current for point in frontier.points):
        numbered.append((0, frontier.current))
    values = [
        {
            "n": number,
            "p": point.risk.value,
            "low": point.risk.low,
            "high": point.risk.high,
            "drug": point.drug_mg_per_week,
            "steroid": point.prednisone_mg_per_day,
            "name": regimen_text(point, frontier, language),
            "current": point.is_current,
        }
        for number, point in numbered
    ]
    x = quantitative(
        "drug", title=language.text("search.axis.drug"), scale={"zero": True, "nice": True}, axis={"format": NUMBER, "tickCount": 6}
    )
    y = quantitative("p", domain=(0, 1), title=language.text("search.axis.risk"), axis={"format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]})
    size = {
        "field": "steroid",
        "type": "quantitative",
        "scale": {"range": [40, 320], "zero": True},
        "legend": {"title": language.text("search.axis.steroid"), "orient": "right", "format": NUMBER, "tickCount": 3},
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": language.text("web.whatif.regimen")},
        {"field": "p", "type": "quantitative", "title": language.text("search.axis.risk"), "format": ".0%"},
        {"field": "drug", "type": "quantitative", "title": language.text("search.axis.drug"), "format": NUMBER},
        {"field": "steroid", "type": "quantitative", "title": language.text("search.axis.steroid"), "format": ",.2~f"},
    ]
    colour = {"condition": {"test": "datum.current", "value": VERMILION}, "value": BLUE}
    layers = [
        {
            "mark": {"type": "rule", "strokeWidth": 1, "opacity": 0.6, "color": GREY},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "point", "filled": True, "opacity": 0.9, "cursor": "pointer"},
            "encoding": {
                "x": x,
                "y": y,
                "size": size,
                "color": colour,
                "shape": {"condition": {"test": "datum.current", "value": "diamond"}, "value": "circle"},
                "tooltip": tooltip,
            },
        },
        {
            "mark": {"type": "text", "dx": 11, "dy": -9, "fontSize": 11, "color": INK},
            "transform": [{"filter": "datum.n > 0"}],
            "encoding": {"x": x, "y": y, "text": {"field": "n"}},
        },
    ]
    made = chart({"width": 520, "height": 300, "data": {"values": values}, "layer": layers})
    return {
        **made,
        "config": {
            **made["config"],
            "legend": {"titleColor": INK, "labelColor": MUTED, "titleFontWeight": "normal", "symbolFillColor": BLUE},
        },
        "usermeta": {"embedOptions": {"formatLocale": number_format(language)}},
    }
