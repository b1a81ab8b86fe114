"""A load is all or nothing, and once, whatever breaks and whoever presses twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from pipeloop.company.models import Person
from pipeloop.conveyor.actions.bulk import create as loading
from pipeloop.conveyor.models import Deal, Event
from pipeloop.core.errors import Refused
from pipeloop.exchange import actions, jobs
from pipeloop.exchange.models import ImportRun
from pipeloop.exchange.words import ImportState
from tests.exchange import importing, samples
from tests.working import run_jobs


class Broken(RuntimeError):
    """What a test breaks a load with."""


def break_at(monkeypatch: pytest.MonkeyPatch, name: str, turn: int) -> None:
    """Let a function of loading work until it is called for that turn."""
    real, calls = getattr(loading, name), iter(range(1, 1000))

    def breaking(*args: Any, **named: Any) -> Any:
        if next(calls) == turn:
            raise Broken("the lights went out")
        return real(*args, **named)

    monkeypatch.setattr(loading, name, breaking)


@pytest.fixture
def chunks_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deals are written two at a time, so that there is a middle."""
    monkeypatch.setattr(loading, "CHUNK", 2)


@pytest.fixture
def no_jobs(transactional_db: None) -> Iterator[None]:
    """The queue is empty before and after: emptying the tables leaves its own as they are."""

    def forget() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")

    forget()
    yield
    forget()


@pytest.mark.django_db
@pytest.mark.usefixtures("chunks_of_two")
@pytest.mark.parametrize(("name", "turn"), [("_deal", 1), ("_create", 2), ("event_rows", 4)])
def test_a_load_that_breaks_leaves_nothing_and_can_be_repeated(
    alice: Person, monkeypatch: pytest.MonkeyPatch, name: str, turn: int
) -> None:
    run = importing.checked(alice, samples.many(5))
    actions.request_load(alice, importing.key(run), without_bad=False)
    before = importing.rows()
    with monkeypatch.context() as patch:
        break_at(patch, name, turn)
        with pytest.raises(Broken):
            actions.load_import(importing.key(run))
    assert importing.rows() == before
    run.refresh_from_db()
    assert (run.state, run.error) == (ImportState.FAILED, "the lights went out")
    assert (run.origin, run.loaded_at) == (None, None)

    again = {"shape": run.shape, "columns": run.columns, "day_first": True, "system": "crm"}
    actions.change_mapping(alice, importing.key(run), **again)
    actions.check_import(importing.key(run))
    importing.load(alice, run)
    assert (run.state, run.error, run.totals["created"]) == (ImportState.DONE, "", 5)
    assert Deal.objects.count() == Event.objects.count() == 5


@pytest.mark.django_db
def test_a_file_that_broke_since_its_check_says_so_in_words(alice: Person) -> None:
    run = importing.checked(alice, samples.three())
    actions.request_load(alice, importing.key(run), without_bad=False)
    with run.file.storage.open(run.file.name, "wb") as file:
        file.write(b"")
    before = importing.rows()
    actions.load_import(importing.key(run))
    run.refresh_from_db()
    assert (run.state, run.error) == (ImportState.FAILED, "The file is empty.")
    assert importing.rows() == before


@pytest.mark.django_db
def test_the_job_run_twice_loads_once(alice: Person) -> None:
    run = importing.checked(alice, samples.three())
    actions.request_load(alice, importing.key(run), without_bad=False)
    jobs.load_import(run.pk)
    before = importing.rows()
    jobs.load_import(run.pk)
    assert importing.rows() == before
    assert Deal.objects.count() == 3


@pytest.mark.django_db
def test_a_check_that_comes_late_does_not_disturb_a_load(alice: Person) -> None:
    run = importing.loaded(alice, samples.three())
    jobs.check_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.totals["created"]) == (ImportState.DONE, 3)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "again", [actions.change_mapping, actions.match_stages, actions.request_load]
)
def test_what_is_being_loaded_is_not_started_again(
    alice: Person, again: Callable[..., ImportRun]
) -> None:
    run = importing.checked(alice, samples.three())
    actions.request_load(alice, importing.key(run), without_bad=False)
    asked: dict[Any, tuple[tuple[Any, ...], dict[str, Any], str]] = {
        actions.change_mapping: (
            (),
            {"shape": run.shape, "columns": run.columns, "day_first": True, "system": "crm"},
            "too_late",
        ),
        actions.match_stages: ((run.stages,), {}, "too_late"),
        actions.request_load: ((), {"without_bad": True}, "not_checked"),
    }
    args, named, code = asked[again]
    with pytest.raises(Refused) as refusal:
        again(alice, importing.key(run), *args, **named)
    assert refusal.value.code == code
    run.refresh_from_db()
    assert run.state == ImportState.RUNNING


def together(*acts: Callable[[], Any]) -> list[str]:
    """Do all at the same moment, each with a connection of its own; the refusals' codes."""
    gate = Barrier(len(acts))

    def do(act: Callable[[], Any]) -> str:
        try:
            gate.wait(timeout=10)
            act()
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(do, acts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_jobs")
def test_two_who_press_at_once_begin_one_load(alice: Person) -> None:
    run = importing.checked(alice, samples.three())
    run_id = importing.key(run)

    def press() -> None:
        actions.request_load(alice, run_id, without_bad=False)

    assert together(press, press, press) == ["done", "not_checked", "not_checked"]
    asked = ProcrastinateJob.objects.filter(
        task_name="exchange.load_import", args={"run_id": run.pk}
    )
    assert asked.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_jobs")
def test_two_workers_with_the_same_job_load_once(alice: Person) -> None:
    run = importing.checked(alice, samples.many(20))
    run_id = importing.key(run)
    actions.request_load(alice, run_id, without_bad=False)
    assert together(*[lambda: actions.load_import(run_id)] * 3) == ["done"] * 3
    run.refresh_from_db()
    assert (run.state, run.totals["created"], run.done) == (ImportState.DONE, 20, 20)
    assert Deal.objects.count() == Event.objects.count() == 20


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_jobs")
def test_the_queue_checks_and_loads_what_is_asked_of_it(alice: Person) -> None:
    run = importing.uploaded(alice, samples.three())
    mapping = {"shape": run.shape, "columns": run.columns, "day_first": True, "system": "crm"}
    actions.change_mapping(alice, importing.key(run), **mapping)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.totals["good"]) == (ImportState.CHECKED, 3)
    actions.request_load(alice, importing.key(run), without_bad=False)
    run_jobs()
    run.refresh_from_db()
    assert (run.state, Deal.objects.count()) == (ImportState.DONE, 3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("chunks_of_two", "no_jobs")
def test_others_see_how_far_a_load_is_and_none_of_its_deals(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = importing.checked(alice, samples.many(5))
    actions.request_load(alice, importing.key(run), without_bad=False)
    seen: list[tuple[int, int]] = []
    real = loading._load_chunk

    def look_at_progress(*args: Any) -> None:
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT done, (SELECT count(*) FROM conveyor_deal)"
                " FROM exchange_importrun WHERE id = %s",
                [run.pk],
            )
            seen.append(cursor.fetchone())
        other.close()
        real(*args)

    monkeypatch.setattr(loading, "_load_chunk", look_at_progress)
    actions.load_import(importing.key(run))
    assert seen == [(0, 0), (2, 0), (4, 0)]
    assert Deal.objects.count() == 5
