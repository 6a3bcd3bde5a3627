"""How strong the drugs are: the priors are what the study makes of the present data, and the study finds what it is given."""

from __future__ import annotations

import copy
import math
from typing import Any

import numpy as np
import pytest

from rechallenge.data_files import literature, read_data
from rechallenge.literature.drug_check import DrugFileError, checked_mechanism
from rechallenge.literature.parameters import disease_parameters
from rechallenge.literature.pharmacology import drug_model
from rechallenge.literature.potency import SOURCE, fitted_digest, fitted_parameters
from rechallenge.literature.references import references
from rechallenge.literature.trials import steroid_doses, trials
from rechallenge.mechanism.dependence import least_holding_dose_mg
from studies.potency.evidence import data, doses, drugs, readings, sources, studies
from studies.potency.result import content_digest


def test_the_fit_that_ships_is_of_the_present_data() -> None:
    assert fitted_digest() == content_digest(), "run: python -m studies.potency"


def test_the_priors_are_those_of_the_fit() -> None:
    for name, fitted in fitted_parameters().items():
        drug, _, parameter = name.rpartition(".")
        prior = drug_model(drug).parameters[parameter] if drug else disease_parameters()[name]
        assert (prior.center, prior.source) == (fitted.prior["median"], SOURCE)
        assert prior.spread == fitted.prior["log_sd" if prior.distribution == "lognormal" else "logit_sd"]
        assert set(fitted.sources) <= set(references())
        assert all(each in prior.note for each in fitted.sources)


def test_the_prior_of_a_patient_is_wider_than_the_doubt_about_the_typical_value() -> None:
    for drug in drugs():
        fitted = fitted_parameters()[f"{drug}.half_effect"]
        typical = math.log(fitted.typical[2] / fitted.typical[1]) / (2.0 * 1.645)
        assert fitted.prior["log_sd"] > typical


def test_every_study_that_tells_potency_is_read_or_said_to_be_left_out() -> None:
    ours = set(drugs()) | {"prednisolone"}
    telling = {trial.identifier for trial in trials() if trial.tells_potency and any(group.drug in ours for group in trial.groups)}
    read = {trial.identifier for trial in studies()}
    assert telling <= read | set(readings()["left_out"])
    assert not read & set(readings()["left_out"])
    assert {dose.source for dose in steroid_doses()} == set(readings()["steroids"]) | set(readings()["steroids_left_out"])


def test_a_flare_that_ends_by_itself_is_read_only_where_groups_are_compared() -> None:
    rows = data()
    for place, trial in enumerate(studies()):
        if not trial.persistent:
            assert len(trial.groups) > 1
            assert rows.levels.controlled[rows.levels.study == place].all()
            assert rows.counts.controlled[rows.counts.study == place].all()
    assert "gout_anakinra" not in readings()["studies"]


def test_rows_hold_the_printed_numbers() -> None:
    """NOMID 5.29 to 0.34 mg/dL in 18; polymyalgia 11 of 20 and 47 of 60; Still: 30 to 60 mg."""
    rows, place = data(), {trial.identifier: index for index, trial in enumerate(studies())}
    nomid = rows.levels.log_left[rows.levels.study == place["nomid"]]
    assert np.exp(nomid) == pytest.approx([3.4 / 52.9])
    pmr = rows.counts.study == place["polymyalgia_prednisolone"]
    assert (rows.counts.n[pmr], rows.counts.of[pmr]) == ([11.0], [20.0])
    by_source = {
        dose.source: row
        for dose, row in zip(doses(), zip(rows.doses.kind, rows.doses.mg, rows.doses.n, rows.doses.of, strict=True), strict=True)
    }
    assert by_source["cimmino2011"] == (1, 12.5, 47.0, 60.0)
    assert by_source["hu2019"][1] == pytest.approx(math.sqrt(30.0 * 60.0))
    assert len({source.key for source in sources()}) == len(sources())


def test_the_least_steroid_dose_is_plausible_before_any_data() -> None:
    drive, half = disease_parameters()["drive_mg_l"], drug_model("prednisone").parameters["half_effect"]
    z = np.random.default_rng(0).standard_normal((2, 40_000))
    activity, half_effect = (p.center * np.exp(p.spread * each) for p, each in zip((drive, half), z, strict=True))
    low, median, high = np.quantile(np.asarray(least_holding_dose_mg(activity, half_effect)), [0.05, 0.5, 0.95])
    assert low >= 0.0
    assert 5.0 < median < 30.0
    assert high <= 100.0


def test_a_fitted_parameter_with_numbers_of_its_own_or_unknown_to_the_fit_is_refused() -> None:
    entry: Any = copy.deepcopy(read_data(literature("drugs", "anakinra.yaml"))["mechanism"])
    entry["parameters"]["half_effect"] |= {"median": 0.024}
    entry["parameters"]["volume_l"] = {"meaning": {"en": "volume"}, "fitted": "potency"}
    with pytest.raises(DrugFileError) as error:
        checked_mechanism("anakinra", entry)
    told = "\n".join(error.value.problems)
    assert "anakinra.half_effect is fitted (potency): median" in told
    assert "volume_l is not among the fitted parameters" in told
