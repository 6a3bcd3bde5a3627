"""Forest plot of the published responses: one line a study, one a disease, last that of a disease without studies.

Studies are squares that grow with the number of patients, diseases are diamonds on a thicker line: both can be told in grey.
"""

from __future__ import annotations

from collections.abc import Sequence

from rechallenge.presentation.language import Language, capitalised
from rechallenge.presentation.theme import BLUE, GREY, INK, MUTED, Spec, chart, quantitative
from rechallenge.questions.analogy.answer import ForestRow

ROW_PX = 17
PLOT_PX = 270
SMALLEST, LARGEST = 22.0, 150.0


def forest_chart(rows: Sequence[ForestRow], own: str | None, language: Language) -> Spec:
    """Share of responders with its 90 % interval, by study and by disease; `own` is the patient's."""
    values = _values(rows, own, language)
    height = values[-1]["y"] + 0.5
    x = quantitative("p", domain=(0, 1), title=language.text("axis.responders"), axis={"format": ".0%", "tickCount": 5, "grid": True})
    y = quantitative("y", domain=(height, 0), axis=None)
    layers: list[Spec] = [
        {
            "transform": [{"filter": "datum.sum == 0"}],
            "mark": {"type": "rule", "color": GREY, "strokeWidth": 1.5},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "transform": [{"filter": "datum.sum == 0"}],
            "mark": {"type": "point", "shape": "square", "filled": True, "opacity": 1, "color": GREY},
            "encoding": {"x": x, "y": y, "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None}},
        },
        {
            "transform": [{"filter": "datum.sum == 1"}],
            "mark": {"type": "rule", "color": BLUE, "strokeWidth": 3},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "transform": [{"filter": "datum.sum == 1"}],
            "mark": {"type": "point", "shape": "diamond", "filled": True, "opacity": 1, "color": BLUE, "size": 110},
            "encoding": {"x": x, "y": y},
        },
    ]
    for field, place, align in (("name", -12, "right"), ("count", PLOT_PX + 12, "left"), ("told", PLOT_PX + 62, "left")):
        for chosen, colour in ((0, MUTED), (1, INK)):
            layers.append(
                {
                    "transform": [{"filter": f"datum.sum == {chosen}"}],
                    "mark": {"type": "text", "align": align, "baseline": "middle", "color": colour, "fontSize": 11},
                    "encoding": {"text": {"field": field}, "x": {"value": place}, "y": y},
                }
            )
    return chart({"layer": layers, "width": PLOT_PX, "height": ROW_PX * height, "data": {"values": values}})


def _values(rows: Sequence[ForestRow], own: str | None, language: Language) -> list[Spec]:
    values: list[Spec] = []
    most = max([row.of for row in rows if row.of], default=1.0)
    at = 0.0
    for row in rows:
        interval, is_sum = row.interval, row.study is None
        if is_sum:
            disease = row.disease
            name = language.text("forest.other") if disease is None else language.disease(disease)
            mark = f" {language.text('forest.own')}" if disease is not None and disease == own else ""
            text, count = capitalised(name) + mark, ""
        else:
            # A response that had to be complete is a harder one to reach: told beside the name.
            text = f"{row.label}, {language.text('forest.most')}" if row.level == "most" else str(row.label)
            count = f"{language.exact(row.n or 0)}/{language.exact(row.of or 0)}"
        values.append(
            {
                "y": at + 0.5,
                "name": text,
                "count": count,
                "told": f"{language.percent(row.share)} ({language.bounds(interval, 'probability')})" if is_sum else "",
                "p": row.share,
                "low": interval.low,
                "high": interval.high,
                "size": SMALLEST if is_sum else SMALLEST + (LARGEST - SMALLEST) * (row.of or 0.0) / most,
                "sum": int(is_sum),
            }
        )
        at += 1.6 if is_sum else 1.0
    return values
