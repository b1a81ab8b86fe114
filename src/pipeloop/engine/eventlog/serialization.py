"""A summary as bytes, and back: how it travels from one machine to another.

No pickle: bytes from elsewhere can hold numbers and names, and no program.
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

# Only dataclasses of this package are made from bytes from elsewhere.
_PACKAGE = "pipeloop."
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
    shape = json.dumps(_to_shape(summary, arrays)).encode()
    named = {f"array{place}": array for place, array in enumerate(arrays)}
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **{_SHAPE: np.frombuffer(shape, np.uint8)}, **named)
    return packed.getvalue()


def unpack(packed: bytes) -> Any:
    """The summary that these bytes were made of.

    Raises:
        ValueError: they name what is no dataclass of this package.
    """
    with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
        shape = json.loads(archive[_SHAPE].tobytes())
        arrays = [archive[f"array{place}"] for place in range(len(archive.files) - 1)]
    return _from_shape(shape, arrays)


def _to_shape(value: Any, arrays: Arrays) -> Any:
    """A value as JSON, its arrays put aside: a list of its kind and its content."""
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return ["array", len(arrays) - 1]
    if is_dataclass(value) and not isinstance(value, type):
        kind = type(value)
        content = {field.name: getattr(value, field.name) for field in fields(value)}
        return [f"{kind.__module__}:{kind.__qualname__}", _to_shape(content, arrays)]
    if isinstance(value, (tuple, list)):
        return [type(value).__name__, [_to_shape(item, arrays) for item in value]]
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        return ["dict", {name: _to_shape(item, arrays) for name, item in value.items()}]
    plain = value.item() if isinstance(value, np.generic) else value
    if plain is None or isinstance(plain, (bool, int, float, str)):
        return ["plain", plain]
    raise TypeError(f"{type(value).__name__} cannot be packed")


def _from_shape(shape: Any, arrays: Arrays) -> Any:
    kind, content = shape
    if kind == "plain":
        return content
    if kind == "array":
        return arrays[content]
    if kind == "dict":
        return {name: _from_shape(item, arrays) for name, item in content.items()}
    if kind in {"tuple", "list"}:
        items = [_from_shape(item, arrays) for item in content]
        return tuple(items) if kind == "tuple" else items
    return _dataclass(kind)(**_from_shape(content, arrays))


def _dataclass(name: str) -> Any:
    """The dataclass of this package of that name."""
    module, _, path = name.partition(":")
    if not module.startswith(_PACKAGE):
        raise ValueError(f"{name} is not known here")
    kind = getattr(sys.modules.get(module) or import_module(module), path, None)
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise ValueError(f"{name} is not known here")
    return kind
