"""In pregnancy no regimen is proposed: benefit and risk are weighed by those who care for both."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.course.problems import Problem
from rechallenge.literature.contraindications import cited, days_of, names_reason
from rechallenge.safety.rule import SafetyRule, register
from rechallenge.safety.situation import Situation


class Pregnancy(SafetyRule):
    """A pregnancy that is recorded as a condition, a finding, a note on the patient, or an event that has not ended."""

    name = "pregnancy"

    def against(self, situation: Situation) -> Iterator[Problem]:
        """Say so once, with the label of the drug where it speaks of pregnancy."""
        if situation.patient.sex == "male":
            return
        lasting = days_of("pregnancy")
        event = any(
            event.what == "other"
            and names_reason(event.written, "pregnancy")
            and event.at.earliest <= situation.today <= (event.until.latest if event.until else event.at.latest + lasting)
            for event in situation.course.events
        )
        if event or situation.named("pregnancy"):
            label = cited("pregnancy").get(situation.drug)
            yield self.reason() if label is None else self.reason(".label", drug=situation.drug, source=label.told)


register(Pregnancy())
