"""Sites of action: the registry is whole, and nothing else knows a site by its name."""

from __future__ import annotations

import ast
from pathlib import Path

import jax.numpy as jnp
import pytest

import rechallenge
from rechallenge.literature.drug_check import ACTIONS
from rechallenge.literature.parameters import disease_parameters
from rechallenge.literature.pharmacology import KINETIC_DRUGS, drug_model
from rechallenge.mechanism.sites import SITES, site_of

SOURCES = sorted(Path(rechallenge.__file__).parent.rglob("*.py"))


def test_drug_files_may_name_each_site_of_the_registry_and_no_other() -> None:
    assert sorted(ACTIONS) == sorted(SITES)
    assert all(site_of(drug_model(drug)).name == drug_model(drug).action for drug in KINETIC_DRUGS)


@pytest.mark.parametrize("name", SITES)
def test_the_share_of_a_site_is_a_parameter_of_the_disease_or_all_of_the_activity(name: str) -> None:
    parameter = SITES[name].share_parameter
    if parameter is None:
        assert float(SITES[name].share({})) == 1.0
    else:
        assert parameter in disease_parameters()
        assert float(SITES[name].share({parameter: jnp.asarray(0.3)})) == 0.3


def test_only_a_share_that_is_a_parameter_is_borrowed() -> None:
    assert all(site.share_parameter is not None for site in SITES.values() if site.borrowed)


def test_nothing_outside_the_registry_compares_with_the_name_of_a_site() -> None:
    found = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        if path.name != "sites.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and part.value in SITES
    ]
    assert found == []
