"""Two biologics, or a biologic and a kinase inhibitor, are not proposed together."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.model import Treatment
from rechallenge.course.problems import Problem
from rechallenge.literature.contraindications import cited, groups_of, names_reason
from rechallenge.literature.drugs import cotreatments
from rechallenge.literature.prescribing import prescribing
from rechallenge.safety.rule import SafetyRule, register
from rechallenge.safety.situation import Situation


def is_biologic(treatment: Treatment) -> bool:
    """Whether a treatment is one that blocks a cytokine or a kinase."""
    if treatment.known:
        return prescribing(treatment.drug).group in groups_of("biologics", "groups")
    other = cotreatments().get(treatment.drug)
    if other is not None:
        return other.group in groups_of("biologics", "cotreatment_groups")
    return names_reason(treatment.drug, "biologics")


class Biologics(SafetyRule):
    """Another biologic that is given on the last day of the record, or may be."""

    name = "biologics"

    def against(self, situation: Situation) -> Iterator[Problem]:
        """Name the other."""
        if prescribing(situation.drug).group not in groups_of("biologics", "groups"):
            return
        label = cited("biologics")[situation.drug]
        for other in dict.fromkeys(each.drug for each in situation.others_given() if is_biologic(each)):
            yield self.reason(drug=situation.drug, other=other, source=label.told)


register(Biologics())
