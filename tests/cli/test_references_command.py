"""``rechallenge references``: the sources, in the formats of reference managers."""

from __future__ import annotations

import json
import re
from pathlib import Path

from rechallenge.course.cases import case_path
from rechallenge.literature.references import references
from tests.cli.running import run


def test_bibtex_holds_every_source_once(tmp_path: Path) -> None:
    done = run("references", "--to", "bibtex", cache=tmp_path)
    assert done.returncode == 0
    assert re.findall(r"^@\w+\{([^,]+),$", done.stdout, re.MULTILINE) == list(references())


def test_with_a_course_its_publication_comes_first_and_what_it_does_not_need_is_left_out(tmp_path: Path) -> None:
    target = tmp_path / "case.json"
    done = run("references", str(case_path("index")), "--to", "csl", "-o", str(target), cache=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    found = json.loads(target.read_text(encoding="utf-8"))
    assert "ANAKINRA dans les poussées" in found[0]["title"]
    identifiers = {record["id"] for record in found}
    assert {"vandenhoogen2013", "ponte2022", "dasgupta2012", "care2013"} <= identifiers
    assert not {"neogi2015", "abhishek2023", "naranjo1981"} & identifiers


def test_a_wrong_course_ends_with_status_2(tmp_path: Path) -> None:
    assert run("references", "-", cache=tmp_path, stdin="titel: t\n").returncode == 2


def test_the_list_is_one_line_a_source(tmp_path: Path) -> None:
    done = run("references", cache=tmp_path)
    assert len(done.stdout.splitlines()) == len(references())
    assert "Naranjo CA, Busto U, Sellers EM, et al. A method for estimating" in done.stdout
