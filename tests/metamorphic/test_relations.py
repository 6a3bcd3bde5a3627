"""Relations between records of random courses that are exact; those by estimates stand in `estimated`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from rechallenge.arrays import Floats
from rechallenge.formats.reading import read_course
from rechallenge.inference.laplace import log_posteriors
from rechallenge.inference.problem import build_problem
from rechallenge.mechanism.processes.process import PseudoObservations
from studies.metamorphic.courses import Sketch, random_course

COURSES = range(5)
RELAPSE = "{what: relapse, after: stop of anakinra, within: 0..14 d}"
QUIET = "{what: remission, from: 16 d, to: 40 d}"


def told(seed: int) -> Sketch:
    """A course with a stop, a relapse, quiet days and an outcome."""
    course = random_course(seed)
    return course.saying(drug=f", to: 40 d, outcome: {'good' if course.responds else 'none'}", events=(QUIET, RELAPSE))


def densities(text: str, n: int = 3) -> Floats:
    """Log posterior at draws from the prior, if the drug works and if it does nothing, shape (2 * draws,)."""
    problem = build_problem(read_course(text).course)
    layout = problem.layout
    data = jax.device_put(problem.data._replace(pseudo_observations=PseudoObservations.none(layout.n_knots)))
    vectors = np.random.default_rng(3).standard_normal((n, layout.size))
    acts = np.array([exposure.name != problem.drugs[0] for exposure in layout.exposures], float)
    return np.concatenate([log_posteriors(layout, data, jnp.asarray(each), vectors) for each in (np.ones(len(acts)), acts)])


def assert_alike(first: str, second: str) -> None:
    assert densities(first) == pytest.approx(densities(second), rel=1e-9)


# (h) what changes nothing


@pytest.mark.parametrize("seed", COURSES)
def test_the_order_of_lines_changes_nothing(seed: int) -> None:
    course = told(seed)
    assert_alike(course.text, replace(course, observations=course.observations[::-1], events=course.events[::-1]).text)


FRENCH = (
    ("conditions:", "diagnostics:"),
    ("gout", "goutte"),
    ("Schnitzler syndrome", "syndrome de Schnitzler"),
    ("treatments:", "traitements:"),
    ("observations:", "mesures:"),
    ("events:", "événements:"),
    ("drug:", "médicament:"),
    ("every: 1 d", "tous les: 1 j"),
    ("outcome: good", "efficacité: bonne"),
    ("outcome: none", "efficacité: aucune"),
    ("relapse", "rechute"),
    ("remission", "rémission"),
    ("after: stop of anakinra", "après: arrêt de l'anakinra"),
    ("within:", "dans les:"),
    ("what:", "quoi:"),
    ("value:", "valeur:"),
    ("from:", "du:"),
    ("to:", "au:"),
    ("at:", "le:"),
    (" d,", " j,"),
    (" d}", " j}"),
)


@pytest.mark.parametrize("seed", COURSES)
def test_the_language_changes_nothing(seed: int) -> None:
    french = told(seed).text
    for english, words in FRENCH:
        french = french.replace(english, words)
    assert_alike(told(seed).text, french)


@pytest.mark.parametrize("seed", COURSES)
def test_the_unit_changes_nothing(seed: int) -> None:
    def in_dl(text: str) -> str:
        value = text.partition("value: ")[2].partition(" mg/L")[0]
        bounds = "..".join(f"{float(each.strip('< ')) / 10.0:g}" for each in value.split(".."))
        return text.replace(f"{value} mg/L", f"{'< ' if '<' in value else ''}{bounds} mg/dL")

    course = told(seed)
    assert_alike(course.text, replace(course, observations=tuple(map(in_dl, course.observations))).text)


@pytest.mark.parametrize("seed", COURSES)
def test_day_0_moved_by_whole_days_changes_nothing(seed: int) -> None:
    def moved(text: str, days: int) -> str:
        words = text.split(" ")
        for place, word in enumerate(words[:-1]):
            if words[place - 1] in ("at:", "from:", "to:") and words[place + 1].startswith("d"):
                words[place] = str(int(word) + days)
        return " ".join(words)

    assert_alike(told(seed).text, "\n".join(moved(line, 14) for line in told(seed).text.split("\n")))


@pytest.mark.parametrize("seed", COURSES)
def test_a_drug_that_is_listed_and_never_given_changes_nothing(seed: int) -> None:
    text = told(seed).text
    assert_alike(text, text.replace("observations:", "  - {drug: methotrexate}\n  - {drug: colchicine, outcome: none}\nobservations:"))


# (d) the same fact said twice counts once


@pytest.mark.parametrize("seed", COURSES)
@pytest.mark.parametrize("again", ["relapse", "remission", "reading", "relapses at each stop"])
def test_the_same_fact_said_twice_counts_once(seed: int, again: str) -> None:
    course = told(seed)
    twice = {
        "relapse": course.saying(events=(RELAPSE,)),
        "remission": course.saying(events=(QUIET,)),
        "reading": course.saying(observations=course.observations[:1]),
        "relapses at each stop": course.saying(drug=", relapses: at each stop"),
    }
    assert_alike(course.text, twice[again].text)


# (e) parts of an interval


def parts(course: Sketch, values: Sequence[str]) -> list[Floats]:
    return [densities(course.saying(observations=(f"{{what: CRP, at: 30 d, value: {value}}}",)).text, 40) for value in values]


@pytest.mark.parametrize("seed", COURSES)
def test_evidences_of_the_parts_of_an_interval_sum_to_that_of_the_whole(seed: int) -> None:
    """At each draw, and so over the prior: the probability under a word lies between those under the values that it allows."""
    whole, low, high = parts(random_course(seed), ["2..40 mg/L", "2..12 mg/L", "12..40 mg/L"])
    assert np.logaddexp(low, high) == pytest.approx(whole, rel=1e-9)
