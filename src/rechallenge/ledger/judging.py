"""Uses of what is said of observations and events."""

from __future__ import annotations

from rechallenge.course.document import ObservationEntry
from rechallenge.course.model import Event, Observation, Switch
from rechallenge.course.obscured import hidden_by
from rechallenge.course.problems import RefusedError
from rechallenge.course.units import amount_of
from rechallenge.ledger.background import FREE_TEXT, Found, found
from rechallenge.ledger.facts import RecordFacts
from rechallenge.ledger.statement import Reason, Use, UseKind
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import Outcome, marker, named


def _needs_unit(text: str) -> bool:
    """Whether a value is a number that says no unit itself."""
    try:
        amount = amount_of(text)
    except RefusedError:
        return False
    return amount is not None and amount.unit is None


_TIMES = ("at", "after", "within", "from", "to", "for", "since")


class StatementJudge:
    """Judges the statements on observations and events."""

    def __init__(self, facts: RecordFacts) -> None:
        self.facts = facts
        self._criteria: dict[str, tuple[Use, ...]] = {}

    # observations

    def observation(self, place: int, path: str, name: str) -> Found:
        """Judge a field of an observation."""
        if name in FREE_TEXT:
            return (), FREE_TEXT[name]
        if name.startswith("codes"):
            return (), Reason.CODE
        entry = self.facts.document.observations[place]
        mine = self.facts.observations.get(f"observations[{place}]", ())
        uses: list[Use] = []
        if any(id(each) in self.facts.in_model for each in mine):
            uses += self._in_likelihood(entry, mine[0], name)
        if name in _TIMES:
            uses += [use for use in self.facts.timing.get(path, ()) if use not in uses]
        if name in ("what", "value", "unit") and entry.change is None:
            uses += self._of_criteria(entry)
        if name == "unit" and not _needs_unit(entry.value or entry.change or ""):
            uses = []
        return found(tuple(dict.fromkeys(uses)), self._why_shown(entry, mine, name))

    def _in_likelihood(self, entry: ObservationEntry, observation: Observation, name: str) -> list[Use]:
        assert observation.outcome is not None  # those in the likelihood have one
        outcome = observation.outcome.name
        if name == "upper_limit":
            return [Use(UseKind.LIMIT, outcome)] if self._limits(entry, observation.outcome) else []
        kind = UseKind.VALUE if entry.change is None else UseKind.CHANGE
        if name == "after" and entry.at is not None:
            return []  # it is the moment itself that is told
        if name == "since":
            return [Use(UseKind.TIMING, f"observation:{observation.what}")] if entry.change is not None else []
        return [Use(UseKind.TIMING, f"observation:{observation.what}") if name in _TIMES else Use(kind, outcome)]

    def _limits(self, entry: ObservationEntry, outcome: Outcome) -> bool:
        """Whether a limit given with an observation is one that its word goes by, or that of the laboratory."""
        if outcome.scale.is_score:
            return False
        word = outcome.word(entry.value or "")
        return (word is not None and word.limit is not None) or outcome is not marker() or self.facts.document.upper_limit is None

    def _of_criteria(self, entry: ObservationEntry) -> tuple[Use, ...]:
        """Uses of all readings of one name by criteria: of two that say the same, both are used."""
        key = folded(entry.what)
        if key not in self._criteria:
            course, told = self.facts.course, self.facts.may_be_read_by_criteria(entry.what)
            observations = tuple(each for each in course.observations if folded(each.what) != key)
            findings = tuple(each for each in course.findings if folded(each.what) != key)
            self._criteria[key] = self.facts.uses_without(observations=observations, findings=findings) if told else ()
        return self._criteria[key]

    def _why_shown(self, entry: ObservationEntry, mine: tuple[Observation, ...], name: str) -> Reason:
        outcome = named(entry.what)
        if outcome is None or (mine and mine[0].outcome is None):
            bounded = any(each.since is None and (each.low is not None or each.high is not None) for each in mine)
            return Reason.COMPARED_WITHOUT_MODEL if bounded else Reason.UNMODELLED_OBSERVATION
        if not mine:
            return Reason.UNTIMED_OBSERVATION
        if not any(id(each) in self.facts.in_model for each in mine) and hidden_by(self.facts.course, *mine).drugs:
            return Reason.SUPPRESSED
        if all(each.low is None and each.high is None for each in mine):
            return Reason.NOTHING_BOUNDED
        return Reason.NO_EFFECT

    # events

    def event(self, place: int, path: str, name: str) -> Found:
        """Judge a field of an event."""
        if name in FREE_TEXT:
            return (), FREE_TEXT[name]
        if name.startswith("codes"):
            return (), Reason.CODE
        switch = next((each for each in self.facts.course.switches if each.path == f"events[{place}]"), None)
        if switch is not None:
            return self._switch(switch, path, name)
        mine = self.facts.events.get(f"events[{place}]", ())
        if not mine:
            return (), Reason.NO_EFFECT
        event = mine[0]
        kinds = {kind for each in mine for kind in self.facts.uses_of_event(each)}
        if UseKind.CAUSALITY in kinds:
            return self._adverse(event, path, name)
        if not kinds and name in ("to", "for") and event.what == "infection" and self.facts.end_counts(event):
            return (Use(UseKind.TIMING, f"event:{event.what}"),), None
        if not kinds:
            return (), Reason.INFECTION_WITHOUT_READING if event.what == "infection" else Reason.OTHER_EVENT
        uses: tuple[Use, ...] = ()
        if name == "what":
            uses = tuple(Use(kind) for kind in sorted(kinds))
        elif name == "after" and self.facts.document.events[place].at is None:
            uses = (Use(UseKind.TIMING, f"event:{event.what}"),)
        elif name in _TIMES:
            uses = tuple(self.facts.timing.get(path, ()))
        return found(uses, Reason.NO_EFFECT)

    def _switch(self, switch: Switch, path: str, name: str) -> Found:
        modelled = self.facts.models_drug(switch.drug)
        shown = Reason.NO_EFFECT if modelled else Reason.UNMODELLED_DRUG
        if not switch.at.key.startswith(switch.path):
            return (), shown  # the treatment has this stop too
        dosing = (Use(UseKind.DOSING, switch.drug),)
        if name in ("what", "drug", "after") and modelled:
            return dosing, None
        if name in _TIMES:
            uses = tuple(self.facts.timing.get(path, ()))
            return found(uses or (dosing if modelled else ()), shown)
        return (), shown

    def _adverse(self, event: Event, path: str, name: str) -> Found:
        if name in ("what", "drug", "at", "from", "after", "within"):
            return (Use(UseKind.CAUSALITY, "after_drug"),), None
        if name in dict(event.answers):
            return (Use(UseKind.CAUSALITY, name),), None
        return (), Reason.NO_EFFECT
