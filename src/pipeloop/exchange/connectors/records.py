"""Things as another system tells them, and how their values are read."""

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
from pipeloop.formats.columns import normal
from pipeloop.formats.errors import ValueProblem
from pipeloop.formats.values import DateStyle, read_moment, read_number

_UTC = ZoneInfo("UTC")
# Above it a bare number counts milliseconds: as seconds it would be the year 5138.
MILLISECONDS = 1e11


@dataclass(frozen=True, slots=True)
class Record:
    """One thing as another system tells it; told again, it replaces itself.

    Args:
        kind: deal, change, pipeline, stage, user, client.
        key: its id among those of its kind.
        body: those of its fields that are read here, as JSON.
    """

    kind: str
    key: str
    body: dict[str, Any]


# Answers the bodies of all records of a kind, as often as it is asked.
Bodies = Callable[[str], Iterable[dict[str, Any]]]


def shelf(records: Iterable[Record]) -> Bodies:
    """Records in memory, by kind."""
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        kinds[record.kind].append(record.body)
    return lambda kind: kinds[kind]


def kept(item: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Only these fields of an item, those that it has: the rest is nobody's business here."""
    return {name: item[name] for name in names if name in item}


def compact(name: str) -> str:
    """A name of a column to compare: `OPPORTUNITYID`, `opportunity_id`, `OpportunityId` are one."""
    return normal(name).replace(" ", "")


def renamed(line: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Of a line whose columns are called compactly, these fields under their own names."""
    return {name: line[compact(name)] for name in names if compact(name) in line}


def need(item: Any, name: str, system: str) -> Any:
    """A field without which nothing can be read.

    Raises:
        Refused: it is not there; says which and whose.
    """
    if not isinstance(item, Mapping) or item.get(name) in (None, ""):
        raise _missing(name, system)
    return item[name]


def _missing(name: str, system: str) -> Refused:
    words = _("%(system)s did not tell “%(field)s”, without which its history is not read.")
    return Refused("missing_field", words % {"system": system, "field": name})


def text(value: Any) -> str:
    """A value as a text; ids come as numbers from one call and as texts from another."""
    if value is None or value is False:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def moment(value: Any, name: str, system: str) -> datetime | None:
    """A moment in UTC; None for an empty value. A time without a zone is UTC.

    Raises:
        Refused: it is no moment; says in which field.
    """
    if value in (None, "", 0, "0", False):
        return None
    number = _number(value)
    large = number is not None and number > MILLISECONDS
    style = DateStyle("dmy", "unix_ms" if large else "unix")
    try:
        found = read_moment(value if number is None else number, style, _UTC)
    except ValueProblem:
        words = _("%(system)s: “%(text)s” in “%(field)s” is no date.")
        told = {"system": system, "field": name, "text": str(value)[:50]}
        raise Refused("not_a_date", words % told) from None
    return found.astimezone(UTC) if found else None


def needed_moment(item: Mapping[str, Any], name: str, system: str) -> datetime:
    """A moment that must be there.

    Raises:
        Refused: it is not, or is no moment.
    """
    found = moment(need(item, name, system), name, system)
    if found is None:
        raise _missing(name, system)
    return found


def _number(value: Any) -> float | None:
    if isinstance(value, (int, float)):
        return float(value)
    plain = isinstance(value, str) and value.replace(".", "", 1).isdigit() and len(value) > 8
    return float(value) if plain else None


def amount(value: Any) -> Decimal | None:
    """An amount; None when it is empty or cannot be read, as the deal is worth keeping still."""
    try:
        found = read_number(value)
    except ValueProblem:
        return None
    return found if found is None or found >= 0 else None
