"""Reads the YAML of a process template strictly, and knows the place of each value."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Hashable, Iterable
from typing import Any

import yaml

from pipeloop.core.bilingual import Bilingual

MAX_BYTES = 1_000_000
# The width of the columns that hold codes.
MAX_CODE_LENGTH = 40

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class TemplateError(ValueError):
    """The description breaks its own rules; the message begins with the place."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}" if place else problem)
        self.place = place
        self.problem = problem


class _Loader(yaml.SafeLoader):
    """Plain data only. An alias can blow a page up to gigabytes; a second key hides the first."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            line = event.start_mark.line + 1
            raise TemplateError(f"line {line}", "anchors and aliases are not read")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _value in node.value:
            if key.value in seen:
                raise TemplateError(f"line {key.start_mark.line + 1}", f"{key.value!r} twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(text: str) -> dict[str, Any]:
    """Read one document whose top is a mapping.

    Raises:
        TemplateError: it is too long, or not YAML, or refers to its own parts.
    """
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise TemplateError("", f"longer than {MAX_BYTES:,} bytes")
    try:
        data = yaml.load(text, _Loader)  # noqa: S506 - a safe loader, made stricter
    except yaml.YAMLError as error:
        raise TemplateError("", f"not YAML: {error}") from None
    except (ValueError, TypeError, RecursionError) as error:
        if isinstance(error, TemplateError):
            raise
        raise TemplateError("", f"not to be read: {type(error).__name__}") from None
    if not isinstance(data, dict):
        raise TemplateError("", "names with values are expected")
    return data


class Node:
    """A value of the description and its place, such as `stages[2].steps[1].role`."""

    def __init__(self, value: Any, place: str = "") -> None:
        self.value = value
        self.place = place

    def error(self, problem: str) -> TemplateError:
        return TemplateError(self.place, problem)

    def at(self, name: str) -> Node:
        """The value of that name; of None where it is not given."""
        if not isinstance(self.value, dict):
            raise self.error("names with values are expected")
        place = f"{self.place}.{name}" if self.place else name
        return Node(self.value.get(name), place)

    def items(self) -> list[Node]:
        """The values of a list that may not be empty."""
        if not isinstance(self.value, list) or not self.value:
            raise self.error("a list is expected")
        return [Node(item, f"{self.place}[{i}]") for i, item in enumerate(self.value)]

    def optional_items(self) -> list[Node]:
        """The same, but the list may be empty or left out."""
        return [] if self.value in (None, []) else self.items()

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.error("a text is expected")
        return self.value

    def code(self, most: int = MAX_CODE_LENGTH) -> str:
        """A name for programs: latin letters, digits, underscores."""
        if not isinstance(self.value, str) or not _CODE.fullmatch(self.value):
            raise self.error("a code is expected: latin letters, digits and underscores")
        if len(self.value) > most:
            raise self.error(f"at most {most} characters")
        return self.value

    def bilingual(self) -> Bilingual:
        """A text in both languages."""
        if not isinstance(self.value, dict):
            raise self.error("a text in ru and en is expected")
        return Bilingual(ru=self.at("ru").text(), en=self.at("en").text())

    def number(self, least: float = 0) -> float:
        value = self.value
        usable = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not usable or not math.isfinite(value) or value < least:
            raise self.error(f"a number of at least {least:g} is expected")
        return float(value)

    def one_of(self, allowed: Collection[str], what: str) -> str:
        if not isinstance(self.value, str) or self.value not in allowed:
            raise self.error(f"no {what} {self.value!r}")
        return self.value

    def all_of(self, allowed: Collection[str], what: str) -> tuple[str, ...]:
        """References, no one twice; none where the list is left out."""
        nodes = self.optional_items()
        return require_unique(self.place, [node.one_of(allowed, what) for node in nodes])


def require_unique(place: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The codes, if none of them occurs twice.

    Raises:
        TemplateError: one does.
    """
    seen: dict[str, None] = {}
    for code in codes:
        if code in seen:
            raise TemplateError(place, f"{code!r} occurs twice")
        seen[code] = None
    return tuple(seen)
