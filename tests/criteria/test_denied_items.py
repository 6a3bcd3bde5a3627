"""No item, no set and no diagnosis counts on what is denied, unknown, suspected or of the family; and what was read is told."""

from __future__ import annotations

from itertools import product

import pytest

from rechallenge.analogy.diagnosis import disease_of
from rechallenge.cli.understood import understood
from rechallenge.cli.words import language_of
from rechallenge.course.model import Condition, Course, Finding
from rechallenge.course.problems import CourseError
from rechallenge.criteria.reading import ItemEvidence
from rechallenge.criteria.score import Score, score_course, score_items
from rechallenge.formats.csv import to_csv
from rechallenge.formats.reading import read_course
from rechallenge.ledger.build import ledger_of_reading
from rechallenge.literature.classification import CriteriaSet, criteria_sets


def scored(name: str, text: str) -> Score:
    return score_course(criteria_sets()[name], read_course(f"rechallenge: 1\n{text}\n").course)


def test_denied_urate_crystals_never_classify_gout() -> None:
    found = scored("gout_2015", "conditions: [gout]\nfindings: [{what: urate crystals, value: negative}]")
    assert found.evidence["msu_crystals"].status == "absent"
    assert found.verdict != "met"


@pytest.mark.parametrize(
    "value", ["not done", "?", "pending", "suspected", "non recherché", "en attente", "mother", "possible", "-", "nil"]
)
def test_unknown_or_denied_crystals_never_classify(value: str) -> None:
    for text in (f"findings: [{{what: urate crystals, value: '{value}'}}]", f"fluids: [{{what: joint fluid, crystals: '{value}'}}]"):
        assert scored("gout_2015", f"conditions: [gout]\n{text}").verdict != "met"


def test_antibodies_that_are_negative_below_the_limit_or_not_done_give_no_point() -> None:
    found = scored(
        "ssc_2013",
        "conditions: [systemic sclerosis]\nfindings: [{what: anticentromere antibodies, value: negative}, "
        "{what: anti-Scl-70, value: '< 10 U/mL'}, {what: anti-RNA polymerase III, value: not done}]",
    )
    statuses = [found.evidence[item].status for item in ("anticentromere", "anti_topoisomerase_i", "anti_rna_polymerase_iii")]
    assert statuses == ["absent", "absent", "unknown"]
    assert found.main is not None
    assert found.main.low == 0


@pytest.mark.parametrize("finding", ["family history of tophi", "suspected tophus", "antécédents familiaux de tophus", "tophus ?"])
def test_a_tophus_of_the_family_or_suspected_gives_no_point(finding: str) -> None:
    found = scored("gout_2015", f"conditions: [gout]\nfindings: [{{what: '{finding}'}}]")
    assert found.evidence["tophus"].status == "unknown"


@pytest.mark.parametrize(
    "name",
    ["urinary urate", "urate in urine", "acide urique urinaire", "uricosurie", "fractional excretion of uric acid", "urate clearance"],
)
def test_urate_in_urine_is_not_serum_urate(name: str) -> None:
    found = scored("gout_2015", f"conditions: [gout]\nobservations: [{{what: {name}, at: 0 d, value: 90 mg/dL}}]")
    assert {found.evidence[f"urate_{level}"].status for level in ("below_4", "4_to_6", "6_to_8", "8_to_10", "10_or_more")} == {"unknown"}


@pytest.mark.parametrize("name", ["serum urate", "urate level", "Uric acid (serum)", "taux d'acide urique", "uricémie", "plasma urate"])
def test_urate_in_blood_is_serum_urate_by_any_name(name: str) -> None:
    found = scored("gout_2015", f'conditions: [gout]\nobservations: [{{what: "{name}", at: 0 d, value: 9 mg/dL}}]')
    assert found.evidence["urate_8_to_10"].status == "present"


@pytest.mark.parametrize(("name", "expected"), [("CRP", "present"), ("C-reactive protein", "present"), ("synovial CRP", "unknown")])
def test_a_word_inside_another_name_is_not_that_quantity(name: str, expected: str) -> None:
    found = scored("gca_2022", f"observations: [{{what: {name}, at: 0 d, value: 40 mg/L}}]")
    assert found.evidence["esr_50_or_crp_10"].status == expected


@pytest.mark.parametrize(
    ("criteria", "item", "text", "expected"),
    [
        ("gout_2015", "msu_crystals", "fluids: [{what: synovial fluid, crystals: negatively birefringent}]", "present"),
        ("gout_2015", "msu_crystals", "fluids: [{what: liquide synovial, crystals: biréfringence négative}]", "present"),
        ("gout_2015", "msu_crystals", "findings: [{what: crystals, value: negative birefringence}]", "present"),
        ("gout_2015", "msu_crystals", "fluids: [{what: synovial fluid, crystals: no crystals of monosodium urate}]", "absent"),
        ("gout_2015", "msu_crystals", "fluids: [{what: synovial fluid, crystals: 'negative for MSU, positive for CPP'}]", "absent"),
        ("cppd_2023", "cpp_crystals", "fluids: [{what: synovial fluid, crystals: 'negative for MSU, positive for CPP'}]", "present"),
        ("gout_2015", "msu_crystals", "fluids: [{what: synovial fluid, appearance: '?', crystals: urate}]", "present"),
        ("gout_2015", "msu_crystals", "findings: [{what: urinary urate crystals}]", "unknown"),
        ("gout_2015", "joint_or_bursa_episode", "conditions: [pseudo-goutte]", "unknown"),
        ("ssc_2013", "anticentromere", "findings: [{what: anti-centromere antibody, value: positive}]", "present"),
        ("ssc_2013", "anticentromere", "findings: [{what: anticorps anti-centromère, value: négatifs}]", "absent"),
        ("ssc_2013", "nailfold_capillaries", "findings: [{what: capillaroscopy, value: normal}]", "absent"),
        ("ssc_2013", "nailfold_capillaries", "findings: [{what: capillaroscopie, value: anormale}]", "present"),
        ("gca_2022", "biopsy_or_halo", "findings: [{what: temporal artery biopsy, value: negative}]", "absent"),
        ("gca_2022", "biopsy_or_halo", "findings: [{what: temporal artery biopsy, value: positive}]", "present"),
        ("gca_2022", "biopsy_or_halo", "findings: [{what: temporal artery biopsy, value: not done}]", "unknown"),
        ("gca_2022", "biopsy_or_halo", "findings: [{what: temporal artery biopsy}]", "unknown"),
        ("gca_2022", "vasculitis_diagnosed", "conditions: [suspected giant cell arteritis, calcinosis]", "unknown"),
        ("gca_2022", "vasculitis_diagnosed", "conditions: [giant cell arteritis ruled out, calcinosis]", "absent"),
        ("gca_2022", "vasculitis_diagnosed", "conditions: [leukocytoclastic vasculitis]", "absent"),
        ("gca_2022", "vasculitis_diagnosed", "conditions: [giant cell arteritis]", "present"),
        ("pmr_2012", "hip_pain_or_limitation", "findings: [{what: pas de douleur de hanche}]", "absent"),
        ("pmr_2012", "no_rheumatoid_serology", "findings: [{what: RF, value: not done}]", "unknown"),
        ("pmr_2012", "no_rheumatoid_serology", "findings: [{what: RF, value: 8 UI/mL (N < 14)}]", "present"),
    ],
)
def test_an_item_follows_what_the_record_says(criteria: str, item: str, text: str, expected: str) -> None:
    assert scored(criteria, text).evidence[item].status == expected


@pytest.mark.parametrize("criteria", criteria_sets().values(), ids=lambda c: c.name)
def test_no_set_is_met_where_all_is_unknown_or_denied(criteria: CriteriaSet) -> None:
    for item in criteria.items:
        for given in ("unknown", "absent"):
            rest = {i.id: ItemEvidence("absent" if given == "unknown" else "unknown") for i in criteria.items}
            assert score_items(criteria, rest | {item.id: ItemEvidence(given)}).verdict != "met"


@pytest.mark.parametrize(("given", "verdict"), [("present", "met"), ("unknown", "undecided"), ("absent", "not_met")])
def test_no_set_is_met_while_what_it_needs_is_unknown(given: str, verdict: str) -> None:
    criteria = criteria_sets()["cppd_2023"]
    evidence = {i.id: ItemEvidence("present") for d in criteria.domains if not d.exclusive for i in d.items}
    evidence |= {
        "cppd_on_imaging": ItemEvidence("present"),
        "four_joints_with_cppd": ItemEvidence("present"),
        "joint_episode": ItemEvidence("present"),
    }
    evidence |= {i.id: ItemEvidence("absent") for i in (*criteria.sufficient, *criteria.exclusion)}
    found = score_items(criteria, evidence | {"symptomatic_joint_imaged": ItemEvidence(given)})  # type: ignore[arg-type]
    assert found.main is not None
    assert found.main.low >= 57
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("negative", "absent"),
        ("neg", "absent"),
        ("'-'", "absent"),
        ("nil", "absent"),
        ("not seen", "absent"),
        ("0", "absent"),
        ("aucun", "absent"),
        ("pending", "unknown"),
        ("'?'", "unknown"),
        ("suspected", "unknown"),
        ("non recherché", "unknown"),
        ("positive", "present"),
        ("'+'", "present"),
    ],
)
def test_an_item_that_the_file_states_is_read_by_the_same_words(written: str, expected: str) -> None:
    assert scored("gout_2015", f"criteria: {{tophus: {written}}}").evidence["tophus"].status == expected


# diagnoses


@pytest.mark.parametrize(
    ("name", "held", "ruled_out"),
    [
        *product(["gout", "history of gout", "gout, no tophi", "goutte connue", "gout without tophi", "known gout"], [True], [False]),
        *product(
            ["no gout", "gout ruled out", "not gout", "pas de goutte", "goutte éliminée", "goutte écartée", "gout: no", "gout excluded"],
            [False],
            [True],
        ),
        *product(
            ["suspected gout", "gout?", "?gout", "possible gout", "rule out gout", "suspicion de goutte", "goutte probable"],
            [False],
            [False],
        ),
        *product(
            ["family history of gout", "mother has gout", "antécédents familiaux de goutte", "gout or pseudogout", "gout not excluded"],
            [False],
            [False],
        ),
    ],
)
def test_only_a_diagnosis_that_is_held_counts(name: str, held: bool, ruled_out: bool) -> None:
    reading = read_course(f"rechallenge: 1\nconditions: ['{name}']\n")
    condition = reading.course.conditions[0]
    assert (condition.held, condition.ruled_out) == (held, ruled_out)
    assert (disease_of(reading.course) == "gout") is held
    assert held or any(note.code.startswith("condition.") and note.values["found"] == name for note in reading.notes)


def test_a_subtype_or_a_note_that_doubts_a_diagnosis_counts() -> None:
    assert disease_of(Course("", conditions=(Condition("gout", subtype="suspected"),))) is None
    assert disease_of(Course("", conditions=(Condition("gout", note="ruled out"),))) is None
    assert disease_of(Course("", conditions=(Condition("gout", subtype="tophaceous", note="no surgery"),))) == "gout"
    assert disease_of(Course("", findings=(Finding("clinical", "calcinosis", value="absent"),))) is None
    assert disease_of(Course("", conditions=(Condition("pseudo-goutte"),))) == "cppd"


# what is told


def codes(text: str) -> set[str]:
    try:
        return {note.code for note in read_course(f"rechallenge: 1\n{text}\nobservations: [{{what: CRP, at: 0 d, value: 5 mg/L}}]\n").notes}
    except CourseError as error:
        return {problem.code for problem in error.problems}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("findings: [{what: no tophi, present: no}]", "finding.denied_twice"),
        ("findings: [{what: no tophi, value: negative}]", "finding.denied_twice"),
        ("imaging: [{what: pas d'érosion, present: non}]", "finding.denied_twice"),
        ("findings: [{what: tophi, value: negative, present: yes}]", "finding.contradiction"),
        ("findings: [{what: suspected tophus, present: yes}]", "finding.contradiction"),
        ("findings: [{what: tophus, value: positive, present: no}]", "finding.contradiction"),
        ("findings: [{what: tophus, value: not done, present: no}]", "finding.contradiction"),
        ("findings: [{what: suspected tophus}]", "finding.suspected"),
        ("findings: [{what: family history of tophi}]", "finding.family"),
        ("findings: [{what: bursitis, value: no effusion}]", "finding.unclear"),
        ("findings: [{what: anti-Scl-70, value: 12 U/mL}]", "finding.no_limit"),
        ("findings: [{what: ANA, titre: 1/40}]", "finding.low_titre"),
        ("excluded: [no gout]", "condition.denied_twice"),
        ("criteria: {no tophus: present}", "criterion.denied"),
        ("criteria: {RF and ACPA negative: negative}", "criterion.denied_twice"),
    ],
)
def test_what_is_denied_twice_is_refused_and_what_counts_as_unknown_is_told(text: str, code: str) -> None:
    assert codes(text) == {code}


@pytest.mark.parametrize(
    "text",
    [
        "findings: [{what: tophi, value: negative, present: no}]",
        "findings: [{what: tophi, present: unknown}]",
        "findings: [{what: tophi, present: not done}]",
        "findings: [{what: calcinosis, value: no change}]",
        "excluded: [giant cell arteritis ruled out, suspected gout]",
        "criteria: {RF and ACPA negative: absent}",
    ],
)
def test_what_agrees_is_accepted_without_a_word(text: str) -> None:
    assert codes(text) == set()


TEXT = """\
rechallenge: 1
conditions: [calcinosis, suspected gout]
findings:
  - {what: tophi, value: negative}
  - {what: podagra, value: not done}
  - {what: no erosions but tophi}
  - {what: anti-Scl-70, value: 12 U/mL, upper_limit: 7 U/mL}
  - {what: Raynaud, present: unknown}
fluids: [{what: joint fluid, cells: 5000 /mm3, appearance: turbid, crystals: none}]
"""


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (
            "en",
            (
                "→ absent",
                "→ unknown (not done or not known)",
                "→ erosions: absent; tophi: present",
                "→ present (above its limit)",
                "unknown (suspected only)",
            ),
        ),
        (
            "fr",
            (
                "→ absent",
                "→ inconnu (non fait ou non connu)",
                "→ erosions : absent",
                "→ présent (au-dessus de la limite)",
                "inconnu (seulement suspecté)",
            ),
        ),
    ],
)
def test_check_shows_what_each_finding_was_understood_as(code: str, shown: tuple[str, ...]) -> None:
    reading = read_course(TEXT)
    lines = "\n".join(understood(reading.course, ledger_of_reading(reading), language_of(code)))
    assert [words for words in shown if words not in lines] == []


def test_a_table_keeps_what_was_denied() -> None:
    course = read_course(TEXT).course
    again = read_course(to_csv(course)).course
    assert [f.status for f in again.findings] == [f.status for f in course.findings]
    assert [(c.held, c.ruled_out) for c in again.conditions] == [(c.held, c.ruled_out) for c in course.conditions]
