"""The examples of the page on the course file read without error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rechallenge.formats.reading import read_course

PAGE = Path(__file__).parents[2] / "docs" / "course-file.md"


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL))
def test_every_example_of_the_page_can_be_used(example: str) -> None:
    reading = read_course(example)
    assert [str(note) for note in reading.notes if note.severity == "warning"] == []
