"""What the code imports is declared, and what is declared is used."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rechallenge"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# names that differ between the index and the import statement
IMPORTED_AS = {
    "citeproc-py": "citeproc",
    "python-libsbml": "libsbml",
    "pyyaml": "yaml",
    "ruamel-yaml": "ruamel",
    "vl-convert-python": "vl_convert",
}
# h5netcdf reads and writes through the one, jax.export writes through the other
CALLED_BY_NAME = {"h5py", "flatbuffers"}


@cache
def imported() -> frozenset[str]:
    names: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return frozenset(names - set(sys.stdlib_module_names) - {"rechallenge"})


@cache
def declared() -> frozenset[str]:
    names = (
        re.split(r"[<>=!~ \[;]", entry)[0].lower() for entry in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["cluster"])
    )
    normal = (re.sub(r"[._]", "-", name) for name in names)
    return frozenset(IMPORTED_AS.get(name, name.replace("-", "_")) for name in normal)


def test_every_import_is_declared() -> None:
    assert sorted(imported() - declared()) == []


def test_every_dependency_is_used() -> None:
    assert sorted(declared() - imported() - CALLED_BY_NAME) == []
