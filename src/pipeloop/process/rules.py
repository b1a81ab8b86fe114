"""The small grammar of exit rules.

    rule      = [ "if" name op number ":" ] evidence [ test ]
    evidence  = kind ":" code          kind: field, doc, buyer, event, approval, count
    test      = "in" word { "," word } | op number
    op        = "=" | ">" | ">=" | "<" | "<="

`field:icp_fit in A,B` · `count:decision_group>=2` · `if cycle>15: doc:mutual_plan`
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

KINDS = ("field", "doc", "buyer", "event", "approval", "count")

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_CONDITION = re.compile(r"if\s+([a-z_]+)\s*(>=|<=|=|>|<)\s*([a-z_]+|\d+(?:\.\d+)?)\s*:\s*(.*)")
_EVIDENCE = re.compile(r"([a-z]+):([a-z][a-z0-9_]*)\s*(.*)")
_AMONG = re.compile(r"in\s+(\w+(?:\s*,\s*\w+)*)")
_COMPARED = re.compile(r"(>=|<=|=|>|<)\s*(\d+(?:\.\d+)?)")


class RuleError(ValueError):
    """A rule cannot be read.

    Args:
        position: where in the text, from 0.
        expected: what could have stood there.
    """

    def __init__(self, text: str, position: int, expected: str) -> None:
        super().__init__(f"{text!r}: at {position}, expected {expected}")
        self.position = position
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Among:
    """The value is one of these words."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return " in " + ",".join(self.words)


@dataclass(frozen=True, slots=True)
class Compared:
    """The number stands so to `number`."""

    op: str
    number: Decimal

    def __str__(self) -> str:
        return f"{self.op}{self.number}"


@dataclass(frozen=True, slots=True)
class Condition:
    """When the rule applies: a known number against a number, or another known number."""

    name: str
    op: str
    against: str

    def __str__(self) -> str:
        return f"if {self.name}{self.op}{self.against}: "


@dataclass(frozen=True, slots=True)
class Rule:
    """One exit criterion: evidence that must be there, and perhaps what it must say."""

    kind: str
    code: str
    test: Among | Compared | None = None
    condition: Condition | None = None

    @property
    def text(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return f"{self.condition or ''}{self.kind}:{self.code}{self.test or ''}"


class Facts(Protocol):
    """What a deal says of itself."""

    def value(self, kind: str, code: str) -> Any:
        """The value of a piece of evidence, or None."""

    def count(self, code: str) -> int | None:
        """How many there are, or None when nobody has counted."""

    def number(self, name: str) -> Decimal | None:
        """A number that conditions speak of: `cycle`, `discount`, `limit`."""


def parse(text: str) -> Rule:
    """Read a rule.

    Raises:
        RuleError: it does not follow the grammar.
    """
    rest, condition, start = text.strip(), None, 0
    if rest.startswith("if "):
        found = _CONDITION.fullmatch(rest)
        if found is None:
            raise RuleError(text, 0, "if <name><op><number>: <rule>")
        condition = Condition(found[1], found[2], found[3])
        rest, start = found[4], found.start(4)
    found = _EVIDENCE.fullmatch(rest)
    if found is None:
        raise RuleError(text, start, "<kind>:<code>")
    kind, code, tail = found.groups()
    if kind not in KINDS:
        raise RuleError(text, start, "one of " + ", ".join(KINDS))
    test = _test(text, kind, tail.strip(), start + found.start(3))
    return Rule(kind, code, test, condition)


def _test(text: str, kind: str, tail: str, position: int) -> Among | Compared | None:
    if not tail:
        if kind == "count":
            raise RuleError(text, position, "a comparison: a count must be compared")
        return None
    if kind not in ("field", "count"):
        raise RuleError(text, position, "the end: only fields and counts are tested")
    if kind == "field" and (among := _AMONG.fullmatch(tail)):
        return Among(tuple(word.strip() for word in among[1].split(",")))
    if compared := _COMPARED.fullmatch(tail):
        return Compared(compared[1], Decimal(compared[2]))
    raise RuleError(text, position, "in <words> or <op><number>")


def evaluate(rule: Rule, facts: Facts) -> bool | None:
    """Whether the rule holds; None when it does not apply.

    A condition whose number is not known does not apply: a deal without a discount has
    none to approve. A value is there when it is neither None nor an empty text: 0 counts.
    """
    if rule.condition is not None and not _applies(rule.condition, facts):
        return None
    if rule.kind == "count":
        counted = facts.count(rule.code)
        return counted is not None and _holds(rule.test, counted)
    value = facts.value(rule.kind, rule.code)
    return value not in (None, "") and _holds(rule.test, value)


def _applies(condition: Condition, facts: Facts) -> bool:
    left, right = facts.number(condition.name), _number(condition.against)
    if right is None:
        right = facts.number(condition.against)
    return left is not None and right is not None and _COMPARE[condition.op](left, right)


def _holds(test: Among | Compared | None, value: Any) -> bool:
    if test is None:
        return True
    if isinstance(test, Among):
        return str(value) in test.words
    number = _number(value)
    return number is not None and _COMPARE[test.op](number, test.number)


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
