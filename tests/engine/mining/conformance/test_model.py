"""What a log can be held against."""

from __future__ import annotations

import pytest

from pipeloop.engine.mining.conformance.model import (
    NO_NORM,
    FlowStep,
    Model,
    discover_model,
    flow_model,
)
from pipeloop.engine.mining.discovery.dfg import discover_dfg
from tests.engine.mining.words import words


def allowed(model: Model) -> set[str]:
    """Pairs of letters, `^` for the start and `$` for the end."""
    rows, columns = (*model.steps, "^"), (*model.steps, "$")
    return {
        row + column
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
        if model.allowed[i, j]
    }


def needed(model: Model) -> dict[str, str]:
    """What each step, and the end, cannot do without."""
    return {
        name: "".join(step for step, expected in zip(model.steps, row, strict=True) if expected)
        for name, row in zip((*model.steps, "$"), model.needs, strict=True)
    }


def flow(*steps: str) -> Model:
    """`A?` is optional, `A+` repeats, `A<` goes back."""
    return flow_model(
        [FlowStep(s[0], optional="?" in s, repeats="+" in s, returns="<" in s) for s in steps]
    )


def test_a_flow_goes_on_to_the_next_step() -> None:
    assert allowed(flow("A", "B", "C")) == {"^A", "AB", "BC", "C$"}


def test_optional_steps_may_be_gone_over_also_at_both_ends() -> None:
    assert allowed(flow("A?", "B", "C?")) == {"^A", "^B", "AB", "BC", "B$", "C$"}


def test_a_flow_of_optional_steps_does_not_end_before_it_begins() -> None:
    assert allowed(flow("A?")) == {"^A", "A$"}


def test_a_step_may_repeat_or_go_back_where_that_is_said() -> None:
    assert allowed(flow("A", "B+", "C<")) == {"^A", "AB", "BB", "BC", "C$", "CA", "CB"}


def test_a_step_needs_all_before_it_that_are_not_optional() -> None:
    assert needed(flow("A", "B?", "C<", "D")) == {
        "A": "",
        "B": "A",
        "C": "A",
        "D": "AC",
        "$": "ACD",
    }


def test_the_end_of_a_flow_without_optional_steps_needs_all_of_them() -> None:
    assert needed(flow("A", "B")) == {"A": "", "B": "A", "$": "AB"}


def test_norms_are_kept_in_seconds() -> None:
    model = flow_model([FlowStep("A", norm_s=3600), FlowStep("B")])

    assert model.norm_s.tolist() == [3600, NO_NORM]


def test_two_steps_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        flow("A", "A")


def test_steps_are_found_by_name() -> None:
    assert flow("A", "B").codes(["B", "X", "A"]).tolist() == [1, -1, 0]


def test_all_moves_of_a_log_are_discovered_at_a_share_of_all() -> None:
    log = words(["ABC", "AC"], letters="ABC")

    model = discover_model(discover_dfg(log), log.activities, 1.0)

    assert allowed(model) == {"^A", "AB", "BC", "AC", "C$"}
    assert needed(model)["$"] == "AC"


def test_the_rarest_moves_are_the_first_to_go() -> None:
    log = words(["ABC"] * 8 + ["AC"] * 2, letters="ABC")

    model = discover_model(discover_dfg(log), log.activities, 0.9)

    assert allowed(model) == {"^A", "AB", "BC", "C$"}


def test_a_choice_is_not_needed_but_what_both_branches_pass_is() -> None:
    log = words(["ABD", "ACD"], letters="ABCD")

    assert needed(discover_model(discover_dfg(log), log.activities, 1.0))["$"] == "AD"


def test_a_step_that_no_way_leads_to_needs_nothing() -> None:
    log = words(["AB"], letters="ABC")

    assert needed(discover_model(discover_dfg(log), log.activities, 1.0))["C"] == ""


def test_nothing_is_allowed_by_an_empty_log_or_a_share_of_none() -> None:
    for log, share in ((words([]), 1.0), (words(["AB"]), 0.0)):
        assert allowed(discover_model(discover_dfg(log), log.activities, share)) == set()
