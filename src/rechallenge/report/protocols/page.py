"""The plan that the clinician reads: what is compared, when, what is measured, what ends it, and what has to be approved."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.instruments.protocol_items import protocol_checklists
from rechallenge.literature.references import references
from rechallenge.planning.protocols.protocol import CERTAIN_FACTOR, HALF_LIVES, Protocol
from rechallenge.planning.protocols.rates import NoRates, PlanRates
from rechallenge.presentation.document import Block, Document, Facts, Heading, Notices, Section, Sources, TableCell, Text, plain_row, table
from rechallenge.presentation.language import Language, capitalised
from rechallenge.report.protocols.rates import rates_blocks
from rechallenge.report.protocols.words import date_of, dates_of, dose_of, given_in, page_of

_SOURCES = ("shafer2011", "spirit2013", "spent2019", "cent2015")
_RULES = ("relapse", "certainty", "harm", "infection", "wish")


def plan_document(protocol: Protocol, language: Language, rates: PlanRates | NoRates | None = None) -> Document:
    """Write a protocol, in no particular medium; of a blinded one the order of its periods is not in it."""
    parts = {
        "summary": _summary(protocol, language),
        "schedule": _schedule(protocol, language),
        "visits": _visits(protocol, language),
        "rules": _rules(protocol, language),
        "analysis": _analysis(protocol, language, rates),
        "checklists": _checklists(language),
        "sources": _sources(),
    }
    sections = tuple(Section(name, language.text(f"plans.section.{name}"), tuple(blocks)) for name, blocks in parts.items())
    return page_of(protocol, language, language.text("plans.title", drug=protocol.drug), sections)


def plan_sentence(protocol: Protocol, language: Language) -> str:
    """What is planned, in one sentence."""
    values = {"drug": protocol.drug, "n": len(protocol.periods), "days": protocol.days, "first": date_of(protocol, 0, language)}
    return capitalised(language.text(f"plans.lead.{protocol.action}", **values))


def _summary(protocol: Protocol, language: Language) -> Iterator[Block]:
    yield Text(plan_sentence(protocol, language), role="lead")
    yield Facts(tuple(_facts(protocol, language)))
    research = language.text("plans.research")
    yield Notices((research, *(language.message(each) for each in protocol.remarks)), label=language.text("plans.before"))


def _facts(protocol: Protocol, language: Language) -> Iterator[tuple[str, str]]:
    def said(name: str) -> str:
        return language.text(f"plans.fact.{name}")

    yield said("with"), dose_of(protocol.with_drug, protocol.drug, language)
    yield said("without"), dose_of(protocol.without, protocol.drug, language)
    yield said("blinding"), language.text("plans.blinded" if protocol.blinded else "plans.open")
    yield said("order"), _order(protocol, language)
    values = {"days": protocol.washout_days, "half_life": protocol.half_life_days, "n": HALF_LIVES}
    short = protocol.washout_days < HALF_LIVES * protocol.half_life_days - 1e-6
    yield said("washout"), language.text("plans.washout_short" if short else "plans.washout_long", **values)
    yield said("settling"), language.text("plans.settling", days=protocol.settling_days)
    yield said("visits"), language.integer(len(protocol.visits))
    yield said("days_without"), language.text("plans.days_without", days=protocol.most_days_without, run=protocol.longest_run_days)
    if protocol.steroid_mg > 0.0:
        yield said("steroid"), language.text("plans.steroid_kept", mg=protocol.steroid_mg)


def _order(protocol: Protocol, language: Language) -> str:
    if not protocol.by_lot:
        return language.text("plans.by_turns")
    return language.text("plans.by_lot", orders=protocol.orders, most=protocol.most_in_a_row)


def _schedule(protocol: Protocol, language: Language) -> Iterator[Block]:
    rows = []
    for place, period in enumerate(protocol.periods):
        first, last = dates_of(protocol, period, language)
        given = (
            language.text("plans.pharmacy_knows") if protocol.sequence is None else given_in(protocol, protocol.sequence[place], language)
        )
        evaluated = date_of(protocol, period.start + protocol.settling_days, language)
        rows.append(plain_row(language.integer(period.number), first, last, evaluated, given))
    head = [language.text(f"plans.head.{name}") for name in ("period", "from", "to", "evaluated", "given")]
    yield table(head, rows, language.text("plans.section.schedule"), (0.6, 1.0, 1.0, 1.0, 2.4))
    if len(protocol.without.stages) > 1:
        yield Heading(language.text("plans.taper"))
        yield Text(language.text("plans.taper_why"), "small")
        head = [language.text("plans.head.day"), language.text("plans.head.daily_dose")]
        cells = [
            (TableCell(language.integer(each.day + 1)), TableCell(language.value(each.dose_mg, "mg"))) for each in protocol.without.stages
        ]
        yield table(head, cells, language.text("plans.taper"))


def _visits(protocol: Protocol, language: Language) -> Iterator[Block]:
    measured = language.items(language.outcome(each) for each in protocol.measured)
    rows = []
    for day in protocol.visits:
        period = next(each.number for each in protocol.periods if each.start <= day < each.end)
        rows.append(plain_row(date_of(protocol, day, language), language.integer(day + 1), language.integer(period), measured))
    head = [language.text(f"plans.head.{name}") for name in ("date", "day", "period", "measured")]
    yield table(head, rows, language.text("plans.section.visits"), (1.2, 0.6, 0.6, 2.4))
    if protocol.self_reported:
        told = [language.outcome(each) for each in protocol.self_reported]
        yield Text(language.text("plans.diary_daily", what=told))


def _rules(protocol: Protocol, language: Language) -> Iterator[Block]:
    values = {"drug": protocol.drug, "factor": CERTAIN_FACTOR}
    names = [*_RULES, *(["unblinding"] if protocol.blinded else [])]
    yield Facts(tuple((language.text(f"plans.rule.{name}"), language.text(f"plans.rule_text.{name}", **values)) for name in names))
    notes = [language.text("plans.safety.steroid")] if protocol.steroid_mg > 0.0 or protocol.without.stages else []
    yield Notices((*notes, language.text("plans.safety.forbidden")), tone="note")


def _analysis(protocol: Protocol, language: Language, rates: PlanRates | NoRates | None) -> Iterator[Block]:
    yield Text(language.text("plans.analysis.factor"))
    bound = {"factor": CERTAIN_FACTOR, "in": round(CERTAIN_FACTOR)}
    yield Text(language.text("plans.analysis.bound", **bound))
    looks = [date_of(protocol, day - 1, language) for day in protocol.looks]
    yield Text(language.text("plans.analysis.looks", looks=looks))
    if protocol.by_lot:
        yield Text(language.text("plans.analysis.randomisation", orders=protocol.orders, p=language.number(protocol.least_p)))
    if rates is None:
        yield Notices((language.text("plans.analysis.not_simulated"),), tone="note")
    else:
        yield from rates_blocks(protocol, rates, language)


def _checklists(language: Language) -> Iterator[Block]:
    yield Text(language.text("plans.checklists"), "small")
    for checklist in protocol_checklists():
        title = language.published(checklist.title)
        yield Heading(title)
        head = [language.text(f"plans.head.{name}") for name in ("number", "item", "where")]
        rows = [
            plain_row(each.number, language.published(each.meaning), language.text("plans.in_plan" if each.in_plan else "plans.for_author"))
            for each in checklist.items
        ]
        yield table(head, rows, title, (0.5, 3.0, 1.2))


def _sources() -> Iterator[Block]:
    found = (references()[key] for key in _SOURCES)
    yield Sources(tuple((n, each.citation, f"https://doi.org/{each.doi}" if each.doi else "") for n, each in enumerate(found, 1)))
