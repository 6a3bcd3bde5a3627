"""Every problem has a sentence in English and in French, with the same blanks."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from babel.messages.pofile import read_po

import rechallenge.course
from rechallenge.course.wording import ENGLISH

COURSE = Path(rechallenge.course.__file__).parent
# The search for a regimen refuses a course as the reader does.
SOURCES = [*COURSE.rglob("*.py"), COURSE.parent / "report" / "frontier.py"]


def french() -> dict[str, str]:
    with files("rechallenge.presentation").joinpath("locale/fr/problems.po").open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream) if m.id}


def blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", text))


def test_french_tells_every_problem_that_english_tells() -> None:
    assert set(french()) == set(ENGLISH)


def test_both_languages_fill_the_same_blanks() -> None:
    assert {code for code, text in french().items() if blanks(text) != blanks(ENGLISH[code])} == set()


def test_every_problem_that_the_reader_can_raise_has_a_sentence_and_no_sentence_is_idle() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "wording.py")
    prefixes = "|".join(sorted({code.split(".")[0] for code in ENGLISH}))
    written = set(re.findall(rf"""["']((?:{prefixes})\.[a-z_]+)["']""", text))
    made = {f"event.{which}_{kind}" for which in ("which", "no_such") for kind in ("start", "stop")}
    assert written - set(ENGLISH) == set()
    assert set(ENGLISH) - written - made == set()
