"""The page that holds the model against published outcomes says what the code finds, names every source, and notices a wrong model."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom, norm

from rechallenge.literature.evidence import evidence
from rechallenge.literature.natural_history import natural_histories
from rechallenge.literature.outcomes import outcomes
from rechallenge.literature.parameters import disease_parameters
from rechallenge.literature.references import references
from studies.predictive.compare import About, Row, compared, log_density, log_probability
from studies.predictive.courses import crp_rows
from studies.predictive.diseases import history_without
from studies.predictive.kinetics import kinetic_rows
from studies.predictive.page import N_STUDIES, rows, written
from studies.predictive.variants import Studies, Variant, drawn

PAGE = (Path(__file__).parents[2] / "docs" / "predictive-check.md").read_text(encoding="utf-8")
SMALL = 100


@pytest.fixture(scope="module")
def found() -> tuple[Row, ...]:
    return rows(SMALL, 0)


def of(found: tuple[Row, ...] | list[Row], key: str, statistic: str = "mean") -> Row:
    (row,) = (row for row in found if row.key == key and row.statistic == statistic)
    return row


def told(text: str) -> list[str]:
    """Lines of the tables that compare."""
    return [line for line in text.splitlines() if re.search(r"\| (agrees|\*\*differs\*\*) \|", line)]


def test_the_page_that_ships_tells_what_this_model_gives() -> None:
    """Kinetics to the digit, at the size and seed of the page; the rest takes longer and is compared below."""
    now = written(list(kinetic_rows(N_STUDIES, 0, {})), N_STUDIES, 0, 0.0)
    assert told(now) == told(PAGE)[: len(told(now))], "run: make docs FILES=docs/predictive-check.md"


def test_what_the_page_says_of_courses_is_near_a_smaller_run(found: tuple[Row, ...]) -> None:
    """Medians of a quarter of the studies: a third either way, and three days or patients."""
    courses = [row for row in found if row.section != "kinetics" and row.statistic != "SD"]
    lines = told(PAGE)[-len([row for row in found if row.section != "kinetics"]) :]
    said = {(cells[1], cells[2]): float(cells[5].split(" ")[0]) for cells in ([c.strip() for c in line.split("|")] for line in lines)}
    for row in courses:
        if row.section != "steroids" and row.what != "Thomas 2019: before" and row.what != "Moltó 2012: before":
            assert said[row.what, row.statistic] == pytest.approx(row.median, rel=0.35, abs=3.0), row.what
        assert (row.what, row.statistic) in said


def test_every_published_number_that_can_be_compared_has_its_row(found: tuple[Row, ...]) -> None:
    keys = {row.key for row in found}
    assert {outcome.id for outcome in outcomes().kinetics} | {outcome.id for outcome in outcomes().steroids} <= keys
    assert {study.identifier for study in evidence().studies if study.relapse} == {r.key for r in found if r.section == "relapses"}
    assert {study.identifier for study in evidence().studies if study.crp} == {outcome.study for outcome in outcomes().crp}


def test_every_row_has_a_source_and_every_difference_a_reason(found: tuple[Row, ...]) -> None:
    assert {row.source for row in found} | {each.source for each in outcomes().not_compared} <= set(references())
    assert [row.what for row in found if not row.agrees and not row.why] == []
    assert all(each.why for each in outcomes().not_compared)
    for row in found:
        assert f"- `{row.source}`: " in PAGE


def test_a_clearance_that_is_halved_is_noticed(found: tuple[Row, ...]) -> None:
    right = list(kinetic_rows(SMALL, 0, {}))
    wrong = list(kinetic_rows(SMALL, 0, {"anakinra.clearance_l_h": 0.5}))
    for key in ("anakinra_cl_normal", "anakinra_cl_moderate", "anakinra_cl_dialysis", "anakinra_iv_healthy", "anakinra_cl_men"):
        assert of(right, key).agrees
        assert not of(wrong, key).agrees
        assert of(wrong, key).median == pytest.approx(0.5 * of(right, key).median)


def test_a_drug_that_does_nothing_in_the_model_is_further_from_the_published_crp(found: tuple[Row, ...]) -> None:
    useless = list(crp_rows(SMALL, 0, {"anakinra.half_effect": 1e6}))
    assert of(useless, "thomas2018_after").median > 1.3 * of(found, "thomas2018_after").median


def test_patients_of_one_study_are_alike_where_what_is_unknown_is_told_apart_from_how_they_differ() -> None:
    parameter = disease_parameters()["drive_mg_l"]
    studies, rng = Studies(4000, 30), np.random.default_rng(0)
    apart, alone = (studies.of_each(np.log(drawn(parameter, studies, rng, Variant(apart=each)))) for each in (True, False))
    assert apart.std() == pytest.approx(parameter.spread, rel=0.03)
    assert alone.std() == pytest.approx(parameter.spread, rel=0.03)
    # half of the variance is common on average
    assert apart.mean(axis=1).var() == pytest.approx((0.5 + 0.5 / 30) * parameter.spread**2, rel=0.1)
    assert alone.mean(axis=1).var() == pytest.approx(parameter.spread**2 / 30, rel=0.1)


def test_what_a_disease_owes_to_a_study_is_taken_out_and_nothing_else() -> None:
    whole, without = history_without("hydroxyapatite", None), history_without("hydroxyapatite", "ha_flares2019")
    assert without.flare_days == whole.flare_days
    assert without.interval_days == natural_histories()["unnamed"].interval_days
    cppd = history_without("cppd", "thomas2018").crp_mg_l.prior
    assert cppd != natural_histories()["cppd"].crp_mg_l.prior
    assert cppd.spread > natural_histories()["cppd"].crp_mg_l.prior.spread
    assert history_without("gout", "nobody") == natural_histories()["gout"]


def test_the_density_of_a_number_is_that_of_its_logarithm() -> None:
    studies = np.exp(2.0 + 0.5 * np.random.default_rng(0).standard_normal(50_000))
    for at in (-1.0, 0.0, 1.5):
        assert log_density(float(np.exp(2.0 + 0.5 * at)), studies) == pytest.approx(norm.logpdf(at) - np.log(0.5), abs=0.06)
    counts = np.random.default_rng(1).binomial(10, 0.3, 50_000).astype(float)
    assert log_probability(3, counts, 10) == pytest.approx(binom.logpmf(3, 10, 0.3), abs=0.05)
    # nothing that can happen is impossible
    assert log_probability(10, counts, 10) > -7.0


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others() -> None:
    first, again, other = (list(kinetic_rows(100, seed, {})) for seed in (0, 0, 1))
    assert first == again
    assert first != other


def test_the_tail_of_a_number_is_the_share_of_studies_as_far_out() -> None:
    about = About("kinetics", "x", "x", 1, "yang2003", "", "anakinra")
    studies = np.random.default_rng(0).standard_normal(100_000)
    assert compared(about, "mean", 1.96, studies).tail == pytest.approx(0.05, abs=0.003)
    assert compared(about, "mean", -1.96, studies).tail == pytest.approx(0.05, abs=0.003)
    assert compared(about, "mean", 0.0, studies).tail == pytest.approx(1.0, abs=0.01)
    # A count: all studies give what was observed.
    assert compared(about, "patients", 7.0, np.full(100, 7.0), most=7).tail == 1.0
