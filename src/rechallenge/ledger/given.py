"""Uses of what is said of treatments: drugs, doses, times, outcomes."""

from __future__ import annotations

import re
from itertools import pairwise

from rechallenge.course.document import StepEntry, TreatmentEntry
from rechallenge.course.model import Treatment
from rechallenge.course.regimen import end_of
from rechallenge.ledger.background import FREE_TEXT, Found, found
from rechallenge.ledger.facts import RecordFacts
from rechallenge.ledger.statement import Reason, Use, UseKind
from rechallenge.literature.drugs import cotreatments, folded, known_drugs
from rechallenge.literature.pharmacology import STEROID, drug_outline, exposure_of

# A drug begun this near to the first dose of another may have done what that one is credited with.
FIRST_DOSE_DAYS = 28.0
_DOSING = ("dose", "every", "from", "to", "for", "at", "taper", "additional")
_TIMES = ("from", "to", "for", "at")
_STEP = re.compile(r"steps\[(\d+)\]\.")


class Given:
    """Judges the statements on treatments."""

    def __init__(self, facts: RecordFacts) -> None:
        self.facts = facts

    def drug(self, place: int) -> str:
        """Drug of a treatment: the exposure to which it adds, or as the record names it."""
        drug = self.facts.course.treatments[place].drug
        return exposure_of(drug)

    def judged(self, place: int, path: str, name: str) -> Found:
        """Judge a field of a treatment, of one of its steps or of one of its interruptions."""
        treatment, entry = self.facts.course.treatments[place], self.facts.document.treatments[place]
        last = re.sub(r"\[\d+\]$", "", name.rpartition(".")[2])
        if last in FREE_TEXT:
            return (), FREE_TEXT[last]
        if last == "codes":
            return (), Reason.CODE
        if last == "relapses":
            counted = place in self.facts.words.stops
            return found((Use(UseKind.RELAPSE),) if counted else (), Reason.RELAPSES_AT_EACH_STOP)
        if last == "outcome" and place in self.facts.words.hidden:
            return self._hidden_outcome(treatment)
        if not self.facts.models(treatment):
            return self._unmodelled(place, treatment, path, last)
        dosing = (Use(UseKind.DOSING, treatment.drug),)
        match last:
            case "drug":
                return dosing, None
            case "route":
                return found(dosing if drug_outline(treatment.drug).tells_veins else (), Reason.ROUTE)
            case "outcome":
                return (*self._ended_by_word(treatment), self._outcome(place, treatment)), None
            case "dependence":
                steroid = drug_outline(treatment.drug).exposure == STEROID
                return found((Use(UseKind.LEAST_DOSE, treatment.drug),) if steroid else (), Reason.LEAST_DOSE_OF_OTHER)
            case _:
                return found(dosing if self._matters(entry, treatment, name, last) else (), Reason.NO_EFFECT)

    def _ended_by_word(self, treatment: Treatment) -> tuple[Use, ...]:
        """Use of an outcome for the doses: a drug of no effect of which no end is told may have been stopped at any time."""
        ended = treatment.effect == "none" and any(step.end_open for step in treatment.steps)
        return (Use(UseKind.DOSING, treatment.drug),) if ended else ()

    def _hidden_outcome(self, treatment: Treatment) -> Found:
        return found(self._ended_by_word(treatment), Reason.OUTCOME_HIDDEN)

    def _outcome(self, place: int, treatment: Treatment) -> Use:
        """Use of an outcome in a word: of the drug in question as a course of the marker, of others as an effect of the drug."""
        return Use(UseKind.RESPONSE if place in self.facts.words.outcomes else UseKind.EFFECT, treatment.drug)

    def _unmodelled(self, place: int, treatment: Treatment, path: str, last: str) -> Found:
        uses = tuple(self.facts.timing.get(path, ()))
        if self.facts.models_drug(treatment.drug):  # in another entry, with its times
            outline = drug_outline(treatment.drug)
            if last == "dependence" and outline.exposure == STEROID:
                uses = (Use(UseKind.LEAST_DOSE, treatment.drug),)
            if last == "route" and outline.tells_veins:
                uses = (Use(UseKind.DOSING, treatment.drug),)
        known = cotreatments().get(treatment.drug)
        if last == "drug":
            if known is not None and known.group == "statin":
                uses = (*uses, *self.facts.uses_of_covariate("statin"))
            uses = (*uses, *self._named_by_moments(treatment.drug))
        if treatment.drug in self.facts.suppressing and (last in ("drug", "route") or last in _TIMES):
            uses = (*uses, Use(UseKind.SUPPRESSION, treatment.drug))
        if self.facts.acts_by_dates(treatment):
            if last == "drug" or last in _TIMES or path.count("interruptions["):
                uses = (*uses, Use(UseKind.DOSING, treatment.drug))
            elif last == "outcome":
                uses = (*uses, self._outcome(place, treatment))
        return found(tuple(dict.fromkeys(uses)), self.reason(treatment))

    def _named_by_moments(self, drug: str) -> tuple[Use, ...]:
        """Uses of the moments of a drug that is not in the model itself: another statement counts from them."""
        own = [
            step_edge.key.partition("#")[0]
            for treatment in self.facts.course.treatments_of(drug)
            for step in treatment.steps
            for step_edge in (step.start, step.stop)
            if step_edge is not None
        ]
        return tuple(use for path in own for use in self.facts.timing.get(path, ()))

    def reason(self, treatment: Treatment) -> Reason:
        """Return why a treatment that is not in the model is only shown."""
        if _is_steroid(treatment.drug):
            return Reason.UNMODELLED_STEROID
        if not treatment.steps:
            return Reason.UNTIMED_DRUG
        if self.facts.acts_by_dates(treatment):
            return Reason.DOSE_OF_DATES
        starts = [step.start for step in treatment.steps]
        near = any(
            start.earliest <= first.latest + FIRST_DOSE_DAYS and start.latest >= first.earliest - FIRST_DOSE_DAYS
            for start in starts
            for first in self.facts.first_starts()
        )
        return Reason.UNMODELLED_DRUG_AT_FIRST_DOSE if near else Reason.UNMODELLED_DRUG

    def _matters(self, entry: TreatmentEntry, treatment: Treatment, name: str, last: str) -> bool:
        """Whether a field of doses or times does something where it stands."""
        if last not in _DOSING and not name.startswith("interruptions"):
            return False
        step = _STEP.match(name)
        here: StepEntry = entry if step is None else (entry.steps or [])[int(step[1])]
        if name.startswith("interruptions"):
            return True
        if last == "taper" and all(each.dose_mg_end is None for each in treatment.steps):
            return False  # one from a dose that is not known is no line
        if last == "additional":
            return here.additional and not here.at and self._overlaps(treatment.drug)
        if step is not None or not entry.steps:
            return not (last in ("every", "for", "to", "taper") and here.at)
        first, final = entry.steps[0], entry.steps[-1]
        match last:
            case "from":
                return first.from_ is None and not first.at
            case "to":
                return final.to is None and final.for_ is None and not final.at
            case "every":
                return any(each.every is None and not each.at for each in entry.steps)
            case _:
                return False

    def _overlaps(self, drug: str) -> bool:
        regular = [step for each in self.facts.course.treatments_of(drug) for step in each.steps if step.every_days is not None]
        steps = sorted(regular, key=lambda step: step.start.middle)
        return any(end_of(one) > other.start.middle for one, other in pairwise(steps))


def _is_steroid(drug: str) -> bool:
    known, other = known_drugs().get(drug), cotreatments().get(drug)
    return (known is not None and known.kind == "glucocorticoid") or (other is not None and folded(other.group) == "glucocorticoid")
