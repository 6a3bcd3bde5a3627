"""Text as it was meant: without what a web page or a word processor put in the place of its signs."""

from __future__ import annotations

import re

# What a web page writes for a sign: "&lt;", "&#60;", "&#x3c;".
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d?);")
_QUOTES: tuple[tuple[str, str], ...] = (
    ("\u201c", "\u201d"),
    ("\u201e", "\u201c"),
    ("\u201e", "\u201d"),
    ("\u201d", "\u201d"),
    ("\u2018", "\u2019"),
    ("\u201a", "\u2018"),
    ("\u00ab", "\u00bb"),
    ("\u2039", "\u203a"),
)
# Fields of free text, which keep their quotation marks.
_FREE = re.compile(r"(?:^|\.)(?:title|note|citation|text|care\.[^.]*|url|doi)$")


def without_entities(text: str) -> str:
    """Return a text with the signs that a web page wrote as entities.

    >>> without_entities("&lt; 5&nbsp;mg/L")
    '< 5 mg/L'
    """
    if "&" not in text or not ENTITY.search(text):
        return text
    from html import unescape  # its table of entities is long, and hardly a record holds one

    return ENTITY.sub(lambda match: unescape(match[0]), text).replace("\u00a0", " ").strip()


def clean(text: str, path: str) -> str:
    """Return what a field holds without entities and, but for free text, without the quotation marks of a word processor around it.

    >>> clean("\u201c120 mg/L\u201d", "observations[0].value"), clean("\u201cStill\u201d again", "title")
    ('120 mg/L', '“Still” again')
    """
    text = without_entities(text)
    if _FREE.search(path):
        return text
    found = text.strip()
    for opening, closing in _QUOTES:
        inner = found[1:-1]
        if len(found) > 1 and found[0] == opening and found[-1] == closing and opening not in inner and closing not in inner:
            return inner.strip()
    return text
