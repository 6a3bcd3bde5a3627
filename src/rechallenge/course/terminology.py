"""Codes of terminologies, which drugs, observations, events and conditions may bear."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a terminology, which is shown and used for nothing else."""

    system: str
    code: str

    def __str__(self) -> str:
        """Return it in short, as a course file may have it."""
        return f"{self.system}:{self.code}"
