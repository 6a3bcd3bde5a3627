"""Arrays by what they hold and how they are laid out: named once, read by the type checker, and checked call by call in the tests.

A name of an axis is bound within one call: where ``draws`` stands twice, both arrays have as many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from jax import Array
    from numpy.typing import NDArray

    Numbers: TypeAlias = Array | NDArray[Any]
    Quantities: TypeAlias = Mapping[str, Any]
    Floats: TypeAlias = NDArray[np.float64]
    Days: TypeAlias = NDArray[np.float64]
    Vector: TypeAlias = NDArray[np.float64]
    Square: TypeAlias = NDArray[np.float64]
    Draws: TypeAlias = NDArray[np.float64]
    PerDraw: TypeAlias = NDArray[np.float64]
    Curves: TypeAlias = NDArray[np.float64]
    ChainedDraws: TypeAlias = NDArray[np.float64]
    Chained: TypeAlias = NDArray[np.float64]
    Flags: TypeAlias = NDArray[np.bool_]
    ChainedFlags: TypeAlias = NDArray[np.bool_]
    Counts: TypeAlias = NDArray[np.int64]
    ChainedCounts: TypeAlias = NDArray[np.int64]
else:
    from jaxtyping import Bool, Float64, Int64
    from numpy import ndarray

    Numbers = object
    """Numbers of any kind, or flags, of JAX or of NumPy: what is computed and what is known before."""
    Quantities = object
    """Parameters or covariates by name, as numbers, arrays or formulas: they are only multiplied and divided."""
    Floats = Float64[ndarray, "..."]
    """64-bit floats of any shape."""
    Days = Float64[ndarray, " days"]
    """Days from day 0, or one number for each."""
    Vector = Float64[ndarray, " unknowns"]
    """All unknowns of one course, as unit normals a priori."""
    Square = Float64[ndarray, "unknowns unknowns"]
    """One number for each two unknowns."""
    Draws = Float64[ndarray, "draws unknowns"]
    """Vectors of unknowns, one a row."""
    PerDraw = Float64[ndarray, " draws"]
    """One number for each draw."""
    Curves = Float64[ndarray, "draws days"]
    """Curves over days, one draw a row."""
    ChainedDraws = Float64[ndarray, "chains draws unknowns"]
    """Vectors of unknowns, by the chains of the sampler."""
    Chained = Float64[ndarray, "chains draws"]
    """One number for each draw, by the chains."""
    Flags = Bool[ndarray, "..."]
    ChainedFlags = Bool[ndarray, "chains draws"]
    Counts = Int64[ndarray, "..."]
    ChainedCounts = Int64[ndarray, "chains draws"]


class _Shaped(Protocol):
    @property
    def shape(self) -> tuple[int, ...]: ...


class _Reshaped(_Shaped, Protocol):
    def reshape(self: A, shape: tuple[int, ...], /) -> A: ...


A = TypeVar("A", bound=_Reshaped)


def with_axes_of(other: _Shaped, array: A) -> A:
    """Array with as many axes as the other, those that it lacks being put before its own, of length 1.

    Ranks are never promoted silently: with that, an array of the wrong shape would be taken for one that repeats.

    Examples
    --------
    >>> import numpy as np
    >>> with_axes_of(np.zeros((5, 4, 3)), np.arange(3.0)).shape
    (1, 1, 3)
    """
    return array.reshape((1,) * (len(other.shape) - len(array.shape)) + array.shape)
