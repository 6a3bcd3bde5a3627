"""Charts of curves: the response around the first dose, and the risk after a stop."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rechallenge.outcomes import marker
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import (
    BLUE,
    DASHED,
    DOTTED,
    GREY,
    MUTED,
    NUMBER,
    SOLID,
    TEXT_PX,
    VERMILION,
    Spec,
    chart,
    curve_layers,
    label,
    quantitative,
    rows,
    rule,
)
from rechallenge.questions.answer import Answer, Band

HEIGHT, PANEL = 210, 214
CEILING = 1.04
"""Top of an axis of probability: a curve at 100 % is not cut."""


def response_chart(answer: Answer, language: Language) -> Spec | None:
    """CRP with the drug against without it, and the probability that CRP is normal, day by day."""
    curves = answer.curves
    panels = [p for p in (_counterfactual(answer, language), _p_normal(curves, language)) if p is not None]
    return chart({"hconcat": panels, "spacing": 152, "bounds": "flush"}) if panels else None


def _counterfactual(answer: Answer, language: Language) -> Spec | None:
    curves = answer.curves
    on, off = curves.get("crp_on_drug"), curves.get("crp_without_drug")
    if on is None or off is None:
        return None
    values = [float(v) for b in (on, off) for edge in (b.low90, b.high90) for v in edge if math.isfinite(v)]
    low, high = max(0.85 * min([*values, 2.0]), 0.5), 1.5 * max([*values, 20.0])
    x = quantitative(
        "t", domain=(float(on.days[0]), float(on.days[-1])), title=language.text("axis.days"), axis={"tickCount": 7, "grid": False}
    )
    ticks = [t for t in marker().chart.ticks if low <= t <= high]
    y = quantitative(
        "m", domain=(low, high), title=language.outcome_axis(marker()), scale={"type": "log"}, axis={"values": ticks, "format": NUMBER}
    )
    drug = _ends(off, on, language.text("legend.without_drug"), language.text("legend.with_drug"))
    layers = [
        *curve_layers(rows(off, floor=low), x, y, VERMILION, dash=DASHED, bands=1, opacity=0.17),
        *curve_layers(rows(on, floor=low), x, y, BLUE, bands=1),
        rule(answer.details["normal_crp_mg_l"], y, dash=(2, 2)),
        *_end_labels(drug, (low, high), PANEL, logarithmic=True),
    ]
    return {"width": PANEL, "height": HEIGHT, "title": language.text("chart.response.crp"), "layer": layers}


def _p_normal(curves: Mapping[str, Band], language: Language) -> Spec | None:
    posterior, prior = curves.get("p_normal_by_day"), curves.get("prior_p_normal_by_day")
    if posterior is None:
        return None
    days = (max(0.0, float(posterior.days[0])), float(posterior.days[-1]))
    x = quantitative("t", domain=days, title=language.text("axis.days"), axis={"tickCount": 7, "grid": False})
    y = probability_axis()
    layers: list[Spec] = []
    named = [(posterior, language.text("legend.posterior"), BLUE)]
    if prior is not None:
        layers += curve_layers(rows(prior, window=days), x, y, GREY, dash=DOTTED, bands=0)
        named.append((prior, language.text("legend.prior"), MUTED))
    layers += curve_layers(rows(posterior, window=days), x, y, BLUE, bands=0, width=2.4)
    layers += _end_labels([(float(b.median[-1]), text, colour) for b, text, colour in named], (0, CEILING), PANEL)
    return {"width": PANEL, "height": HEIGHT, "title": language.text("chart.response.p_normal"), "layer": layers}


def probability_axis(title: str | None = None) -> Spec:
    """Axis of a probability, from 0 to 100 %."""
    return quantitative("m", domain=(0, CEILING), title=title, axis={"format": ".0%", "values": [0, 0.2, 0.4, 0.6, 0.8, 1]})


def _ends(first: Band, second: Band, first_text: str, second_text: str) -> list[tuple[float, str, str]]:
    return [(float(first.median[-1]), first_text, VERMILION), (float(second.median[-1]), second_text, BLUE)]


def _end_labels(
    named: Sequence[tuple[float, str, str]], domain: tuple[float, float], width: int, height: int = HEIGHT, *, logarithmic: bool = False
) -> list[Spec]:
    """Names of curves beside their right ends, kept 15 px apart."""
    low, high = domain

    def pixel(value: float) -> float:
        value = min(max(value, low), high)
        share = math.log(value / low) / math.log(high / low) if logarithmic else (value - low) / (high - low)
        return height * (1 - share)

    placed: list[tuple[float, str, str]] = []
    for value, text, colour in sorted(named, key=lambda item: -item[0]):
        at = pixel(value)
        if placed and at < placed[-1][0] + 15:
            at = placed[-1][0] + 15
        placed.append((at, text, colour))
    # pushed past the bottom: move the whole stack up
    shift = max(0.0, placed[-1][0] - height + 2) if placed else 0.0
    return [label(text, {"value": width + 7}, {"value": at - shift}, color=colour, fontSize=TEXT_PX - 1) for at, text, colour in placed]


def withdrawal_chart(answer: Answer, language: Language) -> Spec | None:
    """Risk of relapse over 90 days: stopped today, continued, and as expected before this patient's data."""
    stop = answer.curves.get("p_relapse")
    if stop is None:
        return None
    x = quantitative(
        "t",
        domain=(float(stop.days[0]), float(stop.days[-1])),
        title=language.text("axis.days_after_stop"),
        axis={"values": [0, 7, 14, 30, 60, 90], "grid": False},
    )
    y = probability_axis(language.text("axis.p_relapse"))
    named = [(float(stop.median[-1]), language.text("legend.stop"), VERMILION)]
    layers = curve_layers(rows(stop), x, y, VERMILION, dash=SOLID, width=2.4)
    for key, text, colour, dash in (
        ("p_relapse_continued", "legend.continued", BLUE, DASHED),
        ("p_relapse_prior", "legend.prior_stop", GREY, DOTTED),
    ):
        band = answer.curves.get(key)
        if band is not None:
            layers += curve_layers(rows(band), x, y, colour, dash=dash, bands=0)
            named.append((float(band.median[-1]), language.text(text), MUTED if colour == GREY else colour))
    layers += _end_labels(named, (0, CEILING), 470, 230)
    marks = [
        {"t": day, "m": p, "text": language.percent(p)}
        for day, p in answer.details.get("p_relapse_by_day", {}).items()
        if 0 < float(day) <= 90
    ]
    layers.append(
        {
            "data": {"values": marks},
            "mark": {"type": "point", "filled": True, "size": 52, "color": VERMILION, "opacity": 1},
            "encoding": {"x": x, "y": y},
        }
    )
    return chart({"width": 470, "height": 230, "layer": layers})
