"""How often a plan would settle it, in words and as a table."""

from __future__ import annotations

from collections.abc import Iterator

from rechallenge.inference.summary import Estimate
from rechallenge.planning.protocols.protocol import CERTAIN_FACTOR, Protocol
from rechallenge.planning.protocols.rates import NoRates, PlanRates, RateOfPlan
from rechallenge.presentation.document import Block, Heading, Notices, Text, plain_row, table
from rechallenge.presentation.language import Language, capitalised


def rates_sentence(protocol: Protocol, rates: PlanRates | NoRates, language: Language) -> str:
    """How often the plan would settle it, in one sentence; or why that cannot be told."""
    if isinstance(rates, NoRates):
        return capitalised(language.message(rates.reason))
    there, idle = rates.where_it_acts, rates.where_idle
    values = {
        "drug": protocol.drug,
        "shown": there.for_drug.share,
        "missed": there.against_drug.share,
        "refuted": idle.against_drug.share,
        "mistaken": idle.for_drug.share,
    }
    return capitalised(language.text("plans.rates.sentence", **values))


def rates_blocks(protocol: Protocol, rates: PlanRates | NoRates, language: Language) -> Iterator[Block]:
    """Part of the plan that tells how often it would settle it."""
    yield Heading(language.text("plans.rates.title"))
    yield Text(rates_sentence(protocol, rates, language))
    if isinstance(rates, NoRates):
        return

    def of(rate: RateOfPlan) -> str:
        return language.interval(Estimate(rate.share, rate.low, rate.high, "share"))

    rows = [
        plain_row(
            language.text("plans.rates.acts" if each.acts else "plans.rates.idle", drug=protocol.drug),
            of(each.for_drug),
            of(each.against_drug),
            of(each.open_at_end),
            language.integer(each.days),
            language.number(each.relapses),
            language.integer(each.disease_days),
        )
        for each in (rates.where_it_acts, rates.where_idle)
    ]
    names = ("truth", "for", "against", "open", "days", "relapses", "disease_days")
    heads = [language.text(f"plans.rates.head.{name}", factor=CERTAIN_FACTOR) for name in names]
    yield table(heads, rows, language.text("plans.rates.title"), (1.6, 1.2, 1.2, 1.2, 0.8, 0.8, 1.0))
    how = {"courses": rates.courses, "draws": rates.draws, "outcome": language.outcome(rates.outcome)}
    yield Text(language.text("plans.rates.how", **how), "small")
    notes = [language.text("plans.rates.order")] if protocol.blinded else []
    yield Notices((*notes, language.text("plans.rates.limits")), tone="note")
