"""A job whose inference and pages are stood in for by quick ones."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace
from typing import Any

from rechallenge.report.job import FILES


class Laboratory:
    """Stand-ins for inference and the report's pages that write down what was asked of them; at `stop_at` Ctrl-C is pressed."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stop_at = ""

    def did(self, what: str) -> None:
        if what != "contents":
            self.asked.append(what)
        if what == self.stop_at:
            raise KeyboardInterrupt

    def modules(self) -> dict[str, ModuleType]:
        laboratory = self

        class Fit:
            def __init__(self, method: str, seed: int) -> None:
                self.method, self.seed = method, seed

            def as_bytes(self) -> bytes:
                return f"{self.method} {self.seed}".encode()

            @classmethod
            def load(cls, content: bytes, course: Any) -> Fit:
                laboratory.did("load")
                method, seed = content.decode().split()
                return cls(method, int(seed))

        def fit_course(
            course: Any, *, method: str, seed: int, start: Any, sampler_follows: bool = False, follows: Any, progress: Any
        ) -> Fit:
            laboratory.did(method if start is None else f"{method} from {start.method}")
            progress(SimpleNamespace(done=0.5))
            return Fit(method, seed)

        def answer_all(course: Any, fit: Fit, *, ledger: Any, seed: int) -> str:
            laboratory.did(f"answers of {fit.method}")
            return fit.method

        def build_report(course: Any, answers: str, fit: Fit, *, language: str, **_: Any) -> str:
            laboratory.did(f"report in {language}")
            return f"{answers} {language}"

        def report_contents(files: str) -> dict[str, bytes]:
            laboratory.did("contents")
            return {name: f"{name} {files}".encode() for name in FILES[:-1]}

        contents = {
            "rechallenge.inference.fit": {"Fit": Fit},
            "rechallenge.inference.fitting": {"fit_course": fit_course},
            "rechallenge.questions": {"answer_all": answer_all, "prepare": lambda course, problem: None},
            "rechallenge.report.build": {"build_report": build_report, "report_contents": report_contents},
        }
        made = {}
        for name, content in contents.items():
            made[name] = ModuleType(name)
            vars(made[name]).update(content)
        return made
