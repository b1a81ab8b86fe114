"""Cases held against a process."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.mining.conformance.deviations import (
    Conformance,
    Deviation,
    Kind,
    Outcome,
    conformance,
    showing,
)
from pipeloop.engine.mining.conformance.model import FlowStep, Model, discover_model, flow_model
from pipeloop.engine.mining.discovery.dfg import discover_dfg
from tests.engine.mining.words import words

# A, then B if wanted, then C, from which one may go back; then D.
FLOW = flow_model(
    [FlowStep("A"), FlowStep("B", optional=True), FlowStep("C", returns=True), FlowStep("D")],
)


def deviations_of(
    *cases: str, model: Model = FLOW, outcome: list[Outcome] | None = None
) -> set[str]:
    """What is said to be wrong, in short."""
    codes = None if outcome is None else np.array(outcome, np.uint8)
    return {short(deviation) for deviation in conformance(words(cases), model, codes)[0].top()}


def short(deviation: Deviation) -> str:
    if deviation.kind == Kind.OUT_OF_ORDER:
        return f"{deviation.after or '^'}{deviation.step or '$'} x{deviation.cases}"
    return f"{deviation.kind.name} {deviation.step} x{deviation.cases}"


@pytest.mark.parametrize("case", ["ABCD", "ACD", "ABCACD", "ACBCD"])
def test_a_case_that_follows_the_process_has_nothing_wrong(case: str) -> None:
    assert deviations_of(case) == set()


@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        ("ABD", {"MISSING C x1"}),
        ("D", {"MISSING A x1", "MISSING C x1"}),
        ("AXCD", {"EXTRA X x1"}),
        ("AXXCXD", {"EXTRA X x1"}),
        # C comes late, but it comes: it is not missing.
        ("ADC", {"AD x1", "DC x1", "C$ x1"}),
        ("AACD", {"AA x1"}),
        ("AC", {"MISSING D x1"}),
        # To skip C once is a missing step, to go back from D is a wrong order.
        ("ADAD", {"MISSING C x1", "DA x1"}),
        ("X", {"EXTRA X x1", "MISSING A x1", "MISSING C x1", "MISSING D x1"}),
        # Going on from B is allowed, also where A is missing.
        ("BCD", {"MISSING A x1"}),
        ("BCBCD", {"MISSING A x1"}),
        ("BCDB", {"MISSING A x1", "DB x1", "B$ x1"}),
    ],
)
def test_each_deviation_is_counted_once(case: str, wrong: set[str]) -> None:
    assert deviations_of(case) == wrong


def test_an_open_deal_is_not_asked_for_what_may_still_come() -> None:
    assert deviations_of("AC", outcome=[Outcome.OPEN]) == set()
    assert deviations_of("AC", outcome=[Outcome.WON]) == {"MISSING D x1"}


def test_a_lost_deal_may_end_anywhere_only_where_that_is_said() -> None:
    strict = flow_model([FlowStep("A"), FlowStep("B")], lost_anywhere=False)

    assert deviations_of("AC", outcome=[Outcome.LOST]) == set()
    assert deviations_of("A", outcome=[Outcome.LOST], model=strict) == {"MISSING B x1"}


def test_a_norm_is_passed_by_a_stay_longer_than_it() -> None:
    log = words(["AB", "AXB"], letters="ABX", every_s=60)

    def late(norm_s: int) -> list[str]:
        model = flow_model([FlowStep("A", norm_s=norm_s), FlowStep("B", norm_s=1)])
        return [short(d) for d in conformance(log, model)[0].top() if d.kind == Kind.LATE]

    assert late(59) == ["LATE A x2"]
    assert late(60) == []


def test_every_case_has_a_mask_of_what_is_wrong_with_it() -> None:
    _summary, kinds = conformance(words(["ACD", "AXD", "", "CAD", "DA"]), FLOW)

    assert kinds.tolist() == [
        0,
        Kind.EXTRA | Kind.MISSING,
        0,
        Kind.OUT_OF_ORDER,
        Kind.MISSING | Kind.OUT_OF_ORDER,
    ]


def test_steps_count_the_cases_that_deviate_there() -> None:
    summary, _kinds = conformance(words(["ACD", "AD", "ADC", "XD"], letters="ABCDX"), FLOW)

    assert summary.by_step(Kind.MISSING).tolist() == [1, 0, 2, 0]
    assert summary.by_step(Kind.OUT_OF_ORDER).tolist() == [0, 0, 1, 1]
    assert summary.extra().tolist() == [0, 0, 0, 0, 1]


def test_the_share_that_follows_counts_cases_with_events() -> None:
    summary, _kinds = conformance(words(["ACD", "ACD", "AD", "", "AXCD"]), FLOW)

    assert summary.following == (2, 4)
    assert summary.having(Kind.MISSING) == (1, 4)
    assert summary.having(Kind.MISSING | Kind.EXTRA) == (2, 4)


def test_win_rates_are_of_closed_deals_that_follow_and_that_do_not() -> None:
    cases = ["ACD"] * 4 + ["AD"] * 5
    won, lost, still_open = Outcome.WON, Outcome.LOST, Outcome.OPEN
    outcome = np.array([won, won, won, lost, won, lost, lost, lost, still_open], np.uint8)

    summary, _kinds = conformance(words(cases), FLOW, outcome)

    assert summary.following_won == (3, 4)
    assert summary.deviating_won == (1, 4)
    (missing,) = summary.top()
    assert missing.cases == 5
    assert summary.showing_won(missing.number) == ((1, 4), (3, 4))
    assert summary.showing_won(missing.number + 1) == ((0, 0), (4, 8))
    assert [round(end, 3) for end in summary.following_won.interval] == [0.301, 0.954]


def test_the_most_frequent_deviation_comes_first() -> None:
    summary, _kinds = conformance(words(["AXCD", "AXCD", "AD"]), FLOW)

    assert [short(deviation) for deviation in summary.top()] == ["EXTRA X x2", "MISSING C x1"]


def test_the_deals_behind_a_deviation_are_shown() -> None:
    log = words(["ACD", "AD", "DAC", "AXD"]).select(np.array([3, 2, 1, 0]))

    shown = {
        short(deviation): showing(log, FLOW, deviation.number).tolist()
        for deviation in conformance(log, FLOW)[0].top()
    }

    assert shown == {
        "MISSING C x2": [True, False, True, False],
        "EXTRA X x1": [True, False, False, False],
        "^D x1": [False, True, False, False],
        "DA x1": [False, True, False, False],
        "C$ x1": [False, True, False, False],
    }


def test_a_process_of_more_than_64_steps_is_checked_to_its_end() -> None:
    names = [chr(0x400 + place) for place in range(70)]
    log = words(["".join(names), "".join(names[:66] + names[67:])], letters="".join(names))

    (missing,) = conformance(log, flow_model([FlowStep(name) for name in names]))[0].top()

    assert (missing.step, missing.cases) == (names[66], 1)


def test_a_log_without_cases_has_neither_fitting_cases_nor_deviations() -> None:
    summary, kinds = conformance(words([]), FLOW)

    assert (summary.following, summary.top(), len(kinds)) == ((0, 0), [], 0)


cases_of = st.lists(st.text("ABCDX", max_size=9), max_size=12)


def tables(summary: Conformance) -> list[Any]:
    parts = (summary.masks, summary.number, summary.count)
    return [part.tolist() for part in parts]


@given(cases_of, st.integers(1, 3))
def test_the_parts_of_a_log_add_up_to_the_whole(cases: list[str], every: int) -> None:
    log = words(cases)
    outcome = np.arange(len(cases), dtype=np.uint8) % 4
    parts = [log.select(np.arange(part, len(cases), every)) for part in range(every)]

    merged = reduce(add, (conformance(part, FLOW, outcome)[0] for part in parts))

    assert tables(merged) == tables(conformance(log, FLOW, outcome)[0])


@given(cases_of)
def test_a_log_follows_what_is_discovered_from_all_its_moves(cases: list[str]) -> None:
    log = words(cases)
    model = discover_model(discover_dfg(log), log.activities, 1.0)

    assert conformance(log, model)[0].top() == []


@given(cases_of)
def test_a_case_has_a_kind_wrong_when_it_shows_such_a_deviation(cases: list[str]) -> None:
    log = words(cases)
    summary, kinds = conformance(log, FLOW)

    masks = np.zeros(len(cases), np.uint8)
    for deviation in summary.top():
        shown = showing(log, FLOW, deviation.number)
        assert shown.sum() == deviation.cases
        masks[shown] |= np.uint8(deviation.kind)

    assert kinds.tolist() == masks.tolist()


def deviations(
    case: str, model: Model, outcome: Outcome
) -> set[tuple[Kind, str | None, str | None]]:
    """What is wrong with a case, as the words of `conformance` say it."""
    code = {step: place for place, step in enumerate(model.steps)}
    end = len(model.steps)
    needs = [{*np.flatnonzero(row).tolist()} for row in model.needs]
    known = [code[step] for step in case if step in code]
    ended = outcome in (Outcome.WON, Outcome.ENDED)
    ended = bool(case) and (ended or (outcome == Outcome.LOST and not model.lost_anywhere))
    reached = known + [end] * ended
    missing = set().union(*(needs[step] for step in reached)) - {*known}
    wrong = {
        (before, step)
        for before, step in zip([end, *known], reached, strict=False)
        if not model.allowed[before, step]
        and not (needs[step] - (needs[before] if before < end else set())) & missing
    }
    names = (*model.steps, None)
    return (
        {(Kind.MISSING, names[step], None) for step in missing}
        | {(Kind.EXTRA, step, None) for step in case if step not in code}
        | {(Kind.OUT_OF_ORDER, names[step], names[before]) for before, step in wrong}
    )


@given(cases_of, st.text("ABC", max_size=4), st.floats(0.3, 1), st.booleans())
def test_every_case_deviates_as_the_definition_says(
    cases: list[str], model_of: str, share: float, lost_anywhere: bool
) -> None:
    learnt = words([model_of, "ABD", "ACD"], letters="ABCD")
    model = discover_model(discover_dfg(learnt), learnt.activities, share)
    model = replace(model, lost_anywhere=lost_anywhere)
    outcome = np.arange(len(cases), dtype=np.uint8) % 4
    log = words(cases)

    by_case: list[set[Any]] = [set() for _case in cases]
    for deviation in conformance(log, model, outcome)[0].top():
        for case in np.flatnonzero(showing(log, model, deviation.number, outcome)):
            by_case[case].add((deviation.kind, deviation.step, deviation.after))

    for case, word in enumerate(cases):
        assert by_case[case] == deviations(word, model, Outcome(int(outcome[case])))
