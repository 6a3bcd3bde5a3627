"""The sheet of the pharmacy: the order of the periods and what is dispensed in each. No other file holds the order of a blinded plan."""

from __future__ import annotations

import math

from rechallenge.planning.protocols.making import AllocatedProtocol
from rechallenge.planning.protocols.protocol import Protocol, ProtocolPeriod
from rechallenge.planning.protocols.sequences import WITH, WITHOUT
from rechallenge.planning.protocols.tapering import DoseStage
from rechallenge.presentation.document import Block, Document, Facts, Notices, Section, plain_row, table
from rechallenge.presentation.language import Language
from rechallenge.report.protocols.words import dates_of, given_in, page_of


def pharmacy_document(allocated: AllocatedProtocol, language: Language) -> Document:
    """Write the sheet of the pharmacy."""
    protocol, allocation = allocated.protocol, allocated.allocation
    rows = []
    for place, (letter, period) in enumerate(zip(allocation.sequence, protocol.periods, strict=True)):
        first, last = dates_of(protocol, period, language)
        before = allocation.sequence[place - 1] if place else WITH
        given = given_in(protocol, letter, language)
        stages = protocol.without.stages
        if letter == WITHOUT and before == WITH and len(stages) > 1 and protocol.action != "restart":
            given = language.clauses(_stage(each, language) for each in stages)
        rows.append(plain_row(language.integer(period.number), first, last, letter, given, _units(protocol, period, language)))
    head = [language.text(f"plans.head.{name}") for name in ("period", "from", "to", "letter", "dispensed", "doses")]
    blocks: list[Block] = [table(head, rows, language.text("plans.pharmacy.title"), (0.6, 1.0, 1.0, 0.6, 2.2, 0.8))]
    if protocol.by_lot:
        facts = (
            (language.text("plans.pharmacy.sequence"), allocation.sequence),
            (language.text("plans.pharmacy.number"), language.text("plans.pharmacy.number_of", n=allocation.number, orders=allocation.of)),
        )
        blocks.insert(0, Facts(facts))
    if protocol.blinded:
        blocks.insert(0, Notices((language.text("plans.pharmacy.secret"),), label=language.text("plans.pharmacy.secret_label")))
        blocks.append(Notices((language.text("plans.pharmacy.placebo"),), tone="note"))
    section = Section("pharmacy", language.text("plans.pharmacy.order"), tuple(blocks))
    return page_of(protocol, language, language.text("plans.pharmacy.title"), (section,))


def _stage(stage: DoseStage, language: Language) -> str:
    return language.text("plans.pharmacy.stage", day=stage.day + 1, mg=stage.dose_mg)


def _units(protocol: Protocol, period: ProtocolPeriod, language: Language) -> str:
    """Doses of a period, of the drug or of what looks like it."""
    return language.integer(math.ceil(period.days / protocol.with_drug.every_days - 1e-9))
