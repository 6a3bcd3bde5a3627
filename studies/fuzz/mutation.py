"""A text, damaged as by a hand, a program or a disk."""

from __future__ import annotations

import re
from random import Random

from studies.fuzz import pools

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]{3,}")


def damaged(text: str, rng: Random) -> str:
    """Return a text after one to four changes."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        text = rng.choice(_WAYS)(text, rng)
    return text[:60_000]


def _cut(text: str, rng: Random) -> tuple[int, int]:
    first = rng.randint(0, len(text))
    return first, min(len(text), first + rng.choice((0, 1, 1, 3, 20, 200)))


def _remove(text: str, rng: Random) -> str:
    first, last = _cut(text, rng)
    return text[:first] + text[last:]


def _repeat(text: str, rng: Random) -> str:
    first, last = _cut(text, rng)
    return text[:last] + text[first:last] * rng.choice((1, 2, 30)) + text[last:]


def _insert(text: str, rng: Random) -> str:
    place = rng.randint(0, len(text))
    marks = (
        *pools.ODD,
        *pools.USERS,
        ":",
        ": ",
        ",",
        "\n",
        "\n  ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "%",
        "@",
        "`",
        "---\n",
        "...\n",
        ">",
        "|",
        "! ",
        "\r",
    )
    return text[:place] + rng.choice(marks) + text[place:]


def _other_number(text: str, rng: Random) -> str:
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    number = rng.choice(found)
    return text[: number.start()] + rng.choice(pools.NUMBERS) + text[number.end() :]


def _other_word(text: str, rng: Random) -> str:
    found = list(_WORD.finditer(text))
    if not found:
        return text
    word = rng.choice(found)
    other = rng.choice(
        (rng.choice(found)[0], rng.choice(pools.USERS), rng.choice(pools.VALUES), rng.choice(pools.TIMES), word[0][::-1], word[0].upper())
    )
    return text[: word.start()] + other + text[word.end() :]


def _lines(text: str, rng: Random) -> str:
    lines = text.split("\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    if rng.random() < 0.5:
        lines[first], lines[second] = lines[second], lines[first]
    else:
        lines[first] = rng.choice(("  ", "    ", "\t", " ")) + lines[first] if rng.random() < 0.6 else lines[first].lstrip()
    return "\n".join(lines)


def _nest(text: str, rng: Random) -> str:
    place = rng.randint(0, len(text))
    return text[:place] + rng.choice(("[", "{", "- ", "{a: ", "[*a, ")) * rng.choice((3, 25, 400)) + text[place:]


_WAYS = (_remove, _repeat, _insert, _insert, _other_number, _other_number, _other_word, _other_word, _lines, _nest)
