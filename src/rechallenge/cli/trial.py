"""``rechallenge trial``: what a design of a trial would settle, simulated on virtual patients."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rechallenge.cli.commands import Json, LangOption, Seed, app
from rechallenge.cli.outcome import FAILED, INTERRUPTED, name_of, outcome, print_json, say
from rechallenge.cli.words import language_of

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language


@app.command()
def trial(
    design: Annotated[str, typer.Argument(metavar="DESIGN", help="The design file, - for standard input, or the name of one that ships.")],
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Folder of the result.")] = Path("trial"),
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A scheduler of Dask, or local.", show_default=False)
    ] = None,
    lang: LangOption = None,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Tell what a design of a trial would settle, by simulation on virtual patients: trial.html, trial.pdf and trial.json.

    Power or assurance by number of patients, the smallest trial that settles it, the error of the first kind, patients and days expected.
    Ctrl-C keeps what is done; the same command goes on from there. A design that cannot be is refused, with all errors, with status 2.

    \b
      rechallenge trial anakinra-calcinosis -o out
      rechallenge trial design.yaml --lang fr
      rechallenge trial design.yaml --scheduler tcp://10.0.0.1:8786
      rechallenge trial design.yaml --json | jq .result.smallest
    """  # noqa: D301
    language = language_of(lang)
    with outcome(name_of(design), language, json=as_json):
        import rechallenge
        from rechallenge.cluster import INSTALL, ClusterError

        try:
            finished = rechallenge.trial(
                design, folder, language=language.code, seed=seed, scheduler=scheduler, on_progress=_Shown(language)
            )
        except ClusterError as error:
            reason = language.text(f"cli.cluster.{error.why}", address=error.address, install=INSTALL)
            say(language.text("cli.failed", reason=reason))
            raise typer.Exit(FAILED) from None
        except KeyboardInterrupt:
            say("\n" + language.text("cli.trial.stopped"))
            raise typer.Exit(INTERRUPTED) from None
        if as_json:
            from rechallenge.report.trials.job import trial_record

            print_json(trial_record(finished.design, finished.result, seed))
            return
        from rechallenge.report.trials.job import TRIAL_FILES
        from rechallenge.report.trials.page import answer_sentences

        for sentence in answer_sentences(finished.design, finished.result, language):
            print(sentence)
        say(language.text("cli.trial.written", folder=str(folder)))
        for name in TRIAL_FILES:
            print(folder / name)


class _Shown:
    """How far a run is, on standard error: one line that is written over on a terminal, a line at each tenth elsewhere."""

    def __init__(self, language: Language) -> None:
        self.language, self.told = language, -1

    def __call__(self, done: int, settings: int) -> None:
        tenth = 10 * done // max(settings, 1)
        text = self.language.text("cli.trial.settings", done=done, settings=settings)
        if sys.stderr.isatty():
            print(f"\r{text}", end="\n" if done == settings else "", file=sys.stderr, flush=True)
        elif tenth > self.told:
            self.told = tenth
            say(text)
