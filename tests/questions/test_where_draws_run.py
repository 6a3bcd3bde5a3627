"""The draws that questions simulate run wherever the caller has them run, and answer the same."""

from __future__ import annotations

from concurrent.futures import Executor

import pytest

from rechallenge.execution import Serial
from rechallenge.inference.fit import Fit
from rechallenge.questions import answer_all


@pytest.mark.parametrize("question", ["withdrawal", "regimen", "next"])
def test_an_executor_is_asked_and_changes_nothing(stopped: Fit, question: str) -> None:
    asked: list[int] = []

    def counted(most: int) -> Executor:
        asked.append(most)
        return Serial(most)

    here, elsewhere = (answer_all(stopped.course, stopped, names=[question], **executor) for executor in ({}, {"executor": counted}))
    assert asked
    assert repr(here) == repr(elsewhere)
