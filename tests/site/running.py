"""Runs the real command in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-m", "pipeloop.site.cli")
PATIENCE_SECONDS = 90
# What the test run sets for itself would lead the command away from its own data folder.
OURS = ("DATABASE_URL", "PIPELOOP_DATA", "DJANGO_SETTINGS_MODULE", "PIPELOOP_HOSTS")


def environment(**more: str) -> dict[str, str]:
    """The environment of somebody at a terminal that speaks English."""
    plain = {name: value for name, value in os.environ.items() if name not in OURS}
    return plain | {"LC_ALL": "C.UTF-8"} | more


def run(*arguments: str | Path, text: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=environment(**more),
        input=text,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A running `pipeloop up`."""

    process: subprocess.Popen[str]
    port: int

    def answers(self) -> bool:
        """Whether the site answers, with whatever page."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def wait(self) -> None:
        """Return when the site answers."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            assert time.monotonic() < deadline, "the site does not answer"
            try:
                self.process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(self.process.communicate())

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal; return the exit code and what was printed."""
        self.process.send_signal(number)
        output, _errors = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, output


@contextmanager
def site(data: Path, **more: str) -> Iterator[Site]:
    """`pipeloop up` over `data`, answering; stopped at the end if it still runs."""
    port = free_port()
    arguments = ["up", "--no-demo", "--port", str(port), "--data", str(data)]
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        running = Site(process, port)
        try:
            running.wait()
            yield running
        finally:
            if process.poll() is None:
                running.stop()
