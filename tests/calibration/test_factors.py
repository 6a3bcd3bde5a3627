"""The patients by factors: each level often enough, no factor mixed up with another, and each chart says what was done and found."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import yaml

from rechallenge.course.model import Observation
from rechallenge.formats.reading import read_course
from rechallenge.inference.paths import paths
from rechallenge.inference.problem import build_problem
from rechallenge.mechanism.processes import PROCESSES
from studies.calibration.arms import ARMS, PATIENTS, arm_named
from studies.calibration.cases import N_FULL, PRIOR, STUDIES, WRONG, Case
from studies.calibration.designs import Design
from studies.calibration.factors import FACTORS, RECORDS
from studies.calibration.french import in_french
from studies.calibration.patients import VirtualPatient, second_exposure, simulate_patient
from studies.calibration.records import chart
from studies.calibration.scenarios import SCENARIOS, Scenario, added_crp
from studies.calibration.schedules import raised_in_secret, scheduled
from studies.calibration.shapes import of_few_shapes, shape

DAYS = np.arange(-25.0, 301.0)


def patient(seed: int, infection: tuple[float, float] | None = None) -> VirtualPatient:
    """One whose CRP waxes and wanes, read without error."""
    level = np.exp(2.5 + 1.2 * np.sin(DAYS / 9.0 + seed))
    added = added_crp(*infection, DAYS) if infection else 0.0
    hazard = np.cumsum(0.05 * (level > 20.0))
    return VirtualPatient(True, {"crp_error": 0.0, "pain_error": 0.0}, DAYS, level, np.clip(level / 8.0, 0.0, 10.0), hazard, None, added)


def written(case: Case) -> tuple[Design, str]:
    rng = np.random.default_rng(case.number)
    design = scheduled(case, rng)
    told = design.infection
    return design, chart(design, patient(case.number, (told.peak_mg_l, told.peak_day) if told else None), Scenario(), rng)


def test_each_level_of_each_factor_is_in_at_least_100_of_1024_patients() -> None:
    cases = STUDIES[PRIOR]()
    assert len(cases) == 1024
    for factor in FACTORS.values():
        counts = Counter(case.levels[factor.name] for case in cases)
        assert set(counts) == set(factor.levels)
        assert min(counts.values()) >= 100


def test_no_two_factors_are_confounded() -> None:
    cases = STUDIES[PRIOR]()
    alone = {name: Counter(case.levels[name] for case in cases) for name in FACTORS}
    for one, other in itertools.combinations(FACTORS, 2):
        both = Counter((case.levels[one], case.levels[other]) for case in cases)
        for a, b in itertools.product(FACTORS[one].levels, FACTORS[other].levels):
            assert both[a, b] * len(cases) == alone[one][a] * alone[other][b]


def test_the_patients_with_a_full_answer_are_balanced_too() -> None:
    cases = STUDIES[PRIOR]()[:N_FULL]
    assert N_FULL == 128
    for factor in FACTORS.values():
        counts = Counter((case.levels[factor.name], case.works) for case in cases)
        for level in factor.levels:
            share = factor.slots.count(level) / len(factor.slots)
            expected = share * N_FULL / (1 if factor.name == "works" else 2)
            assert {n for (found, _), n in counts.items() if found == level} == {expected}


def test_what_is_wrong_on_purpose_is_so_in_at_least_100_patients_each() -> None:
    counts = Counter(case.scenario for case in STUDIES[WRONG]())
    for scenario in ("a steroid raise not told", "placebo effect on pain", "a quarter of doses missed"):
        assert counts[scenario] >= 100
    assert set(counts) == set(SCENARIOS) - {"as assumed"}
    for scenario in counts:
        cells = Counter((case.stops, case.works) for case in STUDIES[WRONG]() if case.scenario == scenario)
        assert len(cells) == 8
        assert len(set(cells.values())) == 1


@pytest.mark.parametrize("case", STUDIES[PRIOR]()[:48], ids=lambda case: case.name)
def test_every_chart_reads_as_a_course_with_its_stops_its_drug_in_question_and_all_its_entries(case: Case) -> None:
    design, text = written(case)
    course = read_course(text).course
    assert sum(edge.kind == "stop" and edge.drug == design.arm.drug for edge in course.boundaries) == case.stops
    assert len(course.observations) == len(design.looks)
    assert build_problem(course).drugs == (design.arm.drug,)
    infections = sum(event.what == "infection" for event in course.events)
    assert infections == (case.record == "an infection told")
    assert len(course.events) - infections <= case.stops
    given = {treatment.drug for treatment in course.treatments}
    assert given == {design.arm.drug, *(beside.drug for beside in (design.arm.steroid, design.arm.second) if beside)}


@pytest.mark.parametrize("case", STUDIES[PRIOR]()[48:80], ids=lambda case: case.name)
def test_what_truly_happened_lies_within_what_the_chart_says(case: Case) -> None:
    design, _ = written(case)
    edges = [moment for pause in design.pauses for moment in pause]
    assert all(moment.low <= moment.day <= moment.high for moment in [*edges, *(look.at for look in design.looks)])
    assert all(before.high < after.low for before, after in itertools.pairwise(edges))
    assert all(design.follow_up_days(pause) >= 1 for pause in range(case.stops))
    assert all(look.at.high <= design.last_day for look in design.looks)


def test_records_differ_as_their_names_say() -> None:
    number = {record: [written(case)[0] for case in STUDIES[PRIOR]() if case.record == record][:12] for record in RECORDS}
    assert all(look.kind == "number" for design in number["dense"] for look in design.looks)
    assert min(len(design.looks) for design in number["dense"]) >= 3 * max(len(design.looks) for design in number["usual"])
    assert not any(look.kind == "number" for design in number["words only"] for look in design.looks)
    assert all(design.french == (record == "French") for record, designs in number.items() for design in designs)
    uncertain = {record: np.mean([look.at.low < look.at.high for d in designs for look in d.looks]) for record, designs in number.items()}
    assert uncertain["uncertain dates"] > 2.0 * uncertain["usual"] > 0.0


def test_a_child_is_dosed_by_weight_and_poor_kidneys_have_a_clearance_under_30() -> None:
    for who in PATIENTS:
        courses = [read_course(written(case)[1]).course for case in STUDIES[PRIOR]() if case.patient == who][:8]
        clearance = [course.patient.clearance_ml_min or 0.0 for course in courses]
        assert (max(clearance) < 30.0) == (who == "adult with poor kidneys")
        assert all((course.patient.age_years or 0.0) < 16.0 for course in courses) == (who == "child")
    (child, text) = next(written(case) for case in STUDIES[PRIOR]() if (case.patient, case.drugs) == ("child", ARMS[0].name))
    course = read_course(text).course
    dose = next(treatment.steps[0].dose_mg for treatment in course.treatments if treatment.drug == "anakinra")
    assert child.dose.amount == "2 mg/kg"
    assert dose == pytest.approx(2.0 * (course.patient.weight_kg or 0.0))


def test_a_french_chart_says_what_the_english_one_says() -> None:
    for case in [case for case in STUDIES[PRIOR]() if case.record in ("French", "an infection told")][:24]:
        design = replace(scheduled(case, np.random.default_rng(case.number)), french=False)
        english = chart(design, patient(case.number), Scenario(), np.random.default_rng(case.number))
        french = in_french(english)
        one, other = read_course(english).course, read_course(french).course
        assert [_read(each) for each in one.observations] == [_read(each) for each in other.observations]
        assert [(e.what, e.at.low, e.at.high) for e in one.events] == [(e.what, e.at.low, e.at.high) for e in other.events]
        assert [[(s.dose_mg, s.every_days, s.start.low) for s in t.steps] for t in one.treatments] == [
            [(s.dose_mg, s.every_days, s.start.low) for s in t.steps] for t in other.treatments
        ]
        assert one.patient == other.patient
        assert set(yaml.safe_load(french)) >= {"titre", "traitements", "observations"}


def _read(each: Observation) -> tuple[object, ...]:
    since = None if each.since is None else (each.since.low, each.since.high)
    return each.outcome, each.at.low, each.at.high, each.low, each.high, since


def test_an_infection_that_is_told_raises_what_is_read_and_not_what_the_disease_causes() -> None:
    with_it, without = patient(1, (120.0, 10.0)), patient(1)
    assert with_it.value("CRP", 10.0) == without.value("CRP", 10.0)
    assert np.exp(with_it.read("CRP", 10.0)) == pytest.approx(np.exp(without.read("CRP", 10.0)) + 120.0, rel=0.05)
    assert with_it.read("CRP", 5.0) == without.read("CRP", 5.0)


def test_a_raise_of_the_steroid_is_given_about_the_first_dose_and_the_chart_does_not_tell_it() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        charted = scheduled(Case("raised", seed, seed % 4, True), rng)
        design = raised_in_secret(charted, rng)
        assert design.treatments(true=False) == charted.treatments(true=False)

        def on(day: float, steps: tuple[tuple[int, float], ...]) -> float:
            return [dose for begun, dose in steps if begun <= day][-1]

        more = [on(day, design.steroid_taken) - on(day, charted.steroid) for day in range(-30, charted.last_day)]
        raised = [day for day, extra in zip(range(-30, charted.last_day), more, strict=True) if extra > 0.0]
        assert min(raised) in range(-2, 3)
        assert 4 <= len(raised) <= 10
        assert raised == list(range(raised[0], raised[-1] + 1))
        assert all(extra == 0.0 or 20.0 <= extra <= 40.0 for extra in more)
        assert "prednisone" in design.treatments(true=True)


@pytest.mark.parametrize("name", [arm.name for arm in ARMS if arm.second])
def test_a_second_drug_acts_where_the_model_says_so_and_always_where_that_is_no_unknown(name: str) -> None:
    arm = arm_named(name)
    assert arm.second is not None
    drug, given = arm.second.drug, "every: 1 d, from: 0 d}\n"
    text = f"rechallenge: 1\ntitle: two\npatient: {{weight: 70 kg}}\ntreatments:\n  - {{drug: {arm.drug}, dose: 100 mg, {given}"
    course = read_course(text + f"  - {{drug: {drug}, dose: {arm.second.dose['adult'].amount}, {given}").course
    uncertain, certain = (second_exposure(build_problem(course, process=PROCESSES[name]), arm) for name in ("episodic", "waxing"))
    assert uncertain is not None
    assert certain is not None
    assert [bool(uncertain.acts_under({f"{drug}.acts": value})) for value in (0.8, 1.2)] == [False, True]
    assert certain.acts_under({}) is True
    assert second_exposure(build_problem(course), ARMS[0]) is None


@pytest.mark.slow
def test_a_patient_of_every_arm_can_be_simulated_and_an_idle_drug_changes_nothing() -> None:
    for arm in ARMS:
        design = scheduled(Case("simulated", 3, 1, True, drugs=arm.name), np.random.default_rng(3))
        works, idle = (simulate_patient(design, works, Scenario(), np.random.default_rng(1)) for works in (True, False))
        before, after = works.days < -0.5, works.days > 2.0
        assert np.allclose(works.crp_mg_l[before], idle.crp_mg_l[before])
        assert (works.crp_mg_l[after] <= idle.crp_mg_l[after] + 1e-9).all()
        assert arm.share in works.parameters
        if arm.second:
            assert f"{arm.second.drug}.acts" in works.parameters
            assert works.second_acts == idle.second_acts


def test_few_shapes_of_problems_occur() -> None:
    """A program is compiled for each, in half a minute."""
    cases = [case for case in STUDIES[PRIOR]() if case.drugs == ARMS[0].name]
    shapes = set()
    for case in cases[:48]:
        problem = of_few_shapes(read_course(written(case)[1]).course, PROCESSES[case.process])
        shapes.add((problem.layout, shape(problem.data)))
    assert len(shapes) <= 12


def test_padding_changes_nothing_of_what_a_problem_says() -> None:
    """The same patient, embedded in the longer vector, has the same curves and the same likelihood."""
    case = next(case for case in STUDIES[PRIOR]() if case.record == "uncertain dates" and case.stops == 1 and case.process == "episodic")
    course = read_course(written(case)[1]).course
    usual, wider = build_problem(course), of_few_shapes(course, PROCESSES["episodic"])
    vector = np.random.default_rng(0).standard_normal(usual.layout.size)
    n_parameters, moments = len(usual.layout.parameters), usual.layout.n_unknown_moments
    embedded = np.zeros(wider.layout.size)
    embedded[: n_parameters + moments] = vector[: n_parameters + moments]
    activity = vector[usual.layout.activity]
    assert wider.layout.process.n_unit_normals(wider.layout.n_knots) >= len(activity)
    embedded[wider.layout.activity.start : wider.layout.activity.start + len(activity)] = activity
    works = np.ones((1, len(usual.layout.exposures)))
    one, other = paths(usual, vector[None], works), paths(wider, embedded[None], works)
    assert np.allclose(one.marker, other.marker)
    for kind, each in one.log_likelihood.items():
        assert np.allclose(each, other.log_likelihood[kind])


def test_entries_are_in_order_and_the_first_compares_with_nothing() -> None:
    for case in STUDIES[PRIOR]()[:24]:
        design, _ = written(case)
        for what in ("CRP", "pain"):
            looks = [look for look in design.looks if look.what == what]
            assert looks[0].kind != "change"
            assert looks[0].at.low <= 0.0
            days = [look.at.low for look in looks if look.at.low == look.at.high]
            assert days == sorted(days)
