"""What to do with a verdict."""

from __future__ import annotations

from rechallenge.questions.answer import Message
from rechallenge.questions.attribution.answer import AttributionAnswer

OF_STOPS = frozenset({"reason.never_stopped", "reason.stops_untold", "reason.stopped_once"})
"""Reasons that what follows a stop would answer."""
OF_OTHERS = frozenset(
    {
        "reason.cannot_tell_apart",
        "reason.at_the_same_time",
        "reason.steroid_raised.same_day",
        "reason.steroid_raised.same_interval",
        "reason.steroid_begun.same_day",
        "reason.steroid_begun.same_interval",
    }
)
"""Reasons that changing one treatment at a time would have kept away."""


def use_of(answer: AttributionAnswer) -> Message:
    """Tell what to do with it; of an open one, what would tell most."""
    values = {"drug": answer.drug}
    if answer.verdict == "not_computed":
        why = answer.why_not_computed
        again = why is not None and why.code == "not_computed.numerical"
        return Message("use.attribution.again" if again else "use.attribution.wait", values)
    if answer.verdict != "undecided":
        return Message(f"use.attribution.{answer.verdict}", values)
    told = {reason.code for reason in answer.why_undecided}
    if told & OF_OTHERS:
        return Message("use.attribution.one_at_a_time", values)
    return Message("use.attribution.stop" if told & OF_STOPS else "use.attribution.open", values)
