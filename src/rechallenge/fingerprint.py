"""What decides a result, as a hash: our code and data, and the numerical libraries."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from rechallenge import extensions

PACKAGE = Path(__file__).resolve().parent
_NUMERICAL_LIBRARIES = ("arviz-stats", "jax", "jaxlib", "numpy", "numpyro", "scipy")
_CONTENT = {".py", ".yaml", ".toml", ".json", ".po", ".typ", ".html", ".css", ".js", ".jinja", ".txt"}


def digest(*parts: str | bytes) -> str:
    """Hash several texts so that no two lists of texts share a hash by being joined."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


@cache
def fingerprint(*parts: str) -> str:
    """Hash the code and data of some sub-packages (all of them when none is named), of extensions, and the numerical libraries' versions.

    The version number alone would do for a release, but someone who changes a parameter file or a line of code must not
    be handed the result of before the change.
    """
    from importlib.metadata import version

    total = hashlib.sha256()
    for library in _NUMERICAL_LIBRARIES:
        total.update(f"{library} {version(library)}\n".encode())
    for folder in [PACKAGE / part for part in parts] or [PACKAGE]:
        for path in sorted(path for path in folder.rglob("*") if path.suffix in _CONTENT):
            total.update(f"{path.relative_to(PACKAGE).as_posix()}\n".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    for path in extensions.sources():
        total.update(digest(path.name, path.read_bytes()).encode())
    return total.hexdigest()
