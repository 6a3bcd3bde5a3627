"""From the vector of unknowns to the patient's trajectory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from rechallenge.inference.dosing import given_in_segments, left_from
from rechallenge.inference.layout import Layout, named
from rechallenge.inference.problem import Data
from rechallenge.mechanism.assembly import drugs_of
from rechallenge.mechanism.engine import Drugs, Exposed, Trajectory, exposed, simulate
from rechallenge.mechanism.links import OutcomeResponse
from rechallenge.mechanism.nodes import FITTED
from rechallenge.mechanism.washout import passing

# The averaged effect changes over hours: a polynomial through six points of a day carries it to the nodes of the simulator.
_POINTS = 0.5 * (1.0 - np.cos(np.pi * np.arange(6) / 5.0))
_TO_NODES = np.linalg.solve(np.vander(_POINTS).T, np.vander(FITTED.first_place, len(_POINTS)).T)


def _at_nodes(passing_at_points: Array) -> Array:
    """Share that gets through at the nodes of each segment, kept between 0 and 1, from six points of it."""
    return jnp.clip(passing_at_points @ _TO_NODES, 0.0, 1.0)


class Run(NamedTuple):
    """One draw of a patient: parameters by name, days of the moments, drugs, and the trajectory at the breakpoints.

    `log_prior_correction` is what the disease process adds to the standard normal density of the unknowns, `process_state` what its
    future depends on.
    """

    parameters: Mapping[str, Array]
    moments: Array
    drugs: Drugs
    log_activity: Array
    trajectory: Trajectory
    log_prior_correction: Array
    process_state: Array


class Treated(NamedTuple):
    """What the treatments of a record come to under one draw, before anything is said of the disease.

    `dose` and `earlier` are of those exposures that have doses on days of their own (`Layout.dosed`), `passing` is the share of the
    activity that gets through about each knot, shape (knots,).
    """

    moments: Array
    drugs: Drugs
    dose: Array
    earlier: Array
    also_passing: Array
    known: Exposed
    passing: Array


def treated(layout: Layout, data: Data, parameters: Mapping[str, Array], moment_normals: Array, works: Array) -> Treated:
    """Kinetics of the record's treatments; `works` says which exposures act."""
    moments = data.times.days(moment_normals)
    drugs = drugs_of(layout.exposures, parameters, works)
    periods = data.periods
    at_nodes = _at_nodes(
        passing(
            periods.periods,
            moments[periods.start],
            moments[periods.stop],
            drugs,
            data.breakpoints[:-1, None] + _POINTS[None] * data.length_days[:, None],
            FITTED,
        )
    )
    dosed = drugs.of(layout.dosed)
    dose = given_in_segments(data.doses, moments, dosed)
    earlier = left_from(data.earlier_doses, moments, data.first_day, dosed)
    known = exposed(data.grid, dose, earlier, dosed, at_nodes, FITTED).among(layout.dosed, len(drugs.share))
    return Treated(moments, drugs, dose, earlier, at_nodes, known, data.knots.about(known.mean_passing(FITTED), data.length_days))


def background(layout: Layout, parameters: Mapping[str, Array]) -> Array:
    """Level of the marker without any activity."""
    return OutcomeResponse((layout.marker,), parameters).value(dict(layout.marker.roles)["background"])


def run(layout: Layout, data: Data, vector: Array, works: Array) -> Run:
    """Simulate the record under one vector of unknowns."""
    normals, moment_normals, unit_normals = layout.split(vector)
    parameters = named(layout, data.priors.natural(normals))
    given = treated(layout, data, parameters, moment_normals, works)
    knots = data.knots
    suggested = data.pseudo_observations.of_activity(given.passing, background(layout, parameters))
    path = layout.process.path(unit_normals, knots, suggested, parameters[layout.marker.error], parameters, given.passing)
    activity = knots.at_breakpoints(path.log_activity)
    response = OutcomeResponse(layout.outcomes, parameters)
    trajectory = simulate(
        data.grid, given.dose, given.earlier, activity, given.drugs, response, given.also_passing, nodes=FITTED, known=given.known
    )
    return Run(parameters, given.moments, given.drugs, activity, trajectory, path.log_prior_correction, path.state)
