from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from pipeloop.engine.eventlog.copying import compact, only_steps
from pipeloop.engine.eventlog.log import Labels
from pipeloop.engine.eventlog.storing import open_log, save
from tests.engine.logs import Row, listed, log_of, named, rows

ROWS = [("a", "A", 0, "x"), ("b", "A", 1, "y"), ("a", "B", 2, ""), ("c", "C", 3, "x")]


def with_attributes():
    return replace(
        log_of(ROWS),
        labels={"источник": Labels(np.array([1, 0, 2], np.uint8), ("", "сайт", "звонок"))},
        numbers={"amount": np.array([10.0, np.nan, 30.0])},
    )


def test_a_log_is_opened_as_it_was_saved(tmp_path: Path) -> None:
    save(with_attributes(), tmp_path / "one")
    log = open_log(tmp_path / "one")
    assert listed(log) == listed(log_of(ROWS))
    assert log.labels["источник"].names == ("", "сайт", "звонок")
    assert log.labels["источник"].codes.tolist() == [1, 0, 2]
    assert log.numbers["amount"].tolist()[::2] == [10.0, 30.0]


def test_a_slice_is_saved_as_a_log_of_its_own(tmp_path: Path) -> None:
    save(with_attributes().select(np.array([2, 0])), tmp_path / "slice")
    log = open_log(tmp_path / "slice")
    assert list(log.case_ids) == ["c", "a"]
    assert log.labels["источник"].codes.tolist() == [2, 1]
    assert log.event_count == len(log.activity) == 3


def test_a_log_is_never_written_over(tmp_path: Path) -> None:
    save(log_of(ROWS), tmp_path / "one")
    with pytest.raises(FileExistsError):
        save(log_of(ROWS), tmp_path / "one")


def test_an_empty_log_can_be_saved(tmp_path: Path) -> None:
    save(log_of([]), tmp_path / "none")
    assert open_log(tmp_path / "none").event_count == 0


def test_a_log_of_another_form_is_refused(tmp_path: Path) -> None:
    save(log_of(ROWS), tmp_path / "one")
    description = tmp_path / "one" / "log.json"
    description.write_text(
        description.read_text(encoding="utf-8").replace('"form": 1', '"form": 2')
    )
    with pytest.raises(ValueError, match="form 2"):
        open_log(tmp_path / "one")


@given(rows())
@settings(max_examples=30)
def test_putting_a_slice_together_loses_nothing(events: list[Row]) -> None:
    log = named(events)
    part = log.select(np.arange(0, log.case_count, 2))
    assert listed(compact(part)) == listed(part)


def test_only_some_steps_are_kept_in_their_order() -> None:
    log = log_of([("a", "A", 0), ("a", "B", 1), ("a", "A", 2), ("b", "B", 3)])
    filtered = only_steps(log, np.array([True, False]))
    assert listed(filtered) == {"a": [("A", 0, ""), ("A", 2, "")]}
