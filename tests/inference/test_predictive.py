"""The likelihood of what is not yet observed is that of the record, asked of days to come."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from rechallenge.course.model import Event, Observation
from rechallenge.course.times import When
from rechallenge.inference.fit import Fit
from rechallenge.inference.forecast import forecast, plan
from rechallenge.inference.predictive import Continued, NotForecastError, log_likelihood_of
from rechallenge.outcomes import outcome

CRP, PAIN = outcome("crp"), outcome("pain")
LAST = 21.0  # the record ends on day 20, its curves on the next


@pytest.fixture(scope="module")
def continued(vague_fit: Fit) -> Continued:
    """The record and 30 days more on the drug."""
    days = plan(vague_fit.problem, (), 30.0)
    future = forecast(vague_fit.problem, vague_fit.paths, vague_fit.draws[1], days, 30, seed=1)
    return Continued.of(vague_fit.paths, future)


def crp(low: float | None, high: float | None, day: float, last: float | None = None) -> Observation:
    return Observation("CRP", CRP, When(day, day if last is None else last), low, high, "", "mg/L")


def test_what_the_record_holds_is_as_likely_as_it_was_in_the_fit(vague_fit: Fit, continued: Continued) -> None:
    recorded = vague_fit.course.observations[:4]
    again = log_likelihood_of(vague_fit.problem, vague_fit.course, continued, recorded)
    np.testing.assert_allclose(again, vague_fit.paths.log_likelihood["values"][:, :4], atol=1e-9)


def test_a_measurement_to_come_has_the_lognormal_density_of_its_error(vague_fit: Fit, continued: Continued) -> None:
    found = log_likelihood_of(vague_fit.problem, vague_fit.course, continued, [crp(30.0, 30.0, 40.0)])[:, 0]
    level = continued.levels["crp"][:, list(continued.days).index(40.0)]
    expected = norm.logpdf(np.log(30.0), np.log(level), continued.parameters["crp_error"])
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_intervals_that_share_out_all_values_have_probabilities_that_add_up_to_one(vague_fit: Fit, continued: Continued) -> None:
    parts = [crp(None, 5.0, 35.0, 37.0), crp(5.0, 40.0, 35.0, 37.0), crp(40.0, None, 35.0, 37.0)]
    found = np.exp(log_likelihood_of(vague_fit.problem, vague_fit.course, continued, parts))
    np.testing.assert_allclose(found.sum(axis=1), 1.0, atol=1e-9)


def test_a_relapse_is_no_likelier_than_that_the_days_are_no_remission(vague_fit: Fit, continued: Continued) -> None:
    """It asks for a quiet time before as well; one in fifty was none."""
    relapse = Event("relapse", When(30.0, 45.0))
    remission = Event("remission", When(30.0, 30.0), When(45.0, 45.0))
    relapsed, spared = np.exp(log_likelihood_of(vague_fit.problem, vague_fit.course, continued, events=[relapse, remission])).T
    most = 0.02 + 0.98 * (1.0 - spared)
    assert (relapsed <= most + 1e-9).all()
    assert (relapsed >= 0.02 - 1e-9).all()
    # Where the disease was quiet before, it is as likely.
    assert (np.abs(relapsed - most) < 0.02).mean() > 0.1


def test_during_an_infection_to_come_crp_bounds_the_disease_from_above_only(vague_fit: Fit, continued: Continued) -> None:
    reading = crp(80.0, 80.0, 40.0)
    infected = log_likelihood_of(
        vague_fit.problem, vague_fit.course, continued, [reading], [Event("infection", When(38.0, 38.0), When(42.0, 42.0))]
    )
    level = continued.levels["crp"][:, list(continued.days).index(40.0)]
    expected = norm.logcdf((np.log(80.0) - np.log(level)) / continued.parameters["crp_error"])
    np.testing.assert_allclose(infected[:, 0], expected, rtol=1e-9, atol=1e-12)


def test_what_no_curve_reaches_and_what_the_model_does_not_follow_are_refused(vague_fit: Fit, continued: Continued) -> None:
    with pytest.raises(NotForecastError, match="day 60 to 60 lies outside"):
        log_likelihood_of(vague_fit.problem, vague_fit.course, continued, [crp(5.0, 5.0, 60.0)])
    with pytest.raises(NotForecastError, match="states no value"):
        log_likelihood_of(vague_fit.problem, vague_fit.course, continued, [replace(crp(5.0, 5.0, 40.0), outcome=outcome("ferritin"))])
    elsewhere = Observation("pain", PAIN, When(1.0, 3.0, after=When(3.0, 9.0, key="a stop that is not there")), 2.0, 2.0, "")
    with pytest.raises(NotForecastError, match="not in the record"):
        log_likelihood_of(vague_fit.problem, vague_fit.course, continued, [elsewhere])


def test_nothing_to_come_is_certain(vague_fit: Fit, continued: Continued) -> None:
    assert log_likelihood_of(vague_fit.problem, vague_fit.course, continued).shape == (len(continued.moments), 0)
    assert math.isclose(continued.days[-1], LAST + 30.0)
