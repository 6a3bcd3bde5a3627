"""Characters of a record that a reader would not see as what they are: those that turn the direction of text, and those no font holds."""

from __future__ import annotations

import re
from collections.abc import Callable

# Unicode Standard Annex 9: marks, embeddings, overrides and isolates; beside them control characters other than tab and new line.
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What the fonts that Typst 0.15 ships hold by their character maps, in ranges without a gap; variation selectors are not drawn.
_HELD = (
    "\t\n\x20-\x7e\xa0-\u0377\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u04ff\u0531-\u058a\u05d0-\u05ea\u0621-\u063a\u0640-\u0652\u0660-\u0669"
    "\u0900-\u097f\u10d0-\u10ff\u1d00-\u1dbf\u1e00-\u1f15\u2000-\u2027\u202f-\u2064\u2070\u2071\u2074-\u208e\u2090-\u209c\u20a0-\u20c0"
    "\u2100-\u2151\u2153-\u2184\u2190-\u23ff\u2460-\u262f\u2638-\u268b\u270c-\u2727\ufe00-\ufe0f"
)
_WITHOUT_GLYPH = re.compile(f"[^{_HELD}]")

MISSING_SIGN = "\u25a1"
"""What stands on paper for a character that no font there holds: a white square."""


def visible(text: str) -> str:
    """Show characters that turn the direction of what follows, or control a terminal, by their codes, so that no text hides another.

    >>> visible("CRP \u202e5 mg/L"), visible("CRP 5 mg/L")
    ('CRP [U+202E]5 mg/L', 'CRP 5 mg/L')
    """
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def on_paper(text: str) -> str:
    """Put a sign where the fonts of the paper hold no character, which would print as nothing or as a box that nobody explains.

    >>> on_paper("ドーズ é β ≥ 5"), on_paper("Σ 5 µg")
    ('□□□ é β ≥ 5', 'Σ 5 µg')
    """
    return _WITHOUT_GLYPH.sub(MISSING_SIGN, text)


def each_text(value: object, how: Callable[[str], str]) -> object:
    """Change each text in what JSON could hold; names of fields stay.

    >>> each_text({"a": ["x", 1, ("y",)]}, str.upper)
    {'a': ['X', 1, ['Y']]}
    """
    if isinstance(value, str):
        return how(value)
    if isinstance(value, dict):
        return {name: each_text(each, how) for name, each in value.items()}
    return [each_text(each, how) for each in value] if isinstance(value, (list, tuple)) else value
