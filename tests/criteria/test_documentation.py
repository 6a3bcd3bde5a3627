"""The page on criteria is current, and its examples can be used."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from rechallenge.course.reading import read_course
from rechallenge.criteria.reference import criteria_tables

PAGE = Path(__file__).parents[2] / "docs" / "criteria.md"


def test_the_tables_of_the_page_are_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    block = f"<!-- criteria -->\n{criteria_tables()}\n<!-- /criteria -->"
    current = re.sub(r"<!-- criteria -->\n.*?<!-- /criteria -->", lambda _: block, text, flags=re.DOTALL)
    if os.environ.get("RECHALLENGE_WRITE_DOCS"):
        PAGE.write_text(current, encoding="utf-8")
        text = current
    assert text == current, "run: RECHALLENGE_WRITE_DOCS=1 pytest tests/criteria"


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL))
def test_every_example_of_the_page_can_be_used(example: str) -> None:
    assert read_course("rechallenge: 1\ntreatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]\n" + example).course
