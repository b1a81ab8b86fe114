"""Records fetched from another system, and how their values are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused
from pipeloop.formats.columns import normalize
from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.values import DateStyle, read_datetime, read_number

_UTC = ZoneInfo("UTC")
# A bare number above it counts milliseconds: as seconds it would be the year 5138.
MIN_MILLISECONDS = 1e11


@dataclass(frozen=True, slots=True)
class Record:
    """One object of another system; fetched again, it replaces its former state.

    Args:
        kind: deal, change, pipeline, stage, user, client.
        key: its id among those of its kind.
        body: the fields that are used here, as JSON.
    """

    kind: str
    key: str
    body: dict[str, Any]


# Answers the bodies of all records of a kind; may be called again and again.
BodiesOfKind = Callable[[str], Iterable[dict[str, Any]]]


def group_by_kind(records: Iterable[Record]) -> BodiesOfKind:
    """Bodies of records that are in memory, by kind."""
    bodies: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        bodies[record.kind].append(record.body)
    return lambda kind: bodies[kind]


def pick_fields(item: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """These fields of an item, those that it has; no others are stored."""
    return {name: item[name] for name in names if name in item}


def compact_name(name: str) -> str:
    """A name to compare: `OPPORTUNITYID`, `opportunity_id`, `OpportunityId` become the same."""
    return normalize(name).replace(" ", "")


def with_field_names(line: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """These fields of a line under their own names; its columns have compact names."""
    return {name: line[compact_name(name)] for name in names if compact_name(name) in line}


def required(item: Any, name: str, system: str) -> Any:
    """The value of a field without which nothing can be read.

    Raises:
        Refused: it is missing; says which field of which system.
    """
    if not isinstance(item, Mapping) or item.get(name) in (None, ""):
        raise _missing(name, system)
    return item[name]


def _missing(name: str, system: str) -> Refused:
    words = _("%(system)s sent no “%(field)s”, without which its history cannot be read.")
    return Refused("missing_field", words % {"system": system, "field": name})


def text(value: Any) -> str:
    """A value as a text; ids come as numbers from one call and as texts from another."""
    if value is None or value is False:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def timestamp(value: Any, name: str, system: str) -> datetime | None:
    """A date and time in UTC; None for an empty value. A time without a zone is UTC.

    Raises:
        Refused: it is no date; says in which field.
    """
    if value in (None, "", 0, "0", False):
        return None
    number = _number(value)
    is_milliseconds = number is not None and number > MIN_MILLISECONDS
    style = DateStyle("dmy", "unix_ms" if is_milliseconds else "unix")
    try:
        time = read_datetime(value if number is None else number, style, _UTC)
    except ValueProblem:
        words = _("%(system)s: “%(text)s” in “%(field)s” is not a date.")
        details = {"system": system, "field": name, "text": str(value)[:50]}
        raise Refused("not_a_date", words % details) from None
    return time.astimezone(UTC) if time else None


def required_timestamp(item: Mapping[str, Any], name: str, system: str) -> datetime:
    """A date and time that must be there.

    Raises:
        Refused: it is missing, or is no date.
    """
    time = timestamp(required(item, name, system), name, system)
    if time is None:
        raise _missing(name, system)
    return time


def _number(value: Any) -> float | None:
    if isinstance(value, (int, float)):
        return float(value)
    is_number = isinstance(value, str) and value.replace(".", "", 1).isdigit() and len(value) > 8
    return float(value) if is_number else None


def amount(value: Any) -> Decimal | None:
    """An amount; None when it is empty or cannot be read: the deal is kept all the same."""
    try:
        number = read_number(value)
    except ValueProblem:
        return None
    return number if number is None or number >= 0 else None
