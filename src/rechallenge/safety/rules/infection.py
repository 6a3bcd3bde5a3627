"""During an infection no regimen is proposed: the drug is not begun, and what CRP says of the disease is hidden."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.problems import Problem
from rechallenge.literature.contraindications import cited, days_of
from rechallenge.safety.rule import SafetyRule, register
from rechallenge.safety.situation import Situation


class Infection(SafetyRule):
    """An infection that is recorded, and has not ended before the last day of the record."""

    name = "infection"

    def against(self, situation: Situation) -> Iterator[Problem]:
        """Say so once, with the label of the drug where it speaks of infections."""
        lasting = days_of("infection")
        active = any(
            event.what == "infection"
            and event.at.earliest <= situation.today <= (event.until.latest if event.until else event.at.latest + lasting)
            for event in situation.course.events
        )
        if active or situation.named("infection"):
            label = cited("infection").get(situation.drug)
            yield self.reason() if label is None else self.reason(".label", drug=situation.drug, source=label.told)


register(Infection())
