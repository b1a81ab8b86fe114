"""What a connector is made of, and how a history is walked through page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.api_client import Answer, Pace, Web, never
from pipeloop.exchange.connectors.records import Bodies, Record
from pipeloop.exchange.connectors.rows import Told

# What changed shortly before the last refresh is asked for again: clocks differ, and a system
# may show a change a little later than it happened.
OVERLAP = timedelta(minutes=10)

Cursor = dict[str, Any]
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Of what time changes are asked for; without `since`, from the very beginning."""

    since: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some things, and where to go on: None when this part is at its end."""

    records: tuple[Record, ...]
    after: Any = None


@dataclass(frozen=True, slots=True)
class Door:
    """How a system is reached: the path before every call, and headers with the token."""

    base: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file that a system's history comes in.

    Args:
        needed: names of columns by which it is known, in the form of `records.compact`.
        read: makes records of a line, whose names are in that form too.
    """

    needed: frozenset[str]
    read: Callable[[Line], Iterable[Record]]


@dataclass(frozen=True)
class System:
    """Another CRM.

    Args:
        address_help, token_help: where its user finds them, in words; translated when shown.
        example: an address as one looks.
        home: the address of all accounts, if they have one and the same.
        door: what of an address and a token a request is made of.
        check: one call that succeeds only if the token serves; answers the account's name.
        parts: what is fetched, in order: a name and a call for one page, given where to go on.
        read: makes deals and moves of all that was fetched.
        forms: files of its history.
        items: makes records of an item of its API that was saved to a file.
        apart: seconds between two requests.
    """

    code: str
    name: str
    address_help: Any
    token_help: Any
    example: str
    door: Callable[[str, str], Door]
    check: Callable[[Web], str]
    parts: tuple[tuple[str, Callable[[Web, Any, Span], Page]], ...]
    read: Callable[[Bodies], Told]
    forms: tuple[Form, ...]
    items: Callable[[Line], Iterable[Record]]
    apart: float
    is_busy: Callable[[Answer], bool] = never
    home: str = ""

    def web(self, address: str, token: str, *, private: bool = False, **more: Any) -> Web:
        """The system, ready to be asked."""
        door = self.door(address, token)
        pace = more.pop("pace", None) or Pace(self.apart)
        return Web(self.name, door.base, door.headers, pace, private, is_busy=self.is_busy, **more)


def begin(last: datetime | None, now: datetime) -> Cursor:
    """Where a walk begins: all that there is, or what changed since the last one.

    Args:
        last: until when everything is fetched already.
    """
    since = (last - OVERLAP).isoformat() if last else None
    return {"part": 0, "after": None, "since": since, "until": now.isoformat()}


def step(system: System, web: Web, cursor: Cursor) -> tuple[Page, Cursor | None]:
    """Fetch one page.

    Args:
        cursor: what `begin` or the step before answered; JSON, to be kept with the page.

    Returns:
        The page and where to go on; None when everything is fetched.

    Raises:
        Refused: the system does not give it; the cursor holds good for another time.
    """
    since = datetime.fromisoformat(cursor["since"]) if cursor["since"] else None
    span = Span(since, datetime.fromisoformat(cursor["until"]))
    _name, fetch = system.parts[cursor["part"]]
    page = fetch(web, cursor["after"], span)
    if page.after is not None:
        return page, cursor | {"after": page.after}
    if cursor["part"] + 1 < len(system.parts):
        return page, cursor | {"part": cursor["part"] + 1, "after": None}
    return page, None


def items_of(body: Any, system: str, *path: str) -> list[Any]:
    """The list at this path of an answer; empty when nothing came.

    Raises:
        Refused: there is something else.
    """
    if body is None:
        return []
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    if not isinstance(body, list):
        words = _("%(system)s answered without “%(field)s”.")
        raise Refused("missing_field", words % {"system": system, "field": ".".join(path)})
    return body
