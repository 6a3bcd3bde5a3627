"""The page can be used by someone who lacks a kind of cones: colours differ, and nothing is said by colour alone."""

from __future__ import annotations

import itertools
import json
import re

import pytest

from rechallenge.presentation.theme import DARK
from rechallenge.report.html import TEMPLATES
from rechallenge.web.assets import STATIC
from rechallenge.web.page import page
from rechallenge.web.trying_chart import LOOKS
from tests.report.colours import VISION, apart, contrast

AT_A_GLANCE, TEXT, TEXT_SIMULATED = 10.0, 4.5, 4.0
"""Difference of two regimens (Delta E); contrast of letters by WCAG 2.2, and what must be left of it without a kind of cones."""

STYLES = (TEMPLATES / "report.css").read_text(encoding="utf-8") + (STATIC / "page.css").read_text(encoding="utf-8")


def variables(theme: str) -> dict[str, str]:
    """Colours of the style sheets on one ground, later ones over earlier ones."""
    screen = re.sub(r"@media print \{.*?\n\}", "", STYLES, flags=re.DOTALL)
    found: dict[str, str] = {}
    for selector, body in re.findall(
        r"(:root\S*)\s*\{([^}]*)\}", re.sub(r"@media \(prefers-color-scheme: dark\) \{.*?\n\}", "", screen, flags=re.DOTALL)
    ):
        if selector == ":root" or theme in selector:
            found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", body))
    return {name: colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:]) for name, colour in found.items()}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", [name for name in VISION if name != "grey"])
def test_regimens_side_by_side_differ_at_a_glance(theme: str, vision: str) -> None:
    colours = [DARK[colour] if theme == "dark" else colour for colour, _ in LOOKS]
    for one, other in itertools.combinations(colours, 2):
        assert apart(one, other, vision) >= AT_A_GLANCE


def test_regimens_differ_in_their_dash_as_well() -> None:
    assert len({tuple(dash) for _, dash in LOOKS}) == len(LOOKS)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sample_of_a_regimen_has_the_colour_of_its_curve(theme: str) -> None:
    found = variables(theme)
    drawn = [DARK[colour] if theme == "dark" else colour for colour, _ in LOOKS]
    assert [found[f"look-{place}"] for place in range(len(LOOKS))] == drawn


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_letters_stand_out_from_their_ground(theme: str, vision: str) -> None:
    found = variables(theme)
    least = TEXT if vision == "usual" else TEXT_SIMULATED
    pairs = [(ink, ground) for ink in ("ink", "muted", "accent", "error", "warn", "ok") for ground in ("paper", "wash", "field", "hover")]
    pairs += [("warn", "warn-wash"), ("paper", "accent")]
    faint = {pair: round(contrast(found[pair[0]], found[pair[1]], vision), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < least} == {}


def test_errors_and_doubts_have_a_sign_and_not_only_a_colour() -> None:
    signs = dict(re.findall(r"\.remark \.(error|warning)::before \{ content: \"(.) \"", STYLES))
    assert signs["error"] != signs["warning"]


def test_the_page_gives_every_colour_of_its_charts_a_counterpart_on_dark_ground() -> None:
    html = page("en").render()["html"]
    settings = json.loads(re.findall(r'id="settings">(.*?)</script>', html, re.DOTALL)[0])
    assert {look["colour"] for look in settings["looks"]} <= set(settings["dark"])
