"""What a record holds of an item, in English and in French, and what it does not."""

from __future__ import annotations

import pytest

from rechallenge.course.cases import case_path
from rechallenge.course.problems import CourseError
from rechallenge.criteria.choosing import relevant
from rechallenge.criteria.score import Score, score_course
from rechallenge.formats.reading import read_course
from rechallenge.literature.classification import criteria_sets, item_names
from rechallenge.literature.drugs import folded


def score(name: str, text: str) -> Score:
    return score_course(criteria_sets()[name], read_course("rechallenge: 1\n" + text).course)


def status(name: str, item: str, text: str) -> str:
    return score(name, text).evidence[item].status


@pytest.fixture(params=["index", "index.fr"])
def index(request: pytest.FixtureRequest) -> dict[str, Score]:
    course = read_course(case_path(request.param)).course
    return {criteria.name: score_course(criteria, course) for criteria in criteria_sets().values()}


def test_the_index_case_is_not_scored_for_giant_cell_arteritis_as_no_vasculitis_was_diagnosed(index: dict[str, Score]) -> None:
    found = index["gca_2022"]
    assert found.verdict == "not_applicable"
    assert [item.id for item in found.barred_by] == ["vasculitis_diagnosed"]
    assert found.arms == ()


def test_bilateral_bursitis_gives_the_index_case_one_point_for_polymyalgia(index: dict[str, Score]) -> None:
    found = index["pmr_2012"]
    assert found.arm == "with_ultrasound"
    assert [(item.id, points) for item, points in found.counted] == [("us_both_shoulders", 1)]
    assert found.main is not None
    assert (found.main.low, found.main.high, found.verdict) == (1, 8, "undecided")
    assert {"bilateral_shoulder_aching", "morning_stiffness_45_min"} <= {item.id for item in found.deciders}


def test_the_index_case_can_only_be_bounded_for_systemic_sclerosis(index: dict[str, Score]) -> None:
    found = index["ssc_2013"]
    assert found.main is not None
    # no visceral involvement: the lung gives nothing
    assert (found.main.low, found.main.high, found.verdict) == (0, 17, "undecided")
    assert found.evidence["interstitial_lung_disease"].status == "absent"
    assert found.evidence["anticentromere"].status == "absent"  # "no specificity"
    assert found.evidence["anti_rna_polymerase_iii"].status == "unknown"
    assert found.stated == "ACR/EULAR"


def test_the_index_case_bears_on_three_sets() -> None:
    assert {c.name for c in relevant(read_course(case_path("index")).course)} == {"ssc_2013", "gca_2022", "pmr_2012"}


def test_a_raised_crp_alone_points_to_no_criteria() -> None:
    course = read_course("rechallenge: 1\npatient: {age: 70}\nobservations: [{what: CRP, at: 0 d, value: 120 mg/L}]").course
    assert relevant(course) == ()


def test_of_many_readings_the_highest_is_shown() -> None:
    text = (
        "observations: [{what: CRP, at: 0 d, value: 12 mg/L}, {what: CRP, at: 1 d, value: 40 mg/L}, {what: CRP, at: 2 d, value: 30 mg/L}]"
    )
    assert score("gca_2022", text).evidence["esr_50_or_crp_10"].because == ("CRP 40 mg/L",)


@pytest.mark.parametrize(
    ("item", "text", "expected"),
    [
        ("raynaud", "findings: [{what: Raynaud's phenomenon}]", "present"),
        ("raynaud", "constatations: [{quoi: phénomène de Raynaud, présent: non}]", "absent"),
        ("raynaud", "findings: [{what: no Raynaud}]", "absent"),
        ("raynaud", "findings: [{what: calcinosis}]", "unknown"),
        ("raynaud", "criteria: {Raynaud: yes}", "present"),
        ("raynaud", "critères: {phénomène de Raynaud: absent}", "absent"),
        ("raynaud", "criteria: {raynaud: unknown}", "unknown"),
        ("telangiectasia", "findings: [{what: telangiectasias, site: face}]", "present"),
        ("telangiectasia", "findings: [{what: telangiectasias, present: no, at: 0 d}, {what: telangiectasias, at: 90 d}]", "present"),
        ("anticentromere", "findings: [{what: antinuclear antibodies, titre: 1/640, pattern: centromere}]", "present"),
        ("anticentromere", "findings: [{what: antinuclear antibodies, titre: 1/640, pattern: nucleolar}]", "unknown"),
    ],
)
def test_an_item_of_systemic_sclerosis_is_read(item: str, text: str, expected: str) -> None:
    assert status("ssc_2013", item, text) == expected


@pytest.mark.parametrize(
    ("sides", "expected"),
    [(("both",), "present"), (("left", "right"), "present"), (("left",), "unknown"), ((), "unknown")],
)
def test_both_shoulders_may_be_recorded_one_by_one(sides: tuple[str, ...], expected: str) -> None:
    images = ", ".join(f"{{method: ultrasound, what: subdeltoid bursitis, site: shoulder, side: {side}}}" for side in sides)
    assert status("pmr_2012", "us_both_shoulders", f"imaging: [{images}]") == expected


def test_bursitis_seen_otherwise_than_by_ultrasound_gives_no_point() -> None:
    assert status("pmr_2012", "us_both_shoulders", "imaging: [{method: MRI, what: subdeltoid bursitis, side: both}]") == "unknown"


@pytest.mark.parametrize(("serology", "expected"), [("present: no", "present"), ("value: positive", "absent")])
def test_the_absence_of_rheumatoid_factor_is_what_gives_points(serology: str, expected: str) -> None:
    assert status("pmr_2012", "no_rheumatoid_serology", f"findings: [{{what: rheumatoid factor, kind: lab, {serology}}}]") == expected


@pytest.mark.parametrize(
    ("value", "item"),
    [
        ("3.9 mg/dL", "urate_below_4"),
        ("5.99 mg/dL", "urate_4_to_6"),
        ("6 mg/dL", "urate_6_to_8"),
        ("0.6 mmol/L", "urate_10_or_more"),
        ("420 umol/L", "urate_6_to_8"),
    ],
)
def test_the_highest_urate_is_converted_and_put_into_its_level(value: str, item: str) -> None:
    text = f"observations: [{{what: urate, at: 0 d, value: {value}}}, {{what: urate, at: 5 d, value: 3.0 mg/dL}}]"
    found = score("gout_2015", text)
    levels = {i.id for d in found.criteria.domains if d.id == "serum_urate" for i in d.items if found.evidence[i.id].status == "present"}
    assert levels == {item}


@pytest.mark.parametrize(
    ("crystals", "sufficient", "negative"),
    [
        ("numerous urate crystals", "present", "absent"),
        ("no urate crystals", "absent", "present"),
        ("none", "absent", "present"),
        ("calcifications", "unknown", "unknown"),
    ],
)
def test_crystals_that_are_denied_are_not_crystals(crystals: str, sufficient: str, negative: str) -> None:
    found = score("gout_2015", f"fluids: [{{what: synovial fluid, crystals: {crystals}}}]")
    assert (found.evidence["msu_crystals"].status, found.evidence["fluid_without_msu"].status) == (sufficient, negative)


def test_crp_is_compared_in_its_own_unit() -> None:
    assert status("gca_2022", "esr_50_or_crp_10", "observations: [{what: CRP, at: 0 d, value: 1.2 mg/dL}]") == "present"
    assert status("gca_2022", "esr_50_or_crp_10", "observations: [{what: CRP, at: 0 d, value: 1.2 mg/L}]") == "unknown"


def test_an_item_given_against_the_rest_of_the_record_is_told_and_not_scored() -> None:
    found = score("ssc_2013", "criteria: {raynaud: absent}\nfindings: [{what: Raynaud}]")
    assert found.verdict == "contradictory"
    assert [(item.id, evidence.because) for item, evidence in found.contradictions] == [("raynaud", ("Raynaud",))]
    assert found.arms == ()


def test_all_that_is_wrong_with_the_items_is_told_at_once_with_the_nearest_name() -> None:
    items = ("raynod: present", "tophus: blue", "Raynaud: yes", "phénomène de Raynaud: no", "urate_below_4: yes", "urate_6_to_8: yes")
    text = "rechallenge: 1\ncriteria:\n" + "".join(f"  {item}\n" for item in items)
    with pytest.raises(CourseError) as caught:
        read_course(text)
    problems = {p.code: p for p in caught.value.problems}
    assert set(problems) == {"criterion.unknown", "word.unknown", "criterion.twice", "criterion.exclusive"}
    assert folded(problems["criterion.unknown"].values["nearest"]) == "raynaud"
    assert {code: p.line for code, p in problems.items()} == {
        "criterion.unknown": 3,
        "word.unknown": 4,
        "criterion.twice": 6,
        "criterion.exclusive": 8,
    }


def test_a_name_of_an_item_means_the_same_in_every_set() -> None:
    meanings: dict[str, set[str]] = {}
    for criteria in criteria_sets().values():
        for item in criteria.items:
            for name in (item.id, *item.meaning.values(), *item.names):
                meanings.setdefault(folded(name), set()).add(item.id)
    assert {name: ids for name, ids in meanings.items() if len(ids) > 1} == {}
    assert len(item_names()) == len(meanings)
