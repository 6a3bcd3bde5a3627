"""The inference problem laid out wrongly on purpose: what calibration must catch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rechallenge.course.model import Course, DoseStep, Event, Observation, Treatment
from rechallenge.course.times import When
from rechallenge.inference.problem import InferenceProblem, build_problem


def limits_and_words_dropped(course: Course) -> InferenceProblem:
    """Readings below a limit of detection and words say nothing."""
    problem = build_problem(course)
    values = problem.data.values
    return replace(problem, data=problem.data._replace(values=values._replace(present=values.present * values.measured)))


def limits_and_words_flipped(course: Course) -> InferenceProblem:
    """What lies below a limit is taken to lie above it: the sign of one term is wrong."""
    problem = build_problem(course)
    values = problem.data.values
    flipped = {name: np.where(values.measured, table, table[::-1]) for name, table in values._asdict().items() if name in EDGES}
    return replace(problem, data=problem.data._replace(values=values._replace(**flipped)))


EDGES = ("bounded", "weight", "shift")


def half_life_halved(course: Course) -> InferenceProblem:
    """CRP is taken to fall twice as fast as it does."""
    problem = build_problem(course)
    priors = problem.data.priors
    place = problem.layout.parameters.index("crp_half_life_h")
    location = np.where(np.arange(len(priors.location)) == place, priors.location - np.log(2.0), priors.location)
    return replace(problem, data=problem.data._replace(priors=priors._replace(location=location)))


def uncertain_times_at_their_middle(course: Course) -> InferenceProblem:
    """A stop somewhere between two days is taken to have been half way between them."""

    def middle(when: When) -> When:
        half = 0.5 * (when.low + when.high)
        return When(half, half, when.key, None if when.after is None else middle(when.after))

    def step(each: DoseStep) -> DoseStep:
        return replace(each, start=middle(each.start), stop=None if each.stop is None else middle(each.stop))

    def treatment(each: Treatment) -> Treatment:
        return replace(each, steps=tuple(map(step, each.steps)))

    def event(each: Event) -> Event:
        # When the relapse came is data; from which stop it is counted is not.
        def counted(when: When) -> When:
            return replace(when, after=None if when.after is None else middle(when.after))

        return replace(each, at=counted(each.at), until=None if each.until is None else counted(each.until))

    def observation(each: Observation) -> Observation:
        return replace(each, at=middle(each.at))

    return build_problem(
        replace(
            course,
            treatments=tuple(map(treatment, course.treatments)),
            events=tuple(map(event, course.events)),
            observations=tuple(map(observation, course.observations)),
        )
    )
