"""What each event of a record is: by its name, or by a description that says nothing else.

A description that states more than one fact, or one beside words that are not known here, is refused with the lines that say the same:
a stop, a relapse or an infection is never shown in words only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from rechallenge.course.causality_items import QUESTIONS
from rechallenge.course.context import Context, unit_added
from rechallenge.course.document import CourseDocument, EventEntry
from rechallenge.course.effects_in_events import effect_in_event
from rechallenge.course.event_doses import milligrams, step_line, swapped
from rechallenge.course.event_times import clauses_with_times, delay_after, with_own_end, with_own_time
from rechallenge.course.event_words import Described, EventFact, beside_events, counted_words, delay_in_words, described, has_result
from rechallenge.course.lines import Line, Lines, line, times_of
from rechallenge.course.model import DoseStep, Treatment
from rechallenge.course.moments import Span, duration_of, span_of
from rechallenge.course.naming import name_of
from rechallenge.course.nearest import nearest
from rechallenge.course.our_words import OurWord, field_name, time_text
from rechallenge.course.problems import Problem, RefusedError
from rechallenge.course.regimen import last_mg, runs_on
from rechallenge.course.spacing import spacing_within
from rechallenge.course.switches import SwitchEntry
from rechallenge.course.treatments import canonical_drug
from rechallenge.course.values_in_names import split_name
from rechallenge.course.vocabulary import vocabulary

OtherEntry = tuple[str, str | None, EventEntry]
"""Path of an event that is no stop or restart, what it is (None after an error), and its fields."""

# How long after a stop, where a line to write needs it and the text does not say: an example, as the error on a missing `within` has it.
_SOON_DAYS = 14
_SOON = f"1..{_SOON_DAYS} d"
# Of these the days alone matter to the model, whatever else the description says.
_ANYHOW = ("infection", "adverse event")
_LINES = {
    "stop": "line.stop",
    "restart": "line.restart",
    "relapse": "line.relapse",
    "remission": "line.remission",
    "infection": "line.infection",
    "adverse event": "line.adverse_event",
}


@dataclass(frozen=True, slots=True)
class NamedEvents:
    """The events of a record: stops and restarts, and all others, in the order of the file."""

    switches: tuple[SwitchEntry, ...]
    others: tuple[OtherEntry, ...]


def name_events(context: Context, document: CourseDocument, treatments: Sequence[Treatment]) -> NamedEvents:
    """Say what each event is; what a description says of drug and duration is put into the fields of its entry."""
    stated = [*(each.at for each in (*document.observations, *document.events)), *(each.to for each in document.events)]
    moments = [text for text in stated if text is not None]
    namer = _Namer(context, treatments, [condition.name for condition in document.conditions], moments, _switches(document))
    switches: list[SwitchEntry] = []
    others: list[OtherEntry] = []
    for i, entry in enumerate(document.events):
        path = f"events[{i}]"
        kind, understood = namer.name_in_time(entry, path)
        if kind in ("stop", "restart"):
            _refuse_what_is_no_switch(context, entry, path)
            switches.append((path, cast("Literal['stop', 'restart']", kind), understood))
        else:
            others.append((path, kind, understood))
    return NamedEvents(tuple(switches), tuple(others))


def _switches(document: CourseDocument) -> frozenset[str]:
    """Return whether any event is a stop, and whether any tells of a restart."""
    named = {vocabulary().event(entry.what) for entry in document.events}
    told = [{fact.kind for fact in described(entry.what).facts if fact.is_certain} for entry in document.events]
    restarts = "restart" in named or any("restart" in kinds for kinds in told)
    stops = "stop" in named or {"stop"} in told
    return frozenset(kind for kind, there in (("restart", restarts), ("stop", stops)) if there)


def _refuse_what_is_no_switch(context: Context, entry: EventEntry, path: str) -> None:
    if entry.codes:
        context.error("code.of_switch", f"{path}.codes", found=entry.what)
    for question in QUESTIONS:
        if getattr(entry, question) is not None:
            context.error("event.not_adverse", f"{path}.{question}", found=field_name(question))


class _Namer:
    """Names the events of one record."""

    def __init__(
        self, context: Context, treatments: Sequence[Treatment], diseases: Sequence[str], moments: Sequence[str], switches: frozenset[str]
    ) -> None:
        self.context = context
        self.treatments = treatments
        self.drugs = list(dict.fromkeys(t.drug for t in treatments))
        self.diseases = diseases
        self.moments = moments
        self.restarts = "restart" in switches
        self.stops = "stop" in switches

    def name_in_time(self, entry: EventEntry, path: str) -> tuple[str | None, EventEntry]:
        """Return what an event is, and its fields, as `name`, with the day that its description names where no field does."""
        parts = clauses_with_times(entry)
        lines = [written for part in parts if (written := self.line_of(part)) is not None]
        if len(lines) > 1 and len(lines) == len(parts):
            other = line(("line.other", ""), *times_of(parts[0]), ("line.note", entry.what))
            self.context.error("event.write_lines", f"{path}.what", found=entry.what, lines=Lines(lines), other=other)
            return None, parts[0]
        timed = with_own_time(entry)
        ended = entry if timed.from_ and timed.to else with_own_end(entry)
        if ended is not entry and self.line_of(ended) is not None:
            return self.name_until(entry, ended, path)
        if timed.what == entry.what or self.line_of(timed) is None:
            return self.name(entry, path)
        kind = None if has_result(timed.what) else vocabulary().event(timed.what)
        if kind is not None:
            self.context.note("event.read_as", f"{path}.what", found=entry.what, line=self.line(kind, timed, timed.drug))
        return self.name(timed, path)

    def name_until(self, entry: EventEntry, ended: EventEntry, path: str) -> tuple[str | None, EventEntry]:
        """Return what an event is whose description says until when it was so; the first day has to stand beside it."""
        if ended.from_ is None:
            begun = ended.model_copy(update={"from_": ended.at or self.beginning(ended), "at": None})
            self.context.error("event.write_days", f"{path}.what", found=entry.what, line=self.line_of(begun))
            return None, begun
        if not has_result(ended.what) and vocabulary().event(ended.what) is not None:
            self.context.note("event.read_as", f"{path}.what", found=entry.what, line=self.line_of(ended))
        return self.name(ended, path)

    def beginning(self, entry: EventEntry) -> str:
        """Return from when something may have been so that is told with its end only: the last start of a drug before it, or day 0."""
        end = None if entry.to is None else self.span_at(entry.to)
        begun = [step.start.earliest for t in self.treatments for step in t.steps if end is None or step.start.latest < end.low]
        return _day(max(begun, default=0.0))

    def line_of(self, entry: EventEntry) -> Line | None:
        """Return the line of a description that states one fact which has a line of its own; None of any other."""
        kind = vocabulary().event(entry.what)
        text = described(entry.what, self.drugs, self.diseases)
        stated = [fact.kind for fact in text.facts if fact.is_certain] if kind is None else [kind]
        if len(stated) != 1 or stated[0] not in _LINES:
            return None
        drug = text.drug or self.likely_drug() if stated[0] in ("stop", "restart") else None
        return self.line(stated[0], entry, drug, text.lasting)

    def name(self, entry: EventEntry, path: str) -> tuple[str | None, EventEntry]:
        """Return what an event is (None after an error), and its fields."""
        kind = None if has_result(entry.what) else vocabulary().event(entry.what)
        if kind == "relapse" and entry.at is not None and entry.after is None and _tells_of_each(f"{entry.what} {entry.at}"):
            self.refuse(entry.model_copy(update={"what": f"{entry.what} {entry.at}", "at": None}), path, [kind, "stop"], Described(()))
            return None, entry.model_copy(update={"at": None})
        if kind is not None:
            return kind, entry
        if (effect := effect_in_event(entry.what, self.drugs)) is not None:
            self.refuse_effect(entry, path, effect)
            return None, entry
        text = described(entry.what, self.drugs, self.diseases)
        if text.drug is None and entry.drug is not None:
            text = replace(text, drug=canonical_drug(entry.drug))
        if not text.facts and text.drug is not None and text.dose is not None:
            text = replace(text, facts=(EventFact("dose"),))
        if not text.facts and (amount := self.bare_dose(entry.what)) is not None:
            text = replace(text, facts=(EventFact("dose"),), dose=amount)
        if not text.facts and self.tells_spacing(entry.what):
            text = replace(text, facts=(EventFact("dose"),))
        if not text.facts:
            return self.unknown(entry, path), entry
        facts = tuple(
            EventFact("remission") if fact.kind == "relapse" and fact.denied and not fact.uncertain else fact for fact in text.facts
        )
        stated = [fact for fact in facts if fact.is_certain]
        if not stated:
            self.no_fact(entry, path, facts)
            return "other", entry
        if text.in_part and [fact.kind for fact in stated] == ["remission"]:
            self.context.warn("event.in_part", f"{path}.what", found=entry.what)
            return "other", entry
        if len(stated) == 1:
            read = self.read(entry, path, stated[0].kind, text)
            if read is not None:
                return read
        self.refuse(entry, path, [fact.kind for fact in stated], text)
        return None, entry

    def lacks_an_end(self, entry: EventEntry, text: Described) -> bool:
        """Whether a stop is told to be for a time, and nothing says for how long."""
        return text.for_a_time and not (text.lasting or entry.for_ or entry.to or self.restarts)

    def tells_spacing(self, text: str) -> bool:
        """Whether a text tells nothing but how often a drug was given from then on: "passage à 1 j/2"."""
        found = spacing_within(text) if self.drugs else None
        if found is None:
            return False
        rest = described(f"{self.drugs[0]} {found[1]}", self.drugs, self.diseases)
        return not rest.rest and {fact.kind for fact in rest.facts} <= {"start", "dose"}

    def bare_dose(self, text: str) -> str | None:
        """Return the milligrams of a text that holds a drug and a number without a unit alone, "Pred ↓15"; None of any other."""
        match = re.fullmatch(r"(?P<name>[^\d]*[^\W\d_][^\d]*?)\s*(?P<number>\d+(?:[.,]\d+)?)\s*", text)
        named = None if match is None else described(match["name"], self.drugs)
        if match is None or named is None or named.drug is None or named.rest or named.facts:
            return None
        return f"{match['number'].replace(',', '.')} mg"

    def no_fact(self, entry: EventEntry, path: str, facts: Sequence[EventFact]) -> None:
        """Tell that a description names events and states none."""
        if any(fact.uncertain and not fact.elsewhere for fact in facts):
            self.context.warn("event.uncertain", f"{path}.what", found=entry.what)
        elif any(fact.elsewhere for fact in facts):
            self.context.note("event.not_itself", f"{path}.what", found=entry.what)
        else:
            self.context.note("event.denied", f"{path}.what", found=entry.what)

    def unknown(self, entry: EventEntry, path: str) -> str | None:
        """Take an event for another one, unless it is near to a known name or a measurement, which belongs among the observations."""
        measured = split_name(entry.what)
        if measured is not None:
            name = name_of(measured.what)
            unit = "" if name is None or measured.is_change else name.unit or name.outcome.scale.unit or ""
            said = ("line.change" if measured.is_change else "line.value", unit_added(measured.said, unit) if unit else measured.said)
            wanted = line(("line.what", measured.what), *times_of(entry), said)
            self.context.error("event.measured", f"{path}.what", found=entry.what, line=wanted)
            return None
        if vocabulary().change("points", entry.what) is not None:
            wanted = line(("line.pain", ""), *times_of(entry), ("line.change", entry.what))
            self.context.warn("event.change", f"{path}.what", found=entry.what, line=wanted)
            return "other"
        known = [name for names in vocabulary().events.values() for name in names]
        near = nearest(entry.what, known, 0.8)
        if near is not None:
            self.context.error("event.near", f"{path}.what", found=entry.what, nearest=near)
            return None
        self.context.note("event.unknown", f"{path}.what", found=entry.what)
        return "other"

    def refuse_effect(self, entry: EventEntry, path: str, effect: str) -> None:
        """Refuse what says how a drug worked, with the field of its treatment that says it."""
        drug = described(entry.what, self.drugs).drug or canonical_drug(entry.drug or self.drug_given(entry))
        said = self.line("remission" if effect == "good" else "relapse", entry, None)
        self.context.error(f"event.effect.{effect}", f"{path}.what", found=entry.what, drug=drug, line=said)

    def read(self, entry: EventEntry, path: str, kind: str, text: Described) -> tuple[str | None, EventEntry] | None:
        """Read a description of one fact; None where it cannot be read."""
        if kind in ("start", "dose", "missed", "last_dose"):
            return self.of_treatment(entry, path, kind, text)
        if text.rest and not (kind in _ANYHOW or (text.reason and kind in ("stop", "restart"))):
            return None
        drug = entry.drug
        if kind == "stop" and self.lacks_an_end(entry, text):
            return None
        if kind in ("stop", "restart") and len(text.drugs) > 1:
            self.context.error("event.several_drugs", f"{path}.what", found=entry.what, drugs=", ".join(text.drugs))
            return None, entry
        if kind in ("stop", "restart"):
            drug = text.drug or (self.drugs[0] if text.any_drug and len(self.drugs) == 1 else None)
            if drug is None:
                return None
        elif kind == "adverse event" and drug is None:
            drug = text.drug
        if text.looks_back and kind != "remission":
            return None  # "arrêt depuis 3 mois": the line that says it has the day on which it began
        if kind == "remission" and text.lasting is not None and entry.after is None and not (entry.for_ or entry.within):
            return self.quiet(entry, path, text)
        lasting = None if text.rest and kind in _ANYHOW else text.lasting
        if lasting is not None and (entry.for_ is not None or entry.to is not None):
            other = field_name("for" if entry.for_ is not None else "to")
            self.context.error("key.together", f"{path}.what", first=field_name("what"), second=other)
            return None, entry
        said = self.line(kind, entry, drug, lasting)
        self.context.note("event.read_as", f"{path}.what", found=entry.what, line=said)
        fields: dict[str, str | None] = {"drug": drug}
        if lasting is not None:
            fields["for_"] = lasting
        return kind, entry.model_copy(update=fields)

    def quiet(self, entry: EventEntry, path: str, text: Described) -> tuple[str | None, EventEntry]:
        """Read for how long there was no relapse: before the day on which it was told, or from a day on."""
        assert text.lasting is not None
        if entry.from_ is not None:
            if entry.to is not None:
                self.context.error("key.together", f"{path}.what", first=field_name("what"), second=field_name("to"))
                return None, entry
            ahead = entry.model_copy(update={"for_": time_text(text.lasting)})
            self.context.note("event.read_as", f"{path}.what", found=entry.what, line=self.line("remission", ahead, None))
            return "remission", ahead
        told = entry.to or entry.at
        if told is None:
            last = self.last_day()
            dates = {"from_": _day(last - duration_of(text.lasting).high), "to": _day(last)}
            self.context.error(
                "event.write_days", f"{path}.what", found=entry.what, line=self.line("remission", entry.model_copy(update=dates), None)
            )
            return None, entry
        before = self.before(entry.model_copy(update={"at": told, "to": None}), text.lasting)
        if before is None:
            return None, entry
        behind = before.model_copy(update={"from_": before.at, "at": None, "to": told})
        if entry.to is None and not text.looks_back:
            ahead = entry.model_copy(update={"for_": time_text(text.lasting)})
            lines = {"first": self.line("remission", behind, None), "second": self.line("remission", ahead, None)}
            self.context.error("event.either_way", f"{path}.what", found=entry.what, at=told, **lines)
            return None, entry
        self.context.note("event.read_as", f"{path}.what", found=entry.what, line=self.line("remission", behind, None))
        return "remission", behind

    def before(self, entry: EventEntry, lasting: str) -> EventEntry | None:
        """Return an entry with the day on which it began, where its own is the one on which this was told; None where it has none."""
        span = self.span_of(entry)
        if span is None:
            return None
        length = duration_of(lasting)
        low, high = round(span.low - length.high), round(span.high - length.low)
        return entry.model_copy(update={"at": _day(low) if low == high else time_text(f"{low}..{high} d")})

    def later(self, entry: EventEntry) -> EventEntry | None:
        """Return an entry with the days after its own, where it tells of one fact after another; None where it does not."""
        span = self.span_of(entry)
        if span is None or beside_events()["then"].isdisjoint(counted_words(entry.what)):
            return None
        return entry.model_copy(update={"at": time_text(f"{span.low + 1:.0f}..{span.high + _SOON_DAYS:.0f} d")})

    def last_day(self) -> float:
        """Return the last day that the record names, or a year where it names none."""
        spans = [span for each in self.moments if (span := self.span_at(each)) is not None]
        return max((span.high for span in spans), default=365.0)

    def of_treatment(self, entry: EventEntry, path: str, kind: str, text: Described) -> tuple[str, EventEntry] | None:
        """Show what is said of a dose where the treatment says it too; what it does not say is refused."""
        span = self.span_of(entry)
        if kind in ("missed", "last_dose") or span is None:
            return None
        drug = text.drug or (self.drugs[0] if len(self.drugs) == 1 else None)
        begun = [step for step in self.steps(drug) if span.low <= step.start.latest and span.high >= step.start.earliest]
        amount = milligrams(text.dose)
        if not any(amount is None or amount in (step.dose_mg, last_mg(step, None)) for step in begun):
            return None
        self.context.note("event.of_treatment", f"{path}.what", found=entry.what, drug=drug)
        return "other", entry

    def refuse(self, entry: EventEntry, path: str, kinds: Sequence[str], text: Described) -> None:
        """Refuse a description, with the lines that say the same."""
        drug = text.drug or self.likely_drug()
        switch = kinds[1] if len(kinds) == 2 and kinds[1] in ("stop", "restart") else None
        follows = kinds[0] in ("relapse", "remission") and switch is not None and entry.after is None
        other = line(("line.other", ""), *times_of(entry), ("line.note", entry.note or entry.what))
        if text.looks_back and text.lasting is not None:  # it began before the day on which this was told, and has not ended
            began = self.before(entry, text.lasting) or entry
            if kinds == ["remission"] and began is not entry:
                began = began.model_copy(update={"from_": began.at, "at": None, "to": entry.at})
            entry, text = began, replace(text, lasting=None)
        if set(kinds) == {"relapse", "stop"} and entry.after is None and _tells_of_each(entry.what):
            self.context.error("event.write_relapses", f"{path}.what", found=entry.what, drug=drug, other=other)
            return
        if ((follows and switch == "stop") or list(kinds) == ["restart"]) and not self.stopped(drug):
            self.refuse_without_stop(entry, path, kinds[0], text, drug, other)
            return
        if kinds[0] == "stop" and self.lacks_an_end(entry, text):
            paused = line(("line.stop", ""), ("line.drug", drug), *times_of(entry, time_text("7 d")), ("line.note", entry.note))
            self.context.error("event.how_long", f"{path}.what", found=entry.what, line=paused)
            return
        if kinds in (["relapse"], ["infection"]) and text.several:
            each = self.line(kinds[0], entry, entry.drug)
            self.context.error("event.write_each", f"{path}.what", found=entry.what, line=each, other=other)
            return
        swap = swapped(text, entry.what) if list(kinds) == ["start"] else None
        if swap is not None:
            first = self.line("stop", entry, swap[0])
            second = step_line(entry, swap[1], self.steps(swap[1]), text, "start")
            self.context.error("event.write_swap", f"{path}.what", found=entry.what, drug=swap[1], first=first, line=second, other=other)
            return
        if "missed" in kinds and text.dose is None:
            kinds = [kind for kind in kinds if kind != "dose"]  # "one dose missed"
        lines: list[Line] = []
        treatment: list[Line] = []
        later = None if follows else self.later(entry)
        for number, kind in enumerate(dict.fromkeys(kinds)):
            if number and later is not None:
                entry = later
            if kind in ("stop", "restart"):
                if not follows:
                    lines.append(self.line(kind, entry, drug, text.lasting))
            elif kind == "last_dose":
                lines.append(self.line("stop", entry, drug))
            elif kind == "missed":
                lasting = None if entry.to or entry.for_ else text.lasting or self.missed(drug, text.number)
                lines.append(self.line("stop", entry, drug, lasting))
            elif kind in ("start", "dose"):
                treatment.append(step_line(entry, drug, self.steps(drug), text, kind))
            else:
                alone = len(kinds) == 1
                said = self.line(kind, entry, entry.drug, text.lasting if alone else None, entry.what if alone and text.rest else None)
                if follows:
                    edge = Problem("line.after_stop" if switch == "stop" else "line.after_start", {"text": drug})
                    soon = text.lasting or delay_after(entry.what) or delay_in_words(entry.what) or _SOON
                    within = () if entry.at or entry.within else (Problem("line.within", {"text": time_text(soon)}),)
                    said = Line((*said.parts, edge, *within))
                lines.append(said)
        if treatment and not self.steps(drug):
            begun = Line((Problem("line.drug", {"text": drug}), *treatment[0].parts))
            self.context.error("event.write_treatment", f"{path}.what", found=entry.what, drug=drug, line=begun, other=other)
        elif treatment:
            self.context.error("event.write_dose", f"{path}.what", found=entry.what, drug=drug, line=treatment[0], other=other)
        elif len(lines) > 1 and later is not None:
            self.context.error("event.write_in_turn", f"{path}.what", found=entry.what, lines=Lines(lines), other=other)
        elif len(lines) > 1:
            self.context.error("event.write_lines", f"{path}.what", found=entry.what, lines=Lines(lines), other=other)
        else:
            self.context.error("event.write_line", f"{path}.what", found=entry.what, line=lines[0], other=other)

    def refuse_without_stop(self, entry: EventEntry, path: str, kind: str, text: Described, drug: str, other: Line) -> None:
        """Refuse what follows a stop that the record does not hold, with the line of the stop too."""
        soon = text.lasting or delay_after(entry.what) or delay_in_words(entry.what) or _SOON
        stop = self.before(entry, soon) if entry.at is not None else None
        if kind == "relapse" and stop is not None:
            lines = Lines((self.line("stop", stop, drug), self.line("relapse", entry, entry.drug)))
            self.context.error("event.write_lines", f"{path}.what", found=entry.what, lines=lines, other=other)
            return
        first = line(("line.stop", ""), ("line.drug", drug), ("line.at", time_text("30 d") if stop is None else stop.at))
        said = self.line(kind, entry, drug if kind == "restart" else entry.drug)
        if kind != "restart" and entry.at is None and entry.from_ is None:
            edge, within = Problem("line.after_stop", {"text": drug}), Problem("line.within", {"text": time_text(soon)})
            said = Line((*said.parts, edge, *(() if entry.within else (within,))))
        code = "event.write_stop" if kind == "relapse" else "event.write_stop_first"
        self.context.error(code, f"{path}.what", found=entry.what, drug=drug, first=first, line=said, other=other)

    def likely_drug(self) -> str:
        """Return the drug that a text without a name most likely means: the one that was started last."""
        given = [(step.start.middle, t.drug) for t in self.treatments for step in t.steps if t.known]
        return max(given)[1] if given else self.drugs[-1] if self.drugs else "anakinra"

    def drug_given(self, entry: EventEntry) -> str:
        """Return the drug that was given on the day of an entry, where it was one only; else the likeliest one."""
        span = self.span_of(entry)
        days = () if span is None else (span.low, span.high)
        given = {t.drug for t in self.treatments for step in t.steps if any(runs_on(step, day) for day in days)}
        return given.pop() if len(given) == 1 else self.likely_drug()

    def stopped(self, drug: str) -> bool:
        """Whether the record tells of any stop of a drug, among its treatments or as an event of its own."""
        return self.stops or any(step.stop is not None for step in self.steps(drug))

    def steps(self, drug: str | None) -> list[DoseStep]:
        """Return the regular doses and single doses of a drug."""
        return [step for t in self.treatments if t.drug == drug for step in t.steps]

    def span_of(self, entry: EventEntry) -> Span | None:
        """Read the day of an entry; whether it can be read is told elsewhere."""
        return None if entry.at is None else self.span_at(entry.at)

    def span_at(self, text: str) -> Span | None:
        """Read a time; None for what is none."""
        try:
            return span_of(text, self.context.anchor)
        except RefusedError:
            return None

    def missed(self, drug: str, number: int | None) -> str:
        """Return the days that so many missed doses are."""
        spacing = next((step.every_days for step in self.steps(drug) if step.every_days is not None), 1.0)
        return time_text(f"{(number or 1) * spacing:g} d")

    def line(self, kind: str, entry: EventEntry, drug: str | None, lasting: str | None = None, note: str | None = None) -> Line:
        """Write an event as a line of its own."""
        return line(
            (_LINES[kind], ""), ("line.drug", drug), *times_of(entry, lasting and time_text(lasting)), ("line.note", entry.note or note)
        )


def _tells_of_each(text: str) -> bool:
    """Whether a text speaks of each of several stops, whose days it does not give."""
    return any(word in vocabulary().stop_relapses["each"] for word in counted_words(text))


def _day(day: float) -> OurWord:
    return time_text(f"{day:.0f} d")
