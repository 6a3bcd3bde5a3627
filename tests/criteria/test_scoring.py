"""Entry rules first, unknown items as bounds, and exactly those that could change the verdict."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rechallenge.criteria.reading import ItemEvidence
from rechallenge.criteria.score import score_items
from rechallenge.literature.classification import CriteriaSet, Domain, Item, criteria_sets

STATUSES = ("present", "absent", "unknown")


def small(criteria: CriteriaSet) -> list[Item]:
    """Items of a set that are few enough to be gone through by brute force."""
    return [item for domain in criteria.domains for item in domain.items]


def allowed(domains: tuple[Domain, ...], statuses: dict[str, str]) -> bool:
    return all(not d.exclusive or sum(statuses[i.id] == "present" for i in d.items) < 2 for d in domains)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(["gout_2015", "pmr_2012", "ssc_2013", "cppd_2023"]))
def test_the_range_and_the_deciding_items_are_those_of_every_way_in_which_the_unknown_may_turn_out(data: st.DataObject, name: str) -> None:
    criteria = criteria_sets()[name]
    items = small(criteria)
    unknown = data.draw(st.sets(st.sampled_from([i.id for i in items]), max_size=7))
    statuses = {i.id: "unknown" if i.id in unknown else data.draw(st.sampled_from(STATUSES[:2])) for i in items}
    if not allowed(criteria.domains, statuses):
        return
    fixed = {i.id: "present" for i in (*criteria.entry, *criteria.needed)} | {
        i.id: "absent" for i in (*criteria.sufficient, *criteria.exclusion)
    }
    found = score_items(criteria, {k: ItemEvidence(v) for k, v in (statuses | fixed).items()})  # type: ignore[arg-type]
    assert found.main is not None
    domains = [d for d in criteria.domains if not d.arms or found.arm in d.arms]

    def total(of: dict[str, str]) -> int:
        return sum(max([i.weight or 0 for i in d.items if of[i.id] == "present"], default=0) for d in domains)

    order = sorted(unknown)
    ways = [dict(zip(order, way, strict=True)) for way in product(STATUSES[:2], repeat=len(order))]
    ways = [statuses | way for way in ways if allowed(criteria.domains, statuses | way)]
    totals = [total(way) for way in ways]
    assert (found.main.low, found.main.high) == (min(totals), max(totals))
    met = {t >= found.main.threshold for t in totals}
    assert found.verdict == ("undecided" if len(met) == 2 else "met" if True in met else "not_met")
    reached = {tuple(sorted(way.items())): total(way) >= found.main.threshold for way in ways}
    deciding = set()
    for item in unknown:
        for way in ways:
            other = way | {item: "absent" if way[item] == "present" else "present"}
            key = tuple(sorted(other.items()))
            if key in reached and reached[key] != reached[tuple(sorted(way.items()))]:
                deciding.add(item)
    assert {i.id for i in found.deciders} == deciding


@pytest.mark.parametrize("criteria", criteria_sets().values(), ids=lambda c: c.name)
def test_nothing_is_counted_where_an_entry_rule_fails(criteria: CriteriaSet) -> None:
    for item in criteria.entry:
        everything = {i.id: ItemEvidence("present") for i in criteria.items if i not in criteria.exclusion} | {
            item.id: ItemEvidence("absent")
        }
        found = score_items(criteria, everything)
        assert found.verdict == "not_applicable"
        assert found.barred_by == (item,)
        assert found.arms == ()


def test_an_exclusion_that_holds_bars_the_score() -> None:
    criteria = criteria_sets()["ssc_2013"]
    found = score_items(criteria, {"skin_proximal_to_mcp": ItemEvidence("present"), "skin_spares_fingers": ItemEvidence("present")})
    assert found.verdict == "not_applicable"


def test_where_all_is_unknown_all_is_possible() -> None:
    found = score_items(criteria_sets()["ssc_2013"], {})
    assert found.main is not None
    assert (found.main.low, found.main.high, found.verdict) == (0, 19, "undecided")
    assert "skin_proximal_to_mcp" in {item.id for item in found.deciders}


def test_an_unknown_entry_rule_leaves_a_sufficient_score_undecided() -> None:
    criteria = criteria_sets()["gca_2022"]
    points = {i.id: ItemEvidence("present") for d in criteria.domains for i in d.items}
    found = score_items(criteria, points)
    assert found.verdict == "undecided"
    assert {item.id for item in found.deciders} == {"vasculitis_diagnosed", "age_50"}
