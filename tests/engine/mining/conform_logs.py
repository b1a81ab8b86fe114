"""Logs written as words: a case is a word, a step one of its letters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeloop.engine.eventlog.building import MICROSECONDS, build
from pipeloop.engine.eventlog.log import EventLog
from pipeloop.engine.eventlog.texts import Texts


def words(cases: Sequence[str], *, letters: str = "ABCDEX", every_s: int = 60) -> EventLog:
    """A log in which case number i goes through the letters of `cases[i]`, one each minute."""
    steps = [(case, letters.index(letter)) for case, word in enumerate(cases) for letter in word]
    moment = [place * every_s * MICROSECONDS for word in cases for place in range(len(word))]
    return build(
        np.array([case for case, _step in steps], np.int64),
        np.array([step for _case, step in steps], np.int64),
        np.array(moment, np.int64),
        case_ids=Texts.of(str(case) for case in range(len(cases))),
        activities=letters,
    )
