"""Standard output and error, of whatever encoding, open or closed: what they cannot write is written as near as they can."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata

_PLAIN = {
    **dict.fromkeys("\u00a0\u202f\u2009\u2007", " "),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("“”„″", '"'),
    **dict.fromkeys("−–—‐‑", "-"),
    **{"→": "->", "…": "...", "«": "<<", "»": ">>", "×": "x", "µ": "u", "μ": "u", "≤": "<=", "≥": ">=", "≈": "~", "∞": "inf", "°": "deg"},
    **{"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"},
}
"""What stands for a character where an encoding lacks it; others lose their accents, or become a question mark."""

NAME = "rechallenge.nearest"


def nearest_writable(error: UnicodeError) -> tuple[str, int]:
    """Replace what cannot be encoded, as a handler of `codecs`.

    >>> codecs.register_error(NAME, nearest_writable)
    >>> "é → 5\u202fmg ≤ ‘x’ 日".encode("ascii", NAME)
    b"e -> 5 mg <= 'x' ?"
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    written = "".join(_nearest(character, error.encoding) for character in error.object[error.start : error.end])
    return written, error.end


def _nearest(character: str, encoding: str) -> str:
    without_accents = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    for text in (_PLAIN.get(character, ""), without_accents):
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            continue
        if text:
            return text
    return "?"


def prepare() -> None:
    """Make standard output and error take any text; a stream that was closed becomes one that leads nowhere."""
    codecs.register_error(NAME, nearest_writable)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream: object = getattr(sys, name)
        if stream is None:
            # the program's own end closes it
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
        elif mode == "w" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=NAME)


def writes_all() -> bool:
    """Whether standard output takes every character as it is."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return codecs.lookup(encoding).name.startswith("utf")


def write_file_text(text: str) -> None:
    """Write the text of a file to standard output: in UTF-8, whatever a terminal has, since it will be read as a file."""
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(text)
    else:
        binary.write(text.encode("utf-8", "replace"))
        binary.flush()
