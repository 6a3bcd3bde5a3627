"""The published outcomes are what the papers print, each with its source."""

from __future__ import annotations

import pytest
from scipy.stats import gamma

from rechallenge.literature.evidence import Responses, Study, evidence, evidence_from
from rechallenge.literature.references import references

STUDIES = {study.identifier: study for study in evidence().studies}

ENTRY = {
    "id": "a",
    "label": "A",
    "source": "doare2021",
    "disease": "gout",
    "design": "series",
    "patients": 3,
    "drug": "anakinra",
    "responses": [{"level": "half", "n": 2, "of": 3, "as_printed": "responders"}],
}


def first(name: str) -> Responses:
    return STUDIES[name].responses[0]


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("study", "printed"),
    [("ghosh2013", 72.5), ("liew2019", 75), ("doare2021_gout", 90.3), ("thomas2018", 81.8), ("laskari2011", 84)],
)
def test_counts_give_the_percentages_that_are_printed(study: str, printed: float) -> None:
    told = first(study)
    digits = 0 if float(printed).is_integer() else 1
    assert round(100 * told.n / told.of, digits) == printed


def test_the_count_of_the_hydroxyapatite_series_is_what_its_pain_gives() -> None:
    told = first("ha_flares2019")
    assert told.derived is not None
    shape = (1.6 / 1.4) ** 2
    responders = 23 * gamma.cdf(7.7 / 2, shape, scale=1.6 / shape)
    assert told.n == round(responders)


def test_every_study_has_a_source_that_can_be_cited() -> None:
    assert {study.source for study in evidence().studies} <= set(references())
    assert {out.source for out in evidence().left_out if out.source} <= set(references())


def test_the_case_that_the_program_starts_from_is_no_evidence_about_itself() -> None:
    assert "index_case" not in {study.source for study in evidence().studies}
    assert "index_case" in {out.identifier for out in evidence().left_out}


def test_nobody_is_counted_in_two_studies_of_one_group() -> None:
    left_out = {out.identifier for out in evidence().left_out}
    assert {"cho2010", "valcov_ecn"} <= left_out
    assert not left_out & set(STUDIES)


def test_every_disease_has_a_name_in_both_languages() -> None:
    for disease in evidence().diseases.values():
        assert set(disease.name) == {"en", "fr"}
        assert disease.words


@pytest.mark.parametrize(
    "wrong",
    [{"disease": "gouty"}, {"design": "anecdote"}, {"responses": [{"level": "half", "n": 4, "of": 3, "as_printed": ""}]}],
    ids=["disease", "design", "more responders than patients"],
)
def test_a_wrong_study_is_refused_by_name(wrong: dict[str, object]) -> None:
    diseases = {"gout": {"name": {"en": "gout", "fr": "goutte"}, "words": ["gout"]}}
    assert isinstance(evidence_from({"diseases": diseases, "studies": [ENTRY], "left_out": []}).studies[0], Study)
    with pytest.raises(ValueError, match=r": a$|studies\.0\.design: Input should be"):
        evidence_from({"diseases": diseases, "studies": [{**ENTRY, **wrong}], "left_out": []})
