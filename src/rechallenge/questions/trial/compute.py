"""The answer of a design, from what its simulation came to."""

from __future__ import annotations

from rechallenge.planning.trials.design import TrialDesign
from rechallenge.planning.trials.result import TrialResult
from rechallenge.questions.answer import Message
from rechallenge.questions.trial.answer import TrialAnswer


def answer_of_design(design: TrialDesign, result: TrialResult) -> TrialAnswer:
    """Return the answer of a design: its sentence says with what probability the trial finds the drug better."""
    own = result.own
    values = {"n": own.patients, "drug": design.treatment.drug, "p": own.assurance.value, "asked": design.power}
    return TrialAnswer(
        sentence=Message("trials.assurance", values),
        drug=None,
        patients=own.patients,
        assurance=own.assurance.value,
        type_1=own.type_1.value,
        smallest=result.smallest,
        expected_patients=result.expected_patients,
        expected_days=result.expected_days,
    )
