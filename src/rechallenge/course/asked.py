"""Which drugs of a record are in question: those whose effect is asked about."""

from __future__ import annotations

from collections.abc import Iterable

from rechallenge.course.model import Treatment
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_outline


def exposures_asked_about(treatments: Iterable[Treatment]) -> tuple[str, ...]:
    """Return the exposures on whose effect like diseases inform; without one, that of the known drug whose first dose came last."""
    given = [t for t in treatments if t.drug in KINETIC_DRUGS and t.steps]
    asked = [t.drug for t in given if drug_outline(t.drug).borrowed]
    if not asked and given:
        asked = [max(given, key=lambda t: min(step.start.latest for step in t.steps)).drug]
    return tuple(dict.fromkeys(drug_outline(drug).exposure for drug in asked))


def treatments_asked_about(treatments: Iterable[Treatment]) -> list[Treatment]:
    """Return the treatments, with doses, that add to one of these exposures."""
    listed = list(treatments)
    asked = exposures_asked_about(listed)
    return [t for t in listed if t.drug in KINETIC_DRUGS and t.steps and drug_outline(t.drug).exposure in asked]
