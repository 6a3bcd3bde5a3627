"""The half page on top: what matters, what to do with it, which reservations hold; and the same as text for the chart."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

import rechallenge.questions
from rechallenge.inference.faults import Fault
from rechallenge.presentation.language import Language
from rechallenge.questions.answer import Answer, Message
from rechallenge.questions.brief import SHORT, brief
from rechallenge.report.build import ReportFiles
from rechallenge.report.sections.half_page import COLUMNS, short

Built = Callable[..., ReportFiles]
LANGUAGES = ("en", "fr")
APPROXIMATE, LITTLE = Message("warning.approximation"), Message("warning.little")
OPEN = Message("warning.open", {"drug": "anakinra", "p": 0.6})


@pytest.fixture
def answers(made_up: ModuleType) -> dict[str, list[Answer]]:
    """Made-up answers, each with a reservation that all share, and the first with one of its own."""
    found: dict[str, list[Answer]] = made_up.answers()
    return {
        name: [replace(each, warnings=(APPROXIMATE, *((LITTLE,) if name == "response" else ()))) for each in some]
        for name, some in found.items()
    }


def spaces(text: str) -> str:
    return " ".join(re.sub("[\u00a0\u202f]", " ", text).split())


def test_what_was_expected_of_others_does_not_stand_in_it(answers: dict[str, list[Answer]]) -> None:
    names = [each.question.name for each in brief(answers).answers]
    assert names == ["response", "attribution", "dependence", "withdrawal", "regimen"]


def test_a_record_without_steroid_has_no_line_on_steroids(answers: dict[str, list[Answer]]) -> None:
    none = [replace(each, sentence=Message("dependence.no_steroid")) for each in answers["dependence"]]
    assert "dependence" not in [each.question.name for each in brief({**answers, "dependence": none}).answers]


def test_each_answer_says_what_to_do_with_it(answers: dict[str, list[Answer]]) -> None:
    for each in brief(answers).answers:
        assert each.use is not None, each.question.name
        assert each.use.code.startswith(f"use.{each.question.name}.")


def test_a_reservation_on_all_answers_is_told_once_and_one_of_an_answer_with_it(answers: dict[str, list[Answer]]) -> None:
    found = brief(answers)
    assert found.shared == (APPROXIMATE,)
    assert [each.reservations for each in found.answers] == [(LITTLE,), (), (), (), ()]


def test_of_one_answer_alone_nothing_is_shared(answers: dict[str, list[Answer]]) -> None:
    (only,) = brief({"response": answers["response"]}).answers
    assert only.reservations == (APPROXIMATE, LITTLE)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_reservation_says_which(built: Built, answers: dict[str, list[Answer]], code: str) -> None:
    """With a reservation, it said, on every answer, and not which."""
    html = spaces(built(code, answers=answers).html)
    one, all_of_them = {
        "en": ("Main reservation: mostly what was believed before.", "Reservation on all of these answers: quick approximation."),
        "fr": (
            "Principale réserve : pour l’essentiel ce que l’on pensait avant.",
            "Réserve sur toutes ces réponses : approximation rapide.",
        ),
    }[code]
    assert one in html
    assert all_of_them in html
    assert not re.search(r"with a reservation|sous réserve", html)


def codes_of_warnings() -> set[str]:
    """Codes that the questions warn with, as they stand in their source."""
    folder = Path(str(rechallenge.questions.__file__)).parent
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py")))
    told = set(re.findall(r'"(warning\.[a-z_.]+)"', source)) | {fault.value for fault in Fault if fault is not Fault.FAILED_START}
    return told | {
        "attribution.turns",
        "withdrawal.not_given",
        "regimen.untried",
        "analogy.unlike",
        "analogy.counted_twice",
        "dependence.beyond",
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_warning_has_a_name_of_a_few_words(code: str) -> None:
    language = Language(code)
    assert {each for each in codes_of_warnings() if not language.has(f"{each}.{SHORT}")} == set()
    assert len(short(OPEN, language)) < len(language.message(OPEN)) < 200


def test_a_warning_without_one_is_named_by_its_sentence() -> None:
    assert short(Message("regimen.withheld", {"drug": "anakinra"}), Language("en")).startswith("No regimen with anakinra is proposed")


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_text_for_the_chart_says_what_the_page_says(built: Built, answers: dict[str, list[Answer]], code: str) -> None:
    files = built(code, answers=answers)
    text = spaces(files.text)
    page = spaces(re.sub(r"<[^>]+>", " ", files.html))
    for each in brief(answers).answers:
        for line in (each.answer.sentence, each.use):
            assert line is not None
            if line.code.startswith("use."):
                told = spaces(Language(code).text(line.code, **line.values))
                assert told in text
                assert told in page
    assert max(len(line) for line in files.text.splitlines()) <= COLUMNS
    assert {"en": "not a medical device", "fr": "non dispositif médical"}[code] in text
    assert "<" not in files.text.replace("<\u202f", "").replace("<1", "")


def test_it_takes_half_a_page(built: Built, answers: dict[str, list[Answer]]) -> None:
    assert len(built("fr", answers=answers).text.splitlines()) <= 45
