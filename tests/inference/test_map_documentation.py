"""What the pages for pharmacometricians show does run."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

from rechallenge.literature.drug_check import checked_mechanism

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_python_of_the_page_on_tables_runs_in_order() -> None:
    shown = "".join(blocks("pharmacometrics.md", "python"))
    assert "map_estimate" in shown
    exec(compile(shown, "pharmacometrics.md", "exec"), {})


def test_the_drug_file_of_the_page_on_adding_one_can_be_loaded() -> None:
    (shown,) = blocks("adding-a-drug.md", "yaml")
    mechanism = checked_mechanism("rilonacept", YAML(typ="safe").load(shown)["mechanism"])
    assert mechanism["parameters"]["clearance_l_h"]["median"] == 0.8 / 24.0
