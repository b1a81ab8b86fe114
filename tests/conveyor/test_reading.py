"""The board, lists, clients and the pulse: what they count, and how many statements they take."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pipeloop.clients.models import Account
from pipeloop.company.models import Person
from pipeloop.conveyor import actions, queries
from pipeloop.conveyor.models import Deal
from pipeloop.conveyor.queries import Filters, StageSummary
from pipeloop.conveyor.queries.board import COLUMN_CARDS
from pipeloop.core import clock
from pipeloop.core.money import Money
from pipeloop.process.models import Reason
from pipeloop.process.words import StageKind
from tests import cast

DEVELOPMENT = StageKind.LEAD_DEVELOPMENT
PAGES = (
    "/",
    "/board/lead_development/",
    "/deals/",
    "/deals/?text=harbour",
    "/deals/?hanging=1",
    "/clients/",
    "/find/?q=harbour",
    "/process/",
)


def fill(owner: Person, count: int, **fields: object) -> None:
    """So many deals of as many clients."""
    for number in range(count):
        cast.deal(owner, client=f"Harbour {count}-{number}", **fields)


@pytest.mark.parametrize("url", PAGES)
def test_a_page_takes_as_many_statements_with_thirty_deals_as_with_three(
    alice: Person, bob: Person, url: str
) -> None:
    client = cast.browser(alice)
    fill(bob, 3, amount=100)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        assert client.get(url).status_code == 200
    fill(bob, 27, amount=100)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).status_code == 200
    assert len(many) == len(few)


def test_the_page_of_a_deal_takes_as_many_statements_however_long_its_story(
    alice: Person, bob: Person
) -> None:
    deal, client = cast.deal(bob), cast.browser(alice)
    client.get(f"/deals/{deal.pk}/")
    with CaptureQueriesContext(connection) as short:
        client.get(f"/deals/{deal.pk}/")
    for number in range(20):
        actions.add_note(bob, deal.pk, text=f"Call {number}")
    with CaptureQueriesContext(connection) as long:
        client.get(f"/deals/{deal.pk}/")
    assert len(long) == len(short)


def test_the_board_counts_all_and_shows_the_first_of_each_column(
    alice: Person, bob: Person
) -> None:
    fill(bob, COLUMN_CARDS + 3, at="LD1", amount=100_00)
    fill(bob, 2, at="LD2")
    board = queries.board(alice, DEVELOPMENT, Filters())
    first, second = board.columns[:2]
    assert (first.count, len(first.cards), first.more) == (COLUMN_CARDS + 3, COLUMN_CARDS, True)
    assert first.sums == (Money((COLUMN_CARDS + 3) * 100_00, "RUB"),)
    assert (second.count, second.sums, second.more) == (2, (), False)
    assert board.count == COLUMN_CARDS + 5


def test_the_rest_of_a_column_follows_without_a_gap_or_a_repeat(alice: Person, bob: Person) -> None:
    fill(bob, COLUMN_CARDS + 3, at="LD1")
    step = cast.step("LD1").pk
    Deal.objects.filter(step=step).update(entered_step_at=cast.TUESDAY)
    column = queries.board(alice, DEVELOPMENT, Filters()).columns[0]
    last = column.cards[-1]
    rest, more = queries.more_cards(alice, step, Filters(), after=(last.entered_step_at, last.id))
    shown = [card.id for card in (*column.cards, *rest)]
    assert not more
    assert len(shown) == len(set(shown)) == COLUMN_CARDS + 3


def test_sums_of_two_currencies_are_not_added(alice: Person, bob: Person) -> None:
    cast.deal(bob, at="LD1", amount=100, currency="RUB")
    cast.deal(bob, at="LD1", amount=300, currency="USD")
    column = queries.board(alice, DEVELOPMENT, Filters()).columns[0]
    assert column.sums == (Money(300, "USD"), Money(100, "RUB"))


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (Filters(text="harb"), {"scales", "line"}),
        (Filters(text="LINE"), {"line"}),
        (Filters(text="no-such"), set()),
        (Filters(text="?!"), set()),
        (Filters(source="Fair"), {"scales"}),
    ],
)
def test_lists_are_narrowed_by_words_and_source(
    alice: Person, bob: Person, filters: Filters, titles: set[str]
) -> None:
    cast.deal(bob, client="Harbour Foods", title="scales", source="Fair")
    cast.deal(bob, client="Harbour Foods", title="line", source="Site")
    cast.deal(bob, client="Oakford", title="belt", source="Site")
    cards, _more = queries.deals(alice, filters)
    assert {card.title for card in cards} == titles


def test_lists_are_narrowed_by_owner_and_team(alice: Person, bob: Person, carol: Person) -> None:
    cast.deal(bob, title="north")
    cast.deal(carol, title="south")
    by_owner, _more = queries.deals(alice, Filters(owner=bob.pk))
    by_team, _more = queries.deals(alice, Filters(team=carol.team_id))
    assert [card.title for card in by_owner] == ["north"]
    assert [card.title for card in by_team] == ["south"]


def test_the_deals_that_hang_longest_come_first(alice: Person, bob: Person) -> None:
    for days in (3, 30, 10):
        with clock.at(cast.TUESDAY - timedelta(days=days)):
            cast.deal(bob, at="LC3", title=f"{days} days")
    with clock.at(cast.TUESDAY):
        cast.deal(bob, at="LC3", title="new")
        cards, hangs = queries.hanging_deals(alice, limit=2)
    assert [card.title for card in cards] == ["30 days", "10 days"]
    assert hangs == 3


def run(owner: Person, *, won: int, lost: int, days: int) -> None:
    """So many deals that stood in conversion so many days and were closed."""
    reasons = {code: Reason.objects.get(code=code).pk for code in ("w_value", "c_price")}
    boss = cast.person(f"Dora {won}-{lost}", "head_of_sales", email=f"dora{won}{lost}@example.com")
    for number in range(won + lost):
        with clock.at(cast.TUESDAY):
            deal = cast.deal(owner, at="LC9", client=f"Client {won}-{number}", amount=100)
        with clock.at(cast.TUESDAY + timedelta(days=days)):
            if number < won:
                actions.close_won(
                    boss, deal.pk, seen=None, reason=reasons["w_value"], waiver="Known"
                )
            else:
                actions.close_lost(boss, deal.pk, seen=None, reason=reasons["c_price"])


def conversion(actor: Person) -> StageSummary:
    """The third stage of the pipeline, a fortnight after."""
    with clock.at(cast.TUESDAY + timedelta(days=14)):
        stages = queries.flow(actor, period=30).stages
    return next(s for s in stages if s.stage.kind == StageKind.LEAD_CONVERSION)


def test_the_stage_summary_gives_the_share_that_goes_on_and_the_time(
    alice: Person, bob: Person
) -> None:
    run(bob, won=5, lost=15, days=2)
    summary = conversion(alice)
    assert (summary.left, summary.share) == (20, 0.25)
    assert summary.days == pytest.approx(2.0)  # from Tuesday noon to Thursday noon


def test_of_few_deals_the_stage_summary_gives_no_share(alice: Person, bob: Person) -> None:
    run(bob, won=4, lost=10, days=2)
    summary = conversion(alice)
    assert (summary.left, summary.share, summary.days) == (14, None, None)


def test_returned_deals_have_not_left(alice: Person, bob: Person) -> None:
    run(bob, won=5, lost=15, days=2)
    with clock.at(cast.TUESDAY):
        deal = cast.deal(bob, at="LC3")
    with clock.at(cast.TUESDAY + timedelta(days=1)):
        actions.return_deal(bob, deal.pk, cast.step("LD5").pk, seen=None, reason="No need")
    assert conversion(alice).left == 20


def test_the_step_that_holds_most_is_money_times_time(alice: Person, bob: Person) -> None:
    with clock.at(cast.TUESDAY - timedelta(days=20)):
        cast.deal(bob, at="LC5", amount=100_00)  # 2,000 of money and days
    with clock.at(cast.TUESDAY - timedelta(days=2)):
        cast.deal(bob, at="LC3", amount=500_00)  # 1,000
    with clock.at(cast.TUESDAY):
        flow = queries.flow(alice, period=30)
    assert [load.step.code for load in flow.loads] == ["LC5", "LC3"]
    assert (flow.loads[0].money, flow.loads[0].days) == (Money(100_00, "RUB"), 20.0)


def test_a_seller_counts_only_what_they_see(bob: Person, carol: Person) -> None:
    cast.deal(bob)
    cast.deal(carol)
    assert queries.flow(bob, period=30).open == 1


def test_clients_who_bought_stand_on_the_track_they_belong_to(alice: Person, bob: Person) -> None:
    run(bob, won=3, lost=0, days=1)
    Account.objects.filter(name="Client 3-0").update(is_key=True)
    with clock.at(cast.TUESDAY + timedelta(days=14)):
        stages = {s.stage.kind: s for s in queries.flow(alice, period=30).stages}
    assert stages[StageKind.ACCOUNT_MANAGEMENT].now == 2
    key = stages[StageKind.KEY_ACCOUNT_MANAGEMENT]
    assert (key.now, key.base and key.base.repeat) == (1, 0.0)
    assert key.base is not None
    assert key.base.share == pytest.approx(1 / 3)
