"""Two parsers read YAML, one of them fast: what both read is the same, to the column, and what one does not read the other tells of."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from rechallenge.course.cases import case_path
from rechallenge.course.problems import CourseError
from rechallenge.formats import yaml_events
from rechallenge.formats.yaml_events import events_in_c, events_in_python
from rechallenge.formats.yaml_nodes import parse
from rechallenge.formats.yaml_repairs import repaired
from studies.benchmarks.how_fast_is_check import large_record
from studies.fuzz.inputs import made

TOP = Path(__file__).parents[2]
TEXTS = {
    path.relative_to(TOP).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("src", "studies", "tests")
    for path in sorted((TOP / folder).rglob("*.yaml"))
}
PIECES = (
    *"a1{}[],:?#-'\"!&*|>%@~<=é\n",
    "\n", "\n  ", "\n    ", "k: ", "- ", ", ", " #", "# x", "c:", " ? ", "''", "\\n", "\\x41", "---", "...", "\n- ", "null", "(8 < 10)",
)  # fmt: skip


def assert_alike(text: str) -> bool:
    """Hold that both parsers give the same events of a text, and give whether the fast one reads it at all."""
    fast = events_in_c(text)
    if fast is not None:
        assert list(events_in_python(text)) == fast
    return fast is not None


def test_both_read_every_course_and_data_file_of_the_tree_alike() -> None:
    fast = [assert_alike(repaired(text).text) for text in TEXTS.values()]
    assert len(fast) > 40
    assert sum(fast) > 0.75 * len(fast)


def test_both_read_courses_that_a_program_invents_alike() -> None:
    given = (made(11, number) for number in range(400))
    assert sum(assert_alike(repaired(each.text).text) for each in given if each.kind in ("course", "regimen") and len(each.text) < 100_000)


def test_both_read_signs_thrown_together_alike() -> None:
    rng = Random(3)
    texts = (rng.choice(("k: ", "- ", "")) + "".join(rng.choices(PIECES, k=rng.randint(1, 12))) for _ in range(3_000))
    assert sum(map(assert_alike, texts)) > 500


@pytest.mark.parametrize("name", ["index", "simulated-responder", "simulated-coincidence"])
def test_a_course_is_the_same_without_the_fast_parser(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = case_path(name).read_text(encoding="utf-8")
    with_it = parse(text)
    monkeypatch.setattr(yaml_events, "events_in_c", lambda text: None)
    assert parse(text) == with_it


@pytest.mark.parametrize("text", [case_path("index").read_text(encoding="utf-8"), large_record(50), "{what: CRP, at: 3 d}"])
def test_ordinary_texts_are_read_by_the_fast_parser(text: str) -> None:
    assert events_in_c(repaired(text).text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "title:\n",  # a value that was left out
        "title: a\tb\n",
        "title: !x a\n",
        "title: &a b\nsource: *a\n",
        "title: |\n  a\n",
        "---\ntitle: a\n",
        "title: a\n...\n",
        "title: a\u2028b\n",  # ends a line in YAML 1.1 alone
        "title: [a\n",
        "title: 'a\n",
        "title: a\nb\n",
        '{title: "\\U00110000"}',
        "title: \x07\n",
        "title: \ud800\n",
    ],
)
def test_rarer_signs_and_broken_texts_are_left_to_the_other(text: str) -> None:
    assert events_in_c(text) is None


def test_a_text_that_only_the_slow_parser_reads_tells_line_and_column_as_before() -> None:
    with pytest.raises(CourseError) as caught:
        parse("title: a\nsource: [a\n")
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("yaml.brackets", 3)


def test_nothing_is_lost_where_libyaml_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "yaml.cyaml", None)
    assert events_in_c("{what: CRP}") is None
    assert parse("{what: CRP}").data == {"what": "CRP"}
