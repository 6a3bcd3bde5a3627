"""The record: every fact of the file, as it was written and as it was understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rechallenge.course.model import Code, Course, Finding, Switch, Treatment
from rechallenge.course.times import When
from rechallenge.inference.diagnostics import SURPRISE
from rechallenge.literature.generic import acts_by_dates
from rechallenge.presentation.document import Block, Facts, Heading, Notices, Section, TableCell, Text, plain_row, table
from rechallenge.presentation.doses import dose_words
from rechallenge.presentation.language import Language, capitalised
from rechallenge.presentation.observations import reading_words
from rechallenge.presentation.statuses import condition_words, finding_words
from rechallenge.presentation.stop_relapses import stop_relapses_words
from rechallenge.report.sections.context import ReportContext
from rechallenge.vocabulary.numerals import NBSP


def record_section(context: ReportContext) -> Section:
    """Build the section that shows the whole record."""
    language = context.language
    blocks: list[Block] = [*_patient(context), *_conditions(context), *_findings(context), *_treatments(context)]
    blocks += [*_observations(context), *_events(context), *_truth(context), *_reading(context)]
    return Section("record", language.text("section.record"), tuple(blocks))


def _patient(context: ReportContext) -> Iterable[Block]:
    language, p = context.language, context.course.patient
    pairs = [
        ("sex", language.text(f"sex.{p.sex}") if p.sex else ""),
        ("age", _unit(p.age_years, "years", language)),
        ("weight", _unit(p.weight_kg, "kg", language)),
        ("height", _unit(p.height_cm, "cm", language)),
        ("creatinine", _unit(p.creatinine_umol_l, "µmol/L", language)),
        ("clearance", _unit(p.creatinine_clearance_ml_min, "mL/min", language)),
        ("reference", p.reference or ""),
        ("note", p.note or ""),
    ]
    source = context.course.source
    number = context.citations.course(source)
    text = source.citation or source.doi or source.url or ""
    pairs.append(("source", f"{text}{NBSP}[{number}]" if number else text))
    pairs.append(("source_url", source.url if source.url and source.url != text else ""))
    pairs.append(("source_note", source.note or ""))
    if context.course.anchor:
        pairs.append(("day0", language.date(context.course.anchor)))
    known = tuple((language.text(f"patient.{name}"), value) for name, value in pairs if value)
    missing = [language.text(f"patient.{name}").lower() for name, value in pairs[:3] if not value]
    yield Heading(language.text("record.patient"))
    if known:
        yield Facts(known)
    if missing:
        yield Text(language.text("record.not_recorded", what=language.items(missing)), "small")


def _unit(value: float | None, unit: str, language: Language) -> str:
    return "" if value is None else f"{language.exact(value)}{NBSP}{language.unit(unit)}"


def _conditions(context: ReportContext) -> Iterable[Block]:
    language = context.language
    conditions = context.course.conditions
    for code, found in (
        ("conditions", [c for c in conditions if c.held]),
        ("excluded", [c for c in conditions if c.ruled_out]),
        ("uncertain", [c for c in conditions if not c.held and not c.ruled_out]),
    ):
        if found:
            names = ("condition", "subtype", "criteria", "since", "code", "note")
            rows = [
                plain_row(
                    c.name,
                    ", ".join(filter(None, (c.subtype, condition_words(c, language) if code == "uncertain" else ""))),
                    c.criteria or "",
                    c.since or "",
                    ", ".join(filter(None, (c.code, *map(str, c.codes)))),
                    c.note or "",
                )
                for c in found
            ]
            yield Heading(language.text(f"record.{code}"))
            yield table([language.text(f"head.{n}") for n in names], rows, language.text(f"record.{code}"), (2, 1.6, 1.6, 1, 1.2, 2))


def _findings(context: ReportContext) -> Iterable[Block]:
    language = context.language
    if not context.course.findings:
        return
    rows = [_finding(f, context) for f in context.course.findings]
    names = ("finding_kind", "finding", "where", "result", "finding_status", "when", "note")
    yield Heading(language.text("record.findings"))
    yield table([language.text(f"head.{n}") for n in names], rows, language.text("record.findings"), (1.0, 1.9, 1.5, 1.7, 1.1, 1.2, 1.5))


def _finding(f: Finding, context: ReportContext) -> tuple[TableCell, ...]:
    language = context.language
    side = language.text(f"side.{f.side}") if f.side else ""
    where = ", ".join(part for part in (f.site or "", side) if part)
    what = f"{f.what} ({f.method})" if f.method else f.what
    result = [f.value or "", f.crystals or "", f.titre or "", f.pattern or "", f.size or ""]
    if f.cells_per_mm3 is not None:
        result.append(language.text("finding.cells", n=f.cells_per_mm3))
    if f.resectable is not None:
        result.append(language.text("finding.resectable" if f.resectable else "finding.unresectable"))
    understood = finding_words(f, language)
    when = _when(f.at, context) if f.at else ""
    return plain_row(
        language.text(f"finding.{f.kind}"), what, where, ", ".join(r for r in result if r), capitalised(understood), when, f.note or ""
    )


def _remarks(note: str | None, codes: Sequence[Code]) -> str:
    return "; ".join(filter(None, (note, *map(str, codes))))


def _when(when: When, context: ReportContext) -> str:
    return capitalised(context.language.when(when, context.course.anchor))


def _treatments(context: ReportContext) -> Iterable[Block]:
    language = context.language
    if not context.course.treatments:
        return
    rows: list[tuple[TableCell, ...]] = []
    for t in context.course.treatments:
        rows += _treatment(t, context)
    names = ("drug", "dose", "from", "to", "route", "outcome", "note")
    yield Heading(language.text("record.treatments"))
    yield table([language.text(f"head.{n}") for n in names], rows, language.text("record.treatments"), (1.3, 1.3, 1.6, 1.6, 1.1, 0.9, 2.4))


def _treatment(t: Treatment, context: ReportContext) -> list[tuple[TableCell, ...]]:
    language = context.language
    remarks = [t.indication or "", t.note or "", *map(str, t.codes)]
    if t.hold_mg is not None:
        low, high = t.hold_mg
        dose = language.exact(low) if low == high else language.text("value.range", low=language.exact(low), high=language.exact(high))
        remarks.append(language.text("treatment.hold", dose=dose))
    if t.relapses is not None:
        remarks.append(stop_relapses_words(t.relapses, language))
    if not t.known:
        remarks.append(language.text("treatment.by_dates" if t.steps and acts_by_dates(t.drug) else "treatment.unknown"))
    if any(step.end_open for step in t.steps):
        remarks.append(language.text("treatment.end_open"))
    first = [
        capitalised(language.drug(t.drug)),
        language.lookup(f"route.{t.route}", t.route) if t.route else "",
        language.lookup(f"outcome.{t.effect}", t.effect) if t.effect else "",
        capitalised(language.clauses(remarks)),
    ]
    if not t.steps:
        return [plain_row(first[0], language.text("given.unknown"), "", "", *first[1:])]
    rows = []
    for number, s in enumerate(t.steps):
        drug, route, outcome, note = first if number == 0 else ("", "", "", "")
        note = language.clauses((note, s.note or ""))
        dose = dose_words(s, language)
        stop = _when(s.stop, context) if s.stop else "" if s.every_days is None else language.text("treatment.ongoing")
        rows.append(plain_row(drug, dose, _when(s.start, context), stop, route, outcome, note))
    return rows


def _observations(context: ReportContext) -> Iterable[Block]:
    language = context.language
    yield Heading(language.text("record.observations"))
    if not context.course.observations:
        yield Notices((language.text("record.no_observation"),), "warning", language.text("label.warnings", n=1))
        return
    checks = {c.index: c for c in context.fit.checks} if context.fit is not None else {}
    rows = []
    surprising = 0
    for index, o in enumerate(context.course.observations):
        check = checks.get(index)
        expected = ""
        odd = check is not None and check.tail < SURPRISE
        if check is not None:
            surprising += odd
            expected = language.interval(check.expected) + (" *" if odd else "")
        what = language.outcome(o.outcome or o.what)
        rows.append(
            (
                TableCell(capitalised(what)),
                TableCell(_when(o.at, context)),
                TableCell(o.written),
                TableCell(reading_words(context.course, o, language)),
                TableCell(expected, strong=odd),
                TableCell(_remarks(o.note, o.codes)),
            )
        )
    names = ("what", "when", "written", "understood", "expected", "note")
    yield table([language.text(f"head.{n}") for n in names], rows, language.text("record.observations"), (1.3, 1.6, 1.3, 2, 1.7, 1.4))
    if checks:
        yield Text(
            language.text("record.expected_note") + (" " + language.text("record.surprising", n=surprising) if surprising else ""), "small"
        )


def _events(context: ReportContext) -> Iterable[Block]:
    language = context.language
    if not context.course.events and not context.course.switches:
        return
    checks = {c.index: c for c in context.fit.event_checks} if context.fit is not None else {}
    rows = []
    for index, e in enumerate(context.course.events):
        after = ""
        if e.after is not None:
            after = capitalised(language.text(f"boundary.{e.after.kind}", n=e.after.occurrence, drug=e.after.drug))
        check = checks.get(index)
        odd = check is not None and check.tail < SURPRISE
        expected = "" if check is None else language.percent(check.probability) + (" *" if odd else "")
        what = capitalised(language.text(f"event.{e.what}"))
        rows.append(
            (
                *plain_row(what, _from_until(e.at, e.until, context), after, e.written, e.site or ""),
                TableCell(expected, strong=odd, numeric=True),
                TableCell(_remarks(e.note, e.codes)),
            )
        )
    rows += [_switch(s, context) for s in sorted(context.course.switches, key=lambda s: s.at.middle)]
    names = ("event", "when", "event_after", "written", "where", "event_expected", "note")
    yield Heading(language.text("record.events"))
    yield table([language.text(f"head.{n}") for n in names], rows, language.text("record.events"), (1.2, 1.8, 1.6, 1.8, 1, 0.9, 1.2))
    if checks:
        yield Text(language.text("record.event_expected_note"), "small")


def _switch(s: Switch, context: ReportContext) -> tuple[TableCell, ...]:
    """Row of a stop or restart; it is part of its treatment, and stands among the events for what is said of it."""
    what = capitalised(context.language.text(f"switch.{s.kind}", drug=s.drug))
    return plain_row(what, _from_until(s.at, s.until, context), "", s.written, s.site or "", "", s.note or "")


def _from_until(start: When, end: When | None, context: ReportContext) -> str:
    text = _when(start, context)
    if end is None:
        return text
    return context.language.text("event.until", start=text, end=context.language.when(end, context.course.anchor))


def _truth(context: ReportContext) -> Iterable[Block]:
    language, course = context.language, context.course
    if course.simulated is None:
        return
    yield Heading(language.text("record.truth"))
    yield Text(language.text("record.truth_note"))
    names = parameter_names(course, context)
    rows = [
        (TableCell(names.get(name, name)), TableCell(language.exact(float(f"{value:.4g}")), numeric=True))
        for name, value in course.simulated.items()
    ]
    if rows:
        yield table((language.text("head.parameter"), language.text("head.true_value")), rows, language.text("record.truth"), (3, 1))


def meanings(course: Course, context: ReportContext) -> dict[str, str]:
    """Return what each parameter of the literature means, in the language of the report, by its name."""
    from rechallenge.literature.generic import generic_model
    from rechallenge.literature.parameters import disease_parameters
    from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model
    from rechallenge.outcomes import outcome_parameters, outcomes

    meant = {**disease_parameters(), **outcome_parameters(outcomes().values())}
    for drug in dict.fromkeys(t.drug for t in course.treatments):
        if drug in KINETIC_DRUGS:
            meant.update({p.name: p for p in drug_model(drug).intravenous().parameters.values()})
        elif acts_by_dates(drug):
            meant.update({p.name: p for p in generic_model(drug).parameters.values()})
    language = context.language
    return {name: language.published(p.meaning) for name, p in meant.items()}


def parameter_names(course: Course, context: ReportContext) -> dict[str, str]:
    """Return the meanings as they begin a line of a table."""
    return {name: capitalised(meaning) for name, meaning in meanings(course, context).items()}


def _reading(context: ReportContext) -> Iterable[Block]:
    if context.notes:
        language = context.language
        yield Heading(language.text("record.reading"))
        yield Notices(tuple(dict.fromkeys(language.note(n) for n in context.notes)), "note")
