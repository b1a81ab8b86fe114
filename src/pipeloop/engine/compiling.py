"""How kernels are compiled."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
_LINEAR_ALGEBRA = "scipy.linalg"


def kernel(function: Kernel) -> Kernel:
    """Compile a function on arrays: kept on disk, and off Python's lock while it runs."""
    return cast(Kernel, numba.njit(cache=True, nogil=True)(function))


def inlined(function: Kernel) -> Kernel:
    """Compile a small function for use inside kernels: it costs them no call."""
    return cast(Kernel, numba.njit(inline="always")(function))


def _import_numba_without_scipy() -> None:
    """Import Numba's arrays without SciPy, where that is not imported already.

    Numba imports SciPy's linear algebra, which no kernel uses and which takes as long to import
    as all of Numba: half a second of every command.
    """
    if _LINEAR_ALGEBRA in sys.modules:
        return
    modules = cast("dict[str, Any]", sys.modules)
    modules[_LINEAR_ALGEBRA] = None
    try:
        import numba.np.arraymath  # noqa: F401
    finally:
        del modules[_LINEAR_ALGEBRA]


_import_numba_without_scipy()
