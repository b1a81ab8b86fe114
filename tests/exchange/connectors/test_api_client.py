"""Requests to another system: where to, how fast, how often, and the words when they fail."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors import SYSTEMS, addresses, api_client
from pipeloop.exchange.connectors.addresses import is_public, read_address
from pipeloop.exchange.connectors.api_client import MAX_TRIES, ApiClient, RateLimiter
from pipeloop.exchange.connectors.system import first_cursor
from tests.exchange.connectors.fetching import Clock, Fetch, fake_system, fetch_all, limiter
from tests.exchange.connectors.server import Request, Response, RunningServer, serving
from tests.exchange.connectors.story import AFTER, Story

SECRET = "a-very-secret-token"


def acme_client(running: RunningServer, **more: Any) -> ApiClient:
    headers = {"Authorization": f"Bearer {SECRET}"}
    options = {"limiter": limiter(), "private": True} | more
    return ApiClient("Acme", running.address, headers, **options)


def always(*args: Any, **more: Any) -> Any:
    return lambda request: Response(*args, **more)


def refusal(running: RunningServer, **more: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        acme_client(running, **more).get("/deals")
    assert SECRET not in str(refused.value.words)
    return refused.value


def test_requests_are_spaced_out() -> None:
    clock = Clock()
    with serving(always(200, {})) as running:
        acme = acme_client(running, limiter=limiter(clock, min_interval_s=0.5))
        for _time in range(3):
            acme.get("/deals")
        clock.at += 10
        acme.get("/deals")
    assert clock.slept == [0.5, 0.5]


def test_every_system_has_its_own_rate() -> None:
    assert all(0 < system.min_interval_s <= 0.5 for system in SYSTEMS.values())
    assert SYSTEMS["bitrix24"].min_interval_s == 0.5
    assert 1 / SYSTEMS["amocrm"].min_interval_s < 7


def test_pauses_grow_and_then_it_fails() -> None:
    clock = Clock()
    with serving(always(500)) as running:
        error = refusal(running, limiter=limiter(clock))
    assert (error.code, len(running.requests)) == ("no_answer", MAX_TRIES)
    assert "Acme does not answer" in str(error.words)
    assert clock.slept == [2, 4, 8, 16, 32]


def test_an_address_without_a_server_is_reported_too() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = RunningServer(f"http://127.0.0.1:{free.getsockname()[1]}", always())
        assert refusal(nobody, max_tries=2).code == "no_answer"


def test_no_pause_is_longer_than_is_sensible() -> None:
    clock = Clock()
    with serving(always(200, {})) as running:
        running.overrides = {1: Response(429, None, {"Retry-After": "86400"})}
        acme_client(running, limiter=limiter(clock)).get("/deals")
    assert clock.slept == [120]


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (Response(401, {"detail": "expired"}), "token_refused", "Acme rejected the token"),
        (Response(403, {"message": "Scope is missing."}), "no_right", "Scope is missing."),
        (Response(404, {"title": "Not found"}), "not_there", "an error (404). Not found"),
        (Response(400, [{"message": "Bad query"}]), "strange_answer", "an error (400). Bad query"),
        (Response(200, "<html>Sign in</html>"), "strange_answer", "Check the address"),
        (Response(418, "<html>"), "strange_answer", "an error (418)."),
    ],
)
def test_what_goes_wrong_is_reported_in_words(said: Response, code: str, words: str) -> None:
    with serving(lambda request: said) as running:
        error = refusal(running)
    assert error.code == code
    assert words in str(error.words)
    assert len(running.requests) == 1


def test_an_answer_that_is_too_large_is_not_read() -> None:
    with serving(always(200, "[" + "1," * 5000 + "1]")) as running:
        assert refusal(running, max_bytes=1000).code == "too_large"


def test_the_token_is_in_no_text_of_the_client() -> None:
    with serving(always(200, {})) as running:
        assert SECRET not in repr(acme_client(running))
    endpoint = SYSTEMS["bitrix24"].endpoint("https://a.example", f"1/{'x' * 20}")
    assert "x" * 20 not in repr(endpoint)


def test_a_redirect_is_followed_and_the_token_stays_at_home() -> None:
    with serving(always(200, {"here": True})) as other, serving(always()) as running:
        running.overrides = {
            1: Response(302, None, {"Location": "/moved"}),
            2: Response(307, None, {"Location": f"{other.address}/there"}),
        }
        assert acme_client(running).get("/deals") == {"here": True}
    assert [request.path for request in running.requests] == ["/deals", "/moved"]
    assert "Authorization" in running.requests[1].headers
    assert "Authorization" not in other.requests[0].headers


def test_a_redirect_that_goes_round_is_given_up() -> None:
    with serving(always(302, None, {"Location": "/deals"})) as running:
        assert refusal(running).code == "strange_answer"
    assert len(running.requests) == 4


def test_a_redirect_into_the_private_network_is_not_followed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def connect(url: str, *, private: bool, timeout: float) -> Any:
        # The server of this test is the only one inside that may be asked.
        return addresses.connect(url, private="127.0.0.1" in url, timeout=timeout)

    monkeypatch.setattr(api_client, "connect", connect)
    monkeypatch.setattr(api_client, "read_address", lambda url, private: url[:12])
    with serving(always(302, None, {"Location": "https://10.0.0.7/latest/meta-data"})) as running:
        error = refusal(running, private=False)
    assert error.code == "bad_address"
    assert "10.0.0.7 is in a private network" in str(error.words)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1"),
        *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:169.254.169.254"),
    ],
)
def test_addresses_of_ones_own_network_are_known(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450:4010:c0e::64", "64:ff9b::808:808"])
def test_addresses_of_the_open_internet_are_known(address: str) -> None:
    assert is_public(ip_address(address))


def test_a_name_that_leads_inside_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **more: Any) -> list[Any]:
        return [(2, 1, 6, "", (one, port)) for one in ("93.184.216.34", "10.0.0.5")]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("it was asked"))
    with pytest.raises(Refused) as refused:
        ApiClient("Acme", "https://crm.example", {}, limiter()).get("/deals")
    assert refused.value.code == "bad_address"


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([[(2, 1, 6, "", ("93.184.216.34", 443))], [(2, 1, 6, "", ("10.0.0.5", 443))]])
    opened = []

    def refuse(address: Any, timeout: float) -> Any:
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))
    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(Refused):
        ApiClient("Acme", "https://crm.example", {}, limiter(), max_tries=1).get("/deals")
    assert opened == [("93.184.216.34", 443)]


def test_the_certificate_must_be_of_the_name_that_was_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate = signed("localhost", tmp_path)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    ours = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(ssl, "create_default_context", lambda: ours)
    with serving(always(200, {"here": True}), theirs) as running:
        assert acme_client(running).get("/deals") == {"here": True}
        running.address = running.address.replace("localhost", "127.0.0.1")
        assert refusal(running, max_tries=1).code == "no_answer"
    assert len(running.requests) == 1


def signed(name: str, folder: Path) -> Path:
    """A certificate with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form)
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("company.amocrm.ru", "https://company.amocrm.ru"),
        (" https://Company.amocrm.ru/leads/?page=1 ", "https://company.amocrm.ru"),
        ("https://crm.example:8443", "https://crm.example:8443"),
    ],
)
def test_an_address_is_read_as_people_type_it(typed: str, read: str) -> None:
    assert read_address(typed, private=False) == read


@pytest.mark.parametrize(
    "typed",
    [
        *("", "http://crm.example", "ftp://crm.example", "https://", "https://a b.example"),
        *("https://user:word@crm.example", "https://crm.example:port", "file:///etc/passwd"),
        "https://[::1",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        read_address(typed, private=False)
    assert (refused.value.code, refused.value.field) == ("bad_address", "address")


def test_plain_http_is_for_the_private_network_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_: pytest.fail("it was asked"))
    with pytest.raises(Refused, match="bad_address"):
        ApiClient("Acme", "http://8.8.8.8", {}, limiter(), private=True).get("/deals")


@pytest.mark.parametrize("error", ["QUERY_LIMIT_EXCEEDED", "OPERATION_TIME_LIMIT"])
def test_bitrix_says_in_its_own_way_to_come_later(error: str) -> None:
    clock = Clock()
    with fake_system("bitrix24", Story(60)) as system:
        system.running.overrides = {
            1: Response(200, {"error": error, "error_description": "later"})
        }
        system.server.errors = {2: error}
        history = fetch_all("bitrix24", system.client(limiter=limiter(clock))).history("bitrix24")
    assert len(history.deals) == 60
    assert clock.slept == [2, 2]


def test_an_error_of_one_call_of_a_batch_is_reported() -> None:
    with fake_system("bitrix24", Story(3)) as system:
        system.server.errors = {1: "ACCESS_DENIED"}
        with pytest.raises(Refused) as refused:
            fetch_all("bitrix24", system.client())
    assert "ACCESS_DENIED" in str(refused.value.words)


def test_a_batch_brings_many_pages_at_once() -> None:
    with fake_system("bitrix24", Story(600)) as system:
        history = fetch_all("bitrix24", system.client()).history("bitrix24")
    # Deals: 12 pages, changes: 33; each list by one page first, then by the rest at once.
    assert (len(history.deals), system.server.batches) == (600, 1 + 2 + 2)


def test_a_new_search_of_hubspot_begins_before_the_limit_of_results(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("pipeloop.exchange.connectors.hubspot.api_calls.MAX_SEARCH_RESULTS", 100)
    story = Story(300)
    with fake_system("hubspot", story) as system:
        system.server.deepest = 150
        fetch = Fetch(first_cursor(story.created_at(1), AFTER))
        fetch.run("hubspot", system.client())
    assert len([key for kind, key in fetch.records if kind == "deal"]) == 300


def test_pipedrive_is_asked_once_for_each_deal() -> None:
    with fake_system("pipedrive", Story(150)) as system:
        fetch_all("pipedrive", system.client())
    past = [request.path for request in system.running.requests if "changelog" in request.path]
    assert (len(past), len(set(past))) == (150, 150)


def test_a_deal_that_is_deleted_on_the_way_does_not_stop_the_others() -> None:
    with fake_system("pipedrive", Story(3)) as system:
        plain = system.running.handler
        system.running.handler = lambda request: (
            Response(404, {"success": False}) if "deals/2/" in request.path else plain(request)
        )
        history = fetch_all("pipedrive", system.client()).history("pipedrive")
    assert {change.deal for change in history.changes if change.kind == "move"} == {"1", "3"}


def test_a_company_of_pipedrive_may_have_no_archive() -> None:
    with fake_system("pipedrive", Story(2)) as system:
        plain = system.running.handler
        system.running.handler = lambda request: (
            Response(404, {"success": False})
            if request.path.endswith("/archived")
            else plain(request)
        )
        history = fetch_all("pipedrive", system.client()).history("pipedrive")
    assert len(history.deals) == 2


def test_a_missing_field_is_named_with_its_system() -> None:
    with fake_system("amocrm", Story(2)) as system:
        plain = system.running.handler

        def without_dates(request: Request) -> Response:
            said = plain(request)
            if request.path.endswith("/events"):
                for event in said.body["_embedded"]["events"]:
                    del event["created_at"]
            return said

        system.running.handler = without_dates
        fetch = fetch_all("amocrm", system.client())
    with pytest.raises(Refused) as refused:
        fetch.history("amocrm")
    assert str(refused.value.words).startswith("amoCRM sent no “created_at”")


def test_the_limiter_uses_the_real_clock_by_default() -> None:
    assert RateLimiter(0.1).clock() > 0
