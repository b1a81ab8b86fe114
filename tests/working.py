"""Does what waits in the queue, as the server's worker does."""

from threading import Thread

from django.db import connections

from pipeloop.site import queue


def run_jobs() -> None:
    """Run jobs until none is left, in a thread: the browser's driver has a loop in ours."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            queue.work(until_empty=True)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    worker = Thread(target=work)
    worker.start()
    worker.join(timeout=120)
    assert not worker.is_alive(), "the queue does not come to its end"
    assert not failures, failures
