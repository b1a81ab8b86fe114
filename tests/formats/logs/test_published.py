"""Published logs hold what their publishers say, in whichever form they come."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeloop.engine.eventlog.log import EventLog
from pipeloop.formats.logs import read_log
from tests.engine.logs import listed
from tests.engine.real import DATA, MARKS

pytestmark = MARKS


def sizes(path: Path) -> tuple[int, ...]:
    read = read_log(path)
    log = read.log
    assert not read.bad
    people = len(log.resources) - 1
    return log.case_count, log.event_count, len(log.activities), people


def words(log: EventLog) -> dict[str, dict[str, str]]:
    """Labels of each case by its name."""
    return {
        name: {log.case_id(n): labels.names[labels.codes[n]] for n in range(log.case_count)}
        for name, labels in log.labels.items()
    }


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("bpi2012/bpic2012.xes.gz", (13_087, 262_200, 24, 68)),
        ("receipt/receipt.xes.gz", (1_434, 8_577, 27, 48)),
        ("receipt/receipt.csv", (1_434, 8_577, 27, 48)),
        ("work_and_wait/interval_event_log.xes", (1_266, 8_109, 8, 0)),
        ("work_and_wait/interval_event_log.csv", (1_266, 8_109, 8, 0)),
    ],
)
def test_a_published_log_is_as_large_as_published(name: str, wanted: tuple[int, ...]) -> None:
    assert sizes(DATA / name) == wanted


@pytest.mark.parametrize(
    "names",
    [
        ("receipt/receipt.csv", "receipt/receipt.xes.gz"),
        ("work_and_wait/interval_event_log.csv", "work_and_wait/interval_event_log.xes"),
    ],
)
def test_a_log_is_the_same_in_csv_and_in_xes(names: tuple[str, str]) -> None:
    one, other = (read_log(DATA / name).log for name in names)
    assert listed(one) == listed(other)
    assert words(one) == words(other)


def test_amounts_asked_for_and_work_begun_are_read_from_the_loans_of_2012() -> None:
    log = read_log(DATA / "bpi2012/bpic2012.xes.gz").log
    assert log.numbers["AMOUNT_REQ"].max() == 99_999
    assert log.began is not None
    assert (log.began >= 0).sum() > 50_000
