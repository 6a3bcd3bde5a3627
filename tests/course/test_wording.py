"""Every problem that the reader can raise has a sentence, and every sentence is used."""

from __future__ import annotations

import re
from pathlib import Path

import rechallenge.course
from rechallenge.vocabulary.catalogues import read_catalogue
from rechallenge.vocabulary.languages import base

ENGLISH = {code for name in ("problems.po", "tables.po", "doses.po") for code in read_catalogue(base().folder / name)}
COURSE = Path(rechallenge.course.__file__).parent
# The search for a regimen refuses a course as the reader does.
SOURCES = [*COURSE.rglob("*.py"), *(COURSE.parent / "formats").rglob("*.py"), COURSE.parent / "report" / "frontier.py"]


def test_every_problem_that_the_reader_can_raise_has_a_sentence_and_no_sentence_is_idle() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    prefixes = "|".join(sorted({code.split(".")[0] for code in ENGLISH}))
    written = set(re.findall(rf"""["']((?:{prefixes})\.[a-z_]+)["']""", text))
    made = {f"event.{which}_{kind}" for which in ("which", "no_such") for kind in ("start", "stop")}
    made |= {f"dose.over_{quantity}" for quantity in ("dose_mg", "dose_mg_per_kg", "daily_mg", "daily_mg_per_kg")}
    made |= {f"field.{name}" for name in ("every", "from", "to", "for", "taper")}
    made |= {f"event.effect.{effect}" for effect in ("none", "partial", "good", "lost")}
    # what a column or a table of another section became is named by its role
    made |= {
        code
        for code in ENGLISH
        if re.fullmatch(
            r"table\.(column_(field|note|value|unit|event|day|end|drug|dose|every|what|upper_limit)|other_section\.[a-z]+)", code
        )
    }
    made |= {f"format.title.{name}" for name in ("course", "csv", "json", "nonmem", "table")}
    made.add("table.rows")  # raised by the page, where a table is pasted
    assert written - ENGLISH == set()
    assert ENGLISH - written - made == set()
