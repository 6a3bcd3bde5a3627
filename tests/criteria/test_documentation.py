"""The examples of the page on criteria can be used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rechallenge.formats.reading import read_course

PAGE = Path(__file__).parents[2] / "docs" / "criteria.md"


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL))
def test_every_example_of_the_page_can_be_used(example: str) -> None:
    assert read_course("rechallenge: 1\ntreatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]\n" + example).course
