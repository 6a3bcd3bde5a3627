"""Chart of the analogy: each quantity on its own axis, the prior above the posterior."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rechallenge.presentation.intervals import PLOT_PX, ROW_PX, Pair, pair_rows
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import NUMBER, Spec, chart
from rechallenge.questions.analogy.answer import ExpectedQuantity


def analogy_chart(quantities: Sequence[ExpectedQuantity], language: Language) -> Spec:
    """Each quantity on its own axis, the prior above the posterior."""
    return chart({"vconcat": [_axis(each, language) for each in quantities], "spacing": 30, "bounds": "flush"})


def _axis(quantity: ExpectedQuantity, language: Language) -> Spec:
    pair = Pair(language.text(quantity.quantity), quantity.prior, quantity.posterior)
    endless = math.isinf(quantity.prior.high) or math.isinf(quantity.posterior.high)
    share = quantity.posterior.unit in ("probability", "share")
    low, high = (0.0, 1.0) if share else (min([*pair.finite, 0.0]), max([*pair.finite, 1e-6]) * (1.4 if endless else 1.06))
    axis = {"grid": True, "tickCount": 5, "format": ".0%" if share else NUMBER}
    return {"layer": pair_rows([pair], (low, high), language, axis=axis, title=""), "width": PLOT_PX, "height": ROW_PX}
