"""Under interleukin-6 blockers and JAK inhibitors a low CRP carries no information until their washout, each with its source."""

from __future__ import annotations

import pytest

from rechallenge.literature.crp_suppression import CrpSuppression, crp_suppressors, washout_days
from rechallenge.literature.drugs import drug_names
from rechallenge.literature.references import references


@pytest.mark.parametrize("suppression", crp_suppressors().values(), ids=lambda s: s.drug)
def test_every_washout_names_a_source_that_is_known(suppression: CrpSuppression) -> None:
    assert {washout.source for washout in suppression.washouts} | set(suppression.sources) <= set(references())
    assert all(washout.note and washout.days >= 14.0 for washout in suppression.washouts)


def test_the_drugs_are_those_of_the_two_classes() -> None:
    by_action = {action: {s.drug for s in crp_suppressors().values() if s.action == action} for action in ("il6_blocker", "jak_inhibitor")}
    assert by_action["il6_blocker"] == {"tocilizumab", "sarilumab", "siltuximab"}
    assert by_action["jak_inhibitor"] == {"tofacitinib", "baricitinib", "upadacitinib", "ruxolitinib"}


@pytest.mark.parametrize(
    ("drug", "route", "days"),
    [
        # trough undetectable 6 weeks after an infusion
        ("tocilizumab", "iv", 42.0),
        # five half-lives of 13 days
        ("tocilizumab", "sc", 65.0),
        # an unknown route takes the longest
        ("tocilizumab", None, 65.0),
        ("tocilizumab", "po", 65.0),
        # 43 to 49 days until nothing is detected
        ("sarilumab", "sc", 49.0),
        # five half-lives of 20.6 days
        ("siltuximab", "iv", 103.0),
        # a class takes the longest of its drugs, as does a drug of it of which nothing is published
        ("interleukin-6 blocker", "sc", 103.0),
        ("JAK inhibitor", None, 21.0),
        ("filgotinib", "po", 21.0),
        ("infliximab", "iv", None),
        ("anakinra", "sc", None),
    ],
)
def test_crp_can_be_read_again_after_so_many_days(drug: str, route: str | None, days: float | None) -> None:
    assert washout_days(drug, route) == days


def test_each_is_a_drug_that_a_record_may_name() -> None:
    assert {drug for drug in crp_suppressors() if drug not in drug_names()} == set()
