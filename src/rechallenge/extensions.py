"""What a user adds from outside the package: folders named in the environment variable ``RECHALLENGE_EXTENSIONS``.

Such a folder holds one folder for each kind of thing, and in it a package or module that registers itself when it is imported:
``questions/<name>/__init__.py``, ``formats/<name>.py``, ``safety/<name>.py``. A kind that is data and not code, ``outcomes/<name>.toml`` or
``languages/<code>/``, is read by its registry from `places`. Each addition may bring its sentences in ``locale/<language>.po``.

Nothing is looked for while the variable is unset.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import os
import pkgutil
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

VARIABLE = "RECHALLENGE_EXTENSIONS"
"""Folders of extensions, separated as in ``PATH``."""

_PACKAGE = "rechallenge_extensions"


def folders() -> tuple[Path, ...]:
    """Folders that the variable names, in order; none where it is unset."""
    return tuple(Path(part).expanduser().resolve() for part in os.environ.get(VARIABLE, "").split(os.pathsep) if part)


def places(kind: str) -> tuple[Path, ...]:
    """What the extensions hold of one kind: its folders and modules, by name within each extension.

    Raises
    ------
    FileNotFoundError
        A folder that the variable names is not there: what it holds would be missed silently.
    """
    found = []
    for folder in folders():
        if not folder.is_dir():
            raise FileNotFoundError(f"{VARIABLE} names {folder}, which is no folder")
        if (folder / kind).is_dir():
            found += [path for path in sorted((folder / kind).iterdir()) if not path.name.startswith(("_", "."))]
    return tuple(found)


@cache
def load_own(package: str, *, only_packages: bool = False) -> None:
    """Import what a package of ours holds, once in a process; its modules register themselves.

    Parameters
    ----------
    package
        Its name, such as ``rechallenge.safety.rules``.
    only_packages
        Whether its modules are no members, and only the packages in it are.
    """
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        if module.ispkg or not only_packages:
            importlib.import_module(module.name)


def load(kind: str) -> None:
    """Import the packages and modules of one kind that extensions hold, each once in a process; they register themselves."""
    for place in places(kind):
        source = place / "__init__.py" if place.is_dir() else place
        if source.suffix == ".py" and source.is_file():
            _imported(kind, source, place.is_dir())


@cache
def _imported(kind: str, source: Path, is_package: bool) -> ModuleType:
    """Import one source as a module of `_PACKAGE`, so that what it defines can travel between processes that loaded it."""
    name = source.parent.name if is_package else source.stem
    # two folders may hold additions of one name: the second is another module, and its registry says that the name is taken
    qualified = f"{_PACKAGE}.{kind}.{name}_{hashlib.sha256(str(source).encode()).hexdigest()[:8]}"
    searched = [str(source.parent)] if is_package else None
    spec = importlib.util.spec_from_file_location(qualified, source, submodule_search_locations=searched)
    assert spec is not None  # a .py file always has a loader
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[qualified] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[qualified]
        raise
    return module


def catalogues(language: str) -> tuple[Path, ...]:
    """Catalogues that extensions bring in one language."""
    return tuple(path for folder in folders() for path in sorted(folder.glob(f"*/*/locale/{language}.po")))


def sources() -> tuple[Path, ...]:
    """All files of the extensions, in order: they decide a result as our own code does."""
    return tuple(path for folder in folders() for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
