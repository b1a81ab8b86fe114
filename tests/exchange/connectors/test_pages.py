"""Pages of connections: how one is made, what it shows, and who may do what."""

from __future__ import annotations

import json
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from pipeloop.company.models import Person
from pipeloop.exchange import actions
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.models import Connection, ImportRun
from pipeloop.exchange.words import ConnectionState, ImportState
from pipeloop.history.models import Log
from tests import cast
from tests.exchange import importing, samples
from tests.exchange.connectors.connecting import connected, fetched, key, work
from tests.exchange.connectors.fetching import SERVERS, fake_system
from tests.exchange.connectors.story import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_systems")]

LIST, FILES = "/connections/", "/connections/files/"
OF_ONE = {
    "": "get",
    "progress/": "get",
    "fetch/": "post",
    "deliver/": "post",
    "token/": "post",
    "disconnect/": "post",
}


def page(connection: Connection, part: str = "") -> str:
    return f"{LIST}{connection.pk}/{part}"


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def add(client: Client, code: str, **fields: str) -> Any:
    return client.post(f"{LIST}add/{code}/", {"system": code} | fields)


def saved_connection(actor: Person, account: str = "Harbour", **fields: Any) -> Connection:
    """A connection as if it had been made."""
    fields = {"system": "amocrm", "address": "https://a.example", "token": "sealed", "by": actor}
    values = fields | {"at": "2026-03-02T09:00:00Z", "account": account}
    return Connection.objects.create(**values | fields)


def test_a_history_goes_from_the_form_to_an_import(alice: Person) -> None:
    client = cast.browser(alice)
    with fake_system("bitrix24", Story(4)) as system:
        assert "/connections/add/bitrix24/" in text(client.get(LIST))
        answer = add(client, "bitrix24", address=system.running.address, token="1/abc123")
        connection = Connection.objects.get()
        assert answer["Location"] == page(connection)
        assert "Fetched: 0 deals, 0 changes" in text(client.get(page(connection)))
        work(connection)
    shown = text(client.get(page(connection)))
    assert "Fetch what is new" in shown
    assert "Bitrix24 · Olga Frost" in shown
    client.post(page(connection, "deliver/"), {"destination": "conveyor"})
    assert "The history is being delivered" in text(client.get(page(connection, "progress/")))
    actions.deliver_history(key(connection))
    run = ImportRun.objects.get()
    answer = client.get(page(connection, "progress/"), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == reverse("exchange:import", args=[run.pk])
    assert reverse("exchange:import", args=[run.pk]) in text(client.get(page(connection)))
    actions.check_import(importing.key(run))
    run.refresh_from_db()
    assert (run.state, run.system) == (
        ImportState.CHECKED,
        f"Bitrix24 {connection.address.removeprefix('http://')}"[:40],
    )
    answer = client.post(page(connection, "disconnect/"), follow=True)
    assert "Disconnected" in text(answer)


@pytest.mark.parametrize("code", SERVERS)
def test_the_form_says_where_the_token_is_and_never_shows_it(alice: Person, code: str) -> None:
    client = cast.browser(alice)
    shown = text(client.get(f"{LIST}add/{code}/"))
    assert str(SYSTEMS[code].token_help) in shown
    assert f'placeholder="{SYSTEMS[code].example}"' in shown
    assert (f'value="{SYSTEMS[code].example}"' in shown) == (code == "hubspot")
    with fake_system(code, Story(1)) as system:
        wrong = "1/wrong77" if code == "bitrix24" else "wrong77"
        answer = add(client, code, address=system.running.address, token=wrong)
    assert answer.status_code == 422
    assert "rejected the token" in text(answer)
    assert system.running.address in text(answer)
    assert "wrong77" not in text(answer)
    assert not Connection.objects.exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://crm.example", "must begin with https://"),
        ("https://a b", "not the address of a site"),
        ("https://192.168.1.4", "in a private network"),
    ],
)
def test_an_address_that_is_not_allowed_is_reported_at_its_field(
    alice: Person, settings: Any, address: str, words: str
) -> None:
    settings.PRIVATE_ADDRESSES = False
    answer = add(cast.browser(alice), "salesforce", address=address, token="a-token")
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_system_that_is_not_known_has_no_page(alice: Person) -> None:
    assert cast.browser(alice).get(f"{LIST}add/excel/").status_code == 404
    assert cast.browser(alice).get(f"{LIST}9999/").status_code == 404


def test_a_token_is_on_no_page_once_it_is_stored(alice: Person) -> None:
    client = cast.browser(alice)
    with fake_system("amocrm", Story(2)) as system:
        connection = fetched(alice, connected(alice, system))
    for address in (LIST, page(connection), page(connection, "token/")):
        shown = text(client.get(address))
        assert system.server.token not in shown
        assert connection.token not in shown


def test_what_stopped_a_fetch_is_shown_and_another_token_resumes_it(alice: Person) -> None:
    client = cast.browser(alice)
    with fake_system("amocrm", Story(2)) as system:
        connection = connected(alice, system)
        cursor = {"list": 1, "after": None, "since": None, "until": "2026-03-02T09:00:00Z"}
        Connection.objects.update(
            state=ConnectionState.FAILED, error="The token ended.", cursor=cursor
        )
        shown = text(client.get(page(connection)))
        assert "The token ended." in shown
        assert "Resume" in shown
        answer = client.post(page(connection, "token/"), {"token": "wrong"})
        assert (answer.status_code, "rejected the token" in text(answer)) == (422, True)
        answer = client.post(page(connection, "token/"), {"token": system.server.token})
        assert answer["Location"] == page(connection)
        client.post(page(connection, "fetch/"))
    connection.refresh_from_db()
    assert (connection.state, connection.error, connection.cursor["list"]) == (
        ConnectionState.FETCHING,
        "",
        1,
    )


def test_a_refusal_is_shown_on_the_page(alice: Person) -> None:
    connection = saved_connection(alice)
    answer = cast.browser(alice).post(
        page(connection, "deliver/"), {"destination": "conveyor"}, follow=True
    )
    assert "Fetch the history first." in text(answer)


def test_words_of_another_system_are_shown_and_not_run(alice: Person) -> None:
    connection = saved_connection(
        alice, "<script>alert(1)</script>", error="<script>alert(2)</script>"
    )
    for address in (LIST, page(connection)):
        assert "<script>alert" not in cast.browser(alice).get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_whatever_its_length(
    alice: Person, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        saved_connection(alice, f"Account {number}")
    client = cast.browser(alice)
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        shown = text(client.get(LIST))
    assert shown.count("Account ") >= count


QUERIES = 4


def history() -> SimpleUploadedFile:
    rows = SERVERS["bitrix24"](Story(4))._history()
    return SimpleUploadedFile("history.json", json.dumps({"result": {"items": rows}}).encode())


def test_files_of_a_history_become_an_import(alice: Person) -> None:
    client = cast.browser(alice)
    deals = json.dumps({"result": SERVERS["bitrix24"](Story(4))._deals()}).encode()
    files = [history(), SimpleUploadedFile("deals.json", deals)]
    answer = client.post(FILES, {"file": files, "destination": "conveyor"})
    run = ImportRun.objects.get()
    assert answer["Location"] == reverse("exchange:import", args=[run.pk])
    assert (run.name, run.system) == ("history.json, deals.json", "Bitrix24")
    actions.check_import(importing.key(run))
    run.refresh_from_db()
    assert (run.state, run.totals["deals"], run.totals["people"]) == (ImportState.CHECKED, 4, 2)


def test_files_of_a_history_become_a_log_for_study_without_a_process(alice: Person) -> None:
    cast.forget_process()
    fields = {"file": [history()], "destination": "study"}
    answer = cast.browser(alice).post(FILES, fields)
    log = Log.objects.get(kind="crm")
    assert answer["Location"] == reverse("history:log", args=[log.pk])
    assert not ImportRun.objects.exists()


def test_a_destination_that_is_none_is_refused(alice: Person) -> None:
    client = cast.browser(alice)
    assert client.post(FILES, {"file": [history()], "destination": "moon"}).status_code == 422
    connection = saved_connection(alice, fetched_until="2026-03-02T09:00:00Z")
    client.post(page(connection, "deliver/"), {"destination": "moon"})
    connection.refresh_from_db()
    assert connection.state == ConnectionState.READY


def test_a_history_goes_from_a_connection_to_a_log(alice: Person) -> None:
    client = cast.browser(alice)
    with fake_system("amocrm", Story(4)) as system:
        connection = fetched(alice, connected(alice, system))
    client.post(page(connection, "deliver/"), {"destination": "study"})
    actions.deliver_history(key(connection), "study")
    log = Log.objects.get(kind="crm")
    there = reverse("history:log", args=[log.pk])
    assert client.get(page(connection, "progress/"))["HX-Redirect"] == there
    assert there in text(client.get(page(connection)))


def test_a_file_without_history_is_refused_on_the_page(alice: Person) -> None:
    deals = SimpleUploadedFile("deals.csv", samples.russian())
    answer = cast.browser(alice).post(
        FILES, {"file": [history(), deals], "destination": "conveyor"}
    )
    assert answer.status_code == 422
    assert "deals.csv: each row of this file is a deal as it is now" in text(answer)
    assert not ImportRun.objects.exists()


def test_no_files_and_too_many_bytes_are_refused(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.browser(alice)
    assert client.post(FILES, {"csrfmiddlewaretoken": "x"}).status_code == 422
    monkeypatch.setattr("pipeloop.exchange.actions.history_delivery.HISTORY_BYTES", 10)
    answer = client.post(FILES, {"file": [history()], "destination": "conveyor"})
    assert (answer.status_code, "too large" in text(answer)) == (422, True)


def test_without_a_process_the_page_says_what_to_do_first(alice: Person) -> None:
    cast.forget_process()
    client = cast.browser(alice)
    connection = saved_connection(alice, fetched_until="2026-03-02T09:00:00Z")
    for address in (FILES, page(connection)):
        assert "Start a process first" in text(client.get(address))
    answer = client.post(FILES, {"file": [history()], "destination": "conveyor"})
    assert (answer.status_code, "Start a process first" in text(answer)) == (422, True)


@pytest.mark.parametrize("address", [LIST, FILES, f"{LIST}add/amocrm/", f"{LIST}1/"])
def test_strangers_are_asked_to_sign_in(alice: Person, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize(
    "role", ["closer", "hunter", "marketer", "client_manager", "key_account_manager"]
)
def test_sellers_have_nothing_to_do_with_connections(alice: Person, role: str) -> None:
    connection = saved_connection(alice)
    client = cast.browser(cast.person("Sam Low", role))
    for address in (LIST, FILES, f"{LIST}add/amocrm/"):
        assert client.get(address).status_code == 403, address
        assert client.post(address).status_code == 403, address
    for part, method in OF_ONE.items():
        assert getattr(client, method)(page(connection, part)).status_code == 403, part
    connection.refresh_from_db()
    assert (connection.state, connection.token) == (ConnectionState.READY, "sealed")


def test_the_owner_looks_and_does_not_touch(alice: Person, olga: Person) -> None:
    connection = saved_connection(alice, fetched_until="2026-03-02T09:00:00Z")
    client = cast.browser(olga)
    assert "/connections/add/" not in text(client.get(LIST))
    shown = text(client.get(page(connection)))
    assert "Harbour" in shown
    assert f'action="{page(connection)}' not in shown
    assert client.get(f"{LIST}add/amocrm/").status_code == 403
    assert client.get(page(connection, "progress/")).status_code == 200
    for part, method in OF_ONE.items():
        if method == "post":
            assert client.post(page(connection, part)).status_code == 403, part


def test_the_administrator_continues_what_the_head_of_sales_began(
    alice: Person, adam: Person
) -> None:
    connection = saved_connection(alice)
    client = cast.browser(adam)
    assert "Harbour" in text(client.get(LIST))
    client.post(page(connection, "fetch/"))
    connection.refresh_from_db()
    assert (connection.state, connection.requested_by) == (ConnectionState.FETCHING, adam)
