"""The commands. Each one reads its options, calls the function of the same name in `rechallenge`, and shows the result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from rechallenge.cli.answer import answer_text
from rechallenge.cli.outcome import WRONG_INPUT, name_of, outcome, print_json, print_problems, problem_record, say, write_whole
from rechallenge.cli.reply import answer_record, reply
from rechallenge.cli.streams import write_file_text
from rechallenge.cli.words import METAVAR, UnknownChoiceError, language_code, language_of

if TYPE_CHECKING:
    from typer._click import Context, HelpFormatter

    from rechallenge.presentation.language import Language
    from rechallenge.questions.answer import Answer
    from rechallenge.report.job import Finished
    from rechallenge.report.steps import OnProgress


class _Program(TyperGroup):
    """The list of commands tells the first sentence of each command whole."""

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        for command in self.commands.values():
            command.short_help = " ".join((command.help or "").split("\n\n")[0].split())
        super().format_commands(ctx, formatter)


# help without frames and colours: to import what draws them takes longer than all else of it
app = typer.Typer(
    name="rechallenge",
    cls=_Program,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _written_formats() -> tuple[str, ...]:
    # the formats are many modules, which other commands and the list of commands do not need
    from rechallenge.formats import formats

    return tuple(each.name for each in formats() if each.writes)


def _written_format(name: str) -> str:
    if name not in _written_formats():
        raise UnknownChoiceError(name, _written_formats())
    return name


class _NamesFormats(TyperCommand):
    """A command whose help names the formats that can be written."""

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        for option in self.params:
            if option.name == "to":
                option.metavar = f"<{'|'.join(_written_formats())}>"
        super().format_help(ctx, formatter)


Case = Annotated[str, typer.Argument(metavar="CASE", help="The course file (YAML, JSON, or another format), or - for standard input.")]
LangOption = Annotated[
    str | None,
    typer.Option("--lang", parser=language_code, metavar=METAVAR, help="Language; by default that of your machine.", show_default=False),
]
Seed = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Same file, same seed, same version: same answers.")]
Quick = Annotated[bool, typer.Option("--quick", help="Stop at the first answer, in seconds: an approximation, which says so.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, and nothing else, on standard output.")]


def _version(wanted: bool) -> None:
    if wanted:
        from rechallenge import __version__

        print(f"rechallenge {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """Tell from one patient's course whether the drug worked, whether it was the drug, and what if it is stopped.

    Write the course of one patient in a text file, from the chart; get answers as probabilities, and the write-up.

    Start here

    \b
      rechallenge demo                     the report on a published case
      rechallenge check case.yaml          is my file right? how was it read?
      rechallenge report case.yaml -o out  the report, in the folder "out"

    Research software, not a medical device. Everything stays on this machine.
    """  # noqa: D301


@app.command()
def check(case: Case, lang: LangOption = None, as_json: Json = False) -> None:
    """Print what was understood of a course, or everything that is wrong with it.

    Each word is shown with the interval that it became ("normal" is at most 10 mg/L), each conversion is told, and of each statement
    whether it is used, and where, or only shown.
    Ends with status 2 when the file is wrong, after naming all errors with their line and column.

    \b
      rechallenge check case.yaml
      rechallenge check case.yaml --lang fr
      cat case.yaml | rechallenge check -
    """  # noqa: D301
    language = language_of(lang)
    with outcome(name_of(case), language, json=as_json):
        import rechallenge

        reading = rechallenge.check(case)  # what is wrong with a file is told before all that a right one needs is loaded
        from rechallenge.cli.understood import understood
        from rechallenge.ledger.build import ledger_of_reading
        from rechallenge.presentation.ledger import statement_record, summary

        ledger = ledger_of_reading(reading)
        if as_json:
            told = [problem_record(note, language) for note in reading.notes]
            listed = [statement_record(each, language) for each in ledger.statements]
            print_json({"ok": True, "title": reading.course.title, "problems": told, "ledger": listed})
            return
        for line in understood(reading.course, ledger, language):
            print(line)
        print()
        print(summary(ledger, language))
        print()
        print_problems(reading.notes, name_of(case), language)
        say(language.text("cli.right"))


@app.command()
def report(
    case: Case,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder of the report.")] = Path("report"),
    lang: LangOption = None,
    seed: Seed = 0,
    quick: Quick = False,
    as_json: Json = False,
) -> None:
    """Write the report on a course: report.html, report.pdf, summary.txt, answers.json and posterior.nc.

    A complete quick report is there within seconds; the full one replaces it a minute or two later. Ctrl-C leaves the last
    complete one. Running it again on an unchanged file takes no time. summary.txt is the first half page as text, for the chart.

    \b
      rechallenge report case.yaml -o out
      rechallenge report case.yaml -o out --lang fr
      rechallenge report case.yaml -o out --quick --json | jq .withdrawal
    """  # noqa: D301
    language = language_of(lang)
    with outcome(name_of(case), language, json=as_json):
        import rechallenge
        from rechallenge.cli.progress import shown

        with shown(language, name_of(case)) as on_progress:
            finished = rechallenge.make_report(case, folder, language=language.code, seed=seed, quick=quick, on_progress=on_progress)
        if as_json:
            write_file_text((finished.folder / "answers.json").read_text(encoding="utf-8").rstrip() + "\n")
        else:
            _say_where(finished, language)


@app.command()
def whatif(
    case: Case,
    stop: Annotated[list[str] | None, typer.Option("--stop", metavar="DRUG@TIME", help="Stop a drug; may be given again.")] = None,
    regimen: Annotated[Path | None, typer.Option("--regimen", metavar="FILE", help="A regimen: treatments, with times from today.")] = None,
    days: Annotated[float, typer.Option("--days", min=1, max=365, metavar="N", help="How far to look.")] = 90,
    lang: LangOption = None,
    seed: Seed = 0,
    quick: Quick = False,
    as_json: Json = False,
) -> None:
    """Tell the risk of relapse if the treatment is changed today, which is the end of the record.

    A regimen is written as the treatments of a course file are. Drugs that are not named go on as they were.

    \b
      rechallenge whatif case.yaml --stop anakinra@today
      rechallenge whatif case.yaml --stop "prednisone@14 d" --json
      rechallenge whatif case.yaml --regimen every-other-day.yaml

    \b
      # every-other-day.yaml
      treatments:
        - {drug: anakinra, dose: 100 mg, every: 2 d}
        - {drug: prednisone, dose: 6 mg, taper: 2 mg, every: 1 d, to: 60 d}
    """  # noqa: D301
    language = language_of(lang)
    if not stop and regimen is None:
        say(language.text("cli.nothing_changes"))
        raise typer.Exit(WRONG_INPUT)

    def find(on_progress: OnProgress) -> Answer:
        import rechallenge

        return rechallenge.what_if(
            case, stop=stop or (), regimen=regimen, horizon_days=days, seed=seed, quick=quick, on_progress=on_progress
        )

    reply(case, language, find, answer_record, answer_text, json=as_json)


@app.command(cls=_NamesFormats)
def convert(
    case: Case,
    to: Annotated[str, typer.Option("--to", parser=_written_format, metavar="FORMAT", help="Format to write.")],
    out: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="File to write, or - for standard output.")] = "-",
    lang: LangOption = None,
) -> None:
    """Write a course in another format.

    The table (csv) holds a row for each fact, as written and with the bounds that it became; a course file (course, json) holds what
    was written, under the English names of its fields. Each can be read back in place of the file that it was made of.
    A table of your own, or of a laboratory, becomes a draft of a course file; what each of its columns became is printed.

    \b
      rechallenge convert case.yaml --to csv -o case.csv
      rechallenge check case.csv
      rechallenge convert cas.yaml --to course
      rechallenge convert results.csv --to course -o case.yaml
    """  # noqa: D301
    language = language_of(lang)
    with outcome(name_of(case), language):
        from rechallenge.formats.reading import converted

        text, told = converted(case, to)
        print_problems(told, name_of(case), language)
        if out == "-":
            write_file_text(text)
        else:
            write_whole(Path(out), text)
            say(language.text("cli.saved", path=out))


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder of the report.")] = Path("rechallenge-demo"),
    lang: LangOption = None,
    quick: Quick = False,
) -> None:
    """Make the report on the case that rechallenge started from, and open it.

    Anakinra for inflammatory flares of calcinosis in systemic sclerosis, from a published case report.
    Where there is no desktop to open it on, its path is printed.

    \b
      rechallenge demo
      rechallenge demo --lang fr --quick -o essai
    """  # noqa: D301
    language = language_of(lang)
    with outcome("demo", language):
        import rechallenge
        from rechallenge.cli.progress import shown
        from rechallenge.course.cases import case_path

        with shown(language, "demo") as on_progress:
            first = case_path(language.definition.first_case)
            finished = rechallenge.make_report(first, folder, language=language.code, quick=quick, on_progress=on_progress)
        _say_where(finished, language)
        _open(finished.folder / "report.html")


def _say_where(finished: Finished, language: Language) -> None:
    say(language.text("cli.written", folder=str(finished.folder)))
    if finished.from_cache:
        say(language.text("cli.from_cache"))
    elif finished.method == "laplace":
        say(language.text("cli.quick"))
    for name in ("report.html", "report.pdf", "summary.txt"):
        print(finished.folder / name)


def _open(page: Path) -> None:
    """Open a page where there is a desktop to open it on."""
    import os
    import sys

    if sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        import webbrowser

        webbrowser.open(page.resolve().as_uri())
