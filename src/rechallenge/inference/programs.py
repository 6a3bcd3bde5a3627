"""Programs of arrays: laid out for each shape once, and kept on disk, so that a later process need not trace them.

JAX keeps what it compiled, under a hash of the program as it was laid out. Laying it out, which is Python's work, takes as long as
loading it. What was laid out is kept beside the compiled programs, under a hash of the code that lays it out.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Lock, RLock, Thread
from typing import Generic, TypeAlias, TypeVar

import jax
import numpy as np
from jax.stages import Lowered
from jax.tree_util import PyTreeDef
from numpy.typing import NDArray

from rechallenge.execution import in_double_precision
from rechallenge.fingerprint import digest, fingerprint
from rechallenge.kept import keep, kept

T = TypeVar("T")
Leaf: TypeAlias = jax.Array | NDArray[np.generic]
Shape: TypeAlias = tuple[tuple[int, ...], np.dtype[np.generic]]
"""Lengths of the axes of an array, and what it holds."""
OPTIONS: dict[str, str | bool] = {"xla_cpu_multi_thread_eigen": False}
"""Of the compiler: programs run side by side, one a core, and none hands its small matrices to threads of its own."""


class Program(Generic[T]):
    """A function of arrays, compiled when it first meets arguments of their shapes; threads wait for the first that does.

    Parameters
    ----------
    function
        Its first `static` arguments are hashable and told in full by their `repr`, the others arrays or trees of them.
    """

    _laying_out = RLock()

    def __init__(self, function: Callable[..., T], static: int = 1) -> None:
        self._function, self._static = function, static
        self._name = f"{function.__module__}.{function.__qualname__}"
        self._ready: dict[tuple[object, ...], Callable[[list[Leaf]], T]] = {}
        self._lock = Lock()

    def __reduce__(self) -> tuple[Callable[[str, str], Program[T]], tuple[str, ...]]:
        """To another process it goes by its name, as a function does, and is compiled there."""
        return _named, tuple(self._name.rsplit(".", 1))

    @in_double_precision
    def __call__(self, *arguments: object) -> T:
        """Run it."""
        compiled, leaves = self._prepared(arguments)
        return compiled(leaves)

    @in_double_precision
    def prepare(self, *arguments: object) -> None:
        """Compile it for such arguments, if that has not been done."""
        self._prepared(arguments)

    def _prepared(self, arguments: tuple[object, ...]) -> tuple[Callable[[list[Leaf]], T], list[Leaf]]:
        fixed = arguments[: self._static]
        leaves, tree = jax.tree.flatten(arguments[self._static :])
        leaves = [leaf if isinstance(leaf, (jax.Array, np.ndarray)) else np.asarray(leaf) for leaf in leaves]
        shapes = tuple((leaf.shape, leaf.dtype) for leaf in leaves)
        key = (fixed, tree, shapes)
        if (ready := self._ready.get(key)) is None:
            with self._lock:
                if (ready := self._ready.get(key)) is None:
                    ready = self._ready[key] = self._made(fixed, tree, shapes)
        return ready, leaves

    def _made(self, fixed: tuple[object, ...], tree: PyTreeDef, shapes: tuple[Shape, ...]) -> Callable[[list[Leaf]], T]:
        def flat(leaves: list[Leaf]) -> T:
            return self._function(*fixed, *jax.tree.unflatten(tree, leaves))

        inputs = [jax.ShapeDtypeStruct(*shape) for shape in shapes]
        # One at a time, in the order asked: threads that lay out side by side only hold each other up, the one that is waited for too.
        with Program._laying_out:
            laid_out = self._laid_out(flat, inputs, (self._name, repr(fixed), str(tree), repr(shapes)))
        return laid_out.compile(OPTIONS)

    def _laid_out(self, flat: Callable[[list[Leaf]], T], inputs: list[jax.ShapeDtypeStruct], told: tuple[str, ...]) -> Lowered:
        folder: str | None = getattr(jax.config, "jax_compilation_cache_dir")  # noqa: B009 - made as JAX starts
        if not folder:
            return jax.jit(flat).lower(inputs)
        name = digest(*told, jax.default_backend(), os.environ.get("XLA_FLAGS", ""), fingerprint())[:40]
        path = Path(folder) / "laid-out" / name
        if content := kept(path):
            exported = jax.export.deserialize(bytearray(content))
        else:
            exported = jax.export.export(jax.jit(flat))(inputs)
            with suppress(OSError):  # what cannot be kept is done without
                keep(path, bytes(exported.serialize()))
        return jax.jit(exported.call).lower(inputs)


def _named(module: str, name: str) -> Program[T]:
    found: Program[T] = getattr(import_module(module), name)
    return found


def ahead(work: Callable[[], object]) -> None:
    """Compile something in a thread; what fails there fails again, and is told, where it is needed."""

    def quietly() -> None:
        with suppress(Exception):
            work()

    Thread(target=in_double_precision(quietly), daemon=True).start()  # a daemon, so that an interrupted program need not wait for it
