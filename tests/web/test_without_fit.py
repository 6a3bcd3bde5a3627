"""What needs no fit is told while the answers are computed, and never in their place."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language
from rechallenge.web.answering import shown_without_fit
from rechallenge.web.jobs import Jobs
from rechallenge.web.record import opened
from rechallenge.web.session import PageSession
from rechallenge.web.words import language_of
from tests.cli.running import COURSE
from tests.web.alone import Idle, alone
from tests.web.conftest import Visits


def html_of(name: str, code: str = "en") -> str:
    return str(shown_without_fit(read_course(case_path(name)).course, Language(code))["html"])


def test_the_index_case_is_counted_and_set_beside_like_diseases_without_a_verdict() -> None:
    shown = html_of("index")
    assert "1 of 1" in shown  # better after the first start
    assert shown.count("2 of 2") == 2  # relapse after each stop, better after each restart
    assert "(calcinosis): at least half of the activity gone with a probability of 83%" in shown
    assert "systemic sclerosis: The record cannot decide: a score between 0 and 17, and it takes 9." in shown
    assert "works" not in shown


def test_it_speaks_french() -> None:
    shown = html_of("index.fr", "fr")
    assert "sans verdict" in shown
    assert shown.count("2 sur 2") == 2
    assert "(calcinose)" in shown
    assert "au moins la moitié de l’activité disparue" in shown


def test_a_course_without_a_drug_under_question_is_told_its_criteria_alone() -> None:
    text = "rechallenge: 1\npatient: {age: 60 a}\nfindings: [{what: podagra}]\nobservations:\n  - {what: CRP, at: 0 d, value: 40 mg/L}\n"
    section = shown_without_fit(read_course(text).course, Language("en"))
    assert "Published outcomes" not in str(section["html"]).replace("published outcomes, without", "")
    assert "Anakinra" not in str(section["html"])


def test_each_number_of_a_reference_stands_in_a_list_of_them() -> None:
    rows = "".join(
        f"  - {{what: CRP, at: {day} d, value: {value} mg/L}}\n" for day, value in ((-10, 80), (-3, 90), (3, 20), (7, 4), (12, 5))
    )
    drug = "treatments: [{drug: anakinra, dose: 100 mg, every: 1 d, from: 0 d}]\n"
    shown = str(shown_without_fit(read_course(f"rechallenge: 1\n{drug}observations:\n{rows}").course, Language("en"))["html"])
    cited = {int(number) for number in re.findall(r"\[(\d+)\]", shown)}
    assert cited
    assert cited == {int(number) for number in re.findall(r'id="ref-(\d+)"', shown)}


def test_it_is_pushed_while_the_job_waits_in_line() -> None:
    document = opened(case_path("index").read_text(encoding="utf-8")).document

    async def scenario() -> list[str]:
        heard: list[tuple[str, dict[str, Any]]] = []

        async def push(name: str, content: dict[str, Any]) -> None:
            heard.append((name, content))

        with ThreadPoolExecutor(2) as pool:
            session = PageSession(Jobs(Idle()), push, pool, language_of("en"))
            assert await session.ask(document, "") == {}
            for _ in range(6_000):
                if any(name == "without_fit" for name, _ in heard):
                    break
                await asyncio.sleep(0.01)
            session.end()
        return [name for name, _ in heard]

    names = alone(scenario())
    assert "without_fit" in names
    assert "answers" not in names


def test_it_is_not_pushed_once_another_course_is_open() -> None:
    document = opened(case_path("index").read_text(encoding="utf-8")).document

    async def scenario() -> list[str]:
        heard: list[str] = []

        async def push(name: str, content: dict[str, Any]) -> None:
            heard.append(name)

        with ThreadPoolExecutor(1) as pool:
            session = PageSession(Jobs(Idle()), push, pool, language_of("en"))
            await session.ask(document, "")
            await session.leave()
            await session.check(document)  # after it, in the one thread
            session.end()
        return heard

    assert "without_fit" not in alone(scenario())


def test_a_browser_shows_it_where_the_answers_will_stand(visits: Visits, tmp_path: Path) -> None:
    pytest.importorskip("playwright")
    page = visits.open()
    course = tmp_path / "small.yaml"
    course.write_text(COURSE.replace("A course for tests", "A course that nobody asked about"))
    page.set_input_files("#file", course)
    page.locator("#course-name", has_text="nobody asked about").wait_for()
    page.locator("#ask:not([disabled])").wait_for()
    page.click("#ask")
    page.click("#tab-answers")
    page.locator("#without-fit table").first.wait_for()
    assert "without a verdict" in page.locator("#without-fit").inner_text()
    page.locator("#stop:visible").click()
    page.locator("#job-text", has_text="Stopped").wait_for()
