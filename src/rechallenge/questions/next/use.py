"""What to do with an act that would tell most."""

from __future__ import annotations

from rechallenge.questions.answer import Message, innermost
from rechallenge.questions.next.answer import NextAnswer
from rechallenge.questions.next.sentence import single

# Above this the disease is probably active today, and a change of treatment is no question of learning.
ACTIVE = 0.5


def use_of(answer: NextAnswer) -> Message | None:
    """Tell how an act is weighed; nothing where none is named, or the record has a verdict already."""
    if innermost(answer.sentence).code not in ("next.best", "next.best_now"):
        return None
    best = single(answer.options)[0]
    if best.action != "go_on" and (answer.p_active_today or 0.0) > ACTIVE:
        return Message("use.next.flare_first")
    ways = {"go_on": "measure", "stop": "stop"}
    return Message(f"use.next.{ways.get(best.action, 'change')}", {"days": best.burden.disease_days_added})
