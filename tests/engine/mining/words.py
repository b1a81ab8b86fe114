"""Logs written as words: a case is a word, a step one of its letters."""

from __future__ import annotations

from collections.abc import Sequence

from pipeloop.engine.eventlog.log import EventLog
from tests.engine.logs import log_of


def words(cases: Sequence[str], *, letters: str = "ABCDEX", every_s: int = 60) -> EventLog:
    """A log in which case number i goes through the letters of `cases[i]`, one each minute."""
    return log_of(
        [
            (str(case), letter, place * every_s)
            for case, word in enumerate(cases)
            for place, letter in enumerate(word)
        ],
        cases=[str(case) for case in range(len(cases))],
        activities=letters,
    )
