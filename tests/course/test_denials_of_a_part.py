"""What is denied in part, or said in words of two senses, is neither there nor not there."""

from __future__ import annotations

import pytest

from rechallenge.course.assertion import read


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no tophi", "absent"),
        ("no large tophi", "unknown"),
        ("without numerous tophi", "unknown"),
        ("no tophi, large or small", "absent"),
        ("large tophi", None),
        ("pas de tophi", "absent"),
        ("pas de gros tophi", "unknown"),
        ("sans volumineux tophi", "unknown"),
        # "no more tophi", or "more tophi"
        ("plus de tophi", "unknown"),
        ("il n'y a plus de tophi", "past"),
        ("n'a plus de tophi", "past"),
        ("plus aucun tophi", "past"),
    ],
)
def test_tophi(text: str, said: str | None) -> None:
    found = read(text)
    start = found.text.index("tophi")
    assert found.at(start, start + len("tophi")) == said


def test_a_name_that_holds_such_a_word_is_denied_as_a_whole() -> None:
    found = read("no multiple myeloma")
    assert found.at(found.text.index("myeloma"), len(found.text)) == "absent"
