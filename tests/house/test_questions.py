"""A question is one folder: nothing outside of it names it, and one from outside the package appears everywhere."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from rechallenge.extensions import VARIABLE
from rechallenge.questions.registry import questions
from tests.cli.running import COURSE, environment, run

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rechallenge"

# Words that are names of questions too, by module and as what they stand there.
OTHER_MEANINGS = {
    ("trial", "__init__.py"): "a function of the package",
    ("trial", "instruments/checklists.py"): "field of an item of a checklist",
    ("analogy", "fingerprint.py"): "a package of sources",
    ("regimen", "report/frontier.py"): "field of a frontier as JSON",
    ("regimen", "web/searching.py"): "field of a row of the search",
    ("regimen", "web/trying.py"): "field of a tried regimen",
    ("response", "mechanism"): "parameter of a drug",
    ("dependence", "ledger/given.py"): "field of a course file",
}


def names_in(tree: ast.AST, names: frozenset[str]) -> Iterator[str]:
    """Names of questions that code branches on: compared, looked up, or as keys."""
    for node in ast.walk(tree):
        parts: list[ast.expr | None] = []
        if isinstance(node, ast.Compare):
            parts = [node.left, *node.comparators]
            parts += [each for part in parts if isinstance(part, ast.Tuple | ast.List | ast.Set) for each in part.elts]
        elif isinstance(node, ast.Subscript):
            parts = [node.slice]
        elif isinstance(node, ast.Dict):
            parts = list(node.keys)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop", "setdefault"):
            parts = list(node.args[:1])
        elif isinstance(node, ast.MatchValue):
            parts = [node.value]
        yield from (part.value for part in parts if isinstance(part, ast.Constant) and part.value in names)


def test_no_code_outside_its_folder_branches_on_a_question() -> None:
    names = frozenset(question.name for question in questions())
    found = set()
    for path in SOURCE.rglob("*.py"):
        place = path.relative_to(SOURCE).as_posix()
        for name in names_in(ast.parse(path.read_text(encoding="utf-8")), names):
            if not place.startswith(f"questions/{name}/") and (name, place) not in OTHER_MEANINGS:
                found.add((name, place))
    assert found == set()


@pytest.mark.parametrize(
    "code", ["x == 'withdrawal'", "x['withdrawal']", "{'withdrawal': 1}", "x.get('withdrawal')", "x in ('withdrawal',)"]
)
def test_a_branch_on_a_question_is_found(code: str) -> None:
    assert list(names_in(ast.parse(code), frozenset({"withdrawal"}))) == ["withdrawal"]


MORE = {"en": "What came after is not known.", "fr": "La suite est inconnue."}
PAGE = ROOT / "docs" / "adding-a-question.md"


def example(kind: str) -> list[str]:
    """The parts of the page's example that are of one kind, in their order."""
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


SHOWN = """
import json, sys
from rechallenge.formats.reading import read_course, source_of
from rechallenge.presentation.language import Language
from rechallenge.questions import answer_all
from rechallenge.questions.forecast_start import ForecastStart
from rechallenge.report.answers_schema import answers_schema
from rechallenge.report.cache import Cache
from rechallenge.report.fitting import fitted
from rechallenge.web.answering import shown_answers
from rechallenge.web.findings import Findings, FitView

source = source_of(sys.argv[1])
course = read_course(source).course
fit = fitted(course, source.text, "laplace", 0, on_progress=lambda step: None, store=Cache())
findings = Findings("laplace", answer_all(course, fit), FitView.of(fit), ForecastStart.of(course, fit))
pages = {code: shown_answers(course, findings, Language(code)) for code in ("en", "fr")}
print(json.dumps({"pages": pages, "schema": answers_schema()}))
"""


@pytest.fixture
def extension(tmp_path: Path) -> Path:
    folder = tmp_path / "extension" / "questions" / "reach"
    (folder / "locale").mkdir(parents=True)
    (module,) = example("python")
    (folder / "__init__.py").write_text(module, encoding="utf-8")
    for code, texts in zip(("en", "fr"), example("po"), strict=True):
        (folder / "locale" / f"{code}.po").write_text(texts, encoding="utf-8")
    return tmp_path / "extension"


def test_a_question_of_an_extension_appears_in_report_page_json_schema_and_command_line(extension: Path, tmp_path: Path) -> None:
    case, cache = tmp_path / "case.yaml", tmp_path / "cache"
    case.write_text(COURSE, encoding="utf-8")
    outside = {VARIABLE: str(extension), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    keep = [sys.executable, "-m", "tests.prior_fits", str(case), str(cache)]
    subprocess.run(keep, env=environment(cache, **outside), cwd=ROOT, check=True)
    written = {}
    for code, sentence in (("en", "The record reaches over"), ("fr", "Le dossier couvre")):
        done = run("report", str(case), "-o", str(tmp_path / code), "--quick", "--lang", code, cache=cache, **outside)
        assert done.returncode == 0, done.stderr
        assert "A first fit" not in done.stderr
        assert "Premier ajustement" not in done.stderr
        html = (tmp_path / code / "report.html").read_text(encoding="utf-8")
        assert '<section id="reach"' in html
        assert sentence in html
        assert f'aria-label="{sentence}' in html, "its chart is drawn"
        written[code] = json.loads((tmp_path / code / "answers.json").read_text(encoding="utf-8"))
        assert written[code]["reach"]["sentence"].startswith(sentence)
        assert written[code]["reach"]["reach_days"] == written[code]["reach"]["estimate"]

    asked = run("ask", str(case), "reach", "--quick", "--lang", "fr", cache=cache, **outside)
    assert "Le dossier couvre" in asked.stdout, asked.stderr

    code = [sys.executable, "-c", SHOWN, str(case)]
    shown = subprocess.run(code, capture_output=True, text=True, env=environment(cache, **outside), timeout=1200, check=False)
    assert shown.returncode == 0, shown.stderr
    found = json.loads(shown.stdout)
    assert found["schema"]["properties"]["reach"]["properties"]["reach_days"]["minimum"] == 0
    assert "reach" in found["schema"]["required"]
    for code, document in written.items():
        jsonschema.validate(document, found["schema"])
        page = found["pages"][code]
        assert "reach-0" in page["charts"]
        assert MORE[code] in page["sections"]["reach"]["html"]
        assert "reach" in [headline["question"] for headline in page["headlines"]]


def test_two_questions_of_one_name_are_refused() -> None:
    from rechallenge.questions.registry import register

    with pytest.raises(ValueError, match="two questions"):
        register(questions()[0])
