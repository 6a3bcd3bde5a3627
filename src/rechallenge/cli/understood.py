"""What was read of a course, in columns: each statement as it is written beside what it became."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rechallenge.cli.columns import Row, aligned
from rechallenge.cli.outcome import printable
from rechallenge.ledger.statement import entry_of
from rechallenge.literature.generic import acts_by_dates
from rechallenge.presentation.doses import dose_words
from rechallenge.presentation.ledger import entry_words, field_words, in_short, written_words
from rechallenge.presentation.observations import reading_words
from rechallenge.presentation.statuses import condition_words, finding_words
from rechallenge.presentation.stop_relapses import stop_relapses_words

if TYPE_CHECKING:
    from rechallenge.course.model import Course, DoseStep, Event, Finding, Observation, Switch
    from rechallenge.course.times import When
    from rechallenge.ledger.statement import Ledger
    from rechallenge.presentation.language import Language


def understood(course: Course, ledger: Ledger, language: Language) -> Iterator[str]:
    """Write a course as lines of text, section by section, each with what became of it; what it does not hold has no section."""
    view = _View(course, ledger, language)
    yield printable(course.title)
    for code, rows in (
        ("patient", view.patient()),
        ("conditions", view.conditions()),
        ("findings", view.findings()),
        ("treatments", view.treatments()),
        ("observations", [view.observation(observation) for observation in course.observations]),
        ("events", [*map(view.event, course.events), *map(view.switch, course.switches)]),
        ("criteria", view.criteria()),
        ("other", view.others()),
    ):
        if rows:
            yield ""
            yield language.text(f"cli.section.{code}")
            yield from aligned(rows)


def shortened(text: str, most: int = 60) -> str:
    """Return a text, or its beginning where it is long."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


class _View:
    def __init__(self, course: Course, ledger: Ledger, language: Language) -> None:
        self.course = course
        self.ledger = ledger
        self.language = language
        self.told: set[str] = set()

    def became(self, entry: str, name: str = "") -> str:
        """Say in a few words what became of an entry, or of one of its fields."""
        self.told.add(f"{entry}.{name}" if name else entry)
        return in_short((each for each in self.ledger.of(entry) if not name or each.name == name), self.language)

    def text(self, code: str, **values: object) -> str:
        return self.language.text(f"cli.{code}", **values)

    def number(self, value: float) -> str:
        return self.language.exact(round(value, 6))

    def when(self, when: When | None) -> str:
        """Name a moment as briefly as a course file does, with its date where the course has dates."""
        if when is None:
            return ""
        if when.known:
            return self.language.when(when, self.course.anchor)
        return self.text("days_between", low=self.number(when.earliest), high=self.number(when.latest))

    # who and what

    def patient(self) -> list[Row]:
        patient = self.course.patient
        numbers = (
            ("age", patient.age_years, "a"),
            ("weight", patient.weight_kg, "kg"),
            ("height", patient.height_cm, "cm"),
            ("creatinine", patient.creatinine_umol_l, "µmol/L"),
            ("creatinine_clearance", patient.creatinine_clearance_ml_min, "mL/min"),
        )
        rows: list[Row] = []
        if patient.sex:
            rows.append((self.text("patient.sex"), self.text(f"sex.{patient.sex}"), self.became("patient", "sex")))
        rows += [
            (
                self.text(f"patient.{name}"),
                f"{self.number(value)} {self.text('years') if unit == 'a' else unit}",
                self.became("patient", name),
            )
            for name, value, unit in numbers
            if value is not None
        ]
        return rows

    def conditions(self) -> list[Row]:
        held = sum(not condition.excluded for condition in self.course.conditions)
        return [
            (
                condition.name,
                ", ".join(filter(None, (condition.subtype, condition_words(condition, self.language)))),
                ", ".join(filter(None, (condition.code, *map(str, condition.codes)))),
                self.became(f"excluded[{place - held}]" if condition.excluded else f"conditions[{place}]"),
            )
            for place, condition in enumerate(self.course.conditions)
        ]

    def findings(self) -> list[Row]:
        entries = self.ledger.finding_entries
        return [(*self.finding(each), self.became(entry)) for each, entry in zip(self.course.findings, entries, strict=True)]

    def criteria(self) -> list[Row]:
        return [
            (each.written, f"→ {self.language.text(f'criteria.status.{each.status}')}", self.became("criteria", each.written))
            for each in self.course.criteria
        ]

    def others(self) -> list[Row]:
        """Statements that no other row shows."""
        rows: list[Row] = []
        for entry in self.ledger.entries:
            left = [each for each in entry.statements if not {each.path, entry.path} & self.told]
            rows += [
                (
                    entry_words(each.path if each.path == entry.path else entry.path, self.language),
                    field_words(each.name, self.language) if each.name != each.path else "",
                    shortened(written_words(each, self.language)),
                    in_short([each], self.language),
                )
                for each in left
            ]
        return rows

    def finding(self, finding: Finding) -> Row:
        side = self.text(f"side.{finding.side}") if finding.side else ""
        cells = f"{self.number(finding.cells_per_mm3)}/mm³" if finding.cells_per_mm3 is not None else ""
        said = (finding.titre, finding.pattern, finding.size, cells, finding.value, finding.crystals)
        where = " ".join(filter(None, (finding.site, side)))
        return (finding.what, where, ", ".join(filter(None, said)), f"→ {finding_words(finding, self.language)}")

    # treatments

    def treatments(self) -> list[Row]:
        rows: list[Row] = []
        for place, treatment in enumerate(self.course.treatments):
            became = self.became(f"treatments[{place}]")
            name = self.language.drug(treatment.drug)
            by_dates = bool(treatment.steps) and acts_by_dates(treatment.drug)
            remarks = [] if treatment.known else [self.text("by_dates") if by_dates else self.text("no_kinetics")]
            if treatment.effect:
                remarks.append(self.text(f"outcome.{treatment.effect}"))
            if treatment.hold_mg:
                low, high = treatment.hold_mg
                remarks.append(self.text("holds", low=self.number(low), high=self.number(high)))
            if any(step.end_open for step in treatment.steps):
                remarks.append(self.text("end_open"))
            if treatment.relapses is not None:
                remarks.append(stop_relapses_words(treatment.relapses, self.language))
            remarks += map(str, treatment.codes)
            remark = self.language.clauses(remarks)
            if not treatment.steps:
                rows.append((name, "", self.text("no_time"), remark, became))
            for i, step in enumerate(treatment.steps):
                first = (remark, became) if i == 0 else ("", "")
                rows.append((name if i == 0 else "", dose_words(step, self.language), self.span(step), *first))
        return rows

    def span(self, step: DoseStep) -> str:
        start = self.when(step.start)
        if step.every_days is None and step.stop is None:
            return start
        return self.text("from_to", start=start, stop=self.when(step.stop) if step.stop else self.text("end_of_record"))

    # observations and events

    def observation(self, observation: Observation) -> Row:
        meaning = f"→ {reading_words(self.course, observation, self.language)}"
        codes = ", ".join(map(str, observation.codes))
        became = self.became(entry_of(observation.at.key))
        return (self.when(observation.at), observation.what, observation.written, meaning, codes, became)

    def switch(self, switch: Switch) -> Row:
        what = self.language.text(f"switch.{switch.kind}", drug=switch.drug)
        became = self.became(entry_of(switch.at.key))
        return (self.from_until(switch.at, switch.until), switch.written, f"→ {what}", switch.site or "", became)

    def from_until(self, start: When, end: When | None) -> str:
        until = self.text("until", until=self.when(end)) if end else ""
        return " ".join(filter(None, (self.when(start), until)))

    def event(self, event: Event) -> Row:
        when = self.from_until(event.at, event.until)
        suspected = self.text("suspected", drug=self.language.drug(event.drug)) if event.drug else ""
        about = self.language.clauses((self.after(event), suspected, *map(str, event.codes)))
        became = self.became(entry_of(event.at.key))
        return (when, event.written, f"→ {self.language.text(f'event.{event.what}')}", about, became)

    def after(self, event: Event) -> str:
        """Say which start or stop an event follows, and within how many days."""
        if event.after is None:
            return ""
        boundary = self.language.text(
            f"cli.boundary.{event.after.kind}", n=event.after.occurrence, drug=self.language.of_drug(event.after.drug)
        )
        if event.at.after is None:
            return self.text("after", boundary=boundary)
        return self.text("within", low=self.number(event.at.low), high=self.language.days(event.at.high), boundary=boundary)
