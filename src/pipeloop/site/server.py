"""The processes that serve: HTTP workers and one that runs jobs, all children of one parent."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

# Measured on 2 cores, see docs/decisions/0003-server-processes.md.
WORKERS = 2
THREADS = 4
STOP_SECONDS = 15
# The exit code of a child that must not be started again: it would be refused again.
REFUSED = 2


def serve(host: str, port: int, started: Callable[[], None]) -> None:
    """Serve pages and run jobs until SIGINT or SIGTERM; call `started` once it listens.

    Django must be set up, with no connection open. Returns when every child has ended.
    """
    # Loaded once, here: the children share its memory and answer at once.
    import pipeloop.site.wsgi  # noqa: F401

    gc.freeze()
    server = Granian(
        "pipeloop.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
    )
    with_jobs = JobsProcess()
    server.on_startup(with_jobs.start)
    server.on_startup(started)
    try:
        server.serve(target_loader=load_application)
    finally:
        with_jobs.stop()


def load_application(target: str) -> Any:
    """The WSGI application, in a server's child."""
    become_child()
    from pipeloop.site.wsgi import application

    return application


def become_child() -> None:
    """Let this process be stopped by its parent alone, and by its parent's death."""
    # The parent's handlers are inherited by the fork, and would swallow an early signal.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl C goes to a whole group of processes; a running job must be able to finish.
    if os.name == "posix":
        os.setpgid(0, 0)
    parent = os.getppid()
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    # A server that is still starting ignores the signal, and nobody else is left to end it.
    time.sleep(STOP_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


class JobsProcess:
    """The child that runs jobs, started again if it dies before it is stopped."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)

    def start(self) -> None:
        self._supervisor.start()

    def stop(self) -> None:
        """Let running jobs finish for a while, then end the child."""
        self._stopping.set()
        if self._supervisor.is_alive():
            self._supervisor.join()

    def _supervise(self) -> None:
        while not self._stopping.is_set():
            child = multiprocessing.Process(target=_run_jobs, name="pipeloop-jobs")
            child.start()
            self._wait(child)
            if child.exitcode == REFUSED:
                return
            self._stopping.wait(2)  # a database that is away needs no hammering

    def _wait(self, child: multiprocessing.Process) -> None:
        while child.is_alive() and not self._stopping.wait(0.2):
            pass
        if child.is_alive():
            child.terminate()
            child.join(STOP_SECONDS)
        if child.is_alive():
            child.kill()
            child.join()


def _run_jobs() -> None:
    become_child()
    import django

    django.setup()
    from pipeloop.site.queue import work
    from pipeloop.site.schema import OtherGeneration

    try:
        work()
    except OtherGeneration as error:
        sys.stderr.write(f"pipeloop: {error}\n")
        sys.exit(REFUSED)
