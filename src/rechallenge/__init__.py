"""Did the off-label drug work, in this one patient? Answers with honest uncertainty, and the write-up.

Each command of the program is a function here that does the same work and prints nothing:

- `check`: read a course, or raise `CourseError` with everything that is wrong with it;
- `ask`: answer some of the questions on a course, or all of them;
- `make_report`: fit, answer, and write ``report.html``, ``report.pdf``, ``answers.json``, ``summary.txt``, ``posterior.nc``;
- `what_if`: the risk of relapse under a regimen of your own;
- `next_step`: what would settle it, within limits of your own;
- `best_regimens`: the regimens that no other beats, searched;
- `convert`: the record in another format; `to_csv`: a course as a table;
- `score`: classification criteria on a course;
- `plan`: a protocol that would settle it for one patient: plan, diary, calendar, sheet of the pharmacy;
- `trial`: what a design of a trial would settle, simulated on virtual patients;
- `sources`: what is cited, for a reference manager;
- `read_nonmem`, `predict`, `map_estimate`, `Residual`: tables of many patients, what a model predicts, individual estimates
  (``docs/pharmacometrics.md``);
- `simulate_patients`: virtual patients by the thousand.

(`rechallenge.report` is the package that makes reports.) They are loaded when first used, so that importing this package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rechallenge.course.problems import CourseError as CourseError
    from rechallenge.course.reading import Reading as Reading
    from rechallenge.criteria.choosing import score as score
    from rechallenge.formats.csv import to_csv as to_csv
    from rechallenge.formats.event_table import read_nonmem as read_nonmem
    from rechallenge.formats.reading import convert as convert
    from rechallenge.formats.reading import read_course as check
    from rechallenge.inference.map_estimate import map_estimate as map_estimate
    from rechallenge.inference.residual_error import Residual as Residual
    from rechallenge.mechanism.patients import predict as predict
    from rechallenge.mechanism.virtual_patients import simulate_patients as simulate_patients
    from rechallenge.report.asking import ask as ask
    from rechallenge.report.frontier import best_regimens as best_regimens
    from rechallenge.report.job import Finished as Finished
    from rechallenge.report.job import Interrupted as Interrupted
    from rechallenge.report.job import make_report as make_report
    from rechallenge.report.next_step import next_step as next_step
    from rechallenge.report.protocols.job import FinishedPlan as FinishedPlan
    from rechallenge.report.protocols.job import plan as plan
    from rechallenge.report.sources import sources as sources
    from rechallenge.report.trials.job import trial as trial
    from rechallenge.report.whatif import what_if as what_if

__version__ = "0.1.0"

_HOMES = {
    "ask": ("rechallenge.report.asking", "ask"),
    "best_regimens": ("rechallenge.report.frontier", "best_regimens"),
    "check": ("rechallenge.formats.reading", "read_course"),
    "convert": ("rechallenge.formats.reading", "convert"),
    "CourseError": ("rechallenge.course.problems", "CourseError"),
    "FinishedPlan": ("rechallenge.report.protocols.job", "FinishedPlan"),
    "Finished": ("rechallenge.report.job", "Finished"),
    "Interrupted": ("rechallenge.report.job", "Interrupted"),
    "Reading": ("rechallenge.course.reading", "Reading"),
    "to_csv": ("rechallenge.formats.csv", "to_csv"),
    "map_estimate": ("rechallenge.inference.map_estimate", "map_estimate"),
    "plan": ("rechallenge.report.protocols.job", "plan"),
    "predict": ("rechallenge.mechanism.patients", "predict"),
    "read_nonmem": ("rechallenge.formats.event_table", "read_nonmem"),
    "Residual": ("rechallenge.inference.residual_error", "Residual"),
    "score": ("rechallenge.criteria.choosing", "score"),
    "simulate_patients": ("rechallenge.mechanism.virtual_patients", "simulate_patients"),
    "sources": ("rechallenge.report.sources", "sources"),
    "next_step": ("rechallenge.report.next_step", "next_step"),
    "make_report": ("rechallenge.report.job", "make_report"),
    "trial": ("rechallenge.report.trials.job", "trial"),
    "what_if": ("rechallenge.report.whatif", "what_if"),
}

__all__ = [
    "CourseError",
    "Finished",
    "FinishedPlan",
    "Interrupted",
    "Reading",
    "Residual",
    "__version__",
    "ask",
    "best_regimens",
    "check",
    "convert",
    "make_report",
    "map_estimate",
    "next_step",
    "plan",
    "predict",
    "read_nonmem",
    "score",
    "simulate_patients",
    "sources",
    "to_csv",
    "trial",
    "what_if",
]


def __getattr__(name: str) -> object:
    """Load a public name from where it lives."""
    try:
        module, attribute = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module 'rechallenge' has no attribute {name!r}") from None
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
