"""Calibration against the world: what is predicted, what is left out of it, and that the page tells what the code finds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rechallenge.literature.natural_history import natural_histories, times_to_relapse
from rechallenge.literature.references import references
from studies.predictive.compare import Row
from studies.predictive.kinetics import kinetic_rows
from studies.predictive.variants import Variant
from studies.world.baseline import baseline, kind_of
from studies.world.contradictions import contradictions
from studies.world.histories import history_rows
from studies.world.page import SEED, reasons
from studies.world.results import CHEAP_STUDIES, WorldScore
from studies.world.stops import _read
from studies.world.trials import trial_rows

PAGE = (Path(__file__).parents[2] / "docs" / "world.md").read_text(encoding="utf-8")
LEFT_OUT = Variant(without_own=True)


@pytest.fixture(scope="module")
def found() -> tuple[Row, ...]:
    """What needs no course, as the page has it."""
    return tuple(row for rows in (history_rows, trial_rows) for row in rows(CHEAP_STUDIES, SEED, LEFT_OUT))


def test_the_page_that_ships_tells_what_this_model_gives(found: tuple[Row, ...]) -> None:
    """Kinetics, natural histories and trials; courses take longer."""
    for row in (*kinetic_rows(CHEAP_STUDIES, SEED, {}, LEFT_OUT), *found):
        told = f"{row.published:.3g} | {row.median:.3g} ({row.low:.3g} to {row.high:.3g}) |"
        assert told in PAGE, f"{row.what}: run: make docs FILES=docs/world.md"


def test_the_count_at_its_head_is_that_of_its_table() -> None:
    within = len(re.findall(r"\| yes \| -?[\d.]+ \|$", PAGE, re.MULTILINE))
    outside = len(re.findall(r"\| \*\*no\*\* \| -?[\d.]+ \|$", PAGE, re.MULTILINE))
    head = re.search(r"\*\*(\d+) of the 55 numbers .*, (\d+) of all (\d+)\.\*\*", PAGE)
    assert head is not None
    assert (int(head[2]), int(head[3])) == (within, within + outside)


def test_every_source_is_known_and_every_reason_is_of_a_row_that_is_there(found: tuple[Row, ...]) -> None:
    assert {row.source for row in found} <= set(references())
    assert set(_read()) <= {each.source for each in times_to_relapse()}
    sources = {f"{section} {source}" for section, source in ((row.section, row.source) for row in found)}
    assert {each for each in reasons() if not each.startswith("stops ")} <= sources
    assert {each.split()[1] for each in reasons() if each.startswith("stops ")} <= set(_read())


def test_leaving_a_study_out_changes_what_is_predicted_of_it_and_its_interval_is_wider(found: tuple[Row, ...]) -> None:
    known = {(row.key, row.statistic, row.source, row.published): row for row in history_rows(CHEAP_STUDIES, SEED, Variant())}
    dekoning = [row for row in found if row.source == "dekoning2013" and row.section == "histories"]
    for row in dekoning:
        beside = known[row.key, row.statistic, row.source, row.published]
        assert row.high / row.low > beside.high / beside.low
    assert dekoning


def test_the_baseline_knows_no_number_of_the_study_that_it_predicts(found: tuple[Row, ...]) -> None:
    rows = [row for row in found if kind_of(row) == ("histories", "mean", "l")]
    assert len({row.source for row in rows}) > 2
    one = baseline(rows, 0)
    moved = [replace(row, published=100.0 * row.published) if row.source == rows[0].source else row for row in rows]
    other = baseline(moved, 0)
    assert (one[0].median, one[0].high) == (other[0].median, other[0].high)
    assert one[-1].median != other[-1].median


def test_a_wrong_model_has_a_worse_log_score() -> None:
    right, wrong = (
        WorldScore.of_rows(tuple(kinetic_rows(200, 0, altered, Variant()))) for altered in ({}, {"anakinra.clearance_l_h": 3.0})
    )
    assert wrong.log_score < right.log_score - 10.0
    assert wrong.inside < right.inside


def test_the_interval_of_a_share_is_that_of_clopper_and_pearson() -> None:
    rows = tuple(kinetic_rows(50, 0, {}, Variant()))[:10]
    inside = [replace(row, published=row.median) for row in rows[:8]] + [replace(row, published=100.0 * row.high) for row in rows[8:]]
    score = WorldScore.of_rows(inside)
    assert (score.inside, score.of) == (8, 10)
    assert (score.low, score.high) == pytest.approx((0.4931, 0.9632), abs=1e-3)


def test_sources_that_contradict_each_other_are_listed() -> None:
    told = {(each.disease, each.quantity, *sorted((each.one.source, each.other.source))) for each in contradictions()}
    assert ("cppd", "crp_mg_l", "molto2012", "thomas2018") in told
    assert all(disease in natural_histories() for disease, *_ in told)
    assert all(str(each[-1]) in PAGE for each in told)
    assert not np.any([one == other for *_, one, other in told])
