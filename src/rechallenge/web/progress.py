"""How far a job is, in the words of the page."""

from __future__ import annotations

import time

from rechallenge.inference.faults import Fault
from rechallenge.presentation.language import Language
from rechallenge.web.jobs import Job
from rechallenge.web.requests import Answer


def progress_of(job: Job, place: int, language: Language) -> Answer:
    """Say what a job does now, the share done and the time left where they are known; `place` is its place in the line."""
    step = job.step
    told: Answer = {"state": job.state, "reason": reason_text(job.reason, language), "stage": "", "done": None, "left": "", "spent": 0}
    told["place"] = place
    if step is not None:
        spent = time.monotonic() - job.began
        told |= {"stage": language.text(f"web.stage.{step.stage}"), "spent": round(spent)}
        if step.stage in ("laplace", "nuts") and step.done > 0:
            told["done"] = step.done
            if step.done > 0.03 and spent > 1.0:
                told["left"] = _left(spent * (1 - step.done) / step.done, language)
    return told


def reason_text(reason: str | Fault, language: Language) -> str:
    """Tell why something failed; text stays as it is."""
    return language.fault(reason) if isinstance(reason, Fault) else reason


def _left(seconds: float, language: Language) -> str:
    if seconds > 90:
        return language.text("web.left_minutes", minutes=round(seconds / 60))
    return language.text("web.left", seconds=max(1, round(seconds)))
