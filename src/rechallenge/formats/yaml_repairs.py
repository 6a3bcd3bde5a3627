"""What keyboards, word processors and charts write where YAML wants something else, put right before it is read.

All repairs keep the width of the text, so that lines and columns stay those of the file. What stands in quotes is left as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

_PROTECTED = re.compile(r"""(?:^|[\[{,:-])[\s]*(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*')""", re.MULTILINE)
# "> 200 mg/L" is how a chart writes it, but YAML takes a bare ">" for the start of a paragraph.
_BARE_ABOVE = re.compile(r"((?::|-|,|\[|\{)[ ]+|[\[,])>(?==?[ ]*[0-9])")
# A sign as a web page writes it, "&lt; 5 mg/L", is taken for the name of an anchor, and dropped.
_BARE_ENTITY = re.compile(r"((?::|-|,|\[|\{)[ ]+|[\[,])&(?=(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d?);)")
_BLANKS = "\t\u00a0\u2000-\u200a\u202f\u205f\u3000"
_AFTER_NAME = re.compile(
    rf"((?:^[ ]*(?:-[ ]+)?|[{{,][ ]*)[^\W\d][\w '’°.-]{{0,40}}[ ]?:[ ]*)([{_BLANKS}][ {_BLANKS}]*)(?=\S)", re.MULTILINE
)
_AFTER_DASH = re.compile(rf"(^[ ]*-)([{_BLANKS}][ {_BLANKS}]*)(?=\S)", re.MULTILINE)
_INDENT = re.compile(r"^[ \u00a0\u202f]*[\u00a0\u202f][ \u00a0\u202f]*(?=\S)", re.MULTILINE)
_QUOTES = (("“", "”"), ("„", "“"), ("„", "”"), ("”", "”"), ("«", "»"), ("‘", "’"))
_QUOTED = {
    pair: re.compile(
        rf"(?P<before>(?:^|[\[{{,]|:[ ]|-[ ])[ ]*){pair[0]}(?P<inside>[^\n{pair[0]}]*?){pair[1]}(?P<after>[ ]*(?:[,\]}}:]|[ ]#|$))",
        re.MULTILINE,
    )
    for pair in _QUOTES
}
_OPENING = re.compile("[“„”«‘]")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text that YAML can read, and the characters that stand in it for a bare ``>`` and a bare ``&``."""

    text: str
    above: str
    ampersand: str

    def meant(self, text: str) -> str:
        """Return a part of it as it was meant."""
        return text.replace(self.above, ">").replace(self.ampersand, "&")


def repaired(text: str) -> Repaired:
    r"""Put a text right for YAML: a bare ``>`` before a number, signs as a web page writes them, odd blanks, curly quotes around a value.

    >>> repaired("{what:\u00a0“CRP”}").text
    '{what: "CRP"}'
    """
    above, ampersand = islice((chr(code) for code in range(0xE000, 0xF900) if chr(code) not in text), 2)
    parts, end = [], 0
    for kept in _PROTECTED.finditer(text):
        parts += [_outside_quotes(text[end : kept.start()], above, ampersand), kept[0]]
        end = kept.end()
    return Repaired("".join([*parts, _outside_quotes(text[end:], above, ampersand)]), above, ampersand)


def _outside_quotes(text: str, above: str, ampersand: str) -> str:
    if not text.isascii() or "\t" in text:
        text = _INDENT.sub(lambda found: " " * len(found[0]), text)
        text = _AFTER_DASH.sub(lambda found: found[1] + " " * len(found[2]), text)
        text = _AFTER_NAME.sub(lambda found: found[1] + " " * len(found[2]), text)
        if _OPENING.search(text):
            for pattern in _QUOTED.values():
                text = pattern.sub(_straight, text)
    text = _BARE_ENTITY.sub(lambda found: found[1] + ampersand, text)
    return _BARE_ABOVE.sub(lambda found: found[1] + above, text)


def _straight(found: re.Match[str]) -> str:
    """Put straight quotes for curly ones around a whole value, unless the text inside would not bear them."""
    inside = found["inside"]
    quote = '"' if not re.search(r'["\\]', inside) else "'" if "'" not in inside else ""
    line = found.string[found.string.rfind("\n", 0, found.start() + 1) + 1 : found.start() + len(found["before"])]
    in_braces = sum(line.count(mark) for mark in "{[") > sum(line.count(mark) for mark in "}]")
    after = found["after"].strip()
    if (
        not quote
        or (after.startswith((",", "]", "}")) and not in_braces)
        or (after.startswith(":") and not line.rstrip().endswith(("{", ",")))
    ):
        return found[0]
    return f"{found['before']}{quote}{inside.strip()}{quote}{' ' * (len(inside) - len(inside.strip()))}{found['after']}"
