"""The map of the house names every package, and no file that is not there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "rechallenge"
TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_the_map_lists_every_package_in_the_order_of_the_import_rule() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    depth = {name: at for at, layer in enumerate(layers) for name in layer.split(" | ")}
    listed = re.findall(r"^\| `(studies|rechallenge\.\w+)` \|", TEXT, flags=re.MULTILINE)
    assert sorted(listed) == sorted(depth)
    assert [depth[name] for name in listed] == sorted(depth.values())
    packages = {f"rechallenge.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    assert packages <= set(listed)


def test_each_file_of_the_map_is_there() -> None:
    named = set(re.findall(r"`([\w/.-]+(?:\.py|\.md|/))`", TEXT)) - {"answers.json"}
    assert named
    folders = (ROOT, PACKAGE, *(path.parent for path in PACKAGE.glob("*/__init__.py")))
    assert {name for name in named if not any((folder / name).exists() for folder in folders)} == set()
