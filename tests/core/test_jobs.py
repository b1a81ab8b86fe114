"""Work for later is known by name, and handed to the queue that was set."""

from typing import Any

import pytest

from pipeloop.core import jobs

Asked = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What a queue was asked for, with no job registered beforehand."""
    calls: Asked = []
    monkeypatch.setattr(jobs, "JOBS", {})
    monkeypatch.setattr(jobs, "_defer", [])
    jobs.defer_with(lambda name, arguments: calls.append((name, arguments)))
    return calls


def test_a_job_is_registered_and_stays_a_function(asked: Asked) -> None:
    ran = []

    @jobs.job("house.sweep", cron="0 3 * * *")
    def sweep(*, rooms: int) -> None:
        ran.append(rooms)

    sweep(rooms=2)
    jobs.JOBS["house.sweep"].run(rooms=3)
    assert ran == [2, 3]
    assert jobs.JOBS["house.sweep"] == jobs.Job("house.sweep", sweep, "0 3 * * *")


def test_work_that_is_asked_for_has_no_schedule(asked: Asked) -> None:
    jobs.job("house.sweep")(print)
    assert jobs.JOBS["house.sweep"].cron == ""


def test_deferred_work_goes_to_the_queue_and_is_not_run(asked: Asked) -> None:
    ran: list[int] = []
    jobs.job("house.sweep")(ran.append)
    jobs.defer("house.sweep", rooms=2, floor="attic")
    assert asked == [("house.sweep", {"rooms": 2, "floor": "attic"})]
    assert ran == []


def test_a_job_that_nobody_registered_is_not_asked_for(asked: Asked) -> None:
    with pytest.raises(KeyError, match=r"house\.burn"):
        jobs.defer("house.burn")
    assert asked == []


def test_the_queue_that_was_set_last_gets_the_work(asked: Asked) -> None:
    later: list[str] = []
    jobs.job("house.sweep")(print)
    jobs.defer_with(lambda name, arguments: later.append(name))
    jobs.defer("house.sweep")
    assert (asked, later) == ([], ["house.sweep"])


def test_the_jobs_of_the_product_have_names_of_a_capability_and_a_verb() -> None:
    assert jobs.JOBS
    for name, job in jobs.JOBS.items():
        capability, _, verb = name.partition(".")
        assert capability, name
        assert verb.isidentifier(), name
        assert name == job.name
        assert len(job.cron.split()) in (0, 5), name
