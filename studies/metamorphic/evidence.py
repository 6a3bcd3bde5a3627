"""Log Bayes factors of short records, as the program gives them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rechallenge.formats.reading import read_course
from rechallenge.inference.evidence import Evidence
from rechallenge.inference.fit import Method
from rechallenge.inference.fitting import fit_course
from rechallenge.inference.problem import build_problem
from rechallenge.mechanism.processes.process import DiseaseProcess
from rechallenge.questions.attribution.verdict import rough


@dataclass(frozen=True)
class Weighed:
    """Log Bayes factor of a record for the drug; `believed` where nothing makes it too rough for a verdict."""

    evidence: Evidence
    believed: bool


@lru_cache(maxsize=128)
def weighed(text: str, process: DiseaseProcess, method: Method, seed: int = 0) -> Weighed:
    """Weigh a record under a process of the disease."""
    course = read_course(text).course
    problem = build_problem(course, process=process)
    fit = fit_course(course, method=method, seed=seed, problem=problem)
    return Weighed(fit.log_bayes_factor(problem.drugs[0]), rough(fit) is None)
