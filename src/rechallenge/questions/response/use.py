"""What to do with what is told of a response."""

from __future__ import annotations

import math

from rechallenge.questions.answer import Message, innermost
from rechallenge.questions.response.answer import RESPONSE_DAY, ResponseAnswer

SEEN = frozenset({"response.normal", "response.normal.recorded", "response.normal_probably"})


def use_of(answer: ResponseAnswer) -> Message:
    """Tell when to measure: after the next start, or now that the first two weeks are not over."""
    said = innermost(answer.sentence)
    if said.code == "response.ahead":
        return Message("use.response.ahead", {"days": RESPONSE_DAY})
    if said.code in SEEN:
        high = answer.days_to_normal_crp.high
        return Message("use.response.seen", {"days": math.ceil(high) if math.isfinite(high) else RESPONSE_DAY, "drug": answer.drug})
    return Message("use.response.unseen", {"days": RESPONSE_DAY, "drug": answer.drug})
