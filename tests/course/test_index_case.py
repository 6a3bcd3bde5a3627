"""The index case: each fact of the abstract is recorded, and nothing is invented."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from rechallenge.course.cases import case_path
from rechallenge.course.model import Course
from rechallenge.formats.reading import read_course


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(case_path("index")).course


def test_she_is_a_woman_of_77_with_limited_cutaneous_systemic_sclerosis(course: Course) -> None:
    assert (course.patient.sex, course.patient.age_years) == ("female", 77)
    held = [c for c in course.conditions if not c.excluded]
    assert (held[0].name, held[0].subtype, held[0].criteria) == ("systemic sclerosis", "limited cutaneous", "ACR/EULAR")


def test_giant_cell_arteritis_is_ruled_out(course: Course) -> None:
    assert [c.name for c in course.conditions if c.excluded] == ["giant cell arteritis"]


def test_antinuclear_antibodies_are_1_2560_nucleolar(course: Course) -> None:
    ana = next(f for f in course.findings if f.titre)
    assert (ana.kind, ana.titre, ana.pattern) == ("laboratory", "1/2560", "nucleolar")


def test_calcinosis_is_bulky_bilateral_and_not_resectable(course: Course) -> None:
    calcinosis = [f for f in course.findings if f.what == "calcinosis"]
    assert [(f.site, f.side, f.resectable) for f in calcinosis] == [("shoulder", "both", False), ("femur", "both", False)]


def test_ultrasound_shows_bursitis_and_no_effusion(course: Course) -> None:
    images = [f for f in course.findings if f.kind == "imaging"]
    assert [(f.method, f.status.status) for f in images] == [("ultrasound", "present"), ("ultrasound", "absent")]


def test_the_punctured_fluids_hold_5000_and_7000_cells(course: Course) -> None:
    assert [f.cells_per_mm3 for f in course.findings if f.kind == "fluid"] == [5000, 7000]


def test_colchicine_had_no_effect_at_an_unknown_dose(course: Course) -> None:
    colchicine = course.treatments_of("colchicine")[0]
    assert (colchicine.effect, colchicine.steps[0].dose_mg) == ("none", None)


def test_prednisone_worked_with_dependence_at_20_mg_and_came_down_to_6_mg(course: Course) -> None:
    prednisone = course.treatments_of("prednisone")[0]
    assert (prednisone.effect, prednisone.hold_mg) == ("good", (15.0, 20.0))
    taper, last = prednisone.steps[-2:]
    assert (taper.dose_mg, taper.dose_mg_end, last.dose_mg, last.stop) == (20.0, 6.0, 6.0, None)


def test_anakinra_100_mg_daily_goes_on_at_the_end_of_the_record(course: Course) -> None:
    anakinra = course.treatments_of("anakinra")[0]
    assert {(s.dose_mg, s.every_days) for s in anakinra.steps} == {(100.0, 1.0)}
    assert anakinra.steps[-1].stop is None
    assert anakinra.route is None, "the route is not printed"


def test_she_relapsed_after_each_stop(course: Course) -> None:
    stops = [b for b in course.boundaries if (b.drug, b.kind) == ("anakinra", "stop")]
    assert len(stops) >= 2
    assert [e.after for e in course.events if e.what == "relapse"] == stops


def test_by_day_5_crp_is_normal_and_pain_and_motion_are_better(course: Course) -> None:
    day5 = {o.outcome.name: (o.low, o.high) for o in course.observations if o.at.known and o.at.earliest == 5}
    assert day5 == {"crp": (None, 10.0), "pain": (-10.0, -1.3), "motion": (-10.0, -1.3)}


def test_no_crp_number_is_invented(course: Course) -> None:
    assert not any(o.measured for o in course.observations)


def test_only_the_first_dose_and_day_5_are_known_times(course: Course) -> None:
    known = {o.at.earliest for o in course.observations if o.at.known} | {b.at.earliest for b in course.boundaries if b.at.known}
    assert known == {0.0, 5.0}


def test_the_end_of_one_dose_and_the_start_of_the_next_are_one_moment(course: Course) -> None:
    prednisone = course.treatments_of("prednisone")[0].steps
    assert all(a.stop is b.start for a, b in pairwise(prednisone))


def _content(course: Course) -> Course:
    """Return what the mathematics sees of a course: no free text, no words as written."""
    return replace(
        course,
        title="",
        source=replace(course.source, note=None),
        conditions=tuple(replace(c, name="", subtype=None, since=None, note=None) for c in course.conditions),
        findings=tuple(
            replace(f, what="", site=None, value=None, crystals=None, note=None, method=None, pattern=None, size=None)
            for f in course.findings
        ),
        treatments=tuple(replace(t, note=None, indication=None) for t in course.treatments),
        observations=tuple(replace(o, what="", written="", note=None) for o in course.observations),
        events=tuple(replace(e, written="", note=None) for e in course.events),
    )


def test_the_case_written_in_french_is_the_same_course(course: Course) -> None:
    assert _content(read_course(case_path("index.fr")).course) == _content(course)
