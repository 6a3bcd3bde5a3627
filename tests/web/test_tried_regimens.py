"""Regimens that a session tries: of states asked for while another is drawn only the last is drawn, and a wrong one is told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from rechallenge.web import trying, trying_chart
from rechallenge.web.session_tasks import SessionTasks
from rechallenge.web.tried_regimens import TriedRegimens
from rechallenge.web.words import language_of


class Made(SimpleNamespace):
    """Stands for a drawn regimen."""

    @classmethod
    def of(cls, start: object, scenario: Mapping[str, object]) -> Made:
        if "wrong" in scenario:
            raise trying.WrongRegimenError(str(scenario["wrong"]))
        return cls(series=scenario["name"])


@pytest.fixture(autouse=True)
def _drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "Tried", Made)
    monkeypatch.setattr(trying, "summary", lambda tried, language: f"{tried.series} in {language.code}")


def pushed(asked: list[tuple[int, dict[str, object], int]], answered: bool = True) -> tuple[list[dict[str, Any]], TriedRegimens]:
    """What the browser hears after requests that come all at once."""
    heard: list[dict[str, Any]] = []

    async def push(message: str, content: dict[str, Any]) -> None:
        assert message == "tried"
        heard.append(content)

    async def session() -> TriedRegimens:
        with ThreadPoolExecutor(1) as pool:
            answers: Any = (SimpleNamespace(forecast_start=None), language_of("fr"))
            tried = TriedRegimens(SessionTasks(pool, push), push, lambda: answers if answered else None)
            for place, scenario, serial in asked:
                tried.want(place, scenario, serial)
            while tried._drawing:
                await asyncio.sleep(0.01)
        return tried

    # in a thread of its own: the browser of other tests keeps a loop running in this one
    with ThreadPoolExecutor(1) as own:
        return heard, own.submit(asyncio.run, session()).result()


def test_only_the_last_state_of_a_regimen_is_drawn() -> None:
    heard, tried = pushed([(0, {"name": "first"}, 1), (0, {"name": "last"}, 2)])
    assert heard == [{"place": 0, "serial": 2, "series": "last", "summary": "last in fr"}]
    assert [each.series for each in tried.kept([0, 1])] == ["last"]
    tried.forget(0)
    assert tried.kept([0]) == []


def test_a_wrong_regimen_is_told_and_those_behind_it_are_drawn() -> None:
    heard, _ = pushed([(1, {"name": "good"}, 1), (0, {"wrong": "no such dose"}, 2)])
    assert sorted(heard, key=lambda each: int(each["serial"])) == [
        {"place": 1, "serial": 1, "series": "good", "summary": "good in fr"},
        {"place": 0, "serial": 2, "wrong": "no such dose"},
    ]


def test_nothing_is_drawn_without_answers_or_beyond_the_places_of_the_page() -> None:
    assert pushed([(0, {"name": "first"}, 1)], answered=False)[0] == []
    assert pushed([(trying_chart.MOST, {"name": "one too many"}, 1), (-1, {"name": "none"}, 2)])[0] == []
