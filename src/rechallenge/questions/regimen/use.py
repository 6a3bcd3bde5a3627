"""What to do with regimens that were compared."""

from __future__ import annotations

from rechallenge.questions.answer import Message
from rechallenge.questions.regimen.answer import RegimenAnswer


def use_of(answer: RegimenAnswer) -> Message:
    """Tell what a proposal is good for; nothing, where all are alike, the record says little or something speaks against the drug."""
    if answer.withheld:
        return Message("use.regimen.settle_first")
    choose_nothing = answer.sentence.code in ("regimen.little", "regimen.alike")
    return Message("use.regimen.choose_nothing" if choose_nothing else "use.regimen.proposal")
