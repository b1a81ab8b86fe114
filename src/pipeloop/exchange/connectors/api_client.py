"""A client of another system's API: at the rate that it allows, with retries when it is busy.

It uses the standard library: the connection has to go to an address that was checked
(`addresses.py`), and of all that a larger client offers only JSON over HTTPS is needed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.utils.translation import gettext as _

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors.addresses import connect, read_address

TIMEOUT_S = 30.0
MAX_BYTES = 50_000_000
MAX_TRIES = 6
MAX_REDIRECTS = 3
# The longest wait between two tries, in seconds.
MAX_RETRY_S = 120.0
BUSY_STATUSES = (429, 500, 502, 503, 504)
REDIRECT_STATUSES = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """The status, how long to wait before another try (in seconds), and the JSON."""

    status: int
    retry_after_s: float
    body: Any


@dataclass
class RateLimiter:
    """Spaces requests out, as every system has a limit of its own.

    Args:
        min_interval_s: the shortest time between two requests, in seconds.
        clock, sleep: tests give their own.
    """

    min_interval_s: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next_at: float = field(default=0.0)

    def wait(self) -> None:
        """Wait until the next request may be made."""
        delay = self._next_at - self.clock()
        if delay > 0:
            self.sleep(delay)
        self._next_at = max(self._next_at, self.clock()) + self.min_interval_s


def never_busy(response: ApiResponse) -> bool:
    """For a system that says by its status alone that it is busy."""
    return False


@dataclass(frozen=True)
class ApiClient:
    """A client of one account of a system.

    Args:
        system: what it is called, for messages.
        base: scheme, host and the part of the path before every call; kept out of messages, as it
            may hold the key.
        headers: sent with every request, the token among them.
        private: addresses of one's own network are allowed.
        is_busy: whether a response says in its own way to try again later.
        timeout: of a request, in seconds.
    """

    system: str
    base: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    limiter: RateLimiter
    private: bool = False
    is_busy: Callable[[ApiResponse], bool] = never_busy
    timeout: float = TIMEOUT_S
    max_bytes: int = MAX_BYTES
    max_tries: int = MAX_TRIES

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path; None when there is nothing (204).

        Raises:
            Refused: the token is rejected, or the system does not answer or not as an API does.
        """
        given = {name: value for name, value in query.items() if value is not None}
        return self._request("GET", f"{path}?{urlencode(given)}" if given else path, None)

    def post(self, path: str, body: Any) -> Any:
        """The JSON that answers a JSON.

        Raises:
            Refused: as for `get`.
        """
        return self._request("POST", path, json.dumps(body).encode())

    def _request(self, method: str, path: str, body: bytes | None) -> Any:
        response = ApiResponse(0, 0.0, None)
        for attempt in range(self.max_tries):
            if attempt:
                self.limiter.sleep(min(max(response.retry_after_s, 2.0**attempt), MAX_RETRY_S))
            self.limiter.wait()
            try:
                response = self._try_once(method, self.base + path, body)
            except (OSError, HTTPException):
                response = ApiResponse(0, 0.0, None)
                continue
            if response.status not in BUSY_STATUSES and not self.is_busy(response):
                return self._body(response)
        words = _("%(system)s does not answer. Start again later: the fetch resumes from here.")
        raise Refused("no_answer", words % {"system": self.system})

    def _body(self, response: ApiResponse) -> Any:
        if response.status < 300:
            return response.body
        details = {
            "system": self.system,
            "status": response.status,
            "message": error_message(response.body),
        }
        if response.status == 401:
            words = _("%(system)s rejected the token: it is wrong, revoked or expired.")
            raise Refused("token_refused", words % details, field="token")
        if response.status == 403:
            words = _("%(system)s does not let this token read the history of deals. %(message)s")
            raise Refused("no_right", (words % details).strip(), field="token")
        words = _("%(system)s answered with an error (%(status)s). %(message)s")
        code = "not_there" if response.status == 404 else "strange_answer"
        raise Refused(code, (words % details).strip())

    def _try_once(self, method: str, url: str, body: bytes | None) -> ApiResponse:
        """One request, with the redirects that it leads to; the address of each is checked."""
        for _hop in range(MAX_REDIRECTS + 1):
            connection = connect(url, private=self.private, timeout=self.timeout)
            target = urlsplit(url)
            path = f"{target.path or '/'}{'?' + target.query if target.query else ''}"
            with closing(connection):
                connection.request(method, path, body, self._headers(url, body))
                with connection.getresponse() as response:
                    if response.status not in REDIRECT_STATUSES:
                        return self._read(response)
                    url = urljoin(url, response.getheader("Location") or "")
        raise self._not_an_api()

    def _headers(self, url: str, body: bytes | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": "Pipeloop"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        # The token is sent to its own host only, wherever a redirect leads.
        is_same_host = read_address(url, private=self.private) == read_address(
            self.base, private=self.private
        )
        return headers | dict(self.headers) if is_same_host else headers

    def _read(self, response: HTTPResponse) -> ApiResponse:
        content = response.read(self.max_bytes + 1)
        if len(content) > self.max_bytes:
            words = _("%(system)s sent too much data at once.")
            raise Refused("too_large", words % {"system": self.system})
        if response.length:
            # The library raises no error for a body that was cut off.
            raise IncompleteRead(content)
        retry_after_s = _seconds(response.getheader("Retry-After"))
        if not content.strip():
            return ApiResponse(response.status, retry_after_s, None)
        try:
            return ApiResponse(response.status, retry_after_s, json.loads(content))
        except ValueError:
            if response.status >= 300:
                return ApiResponse(response.status, retry_after_s, None)
        raise self._not_an_api()

    def _not_an_api(self) -> Refused:
        words = _("The answer did not come from the API of %(system)s. Check the address.")
        return Refused("strange_answer", words % {"system": self.system}, field="address")


def error_message(body: Any) -> str:
    """The message in the body of an error, if it stands under one of the usual names."""
    if isinstance(body, list):
        body = body[0] if body else None
    if not isinstance(body, Mapping):
        return ""
    for name in ("error_description", "message", "detail", "error", "title"):
        if isinstance(body.get(name), str):
            return str(body[name])[:200]
    return ""


def _seconds(text: str | None) -> float:
    try:
        return max(0.0, float(text or 0))
    except ValueError:
        return 0.0
