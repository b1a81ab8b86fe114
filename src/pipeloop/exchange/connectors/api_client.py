"""Asking another system over HTTP: at its pace, again when it is busy, and told in words.

It stands on the standard library: the connection has to go to an address that was checked
(`addresses.py`), and of everything else that a larger client brings only JSON over HTTPS is used.
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

TIMEOUT = 30.0
MOST_BYTES = 50_000_000
MOST_TRIES = 6
MOST_REDIRECTS = 3
# The longest that a busy system is waited for at once, in seconds.
LONGEST_PAUSE = 120.0
BUSY = (429, 500, 502, 503, 504)
MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the status, what to wait before asking again (in seconds), the JSON."""

    status: int
    pause: float
    body: Any


@dataclass
class Pace:
    """Keeps requests apart, as every system has a limit of its own.

    Args:
        apart: seconds between two requests.
        clock, sleep: tests give their own.
    """

    apart: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0)

    def wait(self) -> None:
        """Wait until the next request may be made."""
        pause = self._next - self.clock()
        if pause > 0:
            self.sleep(pause)
        self._next = max(self._next, self.clock()) + self.apart


def never(answer: Answer) -> bool:
    """A system that says by its status alone that it is busy."""
    return False


@dataclass(frozen=True)
class Web:
    """A system that is asked.

    Args:
        system: what it is called, for messages.
        base: scheme, host and the part of the path before every call; kept out of messages, as it
            may hold the key.
        headers: sent with every request, the token among them.
        private: addresses of one's own network are allowed.
        is_busy: whether an answer says in its own way to come later.
    """

    system: str
    base: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    pace: Pace
    private: bool = False
    is_busy: Callable[[Answer], bool] = never
    timeout: float = TIMEOUT
    most_bytes: int = MOST_BYTES
    tries: int = MOST_TRIES

    def get(self, path: str, **query: Any) -> Any:
        """The JSON at a path; None when there is nothing (204).

        Raises:
            Refused: the token is refused, the system does not answer or answers strangely.
        """
        told = {name: value for name, value in query.items() if value is not None}
        asked = f"{path}?{urlencode(told)}" if told else path
        return self._asked("GET", asked, None)

    def post(self, path: str, body: Any) -> Any:
        """The JSON that comes for a JSON.

        Raises:
            Refused: as for `get`.
        """
        return self._asked("POST", path, json.dumps(body).encode())

    def _asked(self, method: str, path: str, body: bytes | None) -> Any:
        answer = Answer(0, 0.0, None)
        for attempt in range(self.tries):
            if attempt:
                self.pace.sleep(min(max(answer.pause, 2.0**attempt), LONGEST_PAUSE))
            self.pace.wait()
            try:
                answer = self._once(method, self.base + path, body)
            except (OSError, HTTPException):
                answer = Answer(0, 0.0, None)
                continue
            if answer.status not in BUSY and not self.is_busy(answer):
                return self._good(answer)
        words = _("%(system)s does not answer. The work goes on from here when you ask again.")
        raise Refused("no_answer", words % {"system": self.system})

    def _good(self, answer: Answer) -> Any:
        if answer.status < 300:
            return answer.body
        told = {"system": self.system, "status": answer.status, "said": said(answer.body)}
        if answer.status == 401:
            words = _("The token is refused by %(system)s: it is wrong, taken back or expired.")
            raise Refused("token_refused", words % told, field="token")
        if answer.status == 403:
            words = _("%(system)s does not let this token read the history of deals. %(said)s")
            raise Refused("no_right", (words % told).strip(), field="token")
        words = _("%(system)s answered with an error (%(status)s). %(said)s")
        code = "not_there" if answer.status == 404 else "strange_answer"
        raise Refused(code, (words % told).strip())

    def _once(self, method: str, url: str, body: bytes | None) -> Answer:
        """One request, after as many redirects as are allowed; each is checked anew."""
        for _hop in range(MOST_REDIRECTS + 1):
            connection = connect(url, private=self.private, timeout=self.timeout)
            target = urlsplit(url)
            path = f"{target.path or '/'}{'?' + target.query if target.query else ''}"
            with closing(connection):
                connection.request(method, path, body, self._headers(url, body))
                with connection.getresponse() as response:
                    if response.status not in MOVED:
                        return self._read(response)
                    url = urljoin(url, response.getheader("Location") or "")
        raise self._strange()

    def _headers(self, url: str, body: bytes | None) -> dict[str, str]:
        headers = {"Accept": "application/json", "User-Agent": "Pipeloop"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        # A token is for its own host, wherever a redirect leads.
        same = read_address(url, private=self.private) == read_address(
            self.base, private=self.private
        )
        return headers | dict(self.headers) if same else headers

    def _read(self, response: HTTPResponse) -> Answer:
        content = response.read(self.most_bytes + 1)
        if len(content) > self.most_bytes:
            words = _("%(system)s sent too much at once.")
            raise Refused("too_large", words % {"system": self.system})
        if response.length:
            # Read in parts, a body that is cut off is no error to the library.
            raise IncompleteRead(content)
        pause = _seconds(response.getheader("Retry-After"))
        if not content.strip():
            return Answer(response.status, pause, None)
        try:
            return Answer(response.status, pause, json.loads(content))
        except ValueError:
            if response.status >= 300:
                return Answer(response.status, pause, None)
        raise self._strange()

    def _strange(self) -> Refused:
        words = _("%(system)s answered with something that is not its API. Check the address.")
        return Refused("strange_answer", words % {"system": self.system}, field="address")


def said(body: Any) -> str:
    """What a system says of an error, if it is found where such things stand."""
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
