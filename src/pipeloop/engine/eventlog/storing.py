"""A log in a folder, opened without reading it: its columns are mapped into memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from pipeloop.engine.eventlog.copying import compact
from pipeloop.engine.eventlog.log import EventLog, Integers, Labels
from pipeloop.engine.eventlog.string_array import StringArray

FORM = 1
_COLUMNS = ("activity", "time", "resource", "low", "high")


def save(log: EventLog, folder: Path) -> None:
    """Write a log, or a slice of one as a log of its own, into a folder.

    Args:
        folder: must not exist. A log is never written over: whoever refers to its folder
            refers to the next one only when that is complete.

    Raises:
        FileExistsError: the folder exists.
    """
    log = compact(log)
    folder.mkdir(parents=True)
    for name in _COLUMNS:
        _write(folder, name, getattr(log, name))
    _write(folder, "letters", log.case_ids.letters)
    _write(folder, "ends", log.case_ids.ends)
    if log.began is not None:
        _write(folder, "began", log.began)
    for place, labels in enumerate(log.labels.values()):
        _write(folder, f"label{place}", labels.codes)
    for place, values in enumerate(log.numbers.values()):
        _write(folder, f"number{place}", values)
    description = {
        "form": FORM,
        "start": log.start,
        "activities": log.activities,
        "resources": log.resources,
        "began": log.began is not None,
        "labels": [[name, labels.names] for name, labels in log.labels.items()],
        "numbers": list(log.numbers),
    }
    (folder / "log.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")


def open_log(folder: Path) -> EventLog:
    """The log in a folder.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it was written in another form.
    """
    description: dict[str, Any] = json.loads((folder / "log.json").read_text("utf-8"))
    if description["form"] != FORM:
        raise ValueError(f"form {description['form']}")
    columns = {name: _read(folder, name) for name in _COLUMNS}
    return EventLog(
        **columns,
        cases=np.arange(len(columns["low"]), dtype=np.int32),
        start=description["start"],
        activities=tuple(description["activities"]),
        resources=tuple(description["resources"]),
        case_ids=StringArray(_read(folder, "letters"), _read(folder, "ends")),
        began=_read(folder, "began") if description["began"] else None,
        labels={
            name: Labels(_read(folder, f"label{place}"), tuple(names))
            for place, (name, names) in enumerate(description["labels"])
        },
        numbers={
            name: _read(folder, f"number{place}")
            for place, name in enumerate(description["numbers"])
        },
    )


def _write(folder: Path, name: str, column: Integers) -> None:
    np.save(folder / f"{name}.npy", column, allow_pickle=False)


def _read(folder: Path, name: str) -> Integers:
    path = folder / f"{name}.npy"
    # A plain array on the mapped bytes: kernels take no subclass, and nothing can be mapped of 0.
    mapped = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(mapped) if mapped.size else np.load(path, allow_pickle=False)
