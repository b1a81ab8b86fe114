"""The small grammar of exit rules.

    rule      = [ "if" name op ( number | name ) ":" ] evidence [ test ]
    evidence  = kind ":" code          kind: field, doc, buyer, event, approval, count
    test      = "in" word { "," word } | op number
    op        = "=" | ">" | ">=" | "<" | "<="
    name      = "cycle" | "discount" | "limit"

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
# A misspelt name would never have a value, so its gate would always be open.
NUMBERS = ("cycle", "discount", "limit")

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WORD = re.compile(r"[A-Za-z0-9_]+")
_OP = re.compile(r">=|<=|=|>|<")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_IF = re.compile(r"if\b")
_IN = re.compile(r"in\b")
_COLON = re.compile(":")
_COMMA = re.compile(",")


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
class OneOf:
    """The value is one of these words."""

    words: tuple[str, ...]

    def __str__(self) -> str:
        return " in " + ",".join(self.words)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The number stands so to `number`."""

    op: str
    number: Decimal

    def __str__(self) -> str:
        return f"{self.op}{self.number:f}"


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
    test: OneOf | Comparison | None = None
    condition: Condition | None = None

    @property
    def text(self) -> str:
        """The rule as it is written; `parse` reads it back to an equal one."""
        return str(self)

    @property
    def evidence(self) -> str:
        """The key of what it looks at: `doc:proposal`."""
        return f"{self.kind}:{self.code}"

    def __str__(self) -> str:
        return f"{self.condition or ''}{self.evidence}{self.test or ''}"


class Facts(Protocol):
    """What is known of a deal."""

    def value(self, kind: str, code: str) -> Any:
        """The value of a piece of evidence, or None."""

    def count(self, code: str) -> int | None:
        """How many there are, or None if they have not been counted."""

    def number(self, name: str) -> Decimal | None:
        """A number that conditions speak of, one of `NUMBERS`: days, percent, percent."""


class _Scanner:
    """Takes tokens from a rule's text, one after another."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._skip()

    def sees(self, token: re.Pattern[str]) -> bool:
        return token.match(self.text, self.at) is not None

    def take(self, token: re.Pattern[str], expected: str) -> str:
        match = token.match(self.text, self.at)
        if match is None:
            raise RuleError(self.text, self.at, expected)
        self.at = match.end()
        self._skip()
        return match[0]

    def take_one_of(self, token: re.Pattern[str], allowed: tuple[str, ...]) -> str:
        start, expected = self.at, "one of " + ", ".join(allowed)
        word = self.take(token, expected)
        if word not in allowed:
            raise RuleError(self.text, start, expected)
        return word

    def end(self, expected: str) -> None:
        if self.at < len(self.text):
            raise RuleError(self.text, self.at, expected)

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1


def parse(text: str) -> Rule:
    """Read a rule.

    Raises:
        RuleError: it does not follow the grammar.
    """
    scanner = _Scanner(text)
    condition = _condition(scanner) if scanner.sees(_IF) else None
    kind = scanner.take_one_of(_NAME, KINDS)
    scanner.take(_COLON, "a colon")
    code = scanner.take(_NAME, "a code")
    return Rule(kind, code, _test(scanner, kind), condition)


def _condition(scanner: _Scanner) -> Condition:
    scanner.take(_IF, "if")
    name = scanner.take_one_of(_NAME, NUMBERS)
    op = scanner.take(_OP, "a comparison")
    literal = scanner.sees(_NUMBER)
    against = scanner.take(_NUMBER, "a number") if literal else scanner.take_one_of(_NAME, NUMBERS)
    scanner.take(_COLON, "a colon")
    return Condition(name, op, against)


def _test(scanner: _Scanner, kind: str) -> OneOf | Comparison | None:
    test: OneOf | Comparison | None = None
    if kind == "field" and scanner.sees(_IN):
        scanner.take(_IN, "in")
        test = OneOf(_words(scanner))
    elif kind == "count" or (kind == "field" and scanner.sees(_OP)):
        op = scanner.take(_OP, "a comparison: a count must be compared")
        test = Comparison(op, Decimal(scanner.take(_NUMBER, "a number")))
    tested = kind == "field" and test is None
    scanner.end("the end, in <words> or <op><number>" if tested else "the end")
    return test


def _words(scanner: _Scanner) -> tuple[str, ...]:
    words = [scanner.take(_WORD, "a word")]
    while scanner.sees(_COMMA):
        scanner.take(_COMMA, "a comma")
        words.append(scanner.take(_WORD, "a word"))
    return tuple(words)


def evaluate(rule: Rule, facts: Facts) -> bool | None:
    """Whether the rule holds; None when it does not apply.

    A condition whose number is not known does not apply: a deal without a discount has
    none to approve, and where no limit is set there is nothing to exceed. Evidence is
    another matter: what is not known does not hold. A value is known if it is neither
    None nor an empty text, so 0 and False are values.
    """
    if rule.condition is not None and not _applies(rule.condition, facts):
        return None
    if rule.kind == "count":
        counted = facts.count(rule.code)
        return counted is not None and _holds(rule.test, counted)
    value = facts.value(rule.kind, rule.code)
    return value is not None and value != "" and _holds(rule.test, value)


def _applies(condition: Condition, facts: Facts) -> bool:
    left, right = facts.number(condition.name), _number(condition.against)
    if right is None:
        right = facts.number(condition.against)
    return left is not None and right is not None and _COMPARE[condition.op](left, right)


def _holds(test: OneOf | Comparison | None, value: Any) -> bool:
    if test is None:
        return True
    if isinstance(test, OneOf):
        return str(value) in test.words
    number = _number(value)
    return number is not None and _COMPARE[test.op](number, test.number)


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
