"""Jobs are run once, in the order of the house, and none is lost."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from pipeloop.core import jobs
from pipeloop.site import queue
from tests.working import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "tests.write_down"


@pytest.fixture
def written() -> Iterator[list[str]]:
    """What a job of the tests has written down."""
    lines: list[str] = []

    @jobs.job(NAME)
    def write_down(line: str) -> None:
        lines.append(line)

    queue._register(app, jobs.JOBS[NAME])
    yield lines
    del jobs.JOBS[NAME]
    del app.tasks[NAME]


@pytest.fixture
def no_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is begun because a minute has passed: only what a test asks for."""
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})


def test_a_job_that_was_asked_for_is_run(written: list[str]) -> None:
    jobs.defer(NAME, line="hello")
    run_jobs()
    assert written == ["hello"]
    assert not ProcrastinateJob.objects.filter(task_name=NAME).exists()


@pytest.mark.usefixtures("no_schedule")
def test_a_job_of_the_schedule_may_be_asked_for_as_well() -> None:
    runs: list[str] = []
    name = "tests.every_night"
    jobs.job(name, cron="40 1 * * *")(lambda: runs.append("run"))
    queue._register(app, jobs.JOBS[name])
    try:
        jobs.defer(name)
        run_jobs()
    finally:
        del jobs.JOBS[name]
        del app.tasks[name]
    assert runs == ["run"]


def test_a_job_of_a_transaction_that_was_rolled_back_is_not_run(written: list[str]) -> None:
    with transaction.atomic():
        jobs.defer(NAME, line="hello")
        transaction.set_rollback(True)
    run_jobs()
    assert written == []


@pytest.mark.usefixtures("no_schedule")
def test_a_job_of_a_killed_worker_is_taken_up_again(written: list[str]) -> None:
    jobs.defer(NAME, line="hello")
    # As a killed worker leaves it: begun, by nobody who is alive.
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = %s", [NAME]
        )
    run_jobs()
    assert written == []

    app.tasks["site.retry_stalled"].defer(timestamp=0)
    run_jobs()  # takes it up
    run_jobs()  # runs it
    assert written == ["hello"]


def test_a_job_that_nobody_registered_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        jobs.defer("tests.unknown")
