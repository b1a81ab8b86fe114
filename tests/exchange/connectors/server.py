"""A real server on this machine that answers as another system does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "a-token"


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """An answer; a text or bytes go as they are, the rest as JSON. One that is cut ends early."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


Answering = Callable[[Asked], Said]


@dataclass
class Running:
    """A server that runs: where, what it was asked, and what it will answer out of turn."""

    address: str
    answering: Answering
    asked: list[Asked] = field(default_factory=list)
    # By the number of the request, from 1: what it answers instead of the right thing.
    instead: dict[int, Said] = field(default_factory=dict)

    def answer(self, asked: Asked) -> Said:
        self.asked.append(asked)
        return self.instead.pop(len(self.asked), None) or self.answering(asked)


@contextmanager
def serving(answering: Answering) -> Iterator[Running]:
    """Run a server until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            target = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            query = dict(parse_qsl(target.query, keep_blank_values=True))
            told = Asked(self.command, target.path, query, body, dict(self.headers))
            self._send(running.answer(told))

        def do_POST(self) -> None:
            self.do_GET()

        def _send(self, said: Said) -> None:
            content = said.body
            if isinstance(content, str):
                content = content.encode()
            elif content is not None and not isinstance(content, bytes):
                content = json.dumps(content).encode()
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content or b"") + 9 * said.cut))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *args: Any) -> None:
            """Tests have nothing to read in a log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Running(f"http://127.0.0.1:{server.server_port}", answering)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
