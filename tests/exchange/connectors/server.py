"""A real server on this machine that answers as another system does."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "a-token"


@dataclass(frozen=True)
class Request:
    """A request as it was received."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Response:
    """A response; text and bytes are sent as they are, others as JSON; `cut` ends it early."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


RequestHandler = Callable[[Request], Response]


@dataclass
class RunningServer:
    """A running server: its address, the requests to it, and responses that replace its own."""

    address: str
    handler: RequestHandler
    requests: list[Request] = field(default_factory=list)
    # By the number of the request, from 1: the response instead of the handler's.
    overrides: dict[int, Response] = field(default_factory=dict)

    def answer(self, request: Request) -> Response:
        self.requests.append(request)
        return self.overrides.pop(len(self.requests), None) or self.handler(request)


@contextmanager
def serving(
    handler: RequestHandler, secure: ssl.SSLContext | None = None
) -> Iterator[RunningServer]:
    """Run a server until the block ends; over TLS, it is called localhost."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            target = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            query = dict(parse_qsl(target.query, keep_blank_values=True))
            request = Request(self.command, target.path, query, body, dict(self.headers))
            self._send(running.answer(request))

        def do_POST(self) -> None:
            self.do_GET()

        def _send(self, response: Response) -> None:
            content = response.body
            if isinstance(content, str):
                content = content.encode()
            elif content is not None and not isinstance(content, bytes):
                content = json.dumps(content).encode()
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content or b"") + 9 * response.cut))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *args: Any) -> None:
            """Tests read no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    origin = "https://localhost" if secure else "http://127.0.0.1"
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    running = RunningServer(f"{origin}:{server.server_port}", handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
