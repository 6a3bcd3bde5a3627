"""Regimens that a session tries out: of several states of one, asked for while another is drawn, only the last is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rechallenge.presentation.language import Language
from rechallenge.web.requests import Answer, Push
from rechallenge.web.session_tasks import SessionTasks

if TYPE_CHECKING:
    from rechallenge.questions.forecast_start import ForecastStart
    from rechallenge.web.findings import Findings
    from rechallenge.web.trying import Tried


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A regimen to draw, and the number of the request."""

    scenario: Mapping[str, object]
    serial: int


@dataclass(eq=False, slots=True)
class TriedRegimens:
    """The regimens that one session compares, by their place on the page.

    Attributes
    ----------
    answers
        Gives the answers from which regimens are drawn now, and the language of the page; None where there are none.
    """

    work: SessionTasks
    push: Push
    answers: Callable[[], tuple[Findings, Language] | None]
    _wanted: dict[int, _Wanted] = field(default_factory=dict)
    _tried: dict[int, Tried] = field(default_factory=dict)
    _drawing: bool = False

    def want(self, place: int, scenario: Mapping[str, object], serial: int) -> None:
        """Draw a regimen as soon as those before it are drawn, from the answers that there are by then."""
        from rechallenge.web.trying_chart import MOST

        if isinstance(place, int) and 0 <= place < MOST:
            self._wanted[place] = _Wanted(scenario, serial)
            if not self._drawing:
                self._drawing = True
                self.work.later(self._draw())

    def forget(self, place: int) -> None:
        """Drop a regimen that is no longer compared."""
        self._tried.pop(place, None)
        self._wanted.pop(place, None)

    def kept(self, places: Iterable[int]) -> list[Tried]:
        """Those of these places that were drawn."""
        return [self._tried[place] for place in places if place in self._tried]

    def clear(self) -> None:
        """Drop what was drawn: the answers have changed."""
        self._tried.clear()

    def end(self) -> None:
        """Drop what was drawn and what waits."""
        self._tried.clear()
        self._wanted.clear()

    async def _draw(self) -> None:
        from rechallenge.web.trying import Tried, WrongRegimenError, summary

        try:
            while self._wanted:
                place, wanted = self._wanted.popitem()
                answers = self.answers()
                if answers is None:
                    return
                findings, language = answers

                def made(
                    start: ForecastStart = findings.forecast_start,
                    scenario: Mapping[str, object] = wanted.scenario,
                    language: Language = language,
                ) -> tuple[Tried, Answer]:
                    tried = Tried.of(start, scenario)
                    return tried, {"series": tried.series, "summary": summary(tried, language)}

                try:
                    tried, answer = await self.work.apart(made)
                except WrongRegimenError as error:
                    await self.push("tried", {"place": place, "serial": wanted.serial, "wrong": str(error)})
                    continue
                self._tried[place] = tried
                await self.push("tried", {"place": place, "serial": wanted.serial, **answer})
        finally:
            self._drawing = False
