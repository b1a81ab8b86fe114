"""The grammar of exit rules, and what holds by it."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.process.domain.rules import (
    KINDS,
    NUMBERS,
    Comparison,
    Condition,
    OneOf,
    Rule,
    RuleError,
    evaluate,
    parse,
)

OPS = ("=", ">", ">=", "<", "<=")

codes = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
words = st.from_regex(r"[A-Za-z0-9_]{1,10}", fullmatch=True)
numbers = st.decimals(min_value=0, max_value=10**9, places=2)
comparisons = st.builds(Comparison, st.sampled_from(OPS), numbers)
lists = st.builds(OneOf, st.lists(words, min_size=1, max_size=4).map(tuple))
conditions = st.none() | st.builds(
    Condition,
    st.sampled_from(NUMBERS),
    st.sampled_from(OPS),
    st.sampled_from(NUMBERS) | numbers.map(lambda number: f"{number:f}"),
)
proofs = st.sampled_from([kind for kind in KINDS if kind not in ("field", "count")])
rules = st.one_of(
    st.builds(Rule, st.just("field"), codes, st.none() | lists | comparisons, conditions),
    st.builds(Rule, st.just("count"), codes, comparisons, conditions),
    st.builds(Rule, proofs, codes, st.none(), conditions),
)


@dataclass
class Known:
    """Facts given by hand."""

    values: dict[str, Any] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, Decimal] = field(default_factory=dict)

    def value(self, kind: str, code: str) -> Any:
        return self.values.get(f"{kind}:{code}")

    def count(self, code: str) -> int | None:
        return self.counts.get(code)

    def number(self, name: str) -> Decimal | None:
        return self.numbers.get(name)


def holds(text: str, **facts: Any) -> bool | None:
    return evaluate(parse(text), Known(**facts))


@given(rules)
def test_a_rule_that_is_written_reads_back_the_same(rule: Rule) -> None:
    assert parse(str(rule)) == rule


def test_a_large_number_is_written_in_full() -> None:
    assert str(Rule("count", "contacts", Comparison(">", Decimal("1E+3")))) == "count:contacts>1000"


@given(rules)
def test_spaces_between_the_parts_change_nothing(rule: Rule) -> None:
    spread = str(rule).replace(",", " , ").replace(":", " : ").replace(">=", " >= ")
    assert parse(f"  {spread}  ") == rule


@given(st.text(alphabet="ifnecoldbuyrvtap:=<>,. 0123xAB_", max_size=40))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    try:
        rule = parse(text)
    except RuleError as error:
        refused = error
    else:
        assert parse(str(rule)) == rule
        return
    assert 0 <= refused.position <= len(text)
    assert refused.expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("doc:proposal", Rule("doc", "proposal")),
        ("field:icp_fit in A,B", Rule("field", "icp_fit", OneOf(("A", "B")))),
        ("field:concerns_open=0", Rule("field", "concerns_open", Comparison("=", Decimal(0)))),
        ("count:contacts>=4", Rule("count", "contacts", Comparison(">=", Decimal(4)))),
        ("field:inn", Rule("field", "inn")),
        (
            "if discount>limit: approval:owner",
            Rule("approval", "owner", None, Condition("discount", ">", "limit")),
        ),
    ],
)
def test_a_rule_is_read(text: str, rule: Rule) -> None:
    assert parse(text) == rule
    assert rule.text == text


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "one of field, doc"),
        ("note:x", 0, "one of field, doc"),
        ("  note:x", 2, "one of field, doc"),
        ("fieldx", 0, "one of field, doc"),
        ("field", 5, "a colon"),
        ("field:", 6, "a code"),
        ("field:Need", 6, "a code"),
        ("field:need now", 11, "the end, in <words>"),
        ("field:fit in", 12, "a word"),
        ("field:fit in A,", 15, "a word"),
        ("field:fit in A B", 15, "the end"),
        ("field:x=many", 8, "a number"),
        ("field:x=٣", 8, "a number"),
        ("doc:x=1", 5, "the end"),
        ("count:x", 7, "a comparison"),
        ("count:x in A", 8, "a comparison"),
        ("if cycle>15 doc:x", 12, "a colon"),
        ("if cycle: doc:x", 8, "a comparison"),
        ("if cicle>15: doc:x", 3, "one of cycle, discount, limit"),
        ("if cycle>weeks: doc:x", 9, "one of cycle, discount, limit"),
        ("if cycle>15: if cycle>20: doc:x", 13, "one of field, doc"),
    ],
)
def test_a_refusal_says_where_and_what_was_expected(
    text: str, position: int, expected: str
) -> None:
    with pytest.raises(RuleError) as refused:
        parse(text)
    assert refused.value.position == position
    assert refused.value.expected.startswith(expected)


@pytest.mark.parametrize("given_value", [0, False, "0", "no", Decimal(0), {"on": "2026-11-24"}])
def test_a_given_value_is_there_even_when_it_is_zero(given_value: Any) -> None:
    assert holds("field:x", values={"field:x": given_value}) is True


@pytest.mark.parametrize("empty", [None, ""])
def test_nothing_and_an_empty_text_are_not_there(empty: Any) -> None:
    assert holds("field:x", values={"field:x": empty}) is False


def test_evidence_of_one_kind_is_not_evidence_of_another() -> None:
    assert holds("doc:plan", values={"field:plan": "here"}) is False


@pytest.mark.parametrize(
    ("fit", "verdict"), [("A", True), ("B", True), ("C", False), (None, False)]
)
def test_a_value_must_be_among_the_words(fit: str | None, verdict: bool) -> None:
    assert holds("field:icp_fit in A,B", values={"field:icp_fit": fit}) is verdict


@pytest.mark.parametrize(
    ("text", "value", "verdict"),
    [
        ("field:x>=9", "10", True),
        ("field:x<9", "10", False),
        ("field:x=0", "0.00", True),
        ("field:x=0", 0, True),
        ("field:x>=0.3", 0.3, True),
        ("field:x>=0", "many", False),
        ("field:x>=0", "NaN", False),
        ("field:x>=0", "Infinity", False),
        ("field:x=0", None, False),
    ],
)
def test_numbers_compare_as_numbers_and_not_as_texts(text: str, value: Any, verdict: bool) -> None:
    assert holds(text, values={"field:x": value}) is verdict


@pytest.mark.parametrize(("counted", "verdict"), [(1, False), (2, True), (12, True), (None, False)])
def test_a_count_that_nobody_made_does_not_hold(counted: int | None, verdict: bool) -> None:
    counts = {} if counted is None else {"decision_group": counted}
    assert holds("count:decision_group>=2", counts=counts) is verdict


def test_a_count_of_zero_is_a_count() -> None:
    assert holds("count:open_milestones=0", counts={"open_milestones": 0}) is True


LONG = "if cycle>15: doc:mutual_plan"
DISCOUNT = "if discount>limit: approval:head_of_sales"


def test_a_rule_applies_when_its_condition_holds() -> None:
    assert holds(LONG, numbers={"cycle": Decimal(16)}) is False
    facts = {"doc:mutual_plan": {"note": "7"}}
    assert holds(LONG, numbers={"cycle": Decimal(16)}, values=facts) is True


def test_a_rule_does_not_apply_when_its_condition_does_not_hold() -> None:
    assert holds(LONG, numbers={"cycle": Decimal(15)}) is None


@pytest.mark.parametrize(
    "facts",
    [{}, {"discount": Decimal(20)}, {"limit": Decimal(10)}],
    ids=["both", "limit", "discount"],
)
def test_a_rule_does_not_apply_where_its_condition_is_not_known(facts: dict[str, Decimal]) -> None:
    assert holds(DISCOUNT, numbers=facts) is None


def test_two_known_numbers_are_compared_with_each_other() -> None:
    assert holds(DISCOUNT, numbers={"discount": Decimal("10.5"), "limit": Decimal(10)}) is False
    assert holds(DISCOUNT, numbers={"discount": Decimal(9), "limit": Decimal(10)}) is None
