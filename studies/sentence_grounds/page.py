"""Page of the documentation on what reports tell first: each sentence of ten reports with the place that makes it true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from rechallenge.course.cases import case_path
from rechallenge.formats.reading import read_course
from rechallenge.presentation.language import Language, capitalised
from rechallenge.questions.brief import brief
from rechallenge.report.asking import ask
from rechallenge.report.sections.half_page import short
from studies.sentence_grounds.grounds import Ground, GroundedAnswer, ground_of, parts_of

OWN = Path(__file__).parent / "courses"
SHIPPED = (
    "index",
    "simulated-non-responder",
    "simulated-ambiguous",
    "aosd_33",
    "gout_59m",
    "pericarditis_usc_1",
    "schnitzler_71",
    "tumoral_calcinosis_boy",
)
"""The shipped courses that differ most."""
HEAD = """# What ten reports tell first

This page is written by a program; do not edit it:

    make docs FILES=docs/sentence-grounds.md

Each sentence with which the reports on ten records begin (the half page on top; the sections after it begin with the same), and what
makes it true: the lines of the record (`recorded`), all that the model weighs or, of a verdict, what carries it most (`by the model`),
published outcomes, the state of the computation, a definition, or a rule on what to do. What is recorded was looked up in the record
again: *yes* where it says so. The answers are first answers, by approximation; a full one changes numbers, and where it changes a
sentence the same rules hold it. {sentences} sentences, {recorded} of them told as recorded, {wrong} of which the record does not say.
"""


def paths() -> tuple[Path, ...]:
    """The ten records."""
    return (*(case_path(name) for name in SHIPPED), *sorted(OWN.glob("*.yaml")))


def page() -> str:
    """Return the text of the page."""
    rows = {path.stem: tuple(_rows(path)) for path in paths()}
    grounds = [ground for of_one in rows.values() for _, _, ground, _ in of_one]
    recorded = [ground for ground in grounds if ground.kind == "recorded"]
    head = HEAD.format(sentences=len(grounds), recorded=len(recorded), wrong=sum(ground.holds is not True for ground in recorded))
    return "\n".join((head, *(line for name, of_one in rows.items() for line in _table(name, of_one)), ""))


Row = tuple[str, str, Ground, str]
"""Question, sentence, what makes it true, and where that stands in the record."""


def _rows(path: Path) -> Iterator[Row]:
    reading, language = read_course(path), Language("en")
    found = brief(ask(path, quick=True))
    for each in found.answers:
        grounded = GroundedAnswer(reading, each.answer)
        title = language.text(f"question.{each.question.name}")
        for part in parts_of(each.answer.sentence):
            ground = ground_of(grounded, part)
            # what a sentence says beside others is told without them
            text = language.text(part.code, **{name: value for name, value in part.values.items() if name != "said"} | {"said": []})
            yield title, capitalised(text.strip()), ground, _where(grounded, ground)
        if each.use is not None:
            yield title, capitalised(language.text(each.use.code, **each.use.values)), Ground("what to do"), ""
        for warning in each.reservations[:1]:
            yield title, capitalised(short(warning, language)) + " (reservation).", *_of_warning(grounded, warning.code)
    for warning in found.shared:
        yield (
            "all",
            capitalised(short(warning, language)) + " (reservation).",
            *_of_warning(GroundedAnswer(reading, found.answers[0].answer), warning.code),
        )
    for term in found.terms:
        yield "all", capitalised(short(term, language)) + ".", Ground("definition"), ""


def _of_warning(grounded: GroundedAnswer, code: str) -> tuple[Ground, str]:
    """What a reservation rests on."""
    kinds = {
        "computation": r"warning\.(approximation|chains|few_draws|divergences|starts)|attribution\.numerical",
        "by the model": r"warning\.(little|endless|open|poor_fit|conflict|active|crp_raised|relief)|own_days|attribution|regimen|response",
        "what to do": r"advice\.",
    }
    for kind, pattern in kinds.items():
        if re.match(pattern, code):
            return Ground(kind), ""  # type: ignore[arg-type]
    ground = Ground(
        "recorded",
        grounded.entries(lambda each: True) if code.startswith("warning.shown_only") else grounded.treatments(*_drugs(grounded)),
        True,
    )
    return ground, _where(grounded, ground) if not code.startswith("warning.shown_only") else "as quoted"


def _drugs(grounded: GroundedAnswer) -> Sequence[str]:
    return tuple({one.drug for entry in grounded.ledger.entries for one in entry.statements if one.drug is not None})


def _where(grounded: GroundedAnswer, ground: Ground) -> str:
    """Lines of the record, in their order."""
    lines = {entry.path: entry.line for entry in grounded.ledger.entries}
    return _ranges(sorted({line for path in ground.entries if (line := lines.get(path)) is not None}))


def _ranges(lines: Sequence[int]) -> str:
    """Write lines, those that follow each other as a range.

    Examples
    --------
    >>> _ranges([3, 5, 6, 7, 12])
    '3, 5-7, 12'
    """
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _table(name: str, rows: Sequence[Row]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    yield "| question | sentence | told as | lines of the record | looked up |"
    yield "|---|---|---|---|---|"
    before = ""
    for title, text, ground, where in rows:
        looked_up = "" if ground.holds is None else "yes" if ground.holds else "**no**"
        yield f"| {title if title != before else ''} | {text.replace('|', '/')} | {ground.kind} | {where} | {looked_up} |"
        before = title
    yield ""
