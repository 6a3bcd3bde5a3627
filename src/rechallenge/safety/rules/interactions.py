"""A drug is not proposed beside one that keeps it in the body."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.problems import Problem
from rechallenge.literature.contraindications import inhibitors_of, names_one_of
from rechallenge.safety.rule import SafetyRule, register
from rechallenge.safety.situation import Situation


class Interactions(SafetyRule):
    """Inhibitors of enzymes and transporters that are given, may be, or ended too short a time ago."""

    name = "interaction"

    def against(self, situation: Situation) -> Iterator[Problem]:
        """Name each of them as the record does."""
        inhibitors = inhibitors_of(situation.drug)
        if inhibitors is None:
            return
        spellings = [spelling for names in inhibitors.names.values() for spelling in names]
        for other in dict.fromkeys(each.drug for each in situation.others_given(inhibitors.days)):
            if names_one_of(other, spellings):
                yield self.reason(drug=situation.drug, other=other, days=inhibitors.days, source=inhibitors.cited.told)


register(Interactions())
