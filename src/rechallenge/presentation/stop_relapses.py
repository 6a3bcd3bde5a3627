"""What followed the stops of a drug, where the record tells it without their days."""

from __future__ import annotations

from rechallenge.course.model import StopRelapses
from rechallenge.presentation.language import Language


def stop_relapses_words(said: StopRelapses, language: Language) -> str:
    """Write it in a few words.

    Examples
    --------
    >>> stop_relapses_words(StopRelapses("some", 2, 3), Language("en"))
    'relapses after its stops: 2 of 3'
    """
    if said.stops is None or said.relapses is None:
        return language.text(f"stop_relapses.{said.share}")
    return language.text("stop_relapses.counted", relapses=said.relapses, stops=said.stops)
