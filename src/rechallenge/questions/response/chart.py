"""Chart of the response around the first dose."""

from __future__ import annotations

import math

from rechallenge.outcomes import marker
from rechallenge.presentation.curves import CEILING, end_labels, probability_axis
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import (
    BLUE,
    DASHED,
    DOTTED,
    GREY,
    MUTED,
    NUMBER,
    VERMILION,
    Spec,
    chart,
    curve_layers,
    quantitative,
    rows,
    rule,
)
from rechallenge.questions.response.answer import ResponseAnswer

HEIGHT, PANEL = 210, 214


def response_chart(answer: ResponseAnswer, language: Language) -> Spec:
    """CRP with the drug against without it, and the probability that CRP is normal, day by day."""
    return chart({"hconcat": [_counterfactual(answer, language), _p_normal(answer, language)], "spacing": 152, "bounds": "flush"})


def _counterfactual(answer: ResponseAnswer, language: Language) -> Spec:
    on, off = answer.crp_on_drug, answer.crp_without_drug
    values = [float(v) for b in (on, off) for edge in (b.low90, b.high90) for v in edge if math.isfinite(v)]
    low, high = max(0.85 * min([*values, 2.0]), 0.5), 1.5 * max([*values, 20.0])
    x = quantitative(
        "t", domain=(float(on.days[0]), float(on.days[-1])), title=language.text("axis.days"), axis={"tickCount": 7, "grid": False}
    )
    ticks = [t for t in marker().chart.ticks if low <= t <= high]
    y = quantitative(
        "m", domain=(low, high), title=language.outcome_axis(marker()), scale={"type": "log"}, axis={"values": ticks, "format": NUMBER}
    )
    drug = [
        (float(off.median[-1]), language.text("legend.without_drug"), VERMILION),
        (float(on.median[-1]), language.text("legend.with_drug"), BLUE),
    ]
    layers = [
        *curve_layers(rows(off, floor=low), x, y, VERMILION, dash=DASHED, bands=1, opacity=0.17),
        *curve_layers(rows(on, floor=low), x, y, BLUE, bands=1),
        rule(answer.normal_crp_mg_l, y, dash=(2, 2)),
        *end_labels(drug, (low, high), PANEL, HEIGHT, logarithmic=True),
    ]
    return {"width": PANEL, "height": HEIGHT, "title": language.text("chart.response.crp"), "layer": layers}


def _p_normal(answer: ResponseAnswer, language: Language) -> Spec:
    posterior, prior = answer.normal_curve, answer.normal_curve_prior
    days = (max(0.0, float(posterior.days[0])), float(posterior.days[-1]))
    x = quantitative("t", domain=days, title=language.text("axis.days"), axis={"tickCount": 7, "grid": False})
    y = probability_axis()
    layers = [
        *curve_layers(rows(prior, window=days), x, y, GREY, dash=DOTTED, bands=0),
        *curve_layers(rows(posterior, window=days), x, y, BLUE, bands=0, width=2.4),
    ]
    named = ((posterior, "legend.posterior", BLUE), (prior, "legend.prior", MUTED))
    layers += end_labels([(float(b.median[-1]), language.text(code), colour) for b, code, colour in named], (0, CEILING), PANEL, HEIGHT)
    return {"width": PANEL, "height": HEIGHT, "title": language.text("chart.response.p_normal"), "layer": layers}
