"""What the attribution says of the phases: in ``answers.json`` and in the report, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import rechallenge
from rechallenge.course.cases import case_names, case_path
from rechallenge.formats.reading import read_course
from rechallenge.presentation.composition import Composition
from rechallenge.presentation.document import Block, Table
from rechallenge.presentation.language import Language
from rechallenge.questions.attribution.answer import Comparison
from rechallenge.questions.attribution.comparisons import comparison_blocks
from rechallenge.questions.attribution.phases import phases_chart
from rechallenge.questions.attribution.without_model import without_model
from rechallenge.report.answers_json import plain
from rechallenge.report.answers_schema import answers_schema
from rechallenge.single_case.statistic import Reason
from rechallenge.vocabulary.catalogues import read_catalogue
from rechallenge.vocabulary.languages import base

SCHEMA = answers_schema()
ENTRY = {"$defs": SCHEMA["$defs"], **SCHEMA["properties"]["attribution"]["additionalProperties"]["properties"]["single_case"]}


def found_in(name: str) -> tuple[Comparison, ...]:
    return without_model(read_course(case_path(name)).course, "anakinra")


def blocks_of(name: str, code: str) -> list[Block]:
    return list(comparison_blocks(found_in(name), "phases-0", Composition(language=Language(code))))


def text_of(blocks: list[Block]) -> str:
    cells = [cell.text for block in blocks if isinstance(block, Table) for row in block.rows for cell in row]
    return "\n".join([*(getattr(block, "text", "") for block in blocks), *cells])


@pytest.mark.parametrize("name", case_names())
@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_packaged_case_keeps_the_schema(name: str, code: str) -> None:
    values = plain(found_in(name), Language(code))
    jsonschema.validate(json.loads(json.dumps(values, allow_nan=False)), ENTRY)


@pytest.mark.parametrize("name", case_names())
@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_word_and_every_blank_is_filled(name: str, code: str) -> None:
    text = text_of(blocks_of(name, code))
    assert "{" not in text
    assert "single_case." not in text


def test_no_sentence_stands_in_the_catalogue_unused() -> None:
    package = Path(rechallenge.__file__).parent
    files = [f"questions/attribution/{name}.py" for name in ("without_model", "comparisons", "phases")] + ["single_case/statistic.py"]
    files += ["single_case/series.py", "single_case/summary.py"]
    words = set(re.findall(r"[a-z_]+", "".join((package / name).read_text(encoding="utf-8") for name in files)))
    codes = read_catalogue(base().folder / "single_case.po")
    assert {code for code in codes if code.rsplit(".", 1)[-1] not in words} == set()


def test_a_probability_above_one_fails_the_schema() -> None:
    values = plain(found_in("simulated-responder"), Language("en"))
    values[0]["randomisation"]["p"] = 1.4
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, ENTRY)


def test_the_schema_knows_every_reason_and_every_reason_has_words() -> None:
    reasons = set(Reason.__args__)  # type: ignore[attr-defined]
    assert set(SCHEMA["$defs"]["StatisticEntry"]["properties"]["undefined"]["enum"]) == {None, *reasons}
    for code in ("en", "fr"):
        assert all(Language(code).has(f"single_case.undefined.{reason}") for reason in reasons)


@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_sentence_that_can_be_said_has_its_words(code: str) -> None:
    language = Language(code)
    schema = SCHEMA["$defs"]["Comparison"]["properties"]
    assert all(language.has(f"single_case.cannot.{reason}") for reason in schema["cannot"]["enum"] if reason)
    assert all(language.has(f"single_case.little.{reason}") for reason in schema["little"]["items"]["enum"])
    assert all(language.has(f"single_case.left_out.{r}") for r in ("uncertain_phase", "comparison", "infection", "suppressed"))


def test_the_index_case_says_that_its_numbers_say_nothing() -> None:
    text = text_of(blocks_of("index", "en"))
    assert "gives words or limits and no number" in text
    assert "say nothing here" in text
    assert "ne disent rien ici" in text_of(blocks_of("index", "fr"))
    assert all(entry.statistics == {} and entry.randomisation is None for entry in found_in("index"))


def test_a_responder_is_told_in_one_sentence_and_one_line_a_series() -> None:
    blocks = blocks_of("simulated-responder", "en")
    (table,) = [block for block in blocks if isinstance(block, Table)]
    assert [row[0].text for row in table.rows] == ["CRP (mg/L)", "Pain (out of 10)"]
    text = text_of(blocks)
    assert "CRP: readings on anakinra were better than readings without it in 97% of all pairs" in text
    assert "p value is therefore descriptive" in text
    assert "Known only as words or limits: 3 of the readings" in text


def test_a_change_downwards_is_written_as_a_factor_below_one_and_a_negative_difference() -> None:
    crp, pain = next(block for block in blocks_of("simulated-responder", "en") if isinstance(block, Table)).rows
    assert crp[3].text.startswith("× 0.")
    assert pain[3].text.startswith("−")


def test_a_single_start_is_said_to_say_little() -> None:
    assert "time alone might explain the change" in text_of(blocks_of("simulated-coincidence", "en"))
    assert "le temps seul pourrait expliquer" in text_of(blocks_of("simulated-coincidence", "fr"))


def test_p_of_a_course_of_care_is_marked_as_descriptive() -> None:
    for entry in found_in("simulated-non-responder"):
        assert entry.randomisation is not None
        assert entry.randomisation.descriptive is True


def chart_of(name: str) -> dict[str, Any] | None:
    return phases_chart(found_in(name), Language("en"))


@pytest.mark.parametrize("name", ["simulated-responder", "simulated-coincidence", "gout_60m"])
def test_the_picture_of_the_phases_is_valid_and_has_a_mark_for_each_reading(name: str) -> None:
    import altair

    spec = chart_of(name)
    assert spec is not None
    altair.Chart.from_dict(spec, validate=True)
    compared = [entry for entry in found_in(name) if entry.statistics]
    for panel, entry in zip(spec["vconcat"], compared, strict=True):
        marks = [m for layer in panel["layer"] for m in layer["data"]["values"] if "m2" in m or set(m) == {"x", "m", "side"}]
        assert len(marks) == entry.readings.off + entry.readings.on
        assert all(panel["layer"][0]["encoding"]["y"]["scale"]["domain"][0] <= m["m"] for m in marks)


def test_nothing_is_drawn_where_nothing_can_be_compared() -> None:
    assert chart_of("index") is None


def test_the_same_record_and_seed_give_the_same_numbers() -> None:
    assert found_in("simulated-coincidence") == found_in("simulated-coincidence")


def test_a_record_without_series_says_so() -> None:
    course = read_course("rechallenge: 1\ntitle: t\ntreatments: [{drug: anakinra, dose: 100 mg, from: 0 d}]\n").course
    assert without_model(course, "anakinra") == ()
    assert "no series of values" in text_of(list(comparison_blocks((), "phases-0", Composition(language=Language("en")))))
