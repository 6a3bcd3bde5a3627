"""A document in the making: its language, and the numbers of its figures and references."""

from __future__ import annotations

from dataclasses import dataclass, field

from rechallenge.presentation.citations import Citations
from rechallenge.presentation.document import Figure
from rechallenge.presentation.language import Language


@dataclass(slots=True, kw_only=True)
class Composition:
    """What builders of blocks are given. They are called in order, so that figures and references are numbered as they are read.

    Attributes
    ----------
    drawn
        Names of the charts that there are.
    """

    language: Language
    drawn: frozenset[str] = frozenset()
    citations: Citations = field(default_factory=Citations)
    _placed: dict[str, int] = field(default_factory=dict)

    def figure(self, name: str, caption: str, alt: str) -> tuple[Figure, ...]:
        """Give the chart of this name its number; nothing when it could not be drawn, or stands already."""
        if name not in self.drawn or name in self._placed:
            return ()
        self._placed[name] = len(self._placed) + 1
        return (Figure(name, self.language.text("figure.caption", n=self._placed[name], caption=caption), alt),)
