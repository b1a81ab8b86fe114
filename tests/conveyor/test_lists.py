"""The list of deals: which are in it, and how they stand."""

import re
from datetime import date

import pytest
from django.db import connection

from pipeloop.company.models import Person
from pipeloop.conveyor import queries
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.queries import DEAL_ORDERS, Filters, cards
from tests import cast

CLIENTS = re.compile(r'<th scope="row"><a href="/deals/\d+/">([^<]+)</a>')


@pytest.fixture
def deals(bob: Person) -> None:
    """Two open deals, then a lost and a won one, each come to its step after the one before."""
    cast.deal(bob, client="Birch", amount=300_00, next_step_on=date(2026, 12, 1))
    cast.deal(bob, client="Alder", amount=500_00, next_step_on=date(2026, 12, 9))
    for client, state, amount in (("Elm", "lost", None), ("Cedar", "won", 100_00)):
        deal = cast.deal(bob, client=client, amount=amount)
        closed = {"state": state, "closed_at": deal.created_at, "warns_at": None, "hangs_at": None}
        Deal.objects.filter(pk=deal.pk).update(**closed)


def listed(reader: Person, **filters: str) -> list[str]:
    """Clients of the deals in the list, in its order."""
    cards, _more = queries.deals(reader, Filters(**filters))
    return [card.client for card in cards]


@pytest.mark.usefixtures("deals")
def test_open_deals_stand_before_closed_ones(bob: Person) -> None:
    assert listed(bob) == ["Alder", "Birch", "Cedar", "Elm"]


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize(
    ("state", "clients"),
    [("open", ["Alder", "Birch"]), ("won", ["Cedar"]), ("lost", ["Elm"])],
)
def test_deals_are_narrowed_by_state(bob: Person, state: str, clients: list[str]) -> None:
    assert listed(bob, state=state) == clients


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize(
    ("order", "clients"),
    [
        ("client", ["Alder", "Birch", "Cedar", "Elm"]),
        ("-client", ["Elm", "Cedar", "Birch", "Alder"]),
        ("amount", ["Cedar", "Birch", "Alder", "Elm"]),
        ("-amount", ["Alder", "Birch", "Cedar", "Elm"]),
        ("days", ["Cedar", "Elm", "Alder", "Birch"]),
        ("-days", ["Birch", "Alder", "Elm", "Cedar"]),
        ("next", ["Birch", "Alder", "Elm", "Cedar"]),
        ("-next", ["Alder", "Birch", "Cedar", "Elm"]),
    ],
)
def test_deals_stand_as_asked_and_what_is_not_known_last(
    bob: Person, order: str, clients: list[str]
) -> None:
    assert order in DEAL_ORDERS
    assert listed(bob, order=order) == clients


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize(
    ("query", "clients"),
    [
        ("", ["Alder", "Birch"]),
        ("?state=all", ["Alder", "Birch", "Cedar", "Elm"]),
        ("?state=nonsense&order=nonsense", ["Alder", "Birch", "Cedar", "Elm"]),
        ("?state=won", ["Cedar"]),
        ("?order=client&state=all", ["Alder", "Birch", "Cedar", "Elm"]),
        ("?order=amount&state=all", ["Cedar", "Birch", "Alder", "Elm"]),
    ],
)
def test_the_page_shows_open_deals_unless_asked(
    bob: Person, query: str, clients: list[str]
) -> None:
    page = cast.browser(bob).get(f"/deals/{query}").content.decode()
    assert CLIENTS.findall(page) == clients


@pytest.mark.usefixtures("deals")
def test_a_heading_sorts_and_keeps_the_filters(bob: Person) -> None:
    page = cast.browser(bob).get("/deals/?state=all&order=amount").content.decode()
    assert 'href="?state=all&amp;order=-amount"' in page
    assert 'aria-sort="ascending"' in page
    assert '<input type="hidden" name="order" value="amount">' in page


def test_the_list_of_all_is_read_from_an_index_in_its_order(bob: Person) -> None:
    rows = cards.listed_deals(bob, cast.company(sellers_see="all"), Filters())[:50]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    assert "deal_open_first" in rows.explain()


@pytest.mark.usefixtures("deals")
def test_clients_sort_by_their_heading_and_keep_the_filters(bob: Person) -> None:
    browser = cast.browser(bob)
    page = browser.get("/clients/?fit=&text=e").content.decode()
    assert 'href="?fit=&amp;text=e&amp;order=name"' in page
    down = browser.get("/clients/?order=-name").content.decode()
    names = re.findall(r'<a href="/clients/\d+/">([^<]+)</a>', down)
    assert names == ["Elm", "Cedar", "Birch", "Alder"]
    assert 'aria-sort="descending"' in down
