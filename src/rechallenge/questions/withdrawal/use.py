"""What to do with a risk after a stop."""

from __future__ import annotations

from rechallenge.questions.answer import Message, innermost
from rechallenge.questions.withdrawal.answer import WithdrawalAnswer

# After a stop the patient is seen by the first of the days told by which the risk reaches this; ours.
SEEN_BY_RISK = 0.1


def use_of(answer: WithdrawalAnswer) -> Message:
    """Tell when to see the patient after a stop; that a present flare comes first; that a number from elsewhere decides nothing."""
    said = innermost(answer.sentence)
    day = next((day for day, p in sorted(answer.p_relapse_by_day.items()) if p >= SEEN_BY_RISK), max(answer.p_relapse_by_day))
    values = {"days": day, "drug": answer.drug}
    if said.code == "withdrawal.while_active":
        return Message("use.withdrawal.flare_first", values)
    if said.code in ("withdrawal.little", "withdrawal.little_not_given"):
        return Message("use.withdrawal.decides_nothing", values)
    return Message("use.withdrawal.watch" if answer.given_at_end else "use.withdrawal.watch_off", values)
