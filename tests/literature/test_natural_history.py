"""Each disease has a natural history with its sources; what is not published is said to be so, and is wide."""

from __future__ import annotations

import math

import pytest

from rechallenge.literature.evidence import evidence
from rechallenge.literature.natural_history import NaturalHistory, Quantity, ShareOfPatients, natural_histories, times_to_relapse
from rechallenge.literature.references import references
from rechallenge.vocabulary.languages import languages

ASKED = {
    *("gout", "cppd", "hydroxyapatite", "pericarditis", "still", "fmf", "traps", "caps", "mkd", "schnitzler", "pfapa", "behcet"),
    *("rheumatoid", "calcinosis", "pmr_gca", "unnamed"),
}
ALL = tuple(natural_histories().values())


def quantities(disease: NaturalHistory) -> dict[str, Quantity]:
    return {name: getattr(disease, name) for name in ("flare_days", "interval_days", "crp_mg_l")}


def test_every_disease_that_was_asked_for_is_there() -> None:
    assert set(natural_histories()) == ASKED


@pytest.mark.parametrize("disease", ALL, ids=lambda d: d.key)
def test_every_number_names_a_source_that_is_known(disease: NaturalHistory) -> None:
    told: list[Quantity | ShareOfPatients] = [*quantities(disease).values(), disease.never_again, disease.persistent]
    named = {each.source for each in told} | {number.source for each in told for number in each.published}
    assert named - {None} <= set(references())
    assert (disease.periodic_source in references()) == disease.periodic
    assert all(each.note for each in told)


@pytest.mark.parametrize("disease", ALL, ids=lambda d: d.key)
def test_it_has_a_name_in_every_language_and_a_group_that_exists(disease: NaturalHistory) -> None:
    assert set(disease.name) == set(languages())
    assert disease.group is None or disease.group in evidence().diseases
    assert bool(disease.words) == (disease.key != "unnamed")


@pytest.mark.parametrize("disease", ALL, ids=lambda d: d.key)
def test_what_nothing_is_published_of_is_wide(disease: NaturalHistory) -> None:
    """Tenfold between the bounds at the least, where no source is named."""
    for name, quantity in quantities(disease).items():
        if quantity.source is None:
            assert quantity.prior.quantile(0.95) / quantity.prior.quantile(0.05) >= 9.9, name


@pytest.mark.parametrize("disease", ALL, ids=lambda d: d.key)
def test_the_prior_covers_what_was_published(disease: NaturalHistory) -> None:
    """Each median or mean that is printed lies within the 98 % interval of a new patient."""
    for name, quantity in quantities(disease).items():
        for number in quantity.published:
            if number.form in ("mean", "mean_ci", "median_ci") or number.probabilities == (0.5,):
                assert quantity.prior.quantile(0.01) < number.values[0] < quantity.prior.quantile(0.99), (name, number.source)


def test_the_counts_of_published_flares_are_what_the_prior_expects() -> None:
    """Gout: 3 of 9 untreated free of pain on day 7 (Bellamy 1987); more recurrences than in all patients (62 % in a year, Yü and Gutman
    1961) and not quite the 48 % in 3 months of those who begin urate-lowering drugs (Janssen 2019), since it lies between them."""
    gout = natural_histories()["gout"]
    assert gout.flare_days.prior.probability_below(7.0) == pytest.approx(3 / 9, abs=0.1)
    assert 0.62 < gout.interval_days.prior.probability_below(365.0) < 0.85
    assert 0.3 < gout.interval_days.prior.probability_below(91.0) < 0.48


def test_only_pfapa_is_published_as_periodic_and_the_persistent_diseases_are_those_of_the_issue() -> None:
    assert [disease.key for disease in ALL if disease.periodic] == ["pfapa"]
    assert {disease.key for disease in ALL if disease.course == "persistent"} == {"caps", "schnitzler", "rheumatoid"}
    assert natural_histories()["traps"].persistent.prior.high > 0.5


def test_an_unnamed_disease_covers_the_medians_of_all_others() -> None:
    unnamed = quantities(natural_histories()["unnamed"])
    for disease in ALL:
        for name, quantity in quantities(disease).items():
            if disease.course != "persistent":
                assert unnamed[name].prior.quantile(0.05) <= quantity.prior.median <= unnamed[name].prior.quantile(0.95), (
                    disease.key,
                    name,
                )


def test_times_to_relapse_are_those_printed() -> None:
    """AIRTRIP: 72 days, quartiles 64 and 150; TRAPS off canakinumab: 91.5 days; Schnitzler off anakinra: all within two days."""
    told = {(each.disease, each.drug): each for each in times_to_relapse()}
    assert {each.source for each in told.values()} <= set(references())
    assert {each.disease for each in told.values()} <= set(natural_histories())
    airtrip = told["pericarditis", "anakinra"]
    assert (airtrip.relapsed, airtrip.of) == (9, 10)
    assert airtrip.days is not None
    assert airtrip.days.quantile(0.25) < 72.0 < airtrip.days.quantile(0.75)
    assert told["traps", "canakinumab"].days is not None
    assert math.exp(told["traps", "canakinumab"].days.location) == pytest.approx(91.5)
    schnitzler = told["schnitzler", "anakinra"].by_then_nine_in_ten
    assert schnitzler is not None
    assert 1.0 < schnitzler < 2.2
    assert told["pericarditis", "rilonacept"].by_then_nine_in_ten is None
