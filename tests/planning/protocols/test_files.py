"""The files of a plan: both languages, a diary that is read back, a calendar, and an order that the pharmacy alone is given."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from icalendar import Calendar

import rechallenge
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import read_course
from rechallenge.instruments.protocol_items import protocol_checklists
from rechallenge.outcomes import named, outcomes
from rechallenge.planning.protocols.making import AllocatedProtocol, make_protocol
from rechallenge.planning.protocols.request import ProtocolRequest
from rechallenge.planning.protocols.sequences import allocation_of, sequence_at
from rechallenge.presentation.document import Document
from rechallenge.presentation.language import Language
from rechallenge.report.protocols.diary import diary_csv, diary_document
from rechallenge.report.protocols.job import PHARMACY_FILE, PLAN_FILES, plan_contents
from rechallenge.report.protocols.page import plan_document
from rechallenge.report.protocols.pharmacy import pharmacy_document
from rechallenge.report.protocols.words import column_of
from tests.cli.running import run
from tests.planning.protocols.courses import DAY, RESPONDER

BLINDED = ProtocolRequest(DAY, periods=12, days=168, blinded=True)
ENGLISH, FRENCH = Language("en"), Language("fr")


def allocated(request: ProtocolRequest = BLINDED, number: int | None = None) -> AllocatedProtocol:
    return make_protocol(read_course(RESPONDER).course, request, number)


def words_of(document: Document) -> str:
    return json.dumps(asdict(document), ensure_ascii=False)


def ways_to_write(sequence: str) -> Iterator[str]:
    """The order as anyone may have written it: letters with anything between them, ones and zeros, yes and no, the drug and nothing."""
    for one, other in (("A", "B"), ("0", "1"), ("false", "true"), ("without", "with"), ("placebo", "anakinra"), ("off", "on")):
        yield r"\W{0,6}".join({"A": one, "B": other}[letter] for letter in sequence)


def test_no_file_but_that_of_the_pharmacy_holds_the_order_of_a_blinded_plan(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(RESPONDER, encoding="utf-8")
    asked = ("--blinded", "--periods", "12", "--days", "168", "--start", "2026-01-05")
    done = run("plan", str(tmp_path / "case.yaml"), "-o", str(tmp_path / "out"), *asked, cache=tmp_path / "cache")
    assert done.returncode == 0, done.stderr
    sheet = (tmp_path / "out" / PHARMACY_FILE).read_text(encoding="utf-8")
    found = re.search(r"[AB]{12}", sheet)
    assert found is not None
    number = re.search(r"--sequence (\d+)", sheet)
    assert number is not None
    assert sequence_at(int(number[1]), 12, 2) == found[0]  # the file alone re-creates it
    others = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != PHARMACY_FILE]
    assert {path.name for path in others} >= set(PLAN_FILES) - {PHARMACY_FILE}
    texts = [path.read_bytes().decode("utf-8", errors="replace") for path in others]
    # what the PDF holds compressed is the document of the page
    texts += [done.stdout, done.stderr, words_of(plan_document(allocated(number=int(number[1])).protocol, ENGLISH))]
    for written in ways_to_write(found[0]):
        assert [text for text in texts if re.search(written, text, re.IGNORECASE)] == []
    assert [text for text in texts if re.search(rf"\b{number[1]}\b of|sequence.{{0,5}}\b{number[1]}\b", text)] == []
    assert json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))["plan"]["sequence"] is None


def test_files_of_two_orders_differ_in_the_sheet_of_the_pharmacy_alone() -> None:
    one, other = (plan_contents(allocated(number=number), ENGLISH) for number in (1, 2))
    assert {name for name in PLAN_FILES if one[name] != other[name]} == {PHARMACY_FILE}


def test_the_number_on_the_sheet_makes_the_same_sheet_anew() -> None:
    drawn = allocated()
    again = allocated(number=drawn.allocation.number)
    assert plan_contents(again, FRENCH) == plan_contents(drawn, FRENCH)


def test_no_order_is_drawn_into_a_folder_that_holds_one(tmp_path: Path) -> None:
    rechallenge.plan(RESPONDER, tmp_path / "out", blinded=True, first_day=DAY)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with pytest.raises(CourseError, match="holds the sheet of a pharmacy"):
        rechallenge.plan(RESPONDER, tmp_path / "out", blinded=True, first_day=DAY)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
def test_a_diary_that_was_filled_in_is_read_back_as_its_observations(language: Language) -> None:
    protocol = allocated(replace(BLINDED, periods=2, days=28, measures=("crp", "pain", "motion", "esr", "ferritin"))).protocol
    head, *rows = diary_csv(protocol, language).splitlines()
    assert len(rows) == 28
    rows[0] = "2026-01-05,3,12,4,30,400,"
    rows[6] = '2026-01-11,,"< 5",,,,a good day'
    reading = read_course("\n".join([head, *rows]) + "\n")
    found = [(each.outcome and each.outcome.name, each.at.low, each.low, each.high) for each in reading.course.observations]
    assert reading.course.anchor == "2026-01-05"
    # whole numbers of a score are rounded ones
    assert sorted(found, key=str) == sorted(
        [
            ("pain", 0.0, 2.5, 3.5),
            ("crp", 0.0, 12.0, 12.0),
            ("motion", 0.0, 3.5, 4.5),
            ("esr", 0.0, 30.0, 30.0),
            ("ferritin", 0.0, 400.0, 400.0),
            ("crp", 6.0, None, 5.0),
        ],
        key=str,
    )
    assert [each.code for each in reading.notes if each.severity == "warning"] == ["table.anchor"]


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
@pytest.mark.parametrize("name", outcomes())
def test_each_column_of_a_diary_is_called_as_a_record_calls_the_outcome(name: str, language: Language) -> None:
    known = named(column_of(name, language).split(" (")[0])
    assert known is not None
    assert known.name == name


def test_the_calendar_has_each_visit_and_each_period_and_nothing_of_what_is_given() -> None:
    protocol = allocated().protocol
    calendar = Calendar.from_ical(plan_contents(allocated(), ENGLISH)["plan.ics"])
    events = [(str(each["summary"]), each.decoded("dtstart")) for each in calendar.walk("VEVENT")]
    assert {date for text, date in events if text.startswith("Visit")} == {protocol.date_of(day) for day in protocol.visits}
    assert [date for text, date in sorted(events) if text == "Period 2 begins"] == [DAY + datetime.timedelta(days=14)]
    assert len({str(each["uid"]) for each in calendar.walk("VEVENT")}) == len(events) == len(protocol.visits) + 12
    assert "anakinra" not in calendar.to_ical().decode("utf-8").lower()


@pytest.mark.parametrize(
    ("language", "research", "bound"),
    [
        (ENGLISH, "research and not care: it needs the approval of an ethics committee", "exceeds 10 in at most one course in 10"),
        (
            FRENCH,
            "de la recherche et non du soin : il faut l’avis d’un comité d’éthique",
            "dépasse un jour 10 dans au plus une",
        ),
    ],
)
def test_a_plan_says_that_it_is_research_and_how_often_it_can_mislead(language: Language, research: str, bound: str) -> None:
    text = words_of(plan_document(allocated().protocol, language)).replace("\u202f", " ").replace("\xa0", " ")
    assert research in text
    assert bound in text


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
@pytest.mark.parametrize(
    "request_",
    [
        BLINDED,
        ProtocolRequest(DAY, randomised=True, washout_days=0),
        ProtocolRequest(DAY, action="step_down", to_mg=50.0),
        ProtocolRequest(DAY, action="step_down", drug="prednisone", to_mg=5.0, periods=2, days=120),
    ],
)
def test_every_page_is_whole_in_both_languages(request_: ProtocolRequest, language: Language) -> None:
    made = allocated(request_)
    for document in (
        plan_document(made.protocol, language),
        diary_document(made.protocol, language),
        pharmacy_document(made, language),
    ):
        assert document.sections
        assert not re.search(r"\{\w+[:}]|plans\.", words_of(document))


def test_the_sheet_of_an_open_plan_tells_how_a_glucocorticoid_comes_down() -> None:
    course = read_course(RESPONDER.replace("from: -20 d", "from: -200 d").replace("dose: 10 mg", "dose: 20 mg")).course
    asked = ProtocolRequest(DAY, action="step_down", drug="prednisone", to_mg=15.0, periods=4, days=80)
    made = make_protocol(course, replace(asked, blinded=True), 1)
    assert made.allocation == allocation_of(1, 4, 2)
    sheet = words_of(pharmacy_document(made, ENGLISH))
    assert "prednisone 15\xa0mg" in sheet
    assert made.protocol.settling_days == made.protocol.washout_days  # one step, taken at once


def test_a_plan_that_cannot_be_ends_with_status_2_and_all_errors_and_writes_nothing(tmp_path: Path) -> None:
    wrong = ("--drug", "ibuprofen", "--periods", "8", "--days", "7", "--measure", "socks", "--lang", "fr")
    done = run("plan", "-", "-o", str(tmp_path / "out"), *wrong, stdin=RESPONDER, cache=tmp_path / "cache")
    assert done.returncode == 2
    for said in (
        "« ibuprofen » n’est pas un médicament de ce dossier",
        "7 changements ne tiennent pas en 7 j",
        "« socks » n’est rien que l’on puisse mesurer",
    ):
        assert said in done.stderr.replace("\u202f", " ").replace("\xa0", " ")
    assert not (tmp_path / "out").exists()


def test_the_items_of_protocols_are_the_33_of_spirit_and_the_25_of_cent() -> None:
    spent, cent = protocol_checklists()
    assert [each.number for each in spent.items] == [str(number) for number in range(1, 34)]
    assert len(cent.items) == 25
    assert {each.id for each in spent.items if not each.in_plan} >= {"ethics", "consent", "funding", "registration"}
    assert sum(each.in_plan for each in cent.items) == 10


PAGE = Path(__file__).parents[3] / "docs" / "plans.md"
# One that simulates fits the record, which takes minutes: it is tried on a fit that is made (test_rates_of_plans.py).
COMMANDS = [
    each
    for each in re.findall(r"^    rechallenge plan case\.yaml (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    if "--simulate" not in each
]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_page_makes_a_plan_of_the_case_that_the_program_starts_from(command: str, tmp_path: Path) -> None:
    options = command.split()[:-2]
    assert command.split()[-2:] == ["-o", "plan"]
    case = tmp_path / "case.yaml"
    case.write_text((Path(rechallenge.__file__).parent / "course" / "cases" / "index.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    done = run("plan", str(case), *options, "-o", str(tmp_path / "plan"), cache=tmp_path / "cache")
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "plan").iterdir()} >= set(PLAN_FILES)
