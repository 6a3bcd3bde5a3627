"""The page in a real browser, used as a physician would use it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

import rechallenge
from tests.web.conftest import ANSWERS_MS, Served, Visits
from tests.web.using import ATTACK, answers_of, field, remark, saved, violations, write

pytest.importorskip("playwright")


def test_a_course_is_written_from_nothing_and_saved(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    page.click("#new")
    write(page, {"title": "From nothing", "patient.sex": "female", "patient.age": "77 a"})
    write(
        page, {"treatments[0].drug": "anakinra", "treatments[0].dose": "100 mg", "treatments[0].every": "1 d", "treatments[0].from": "0 d"}
    )
    write(page, {"observations[0].at": "0 d", "observations[0].what": "CRP", "observations[0].value": "120 mg/L"})
    field(page, "observations[0].value").press("Enter")  # the next row, on the same day
    assert field(page, "observations[1].at").input_value() == "0 d"
    write(page, {"observations[1].at": "5 d", "observations[1].what": "CRP", "observations[1].value": "normal"})
    write(
        page,
        {"treatments[0].to": "20 d", "events[0].what": "relapse", "events[0].after": "stop of anakinra", "events[0].within": "1..14 d"},
    )
    page.locator('[data-became="observations[1]"]', has_text="at most 10 mg/L").wait_for()
    page.locator("#faults", has_text="No error").wait_for()
    course = rechallenge.check(saved(page, tmp_path)).course
    assert course.title == "From nothing"
    assert [o.low for o in course.observations] == [120.0, None]
    assert course.events[0].after is not None


def test_a_bad_row_is_judged_beside_its_field_and_can_be_undone(visits: Visits) -> None:
    page = visits.open()
    value = field(page, "observations[4].value")
    assert value.input_value() == "normal"
    value.fill("nromal")
    remark(page, "observations[4].value").get_by_text("Did you mean").wait_for()
    assert value.get_attribute("aria-invalid") == "true"
    assert value.get_attribute("aria-describedby") == remark(page, "observations[4].value").get_attribute("id")
    page.locator("#faults button").click()
    assert page.evaluate("document.activeElement.dataset.path") == "observations[4].value"
    page.keyboard.press("Control+z")
    page.locator("#faults", has_text="No error").wait_for()
    assert field(page, "observations[4].value").input_value() == "normal"


def test_the_page_is_french_where_french_is_asked_for_and_keeps_the_course(visits: Visits) -> None:
    page = visits.open()
    field(page, "title").fill("Kept across languages")
    page.click('a[hreflang="fr"]')
    page.wait_for_selector("html[lang=fr][data-ready]")
    assert page.locator("#tab-course").inner_text() == "Le dossier"
    assert field(page, "title").input_value() == "Kept across languages"
    field(page, "observations[4].value").fill("nromale")
    remark(page, "observations[4].value").get_by_text("Vouliez-vous").wait_for()


def test_a_reload_keeps_the_course(visits: Visits) -> None:
    page = visits.open()
    field(page, "title").fill("Kept across a reload")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert field(page, "title").input_value() == "Kept across a reload"


def test_two_sessions_do_not_disturb_each_other(visits: Visits) -> None:
    one, other = visits.open(), visits.open("fr")
    field(one, "title").fill("Mine")
    field(other, "title").fill("Le mien")
    one.reload()
    one.wait_for_selector("html[data-ready]")
    assert (field(one, "title").input_value(), field(other, "title").input_value()) == ("Mine", "Le mien")


def test_two_windows_of_one_browser_keep_a_course_each(visits: Visits) -> None:
    one = visits.open()
    other = one.context.new_page()
    other.goto(one.url)
    other.wait_for_selector("html[data-ready]")
    field(one, "title").fill("Mine")
    field(other, "title").fill("Another")
    for page in (one, other):
        page.reload()
        page.wait_for_selector("html[data-ready]")
    assert (field(one, "title").input_value(), field(other, "title").input_value()) == ("Mine", "Another")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fr", 1280), ("fr", 1024)])
def test_the_letters_of_the_live_timeline_are_not_scaled_down(visits: Visits, language: str, width: int) -> None:
    page = visits.open(language, width=width)
    scale = page.locator("#live svg").evaluate("svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
    assert scale > 0.95
    sizes = page.locator("#live svg text").evaluate_all("texts => texts.map((text) => parseFloat(getComputedStyle(text).fontSize))")
    assert min(sizes) * scale > 10.0


def test_a_spreadsheet_is_pasted(visits: Visits) -> None:
    page = visits.open()
    page.click("#new")
    page.locator('[data-section="observations"] button', has_text="Paste").click()
    page.fill("#paste-text", "day\tCRP\tpain\n0\t120\t8\n5\t4\t1")
    page.locator("#paste-found", has_text="4").wait_for()
    page.click("#paste-add")
    assert field(page, "observations[4].what").input_value() == "pain"
    assert field(page, "observations[3].value").input_value() == "4 mg/L"
    page.locator('[data-section="observations"] button', has_text="Paste").click()
    page.click("#paste-cancel")
    assert page.locator("#paste").is_hidden()


def test_a_file_is_opened_and_a_wrong_one_says_why(visits: Visits, tmp_path: Path) -> None:
    page = visits.open()
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("rechallenge: 1\ntitle: Opened\nobservations: [{what: CRP, at: 5 d, value: normal}]\n")
    bad.write_text("- just\n- a list\n")
    page.set_input_files("#file", good)
    page.locator("#course-name", has_text="Opened").wait_for()
    page.set_input_files("#file", bad)
    page.locator("#alerts li").first.wait_for()
    assert field(page, "title").input_value() == "Opened"


def test_a_code_is_asked_for_in_an_opened_row_and_stands_in_the_saved_file(visits: Visits, tmp_path: Path) -> None:
    page = visits.open("en")
    row = page.locator('[data-row="observations[0]"]')
    row.wait_for()
    assert row.locator("[data-add]").count() == 0
    row.locator("button.icon").first.click()
    row.locator('[data-add="observations[0].codes"]').click()
    write(page, {"observations[0].codes[0].system": "LOINC", "observations[0].codes[0].code": "1988-5"})
    page.locator('[data-became="observations[0]"]', has_text="LOINC:1988-5").wait_for()
    course = rechallenge.check(saved(page, tmp_path)).course
    assert course is not None
    assert [str(code) for code in course.observations[0].codes] == ["LOINC:1988-5"]


def test_names_and_notes_are_text_and_never_markup(visits: Visits) -> None:
    page = visits.open()
    attack = ATTACK
    write(page, {"title": attack, "treatments[0].drug": attack, "observations[4].what": attack, "events[0].after": attack})
    page.locator('.remark [class="error"]', has_text="onerror").first.wait_for()
    page.wait_for_timeout(500)
    assert page.title().startswith("A course")
    assert page.locator("#main img").count() == 0
    assert page.locator("#course-name").inner_text().startswith("<img")


def test_the_keyboard_alone_reaches_every_tab(visits: Visits) -> None:
    page = visits.open()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#tab-course")
    for name in ("answers", "whatif", "regimens", "report"):
        page.keyboard.press("ArrowRight")
        assert page.locator(f"#tab-{name}").get_attribute("aria-selected") == "true"
        assert page.locator(f"#panel-{name}").is_visible()
    page.keyboard.press("Home")
    assert page.locator("#panel-course").is_visible()


def test_a_course_is_saved_asked_and_stopped_from_the_keyboard(visits: Visits) -> None:
    page = visits.open()
    with page.expect_download() as waiting:
        page.keyboard.press("Control+s")
    assert waiting.value.suggested_filename == "index.yaml"
    field(page, "patient.age").fill("81 a")
    page.locator("#faults", has_text="No error").wait_for()
    page.locator("#ask:not([disabled])").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator("#stop:visible").focus()
    page.keyboard.press("Enter")
    page.locator("#job-text", has_text="Stopped").wait_for()
    assert page.locator("#ask").is_enabled()


def workers_of(server: Served) -> list[int]:
    """Processes that compute for a server."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
            if parent == server.process.pid and b"popen_loky" in (status.parent / "cmdline").read_bytes():
                found.append(int(status.parent.name))
        except OSError:  # it ended meanwhile
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the processes of the page in /proc")
def test_a_computation_that_fails_says_so_and_leaves_the_rest_alive(answered: Served, visits: Visits) -> None:
    page = answers_of(visits)
    page.wait_for_selector("html[data-job=done]")
    field(page, "patient.age").fill("82 a")
    page.locator("#ask:not([disabled])").wait_for()
    page.click("#ask")
    page.wait_for_selector("html[data-job=running]")
    for process in workers_of(answered):
        os.kill(process, signal.SIGKILL)
    page.locator("#job-text", has_text="the process ended").wait_for()
    assert page.locator("#ask").is_enabled()
    field(page, "observations[4].value").fill("nromal")
    remark(page, "observations[4].value").get_by_text("Did you mean").wait_for()


def test_the_answers_are_there_with_their_charts(answered: Served, visits: Visits) -> None:
    page = answers_of(visits)
    page.click("#tab-answers")
    assert page.locator("#answer-panel-summary .headline").count() >= 5
    page.click("#answer-withdrawal")
    page.locator("#answer-panel-withdrawal .chart svg").wait_for()
    page.click("#answer-timeline")
    page.locator("#answer-panel-timeline .chart svg").wait_for()
    bands = "() => [...document.querySelectorAll('[data-chart=timeline] path[opacity]')].map((each) => each.getAttribute('opacity')).join()"
    shown = page.evaluate(bands)
    page.locator("#answer-panel-timeline input[type=checkbox]").uncheck()
    page.wait_for_function(f"(before) => ({bands})() !== before", arg=shown)


def test_a_changed_course_says_that_its_answers_are_old(answered: Served, visits: Visits) -> None:
    page = answers_of(visits)
    field(page, "patient.age").fill("78 a")
    page.locator("#job-text", has_text="changed since").wait_for()
    assert page.locator("#ask").inner_text() == "Answer the changed course"
    page.keyboard.press("Control+z")
    page.locator("#job-text", has_text="First answers").wait_for()


def test_sliders_move_the_curves_and_regimens_are_compared(answered: Served, visits: Visits) -> None:
    page = answers_of(visits)
    page.click("#tab-whatif")
    page.locator('[data-place="1"] .numbers-of dd').first.wait_for()
    risk = page.locator('[data-place="1"] .numbers-of dd b').nth(2)
    stopped = risk.inner_text()
    page.select_option("#try-1-anakinra", "as_is")
    page.wait_for_function(
        "(before) => document.querySelectorAll('[data-place=\"1\"] .numbers-of dd b')[2].textContent !== before", arg=stopped
    )
    page.click("#try-add")
    page.click("#try-add")
    assert page.locator(".try").count() == 4
    assert page.locator("#try-add").is_disabled()
    page.select_option("#try-3-prednisone", "taper")
    redrawn = page.evaluate("window.rechallengeTimings.length")
    page.locator("#try-3-prednisone-weeks").fill("2")
    page.wait_for_function("(before) => window.rechallengeTimings.length > before", arg=redrawn)
    # one regimen after another is drawn anew: that one has been does not say that all have
    page.locator('[data-place="3"] .numbers-of > div:not(.doubts) dt').nth(5).wait_for()
    assert page.locator('[data-place="3"] .numbers-of > div:not(.doubts) dt').count() == 6
    assert "extrapolated" in page.locator('[data-place="3"] .numbers-of .doubts').inner_text()  # this taper was never tried
    redrawn = page.evaluate("window.rechallengeTimings.length")
    page.focus("#try-3-prednisone-weeks")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("(before) => window.rechallengeTimings.length > before", arg=redrawn)
    assert page.locator("#try-3-prednisone-weeks").get_attribute("aria-valuetext") == "3 weeks"
    page.locator('[data-place="2"] button.icon').click()
    assert page.locator(".try").count() == 3


def test_the_search_shows_the_frontier_and_a_regimen_of_it_can_be_tried(answered: Served, visits: Visits) -> None:
    page = answers_of(visits)
    page.click("#tab-regimens")
    page.fill("#limit-max_per_week", "3.5")
    page.click("#search")
    page.wait_for_selector("table.frontier", timeout=ANSWERS_MS)
    injections = [float(text) for text in page.locator("table.frontier tbody tr td:nth-child(5)").all_inner_texts()]
    assert max(injections) <= 3.5
    page.locator("table.frontier summary").first.click()
    assert page.locator("table.frontier details[open] li").count() > 0
    assert violations(page) == {}
    page.locator("table.frontier button").first.click()
    assert page.locator("#panel-whatif").is_visible()
    assert page.locator(".try").count() == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_axe_finds_nothing_against_wcag_on_any_tab(answered: Served, visits: Visits, language: str, scheme: str) -> None:
    page = answers_of(visits, language, scheme=scheme)
    field(page, "observations[4].value").fill("nromal")  # a remark is on the page too
    remark(page, "observations[4].value").locator(".error").wait_for()
    found = {}
    for tab in ("course", "answers", "whatif", "regimens", "report"):
        page.click(f"#tab-{tab}")
        page.wait_for_timeout(300)
        found |= {f"{tab}: {rule}": nodes for rule, nodes in violations(page).items()}
    assert found == {}


@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("fr", "light")])
def test_axe_finds_nothing_against_wcag_on_any_answer_nor_where_one_pastes(
    answered: Served, visits: Visits, language: str, scheme: str
) -> None:
    page = answers_of(visits, language, scheme=scheme)
    page.locator('[data-section="observations"] button', has_text="Paste" if language == "en" else "Coller").click()
    found = {f"paste: {rule}": nodes for rule, nodes in violations(page).items()}
    page.keyboard.press("Escape")
    page.click("#tab-answers")
    for tab in page.locator("#answers [role=tab]").all():
        tab.click()
        page.wait_for_timeout(200)
        found |= {f"{tab.get_attribute('id')}: {rule}": nodes for rule, nodes in violations(page).items()}
    assert found == {}


@pytest.mark.parametrize(("language", "width"), [("en", 1024), ("fr", 1024), ("fr", 1280)])
def test_nothing_is_cut_off_on_a_tablet_or_a_small_screen(answered: Served, visits: Visits, language: str, width: int) -> None:
    page = answers_of(visits, language, width=width)
    for tab in ("course", "answers", "whatif", "regimens", "report"):
        page.click(f"#tab-{tab}")
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, tab


def test_a_restart_of_the_server_loses_no_course(browser: Any, tmp_path: Path) -> None:
    first = Served(tmp_path)
    visits = Visits(browser, first)
    page = visits.open()
    field(page, "title").fill("Kept across a restart")
    first.end()
    page.locator("#alerts", has_text="does not answer").wait_for()
    second = Served(tmp_path, first.port)
    try:
        page.wait_for_selector("html[data-ready]:not([data-job=lost])", timeout=30_000)
        assert field(page, "title").input_value() == "Kept across a restart"
    finally:
        page.context.close()
        second.end()
