"""What is told in French holds no English word: sentences, names of fields, words of closed lists, times, units in words.

Two things stand as they are: what someone wrote, between quotation marks, and the known word nearest to it, which is of its language.
Names that are the same in all languages are no English words: columns of NONMEM, options of the command line, ``rechallenge``.
"""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML

from rechallenge.cli.outcome import outcome
from rechallenge.course.keys import names_in, other_names
from rechallenge.course.lines import Line, Lines
from rechallenge.course.our_words import CodedWord, OurWord, OurWords
from rechallenge.course.problems import CourseError, Problem
from rechallenge.formats import formats
from rechallenge.formats.event_table import read_nonmem
from rechallenge.formats.reading import Source, converted, read_course
from rechallenge.formats.regimens import changed, read_regimen
from rechallenge.literature.classification import criteria_sets
from rechallenge.literature.drugs import folded
from rechallenge.outcomes import outcomes
from rechallenge.presentation.language import Language
from rechallenge.questions.registry import questions
from rechallenge.vocabulary.catalogues import messages, read_catalogue
from rechallenge.vocabulary.languages import languages
from rechallenge.vocabulary.words import words_in

FRENCH = Language("fr")
INPUTS = YAML(typ="safe").load((Path(__file__).parent / "inputs.yaml").read_text(encoding="utf-8"))
SUBJECTS = ("fields", "words", "times", "events", "doses", "values", "units", "drugs", "tables")
EVERYDAY = """
    about above after again all also and any are because been before below between both but cannot could does each ended else field file
    first for found from given gives have here how into its itself known last least less line list many missing month months more most
    must name names neither never next none not nothing number one only other others out own read said same second should since some
    start stop such than that the their them then there these they this those time times today too twice under unit until unknown upon
    used value values was week weeks were what when where which while who with within without word words write written year years you
    your day days drug every dose relapse weight height true false yes raised improved worse unchanged
"""
# French words that English spells alike, among those of the messages.
ALIKE = {"date", "dates", "dose", "doses", "note", "notes", "patient", "patients", "second", "site", "source", "type"}
BLANK = re.compile(r"\{[^{}]*\}")
# Names that are the same in all languages, that of a physician among them; words in capitals are columns and scales: "RATE", "CARE".
NAMES = re.compile(
    r"--[a-z-]+|[Mm]aladie de Still|tag:yaml\S+|« rechallenge[^»]*»|« care »|rechallenge\.read_nonmem|RECHALLENGE_DEBUG=1|docs/\w+\.md"
    r"|\b[A-Z]{2,}\w*\b|\[[\w.]+\]"
)
COURSE = """rechallenge: 1
ancre: 2018-03-01
traitements:
  - {médicament: anakinra, dose: 100 mg, tous les: 1 j, du: 0 j}
observations:
  - {quoi: CRP, le: TIME, valeur: 12 mg/L}
"""


def tokens(text: str) -> set[str]:
    return {folded(word).strip("'") for word in re.split(r"[^\w]+|_", text) if len(word) > 2}


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, Iterable):
        for each in value:
            yield from texts(each)


def vocabulary_of(code: str) -> set[str]:
    own = [text for subject in SUBJECTS for text in texts(words_in(languages()[code], subject))]
    known = [each for outcome in outcomes().values() for each in (outcome.label, *(word.by_language for word in outcome.words))]
    own += [text for each in known for text in texts(each.get(code, ""))]
    return set().union(*map(tokens, own))


@cache
def english_words() -> frozenset[str]:
    """Words of our English vocabulary that are not French too, and everyday ones."""
    spoken = set().union(*(tokens(BLANK.sub(" ", form)) for template in messages("fr").values() for form in template.forms))
    return frozenset((vocabulary_of("en") - vocabulary_of("fr") - spoken) | set(EVERYDAY.split()) - vocabulary_of("fr") - ALIKE)


def english_in(text: str) -> set[str]:
    return tokens(NAMES.sub(" ", text)) & english_words()


def test_the_list_of_english_words_knows_them() -> None:
    assert {"every", "drug", "from", "weight", "relapse", "above", "undetectable", "clearance", "the", "with"} <= english_words()
    assert not {"dose", "le", "rechute", "du", "normal", "patient", "change"} & english_words()
    assert english_in("« every » n'est pas connu (connus : drug, route)") == {"every", "drug"}


def test_no_sentence_holds_an_english_word() -> None:
    everyday = set(EVERYDAY.split()) - vocabulary_of("fr") - ALIKE
    found = {
        code: left
        for code, template in messages("fr").items()
        for form in template.forms
        if (left := tokens(NAMES.sub(" ", BLANK.sub(" ", form))) & everyday)
    }
    assert found == {}


def in_french(text: str) -> str:
    """The same course under French names of its fields."""
    for english in sorted(other_names(), key=len, reverse=True):
        text = re.sub(rf"(?<![\w-]){english}(?=\s*:)", names_in(english, "fr")[0], text)
    return text


def problems_of(how: str, text: str) -> tuple[Problem, ...]:
    course = COURSE.replace("TIME", "30 j")
    try:
        match how:
            case "course":
                return read_course(Source(text)).notes
            case "time":
                return read_course(Source(COURSE.replace("TIME", f'"{text}"'))).notes
            case "table":
                return converted(Source(text), "course")[1]
            case "nonmem":
                read_nonmem(text)
            case "regimen":
                read_regimen(Source(text), read_course(Source(course)).course)
            case "stop":
                changed(read_course(Source(course)).course, [text], None)
    except CourseError as error:
        return error.problems
    return ()


def without_what_was_written(value: Any, written: str) -> Any:
    if isinstance(value, OurWord | CodedWord | OurWords):
        return value
    if isinstance(value, Line):
        parts = (dataclasses.replace(p, values={n: without_what_was_written(v, written) for n, v in p.values.items()}) for p in value.parts)
        return Line(tuple(parts))
    if isinstance(value, Lines):
        return Lines(without_what_was_written(each, written) for each in value)
    if isinstance(value, str):
        return "…" if tokens(value) <= tokens(written) else value
    return value


def told(problem: Problem, written: str) -> str:
    values = {name: without_what_was_written(value, written) for name, value in problem.values.items()}
    codes = problem.sentences if isinstance(values.get("nearest"), OurWord) else (problem.code,)
    return " ".join(FRENCH.text(code, **values) for code in codes)


@cache
def all_told() -> tuple[tuple[str, str], ...]:
    found = []
    for entry in INPUTS:
        written = (entry["text"], in_french(entry["text"])) if entry["how"] in ("course", "regimen") else (entry["text"],)
        found += [(problem.code, told(problem, text)) for text in written for problem in problems_of(entry["how"], text)]
    return tuple(dict.fromkeys(found))


def test_no_problem_of_an_input_is_told_with_an_english_word() -> None:
    assert {(code, text, *sorted(left)) for code, text in all_told() if (left := english_in(text))} == set()


# Told of files, of arguments in Python and of rarer things than the inputs hold: only their sentences are read, above.
NOT_REACHED_BY_A_TEXT = """
    criterion.contradiction criterion.exclusive dose.over_daily_mg_per_kg dose.over_dose_mg dose.over_dose_mg_per_kg
    dose.renal_over dose.renal_too_often dose.routes_differ dose.single_spaced dose.too_light dose.too_often dose.too_young
    dose.zero_with event.before_start event.which_start file.binary file.encoding file.missing file.too_large file.unreadable
    file.windows file.workbook format.ambiguous key.comma limit.two list.long nonmem.column_missing nonmem.compartment
    nonmem.covariate_missing nonmem.covariate_unknown nonmem.limit nonmem.no_amount nonmem.no_dose nonmem.parameter nonmem.uneven
    patients.column patients.days patients.dose patients.number problems.more regimen.date_unplaced regimen.dose_far_kg regimen.none
    regimen.twice
    table.head table.no_head table.no_name table.no_value table.other_section.events
    table.other_section.observations table.other_section.treatments table.row_empty table.row_repeated
    table.lines_above table.rows text.long time.dash time.ends
    time.read_date time.shared time.weekday time.within_from_zero value.times_limit value.times_limit_least
    value.times_usual_least yaml.comment yaml.deep yaml.nameless yaml.syntax
"""


def test_the_inputs_reach_every_problem_but_those_named() -> None:
    known = {code for name in ("problems", "doses", "tables") for code in read_catalogue(languages()["en"].folder / f"{name}.po")}
    parts = ("hint.", "line.", "field.", "format.title.")
    reached = {code for code, _ in all_told()}
    assert {code for code in known - reached if not code.startswith(parts)} == set(NOT_REACHED_BY_A_TEXT.split())


@pytest.mark.parametrize(
    "arguments",
    [
        "check --bogus x",
        "chek x",
        "check",
        "check a b",
        "check x --lang tlh",
        "report x --seed abc",
        "convert x --to word",
        "whatif x --days",
        "check --quick=3 x",
        "check nowhere.yaml",
        "ask x shoes",
        "whatif x",
        "score x --criteria shoes",
    ],
)
def test_a_command_line_that_cannot_be_understood_is_told_in_french(arguments: str) -> None:
    environment = {**os.environ, "LC_ALL": "fr_FR.UTF-8", "COLUMNS": "200"}
    command = [sys.executable, "-m", "rechallenge", *arguments.split()]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, input="", check=False)
    assert ended.returncode == 2
    assert not ended.stdout
    said = re.sub(r"rechallenge .*--help|bogus|shoes|word|nowhere", "…", ended.stderr)
    # names that a command takes are the same in all languages
    for name in (*(each.name for each in formats()), *(each.name for each in questions()), *criteria_sets()):
        said = re.sub(rf"\b{name}\b", "…", said)
    assert english_in(said) == set()
    assert re.match(r"(.*: )?erreur|Dites ce qui change|Il n’y a pas", said)


def test_a_fault_of_the_program_is_told_in_french(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECHALLENGE_DEBUG", raising=False)
    with pytest.raises(typer.Exit), outcome("x", FRENCH):
        raise ValueError("not enough values to unpack")
    said = capsys.readouterr().err
    assert said.startswith("Échec, par un défaut du programme (ValueError).")
    assert english_in(said) == set()
