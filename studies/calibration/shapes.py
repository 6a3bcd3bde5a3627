"""Inference problems of few shapes: patients whose problems are alike but for the lengths of their padding share compiled programs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rechallenge.course.model import Course
from rechallenge.inference import statements
from rechallenge.inference.dosing import UncertainPeriods
from rechallenge.inference.problem import Data, InferenceProblem, bucket, build_problem
from rechallenge.mechanism.processes.process import DiseaseProcess, PseudoObservations

# Places for moments, for those of them that are uncertain, and for events after stops.
MOMENTS, UNKNOWN_MOMENTS, EVENTS = 32, 8, 8
# Knots of a short and of a longer record, and rows that the washout of a stretch with an uncertain edge touches, in steps of so many.
KNOTS, REACH, SHORT_SEGMENTS = (32, 64), 16, 64


def of_few_shapes(course: Course, process: DiseaseProcess) -> InferenceProblem:
    """The inference problem of a course, padded so far that few shapes occur; what it says of the patient is the same."""
    problem = build_problem(course, process=process)
    layout, data = problem.layout, problem.data
    n_knots = bucket(layout.n_knots, KNOTS[layout.n_segments > SHORT_SEGMENTS])
    more, n_unknown = n_knots - layout.n_knots, max(layout.n_unknown_moments, UNKNOWN_MOMENTS)
    wider = data._replace(
        knots=data.knots._replace(gap_days=np.pad(data.knots.gap_days, (0, more))),
        pseudo_observations=PseudoObservations(*(np.pad(each, (0, more)) for each in data.pseudo_observations)),
        times=problem.moments.times(n_unknown, bucket(len(problem.moments), MOMENTS)),
        events=statements.events(course, problem.moments, max(EVENTS, len(data.events.present))),
        periods=_reaching(data.periods),
    )
    return replace(problem, layout=replace(layout, n_knots=n_knots, n_unknown_moments=n_unknown), data=wider)


def shape(data: Data) -> tuple[tuple[int, ...], ...]:
    """Lengths of all arrays of a problem, which with its layout decide its programs."""
    from jax import tree

    return tuple(np.shape(leaf) for leaf in tree.leaves(data))


def _reaching(periods: UncertainPeriods) -> UncertainPeriods:
    """Rows of one number for the washout, whatever the spacing of the doses."""
    each = periods.periods
    if not len(each.amount_mg):
        return periods
    return periods._replace(periods=each._replace(reach=np.arange(bucket(len(each.reach), REACH))))
