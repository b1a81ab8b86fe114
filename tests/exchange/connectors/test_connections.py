"""A connection: its token, its fetches, what is broken off, and on to the conveyor and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test import override_settings
from pytest_django import Settings

from pipeloop.company.models import Person
from pipeloop.conveyor.models import Deal, Event
from pipeloop.core.clock import at
from pipeloop.core.encryption import decrypt, encrypt
from pipeloop.core.errors import Forbidden, NotFound, Refused
from pipeloop.core.ids import ConnectionId, LogId
from pipeloop.exchange import actions
from pipeloop.exchange.actions import history_fetch
from pipeloop.exchange.models import Connection, ImportRun, SourceRecord
from pipeloop.exchange.words import ConnectionState, ImportState, Shape
from pipeloop.history.actions import read as read_log
from tests import cast
from tests.exchange import importing
from tests.exchange.connectors.connecting import connected, fetched, import_of, key, work
from tests.exchange.connectors.fetching import SERVERS, fake_system, limiter
from tests.exchange.connectors.server import Response
from tests.exchange.connectors.story import AFTER, Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_systems")]
STORY = Story(60)


def saved_records(connection: Connection) -> list[Any]:
    """All that a connection has, in an order of its own."""
    rows = SourceRecord.objects.filter(connection=connection).order_by("kind", "key")
    return list(rows.values_list("kind", "key", "body"))


@pytest.mark.parametrize("code", SERVERS)
def test_a_history_comes_from_a_system_into_the_conveyor_and_back(alice: Person, code: str) -> None:
    with fake_system(code, STORY) as system, at(AFTER):
        connection = fetched(alice, connected(alice, system))
        assert (connection.state, connection.fetched_until, connection.error) == (
            ConnectionState.READY,
            AFTER,
            "",
        )
        assert connection.counts["deal"] == 60
        run = import_of(alice, connection)
    assert (run.state, run.shape, run.totals["bad"]) == (ImportState.CHECKED, Shape.HISTORY, 0)
    assert run.totals["deals"] == 60
    importing.load(alice, run)
    states = sorted(Deal.objects.values_list("state", flat=True))
    assert [states.count(name) for name in ("open", "won", "lost")] == [20, 30, 10]
    deal = Deal.objects.get(external_id="2")
    assert (deal.title, deal.account.name, deal.amount) == ("Order 2", "Harbour Foods", 20_000)
    assert deal.owner is not None
    assert deal.owner.name == "Ben Orr"
    moments = list(Event.objects.filter(deal=deal).order_by("at").values_list("kind", "at"))
    assert [kind for kind, _at in moments] == ["created", "moved", "won"]
    assert moments[0][1] == STORY.created_at(2)
    importing.undo(alice, run)
    assert not Deal.objects.exists()


@pytest.mark.parametrize("code", SERVERS)
def test_a_history_becomes_a_log_for_study(alice: Person, code: str) -> None:
    with fake_system(code, STORY) as system, at(AFTER):
        connection = fetched(alice, connected(alice, system))
        actions.request_delivery(alice, key(connection), "study")
        actions.deliver_history(key(connection), "study")
    connection.refresh_from_db()
    assert connection.log is not None, connection.error
    read_log(LogId(connection.log.pk))
    connection.log.refresh_from_db()
    log_counts = (
        connection.log.state,
        connection.log.cases,
        connection.log.events,
        connection.log.rejected_count,
    )
    assert log_counts == ("ready", 60, len(STORY.events()), 0)
    assert not ImportRun.objects.exists()


def test_the_token_is_tested_and_stored_encrypted(alice: Person) -> None:
    with fake_system("amocrm", Story(1)) as system:
        connection = connected(alice, system)
        assert [request.path for request in system.running.requests] == ["/api/v4/account"]
    assert (connection.account, connection.by, connection.state) == (
        "Harbour",
        alice,
        ConnectionState.READY,
    )
    token = system.server.token
    with database.cursor() as cursor:
        cursor.execute("SELECT c::text FROM exchange_connection c")
        assert token not in cursor.fetchone()[0]
    assert token not in f"{connection!r} {connection} {connection.__dict__}"


def test_a_sealed_token_opens_only_here_and_only_for_its_purpose(settings: Settings) -> None:
    encrypted = encrypt("secret", "one thing")
    assert decrypt(encrypted, "one thing") == "secret"
    assert decrypt(encrypted, "another thing") is None
    assert decrypt("not encrypted at all", "one thing") is None
    settings.SECRET_KEY = "another-installation"
    assert decrypt(encrypted, "one thing") is None


def test_a_token_that_is_refused_connects_nothing(alice: Person) -> None:
    with fake_system("amocrm", Story(1)) as system, pytest.raises(Refused) as refused:
        actions.connect_system(alice, "amocrm", system.running.address, "wrong")
    assert (refused.value.code, refused.value.field) == ("token_refused", "token")
    assert not Connection.objects.exists()


@pytest.mark.parametrize("token", ["", "two words", "ключ", "line\nbreak"])
def test_what_is_no_token_is_not_sent(alice: Person, token: str) -> None:
    with fake_system("hubspot", Story(1)) as system, pytest.raises(Refused) as refused:
        actions.connect_system(alice, "hubspot", system.running.address, token)
    assert (refused.value.code, system.running.requests) == ("bad_token", [])


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "https://127.0.0.1:9", "https://[::1]"])
def test_this_machine_is_not_asked_unless_it_is_allowed(alice: Person, address: str) -> None:
    with override_settings(PRIVATE_ADDRESSES=False), pytest.raises(Refused) as refused:
        actions.connect_system(alice, "amocrm", address, "a-token")
    assert (refused.value.code, refused.value.field) == ("bad_address", "address")


def test_a_system_that_is_not_known_is_refused(alice: Person) -> None:
    with pytest.raises(Refused, match="bad_value"):
        actions.connect_system(alice, "excel", "https://crm.example", "a-token")


def test_the_same_account_is_connected_once(alice: Person) -> None:
    with fake_system("amocrm", Story(1)) as system:
        first = connected(alice, system)
        with pytest.raises(Refused, match="connected"):
            connected(alice, system)
        actions.disconnect_system(alice, key(first))
        assert connected(alice, system).pk != first.pk


def test_a_fetch_lets_others_have_their_turn(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_fetch, "PAGES_PER_JOB", 5)
    with fake_system("pipedrive", STORY) as system:
        connection = fetched(alice, connected(alice, system), jobs=2)
        assert connection.state == ConnectionState.FETCHING
        requests = len(system.running.requests)
        assert requests == 1 + 2 * 5
        work(connection)
    assert (connection.state, connection.counts["deal"]) == (ConnectionState.READY, 60)


def test_a_fetch_killed_in_the_middle_of_a_page_resumes_without_loss(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_system("amocrm", Story(200)) as system, at(AFTER):
        whole = fetched(alice, connected(alice, system))
        everything = saved_records(whole)
        actions.disconnect_system(alice, key(whole))
        assert saved_records(whole) == []
        again = connected(alice, system)
        real, pages = history_fetch._save_records, iter(range(1, 1000))

        def dying(held: Connection, records: Any) -> Any:
            if next(pages) == 7:
                real(held, records[:40])
                raise KeyboardInterrupt
            return real(held, records)

        monkeypatch.setattr(history_fetch, "_save_records", dying)
        with pytest.raises(KeyboardInterrupt):
            fetched(alice, again)
        again.refresh_from_db()
        assert (again.state, again.cursor["after"]) == (ConnectionState.FETCHING, 3)
        assert again.counts["change"] == 200
        monkeypatch.setattr(history_fetch, "_save_records", real)
        work(again)
    assert saved_records(again) == everything
    assert again.counts == whole.counts | {"change": 333, "deal": 200}


def test_a_page_that_another_worker_saved_first_is_not_saved_twice(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fake_system("amocrm", Story(3)) as system:
        connection = connected(alice, system)
        actions.request_fetch(alice, key(connection))
        real = history_fetch.fetch_page

        def overtaken(*args: Any) -> Any:
            done = real(*args)
            held = Connection.objects.get(pk=connection.pk)
            if held.cursor["list"] == 1:
                Connection.objects.update(cursor=held.cursor | {"list": 2})
            return done

        monkeypatch.setattr(history_fetch, "fetch_page", overtaken)
        work(connection, jobs=1)
    assert {kind for kind, _key, _body in saved_records(connection)} == {"pipeline"}
    assert (connection.state, connection.cursor["list"]) == (ConnectionState.FETCHING, 2)


def test_a_refresh_brings_only_what_is_new_and_updates_what_is_loaded(alice: Person) -> None:
    with fake_system("bitrix24", STORY) as system:
        with at(AFTER):
            connection = fetched(alice, connected(alice, system))
            importing.load(alice, import_of(alice, connection))
        system.server.story = Story(60, more=2)
        requests = len(system.running.requests)
        later = AFTER + timedelta(days=1)
        with at(later):
            fetched(alice, connection)
            assert len(system.running.requests) - requests < requests
            assert (connection.fetched_until, connection.counts["deal"]) == (later, 62)
            run = import_of(alice, connection)
            importing.load(alice, run)
    assert (run.totals["created"], run.totals["updated"], run.totals["unchanged"]) == (2, 1, 59)
    assert Deal.objects.get(external_id="1").state == "won"


def test_a_token_that_expires_midway_is_reported_and_another_resumes(alice: Person) -> None:
    with fake_system("salesforce", STORY) as system:
        connection = connected(alice, system)
        system.running.overrides = {4: Response(401, [{"errorCode": "INVALID_SESSION_ID"}])}
        fetched(alice, connection)
        assert connection.state == ConnectionState.FAILED
        assert connection.error.startswith("Salesforce rejected the token")
        assert connection.cursor["list"] == 2
        with pytest.raises(Refused, match="token_refused"):
            actions.renew_token(alice, key(connection), "wrong")
        actions.renew_token(alice, key(connection), system.server.token)
        fetched(alice, connection)
    assert (connection.state, connection.error, connection.counts["deal"]) == (
        ConnectionState.READY,
        "",
        60,
    )


def test_a_token_of_another_account_is_not_taken(alice: Person) -> None:
    with fake_system("salesforce", Story(1)) as system:
        connection = connected(alice, system)
        Connection.objects.update(account="Quarry")
        with pytest.raises(Refused, match="other_account"):
            actions.renew_token(alice, key(connection), system.server.token)


def test_another_key_of_the_installation_asks_for_the_token_again(
    alice: Person, settings: Settings
) -> None:
    with fake_system("amocrm", Story(1)) as system:
        connection = connected(alice, system)
        settings.SECRET_KEY = "another-installation"
        fetched(alice, connection)
    assert (connection.state, "enter the token again" in connection.error) == (
        ConnectionState.FAILED,
        True,
    )


def test_what_breaks_unexpectedly_is_reported_and_raised(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(*args: Any) -> None:
        raise RuntimeError("secret details")

    with fake_system("amocrm", Story(1)) as system:
        connection = connected(alice, system)
        monkeypatch.setattr(history_fetch, "_save_records", breaking)
        with pytest.raises(RuntimeError):
            fetched(alice, connection)
    connection.refresh_from_db()
    assert (connection.state, connection.error) == (
        ConnectionState.FAILED,
        "The fetch was interrupted. Start it once more.",
    )


def test_disconnecting_forgets_the_token_and_the_copy_and_leaves_what_is_loaded(
    alice: Person,
) -> None:
    with fake_system("amocrm", STORY) as system, at(AFTER):
        connection = fetched(alice, connected(alice, system))
        importing.load(alice, import_of(alice, connection))
    actions.disconnect_system(alice, key(connection))
    connection.refresh_from_db()
    assert (connection.state, connection.token, connection.cursor) == (
        ConnectionState.OFF,
        "",
        None,
    )
    assert not SourceRecord.objects.exists()
    assert Deal.objects.count() == 60
    for action in (actions.request_fetch, actions.request_delivery):
        with pytest.raises(Refused):
            action(alice, key(connection))
    with pytest.raises(Refused, match="off"):
        actions.renew_token(alice, key(connection), "a-token")


def test_a_fetch_that_is_disconnected_on_its_way_stops(alice: Person) -> None:
    with fake_system("amocrm", STORY) as system:
        connection = connected(alice, system)
        actions.request_fetch(alice, key(connection))
        actions.disconnect_system(alice, key(connection))
        requests = len(system.running.requests)
        actions.fetch_history(key(connection), limiter=limiter())
        assert len(system.running.requests) == requests
    assert not SourceRecord.objects.exists()


def test_two_clicks_are_one_fetch(alice: Person) -> None:
    with fake_system("amocrm", Story(1)) as system:
        connection = connected(alice, system)
        actions.request_fetch(alice, key(connection))
        with pytest.raises(Refused, match="busy"):
            actions.request_fetch(alice, key(connection))
        with pytest.raises(Refused, match="busy"):
            actions.request_delivery(alice, key(connection))


def test_what_is_not_fetched_to_the_end_is_not_delivered(alice: Person) -> None:
    with fake_system("amocrm", Story(1)) as system:
        connection = connected(alice, system)
    with pytest.raises(Refused, match="not_fetched"):
        actions.request_delivery(alice, key(connection))


def test_a_history_without_deals_makes_no_import(alice: Person) -> None:
    with fake_system("amocrm", Story(0)) as system:
        connection = fetched(alice, connected(alice, system))
    actions.request_delivery(alice, key(connection))
    actions.deliver_history(key(connection))
    connection.refresh_from_db()
    assert (connection.state, connection.error) == (
        ConnectionState.FAILED,
        "No deal here has a history.",
    )
    assert not ImportRun.objects.exists()


def test_without_a_process_nothing_is_delivered(alice: Person) -> None:
    with fake_system("amocrm", Story(1)) as system:
        connection = fetched(alice, connected(alice, system))
    cast.forget_process()
    with pytest.raises(NotFound):
        actions.request_delivery(alice, key(connection))


def test_who_may_no_longer_load_delivers_nothing(alice: Person) -> None:
    with fake_system("amocrm", Story(2)) as system:
        connection = fetched(alice, connected(alice, system))
    actions.request_delivery(alice, key(connection))
    alice.roles.clear()
    actions.deliver_history(key(connection))
    connection.refresh_from_db()
    assert (connection.state, ImportRun.objects.count()) == (ConnectionState.FAILED, 0)


def test_a_stage_that_is_won_by_its_meaning_is_won_whatever_it_is_called(alice: Person) -> None:
    with fake_system("amocrm", STORY) as system, at(AFTER):
        run = import_of(alice, fetched(alice, connected(alice, system)))
    assert run.stages["Delivered"] == "won"
    assert run.stages["Refused"] == "lost"
    assert run.stages["Demo"].startswith("step:")


@pytest.mark.parametrize("who", ["olga", "bob", "hugo", "carol"])
def test_only_those_who_load_histories_connect(
    who: str, alice: Person, request: pytest.FixtureRequest
) -> None:
    stranger = request.getfixturevalue(who)
    with fake_system("amocrm", Story(1)) as system:
        connection = connected(alice, system)
        requests = len(system.running.requests)
        with pytest.raises(Forbidden):
            connected(stranger, system)
        for action in (actions.request_fetch, actions.request_delivery, actions.disconnect_system):
            with pytest.raises(Forbidden):
                action(stranger, key(connection))
        with pytest.raises(Forbidden):
            actions.renew_token(stranger, key(connection), "a-token")
        with pytest.raises(Forbidden):
            actions.upload_history(stranger, [])
        assert len(system.running.requests) == requests


def test_a_connection_that_is_not_there_is_not_found(alice: Person) -> None:
    nobody = ConnectionId(10**6)
    for action in (actions.request_fetch, actions.request_delivery, actions.disconnect_system):
        with pytest.raises(NotFound):
            action(alice, nobody)
    actions.fetch_history(nobody)
