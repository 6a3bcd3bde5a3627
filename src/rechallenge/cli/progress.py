"""How far the job is, on standard error: a bar with the time left on a terminal, a few lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rechallenge.cli.outcome import print_problems, say

if TYPE_CHECKING:
    from rechallenge.presentation.language import Language
    from rechallenge.report.steps import OnProgress, Step

_SPARSE_SHARE = 0.25
"""Away from a terminal, a long stage says a word at each quarter."""


def stage_name(step: Step, language: Language, *, quick_is_there: bool = False) -> str:
    """Name what is being done; and, once there is a quick report, that one may stop the full fit."""
    name = language.text(f"cli.stage.{step.stage}{'_quick' if step.quick else ''}")
    return f"{name} ({language.text('cli.may_stop')})" if step.stage == "nuts" and quick_is_there else name


class Clock:
    """How long the rest of a stage will take, from how long it took so far."""

    def __init__(self) -> None:
        self._stage: tuple[str, bool] | None = None
        self._began = 0.0

    def left(self, step: Step) -> float | None:
        """Seconds left, or None while that cannot be told."""
        now = time.monotonic()
        if self._stage != (step.stage, step.quick):
            self._stage, self._began = (step.stage, step.quick), now
        if step.done < 0.02 or now - self._began < 1.0:
            return None
        return (now - self._began) * (1.0 - step.done) / step.done


@contextmanager
def shown(language: Language, name: str) -> Iterator[OnProgress]:
    """Show the steps of a job while it runs, and what reading its course had to tell before anything is fitted.

    Parameters
    ----------
    language
        Of what is shown.
    name
        The course as the user named it.
    """
    from rechallenge.execution import keep_freed_memory
    from rechallenge.report.compiled import quiet

    quiet()
    keep_freed_memory()

    def with_notes(on_progress: OnProgress) -> OnProgress:
        def show(step: Step) -> None:
            print_problems(step.notes, step.source or name, language)
            on_progress(step)

        return show

    if sys.stderr.isatty():
        with _bar(language) as on_progress:
            yield with_notes(on_progress)
    else:
        yield with_notes(_lines(language))


@contextmanager
def _bar(language: Language) -> Iterator[OnProgress]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    clock, quick_is_there = Clock(), False
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TextColumn("{task.fields[left]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=1.0, left="")

        def on_progress(step: Step) -> None:
            nonlocal quick_is_there
            quick_is_there = quick_is_there or step.quick
            left = clock.left(step)
            text = "" if left is None else language.text("cli.time_left", seconds=max(1, round(left)))
            # a stage that cannot say how far it is only moves to and fro
            measured = step.stage in ("laplace", "nuts") and step.done > 0
            name = stage_name(step, language, quick_is_there=quick_is_there)
            progress.update(task, description=name, completed=step.done, total=1.0 if measured else None, left=text)

        yield on_progress


def _lines(language: Language) -> OnProgress:
    clock = Clock()
    said: dict[tuple[str, bool], float] = {}

    def on_progress(step: Step) -> None:
        left, stage = clock.left(step), (step.stage, step.quick)
        if step.stage == "read" or step.done >= 1.0:
            return
        if stage not in said:
            said[stage] = 0.0
            say(f"{stage_name(step, language, quick_is_there=any(quick for _, quick in said))}…")
        elif step.done >= said[stage] + _SPARSE_SHARE and left is not None:
            said[stage] = step.done
            say(f"  {language.percent(step.done)}, {language.text('cli.time_left', seconds=max(1, round(left)))}")

    return on_progress
