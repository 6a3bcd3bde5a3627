"""The example of docs/adding-a-language.md, written into a folder of extensions: told in report, page, JSON and command line, and read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from rechallenge.extensions import VARIABLE
from tests.cli.running import environment

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "adding-a-language.md"
PAGE = """
import json
from rechallenge.presentation.language import Language
from rechallenge.web.page import page
from rechallenge.web.words import page_words
print(json.dumps({
    "days": [Language("pl").days(n) for n in (1, 2, 5, 22, 1.5)],
    "words": page_words("pl")["web.tab.course"],
    "page": page("pl").render()["html"],
}))
"""


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record beside an extension: whatever lies within the folder of an extension is a part of what decides a result."""
    folder = tmp_path_factory.mktemp("extension")
    text = DOCS.read_text(encoding="utf-8")
    examples = re.findall(r"`(languages/pl/[\w.]+)`:\n\n```\w+\n(.*?)```", text, flags=re.DOTALL)
    assert {Path(name).name for name, _ in examples} >= {"language.toml", "answers.po", "fields.toml", "outcomes.toml"}
    for name, content in examples:
        (folder / "ours" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "ours" / name).write_text(content, encoding="utf-8")
    record = re.search(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    assert record is not None
    (folder / "course.yaml").write_text(record[1], encoding="utf-8")
    return folder


def run(folder: Path, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    known = environment(folder / "cache", PYTHONPATH=f"{ROOT / 'src'}:{ROOT}", **{VARIABLE: str(folder / "ours")})
    done = subprocess.run([sys.executable, *arguments], env=known, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == status, done.stderr
    return done


def test_the_command_line_reads_a_record_in_it_and_tells_of_it(extended: Path) -> None:
    done = run(extended, "-m", "rechallenge", "check", "course.yaml", "--lang", "pl")
    assert "Można użyć tego opisu." in done.stderr
    told = done.stdout.replace("\u00a0", " ")
    assert "Opis pacjenta" in told
    assert "prednisone" in told, "read under its name of this language"
    assert "→ at most 10 mg/L" in told, "words are read; sentences that it lacks are told in English"
    assert "0..5" not in told
    assert "1 to 5 dni" in told, "the delay after the stop, in its own plural"


def test_its_errors_name_its_own_fields(extended: Path) -> None:
    course = (
        "rechallenge: 1\nleczenie: [{dawka: 100 mg}, {lek: anakinra}]\nobserwacje: [{dnia: 0 dni, wartość: 3}, {obiekt: ból, wartość: a}]\n"
    )
    (extended / "wrong.yaml").write_text(course, encoding="utf-8")
    told = run(extended, "-m", "rechallenge", "check", "wrong.yaml", "--lang", "pl", status=2).stderr
    assert "błąd: Brak pola „lek”." in told
    assert "Brak pola „obiekt”." in told
    assert re.search(r"[234] błędy\. Niczego nie zapisano\.", told)


def test_json_is_in_it(extended: Path) -> None:
    told = json.loads(run(extended, "-m", "rechallenge", "check", "wrong.yaml", "--lang", "pl", "--json", status=2).stdout)
    assert "Brak pola „lek”." in [problem["text"] for problem in told["problems"]]


def test_help_and_the_page_offer_it(extended: Path) -> None:
    assert "pl" in run(extended, "-m", "rechallenge", "check", "--help").stdout
    shown = json.loads(run(extended, "-c", PAGE).stdout)
    assert shown["days"] == ["1 dzień", "2 dni", "5 dni", "22 dni", "1,5 dni"]
    assert shown["words"] == "Pacjent"
    assert 'href="?lang=pl"' in shown["page"]
    assert "prawidłowe" in shown["page"], "words of the record are offered"


def test_the_report_and_the_answers_are_in_it(extended: Path) -> None:
    run(extended, "-m", "tests.prior_fits", "course.yaml", "cache")
    told = run(extended, "-m", "rechallenge", "report", "course.yaml", "-o", "out", "--quick", "--lang", "pl")
    assert "A first fit" not in told.stderr, "the fit that was kept is that of the record"
    page = (extended / "out" / "report.html").read_text(encoding="utf-8")
    assert 'lang="pl"' in page
    assert "Przebieg w czasie" in page
    assert "białko CRP (mg/l)" in page
    answers = json.loads((extended / "out" / "answers.json").read_text(encoding="utf-8"))
    assert "anakinra" in answers["response"]
    written = {entry["statement"] for entry in answers["ledger"]}
    assert any("prednizon" in statement for statement in written), "each statement stands as it was written"


def test_a_list_that_nothing_reads_is_refused_with_those_that_there_are(extended: Path) -> None:
    file = extended / "ours" / "languages" / "pl" / "words.toml"
    kept = file.read_text(encoding="utf-8")
    try:
        file.write_text(kept.replace("relapse =", "relaps ="), encoding="utf-8")
        done = run(extended, "-c", "from rechallenge.course.vocabulary import vocabulary; vocabulary()", status=1)
    finally:
        file.write_text(kept, encoding="utf-8")
    assert "no words called events.relaps; there are relapse, remission," in done.stderr
