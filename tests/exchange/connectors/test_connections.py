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
from pipeloop.core.errors import Forbidden, NotFound, Refused
from pipeloop.core.ids import ConnectionId, LogId
from pipeloop.core.sealing import seal, unseal
from pipeloop.exchange import actions
from pipeloop.exchange.actions import fetching
from pipeloop.exchange.models import Connection, Fetched, ImportRun
from pipeloop.exchange.words import ImportState, LinkState, Shape
from pipeloop.history.actions import read as read_log
from tests import cast
from tests.exchange import running
from tests.exchange.connectors.linking import connected, fetched, handed, key, work
from tests.exchange.connectors.server import Said
from tests.exchange.connectors.story import AFTER, Story
from tests.exchange.connectors.walking import SERVERS, company, pace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
STORY = Story(60)


def kept(found: Connection) -> list[Any]:
    """All that a connection has, in an order of its own."""
    rows = Fetched.objects.filter(connection=found).order_by("kind", "key")
    return list(rows.values_list("kind", "key", "body"))


@pytest.mark.parametrize("code", SERVERS)
def test_a_history_comes_from_a_system_into_the_conveyor_and_back(alice: Person, code: str) -> None:
    with company(code, STORY) as system, at(AFTER):
        found = fetched(alice, connected(alice, system))
        assert (found.state, found.fetched_until, found.error) == (LinkState.READY, AFTER, "")
        assert found.counts["deal"] == 60
        run = handed(alice, found)
    assert (run.state, run.shape, run.totals["bad"]) == (ImportState.CHECKED, Shape.HISTORY, 0)
    assert run.totals["deals"] == 60
    running.load(alice, run)
    states = sorted(Deal.objects.values_list("state", flat=True))
    assert [states.count(name) for name in ("open", "won", "lost")] == [20, 30, 10]
    deal = Deal.objects.get(external_id="2")
    assert (deal.title, deal.account.name, deal.amount) == ("Order 2", "Harbour Foods", 20_000)
    assert deal.owner is not None
    assert deal.owner.name == "Ben Orr"
    moments = list(Event.objects.filter(deal=deal).order_by("at").values_list("kind", "at"))
    assert [kind for kind, _at in moments] == ["created", "moved", "won"]
    assert moments[0][1] == STORY.made(2)
    running.undo(alice, run)
    assert not Deal.objects.exists()


@pytest.mark.parametrize("code", SERVERS)
def test_a_history_becomes_a_log_for_study(alice: Person, code: str) -> None:
    with company(code, STORY) as system, at(AFTER):
        found = fetched(alice, connected(alice, system))
        actions.ask_hand_over(alice, key(found), "study")
        actions.hand_over(key(found), "study")
    found.refresh_from_db()
    assert found.log is not None, found.error
    read_log(LogId(found.log.pk))
    found.log.refresh_from_db()
    told = (found.log.state, found.log.cases, found.log.events, found.log.rejected_count)
    assert told == ("ready", 60, len(STORY.happenings()), 0)
    assert not ImportRun.objects.exists()


def test_the_token_is_tried_and_kept_sealed(alice: Person) -> None:
    with company("amocrm", Story(1)) as system:
        found = connected(alice, system)
        assert [asked.path for asked in system.running.asked] == ["/api/v4/account"]
    assert (found.account, found.by, found.state) == ("Harbour", alice, LinkState.READY)
    token = system.server.token
    with database.cursor() as cursor:
        cursor.execute("SELECT c::text FROM exchange_connection c")
        assert token not in cursor.fetchone()[0]
    assert token not in f"{found!r} {found} {found.__dict__}"


def test_a_sealed_token_opens_only_here_and_only_for_its_purpose(settings: Settings) -> None:
    sealed = seal("secret", "one thing")
    assert unseal(sealed, "one thing") == "secret"
    assert unseal(sealed, "another thing") is None
    assert unseal("not sealed at all", "one thing") is None
    settings.SECRET_KEY = "another-installation"
    assert unseal(sealed, "one thing") is None


def test_a_token_that_is_refused_connects_nothing(alice: Person) -> None:
    with company("amocrm", Story(1)) as system, pytest.raises(Refused) as refused:
        actions.connect(alice, "amocrm", system.running.address, "wrong")
    assert (refused.value.code, refused.value.field) == ("token_refused", "token")
    assert not Connection.objects.exists()


@pytest.mark.parametrize("token", ["", "two words", "ключ", "line\nbreak"])
def test_what_is_no_token_is_not_sent(alice: Person, token: str) -> None:
    with company("hubspot", Story(1)) as system, pytest.raises(Refused) as refused:
        actions.connect(alice, "hubspot", system.running.address, token)
    assert (refused.value.code, system.running.asked) == ("bad_token", [])


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "https://127.0.0.1:9", "https://[::1]"])
def test_this_machine_is_not_asked_unless_it_is_allowed(alice: Person, address: str) -> None:
    with override_settings(PRIVATE_ADDRESSES=False), pytest.raises(Refused) as refused:
        actions.connect(alice, "amocrm", address, "a-token")
    assert (refused.value.code, refused.value.field) == ("bad_address", "address")


def test_a_system_that_is_not_known_is_refused(alice: Person) -> None:
    with pytest.raises(Refused, match="bad_value"):
        actions.connect(alice, "excel", "https://crm.example", "a-token")


def test_the_same_account_is_connected_once(alice: Person) -> None:
    with company("amocrm", Story(1)) as system:
        first = connected(alice, system)
        with pytest.raises(Refused, match="connected"):
            connected(alice, system)
        actions.disconnect(alice, key(first))
        assert connected(alice, system).pk != first.pk


def test_a_fetch_lets_others_have_their_turn(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PAGES", 5)
    with company("pipedrive", STORY) as system:
        found = fetched(alice, connected(alice, system), jobs=2)
        assert found.state == LinkState.FETCHING
        asked = len(system.running.asked)
        assert asked == 1 + 2 * 5
        work(found)
    assert (found.state, found.counts["deal"]) == (LinkState.READY, 60)


def test_a_fetch_killed_in_the_middle_of_a_page_goes_on_as_if_it_had_not_been(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company("amocrm", Story(200)) as system, at(AFTER):
        whole = fetched(alice, connected(alice, system))
        everything = kept(whole)
        actions.disconnect(alice, key(whole))
        assert kept(whole) == []
        again = connected(alice, system)
        real, pages = fetching._write, iter(range(1, 1000))

        def dying(held: Connection, records: Any) -> Any:
            if next(pages) == 7:
                real(held, records[:40])
                raise KeyboardInterrupt
            return real(held, records)

        monkeypatch.setattr(fetching, "_write", dying)
        with pytest.raises(KeyboardInterrupt):
            fetched(alice, again)
        again.refresh_from_db()
        assert (again.state, again.cursor["after"]) == (LinkState.FETCHING, 3)
        assert again.counts["change"] == 200
        monkeypatch.setattr(fetching, "_write", real)
        work(again)
    assert kept(again) == everything
    assert again.counts == whole.counts | {"change": 333, "deal": 200}


def test_a_page_that_another_worker_kept_first_is_not_kept_twice(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with company("amocrm", Story(3)) as system:
        found = connected(alice, system)
        actions.ask_fetch(alice, key(found))
        real = fetching.step

        def overtaken(*args: Any) -> Any:
            done = real(*args)
            held = Connection.objects.get(pk=found.pk)
            if held.cursor["part"] == 1:
                Connection.objects.update(cursor=held.cursor | {"part": 2})
            return done

        monkeypatch.setattr(fetching, "step", overtaken)
        work(found, jobs=1)
    assert {kind for kind, _key, _body in kept(found)} == {"pipeline"}
    assert (found.state, found.cursor["part"]) == (LinkState.FETCHING, 2)


def test_a_refresh_brings_only_what_is_new_and_updates_what_is_loaded(alice: Person) -> None:
    with company("bitrix24", STORY) as system:
        with at(AFTER):
            found = fetched(alice, connected(alice, system))
            running.load(alice, handed(alice, found))
        system.server.story = Story(60, more=2)
        asked = len(system.running.asked)
        later = AFTER + timedelta(days=1)
        with at(later):
            fetched(alice, found)
            assert len(system.running.asked) - asked < asked
            assert (found.fetched_until, found.counts["deal"]) == (later, 62)
            run = handed(alice, found)
            running.load(alice, run)
    assert (run.totals["made"], run.totals["updated"], run.totals["same"]) == (2, 1, 59)
    assert Deal.objects.get(external_id="1").state == "won"


def test_a_token_that_expires_on_the_way_is_told_and_another_goes_on(alice: Person) -> None:
    with company("salesforce", STORY) as system:
        found = connected(alice, system)
        system.running.instead = {4: Said(401, [{"errorCode": "INVALID_SESSION_ID"}])}
        fetched(alice, found)
        assert found.state == LinkState.FAILED
        assert found.error.startswith("The token is refused by Salesforce")
        assert found.cursor["part"] == 2
        with pytest.raises(Refused, match="token_refused"):
            actions.renew(alice, key(found), "wrong")
        actions.renew(alice, key(found), system.server.token)
        fetched(alice, found)
    assert (found.state, found.error, found.counts["deal"]) == (LinkState.READY, "", 60)


def test_a_token_of_another_account_is_not_taken(alice: Person) -> None:
    with company("salesforce", Story(1)) as system:
        found = connected(alice, system)
        Connection.objects.update(account="Quarry")
        with pytest.raises(Refused, match="other_account"):
            actions.renew(alice, key(found), system.server.token)


def test_another_key_of_the_installation_asks_for_the_token_anew(
    alice: Person, settings: Settings
) -> None:
    with company("amocrm", Story(1)) as system:
        found = connected(alice, system)
        settings.SECRET_KEY = "another-installation"
        fetched(alice, found)
    assert (found.state, "enter the token anew" in found.error) == (LinkState.FAILED, True)


def test_what_breaks_unexpectedly_is_told_and_raised(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(*args: Any) -> None:
        raise RuntimeError("secret details")

    with company("amocrm", Story(1)) as system:
        found = connected(alice, system)
        monkeypatch.setattr(fetching, "_write", breaking)
        with pytest.raises(RuntimeError):
            fetched(alice, found)
    found.refresh_from_db()
    assert (found.state, found.error) == (LinkState.FAILED, "It broke off. Fetch once more.")


def test_disconnecting_forgets_the_token_and_the_copy_and_leaves_what_is_loaded(
    alice: Person,
) -> None:
    with company("amocrm", STORY) as system, at(AFTER):
        found = fetched(alice, connected(alice, system))
        running.load(alice, handed(alice, found))
    actions.disconnect(alice, key(found))
    found.refresh_from_db()
    assert (found.state, found.token, found.cursor) == (LinkState.OFF, "", None)
    assert not Fetched.objects.exists()
    assert Deal.objects.count() == 60
    for action in (actions.ask_fetch, actions.ask_hand_over):
        with pytest.raises(Refused):
            action(alice, key(found))
    with pytest.raises(Refused, match="off"):
        actions.renew(alice, key(found), "a-token")


def test_a_fetch_that_is_disconnected_on_its_way_stops(alice: Person) -> None:
    with company("amocrm", STORY) as system:
        found = connected(alice, system)
        actions.ask_fetch(alice, key(found))
        actions.disconnect(alice, key(found))
        asked = len(system.running.asked)
        actions.fetch(key(found), pace=pace())
        assert len(system.running.asked) == asked
    assert not Fetched.objects.exists()


def test_two_clicks_are_one_fetch(alice: Person) -> None:
    with company("amocrm", Story(1)) as system:
        found = connected(alice, system)
        actions.ask_fetch(alice, key(found))
        with pytest.raises(Refused, match="busy"):
            actions.ask_fetch(alice, key(found))
        with pytest.raises(Refused, match="busy"):
            actions.ask_hand_over(alice, key(found))


def test_what_is_not_fetched_to_the_end_is_not_handed_over(alice: Person) -> None:
    with company("amocrm", Story(1)) as system:
        found = connected(alice, system)
    with pytest.raises(Refused, match="not_fetched"):
        actions.ask_hand_over(alice, key(found))


def test_a_history_without_deals_makes_no_import(alice: Person) -> None:
    with company("amocrm", Story(0)) as system:
        found = fetched(alice, connected(alice, system))
    actions.ask_hand_over(alice, key(found))
    actions.hand_over(key(found))
    found.refresh_from_db()
    assert (found.state, found.error) == (LinkState.FAILED, "There is not one deal with a past.")
    assert not ImportRun.objects.exists()


def test_without_a_process_nothing_is_handed_over(alice: Person) -> None:
    with company("amocrm", Story(1)) as system:
        found = fetched(alice, connected(alice, system))
    cast.forget_process()
    with pytest.raises(NotFound):
        actions.ask_hand_over(alice, key(found))


def test_who_may_load_no_more_hands_nothing_over(alice: Person) -> None:
    with company("amocrm", Story(2)) as system:
        found = fetched(alice, connected(alice, system))
    actions.ask_hand_over(alice, key(found))
    alice.roles.clear()
    actions.hand_over(key(found))
    found.refresh_from_db()
    assert (found.state, ImportRun.objects.count()) == (LinkState.FAILED, 0)


def test_a_stage_that_is_won_by_its_meaning_is_won_whatever_it_is_called(alice: Person) -> None:
    with company("amocrm", STORY) as system, at(AFTER):
        run = handed(alice, fetched(alice, connected(alice, system)))
    assert run.stages["Delivered"] == "won"
    assert run.stages["Refused"] == "lost"
    assert run.stages["Demo"].startswith("step:")


@pytest.mark.parametrize("who", ["olga", "bob", "hugo", "carol"])
def test_only_those_who_load_histories_connect(
    who: str, alice: Person, request: pytest.FixtureRequest
) -> None:
    stranger = request.getfixturevalue(who)
    with company("amocrm", Story(1)) as system:
        found = connected(alice, system)
        asked = len(system.running.asked)
        with pytest.raises(Forbidden):
            connected(stranger, system)
        for action in (actions.ask_fetch, actions.ask_hand_over, actions.disconnect):
            with pytest.raises(Forbidden):
                action(stranger, key(found))
        with pytest.raises(Forbidden):
            actions.renew(stranger, key(found), "a-token")
        with pytest.raises(Forbidden):
            actions.take_history(stranger, [])
        assert len(system.running.asked) == asked


def test_a_connection_that_is_not_there_is_not_found(alice: Person) -> None:
    nobody = ConnectionId(10**6)
    for action in (actions.ask_fetch, actions.ask_hand_over, actions.disconnect):
        with pytest.raises(NotFound):
            action(alice, nobody)
    actions.fetch(nobody)
