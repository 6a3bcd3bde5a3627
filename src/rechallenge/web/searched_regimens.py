"""The search of regimens that a session asked for: one at a time, in a working process, its frontier pushed when it is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rechallenge.presentation.language import Language
from rechallenge.web.progress import reason_text
from rechallenge.web.requests import Push
from rechallenge.web.session_tasks import SessionTasks
from rechallenge.web.work import Ended, Report, Searching, WorkProgress, WorkResult
from rechallenge.web.workers import Task, Workers

if TYPE_CHECKING:
    from rechallenge.web.findings import Findings


@dataclass(eq=False, slots=True)
class SearchedRegimens:
    """The search of one session.

    Attributes
    ----------
    answers
        Gives the answers that are shown now; a frontier found from others is marked as old.
    language
        Gives the language of the page.
    """

    work: SessionTasks
    push: Push
    workers: Workers
    answers: Callable[[], tuple[Findings, Language] | None]
    language: Callable[[], Language]
    _task: Task | None = None
    _from: Findings | None = None

    def begin(self, findings: Findings, limits: Mapping[str, object]) -> None:
        """Search regimens within limits, from these answers; an earlier search ends."""
        from rechallenge.web.searching import limits_of

        self.end()
        self._from = findings
        self._task = self.workers.submit(Searching(findings.forecast_start, limits_of(limits)), self._heard, brief=True)

    def end(self) -> None:
        """End the search, if one runs."""
        if self._task is not None:
            self.workers.stop(self._task)
            self._task = None

    def _heard(self, report: Report) -> None:
        from rechallenge.questions.regimen.frontier import Frontier
        from rechallenge.web.searching import shown_frontier

        if isinstance(report, WorkProgress):
            self.work.later(self.push("searching", {"done": report.step.done}))
        elif isinstance(report, WorkResult) and isinstance(report.what, Frontier):
            answers = self.answers()
            old = answers is None or answers[0] is not self._from
            self.work.later(self.push("frontier", {**shown_frontier(report.what, self.language()), "old": old}))
        elif isinstance(report, Ended):
            self._task = None
            if report.how == "failed":
                self.work.later(self.push("frontier", {"failed": reason_text(report.reason, self.language())}))
