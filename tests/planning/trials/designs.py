"""Designs that the tests change one thing in."""

from __future__ import annotations

from rechallenge.planning.trials.design import TrialDesign
from rechallenge.planning.trials.reading import read_design

PARALLEL = """rechallenge: 1
title: Anakinra in calcinosis
design: parallel
population: {disease: calcinosis, active: {what: CRP, value: ">= 10 mg/L"}}
treatment: {drug: anakinra, dose: 100 mg, every: 1 d}
follow_up: 28 d
endpoint: {what: CRP, over: 7 d}
patients: {number: 20}
simulation: {settings: 10, trials: 10}
"""
CROSS_OVER = PARALLEL.replace("design: parallel", "design: cross-over").replace("follow_up: 28 d", "periods: {length: 28 d, washout: 7 d}")
STAGGERED = PARALLEL.replace("design: parallel", "design: staggered start").replace("28 d", "56 d\nstarts: [14 d, 21 d, 28 d]")
WITHDRAWAL = PARALLEL.replace("design: parallel", "design: randomised withdrawal\nrun_in: {length: 28 d}").replace(
    "{what: CRP, over: 7 d}", "{what: relapse}"
)
RATES = """rechallenge: 1
design: parallel
population: {rates: {on_drug: 20 %, on_placebo: 80 %, within: 84 d}}
treatment: {drug: anakinra, dose: 100 mg}
follow_up: 84 d
endpoint: {what: relapse}
patients: {number: 20}
simulation: {settings: 20, trials: 20}
"""


def design(text: str) -> TrialDesign:
    return read_design(text)
