"""Cases cut where they first came to a step."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.prefixes import prefixes
from tests.engine.mining.words import words


def paths(log: EventLog) -> dict[str, str]:
    return {log.case_id(case): "".join(log.path(case)) for case in range(log.case_count)}


def test_a_case_is_cut_after_its_first_event_of_the_step() -> None:
    log = words(["ABAB", "CAB", "B", "AC", ""])

    assert paths(prefixes(log, 1)) == {"0": "AB", "1": "CAB", "2": "B"}


def test_no_event_is_copied() -> None:
    log = words(["ABC"])

    assert prefixes(log, 1).activity is log.activity


def test_a_slice_keeps_its_own_cases() -> None:
    log = words(["AB", "BA", "CB"]).select(np.array([2, 0]))

    assert paths(prefixes(log, 1)) == {"2": "CB", "0": "AB"}


@given(st.lists(st.text("ABC", max_size=6), max_size=8))
def test_a_prefix_is_what_the_path_begins_with(cases: list[str]) -> None:
    expected = {
        str(case): word[: word.index("B") + 1] for case, word in enumerate(cases) if "B" in word
    }
    assert paths(prefixes(words(cases), 1)) == expected
