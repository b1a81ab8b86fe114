"""Files that other systems' histories come in, recognised by their columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.reconstruction import weave
from pipeloop.exchange.connectors.records import Record, compact, shelf
from pipeloop.exchange.connectors.rows import History, Told
from pipeloop.exchange.connectors.systems import Form, Line, System
from pipeloop.exchange.words import FILE_PROBLEMS, MAX_BYTES
from pipeloop.formats.columns import DEAL_TARGETS, guess_columns
from pipeloop.formats.errors import FormatError
from pipeloop.formats.opening import open_table

# Where lists of things stand in the answers of the systems that are known.
_LISTS = (
    "result",
    "items",
    "_embedded",
    "events",
    "leads",
    "pipelines",
    "data",
    "results",
    "records",
)
_DEPTH = 4


def read_files(files: Sequence[tuple[str, Path]]) -> tuple[System, History]:
    """A history from one or several files of one system: changes, names of stages, deals.

    Args:
        files: what each is called, for messages, and where it is.

    Raises:
        Refused: a file is not recognised, holds one row a deal, the files are of different
            systems, or no change of stage is in them.
    """
    found: list[tuple[System, list[Record]]] = [_read(name, path) for name, path in files]
    systems = {system.code for system, _records in found}
    if len(systems) != 1:
        raise Refused("several_systems", _("Give the files of one system at a time."), field="file")
    system = SYSTEMS[systems.pop()]
    told = system.read(shelf(record for _system, records in found for record in records))
    _check_moves(told)
    return system, weave(told)


def _check_moves(told: Told) -> None:
    if not any(move.stage for move in told.moves):
        words = _(
            "There is not one change of stage in these files. Export the history of stages, with "
            "the property or field that holds the stage under its own name."
        )
        raise Refused("no_changes", words, field="file")


def _read(name: str, path: Path) -> tuple[System, list[Record]]:
    with path.open("rb") as file:
        head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"{", b"[")):
        return _from_json(name, path)
    try:
        table = open_table(path, max_bytes=MAX_BYTES)
        header = [compact(column) for column in table.header]
        lines = (dict(zip(header, row.cells, strict=True)) for row in table.rows())
        return _by_form(name, header, lines, _as_deals(table.header))
    except FormatError as error:
        raise Refused(error.code, f"{name}: {FILE_PROBLEMS[error.code]}", field="file") from None


def _as_deals(header: Sequence[str]) -> dict[str, int]:
    """What the columns would be if one row were one deal."""
    return guess_columns(header, [], DEAL_TARGETS)


def _by_form(
    name: str, header: Sequence[str], lines: Iterable[Line], deals: Mapping[str, int]
) -> tuple[System, list[Record]]:
    best = _form(header)
    if best is None:
        raise _unknown(name, loses={"external_id", "stage"} <= deals.keys())
    system, form = best
    return system, [record for line in lines for record in form.read(line)]


def _form(header: Iterable[str]) -> tuple[System, Form] | None:
    """The form that knows most of the columns."""
    names = frozenset(header)
    fitting = [
        (system, form)
        for system in SYSTEMS.values()
        for form in system.forms
        if form.needed <= names
    ]
    return max(fitting, key=lambda pair: len(pair[1].needed), default=None)


def _unknown(name: str, *, loses: bool) -> Refused:
    if loses:
        words = _(
            "%(name)s: one row here is one deal as it stands now; by what stages it went, and "
            "when, is lost in such a file. Connect the system by a token, which brings the whole "
            "history, or load the file under “Import” for what it holds."
        )
        return Refused("no_history", words % {"name": name}, field="file")
    words = _("%(name)s: these columns are not those of a history that is known here.")
    return Refused("unknown_file", words % {"name": name}, field="file")


def _from_json(name: str, path: Path) -> tuple[System, list[Record]]:
    if path.stat().st_size > MAX_BYTES:
        raise Refused("too_large", f"{name}: {FILE_PROBLEMS['too_large']}", field="file")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        words = _("%(name)s is damaged: its JSON does not end as it should.")
        raise Refused("not_json", words % {"name": name}, field="file") from None
    items = list(_items(content, _DEPTH))
    for system in SYSTEMS.values():
        records = [record for item in items for record in system.items(item)]
        if records:
            return system, records
    names = {compact(column) for item in items[:1] for column in item}
    lines = ({compact(column): cell for column, cell in item.items()} for item in items)
    return _by_form(name, sorted(names), lines, {})


def _items(content: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Things of a list, however deep in answers it lies."""
    if isinstance(content, list):
        for item in content:
            yield from _items(item, depth - 1) if _is_answer(item, depth) else _one(item)
    elif _is_answer(content, depth):
        for inner in (content[each] for each in _LISTS if each in content):
            yield from _items(inner, depth - 1)
    else:
        yield from _one(content)


def _is_answer(item: Any, depth: int) -> bool:
    """Whether something is not a thing but an answer with things inside."""
    if not isinstance(item, dict) or depth == 0 or "id" in item or "ID" in item:
        return False
    return any(isinstance(item.get(name), (list, dict)) for name in _LISTS) and "object" not in item


def _one(item: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(item, dict):
        yield item
