"""A log kept in a folder, and opened without reading it: its columns are mapped into memory."""

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
    """Keep a log, or a slice of one as a log of its own.

    Args:
        folder: must not exist. A log is never written over: whoever names its folder
            names the next one only when that is whole.

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
    told = {
        "form": FORM,
        "start": log.start,
        "activities": log.activities,
        "resources": log.resources,
        "began": log.began is not None,
        "labels": [[name, labels.names] for name, labels in log.labels.items()],
        "numbers": list(log.numbers),
    }
    (folder / "log.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def open_log(folder: Path) -> EventLog:
    """The log kept in a folder.

    Raises:
        FileNotFoundError: there is none.
        ValueError: it was kept in a form not known here.
    """
    told: dict[str, Any] = json.loads((folder / "log.json").read_text(encoding="utf-8"))
    if told["form"] != FORM:
        raise ValueError(f"form {told['form']}")
    columns = {name: _read(folder, name) for name in _COLUMNS}
    return EventLog(
        **columns,
        cases=np.arange(len(columns["low"]), dtype=np.int32),
        start=told["start"],
        activities=tuple(told["activities"]),
        resources=tuple(told["resources"]),
        case_ids=StringArray(_read(folder, "letters"), _read(folder, "ends")),
        began=_read(folder, "began") if told["began"] else None,
        labels={
            name: Labels(_read(folder, f"label{place}"), tuple(names))
            for place, (name, names) in enumerate(told["labels"])
        },
        numbers={
            name: _read(folder, f"number{place}") for place, name in enumerate(told["numbers"])
        },
    )


def _write(folder: Path, name: str, column: Integers) -> None:
    np.save(folder / f"{name}.npy", column, allow_pickle=False)


def _read(folder: Path, name: str) -> Integers:
    path = folder / f"{name}.npy"
    # A plain array on the mapped bytes: kernels take no subclass, and nothing can be mapped of 0.
    kept = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(kept) if kept.size else np.load(path, allow_pickle=False)
