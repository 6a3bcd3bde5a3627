"""Every chart is valid Vega-Lite (held against Altair's own schema), and draws the same each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from rechallenge.course.model import Course, DoseStep, Event, Observation, Treatment
from rechallenge.course.regimen import dose_on
from rechallenge.course.times import When
from rechallenge.outcomes import outcome
from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import DARK, text_width
from rechallenge.questions.answer import Band
from rechallenge.report.charts.figures import report_charts
from rechallenge.report.charts.render import draw
from rechallenge.report.charts.timeline import timeline
from rechallenge.report.charts.window import Window, bar, timeline_window

FIGURES = ("timeline", "response-0", "attribution-0", "dependence-0", "withdrawal-0", "regimen-0", "analogy-0", "next-0")


@pytest.mark.oracle
def test_specifications_satisfy_the_schema_of_vega_lite(made_up: ModuleType, english: Language) -> None:
    import altair

    specs = report_charts(made_up.course(), made_up.answers(), made_up.fit(), english)
    assert tuple(specs) == FIGURES
    for spec in specs.values():
        altair.Chart.from_dict(spec, validate=True)


def test_a_picture_is_the_same_twice_and_uses_only_known_colours(made_up: ModuleType, language: Callable[[str], Language]) -> None:
    words = language("fr")
    specs = report_charts(made_up.course(), made_up.answers(), made_up.fit(), words)
    first, second = draw(specs, words), draw(specs, words)
    for name in FIGURES:
        assert first[name].svg == second[name].svg
        found = {part.split('"')[0] for attribute in ('fill="', 'stroke="') for part in first[name].svg.split(attribute)[1:]}
        drawn = {c for c in found if c not in ("none", "transparent", "currentColor") and not c.startswith("url(")}
        assert drawn <= set(DARK), "a colour without a counterpart for the dark page"


def test_text_in_pictures_is_escaped(english: Language) -> None:
    course = Course("t", treatments=(Treatment("<script>x</script>", False, (DoseStep(1, 1, When(0, 0)),)),))
    inline = draw({"timeline": timeline(course, None, [], english)}, english)["timeline"].inline('a "quoted" <alt>')
    assert "<script" not in inline
    assert "&quot;quoted&quot; &lt;alt&gt;" in inline


def test_an_empty_course_has_a_timeline(english: Language) -> None:
    picture = draw({"timeline": timeline(Course("nothing"), None, [], english)}, english)["timeline"]
    assert picture.svg.startswith("<svg")


def test_observations_out_of_scale_and_bands_without_end_are_drawn(made_up: ModuleType, english: Language) -> None:
    days = np.linspace(0, 10, 11)
    wild = Band(days, days * 0, days * 0, days + np.inf, days * 0, days * np.nan)
    course = Course(
        "t",
        observations=(
            Observation("CRP", outcome("crp"), When(3, 3), 0, 0, "0"),
            Observation("CRP", outcome("crp"), When(4, 4), 5000, None, "> 5000"),
            Observation("pain", outcome("pain"), When(4, 9), None, None, "?"),
        ),
        events=tuple(Event("other", When(i, i + 5)) for i in range(12)),
    )
    fit = replace(made_up.fit(), days=days, levels={"crp": wild, "pain": wild})
    assert draw({"t": timeline(course, fit, [], english)}, english)["t"].svg.startswith("<svg")


def test_a_treatment_begun_long_ago_does_not_press_the_course_into_a_corner() -> None:
    old = Treatment("prednisone", True, (DoseStep(20, 1, When(-4000, -3000), When(40, 50)),))
    course = Course("t", treatments=(old,), observations=(Observation("CRP", outcome("crp"), When(0, 0), 100, 100, "100"),))
    window = timeline_window(course, None)
    assert window.low > -100
    placed = bar(old.steps[0], window)
    assert placed is not None
    assert placed.came_in
    assert placed.start == window.low


def test_the_dose_of_a_taper_falls_linearly() -> None:
    placed = bar(DoseStep(20, 1, When(0, 0), When(10, 10), 10), Window(-1, 11))
    assert placed is not None
    assert [dose_on(placed.step, d, None) for d in (0.0, 5.0, 10.0)] == [20, 15, 10]


@pytest.mark.parametrize("text", ["100 mg/day", "prednisone", "événement indésirable", "Between day 20 and day 30"])
def test_the_estimated_width_of_a_text_is_close_to_that_of_the_font(text: str) -> None:
    import re

    import vl_convert

    spec = {
        "data": {"values": [{}]},
        "padding": 0,
        "config": {"view": {"stroke": None}},
        "mark": {"type": "text", "text": text, "fontSize": 12, "font": "Liberation Sans"},
    }
    drawn = float(re.search(r'width="(\d+)"', vl_convert.vegalite_to_svg(spec)).group(1))  # type: ignore[union-attr]
    assert drawn == pytest.approx(text_width(text), rel=0.25)
