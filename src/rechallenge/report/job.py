"""The main job: from a course file to the files of a report."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rechallenge.folders import replace_folder, reserved
from rechallenge.limits import CHARTS_GB, require
from rechallenge.report.cache import Cache
from rechallenge.report.charts.pen import renderers
from rechallenge.report.fitting import POSTERIOR, fit_key, fitted, report_key
from rechallenge.report.steps import Method, OnProgress, Step, silent

if TYPE_CHECKING:
    from rechallenge.course.problems import Problem
    from rechallenge.course.reading import Reading
    from rechallenge.formats.reading import Source
    from rechallenge.inference.fit import Fit

FILES = ("report.html", "report.pdf", "answers.json", "summary.txt", POSTERIOR)


@dataclass(frozen=True, slots=True)
class Finished:
    """A complete report on disk.

    Attributes
    ----------
    folder
        Where its files are (`FILES`).
    method
        ``laplace`` for the quick report, ``nuts`` for the full one.
    from_cache
        Whether an identical run had been done before, so that nothing was computed.
    notes
        What reading the course had to tell (conversions, implausible values); empty when nothing had to be read.
    """

    folder: Path
    method: Method
    from_cache: bool = False
    notes: tuple[Problem, ...] = ()


class Interrupted(KeyboardInterrupt):
    """The user stopped the job. `left` is the last complete report, None when there was none yet."""

    def __init__(self, left: Finished | None) -> None:
        super().__init__("interrupted")
        self.left = left


def make_report(
    case: str | Path,
    folder: str | Path,
    *,
    language: str = "en",
    seed: int = 0,
    quick: bool = False,
    on_progress: OnProgress = silent,
    cache: Cache | None = None,
) -> Finished:
    """Fit one patient's course, answer the questions and write the report.

    The full job writes a complete quick report first (Laplace approximation), and replaces it when the sampler is done.

    Parameters
    ----------
    case
        Path of the course file, ``"-"`` for standard input, or the text itself.
    folder
        Where to write ``report.html``, ``report.pdf``, ``answers.json``, ``summary.txt`` and ``posterior.nc``; made when absent.
    language
        ``en`` or ``fr``.
    seed
        Seed of the random numbers: the same file, seed and version give the same answers.
    quick
        Stop after the quick report.
    on_progress
        Called with each `Step`.
    cache
        Where finished work is kept; by default the user's own cache folder.

    Raises
    ------
    CourseError
        The course file is wrong; nothing has been written.
    FolderError
        The folder cannot be replaced at once: another run is writing into it, say.
    LimitError
        The limits of this process are too low for a report; nothing has been written.
    Interrupted
        The user pressed Ctrl-C.
    """
    from rechallenge.formats.reading import source_of

    source = source_of(case)
    text = source.text
    job = _Job(text, Path(folder), language, seed, on_progress, cache or Cache())
    method: Method = "laplace" if quick else "nuts"
    on_progress(Step("read", 0.0))
    with reserved(job.folder, FILES):
        if (kept := job.kept(method)) is not None:
            replace_folder(job.folder, kept)
            return Finished(job.folder, method, from_cache=True)
        return job.done(source, method)


@dataclass(slots=True)
class _Job:
    """What stays the same between the quick report and the full one; `left` is the last complete one."""

    text: str
    folder: Path
    language: str
    seed: int
    on_progress: OnProgress
    store: Cache
    left: Finished | None = None

    def kept(self, method: Method) -> Mapping[str, bytes] | None:
        """Find all files of an identical run, or None."""
        fit = self.store.get(fit_key(self.text, method, self.seed))
        files = self.store.get(report_key(self.text, method, self.seed, self.language))
        found = {**(files or {}), **(fit or {})}
        return found if set(FILES) == set(found) else None

    def done(self, source: Source, method: Method) -> Finished:
        """Read, fit, and write the report, after a quick one where it will take a while."""
        from rechallenge.formats.reading import read_course

        text, seed, quick = self.text, self.seed, method == "laplace"
        fit: Fit | None = None
        require(CHARTS_GB)
        try:
            with renderers() as pool:  # they make ready while the course is read and fitted
                reading = read_course(source)
                self.on_progress(Step("read", 1.0, notes=reading.notes))
                # no quick report when the full fit is there and only has to be written up (in another language, say)
                if not quick and self.store.get(fit_key(text, "nuts", seed)) is None:
                    fit = fitted(
                        reading.course, text, "laplace", seed, on_progress=self.on_progress, store=self.store, sampler_follows=True
                    )
                    self.write(reading, fit, "laplace", pool, quick=True)
                fit = fitted(reading.course, text, method, seed, start=fit, on_progress=self.on_progress, store=self.store)
                return self.write(reading, fit, method, pool)
        except KeyboardInterrupt:
            raise Interrupted(self.left) from None

    def write(self, reading: Reading, fit: Fit, method: Method, executor: Executor, *, quick: bool = False) -> Finished:
        """Answer the questions from a fit, and put the report into its folder and into the cache."""
        from rechallenge import __version__
        from rechallenge.ledger.build import ledger_of_reading
        from rechallenge.questions import answer_all
        from rechallenge.report.build import build_report, report_contents

        self.on_progress(Step("answers", 0.0, quick))
        ledger = ledger_of_reading(reading)
        answers = answer_all(reading.course, fit, ledger=ledger, seed=self.seed)
        self.on_progress(Step("write", 0.0, quick))
        files = build_report(
            reading.course,
            answers,
            fit,
            language=self.language,
            notes=reading.notes,
            ledger=ledger,
            version=__version__,
            seed=self.seed,
            executor=executor,
        )
        contents = {**report_contents(files), POSTERIOR: fit.as_bytes()}
        finished = Finished(self.folder, method, notes=reading.notes)

        def there() -> None:
            self.left = finished

        replace_folder(self.folder, contents, then=there)
        # the posterior is kept once, under the fit
        del contents[POSTERIOR]
        self.store.put(report_key(self.text, method, self.seed, self.language), contents)
        self.on_progress(Step("write", 1.0, quick, notes=self.store.warnings()))
        return finished
