"""``rechallenge references``: what is cited, for a reference manager."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rechallenge.cli.commands import LangOption, app
from rechallenge.cli.outcome import outcome, say, write_whole
from rechallenge.cli.words import language_of

if TYPE_CHECKING:
    from rechallenge.literature.references import Reference


class ReferenceFormat(StrEnum):
    """Formats that sources can be written in."""

    bibtex = "bibtex"
    csl = "csl"
    text = "text"


@app.command()
def references(
    case: Annotated[str | None, typer.Argument(metavar="CASE", help="A course file, or - for standard input.", show_default=False)] = None,
    to: Annotated[ReferenceFormat, typer.Option("--to", help="BibTeX, CSL-JSON, or a list to read.")] = ReferenceFormat.text,
    out: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="File to write, or - for standard output.")] = "-",
    lang: LangOption = None,
) -> None:
    """Write the sources, for a reference manager or to be read.

    All that rechallenge uses; or, with a course, its own publication and what a report on it may cite.

    \b
      rechallenge references --to bibtex -o rechallenge.bib
      rechallenge references case.yaml --to csl -o case.json
      rechallenge references case.yaml
    """  # noqa: D301
    language = language_of(lang)
    with outcome("<stdin>" if case == "-" else case or "rechallenge", language):
        import rechallenge

        text = _written(rechallenge.sources(case), to, language.code)
        if out == "-":
            sys.stdout.write(text)
        else:
            write_whole(Path(out), text)
            say(language.text("cli.saved", path=out))


def _written(found: tuple[Reference, ...], to: ReferenceFormat, language: str) -> str:
    from rechallenge.presentation.bibliography import bibtex, csl_json, formatted

    if to is ReferenceFormat.bibtex:
        return bibtex(found)
    if to is ReferenceFormat.csl:
        return csl_json(found)
    return "".join(f"{entry}\n" for entry in formatted(found, language))
