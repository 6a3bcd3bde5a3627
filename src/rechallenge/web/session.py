"""One session of the page: what its user asks, in any order, and what is pushed to it as it becomes known.

What takes longer than a moment runs in a thread or in a working process, since all sessions share one loop (`rechallenge.web.requests`).
Of several pictures asked for at a time only the last one matters.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from rechallenge.course.cases import case_names, case_path
from rechallenge.course.problems import CourseError
from rechallenge.formats.reading import Source, read_course
from rechallenge.presentation.language import Language
from rechallenge.vocabulary.languages import base
from rechallenge.web.jobs import Job, Jobs
from rechallenge.web.meaning import assumed, became
from rechallenge.web.pasting import pasted
from rechallenge.web.progress import progress_of
from rechallenge.web.record import Document, check, opened
from rechallenge.web.requests import Answer, Push
from rechallenge.web.saving import saved
from rechallenge.web.searched_regimens import SearchedRegimens
from rechallenge.web.session_tasks import SessionTasks
from rechallenge.web.suggesting import boundary_phrases
from rechallenge.web.tried_regimens import TriedRegimens
from rechallenge.web.words import language_of, problem_text

if TYPE_CHECKING:
    from rechallenge.course.model import Course
    from rechallenge.web.findings import Findings

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class PageSession:
    """What one session holds.

    Attributes
    ----------
    jobs
        Fits of the whole server.
    push
        Sends a message to the browser.
    pool
        Threads for what takes tens of milliseconds.
    """

    jobs: Jobs
    push: Push
    pool: Executor
    language: Language = field(default_factory=lambda: language_of(base().code))
    _job: Job | None = None
    _course: Course | None = None
    _shown: object = None
    _told: str = ""
    _work: SessionTasks = field(init=False)
    _tried: TriedRegimens = field(init=False)
    _search: SearchedRegimens = field(init=False)

    def __post_init__(self) -> None:
        """Take a share of the threads."""
        self._work = SessionTasks(self.pool, self.push)
        self._tried = TriedRegimens(self._work, self.push, self._answers)
        self._search = SearchedRegimens(self._work, self.push, self.jobs.workers, self._answers, lambda: self.language)

    # the course

    async def hello(self, language: str) -> Answer:
        """Begin: the language of the page, and the courses that ship."""
        self.language = language_of(language)
        return {
            "examples": [name for name in case_names() if not name.endswith(".fr")],
            "first": await self._example(self.language.definition.first_case),
        }

    async def check(self, document: Document, room_px: object = None) -> Answer:
        """Read the course as it stands: what is wrong and where, what each row became, the timeline of what could be read.

        `room_px` is the width of the timeline's place on the page.
        """
        language = self.language
        room = float(room_px) if isinstance(room_px, (int, float)) and room_px > 0 else math.inf

        def made() -> Answer:
            from rechallenge.web.answering import recorded_timeline

            checked = check(document)
            return {
                "usable": checked.usable,
                "remarks": [{"path": r.path, "severity": r.severity, "text": problem_text(r.problem, language)} for r in checked.remarks],
                "became": became(checked, language),
                "assumed": assumed(checked.course, language),
                "timeline": None if checked.course is None else recorded_timeline(checked.course, language, room),
                "after": boundary_phrases(checked.course, language),
            }

        return await self._work.apart(made)  # a large course takes a while, and others wait

    async def open(self, text: str) -> Answer:
        """Open a course file."""
        try:
            found = await self._work.apart(lambda: opened(text))
        except CourseError as error:
            return {"wrong": [self.language.note(problem) for problem in error.problems]}
        return {"document": found.document, "original": text, "unread": [self.language.note(problem) for problem in found.unread]}

    async def example(self, name: str) -> Answer:
        """Open a course that ships; the index case in the language of the page."""
        if name == "index":
            name = self.language.definition.first_case
        return await self._example(name) if name in case_names() else {"wrong": [name]}

    async def _example(self, name: str) -> Answer:
        return await self._work.apart(lambda: _example(name))

    async def save(self, document: Document, original: str) -> Answer:
        """Write the course file."""
        return {"text": await self._work.apart(lambda: saved(document, original))}

    async def paste(self, section: str, text: str) -> Answer:
        """Read rows out of a spreadsheet."""
        try:
            found = await self._work.apart(lambda: pasted(section, text))
        except CourseError as error:
            return {"rows": [], "wrong": [self.language.note(problem) for problem in error.problems], "told": []}
        return {"rows": found.rows, "wrong": [], "told": [self.language.note(problem) for problem in found.told]}

    # the answers

    async def ask(self, document: Document, original: str) -> Answer:
        """Answer the questions on the course as it stands, quickly and then fully."""

        def read() -> tuple[str, Course]:
            text = saved(document, original)
            return text, read_course(Source(text)).course

        try:
            text, course = await self._work.apart(read)
        except CourseError as error:
            return {"wrong": [self.language.note(problem) for problem in error.problems]}
        if self.jobs.full(text):
            return {"wrong": [self.language.text("web.queue_full")]}
        self._leave()
        self._course, self._shown = course, None
        self._tried.clear()
        self._job = job = self.jobs.ask(text, self._heard)
        self._heard()
        if job.findings is None:
            self._work.later(self._show_without_fit(job, course))
        return {}

    async def stop(self) -> Answer:
        """Stop the fit; others who look at the same course go on with it."""
        job = self._job
        if job is not None and job.active:
            if len(job.listeners) > 1:
                self._leave()
                await self.push("job", {"state": "stopped"})
            else:
                self.jobs.stop(job)
        return {}

    async def leave(self) -> Answer:
        """Look at no answers any more: another course is opened."""
        self._leave()
        self._job, self._course, self._told = None, None, ""
        self._tried.clear()
        self._search.end()
        self._work.later(self.push("job", {"state": ""}))  # after all that is still on its way
        return {}

    def _leave(self) -> None:
        if self._job is not None:
            self.jobs.leave(self._job, self._heard)

    def _heard(self) -> None:
        """Push how far the job is, and its answers when there are new ones."""
        job = self._job
        if job is None:
            return
        self._work.later(self.push("job", progress_of(job, self.jobs.place(job), self.language)))
        if job.findings is not None and job.findings is not self._shown:
            self._shown = job.findings
            self._work.later(self._show(job))

    async def _show_without_fit(self, job: Job, course: Course) -> None:
        """Tell what needs no fit; too late when another course was asked about or the answers are there."""
        from rechallenge.web.answering import shown_without_fit

        language = self.language
        shown = await self._work.apart(lambda: shown_without_fit(course, language))
        if job is self._job and job.findings is None:
            await self.push("without_fit", shown)

    async def _show(self, job: Job) -> None:
        from rechallenge.web.answering import shown_answers
        from rechallenge.web.trying import controls
        from rechallenge.web.trying_chart import whatif_chart

        findings, course, language = job.findings, self._course, self.language
        again, self._told = self._told == job.text, job.text
        assert findings is not None
        assert course is not None

        def made() -> Answer:
            return {
                **shown_answers(course, findings, language),
                "controls": self._named(controls(findings.forecast_start)),
                "whatif": whatif_chart(findings.forecast_start, language),
                "only": self.jobs.quick_only,
                "again": again,
            }

        shown = await self._work.apart(made)
        if job is self._job and job.findings is findings:
            await self.push("answers", shown)

    def _named(self, found: Answer) -> Answer:
        from rechallenge.web.trying import with_menu_reasons

        for each in found["drugs"]:
            each["name"] = self.language.drug(each["drug"])
        with_menu_reasons(found["drugs"], self.language)
        return found

    # what if

    async def whatif(self, place: int, scenario: Mapping[str, object], serial: int) -> Answer:
        """Draw a regimen; only the latest state of each is drawn."""
        if self._answers() is not None:
            self._tried.want(place, scenario, serial)
        return {}

    def _answers(self) -> tuple[Findings, Language] | None:
        return None if self._job is None or self._job.findings is None else (self._job.findings, self.language)

    async def forget(self, place: int) -> Answer:
        """Drop a regimen that is no longer compared."""
        self._tried.forget(place)
        return {}

    # the search of regimens

    async def search(self, limits: Mapping[str, object]) -> Answer:
        """Search regimens within limits."""
        answers = self._answers()
        if answers is None:
            return {"wrong": [self.language.text("web.search.no_answers")]}
        if not answers[0].forecast_start.problem.drugs:
            return {"wrong": [self.language.text("web.search.no_drug")]}
        self._search.begin(answers[0], limits)
        return {}

    # the report

    async def report(self, kept: list[int]) -> Answer:
        """Make the report, with the regimens that were kept for it."""
        job, course = self._job, self._course
        if job is None or job.findings is None or course is None:
            return {"wrong": [self.language.text("web.search.no_answers")]}
        findings, language = job.findings, self.language
        tried = self._tried.kept(kept)

        def made() -> Answer:
            from rechallenge.web.reporting import made_report

            html, pdf = made_report(course, findings, tried, language)
            return {"html": html, "pdf": base64.b64encode(pdf).decode("ascii"), "method": findings.method}

        async def send() -> None:
            await self.push("report", await self._work.apart(made))

        self._work.later(send(), failure="report")
        return {}

    # the session

    def end(self) -> None:
        """Leave: what was begun for this session alone stops after a while."""
        self._leave()
        self._search.end()
        self._work.cancel()
        self._tried.end()
        self._job, self._course, self._shown = None, None, None


@cache
def _example(name: str) -> Answer:
    """A course that ships, as the page holds it: read once for all sessions."""
    text = case_path(name).read_text(encoding="utf-8")
    return {"document": opened(text).document, "original": text, "unread": [], "name": f"{name}.yaml"}
