from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pipeloop.engine.eventlog import filtering
from pipeloop.engine.eventlog.filtering import Mask
from pipeloop.engine.eventlog.log import EventLog, Labels
from tests.engine.logs import START, listed, log_of

DAY = 86_400
LOG = replace(
    log_of([
        ("short", "lead", 0, "ann"), ("short", "won", DAY, "bob"),
        ("long", "lead", DAY, "ann"), ("long", "offer", 2 * DAY, "ann"),
        ("long", "lost", 9 * DAY, "ann"),
        ("open", "lead", 3 * DAY, "bob"),
    ], cases=("empty",)),
    labels={"source": Labels(np.array([0, 1, 2, 1], np.uint8), ("", "site", "call"))},
    numbers={"amount": np.array([np.nan, 100.0, 250.0, np.nan])},
)  # fmt: skip
STEP = {name: code for code, name in enumerate(LOG.activities)}
PERSON = {name: code for code, name in enumerate(LOG.resources)}


def names(log: EventLog, mask: Mask) -> set[str]:
    selected = log.select(mask)
    return {selected.case_id(case) for case in range(selected.case_count)}


def test_cases_are_chosen_by_their_arrival() -> None:
    assert names(LOG, filtering.starts_in(LOG, START + DAY, START + 3 * DAY)) == {"long"}


def test_cases_are_chosen_by_a_step_they_pass() -> None:
    assert names(LOG, filtering.has_step(LOG, [STEP["offer"], STEP["won"]])) == {"long", "short"}


def test_cases_are_chosen_by_who_worked_on_them() -> None:
    assert names(LOG, filtering.has_person(LOG, [PERSON["bob"]])) == {"short", "open"}


def test_cases_are_chosen_by_an_edge_of_the_map() -> None:
    assert names(LOG, filtering.has_edge(LOG, STEP["lead"], STEP["won"])) == {"short"}


def test_a_case_lasts_from_its_first_event_to_its_last() -> None:
    assert filtering.durations(LOG).tolist() == [0, DAY, 8 * DAY, 0]


def test_cases_are_chosen_by_their_attributes() -> None:
    assert names(LOG, filtering.has_label(LOG, "source", {"site"})) == {"short", "open"}
    assert names(LOG, filtering.has_number(LOG, "amount", 100, 200)) == {"short"}
    with pytest.raises(KeyError):
        filtering.has_label(LOG, "product", {"x"})


def test_a_choice_of_a_choice_asks_about_the_same_cases() -> None:
    by_ann = LOG.select(filtering.has_person(LOG, [PERSON["ann"]]))
    assert names(by_ann, filtering.has_label(by_ann, "source", {"site"})) == {"short"}


def test_a_period_cuts_cases_at_its_ends() -> None:
    cut = filtering.cut_to_period(LOG, START + DAY, START + 3 * DAY)
    assert listed(cut) == {
        "short": [("won", DAY, "bob")],
        "long": [("lead", DAY, "ann"), ("offer", 2 * DAY, "ann")],
    }
