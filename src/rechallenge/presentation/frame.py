"""The words of the frame of a document, which every page and paper has."""

from __future__ import annotations

from rechallenge.presentation.language import Language

_NAMES = ("contents", "summary", "as_text", "top", "warnings", "share", "prior", "figure", "page", "source_link", "missing")


def frame_labels(language: Language) -> dict[str, str]:
    """Words of the frame in a language, by name."""
    return {name: language.text(f"frame.{name}") for name in _NAMES}
