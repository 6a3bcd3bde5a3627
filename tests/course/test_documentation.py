"""The page on the course file is current, and its examples read without error."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from rechallenge.course.reading import read_course
from rechallenge.course.reference import TABLES

PAGE = Path(__file__).parents[2] / "docs" / "course-file.md"


def test_the_tables_of_the_page_are_current() -> None:
    text = PAGE.read_text(encoding="utf-8")
    current = text
    for name, table in TABLES.items():
        block = f"<!-- {name} -->\n{table()}\n<!-- /{name} -->"
        current = re.sub(rf"<!-- {name} -->\n.*?<!-- /{name} -->", lambda _, block=block: block, current, flags=re.DOTALL)
    if os.environ.get("RECHALLENGE_WRITE_DOCS"):
        PAGE.write_text(current, encoding="utf-8")
        text = current
    assert text == current, "run: RECHALLENGE_WRITE_DOCS=1 pytest tests/course"


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL))
def test_every_example_of_the_page_can_be_used(example: str) -> None:
    reading = read_course(example)
    assert [str(note) for note in reading.notes if note.severity == "warning"] == []
