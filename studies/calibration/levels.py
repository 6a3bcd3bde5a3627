"""What is found of each level of each factor: whether its answers and probabilities are calibrated, and how its verdicts turn out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rechallenge.inference.evidence import Evidence
from rechallenge.questions.attribution.verdict import p_works
from studies.calibration.attribution import verdict
from studies.calibration.cases import Replicate, Said
from studies.calibration.factors import FACTORS
from studies.calibration.groups import ANSWERS, LEAST_PATIENTS, PatientGroup
from studies.calibration.reliability import GivenProbabilities, Reliability, judged
from studies.calibration.shares import Proportion, share
from studies.calibration.uniformity import Uniformity, examined, holm, ranks_of

# Of what the truth alone knows, answers need not be calibrated: a drug that works is said to work in fewer than all.
TRUTH = "works"
NOMINAL = 0.9


@dataclass(frozen=True, slots=True)
class LevelResult:
    """What one method said of the patients of one level of a factor.

    Attributes
    ----------
    factor, level
        Whose patients.
    n
        How many there are.
    coverage
        Share of the 90 % intervals of each answer that held the truth.
    right, wrong, undecided
        Share of verdicts on the drug.
    departing
        Quantities whose ranks are not uniform, by Holm's correction over all levels and quantities; none where the level is the truth.
    p_drug
        Reliability of the probability that the drug works, judged with those of all levels; None where the level is the truth.
    """

    factor: str
    level: str
    n: int
    coverage: Mapping[str, Proportion]
    right: Proportion
    wrong: Proportion
    undecided: Proportion
    departing: tuple[Uniformity, ...]
    p_drug: Reliability | None

    @property
    def enough(self) -> bool:
        """Whether there are patients enough to be called calibrated."""
        return self.n >= LEAST_PATIENTS

    @property
    def title(self) -> str:
        """Factor and level."""
        return f"{self.factor}: {self.level}"


def by_levels(found: PatientGroup) -> tuple[LevelResult, ...]:
    """Results of every level of every factor, in the order of the factors, those without a patient too."""
    members = {
        (name, level): [
            (replicate, said) for replicate, said in zip(found.replicates, found.said, strict=True) if replicate.case.levels[name] == level
        ]
        for name, factor in FACTORS.items()
        for level in factor.levels
    }
    known = {key: pairs for key, pairs in members.items() if pairs and key[0] != TRUTH}
    uniform = {key: examined(ranks_of(said for _, said in pairs)) for key, pairs in members.items() if pairs}
    tested = [(key, each) for key in known for each in uniform[key]]
    adjusted = holm([each.p for _, each in tested])
    departing = [(key, replace(each, adjusted=p)) for (key, each), p in zip(tested, adjusted, strict=True)]
    reliability = dict(zip(known, judged([_p_drug(pairs) for pairs in known.values()]), strict=True)) if known else {}
    results = []
    for key, pairs in members.items():
        right, wrong, undecided = _verdicts(pairs)
        coverage = {each.quantity: each.coverage[NOMINAL] for each in uniform.get(key, ()) if each.quantity in ANSWERS}
        apart = tuple(each for at, each in departing if at == key and each.departs)
        results.append(LevelResult(*key, len(pairs), coverage, right, wrong, undecided, apart, reliability.get(key)))
    return tuple(results)


def _p_drug(pairs: Sequence[tuple[Replicate, Said]]) -> GivenProbabilities:
    chances = np.array([p_works(Evidence(*said.log_bayes_factor)) for _, said in pairs])
    return GivenProbabilities("the drug works", chances, np.array([replicate.case.works for replicate, _ in pairs], bool))


def _verdicts(pairs: Sequence[tuple[Replicate, Said]]) -> tuple[Proportion, Proportion, Proportion]:
    given = [(replicate.case.works, verdict(said.log_bayes_factor)) for replicate, said in pairs]
    right = share(each == ("drug" if works else "not_drug") for works, each in given)
    wrong = share(each == ("not_drug" if works else "drug") for works, each in given)
    return right, wrong, share(each == "undecided" for _, each in given)
