"""The WHO-UMC system for standardised case causality assessment (Uppsala Monitoring Centre), applied to the answers of a record.

Each category asks for all of its points. "Rechallenge, if necessary" is taken strictly: without a recurrence on restart an
event is at most probable. Of the two categories for want of information, an event about whose time nothing is known is
unassessable, and one whose alternatives and withdrawal are both unanswered is conditional.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

SOURCE = "whoumc"

Category = Literal["certain", "probable", "possible", "unlikely", "conditional", "unassessable"]


def who_umc(answers: Mapping[str, bool]) -> Category:
    """Return the category that the answers fulfil.

    >>> who_umc({"after_drug": True, "other_causes": False, "improved_on_stopping": True})
    'probable'
    """
    after = answers.get("after_drug")
    if after is None:
        return "unassessable"
    if not after:
        return "unlikely"
    others, withdrawal, again = (answers.get(q) for q in ("other_causes", "improved_on_stopping", "recurred_on_restart"))
    if others is None and withdrawal is None and again is None:
        return "conditional"
    if others is False and withdrawal:
        return "certain" if again and answers.get("specific") else "probable"
    # two doubts together leave a reasonable time relation as all that speaks for the drug
    return "unlikely" if others and withdrawal is False else "possible"
