"""Characters that look alike, made one: dashes and minus signs, spaces, full-width digits, what HTML escapes."""

from __future__ import annotations

import re
import unicodedata

# All dashes of Unicode (category Pd), and what else a PDF or a word processor puts where a minus was typed.
DASHES = (
    "\u058a\u05be\u1400\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0"
    "\ufe31\ufe32\ufe58\ufe63\uff0d\U00010ead\u00ad\u02d7\u2043\u207b\u208b\u2212\u2796"
)
DASH = f"[-{DASHES}]"
"""Pattern of any of them, or of the hyphen that one types."""
# Marks of direction and joiners, which no one sees.
_UNSEEN = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_APOSTROPHES = "\u2018\u2019\u02bc\u2032\uff07"
_SUPERSCRIPTS = dict(zip("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789", strict=True))

_ALIKE = str.maketrans(
    {
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys(_UNSEEN, ""),
        **dict.fromkeys(_APOSTROPHES, "'"),
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in DASHES + _APOSTROPHES},
        "\u00b5": "u",
        "\u03bc": "u",
        "\u2026": "...",
        "\u00d7": "x",
        "\u2215": "/",
        "\u2044": "/",
    }
)
_RAISED = re.compile(f"[{''.join(_SUPERSCRIPTS)}]+")


def plain(text: str) -> str:
    """Return a text with each dash a hyphen, each run of spaces one space, and HTML entities resolved.

    A number above the line is written after ``^`` where it is a power of ten, and behind its unit elsewhere.

    >>> plain("\u20133\u00a0d"), plain("10\u2079/L"), plain("mm\u00b3"), plain("&lt; 5\u202fmg/L")
    ('-3 d', '10^9/L', 'mm3', '< 5 mg/L')
    """
    if "&" in text and ";" in text:
        from html import unescape

        text = unescape(unescape(text))
    if _RAISED.search(text):
        text = re.sub(rf"(?<=10)(?=[{DASHES}]?[{''.join(_SUPERSCRIPTS)}])", "^", text)
        text = _RAISED.sub(lambda found: "".join(_SUPERSCRIPTS[each] for each in found[0]), text)
    return " ".join(text.translate(_ALIKE).split())


def unaccented(text: str) -> str:
    """Return a text in lower case without accents, to compare words by; unlike `folded` it keeps dashes, which may be minus signs.

    >>> unaccented("Début Février")
    'debut fevrier'
    """
    if text.isascii():
        return text.casefold()
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).casefold()
