"""Chart of the risk after a stop."""

from __future__ import annotations

from rechallenge.presentation.curves import CEILING, end_labels, probability_axis
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import (
    BLUE,
    DASHED,
    DOTTED,
    GREY,
    MUTED,
    SOLID,
    VERMILION,
    Spec,
    chart,
    curve_layers,
    quantitative,
    rows,
)
from rechallenge.questions.withdrawal.answer import WithdrawalAnswer

HEIGHT, WIDTH = 230, 470


def withdrawal_chart(answer: WithdrawalAnswer, language: Language) -> Spec:
    """Risk of relapse over 90 days: stopped today, continued, and as expected before this patient's data."""
    stop = answer.risk
    x = quantitative(
        "t",
        domain=(float(stop.days[0]), float(stop.days[-1])),
        title=language.text("axis.days_after_stop"),
        axis={"values": [0, 7, 14, 30, 60, 90], "grid": False},
    )
    y = probability_axis(language.text("axis.p_relapse"))
    named = [(float(stop.median[-1]), language.text("legend.stop"), VERMILION)]
    layers = curve_layers(rows(stop), x, y, VERMILION, dash=SOLID, width=2.4)
    for band, text, colour, dash in (
        (answer.risk_continued, "legend.continued", BLUE, DASHED),
        (answer.risk_prior, "legend.prior_stop", GREY, DOTTED),
    ):
        if band is not None:
            layers += curve_layers(rows(band), x, y, colour, dash=dash, bands=0)
            named.append((float(band.median[-1]), language.text(text), MUTED if colour == GREY else colour))
    layers += end_labels(named, (0, CEILING), WIDTH, HEIGHT)
    marks = [{"t": day, "m": p, "text": language.percent(p)} for day, p in answer.p_relapse_by_day.items()]
    layers.append(
        {
            "data": {"values": marks},
            "mark": {"type": "point", "filled": True, "size": 52, "color": VERMILION, "opacity": 1},
            "encoding": {"x": x, "y": y},
        }
    )
    return chart({"width": WIDTH, "height": HEIGHT, "layer": layers})
