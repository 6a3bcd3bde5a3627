"""Chart of the steroid that holds the disease."""

from __future__ import annotations

from rechallenge.presentation.intervals import PLOT_PX, ROW_PX, Pair, pair_rows
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import NUMBER, Spec, chart
from rechallenge.questions.dependence.answer import ExpectedDoses, LeastDoses

LEAST_AXIS_MG = 10.0
"""Where the axis ends at least."""


def dependence_chart(needed: LeastDoses, expected: ExpectedDoses | None, language: Language) -> Spec:
    """Least daily steroid dose without and with the drug, on one axis."""
    pairs = [Pair(language.text("legend.without_drug"), None if expected is None else expected.without, needed.without)]
    if needed.with_drugs is not None:
        pairs.append(Pair(language.text("legend.with_drug"), None if expected is None else expected.with_drugs, needed.with_drugs))
    top = 1.04 * max([*(end for pair in pairs for end in pair.finite), LEAST_AXIS_MG])
    axis = {"grid": True, "tickCount": 8, "format": NUMBER}
    parts = pair_rows(pairs, (0.0, top), language, axis=axis, title=language.text("axis.prednisone"))
    return chart({"layer": parts, "width": PLOT_PX, "height": ROW_PX * len(pairs)})
