"""The report as a whole: nothing of a record is ever code, everything stands in its order, and nothing is fetched."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import warnings
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from errno import ENOSPC
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from rechallenge.course.model import Course, Observation
from rechallenge.course.times import When
from rechallenge.outcomes import outcome
from rechallenge.questions.answer import Estimate, Message
from rechallenge.questions.dependence.answer import DependenceAnswer
from rechallenge.questions.registry import questions
from rechallenge.report.build import ReportFiles, build_report, write_report

Built = Callable[..., ReportFiles]
EVIL = ["<script>alert(1)</script>", "#panic()", "*_$ [ ] @x <a> `b` //c \\", '"><img src=x onerror=y>', "{{ 7*7 }} {% x %} {x:percent}"]


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._styled = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._styled = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._styled:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def pdf_text(pdf: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    (folder / "report.pdf").write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", folder / "report.pdf", "-"], capture_output=True, text=True, check=True).stdout


def evil(course: Course, text: str) -> Course:
    """Return a course every free text of which is hostile."""

    def poison(value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            keep = {"kind", "side", "sex", "outcome", "variable", "key", "anchor", "simulated"}
            changed = {f.name: poison(getattr(value, f.name)) for f in fields(value) if f.name not in keep}
            if type(value).__name__ == "Event":
                changed["what"] = value.what
            return replace(value, **changed)
        if isinstance(value, str):
            return text
        if isinstance(value, tuple):
            return tuple(poison(v) for v in value)
        return dict.fromkeys(value, text) if isinstance(value, dict) else value

    poisoned = poison(course)
    assert isinstance(poisoned, Course)
    return poisoned


@pytest.mark.parametrize("text", EVIL)
def test_no_text_of_a_record_is_ever_code(made_up: ModuleType, built: Built, tmp_path: Path, text: str) -> None:
    files = built(course=evil(made_up.course(), text))
    page = Page(files.html)
    assert not [tag for tag, _ in page.tags if tag in ("script", "img", "iframe", "object", "link")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert " ".join(text.split()) in page.text
    assert text.split()[0][:8] in pdf_text(files.pdf, tmp_path)
    assert files.answers["case"] == text


def test_a_link_of_a_record_is_a_web_address_or_no_link(made_up: ModuleType, built: Built) -> None:
    course = made_up.course()
    files = built(course=replace(course, source=replace(course.source, doi="javascript:alert(1)", url="javascript:alert(2)")))
    assert "javascript:" not in re.sub(r">[^<]*<", "><", files.html)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_page_fetches_nothing(built: Built, code: str) -> None:
    page = Page(built(code).html)
    for tag, attributes in page.tags:
        assert "src" not in attributes
        address = attributes.get("href") or attributes.get("xlink:href") or "#"
        assert address.startswith("#") or (tag == "a" and address.startswith("https://"))
    assert not re.findall(r"@import|url\((?!#)", built(code).html)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_sections_come_in_their_order(built: Built, code: str) -> None:
    page = Page(built(code).html)
    found = [a["id"] for tag, a in page.tags if tag == "section" and "id" in a]
    answers = [question.name for question in questions() if question.of_courses]
    assert answers == ["response", "attribution", "dependence", "withdrawal", "regimen", "analogy", "next"]
    others = ["record", "criteria", "causality", "methods", "diagnostics", "care", "checklists", "references"]
    assert found == ["timeline", *answers, *others]
    html = built(code).html
    assert html.index('id="summary"') < html.index('id="timeline"')


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_page_can_be_heard(built: Built, code: str) -> None:
    page = Page(built(code).html)
    html_tag = next(a for tag, a in page.tags if tag == "html")
    assert html_tag["lang"] == code
    assert [tag for tag, _ in page.tags if tag in ("header", "main", "nav", "footer")] == ["header", "main", "nav", "footer"]
    assert sum(tag == "h1" for tag, _ in page.tags) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    pictures = [a for tag, a in page.tags if tag == "svg"]
    assert len(pictures) == 8
    assert all(a["role"] == "img" and a["aria-label"] for a in pictures)
    identifiers = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(identifiers) == len(set(identifiers))
    targets = {a["href"][1:] for tag, a in page.tags if tag == "a" and a["href"] and a["href"].startswith("#")}
    assert targets <= set(identifiers)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_no_code_is_left_where_a_text_should_be(built: Built, code: str, tmp_path: Path) -> None:
    from rechallenge.vocabulary.catalogues import read_catalogue
    from rechallenge.vocabulary.languages import languages

    codes = read_catalogue(languages()[code].folder / "report.po")
    for text in (Page(built(code).html).text, pdf_text(built(code).pdf, tmp_path)):
        assert not [c for c in codes if "." in c and re.search(rf"(?<![\w.]){re.escape(c)}(?![\w.])", text)]
        assert "{" not in text


def test_every_fact_of_the_record_is_shown(made_up: ModuleType, built: Built) -> None:
    text = Page(built().html).text

    def strings(value: Any) -> list[str]:
        if isinstance(value, str):
            return [value]
        if is_dataclass(value):
            closed = {"kind", "side", "sex", "outcome", "variable", "key", "unit", "doi", "drug", "route"}
            return [s for f in fields(value) if f.name not in closed for s in strings(getattr(value, f.name))]
        return [s for v in value for s in strings(v)] if isinstance(value, tuple) else []

    course = made_up.course()
    shown = text.lower()
    for fact in strings(replace(course, boundaries=())):
        assert fact.lower() in shown or fact in ("motion", "remission")
    assert "7000 cells/mm³" in text
    assert "10.1016/j.revmed.2018.10.315" in text


def test_the_answers_come_first_with_their_reservations(built: Built) -> None:
    page = Page(built().html)
    top = page.text[: page.text.index("The course")]
    assert "CRP became normal in 4.2\u00a0days (3.1 to 6.3)" in unescape(built().html)
    assert top.count("Main reservation") == 2  # and once more in the text for the chart
    assert "72% of this answer comes from this patient’s data" in page.text


def test_research_software_is_said_first_and_last(built: Built, tmp_path: Path) -> None:
    text = Page(built().html).text
    assert text.count("not a medical device") == 3  # once in the text for the chart
    assert text.rindex("not a medical device") > text.index("References")
    pages = pdf_text(built().pdf, tmp_path).split("\f")[:-1]
    assert all("not a medical device" in page for page in pages)


def test_a_simulated_course_says_so_and_shows_its_truth(made_up: ModuleType, built: Built, tmp_path: Path) -> None:
    course = replace(made_up.course(), simulated={"crp_half_life_h": 19.5})
    files = built(course=course)
    text = Page(files.html).text
    assert text.index("SIMULATED") < text.index(course.title, text.index("not a medical device"))
    assert "19.5" in text[text.index("True values of this simulated course") :]
    assert "SIMULATED" in pdf_text(files.pdf, tmp_path).split("\f")[0]
    assert files.answers["simulated"] is True


def test_a_real_course_is_not_called_simulated(built: Built) -> None:
    assert "SIMULATED" not in Page(built().html).text


def test_an_empty_record_still_makes_a_report(built: Built, tmp_path: Path) -> None:
    files = built(course=Course("Nothing known"), answers={}, fit=None)
    assert "holds no observation" in Page(files.html).text
    assert "Nothing known" in pdf_text(files.pdf, tmp_path)


def test_what_is_never_reached_is_said_in_words(made_up: ModuleType, built: Built) -> None:
    never = Estimate(float("inf"), 8.0, float("inf"), "d")
    answers = made_up.answers()
    original = answers["response"][0]
    answers["response"] = [replace(original, estimate=never, days_to_normal_crp=never)]
    files = built(answers=answers)
    assert "not reached 90% interval 8.0 or more" in Page(files.html).text
    assert files.answers["response"]["anakinra"]["days_to_normal_crp"] is None
    assert files.answers["response"]["anakinra"]["days_to_normal_crp_note"] == "not reached"
    json.dumps(files.answers, allow_nan=False)


def test_an_answer_without_number_or_curves_is_a_sentence(made_up: ModuleType, built: Built) -> None:
    warnings = (Message("test.warning", {"drug": "prednisone"}),)
    bare = DependenceAnswer(sentence=Message("test.analogy", {"p": 0.5}), drug="anakinra", warnings=warnings)
    files = built(answers={"dependence": [bare, replace(bare, drug="canakinumab")]})
    text = Page(files.html).text
    assert "How far can steroids come down? (anakinra)" in text
    assert "How far can steroids come down? (canakinumab)" in text


def test_failed_diagnostics_are_told_in_words(made_up: ModuleType, built: Built) -> None:
    fit = made_up.fit()
    failed = replace(fit, diagnostics=replace(fit.diagnostics, rhat_max=1.2, ess_min=30.0, divergences=12, starts_agree=False))
    text = Page(built(fit=failed).html).text
    for words in ("R-hat up to 1.20", "few independent draws (30", "divergent transitions: 12", "ended at different solutions"):
        assert words in text
    assert "another seed; where intervals differ, take the wider" in text
    assert "No check of the computation failed" in Page(built().html).text


def test_a_surprising_observation_is_marked(built: Built) -> None:
    assert "40\u00a0mg/L (8.0 to 80) *" in built().html


def test_only_cited_references_are_listed(built: Built) -> None:
    html = built().html
    listed = re.findall(r'<li id="ref-(\d+)"', html)
    cited = set(re.findall(r'href="#ref-(\d+)"', html)) | set(re.findall(r"\[(\d+)\]", html))
    assert set(listed) == cited
    assert "Urien" in html
    assert "Wright DFB" not in html


def test_conversions_are_told_in_the_language_of_the_report(made_up: ModuleType, built: Built) -> None:
    note = made_up.MadeUpNote("unit.converted", {"found": "12 mg/dL", "value": 120.0, "unit": "mg/L"})
    assert "12 mg/dL was converted to 120 mg/L." in Page(built(notes=[note]).html).text
    assert "12 mg/dL a été converti en 120 mg/L." in Page(built("fr", notes=[note]).html).text


def test_statements_of_change_are_understood_in_words(built: Built) -> None:
    text = Page(built().html).text
    assert "lower by 1 or more (compared with day 0)" in text
    assert "at most 5\u00a0mg/L" in built().html


def test_typst_has_nothing_to_complain_of(made_up: ModuleType, built: Built) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert built("fr", course=made_up.course()).pdf.startswith(b"%PDF")


def test_the_same_report_is_the_same_bytes(made_up: ModuleType, built: Built) -> None:
    again = built(course=made_up.course())
    assert again.html == built().html
    assert again.pdf == built().pdf
    assert again.answers == built().answers


def test_the_paper_holds_the_words_of_the_page(built: Built, tmp_path: Path) -> None:
    text = " ".join(pdf_text(built("fr").pdf, tmp_path).split())
    for words in ("Ce que dit ce dossier", "Est-ce bien le médicament", "Peut-on se fier au calcul", "Références", "l’anakinra"):
        assert words in text


def test_files_are_written_whole_or_not_at_all(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "deep" / "report"
    written = write_report(built(), folder)
    names = ["answers.json", "report.html", "report.pdf", "summary.txt"]
    assert sorted(p.name for p in folder.iterdir()) == names == sorted(p.name for p in written)
    before = (folder / "report.html").read_bytes()

    def full(*_: object) -> None:
        raise OSError(ENOSPC, "no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_report(built("fr"), folder)
    assert (folder / "report.html").read_bytes() == before
    assert len(list(folder.iterdir())) == 4


def test_a_plain_language_code_is_enough() -> None:
    course = Course("t", observations=(Observation("CRP", outcome("crp"), When(0, 0), 12.0, 12.0, "12"),))
    assert 'lang="fr"' in build_report(course, {}, None, language="fr", version="0").html


def test_what_fits_badly_is_named(built: Built) -> None:
    text = Page(built().html).text
    assert "Of the 7 observations, relapses and remissions that the model takes account of, 2 fit badly" in text
    assert "relapse, between days 76 and 99 (probability: 2%)" in text
    assert "CRP, day 54 (recorded: markedly raised; expected: 40 mg/L (8.0 to 80); probability of one as far out: 3%)" in text
    assert "CRP, day 5 (recorded: normal" in text  # surprising before any data


def test_what_was_learned_and_what_disagrees_with_the_literature_is_named(built: Built) -> None:
    english, french = Page(built().html).text, Page(built("fr").html).text
    assert "The record disagrees with the literature, or our judgement, on: anakinra concentration that halves" in english
    assert "This one taught much about: anakinra concentration that halves the interleukin-1 signal (60%)." in english
    assert "It taught next to nothing (less than 10%) about 1 of the 3" in english
    assert "time to a normal CRP (anakinra) (72%)" in english
    assert "concentration d’anakinra qui divise par deux le signal" in french


def test_the_verdict_under_other_assumptions_stands_in_a_table(built: Built) -> None:
    text = Page(built().html).text
    assert "If the untreated disease waxes and wanes twice as much 1.8 ± 0.30 86%" in text
    assert "If spontaneous ups and downs last half as long – –" in text
    assert "A dash stands where they do not reach far enough" in text


def test_a_surprising_observation_has_a_ring_in_the_timeline(made_up: ModuleType, built: Built) -> None:
    fit = made_up.fit()
    expected = replace(fit, checks=tuple(replace(check, tail=0.5) for check in fit.checks))
    assert "not expected by the model" in built().html
    assert "not expected by the model" not in built(fit=expected).html
