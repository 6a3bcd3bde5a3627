"""Each set of criteria gives the scores that its publication implies, point for point."""

from __future__ import annotations

import pytest

from rechallenge.criteria.reading import ItemEvidence
from rechallenge.criteria.score import Score, score_items
from rechallenge.literature.classification import criteria_sets, item_names
from rechallenge.literature.drugs import folded


def scored(name: str, present: list[str], absent_otherwise: bool = True, **more: str) -> Score:
    """Score with these items present and all others absent, or unknown; `more` gives single items."""
    criteria = criteria_sets()[name]
    there = {item_names()[folded(item)] for item in present}
    rest = "absent" if absent_otherwise else "unknown"
    evidence = {i.id: ItemEvidence("present" if i.id in there else rest) for i in criteria.items}  # type: ignore[arg-type]
    evidence |= {i.id: ItemEvidence("present") for i in (*criteria.entry, *criteria.needed)}
    evidence |= {i.id: ItemEvidence("absent") for i in criteria.exclusion}
    evidence |= {item: ItemEvidence(status) for item, status in more.items()}  # type: ignore[arg-type]
    return score_items(criteria, evidence)


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("present", "score", "met"),
    [
        (["prox_mcp"], 9, True),
        (["puffy_fingers", "sclerodactyly"], 4, False),
        (["sclerodactyly", "raynaud", "telangiectasia"], 9, True),
        (["raynaud", "anticentromere", "telangiectasia"], 8, False),
        (["raynaud", "anticentromere", "nailfold", "telangiectasia"], 10, True),
        (["pah", "ild", "raynaud", "anti_topo_I_Scl70"], 8, False),
        (["digital_tip_ulcers", "pitting_scars", "raynaud", "anticentromere", "anti_topo_I_Scl70"], 9, True),
    ],
)
def test_systemic_sclerosis_2013_counts_the_highest_of_each_domain(present: list[str], score: int, met: bool) -> None:
    found = scored("ssc_2013", present)
    assert found.main is not None
    assert (found.main.low, found.main.high) == (score, score)
    assert found.verdict == ("met" if met else "not_met")


@pytest.mark.oracle
@pytest.mark.parametrize(("name", "arm"), [(c.name, a.id) for c in criteria_sets().values() for a in c.arms if a.most is not None])
def test_all_items_together_give_the_printed_maximum(name: str, arm: str) -> None:
    criteria = criteria_sets()[name]
    everything = scored(name, [], absent_otherwise=False, **{item.id: "absent" for item in criteria.sufficient})
    found = next(score for score in everything.arms if score.arm == arm)
    assert found.high == found.most


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("present", "met"),
    [
        (["shoulder_neck_stiffness", "esr_50_or_crp_10"], False),  # 5: one item below the threshold
        (["shoulder_neck_stiffness", "esr_50_or_crp_10", "scalp_tenderness"], True),
        (["tab_or_halo"], False),
        (["tab_or_halo", "new_temporal_headache"], True),
        (["visual_loss", "esr_50_or_crp_10"], True),
    ],
)
def test_giant_cell_arteritis_2022_classifies_from_six_points(present: list[str], met: bool) -> None:
    assert scored("gca_2022", present).verdict == ("met" if met else "not_met")


@pytest.mark.oracle
def test_polymyalgia_2012_needs_four_points_without_ultrasound_and_five_with() -> None:
    clinical = ["morning_stiffness_gt_45min", "absence_RF_or_ACPA"]
    arms = {score.arm: score for score in scored("pmr_2012", clinical).arms}
    assert (arms["without_ultrasound"].low, arms["without_ultrasound"].verdict) == (4, "met")
    assert (arms["with_ultrasound"].low, arms["with_ultrasound"].verdict) == (4, "not_met")
    with_bursitis = scored("pmr_2012", [*clinical, "us_both_shoulders"])
    assert with_bursitis.arm == "with_ultrasound"
    assert with_bursitis.verdict == "met"


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("present", "score"),
    [
        (["msu_crystals"], None),
        (["first_mtp", "tophus", "urate_6_to_8"], 8),
        (["ankle_or_midfoot", "first_mtp"], 2),
        (["urate_below_4", "fluid_without_msu"], -6),
        (["first_mtp", "recurrent_typical_gout_episodes", "urate_8_to_10"], 7),
        (["erythema_over_joint", "cannot_bear_touch", "great_difficulty_using_joint"], 3),
    ],
)
def test_gout_2015_classifies_from_eight_points_or_by_crystals(present: list[str], score: int | None) -> None:
    found = scored("gout_2015", present)
    assert found.main is not None
    if score is not None:
        assert found.main.low == found.main.high == score
    assert found.verdict == ("met" if score is None or score >= 8 else "not_met")


@pytest.mark.oracle
def test_cppd_2023_needs_more_than_56_points_unless_a_crystal_or_the_crowned_dens_settles_it() -> None:
    # 4 + 16 + 9 + 6 = 35 of the weights that were read; with imaging of the joint (16) 51, of two joints (23) 74
    clinical = ["onset_after_60", "several_typical_acute_arthritis", "episode_knee", "episode_first_mtp", "cppd_metabolic_disease"]
    alone = scored("cppd_2023", clinical)
    assert alone.main is not None
    assert (alone.main.low, alone.verdict) == (35, "not_met")
    assert scored("cppd_2023", [*clinical, "cppd_on_imaging", "two_or_three_joints_with_cppd"]).verdict == "met"
    assert scored("cppd_2023", ["crowned_dens"]).verdict == "met"
    assert scored("cppd_2023", ["crowned_dens"]).unchecked == ()


def test_cppd_2023_counts_nothing_before_a_symptomatic_joint_was_imaged() -> None:
    points = ["onset_after_60", "several_typical_acute_arthritis", "episode_knee", "cppd_on_imaging", "four_joints_with_cppd"]
    assert scored("cppd_2023", points).verdict == "met"
    assert scored("cppd_2023", points, symptomatic_joint_imaged="absent").verdict == "not_met"


def test_weights_that_were_not_read_are_told() -> None:
    assert "joints_with_cppd" not in item_names()
    found = scored("cppd_2023", [], absent_otherwise=False)
    assert {item.id for item in found.unchecked} >= {"four_joints_with_cppd", "cppd_on_imaging", "cpp_absent_twice"}
    assert all(item.checked for criteria in ("ssc_2013", "gca_2022", "pmr_2012") for item in criteria_sets()[criteria].items)
