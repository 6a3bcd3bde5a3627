"""Drugs that work and drugs that do nothing are told apart by the report's thresholds; two estimates are held against their errors."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from rechallenge.questions.attribution.verdict import IDLE, WORKS
from studies.calibration.attribution import agreements, verdict, weighed
from studies.calibration.cases import OTHER_SCENARIOS, WRONG, Case, Replicate, Said
from studies.calibration.groups import group
from studies.calibration.misspecification import misspecified
from studies.calibration.page import results_in
from tests.calibration import invented


def replicate(number: int, first: tuple[float, float], full: tuple[float, float], second: tuple[float, float] | None) -> Replicate:
    said = {
        "laplace": Said({}, {}, first, None, (), 1.0),
        "nuts": Said({}, {}, full, second, (), 1.0),
    }
    return Replicate(Case("prior", number, 0, number % 2 == 0), 9, 0, 0.5 * (number % 2 == 0), said)


def test_the_thresholds_are_those_of_the_report() -> None:
    edge = math.log(WORKS / (1.0 - WORKS))
    assert (verdict((edge + 0.01, 0.0)), verdict((edge - 0.01, 0.0))) == ("drug", "undecided")
    edge = math.log(IDLE / (1.0 - IDLE))
    assert (verdict((edge + 0.01, 0.0)), verdict((edge - 0.01, 0.0))) == ("undecided", "not_drug")


def test_evidence_known_only_roughly_decides_less() -> None:
    assert verdict((3.0, 0.2)) == "drug"
    assert verdict((3.0, 5.0)) == "undecided"
    assert verdict((-3.0, 5.0)) == "undecided"


def test_wrong_verdicts_are_counted_for_drugs_that_work_and_for_those_that_do_nothing() -> None:
    values = [5.0, 5.0, -5.0, -5.0, 0.0, 5.0]  # even numbers work
    each = group("", "nuts", [replicate(k, (value, 0.1), (value, 0.1), None) for k, value in enumerate(values)])
    works, idle = (weighed(each.replicates, each.said, flag) for flag in (True, False))
    assert (works.right.count, works.wrong.count, works.undecided.count) == (1, 1, 1)
    assert (idle.right.count, idle.wrong.count, idle.undecided.count) == (1, 2, 0)


def test_importance_sampling_and_the_bridge_are_known_by_the_first_answer() -> None:
    replicates = [
        replicate(0, (1.0, 0.2), (1.1, 0.2), (1.0, 0.2)),  # the second is the first answer's: importance sampling
        replicate(1, (1.0, 0.2), (3.0, 0.1), (1.2, 0.1)),  # another number: the bridge, and far off
        replicate(2, (1.0, 0.2), (3.0, 0.1), None),
    ]
    bridge, read_off = agreements(replicates)
    assert (bridge.pair, bridge.within.count, bridge.within.total) == ("bridge and importance sampling", 1, 1)
    assert (read_off.within.count, read_off.accepted.count, read_off.within.total) == (0, 0, 1)
    assert read_off.median == pytest.approx(1.8)


def test_every_world_is_examined_by_itself(tmp_path: Path) -> None:
    found = misspecified(results_in(invented.results(tmp_path, (WRONG,), noticed=0.7)).replicates[WRONG], "laplace")
    assert {each.scenario: each.n for each in found} == dict(sorted(OTHER_SCENARIOS.items()))
    assert sum(each.noticed.count for each in found) == pytest.approx(0.7 * 408, abs=40)
