"""Virtual patients and their charts: what is written down follows from what was true, and reads back as a course."""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from rechallenge.course.vocabulary import vocabulary
from rechallenge.formats.reading import read_course
from rechallenge.outcomes import outcome
from studies.calibration import records
from studies.calibration.cases import OTHER_SCENARIOS, STUDIES, Case, Replicate, Said
from studies.calibration.designs import drawn
from studies.calibration.patients import VirtualPatient
from studies.calibration.records import chart
from studies.calibration.scenarios import SCENARIOS, Scenario, infection
from studies.calibration.study import kept

DAYS = np.arange(-19.0, 211.0)


def patient(crp_mg_l: float, *, pain: float = 4.0, recognised_per_day: float = 0.0) -> VirtualPatient:
    """One who is always the same, and is read without error."""
    level = np.ones_like(DAYS)
    return VirtualPatient(
        True, {"crp_error": 0.0, "pain_error": 0.0}, DAYS, crp_mg_l * level, pain * level, recognised_per_day * (DAYS - DAYS[0])
    )


@pytest.mark.parametrize("stops", range(4))
@pytest.mark.parametrize("seed", range(12))
def test_every_chart_reads_as_a_course_with_its_stops(stops: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    design = drawn(stops, rng)
    course = read_course(chart(design, patient(30.0), Scenario(), rng)).course
    assert sum(edge.kind == "stop" and edge.drug == "anakinra" for edge in course.boundaries) == stops
    assert len(course.observations) == len(design.looks)
    assert len(course.events) == stops


@pytest.mark.parametrize("seed", range(20))
def test_what_truly_happened_lies_within_what_the_chart_says(seed: int) -> None:
    design = drawn(3, np.random.default_rng(seed))
    moments = [moment for pause in design.pauses for moment in pause] + [look.at for look in design.looks]
    assert all(moment.low <= moment.day <= moment.high for moment in moments)
    edges = [moment for pause in design.pauses for moment in pause]
    assert all(before.high < after.low for before, after in itertools.pairwise(edges))
    assert all(design.follow_up_days(pause) >= 1 for pause in range(3))


def test_the_words_of_a_chart_mean_what_the_vocabulary_says_and_leave_no_gap() -> None:
    for name, words in (("crp", records.CRP_WORDS), ("pain", records.PAIN_WORDS)):
        edge = -math.inf
        for above, word in words:
            meaning = outcome(name).word(word)
            assert meaning is not None
            assert (meaning.low if meaning.low is not None else -math.inf, meaning.high if meaning.high is not None else math.inf) == (
                edge,
                above,
            )
            edge = above


@pytest.mark.parametrize(("scale", "words"), [("ratio", records.CRP_CHANGES), ("points", records.PAIN_CHANGES)])
def test_the_words_of_change_leave_no_gap_either(scale: str, words: tuple[tuple[float, str], ...]) -> None:
    inner = [(vocabulary().change(scale, word)) for _, word in words]
    bounds = [(each.low, each.high) for each in inner if each is not None]
    assert [high for _, high in bounds][:2] == [above for above, _ in words][:2]
    assert [low for low, _ in bounds][1:] == [above for above, _ in words][:2]


def test_a_low_crp_is_told_as_a_limit_and_a_high_one_in_whole_milligrams() -> None:
    rng = np.random.default_rng(0)
    design = drawn(0, rng)
    assert all("< 5 mg/L" in line or "change" in line for line in _readings(design, 3.0, "normal"))
    assert all("47 mg/L" in line or "change" in line for line in _readings(design, 47.4, "abnormal"))


def _readings(design: object, crp_mg_l: float, word: str) -> list[str]:
    text = chart(design, patient(crp_mg_l), Scenario(), np.random.default_rng(0))  # type: ignore[arg-type]
    return [line for line in text.splitlines() if "what: CRP" in line and word not in line]


def test_a_disease_that_is_always_recognised_relapses_at_once_and_one_that_never_is_stays_away() -> None:
    design = drawn(2, np.random.default_rng(4))
    rng = np.random.default_rng(0)
    assert "remission" not in chart(design, patient(30.0, recognised_per_day=50.0), Scenario(), rng)
    assert "relapse" not in chart(design, patient(30.0), Scenario(), rng)


def test_a_visit_on_the_worst_day_reads_higher() -> None:
    design = drawn(0, np.random.default_rng(1))
    rising = VirtualPatient(True, {"crp_error": 0.0, "pain_error": 0.0}, DAYS, np.exp(0.1 * DAYS + 3.0), 0.0 * DAYS, 0.0 * DAYS)
    usual, unwell = (chart(design, rising, scenario, np.random.default_rng(0)) for scenario in (Scenario(), Scenario(unwell=True)))
    assert usual != unwell


def test_an_infection_rises_within_days_and_goes() -> None:
    added = infection(120.0, DAYS, 40.0, np.random.default_rng(0))
    assert 60.0 < added.max() <= 120.0
    assert added[DAYS < 0.0].max() == 0.0
    assert added[-1] < 1e-6


def test_studies_hold_as_many_drugs_that_work_as_that_do_not_at_each_number_of_stops() -> None:
    for cases in (study() for study in STUDIES.values()):
        assert len({case.name for case in cases}) == len(cases)
        for stops in range(4):
            here = [case.works for case in cases if case.stops == stops]
            assert 2 * sum(here) == len(here)
    assert set(OTHER_SCENARIOS) == set(SCENARIOS) - {"as assumed"}


def test_results_are_kept_line_by_line_and_a_torn_line_is_not_one(tmp_path: Path) -> None:
    said = Said({"il1_share": 0.5}, {"7": (0.2, True)}, (1.0, 0.1), None, ("warning.poor_fit",), 3.0)
    replicates = [Replicate(Case("prior", number, 1, True), 8, 0, 0.9, {"nuts": said}) for number in range(2)]
    path = tmp_path / "prior.jsonl"
    lines = [json.dumps(replicate.as_json()) for replicate in replicates]
    path.write_text(lines[0] + "\n" + lines[1][:40], encoding="utf-8")
    found = kept(path)
    assert list(found) == ["prior-0"]
    assert json.dumps(asdict(found["prior-0"])) == lines[0]
