"""A chart can be read by someone who lacks a kind of cones, and on a print without colours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from rechallenge.presentation.language import Language
from rechallenge.presentation.theme import BLUE, DARK, GREEN, GREY, INK, MUTED, PAPER, VERMILION
from rechallenge.report.charts.figures import report_charts
from tests.report.colours import VISION, apart, contrast

AT_A_GLANCE = 10.0
"""Least difference (Delta E of CIELAB) of two colours of which one says something that the other does not."""

TEXT, GRAPHIC = 4.5, 3.0
"""Contrast that WCAG 2.2 asks of letters (1.4.3) and of what is drawn (1.4.11)."""

SAYING = (BLUE, VERMILION, GREY, GREEN, INK)
GROUNDS = {"light": {colour: colour for colour in DARK}, "dark": DARK}


def test_known_differences_are_found() -> None:
    assert apart("#000000", "#ffffff", "usual") == pytest.approx(100.0, abs=0.1)
    assert contrast("#000000", "#ffffff", "usual") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff", "usual") == pytest.approx(4.54, abs=0.01)  # the grey that WCAG names as just enough
    red, green = "#a03000", "#5a6000"
    assert apart(red, green, "deuteranopia") < 0.35 * apart(red, green, "usual")


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("vision", [name for name in VISION if name != "grey"])
def test_colours_that_say_something_differ_at_a_glance(ground: str, vision: str) -> None:
    close = {
        (one, other): round(apart(GROUNDS[ground][one], GROUNDS[ground][other], vision), 1)
        for one, other in itertools.combinations(SAYING, 2)
    }
    assert {pair: distance for pair, distance in close.items() if distance < AT_A_GLANCE} == {}


def test_blue_vermilion_and_grey_keep_their_order_on_a_print_without_colours() -> None:
    assert contrast(BLUE, PAPER, "grey") > contrast(VERMILION, PAPER, "grey") > contrast(GREY, PAPER, "grey")
    assert min(apart(BLUE, VERMILION, "grey"), apart(VERMILION, GREY, "grey")) >= AT_A_GLANCE


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("vision", VISION)
def test_letters_and_curves_stand_out_from_their_ground(ground: str, vision: str) -> None:
    colours = GROUNDS[ground]
    for colour in (INK, MUTED):
        assert contrast(colours[colour], colours[PAPER], vision) >= TEXT
    for colour in SAYING:
        assert contrast(colours[colour], colours[PAPER], vision) >= GRAPHIC - 0.05  # the grey of axes and priors


def layered(spec: Any) -> Iterator[list[dict[str, Any]]]:
    """Marks of each panel of a chart."""
    if isinstance(spec, dict):
        for name in ("vconcat", "hconcat", "concat"):
            for inner in spec.get(name, ()):
                yield from layered(inner)
        if "layer" in spec:
            yield list(marks(spec))


def marks(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "layer" in spec:
        for inner in spec["layer"]:
            yield from marks(inner)
    elif isinstance(spec.get("mark"), dict):
        yield spec["mark"]


def test_curves_of_one_panel_that_differ_in_colour_differ_in_their_dash_too(made_up: ModuleType, english: Language) -> None:
    found = 0
    for name, chart in report_charts(made_up.course(), made_up.answers(), made_up.fit(), english).items():
        for panel in layered(chart):
            lines = {(mark.get("color"), tuple(mark.get("strokeDash", ()))) for mark in panel if mark["type"] == "line"}
            colours, dashes = {colour for colour, _ in lines}, {dash for _, dash in lines}
            assert len(dashes) >= len(colours), f"{name}: {lines}"
            found += len(colours) > 1
    assert found >= 2, "no panel with two curves was looked at"
