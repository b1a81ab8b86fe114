"""What a connector consists of, and how a history is fetched page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.api_client import ApiClient, ApiResponse, RateLimiter, never_busy
from pipeloop.exchange.connectors.deal_history import SourceData
from pipeloop.exchange.connectors.records import BodiesOfKind, Record

# What changed shortly before the last fetch is asked for again: clocks differ, and a system may
# show a change a little later than it happened.
OVERLAP = timedelta(minutes=10)

Cursor = dict[str, Any]
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TimeRange:
    """The period whose changes are asked for; without `since`, from the very beginning."""

    since: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, and where the next page begins: None after the last page of a list."""

    records: tuple[Record, ...]
    after: Any = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where calls go: the URL before every path, and headers with the token."""

    base: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file in which a system's history may come.

    Args:
        columns: names by which it is recognised, in the form of `records.compact_name`.
        read: makes records of a line, whose names are in that form too.
    """

    columns: frozenset[str]
    read: Callable[[Line], Iterable[Record]]


@dataclass(frozen=True)
class System:
    """Another CRM.

    Args:
        address_help, token_help: where its user finds them, in words; translated when shown.
        example: an example of an address.
        home: the address of all accounts, if they share one.
        endpoint: where calls go, by the address and the token.
        account_name: one call that succeeds only if the token works.
        lists: what is fetched, in order: a name, and a call for one page of it.
        read: makes deals and moves of all that was fetched.
        file_formats: files of its history.
        records_of_item: makes records of an item of its API that was saved to a file.
        min_interval_s: the shortest time between two requests, in seconds.
    """

    code: str
    name: str
    address_help: Any
    token_help: Any
    example: str
    endpoint: Callable[[str, str], Endpoint]
    account_name: Callable[[ApiClient], str]
    lists: tuple[tuple[str, Callable[[ApiClient, Any, TimeRange], Page]], ...]
    read: Callable[[BodiesOfKind], SourceData]
    file_formats: tuple[FileFormat, ...]
    records_of_item: Callable[[Line], Iterable[Record]]
    min_interval_s: float
    is_busy: Callable[[ApiResponse], bool] = never_busy
    home: str = ""

    def client(
        self,
        address: str,
        token: str,
        *,
        private: bool = False,
        limiter: RateLimiter | None = None,
        **options: Any,
    ) -> ApiClient:
        """A client of an account of this system.

        Args:
            options: as `ApiClient` takes them.
        """
        endpoint = self.endpoint(address, token)
        return ApiClient(
            self.name,
            endpoint.base,
            endpoint.headers,
            limiter or RateLimiter(self.min_interval_s),
            private,
            is_busy=self.is_busy,
            **options,
        )


def first_cursor(fetched_until: datetime | None, now: datetime) -> Cursor:
    """Where a fetch begins: with all that there is, or with what changed since the last one.

    Args:
        fetched_until: everything before it is fetched already.
    """
    since = (fetched_until - OVERLAP).isoformat() if fetched_until else None
    return {"list": 0, "after": None, "since": since, "until": now.isoformat()}


def fetch_page(system: System, client: ApiClient, cursor: Cursor) -> tuple[Page, Cursor | None]:
    """Fetch one page.

    Args:
        cursor: from `first_cursor` or the page before; JSON, to be saved with the page.

    Returns:
        The page and the next cursor; None when everything is fetched.

    Raises:
        Refused: the system does not give it; the same cursor may be tried later.
    """
    since = datetime.fromisoformat(cursor["since"]) if cursor["since"] else None
    time_range = TimeRange(since, datetime.fromisoformat(cursor["until"]))
    _name, fetch = system.lists[cursor["list"]]
    page = fetch(client, cursor["after"], time_range)
    if page.after is not None:
        return page, cursor | {"after": page.after}
    if cursor["list"] + 1 < len(system.lists):
        return page, cursor | {"list": cursor["list"] + 1, "after": None}
    return page, None


def items_of(body: Any, system: str, *path: str) -> list[Any]:
    """The list at this path of a response; empty when there is no content.

    Raises:
        Refused: something else is there.
    """
    if body is None:
        return []
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    if not isinstance(body, list):
        words = _("%(system)s answered without “%(field)s”.")
        raise Refused("missing_field", words % {"system": system, "field": ".".join(path)})
    return body
