"""The page speaks two languages, and suggests only words that a course file knows."""

from __future__ import annotations

import re

import pytest

from rechallenge.course.spacing import spacing_of
from rechallenge.course.vocabulary import vocabulary
from rechallenge.outcomes import named, outcomes
from rechallenge.vocabulary.languages import languages
from rechallenge.web.assets import STATIC
from rechallenge.web.record import check
from rechallenge.web.suggesting import suggestions
from rechallenge.web.words import language_of, page_words, preferred

SOURCES = [*STATIC.rglob("*.js"), *STATIC.parent.rglob("*.jinja"), *STATIC.parent.glob("*.py")]


@pytest.mark.parametrize("language", languages())
def test_every_word_that_a_script_asks_for_is_there(language: str) -> None:
    words = page_words(language)
    missing = set()
    for path in STATIC.rglob("*.js"):
        missing |= {code for code in re.findall(r"\bword\(\s*\"([\w.]+)\"", path.read_text(encoding="utf-8")) if f"web.{code}" not in words}
    for path in STATIC.parent.rglob("*"):
        if path.suffix in (".py", ".jinja"):
            missing |= {code for code in re.findall(r"text\(\"(web\.[\w.]*\w)\"", path.read_text(encoding="utf-8")) if code not in words}
    assert missing == set()


@pytest.mark.parametrize("language", languages())
def test_every_field_that_the_page_shows_has_a_name(language: str) -> None:
    words, fields = page_words(language), (STATIC / "js" / "fields.js").read_text(encoding="utf-8")
    names = {*re.findall(r"text\(\"(\w+)\"", fields), *re.findall(r"label: \"(\w+)\"", fields)}
    assert {name for name in names if f"web.field.{name}" not in words} == set()


@pytest.mark.parametrize("language", languages())
def test_every_suggested_word_is_one_that_a_course_file_knows(language: str) -> None:
    words, lists = vocabulary(), suggestions(language_of(language))
    for each in outcomes().values():
        assert lists[f"value-{each.name}"]
        assert [word for word in lists[f"value-{each.name}"] if each.word(word) is None] == []
    assert [word for word in lists["what"] if named(word) is None and not words.is_shown_only(word)] == []
    assert [word for word in lists["event"] if words.event(word) is None] == []
    assert [word for word in lists["unknown"] if not words.is_unknown(word)] == []
    assert all(spacing_of(word) > 0 for word in lists["every"])
    for what in ("CRP", "pain"):
        for word in lists["change"]:
            rows = [{"what": what, "at": "0 d", "value": "5"}, {"what": what, "at": "5 d", "change": word}]
            rows[0]["value"] = "80 mg/L" if what == "CRP" else "5"
            read = check({"observations": rows})
            assert read.usable or (what == "pain" and "%" in word), (what, word)


@pytest.mark.parametrize(
    ("accepted", "language"), [("fr", "fr"), ("fr-CA,en;q=0.5", "fr"), ("de,fr;q=0.4", "fr"), ("de", "en"), ("", "en")]
)
def test_a_browser_is_answered_in_the_language_that_it_prefers(accepted: str, language: str) -> None:
    assert preferred(accepted, "en") == language
