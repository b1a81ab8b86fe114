"""The address that the site is served at."""

import pytest

from pipeloop.site.cli import port


@pytest.fixture
def no_hosts(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment that does not say which names the site answers to."""
    # Set first, so that what the test writes is undone even where nothing was set.
    monkeypatch.setenv("PIPELOOP_HOSTS", "")
    return monkeypatch


def test_any_free_port_is_chosen_for_0() -> None:
    assert port.free_port("127.0.0.1", 0) > 0


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),
        ("192.0.2.7", "http://192.0.2.7:8000/"),
        ("2001:db8::7", "http://[2001:db8::7]:8000/"),
    ],
)
def test_the_address_opens_in_a_browser(host: str, shown: str) -> None:
    assert port.address(host, 8000) == shown


@pytest.mark.parametrize(
    ("host", "answered"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "[2001:db8::7]"), ("127.0.0.1", "localhost")],
)
def test_the_site_answers_to_the_address_it_listens_at(
    no_hosts: pytest.MonkeyPatch, host: str, answered: str
) -> None:
    port.allow_hosts(host)
    assert answered in port.os.environ["PIPELOOP_HOSTS"].split(",")


def test_a_site_for_the_whole_network_answers_to_the_machines_name(
    no_hosts: pytest.MonkeyPatch,
) -> None:
    no_hosts.setattr(port.socket, "gethostname", lambda: "Office-7")
    port.allow_hosts("0.0.0.0")
    assert {"Office-7", "office-7"} <= set(port.os.environ["PIPELOOP_HOSTS"].split(","))


def test_names_that_were_given_are_not_added_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIPELOOP_HOSTS", "sales.example.com")
    port.allow_hosts("0.0.0.0")
    assert port.os.environ["PIPELOOP_HOSTS"] == "sales.example.com"
