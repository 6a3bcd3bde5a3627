"""The job from a design to the files of its result."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.folders import replace_folder, reserved
from rechallenge.presentation.language import Language
from rechallenge.report.charts.render import draw
from rechallenge.report.html import render_html
from rechallenge.report.pdf import render_pdf

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from rechallenge.formats.reading import Source
    from rechallenge.planning.trials.design import TrialDesign
    from rechallenge.planning.trials.result import TrialResult
    from rechallenge.planning.trials.running import OnSettings

TRIAL_FILES = ("trial.html", "trial.pdf", "trial.json")


@dataclass(frozen=True, slots=True)
class FinishedTrial:
    """A design as it was understood, its result, and the folder of its files (`TRIAL_FILES`); None where none were asked for."""

    design: TrialDesign
    result: TrialResult
    folder: Path | None


def trial(
    design: str | Path | Source,
    folder: str | Path | None = None,
    *,
    language: str = "en",
    seed: int = 0,
    scheduler: str | None = None,
    on_progress: OnSettings = lambda done, settings: None,
) -> FinishedTrial:
    """Simulate a design of a trial on virtual patients, and write what it would settle.

    Parameters
    ----------
    design
        A path, ``"-"``, the text, or the name of a design that ships, such as ``anakinra-calcinosis``.
    folder
        Where to write ``trial.html``, ``trial.pdf`` and ``trial.json``; made when absent. None writes nothing.
    seed
        The same design, seed and version give the same numbers, whatever does the work.
    scheduler
        ``local`` or the address of a scheduler of Dask; by default processes of this machine.
    on_progress
        Called with the settings that are done, and with all.

    Raises
    ------
    CourseError
        The design is wrong, or cannot be; nothing has been computed.
    rechallenge.cluster.ClusterError
        The scheduler does not answer, or a worker differs.
    KeyboardInterrupt
        The user pressed Ctrl-C: the settings that are done are kept, and the next run goes on from there.
    """
    from rechallenge.planning.trials.reading import read_design
    from rechallenge.planning.trials.result import summarise
    from rechallenge.planning.trials.running import simulate_trials

    read = read_design(design)
    place = None if folder is None else Path(folder)
    with nullcontext() if place is None else reserved(place, TRIAL_FILES):
        with _executor(scheduler) as executor:
            result = summarise(read, simulate_trials(read, seed=seed, executor=executor, on_progress=on_progress))
        if place is not None:
            replace_folder(place, trial_contents(read, result, Language(language), seed))
    return FinishedTrial(read, result, place)


def _executor(scheduler: str | None) -> AbstractContextManager[Executor | None]:
    if scheduler is None:
        return nullcontext()
    from rechallenge.cluster import cluster

    return cluster(scheduler)


def trial_contents(design: TrialDesign, result: TrialResult, language: Language, seed: int) -> dict[str, bytes]:
    """Return the files of a result by name."""
    from rechallenge.report.trials.page import trial_charts, trial_document

    pictures = draw(trial_charts(result, design, language), language)
    document = trial_document(design, result, language, seed)
    return {
        "trial.html": render_html(document, pictures).encode("utf-8"),
        "trial.pdf": render_pdf(document, pictures),
        "trial.json": (json.dumps(trial_record(design, result, seed), ensure_ascii=False, allow_nan=False, indent=2) + "\n").encode(
            "utf-8"
        ),
    }


def trial_record(design: TrialDesign, result: TrialResult, seed: int) -> dict[str, object]:
    """Return a result as JSON holds it: the design as it was understood, and its operating characteristics."""
    from rechallenge import __version__

    understood = asdict(design)
    understood["population"]["draws"] = None if design.population.draws is None else design.population.draws.name
    return {"version": __version__, "seed": seed, "design": understood, "result": asdict(result)}
