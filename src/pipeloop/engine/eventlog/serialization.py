"""A summary as bytes, and back: how it travels from one machine to another.

No pickle: what comes from elsewhere can hold numbers and names, and no program.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Only what this package itself describes is made of bytes from elsewhere.
_OURS = "pipeloop."
_SHAPE = "shape"
Arrays = list[NDArray[Any]]


def pack(summary: Any) -> bytes:
    """A summary as bytes.

    Args:
        summary: a dataclass of arrays, numbers, texts, None, and tuples, lists, mappings by
            text and dataclasses of such.

    Raises:
        TypeError: it holds something else.
    """
    arrays: Arrays = []
    shape = json.dumps(_taken_apart(summary, arrays)).encode()
    named = {f"array{place}": array for place, array in enumerate(arrays)}
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **{_SHAPE: np.frombuffer(shape, np.uint8)}, **named)
    return packed.getvalue()


def unpack(packed: bytes) -> Any:
    """The summary that these bytes were made of.

    Raises:
        ValueError: they name what is no dataclass of this package.
    """
    with np.load(io.BytesIO(packed), allow_pickle=False) as kept:
        shape = json.loads(kept[_SHAPE].tobytes())
        arrays = [kept[f"array{place}"] for place in range(len(kept.files) - 1)]
    return _put_together(shape, arrays)


def _taken_apart(value: Any, arrays: Arrays) -> Any:
    """A value as JSON, with its arrays put aside: a list of what it is and what it holds."""
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return ["array", len(arrays) - 1]
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        held = {one.name: getattr(value, one.name) for one in fields(value)}
        return [f"{kind.__module__}:{kind.__qualname__}", _taken_apart(held, arrays)]
    if isinstance(value, (tuple, list)):
        return [type(value).__name__, [_taken_apart(one, arrays) for one in value]]
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        return ["dict", {name: _taken_apart(one, arrays) for name, one in value.items()}]
    plain = value.item() if isinstance(value, np.generic) else value
    if plain is None or isinstance(plain, (bool, int, float, str)):
        return ["plain", plain]
    raise TypeError(f"{type(value).__name__} cannot be packed")


def _put_together(shape: Any, arrays: Arrays) -> Any:
    kind, held = shape
    if kind == "plain":
        return held
    if kind == "array":
        return arrays[held]
    if kind == "dict":
        return {name: _put_together(one, arrays) for name, one in held.items()}
    if kind in {"tuple", "list"}:
        parts = [_put_together(one, arrays) for one in held]
        return tuple(parts) if kind == "tuple" else parts
    return _ours(kind)(**_put_together(held, arrays))


def _ours(name: str) -> Any:
    """The dataclass of that name."""
    module, _, path = name.partition(":")
    if not module.startswith(_OURS):
        raise ValueError(f"{name} is not known here")
    kind = getattr(sys.modules.get(module) or import_module(module), path, None)
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise ValueError(f"{name} is not known here")
    return kind
