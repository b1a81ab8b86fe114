"""Reads files with the history of another system, recognised by their columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.deal_history import History, SourceData
from pipeloop.exchange.connectors.reconstruction import reconstruct
from pipeloop.exchange.connectors.records import Record, compact_name, group_by_kind
from pipeloop.exchange.connectors.system import FileFormat, Line, System
from pipeloop.exchange.words import FILE_PROBLEMS, MAX_BYTES
from pipeloop.formats.columns import DEAL_TARGETS, guess_columns
from pipeloop.formats.errors import FormatError
from pipeloop.formats.opening import open_table

# Names under which responses of these systems hold their lists.
_LIST_NAMES = (
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
# How deep in a response a list may be.
_MAX_DEPTH = 4


def read_files(files: Sequence[tuple[str, Path]]) -> tuple[System, History]:
    """A history from one or several files of one system: changes, names of stages, deals.

    Args:
        files: what each is called, for messages, and where it is.

    Raises:
        Refused: a file is not recognised or has one row for each deal, the files are of
            different systems, or there is no change of stage in them.
    """
    contents: list[tuple[System, list[Record]]] = [_read(name, path) for name, path in files]
    codes = {system.code for system, _records in contents}
    if len(codes) != 1:
        raise Refused("several_systems", _("Choose files of one system at a time."), field="file")
    system = SYSTEMS[codes.pop()]
    bodies = group_by_kind(record for _system, records in contents for record in records)
    source = system.read(bodies)
    _require_stage_changes(source)
    return system, reconstruct(source)


def _require_stage_changes(source: SourceData) -> None:
    if not any(move.stage for move in source.moves):
        words = _(
            "There are no changes of stage in these files. Export the history of stages, with "
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
        header = [compact_name(column) for column in table.header]
        lines = (dict(zip(header, row.cells, strict=True)) for row in table.rows())
        return _read_lines(name, header, lines, _deal_columns(table.header))
    except FormatError as error:
        raise Refused(error.code, f"{name}: {FILE_PROBLEMS[error.code]}", field="file") from None


def _deal_columns(header: Sequence[str]) -> dict[str, int]:
    """What the columns would hold if each row were a deal."""
    return guess_columns(header, [], DEAL_TARGETS)


def _read_lines(
    name: str, header: Sequence[str], lines: Iterable[Line], deal_columns: Mapping[str, int]
) -> tuple[System, list[Record]]:
    recognised = _recognise(header)
    if recognised is None:
        raise _unknown(name, is_list_of_deals={"external_id", "stage"} <= deal_columns.keys())
    system, file_format = recognised
    return system, [record for line in lines for record in file_format.read(line)]


def _recognise(header: Iterable[str]) -> tuple[System, FileFormat] | None:
    """The file format that has most of the columns."""
    names = frozenset(header)
    matching = [
        (system, file_format)
        for system in SYSTEMS.values()
        for file_format in system.file_formats
        if file_format.columns <= names
    ]
    return max(matching, key=lambda pair: len(pair[1].columns), default=None)


def _unknown(name: str, *, is_list_of_deals: bool) -> Refused:
    if is_list_of_deals:
        words = _(
            "%(name)s: each row of this file is a deal as it is now, without the stages that it "
            "went through. Connect the system by a token, which brings the whole history, or load "
            "the file under “Import” for what it holds."
        )
        return Refused("no_history", words % {"name": name}, field="file")
    words = _("%(name)s: these are not the columns of a history that can be read here.")
    return Refused("unknown_file", words % {"name": name}, field="file")


def _from_json(name: str, path: Path) -> tuple[System, list[Record]]:
    if path.stat().st_size > MAX_BYTES:
        raise Refused("too_large", f"{name}: {FILE_PROBLEMS['too_large']}", field="file")
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        words = _("%(name)s is damaged: it is not valid JSON.")
        raise Refused("not_json", words % {"name": name}, field="file") from None
    items = list(_items(content, _MAX_DEPTH))
    for system in SYSTEMS.values():
        records = [record for item in items for record in system.records_of_item(item)]
        if records:
            return system, records
    names = {compact_name(column) for item in items[:1] for column in item}
    lines = ({compact_name(column): cell for column, cell in item.items()} for item in items)
    return _read_lines(name, sorted(names), lines, {})


def _items(content: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Objects of a list, however deep in responses it is."""
    if isinstance(content, list):
        for item in content:
            yield from _items(item, depth - 1) if _is_response(item, depth) else _objects(item)
    elif _is_response(content, depth):
        for inner in (content[each] for each in _LIST_NAMES if each in content):
            yield from _items(inner, depth - 1)
    else:
        yield from _objects(content)


def _is_response(item: Any, depth: int) -> bool:
    """Whether this is not an object but a response with objects inside."""
    if not isinstance(item, dict) or depth == 0 or "id" in item or "ID" in item:
        return False
    return (
        any(isinstance(item.get(name), (list, dict)) for name in _LIST_NAMES)
        and "object" not in item
    )


def _objects(item: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(item, dict):
        yield item
