"""The example of docs/adding-a-drug.md, written to a file of a copy of the package, passes the tests that the page names."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-a-drug.md"


def test_the_example_of_the_page_passes_the_tests_that_it_names(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    example, name = re.search(r"```yaml\n(name: (\w+)\n.*?)```", text, flags=re.DOTALL).groups()  # type: ignore[union-attr]
    named = re.findall(r"tests/\w+/\w+\.py", text)
    assert len(named) == 2
    shutil.copytree(ROOT / "src" / "rechallenge", tmp_path / "rechallenge", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "rechallenge" / "literature" / "drugs" / f"{name}.yaml").write_text(example, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *named]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
