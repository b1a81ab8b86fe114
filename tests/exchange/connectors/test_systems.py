"""Each system against a server that answers as its documentation says: all give the same rows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from pipeloop.core.errors import Refused
from pipeloop.exchange.connectors import SYSTEMS
from pipeloop.exchange.connectors.deal_history import Change, History
from pipeloop.exchange.connectors.salesforce import api_calls as salesforce_calls
from pipeloop.exchange.connectors.system import OVERLAP, first_cursor
from tests.exchange.connectors.fetching import (
    SERVERS,
    Clock,
    Fetch,
    fake_system,
    fetch_all,
    limiter,
)
from tests.exchange.connectors.server import Response
from tests.exchange.connectors.story import AFTER, START, Story, rows_of

EVERY = pytest.mark.parametrize("code", SERVERS)
STORY = Story(200)


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Salesforce sends two thousand rows at once: fewer here, so that there are pages."""
    monkeypatch.setattr(salesforce_calls, "ROWS_PER_PAGE", 100)


def test_every_system_has_a_server_here() -> None:
    assert SERVERS.keys() == SYSTEMS.keys()


@EVERY
def test_all_systems_give_the_same_rows_for_the_same_story(code: str) -> None:
    with fake_system(code, STORY) as system:
        history = fetch_all(code, system.client()).history(code)
    assert rows_of(history) == STORY.expected()
    assert len(history.changes) == 200 + 200 + 100 + 33


@EVERY
def test_a_deal_comes_with_its_words(code: str) -> None:
    with fake_system(code, Story(3)) as system:
        history = fetch_all(code, system.client()).history(code)
    deal = history.deals["2"]
    assert (deal.title, deal.amount, deal.client) == ("Order 2", 200, "Harbour Foods")
    assert deal.outcome == "S"
    assert history.names.users[deal.owner] == "Ben Orr"
    assert deal.created_at == START + timedelta(hours=2)
    assert [_named(history, change) for change in history.changes if change.deal == "1"] == [
        ("", "New", "Ann Lee"),
        ("New", "Demo", "Ben Orr"),
    ]


def _named(history: History, change: Change) -> tuple[str, str, str]:
    """From where to where, and by whom; not every system says who created a deal."""
    names = history.names
    before = names.stage(change.pipeline, change.stage_from).name
    actor = names.users.get(change.actor, "Ann Lee" if change.kind == "create" else "")
    return before, names.stage(change.pipeline, change.stage_to).name, actor


@EVERY
def test_a_fetch_interrupted_in_the_middle_of_a_page_resumes_without_loss(code: str) -> None:
    with fake_system(code, STORY) as system:
        whole = fetch_all(code, system.client())
        fetch = Fetch(first_cursor(None, AFTER))
        fetch.run(code, system.client(), max_pages=whole.pages - 2)
        kept = dict(fetch.records)
        system.running.overrides = {
            len(system.running.requests) + 1: Response(200, '{"result":', cut=True)
        }
        with pytest.raises(Refused) as broken:
            fetch.run(code, system.client(max_tries=1))
        assert (broken.value.code, fetch.records) == ("no_answer", kept)
        # What is stored between two pages is JSON.
        fetch.cursor = json.loads(json.dumps(fetch.cursor))
        fetch.run(code, system.client())
    assert fetch.history(code) == whole.history(code)
    assert whole.pages > 5


@EVERY
def test_a_refresh_brings_only_what_is_new(code: str) -> None:
    with fake_system(code, STORY) as system:
        first = fetch_all(code, system.client())
        requests = len(system.running.requests)
        system.server.story = Story(200, more=3)
        second = Fetch(first_cursor(AFTER, AFTER + timedelta(days=1)))
        second.run(code, system.client())
        again = len(system.running.requests) - requests
    fresh = {key for kind, key in second.records if kind == "deal"}
    assert fresh == {"1", "201", "202", "203"}
    assert again < requests / 2 or requests < 15
    both = Fetch(None, first.records | second.records)
    assert rows_of(both.history(code)) == Story(200, more=3).expected()


@EVERY
def test_what_comes_twice_by_the_overlap_is_there_once(code: str) -> None:
    story = Story(30)
    with fake_system(code, story) as system:
        first = fetch_all(code, system.client())
        cut = max(story.changed(deal) for deal in story.numbers()) + OVERLAP / 2
        again = fetch_all(code, system.client(), last=cut)
    assert any(kind in ("deal", "change") for kind, _key in again.records)
    both = Fetch(None, first.records | again.records)
    assert both.history(code) == first.history(code)


@EVERY
def test_a_token_is_tried_by_one_call(code: str) -> None:
    with fake_system(code, Story(1)) as system:
        assert SYSTEMS[code].account_name(system.client()) != ""
        assert len(system.running.requests) == 1
        wrong = "1/wrong" if code == "bitrix24" else "wrong"
        with pytest.raises(Refused) as refused:
            SYSTEMS[code].account_name(system.client(token=wrong))
    assert refused.value.code == "token_refused"
    assert SYSTEMS[code].name in str(refused.value.words)
    assert "wrong" not in str(refused.value.words).replace("it is wrong", "")


@EVERY
def test_a_busy_system_is_waited_for(code: str) -> None:
    clock = Clock()
    with fake_system(code, Story(5)) as system:
        system.running.overrides = {
            2: Response(429, {"message": "slow down"}, {"Retry-After": "7"}),
            4: Response(503),
            5: Response(502, "<html>bad gateway</html>"),
        }
        history = fetch_all(code, system.client(limiter=limiter(clock))).history(code)
    assert rows_of(history) == Story(5).expected()
    assert clock.slept == [7.0, 2.0, 4.0]


@EVERY
def test_a_company_without_deals_is_an_empty_history(code: str) -> None:
    with fake_system(code, Story(0)) as system:
        history = fetch_all(code, system.client()).history(code)
    assert (history.deals, history.changes) == ({}, ())


@EVERY
def test_fields_that_are_not_known_are_let_be(code: str) -> None:
    with fake_system(code, Story(4)) as system:
        plain = system.running.handler
        system.running.handler = lambda request: _with_unknown_fields(plain(request))
        history = fetch_all(code, system.client()).history(code)
    assert rows_of(history) == Story(4).expected()


def _with_unknown_fields(said: Response) -> Response:
    return Response(said.status, _with_more(said.body), said.headers)


def _with_more(body: Any) -> Any:
    if isinstance(body, list):
        return [_with_more(one) for one in body]
    if isinstance(body, dict) and ("id" in body or "Id" in body or "ID" in body):
        return {name: _with_more(value) for name, value in body.items()} | {"surprise": [1, {}]}
    if isinstance(body, dict):
        return {name: _with_more(value) for name, value in body.items()}
    return body
